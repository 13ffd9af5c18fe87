"""How quickly an index in a cluster is built, edited and searched: `make bench-cluster`.

    python -m benchmarks.cluster_speed [--posts 10000 100000] [--only PART …] [--json FILE]

Three nodes on this machine, beside the client on the same cores, hold the posts of
benchmarks/search_speed in three shards, each twice. They lie in build/bench/cluster and stay there,
so a part can be run by itself later; figures of other parts that the file of --json has stay in it.
Beside each page of the cluster the embedded engine is asked for the same, in turns.
"""

import argparse
import gc
import json
import os
import shutil
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.cluster_targets import TARGETS
from benchmarks.search_speed import figures, ours
from benchmarks.search_speed.candidates import make_searches
from benchmarks.search_speed.measuring import machine
from benchmarks.search_speed.posts import VERSION, make_registers, read_posts, write_posts
from benchmarks.search_speed.searches import Search, measured, read_searches, write_searches
from benchmarks.search_speed.updates import edit_to_answer
from kb.engines import CLUSTER, open_engine
from kb.engines.opensearch import remove_location
from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport import client
from kb.engines.opensearch.transport.cluster import cluster_of
from kb.errors import EngineUnavailableError, KnowledgeBaseError
from kb.indexing import write_generation
from kb.indexing.processes import Crew, cores
from kb.language.building.installed import installed_lexicon
from kb.search.service import SearchService
from tests.cluster import LoopbackCluster, built

_ROOT = Path(__file__).resolve().parents[1]
_FOLDER = _ROOT / "build" / "bench"
_SEED = 1
_SHARDS, _REPLICAS = 3, 1
_EDITS = 9
_CLIENTS, _PAUSE, _SECONDS = 16, 1.0, 12.0
_TICKS = os.sysconf("SC_CLK_TCK")

Results = dict[str, Any]


@dataclass
class Bench:
    """One size."""

    posts: int
    cluster: LoopbackCluster

    def __post_init__(self) -> None:
        self.folder = _FOLDER / str(self.posts)
        self.file = self.folder / f"posts-{VERSION}.jsonl"
        where = Location.parse(f"{self.cluster.url}/bench-{self.posts}")
        cache = _FOLDER / "cluster" / "cache"
        self.location = replace(where, shards=_SHARDS, replicas=_REPLICAS, cache=cache).text

    def embedded(self) -> SearchService:
        """Return the read path over the embedded index of the same posts, built where it is not."""
        write_posts(self.file, self.posts, _SEED)
        index, searches = self.folder / "this", self.folder / "searches.json"
        try:
            engine = open_engine(index)
        except KnowledgeBaseError:
            shutil.rmtree(index, ignore_errors=True)
            ours.build(self.file, index, cores())
            engine = open_engine(index)
        if not searches.exists():
            write_searches(searches, make_searches(self.file, index, self.posts, _SEED))
        return SearchService(engine)

    # --- parts ---

    def build(self) -> Results:
        """Analyse all posts and send them nowhere; then build the index from nothing."""
        write_posts(self.file, self.posts, _SEED)
        remove_location(self.location)
        lexicon = installed_lexicon()
        with self._timed() as alone, Crew(Path(), cores()) as crew:
            crew.prepare(make_registers(), lexicon)
            for _ in crew.analyse((post, None) for post in read_posts(self.file)):
                pass
        with self._timed() as whole:
            posts = read_posts(self.file)
            registers = make_registers()
            write_generation(
                self.location, posts, registers, engine=CLUSTER, anew=True, workers=cores()
            )
        self.cluster.mend()  # copies of shards may still be under way
        alias = Location.parse(self.location).alias
        stats = cluster_of(self.location).read(
            lambda each: each.indices.stats(index=alias, metric="store")
        )
        return {
            "analysis alone, posts/s": self.posts / alone["seconds"],
            "posts/s": self.posts / whole["seconds"],
            "ratio": alone["seconds"] / whole["seconds"],
            "CPU of the client a post, ms": whole["client"] / self.posts * 1e3,
            "CPU of the cluster a post, ms": whole["cluster"] / self.posts * 1e3,
            "bytes a post, each once": stats["_all"]["primaries"]["store"]["size_in_bytes"]
            / self.posts,
            "bytes a post, copies too": stats["_all"]["total"]["store"]["size_in_bytes"]
            / self.posts,
        }

    def edits(self) -> Results:
        """Edit a post, until a knowledge base that was open before finds it."""
        seconds = edit_to_answer(self.location, self.file, _EDITS, cpu=False, engine=CLUSTER)
        return {"median, s": statistics.median(seconds), "worst, s": max(seconds)}

    def pages(self) -> Results:
        """Ask both engines for whole pages of every kind, in turns."""
        services = {
            "this": self.embedded(),
            "cluster": SearchService(open_engine(self.location, CLUSTER)),
        }
        searches, _ = read_searches(self.folder / "searches.json")
        self._warm_up(searches)
        numbered = [(number, *each) for number, each in enumerate(measured(searches))]
        timed = [(number, search) for number, is_timed, search in numbered if is_timed]
        Random(_SEED).shuffle(timed)
        for _, is_timed, search in numbered:
            if not is_timed:
                for service in services.values():
                    service.search(search.request())
        gc.collect()
        gc.freeze()
        rows: dict[str, list[tuple[int, float, int]]] = {side: [] for side in services}
        calls: list[int] = []
        own_cpu = 0.0
        sides = list(services)
        with _counted() as count, self._timed() as whole:
            for number, search in timed:
                sides.append(sides.pop(0))
                for side in sides:
                    before, cpu, begun = count(), time.process_time(), time.perf_counter()
                    total = services[side].search(search.request()).total
                    rows[side].append((number, (time.perf_counter() - begun) * 1e3, total))
                    if side == "cluster":
                        calls.append(count() - before)
                        own_cpu += time.process_time() - cpu
        kinds = figures.by_kind(searches, rows)
        say(*figures.kinds_lines(kinds, list(rows)))
        differing = [
            searches[number].text
            for (number, _, total), (_, _, other) in zip(*map(sorted, rows.values()), strict=True)
            if total != other
        ]
        found = {side: _spread([row[1] for row in own]) for side, own in rows.items()}
        return {
            **found,
            "ratio": found["cluster"]["p50"] / found["this"]["p50"],
            "calls a page": statistics.mean(calls),
            "most calls": max(calls),
            "CPU of the client a page, ms": own_cpu / len(timed) * 1e3,
            "CPU of the cluster a page, ms": whole["cluster"] / len(timed) * 1e3,
            "totals that differ": differing,
            "kinds": kinds,
        }

    def killed(self) -> Results:
        """Kill a node while many clients search."""
        service = SearchService(open_engine(self.location, CLUSTER))
        searches, _ = read_searches(self.folder / "searches.json")
        found: Results = {}
        found["before"] = self._load(service, searches, lambda: None)
        found["killed"] = self._load(service, searches, self.cluster.other().kill)
        found["restarted"] = self._load(service, searches, self.cluster.mend)
        return found

    # --- how ---

    def _warm_up(self, searches: Sequence[Search]) -> None:
        """Ask all once, so that nodes have compiled what they run; nobody keeps what they answer.

        Else the size that comes first would seem the slowest.
        """
        service = SearchService(open_engine(self.location, CLUSTER))
        for search in searches:
            service.search(search.request())
        service.engine.close()
        alias = Location.parse(self.location).alias
        cluster_of(self.location).write(lambda each: each.indices.clear_cache(index=alias))

    def _load(
        self, service: SearchService, searches: Sequence[Search], happens: Callable[[], object]
    ) -> Results:
        times: list[float] = []
        failed: list[str] = []
        ended = threading.Event()

        def work(number: int) -> None:
            rng = Random(number)
            while not ended.wait(_PAUSE * rng.uniform(0.5, 1.5)):
                request = rng.choice(searches).request()
                begun = time.perf_counter()
                try:
                    service.search(request)
                except EngineUnavailableError as error:
                    failed.append(str(error))
                times.append((time.perf_counter() - begun) * 1e3)

        threads = [threading.Thread(target=work, args=(each,)) for each in range(_CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            time.sleep(_SECONDS / 4)
            happens()
            time.sleep(_SECONDS)
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        return {"searches": len(times), "failed": len(failed), **_spread(times)}

    @contextmanager
    def _timed(self) -> Iterator[Results]:
        """Yield what has, in the end, `seconds` of the clock, and of CPU of `client`, `cluster`."""
        taken: Results = {}
        cpu, nodes, begun = sum(os.times()[:4]), self._cpu_of_nodes(), time.perf_counter()
        yield taken
        taken["seconds"] = time.perf_counter() - begun
        taken["client"] = sum(os.times()[:4]) - cpu
        taken["cluster"] = self._cpu_of_nodes() - nodes

    def _cpu_of_nodes(self) -> float:
        seconds = 0.0
        for node in self.cluster.nodes:
            if node.process:
                stat = Path(f"/proc/{node.process.pid}/stat").read_text("utf-8")
                seconds += sum(map(int, stat.rpartition(")")[2].split()[11:13])) / _TICKS
        return seconds


PARTS: dict[str, Callable[[Bench], Results]] = {
    "build": Bench.build,
    "pages": Bench.pages,
    "killed": Bench.killed,
    "edits": Bench.edits,
}


@contextmanager
def _counted() -> Iterator[Callable[[], int]]:
    """Count what this thread asks of nodes; yields what tells how often that was.

    Another asks all the while which generation is live.
    """
    asked = client._Connection.perform_request
    counting = threading.current_thread()
    calls = 0

    def perform_request(self: client._Connection, *args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += threading.current_thread() is counting
        return asked(self, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client._Connection, "perform_request", perform_request)
        yield lambda: calls


def _spread(times: Sequence[float]) -> dict[str, float]:
    return {
        "p50": statistics.median(times),
        "p95": statistics.quantiles(times, n=20, method="inclusive")[-1],
        "worst": max(times),
    }


def say(*lines: str) -> None:
    """Print at once."""
    print(*lines, sep="\n", flush=True)


@contextmanager
def _running(heap: str) -> Iterator[LoopbackCluster]:
    folder = _FOLDER / "cluster"
    (folder / "server").mkdir(parents=True, exist_ok=True)
    try:
        server = built(folder / "server")
    except (pytest.skip.Exception, pytest.fail.Exception) as error:
        raise SystemExit(str(error)) from None
    cluster = LoopbackCluster(server, folder / "nodes", heap=heap, java=())
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def main() -> None:
    """Print every figure, part by part, and the targets size by size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster_speed")
    parser.add_argument("--posts", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--heap", default="1g", help="of each node (1g)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures there, too")
    options = parser.parse_args()
    everything: Results = {"sizes": {}}
    if options.json and options.json.exists():
        everything = json.loads(options.json.read_text("utf-8"))
    everything["machine"] = machine()
    say(everything["machine"])
    with _running(options.heap) as cluster:
        benches = [Bench(posts, cluster) for posts in options.posts]
        for bench in benches:
            bench.embedded().engine.close()
        for name, bench in product(options.only, benches):
            say("", f"{bench.posts} posts, {name}")
            results = PARTS[name](bench)
            everything["sizes"].setdefault(str(bench.posts), {})[name] = results
            say(*(f"  {key}: {value}" for key, value in results.items() if key != "kinds"))
            if options.json:  # what there is so far, too
                text = json.dumps(everything, ensure_ascii=False, indent=1)
                options.json.write_text(text + "\n", "utf-8")
        for posts in options.posts:
            results = everything["sizes"][str(posts)]
            say("", f"{posts} posts", *figures.table(results, TARGETS))
    medians = [
        own["pages"]["cluster"]["p50"] for own in everything["sizes"].values() if "pages" in own
    ]
    if len(medians) > 1:
        say(
            "",
            "growth of the median from size to size: "
            + ", ".join(f"{larger / smaller:.2f}" for smaller, larger in pairwise(medians)),
        )


if __name__ == "__main__":
    main()
