"""What is done in processes of their own: `python -m benchmarks.search_speed.tasks TASK JSON`.

A task is a function of paths and numbers; what it returns is printed as JSON.
Further arguments say how: `one-core`, it stays on one; `cpu`, times are of CPU, not of the clock.
"""

import gc
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Barrier, Thread
from typing import Any

from benchmarks.search_speed import searches as made
from benchmarks.search_speed.searches import Search

Milliseconds = float

# What tells the time: seconds of the clock, or of CPU in this process.
_now = time.perf_counter


def posts(file: str, count: int, seed: int) -> None:
    """Write a corpus."""
    from benchmarks.search_speed.posts import write_posts

    write_posts(Path(file), count, seed)


def build(side: str, file: str, folder: str, cores: int) -> float:
    """Build an index from nothing; return the seconds, those of imports not counted."""
    shutil.rmtree(folder, ignore_errors=True)
    _lexicon()  # built once for an installation
    work = _builder(side, Path(file), Path(folder), cores)
    begun = _now()
    work()
    return _now() - begun


def _builder(side: str, file: Path, folder: Path, cores: int) -> Callable[[], object]:
    if side == "this":
        from benchmarks.search_speed import ours

        return lambda: ours.build(file, folder, cores)
    if side == "tantivy":
        from benchmarks.search_speed import tantivy_peer

        return lambda: tantivy_peer.build(file, folder, cores, one_segment=cores == 1)
    if side == "Whoosh":
        from benchmarks.search_speed import plain_whoosh

        return lambda: plain_whoosh.build(file, folder)
    analyzer = _analyzer()
    if side == "tantivy, same terms":
        from benchmarks.search_speed import tantivy_same_terms

        return lambda: tantivy_same_terms.build_same_terms(file, folder, analyzer)
    from benchmarks.search_speed import fts5

    return lambda: fts5.build(file, folder, analyzer)


def _lexicon() -> Path:
    from kb.language.building.installed import installed_lexicon

    return installed_lexicon()


def _analyzer() -> Any:
    from kb.language.analyzer import Analyzer
    from kb.language.lexicon import Lexicon

    return Analyzer(Lexicon.open(_lexicon()))


def build_in_steps(file: str, folder: str, steps: int) -> int:
    """Build this project's index a part of the posts at a time; return how many segments it has."""
    from benchmarks.search_speed import ours

    shutil.rmtree(folder, ignore_errors=True)
    ours.build_in_steps(Path(file), Path(folder), steps)
    return ours.segments(Path(folder))


def edits(index: str, file: str, updates: int) -> list[float]:
    """Return the seconds from each of some edits to the first answer with it."""
    from benchmarks.search_speed.updates import edit_to_answer

    return edit_to_answer(Path(index), Path(file), updates, _now is time.process_time)


def files(file: str, folder: str) -> None:
    """Write the posts of a file as a corpus of Markdown files."""
    from benchmarks.search_speed.posts import read_posts, write_markdown

    shutil.rmtree(folder, ignore_errors=True)
    write_markdown(read_posts(Path(file)), Path(folder))


def optimise(folder: str) -> None:
    """Merge FTS5's segments."""
    from benchmarks.search_speed import fts5

    fts5.optimise(Path(folder))


def make_searches(file: str, index: str, count: int, seed: int, out: str) -> dict[str, int]:
    """Make searches; return how many there are of each kind."""
    from benchmarks.search_speed import candidates

    searches, requests = candidates.make_searches(Path(file), Path(index), count, seed)
    made.write_searches(Path(out), (searches, requests))
    kinds: dict[str, int] = {}
    for search in searches:
        kinds[search.kind] = kinds.get(search.kind, 0) + 1
    return kinds


def whole(folder: str, seed: int, whoosh: int) -> dict[str, Any]:
    """Time whole searches on all sides, in turns; of Whoosh only so many of a kind.

    Returns, by side, `[number of the search, milliseconds, total]` of each, and `segments`.
    """
    from benchmarks.search_speed import fts5, ours, plain_whoosh, tantivy_peer

    root = Path(folder)
    shipped = tantivy_peer.Shipped(root / "tantivy")
    ask: dict[str, Callable[[Search], int]] = {
        "this": ours.Searcher(root / "this").whole,
        "tantivy": shipped.whole,
        "FTS5": fts5.Searcher(root / "FTS5", _lexicon()).whole,
    }
    if whoosh:
        ask["Whoosh"] = plain_whoosh.Searcher(root / "Whoosh").whole
    searches, _ = made.read_searches(root / "searches.json")
    rows = _in_turns(searches, seed, ask, {"Whoosh": whoosh})
    return {"rows": rows, "segments": [ours.segments(root / "this"), shipped.segments]}


def matching(folder: str, seed: int) -> dict[str, Any]:
    """Time matching and facets of this project and of tantivy with the same terms, in turns."""
    from benchmarks.search_speed import ours, tantivy_same_terms

    root = Path(folder)
    searches, requests = made.read_searches(root / "searches.json")
    this = ours.Searcher(root / "this")
    same = tantivy_same_terms.SameTerms(root / "tantivy, same terms")
    ask: dict[str, Callable[[Search], int]] = {
        "this": lambda search: this.matching(requests[search]),
        "tantivy, same terms": lambda search: same.matching(requests[search]),
    }
    return {"rows": _in_turns(searches, seed, ask, {}), "segments": [same.segments]}


def one_side(index: str, searches: str, seed: int) -> dict[str, Any]:
    """Time whole searches of this project in one index, alone."""
    from benchmarks.search_speed import ours

    this = ours.Searcher(Path(index))
    read, _ = made.read_searches(Path(searches))
    rows = _in_turns(read, seed, {"this": this.whole}, {})
    return {"rows": rows, "segments": [ours.segments(Path(index))]}


def _in_turns(
    searches: list[Search],
    seed: int,
    ask: dict[str, Callable[[Search], int]],
    most: dict[str, int],
) -> dict[str, list[tuple[int, Milliseconds, int]]]:
    """Ask each side each search once, whoever begins; those to warm up with first.

    The process is set as the site's are.
    """
    from kb.web.serving import settle

    rng = Random(seed)
    numbered = [(number, *each) for number, each in enumerate(made.measured(searches))]
    warm_up = [search for _, is_timed, search in numbered if not is_timed]
    timed = [(number, search) for number, is_timed, search in numbered if is_timed]
    rng.shuffle(timed)
    for search in warm_up:
        for answer in ask.values():
            answer(search)
    gc.collect()
    settle()
    rows: dict[str, list[tuple[int, Milliseconds, int]]] = {side: [] for side in ask}
    asked: dict[tuple[str, str], int] = {}
    sides = list(ask)
    for number, search in timed:
        sides.append(sides.pop(0))
        for side in sides:
            count = asked[side, search.kind] = asked.get((side, search.kind), 0) + 1
            if count > most.get(side, count):
                continue
            begun = _now()
            total = ask[side](search)
            rows[side].append((number, (_now() - begun) * 1e3, total))
    return rows


def first(index: str, probe: str, searches: str, number: int) -> list[Milliseconds]:
    """Open an index and search once, in a process that has done so with a small one.

    Returns milliseconds of opening and of the search.
    """
    from benchmarks.search_speed import ours

    read, _ = made.read_searches(Path(searches))
    small = ours.Searcher(Path(probe))
    for search in (
        Search("", ""),
        Search("", "", ("föreningen",)),
        Search("", "", ("kooperatvi",)),
    ):
        small.whole(search)
    gc.collect()
    begun = _now()
    searcher = ours.Searcher(Path(index))
    opened = _now()
    searcher.whole(read[number])
    return [(opened - begun) * 1e3, (_now() - opened) * 1e3]


def throughput(index: str, searches: str, threads: int, seconds: float, seed: int) -> float:
    """Return whole searches per second by so many threads of this process."""
    from benchmarks.search_speed import ours

    searcher = ours.Searcher(Path(index))
    read, _ = made.read_searches(Path(searches))
    counts = [0] * threads
    begin = Barrier(threads + 1)
    ends = [0.0]

    def work(thread: int) -> None:
        mine = read[:]
        Random(seed + thread).shuffle(mine)
        begin.wait()
        while time.perf_counter() < ends[0]:
            searcher.whole(mine[counts[thread] % len(mine)])
            counts[thread] += 1

    workers = [Thread(target=work, args=(thread,)) for thread in range(threads)]
    for worker in workers:
        worker.start()
    begun = time.perf_counter()
    ends[0] = begun + seconds
    begin.wait()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.perf_counter() - begun)


TASKS: dict[str, Callable[..., Any]] = {
    task.__name__: task
    for task in (
        posts,
        build,
        build_in_steps,
        edits,
        files,
        optimise,
        make_searches,
        whole,
        matching,
        one_side,
        first,
        throughput,
    )
}


if __name__ == "__main__":
    if "one-core" in sys.argv:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if "cpu" in sys.argv:
        _now = time.process_time
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
