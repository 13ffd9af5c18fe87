"""This project: from documents to a generation, and its own read path.

On one core a build is `kb.indexing.write_generation`. On several, processes analyse documents as
those of `kb index` do once they have read their files, and one writer takes what they send.
"""

import json
import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from benchmarks.search_speed.posts import make_registers, read_posts
from benchmarks.search_speed.searches import Search
from kb.engines import DEFAULT, MEMORY_MB, open_engine
from kb.indexing import write_generation
from kb.indexing.generation import begun
from kb.indexing.posts import abbreviations
from kb.indexing.work import Analysis
from kb.language.abbreviations import Abbreviation
from kb.language.building.installed import installed_lexicon
from kb.search.port.batch import Batch
from kb.search.port.document import Document
from kb.search.port.engine import MatchRequest
from kb.search.service import SearchService

NAME = "this"
# Posts of one batch, as `kb index` has it.
_AT_ONCE = 200

# What a process returns of some posts: their analysis, and the abbreviations that each introduces.
_Analysed = tuple[Batch, dict[str, tuple[Abbreviation, ...]]]


def build(posts_file: Path, folder: Path, cores: int) -> None:
    """Build an index of a file of posts, from nothing."""
    registers = make_registers()
    if cores == 1:
        write_generation(folder, read_posts(posts_file), registers, anew=True)
        return
    introduced: dict[str, tuple[Abbreviation, ...]] = {}
    with begun(folder, DEFAULT, True, MEMORY_MB, installed_lexicon) as unfinished:
        for batch, found in _analysed(posts_file, unfinished.lexicon, cores):
            unfinished.writer.add(batch)
            introduced |= found
        unfinished.finish(introduced, registers, {}, "")


def _analysed(posts_file: Path, lexicon: Path, cores: int) -> Iterator[_Analysed]:
    """Analyse posts in so many processes; yield them in their order."""
    spawn = multiprocessing.get_context("spawn")
    with ExitStack() as stack, posts_file.open(encoding="utf-8") as lines:
        # One of one process each: batches of a process must come in the order it made them.
        processes = [
            stack.enter_context(
                ProcessPoolExecutor(1, spawn, initializer=_begin, initargs=(lexicon, source))
            )
            for source in range(cores)
        ]
        given: deque[Future[_Analysed]] = deque()
        while some := list(islice(lines, _AT_ONCE)):
            given.append(processes[0].submit(_analyse, some))
            processes.append(processes.pop(0))
            if len(given) >= cores + 2:
                yield given.popleft().result()
        while given:
            yield given.popleft().result()


def _begin(lexicon: Path, source: int) -> None:
    global _ANALYSIS  # noqa: PLW0603  of this process, which does nothing else
    _ANALYSIS = Analysis(lexicon, source)


def _analyse(lines: list[str]) -> _Analysed:
    documents = [Document.from_json(line) for line in lines]
    found = {each.id: abbreviations(each, _ANALYSIS.analyzer) for each in documents}
    return _ANALYSIS.batch(documents), found


_ANALYSIS: Analysis


def build_in_steps(posts_file: Path, folder: Path, steps: int) -> None:
    """Build an index of a file of posts, each time with as many posts more."""
    posts = list(read_posts(posts_file))
    for step in range(1, steps + 1):
        write_generation(folder, posts[: len(posts) * step // steps], make_registers())


class Searcher:
    """An open index."""

    name = NAME

    def __init__(self, folder: Path) -> None:
        self.engine = open_engine(folder)
        self.service = SearchService(self.engine)

    def whole(self, search: Search) -> int:
        """Search as a page does: ten hits with snippets, all facets; return the total."""
        return self.service.search(search.request()).total

    def matching(self, request: MatchRequest) -> int:
        """Find, score and count facets; the ten posts are read, no text of theirs is worked on."""
        return self.engine.match(request).total


def generation(folder: Path) -> Path:
    """Return the folder of the live generation."""
    return folder / (folder / "current").read_text("utf-8").strip()


def segments(folder: Path) -> int:
    """Return of how many segments the live generation is made."""
    manifest = json.loads((generation(folder) / "manifest.json").read_text("utf-8"))
    return len(manifest["segments"])
