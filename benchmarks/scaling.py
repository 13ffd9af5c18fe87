"""What a larger archive takes, from figures of a small one: `python -m benchmarks.scaling FILE`.

FILE is the JSON of `make bench-cluster JSON=FILE`. Bytes, posts and CPU are scaled to a size and a
load; then searches queue for shards in a simulation, with all nodes and with one lost. With --write
the tables take the place of those in docs/scaling.md.
"""

import argparse
import heapq
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import fmean, quantiles
from typing import Any

_DOC = Path(__file__).resolve().parents[1] / "docs" / "scaling.md"
_BEGIN, _END = "<!-- benchmarks/scaling.py -->", "<!-- end -->"

# What is planned with; docs/scaling.md says why.
SHARD_BYTES = 30e9
SHARD_MS = 100.0
BUSY = 0.5
COPIES = 2
HEAP_GB, FILES_IN_MEMORY = 31, 0.35
DISK_FULL, GENERATIONS = 0.8, 2
HOURS = 730
# Of a page's work, what its first call takes: it counts; the second finds and reads.
_CALLS = (0.3, 0.7)
_RETRY_MS = 300.0


@dataclass(frozen=True)
class Machine:
    """A machine to be had: its cores as they are sold, memory, and list price."""

    name: str
    cores: int
    memory_gb: int
    dollars_hour: float


# Amazon's list price on demand, Linux, us-east-1: June 2026 for m7g (0.0816 an hour for 2 cores and
# 8 GB, and by that for larger ones).
MACHINE = Machine("m7g.8xlarge", 32, 128, 16 * 0.0816)
DOLLARS_GB_MONTH = 0.08


@dataclass(frozen=True)
class Figures:
    """What was measured.

    Attributes:
        posts: of the largest index.
        bytes_a_post: each once.
        index_ms: CPU of the indexer a post; `index_cluster_ms`, of the cluster.
        page_ms: CPU of a site's process a page.
        fixed_ms: CPU of the cluster a page and shard, however few posts there are.
        post_ms: CPU of the cluster a page and million posts.
        spread: how long kinds of pages take relative to their mean.
    """

    posts: int
    bytes_a_post: float
    index_ms: float
    index_cluster_ms: float
    page_ms: float
    fixed_ms: float
    post_ms: float
    spread: Sequence[float]

    @classmethod
    def read(cls, measured: Mapping[str, Any], shards: int = 3) -> "Figures":
        """Take them from what cluster_speed wrote, of its two largest sizes.

        Of one size alone, half of a page's work is taken to be the same whatever its posts.
        """
        sizes = {int(posts): own for posts, own in measured["sizes"].items()}
        built = max(posts for posts, own in sizes.items() if "build" in own)
        paged = sorted(posts for posts, own in sizes.items() if "pages" in own)
        largest = sizes[paged[-1]]["pages"]
        work = {posts: float(sizes[posts]["pages"][_CLUSTER_CPU]) for posts in paged[-2:]}
        if len(work) > 1:
            (few, little), (many, much) = work.items()
            a_post = max((much - little) / (many - few), 0.0)
        else:
            ((many, much),) = work.items()
            a_post = much / 2 / many
        times = [float(kind["ms"]["cluster"]) for kind in largest["kinds"]]
        build = sizes[built]["build"]
        return cls(
            posts=paged[-1],
            bytes_a_post=float(build["bytes a post, each once"]),
            index_ms=float(build["CPU of the client a post, ms"]),
            index_cluster_ms=float(build["CPU of the cluster a post, ms"]),
            page_ms=float(largest["CPU of the client a page, ms"]),
            fixed_ms=max(much - a_post * many, 0.0) / shards,
            post_ms=a_post * 1e6,
            spread=[time / fmean(times) for time in times],
        )


_CLUSTER_CPU = "CPU of the cluster a page, ms"


@dataclass(frozen=True)
class Plan:
    """What so many posts and searches a second take."""

    posts: int
    rate: float
    shards: int
    shard_gb: float
    shard_ms: float
    copies: int
    nodes: int
    disk_gb: float
    sites: int
    build_hours: float

    @property
    def cores(self) -> int:
        """Cores of the cluster."""
        return self.nodes * MACHINE.cores

    @property
    def dollars_month(self) -> float:
        """What nodes, their disks and the sites' machines cost a month, as listed."""
        machines = (self.nodes + self.sites) * MACHINE.dollars_hour * HOURS
        return machines + self.nodes * self.disk_gb * DOLLARS_GB_MONTH


def plan(figures: Figures, posts: int, rate: float) -> Plan:
    """Return what it takes: enough shards to be quick, enough nodes to be half busy."""
    whole = posts * figures.bytes_a_post
    work = figures.post_ms * posts / 1e6
    # No shard takes longer than SHARD_MS on average, of which `fixed_ms` are its own.
    least = max(SHARD_MS - figures.fixed_ms, SHARD_MS / 4)
    shards = max(1, math.ceil(whole / SHARD_BYTES), math.ceil(work / least))
    page = shards * figures.fixed_ms + work
    by_work = rate * page / 1e3 / BUSY / MACHINE.cores
    in_memory = COPIES * whole * FILES_IN_MEMORY / 1e9
    by_memory = in_memory / (MACHINE.memory_gb - HEAP_GB)
    nodes = max(3, math.ceil(by_work), math.ceil(by_memory))
    # Each node is to have work, and the more of it the more evenly it is spread.
    copies = max(COPIES, math.ceil(2 * nodes / shards))
    return Plan(
        posts=posts,
        rate=rate,
        shards=shards,
        shard_gb=whole / shards / 1e9,
        shard_ms=page / shards,
        copies=copies,
        nodes=nodes,
        disk_gb=whole * copies * GENERATIONS / DISK_FULL / nodes / 1e9,
        sites=max(2, math.ceil(rate * figures.page_ms / 1e3 / BUSY / MACHINE.cores)),
        build_hours=posts * figures.index_ms / 1e3 / MACHINE.cores / 3600,
    )


def simulate(
    figures: Figures, made: Plan, rate: float, *, lost: int = 0, pages: int = 2000, seed: int = 1
) -> list[float]:
    """Return how long pages take, in ms, where searches come by chance and queue for cores.

    Of each shard a page asks the copy whose node is free first, as the cluster's own choice among
    copies tends to. What takes long takes long on every shard: a common word is common everywhere.
    `lost` nodes are gone from the middle on; who was waiting for them asks again.
    """
    rng = Random(seed)
    homes = [
        [(shard * made.copies + copy) % made.nodes for copy in range(made.copies)]
        for shard in range(made.shards)
    ]
    cores = [[0.0] * MACHINE.cores for _ in range(made.nodes)]
    clock = 0.0
    events: list[tuple[float, int, int, float, float]] = []
    for page in range(pages):
        clock += rng.expovariate(rate) * 1e3
        size = rng.choice(figures.spread) * made.shard_ms
        events.append((clock, page, 0, clock, size))
    heapq.heapify(events)
    gone_at = clock / 2 if lost else math.inf
    times: list[float] = []
    while events:
        now, page, call, begun, size = heapq.heappop(events)
        ended = now
        for copies in homes:
            asked = copies if now < gone_at else [node for node in copies if node >= lost]
            if not asked:
                return []  # every copy of a shard is lost
            node = min(asked, key=lambda each: cores[each][0])
            work = size * _CALLS[call] * rng.uniform(0.7, 1.3)
            done = max(now, cores[node][0]) + work
            heapq.heapreplace(cores[node], done)
            if node < lost and now < gone_at < done:
                done = gone_at + _RETRY_MS + work
            ended = max(ended, done)
        if call + 1 < len(_CALLS):
            heapq.heappush(events, (ended, page, call + 1, begun, size))
        else:
            times.append(ended - begun)
    return times


def p50_p95(times: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    cuts = quantiles(times, n=20, method="inclusive")
    return cuts[9], cuts[18]


def lines(figures: Figures, pages: int = 2000) -> Iterator[str]:
    """Yield the tables of docs/scaling.md."""
    yield "| measured | |"
    yield "|---|---|"
    yield f"| posts in the largest index searched | {figures.posts:,} |"
    yield f"| bytes a post, each once | {figures.bytes_a_post:,.0f} |"
    yield f"| CPU of who indexes, ms a post | {figures.index_ms:.2f} |"
    yield f"| CPU of the cluster, ms a post that is indexed | {figures.index_cluster_ms:.2f} |"
    yield f"| CPU of the site, ms a page | {figures.page_ms:.1f} |"
    yield f"| CPU of the cluster, ms a page: of each shard | {figures.fixed_ms:.2f} |"
    yield f"| and of each million posts | {figures.post_ms:,.1f} |"
    yield f"| slowest kind of page / mean | {max(figures.spread):.1f} |"
    yield ""
    plans = [
        plan(figures, posts, rate)
        for posts, rate in ((10**6, 10), (10**7, 100), (10**8, 100), (10**8, 1000))
    ]
    yield (
        "| plan | " + " | ".join(f"{each.posts:.0e}".replace("e+0", "0^") for each in plans) + " |"
    )
    yield "|---" * (len(plans) + 1) + "|"
    rows: list[tuple[str, list[str]]] = [
        ("searches a second", [f"{each.rate:,.0f}" for each in plans]),
        ("shards", [f"{each.shards:,}" for each in plans]),
        ("GB a shard", [f"{each.shard_gb:.1f}" for each in plans]),
        ("ms a page and shard, CPU", [f"{each.shard_ms:.1f}" for each in plans]),
        ("copies of each, the first too", [str(each.copies) for each in plans]),
        (
            f"nodes of {MACHINE.cores} cores, {MACHINE.memory_gb} GB",
            [f"{e.nodes:,}" for e in plans],
        ),
        ("cores", [f"{each.cores:,}" for each in plans]),
        ("GB of disk a node", [f"{each.disk_gb:,.0f}" for each in plans]),
        ("machines for sites", [f"{each.sites:,}" for each in plans]),
        ("hours to build on one of them", [f"{each.build_hours:,.1f}" for each in plans]),
        ("dollars a month", [f"{each.dollars_month:,.0f}" for each in plans]),
    ]
    for name, cells in rows:
        yield f"| {name} | " + " | ".join(cells) + " |"
    yield ""
    largest = plans[-1]
    scaled = _small(largest)
    yield "| load, of what is planned | p50, ms | p95, ms | p95 with a node lost, ms |"
    yield "|---|---|---|---|"
    for part in (0.25, 0.5, 1.0, 1.5, 1.8):
        rate = scaled.rate * part
        whole = p50_p95(simulate(figures, scaled, rate, pages=pages))
        fewer = simulate(figures, scaled, rate, lost=1, pages=pages)
        less = p50_p95(fewer[len(fewer) // 2 :])[1] if fewer else math.nan
        yield f"| {part:.0%} | {whole[0]:,.0f} | {whole[1]:,.0f} | {less:,.0f} |"


def _small(made: Plan) -> Plan:
    """Return a part of a plan that queues as the whole does, with nodes few enough to simulate."""
    copies = min(made.copies, 4)
    nodes = min(made.nodes, 12)
    shards = min(made.shards, max(1, 2 * nodes // copies))
    work = shards * made.shard_ms / 1e3
    rate = nodes * MACHINE.cores * BUSY / work
    return replace(made, copies=copies, nodes=nodes, shards=shards, rate=rate)


def main() -> None:
    """Print the tables, or write them into docs/scaling.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling")
    parser.add_argument("file", type=Path, help="what --json of benchmarks.cluster_speed wrote")
    parser.add_argument("--write", action="store_true", help="into docs/scaling.md")
    options = parser.parse_args()
    measured = json.loads(options.file.read_text("utf-8"))
    told = "\n".join(lines(Figures.read(measured)))
    print(told)
    if options.write:
        before, _, rest = _DOC.read_text("utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        _DOC.write_text(f"{before}{_BEGIN}\n{told}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main()
