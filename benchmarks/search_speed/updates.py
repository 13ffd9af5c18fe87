"""Single-post updates, one after another: `make bench-updates`.

    python -m benchmarks.search_speed.updates [--posts N] [--updates N] [--cpu] [--json FILE]

Each update changes the text of one post, writes a generation with it through the engine's writer,
and ends when a knowledge base that was open before has answered a search for a word that only the
new text has. Neither the corpus nor the list of all its posts is read for it, which is what
`kb index` adds. Now and then it is told how many segments there are, how large the index is, what
some searches take, how many files the index has in all, and what this process holds: descriptors,
mapped files, memory that is its own (the posts of the benchmark included).
"""

import argparse
import gc
import json
import os
import statistics
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.search_speed import ours
from benchmarks.search_speed.candidates import make_searches
from benchmarks.search_speed.measuring import machine, memory, size
from benchmarks.search_speed.posts import VERSION, read_posts, write_posts
from benchmarks.search_speed.searches import Search
from kb.corpus.paragraph import Paragraph
from kb.engines import DEFAULT, MEMORY_MB
from kb.indexing.generation import begun
from kb.indexing.work import Analysis
from kb.knowledge_base import KnowledgeBase
from kb.language.building.installed import installed_lexicon
from kb.search import lookups
from kb.search.port.document import Document

_FOLDER = Path(__file__).resolve().parents[2] / "build" / "bench"
_SEED = 1
_TOLD = 20  # times


@dataclass
class Updating:
    """An index that is updated, and the posts of it; `cpu`: times are of CPU."""

    index: str | Path
    posts: list[Document]
    cpu: bool = False
    engine: str = DEFAULT

    def __post_init__(self) -> None:
        self._now = time.process_time if self.cpu else time.perf_counter
        self._rng = Random(_SEED)
        self._knowledge_base = KnowledgeBase(self.index, self.engine)
        self._number = 0

    def update(self) -> float:
        """Change a post; return the seconds until a search has found the change."""
        self._number += 1
        word = f"ändring{self._number}zq"
        at = self._rng.randrange(len(self.posts))
        begin, *paragraphs = self.posts[at].paragraphs
        changed = Paragraph(begin.anchor, f"{begin.text} {word}.")
        self.posts[at] = replace(self.posts[at], paragraphs=(changed, *paragraphs))
        start = self._now()
        write_one(self.index, self.posts[at], self.engine)
        results = self._knowledge_base.search(word)
        took = self._now() - start
        if [hit.id for hit in results.hits] != [self.posts[at].id]:
            raise SystemExit(f"{word} finds {[hit.id for hit in results.hits]}")
        return took

    def search(self, searches: list[Search]) -> float:
        """Return the median seconds of some whole searches."""
        times = []
        for search in searches:
            start = self._now()
            self._knowledge_base.service.search(search.request())
            times.append(self._now() - start)
        return statistics.median(times)

    def close(self) -> None:
        """Release the index."""
        self._knowledge_base.close()


def write_one(index: str | Path, document: Document, engine: str = DEFAULT) -> None:
    """Write a generation with one post in place of the one with its id, the others as they are."""
    with begun(index, engine, False, MEMORY_MB, installed_lexicon) as unfinished:
        writer = unfinished.writer
        writer.add(Analysis(unfinished.lexicon).batch([document]))
        looked_up = writer.live_file(lookups.FILE)
        assert looked_up
        writer.commit({lookups.LEXICON_FILE: unfinished.lexicon, lookups.FILE: looked_up}, "")


def edit_to_answer(
    index: str | Path, posts_file: Path, updates: int, cpu: bool, engine: str = DEFAULT
) -> list[float]:
    """Return the seconds of some updates, the first of which only warms up."""
    updating = Updating(index, list(islice(read_posts(posts_file), 1_000)), cpu, engine)
    try:
        return [updating.update() for _ in range(updates + 1)][1:]
    finally:
        updating.close()


def held(index: Path) -> dict[str, float]:
    """Return how many files an index has, and what this process holds of it and of memory."""
    mapped = Path("/proc/self/maps").read_text("utf-8").splitlines()
    return {
        "files": sum(path.is_file() for path in index.rglob("*")),
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "mapped": sum(str(index) in line for line in mapped),
        "own MB": memory(os.getpid())["Anonymous"],
    }


def main() -> None:
    """Print a line now and then."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_speed.updates")
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--updates", type=int, default=10_000)
    parser.add_argument("--cpu", action="store_true", help="count CPU, not the clock")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args()
    folder = _FOLDER / str(options.posts)
    file, index = folder / f"posts-{VERSION}.jsonl", folder / "updated"
    write_posts(file, options.posts, _SEED)
    ours.build(file, index, 1)
    searches, _ = make_searches(file, index, options.posts, _SEED)
    plain = [search for search in searches if search.breadth != "relaxed"]
    updating = Updating(index, list(read_posts(file)), options.cpu)
    gc.collect()
    gc.freeze()
    print(machine(), f"{options.posts} posts")
    print(
        f"{'updates':>8}{'segments':>9}{'MB':>8}{'update, ms':>12}{'worst':>9}{'search, ms':>12}"
        f"{'files':>7}{'descriptors':>12}{'mapped':>8}{'own MB':>8}"
    )
    rows: list[dict[str, Any]] = []
    every = max(1, options.updates // _TOLD)
    times: list[float] = []
    for done in range(0, options.updates + 1, every):
        row: dict[str, Any] = {
            "updates": done,
            "segments": ours.segments(index),
            "MB": size(ours.generation(index)),
            "update, ms": statistics.median(times) * 1e3 if times else 0.0,
            "worst update, ms": max(times, default=0.0) * 1e3,
            "search, ms": updating.search(plain) * 1e3,
            **held(index),
        }
        rows.append(row)
        line = "{:8}{:9}{:8.1f}{:12.1f}{:9.1f}{:12.2f}{:7}{:12}{:8}{:8.1f}"
        print(line.format(*row.values()), flush=True)
        if options.json:  # what there is so far, too
            figures = {"machine": machine(), "posts": options.posts, "rows": rows}
            options.json.write_text(json.dumps(figures, indent=1), "utf-8")
        times = [updating.update() for _ in range(min(every, options.updates - done))]
    updating.close()


if __name__ == "__main__":
    main()
