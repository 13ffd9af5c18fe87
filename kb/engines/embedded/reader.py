"""Reading a generation: which posts match, how well, and how they divide."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from weakref import finalize

import numpy as np

from kb.cache import Cache
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.ranks import FILE as RANKS
from kb.engines.embedded.reading.analyses import IndexAnalyses
from kb.engines.embedded.reading.columns import Columns
from kb.engines.embedded.reading.matching import Matching
from kb.engines.embedded.reading.memory import keep_freed_memory
from kb.engines.embedded.reading.postings import Index
from kb.engines.embedded.reading.scoring import Scoring
from kb.engines.embedded.reading.segment import Segment
from kb.engines.embedded.reading.vocabulary import Vocabulary
from kb.engines.files.array_file import ArrayFile
from kb.errors import IndexDamagedError, reason
from kb.search import ranking
from kb.search.port.analysis import Analyses, Analysis, KeptAnalysis
from kb.search.port.document import Document
from kb.search.port.engine import (
    Beginnings,
    Engine,
    Generation,
    Ladder,
    Match,
    Matches,
    MatchRequest,
    Statistics,
    StatisticsRequest,
    Title,
)
from kb.search.port.prefix_index import begin_words
from kb.search.port.queries import all_exactly
from kb.search.port.spellings import statistics_of

# Posts decoded last; a news post takes some 8 kB.
_DOCUMENTS = 400


class EmbeddedEngine(Engine):
    """One generation, open for reading."""

    def __init__(self, generations: Generations) -> None:
        name, manifest = generations.open_live()
        keep_freed_memory()
        self._generations = generations
        self.generation = Generation(name, manifest.posts, manifest.built_at, manifest.corpus)
        folder = generations.path(name)
        # Who lets go of an engine without closing it leaves no file open, either.
        self._files: list[ArrayFile] = []
        self._release = finalize(self, _close, self._files)
        try:
            for file in (RANKS, *manifest.segments):
                self._files.append(ArrayFile(folder / file))
            ranks, *files = self._files
            self._index = Index(list(map(Segment, files)), ranks["live"])
            self._columns = Columns(self._index, ranks)
            self._scoring = Scoring(self._index, self._columns)
            self._matching = Matching(self._index, self._columns, self._scoring)
            self._vocabulary = Vocabulary(self._index)
            self._analyses = IndexAnalyses(self._index)
        except Exception as error:  # whatever a damaged file may raise
            self._release()
            raise self._damaged(error) from error
        self._documents = Cache[int, Document](_DOCUMENTS, lambda document: 1)

    def file(self, name: str) -> Path:
        """Return a file of the generation; see the protocol."""
        return self._generations.path(self.generation.name) / name

    def close(self) -> None:
        """Release the files; see the protocol."""
        self._release()

    def _check(self) -> None:
        """Ask whether the files are as long as they were, which is to be known before reading."""
        for file in self._files:
            file.check()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Check the files, and tell what is wrong with them by what reading them raises."""
        self._check()
        try:
            yield
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error

    # --- matching ---

    def match(self, request: MatchRequest) -> Matches:
        """Find the posts that match; see the protocol."""
        with self.reading():
            found = self._matching.match(request)
            return Matches(found.total, tuple(self._hits(found.hits)), found.counts)

    def _hits(self, found: Iterable[tuple[int, float]]) -> Iterator[Match]:
        kept = _Kept(self, self._analyses)
        for doc_id, score in found:
            analysis = KeptAnalysis(kept, doc_id)
            yield Match(self._document(doc_id), round(score, ranking.DECIMALS), analysis)

    # --- statistics ---

    def statistics(self, request: StatisticsRequest) -> Statistics:
        """Return what the index tells; see the protocol."""
        with self.reading():
            totals = [self._totals(ladder) for ladder in request.ladders]
            return statistics_of(request, totals, self._index.frequency, self._vocabulary)

    def _totals(self, ladder: Ladder) -> list[int]:
        totals: list[int] = []
        for query in ladder.queries:
            totals.append(len(self._scoring.match(query).docs))
            if totals[-1] >= ladder.enough:
                break
        return totals

    # --- completing ---

    def beginnings(self, typed: Sequence[str], words: int, titles: int) -> Beginnings:
        """Return what begins as was typed; see the protocol."""
        with self.reading():
            found = tuple(islice(self._titles_having(typed), titles)) if titles else ()
            commonest = self._vocabulary.commonest(typed[-1], words) if words else []
            return Beginnings(tuple(commonest), found)

    def _titles_having(self, typed: Sequence[str]) -> Iterator[Title]:
        """Yield the titles in which each of these begins a word, the newest first."""
        posts = self._index.live.copy()
        for beginning in dict.fromkeys(typed):
            posts &= self._vocabulary.titles_with(beginning)
        docs = np.flatnonzero(posts)
        # What joins several words is among the terms of titles, but no word of them.
        for doc_id in docs[np.argsort(self._columns.newest[docs])].tolist():
            title = self._title(doc_id)
            if begin_words(title.text, typed):
                yield title

    def _title(self, doc_id: int) -> Title:
        segment, number = self._index.locate(doc_id)
        return Title(segment.post_id(number), segment.title(number))

    # --- documents ---

    def documents(self, ids: Sequence[str]) -> list[Document | None]:
        """Return posts by their ids; see the protocol."""
        with self.reading():
            doc_ids = map(self._doc_id, ids)
            return [None if doc_id is None else self._document(doc_id) for doc_id in doc_ids]

    def _doc_id(self, post_id: str) -> int | None:
        for field in ("id", "alias"):
            if found := self._index.values(field, post_id):
                return int(found[0][0])
        return None

    def _document(self, doc_id: int) -> Document:
        return self._documents.get(doc_id, lambda: self._read(doc_id))

    def _read(self, doc_id: int) -> Document:
        segment, number = self._index.locate(doc_id)
        return segment.document(number)

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield the checksum of every post; see the protocol."""
        with self.reading():
            yield from self._columns.checksums()

    def problems(self, titles: Callable[[Document], Collection[str]]) -> Iterator[str]:
        """Yield what is not as it was built; see the protocol."""
        yield from self._generations.problems(self.generation.name)
        try:
            self._check()
            posts = list(self._columns.live_ids())
        except Exception as error:  # whatever a damaged file may raise
            yield str(self._damaged(error))
            return
        for post_id, doc_id in posts:
            try:
                document = self._read(doc_id)
                query = all_exactly(titles(document))
                found = doc_id in self._scoring.match(query).docs
            except Exception as error:  # whatever a damaged file may raise
                yield f"{post_id}: cannot be read ({reason(error)})"
                continue
            if document.id != post_id or not found:
                yield f"{post_id}: is not found by the words of its title"

    def _damaged(self, error: Exception) -> IndexDamagedError:
        path = self._generations.path(self.generation.name)
        return IndexDamagedError(f"{path}: cannot be read ({reason(error)}); run `kb index --full`")


class _Kept(Analyses):
    """The analyses of all posts; they are read while the engine is open."""

    def __init__(self, engine: EmbeddedEngine, analyses: IndexAnalyses) -> None:
        self._engine = engine
        self._analyses = analyses

    def of(self, numbers: Sequence[int]) -> Analysis:
        """Return the analysis of posts; see the protocol."""
        with self._engine.reading():
            return self._analyses.of(numbers)


def _close(files: list[ArrayFile]) -> None:
    for file in files:
        file.close()
