"""One size of the benchmark, part by part; each part runs in fresh processes, one at a time."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.search_speed import figures, serving
from benchmarks.search_speed.measuring import run, size
from benchmarks.search_speed.posts import VERSION
from benchmarks.search_speed.searches import WARM_UP, Search, read_searches

_FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"
_SEED = 1
_SEGMENTS = 10
_PROCESS_RUNS = 9
_EDITS = 5
# Whoosh's own searcher takes up to seconds for a search of 100,000 posts.
_WHOOSH_INSTANCES = {1_000: 20, 10_000: 20, 100_000: 3}
_THROUGHPUT_SECONDS = 6.0
_PROBE_POSTS = 60

Results = dict[str, Any]


class Bench:
    """One size."""

    def __init__(self, posts: int, keep: bool, cpu: bool, whoosh: bool) -> None:
        self.posts = posts
        self._keep = keep
        self._how = ("cpu",) if cpu else ()
        self.folder = _FOLDER / str(posts)
        self.file = self.folder / f"posts-{VERSION}.jsonl"
        self.whoosh = _WHOOSH_INSTANCES.get(posts, 0) if whoosh else 0
        self.results: Results = {"posts": posts}

    # --- builds ---

    def builds(self) -> None:
        """Build every index, and say how quickly, how large, and with how much memory."""
        run("posts", file=self.file, count=self.posts, seed=_SEED)
        if self._keep and (self.folder / "searches.json").exists():
            return
        cores = len(os.sched_getaffinity(0))
        found: Results = {}
        found["FTS5"] = {"one core": self._build("FTS5", 1)}
        found["this"] = {
            "one core": self._build("this", 1),
            "all cores": self._build("this", cores),
        }
        found["tantivy"] = {"all cores": self._build("tantivy", cores)}
        found["tantivy"]["one core"] = self._build("tantivy", 1)
        if self.whoosh:
            found["Whoosh"] = {"one core": self._build("Whoosh", 1)}
        for side, row in found.items():
            row["size"] = size(self._index(side))
        begun = time.perf_counter()
        run("optimise", folder=self._index("FTS5"))
        found["FTS5"]["seconds of optimising"] = time.perf_counter() - begun
        fts5 = found["FTS5"]["one core"]["posts/s"]
        found["relative"] = {
            name: found["this"][name]["posts/s"] / fts5 for name in ("one core", "all cores")
        }
        found["relative"]["size"] = found["this"]["size"] / found["tantivy"]["size"]
        if not (self._keep and self._index("tantivy, same terms").exists()):
            self._build("tantivy, same terms", 1)  # it takes the longest, and no figure is of it
        self.results["builds"] = found
        probe = _FOLDER / "probe"
        run("posts", file=probe / "posts.jsonl", count=_PROBE_POSTS, seed=_SEED)
        run("build", side="this", file=probe / "posts.jsonl", folder=probe / "this", cores=1)
        run(
            "make_searches",
            file=self.file,
            index=self._index("this"),
            count=self.posts,
            seed=_SEED,
            out=self.folder / "searches.json",
        )

    def _build(self, side: str, cores: int) -> Results:
        done = run(
            "build",
            *(("one-core", *self._how) if cores == 1 else ()),
            side=side,
            file=self.file,
            folder=self._index(side),
            cores=cores,
        )
        rate = self.posts / done.result
        say(f"  built by {side}, {cores} cores: {rate:.0f} posts/s, {done.peak:.0f} MB at most")
        return {"seconds": done.result, "posts/s": rate, "peak": done.peak}

    def _index(self, side: str) -> Path:
        return self.folder / side

    # --- searches ---

    def whole(self) -> None:
        """Time whole searches on all sides."""
        done = run("whole", *self._how, folder=self.folder, seed=_SEED, whoosh=self.whoosh).result
        searches, _ = read_searches(self.folder / "searches.json")
        rows = done["rows"]
        kinds = figures.by_kind(searches, rows)
        others = [side for side in rows if side != "this"]
        kind, ratio = figures.worst(kinds, "tantivy")
        self.results["whole"] = {
            "kinds": kinds,
            "segments": done["segments"],
            "ratios": {side: figures.ratios(kinds, side) for side in others},
            "spread": {side: figures.spread(rows[side]) for side in rows},
            "worst": {"kind": kind, "ratio": ratio},
        }
        say("whole searches, medians in ms, and how many posts each side finds")
        say(*figures.kinds_lines(kinds, list(rows)))

    def matching(self) -> None:
        """Time matching and facets, the same terms on both sides."""
        done = run("matching", *self._how, folder=self.folder, seed=_SEED).result
        searches, _ = read_searches(self.folder / "searches.json")
        rows = done["rows"]
        kinds = figures.by_kind(searches, rows)
        this, other = rows
        totals = [{int(number): total for number, _, total in rows[side]} for side in (this, other)]
        differing = [searches[n].text for n in totals[0] if totals[0][n] != totals[1][n]]
        self.results["matching"] = {
            "kinds": kinds,
            "segments": done["segments"],
            "ratios": {other: figures.ratios(kinds, other)},
            "spread": {side: figures.spread(rows[side]) for side in rows},
            "totals that differ": differing,
        }
        say("matching and facets, the same terms on both sides")
        say(*figures.kinds_lines(kinds, list(rows)))
        say(f"  searches of which the sides find different numbers of posts: {len(differing)}")

    def cold(self) -> None:
        """Search once in a fresh process, a search of each kind."""
        searches, _ = read_searches(self.folder / "searches.json")
        warm = {row["kind"]: row["ms"]["this"] for row in self.results["whole"]["kinds"]}
        rng = Random(_SEED)
        opened: list[float] = []
        answered: list[float] = []
        found: dict[str, list[float]] = {}
        for kind in warm:
            numbers = [number for number, search in enumerate(searches) if search.kind == kind]
            for number in rng.sample(numbers[WARM_UP:], 3):
                opening, answering = run(
                    "first",
                    *self._how,
                    index=self._index("this"),
                    probe=_FOLDER / "probe" / "this",
                    searches=self.folder / "searches.json",
                    number=number,
                ).result
                opened.append(opening)
                answered.append(opening + answering)
                found.setdefault(kind, []).append(answering)
        ratios = {kind: statistics.median(times) / warm[kind] for kind, times in found.items()}
        self.results["cold"] = {
            "opened": statistics.median(opened),
            "opened and answered": statistics.median(answered),
            "median": statistics.median(time for times in found.values() for time in times),
            "ratio": statistics.geometric_mean(ratios.values()),
            "ratios": ratios,
        }

    def process(self) -> None:
        """Run `kb search` as a command."""
        times = []
        for text in self._texts()[:_PROCESS_RUNS]:
            command = [sys.executable, "-m", "kb", "search", "--index", str(self._index("this"))]
            begun = time.perf_counter()
            subprocess.run([*command, text], check=True, capture_output=True)
            times.append(time.perf_counter() - begun)
        self.results["process"] = {"seconds": statistics.median(times)}

    def throughput(self) -> None:
        """Search with one thread and two, in one process and two."""
        found: Results = {}
        arguments: dict[str, Any] = {
            "index": self._index("this"),
            "searches": self.folder / "searches.json",
            "seconds": _THROUGHPUT_SECONDS,
        }
        for threads in (1, 2):
            done = run("throughput", **arguments, threads=threads, seed=_SEED)
            found[f"threads: {threads}"] = done.result
        found["processes: 2"] = sum(_side_by_side(arguments))
        self.results["searches per second"] = found

    def segments(self) -> None:
        """Search an index of several segments."""
        folder = self.folder / "segments"
        built = run("build_in_steps", file=self.file, folder=folder, steps=_SEGMENTS).result
        rows = {}
        for name, index in (("one", self._index("this")), ("several", folder)):
            done = run(
                "one_side",
                *self._how,
                index=index,
                searches=self.folder / "searches.json",
                seed=_SEED,
            ).result
            searches, _ = read_searches(self.folder / "searches.json")
            kinds = figures.by_kind(searches, done["rows"])
            rows[name] = {row["kind"]: row["ms"]["this"] for row in kinds}
        ratios = {kind: rows["several"][kind] / rows["one"][kind] for kind in rows["one"]}
        self.results["segments"] = {
            "segments": built,
            "ratio": statistics.geometric_mean(ratios.values()),
            "ratios": ratios,
        }
        shutil.rmtree(folder)

    def serving(self) -> None:
        """Ask the site."""
        self.results["serving"] = serving.measure(self._index("this"), self._texts(), self.folder)

    def updates(self) -> None:
        """Change a post: through the engine's writer, and as a file that `kb index` finds."""
        folder = self.folder / "edited"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._index("this"), folder)
        seconds = run("edits", *self._how, index=folder, file=self.file, updates=_EDITS).result
        shutil.rmtree(folder)
        corpus = self.folder / "corpus"
        run("files", file=self.file, folder=corpus)
        first = self._kb_index(corpus, folder)
        unchanged = self._kb_index(corpus, folder)
        edited = []
        for path in sorted(corpus.rglob("*.md"))[:_EDITS]:
            path.write_text(path.read_text("utf-8") + "\nEtt tillägg.\n", "utf-8")
            edited.append(self._kb_index(corpus, folder))
        self.results["updates"] = {
            "edit to answer": statistics.median(seconds),
            "kb index, first": first,
            "kb index, first, posts/s": self.posts / first,
            "kb index, nothing changed": unchanged,
            "kb index, one edit": statistics.median(edited),
        }
        shutil.rmtree(folder)
        shutil.rmtree(corpus)

    def _kb_index(self, corpus: Path, index: Path) -> float:
        command = [sys.executable, "-m", "kb", "index", "--corpus", corpus, "--index", index]
        begun = time.perf_counter()
        subprocess.run([*map(str, command), "--json"], check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - begun

    def _texts(self) -> list[str]:
        """Return searches without filters, as they are typed, none twice."""
        searches, _ = read_searches(self.folder / "searches.json")
        plain = [search for search in searches if search == _plain(search)]
        texts = list(dict.fromkeys(search.text for search in plain))
        Random(_SEED).shuffle(texts)
        return texts


def _plain(search: Search) -> Search | None:
    has_more = search.organisation or search.first_day or search.page > 1 or not search.words
    return None if has_more else search


def _side_by_side(arguments: dict[str, Any]) -> list[float]:
    with ThreadPoolExecutor(2) as pool:
        both = [
            pool.submit(run, "throughput", **arguments, threads=1, seed=_SEED + number)
            for number in range(2)
        ]
        return [each.result().result for each in both]


PARTS: dict[str, Callable[[Bench], None]] = {
    "whole": Bench.whole,
    "matching": Bench.matching,
    "cold": Bench.cold,
    "process": Bench.process,
    "throughput": Bench.throughput,
    "segments": Bench.segments,
    "serving": Bench.serving,
    "updates": Bench.updates,
}


def say(*lines: str) -> None:
    """Print lines at once."""
    print(*lines, sep="\n", flush=True)
