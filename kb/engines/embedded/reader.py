"""Reading a generation: which posts match, how well, and how they divide."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial, reduce
from itertools import islice
from operator import and_
from pathlib import Path
from weakref import finalize

import numpy as np

from kb.cache import Cache
from kb.engines.embedded.array_file import ArrayFile
from kb.engines.embedded.columns import Columns, smallest
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.memory import keep_freed_memory
from kb.engines.embedded.postings import DocIds, Index, Mask
from kb.engines.embedded.scoring import Found, Scoring
from kb.engines.embedded.segment import Segment, rows_in
from kb.engines.embedded.vocabulary import Vocabulary
from kb.errors import IndexDamagedError, reason
from kb.search import ranking
from kb.search.port.analysis import Analysis
from kb.search.port.document import Document
from kb.search.port.engine import (
    Beginnings,
    Engine,
    Generation,
    Ladder,
    Match,
    Matches,
    MatchRequest,
    SpellingRequest,
    Spellings,
    Statistics,
    StatisticsRequest,
    Title,
)
from kb.search.port.prefix_index import begin_words
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    Form,
    Term,
    TermQuery,
)
from kb.search.query.query import Order

# Posts decoded last; a news post takes some 8 kB.
_DOCUMENTS = 400
# Slips are offered for at the most so many words, and a beginning is looked up for so many.
_MOST_SIMILAR = 5
_MOST_BEGINNING = 500

# A query, and which of the posts that it matches no stricter one does.
Tier = tuple[Found, DocIds]


class EmbeddedEngine(Engine):
    """One generation, open for reading."""

    def __init__(self, generations: Generations, building: Path | None = None) -> None:
        if building is None:
            name, manifest = generations.open_live()
        else:
            name, manifest = building.name, generations.manifest(building.name)
        keep_freed_memory()
        self._generations = generations
        self.generation = Generation(name, manifest.posts, manifest.built_at, manifest.corpus)
        self._names = tuple(manifest.segments)
        folder = generations.path(name)
        # Who lets go of an engine without closing it leaves no file open, either.
        self._files: list[ArrayFile] = []
        self._release = finalize(self, _close, self._files)
        try:
            for file in ("columns.arrays", *self._names):
                self._files.append(ArrayFile(folder / file))
            ranks, *files = self._files
            self._index = Index(list(map(Segment, files)), ranks["live"])
            self._columns = Columns(self._index, ranks)
            self._scoring = Scoring(self._index, self._columns)
            self._vocabulary = Vocabulary(self._index)
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

    # --- matching ---

    def match(self, request: MatchRequest) -> Matches:
        """Find the posts that match; see the protocol."""
        self._check()
        tiers = self._tiers(request.queries)
        every = tiers[0][1] if len(tiers) == 1 else np.concatenate([docs for _, docs in tiers])
        passing = self._columns.passing(request.filters, every)
        posts = _all_of(every, passing)
        if passing:
            tiers = self._passing(tiers, passing)
        return Matches(
            total=len(posts),
            hits=tuple(
                [
                    Match(
                        self._document(doc_id),
                        round(score, ranking.DECIMALS),
                        partial(self._analysis, doc_id),
                    )
                    for doc_id, score in self._hits(tiers, posts, request)
                ]
            ),
            counts=self._counts(every, posts, passing) if request.facets else {},
        )

    def _counts(
        self, every: DocIds, posts: DocIds, passing: dict[str, Mask]
    ) -> dict[str, dict[str, int]]:
        """Count each facet with its own choice left out; `posts` pass all."""
        free = [facet for facet in self._columns.facets if facet not in passing]
        counts = self._columns.counts(posts, free)
        for facet in passing:
            counts |= self._columns.counts(_all_of(every, passing, but=facet), [facet])
        return {facet: counts[facet] for facet in self._columns.facets}

    def _tiers(self, queries: Sequence[BooleanQuery]) -> list[Tier]:
        """Return what each query matches that no stricter one does."""
        found = self._scoring.match(queries[0])
        tiers = [(found, found.docs)]
        if len(queries) > 1:
            seen = np.zeros(self._index.size, np.bool_)
            for query in queries[1:]:
                seen[tiers[-1][1]] = True
                looser = self._scoring.match(query)
                tiers.append((looser, looser.docs[~seen.take(looser.docs)]))
        return tiers

    def _passing(self, tiers: Sequence[Tier], passing: dict[str, Mask]) -> list[Tier]:
        """Return what of each tier passes all filters, which are told of all tiers in one."""
        kept, start = reduce(and_, passing.values()), 0
        found = []
        for query, docs in tiers:
            found.append((query, docs[kept[start : start + len(docs)]]))
            start += len(docs)
        return found

    def _hits(
        self, tiers: Sequence[Tier], posts: DocIds, request: MatchRequest
    ) -> Iterator[tuple[int, float]]:
        """Yield doc ids and scores of the asked slice, in order; `posts` are those of all tiers."""
        start, stop = request.start, min(request.stop, len(posts))
        if start >= stop:
            return
        if request.order is Order.RELEVANCE:
            for found, docs in tiers:
                if start < len(docs) and stop > 0:
                    yield from self._best(found, docs, max(start, 0), stop)
                start, stop = start - len(docs), stop - len(docs)
            return
        first = self._columns.first_by_date(posts, request.order, stop)[start:]
        scores = np.zeros(len(first))
        ascending = first.argsort()
        for found, docs in tiers:
            own = ascending[rows_in(docs, first.take(ascending)) >= 0]
            scores[own] = found.scores(first.take(own))
        yield from zip(first.tolist(), scores.tolist(), strict=True)

    def _best(
        self, found: Found, docs: DocIds, start: int, stop: int
    ) -> Iterator[tuple[int, float]]:
        """Yield a slice of some posts that were found and their scores, the best first."""
        stop = min(stop, len(docs))
        if not found.ranked:
            first = self._columns.first_by_date(docs, Order.NEWEST, stop)[start:]
            yield from ((doc_id, 0.0) for doc_id in first.tolist())
            return
        scores = found.scores(docs)
        # Of what scores the same, the newest comes first. Up to 2 ** 53 they are whole numbers.
        keys = scores * -(10.0**ranking.DECIMALS)
        np.rint(keys, out=keys)
        keys *= self._index.size
        keys += self._columns.newest.take(docs)
        best = smallest(keys, stop)[start:]
        yield from zip(docs.take(best).tolist(), scores.take(best).tolist(), strict=True)

    # --- statistics ---

    def statistics(self, request: StatisticsRequest) -> Statistics:
        """Return what the index tells; see the protocol."""
        self._check()
        totals = tuple(self._totals(ladder) for ladder in request.ladders)
        frequencies = {term: self._index.frequency(term) for term in request.terms}
        spellings: dict[str, Spellings] = {}
        first = request.ladders[:1]
        if request.spellings and not (first and max(totals[0], default=0) >= first[0].enough):
            for asked in request.spellings:
                frequencies |= {term: self._index.frequency(term) for term in asked.terms}
            absent = [
                asked
                for asked in request.spellings
                if not any(frequencies[term] for term in asked.terms)
            ]
            for asked in request.spellings:
                doubted = asked in absent or not absent
                spellings[asked.word] = self._spellings(asked, similar=doubted)
        return Statistics(frequencies, totals, spellings)

    def _totals(self, ladder: Ladder) -> tuple[int, ...]:
        totals = []
        for query in ladder.queries:
            totals.append(len(self._scoring.match(query).docs))
            if totals[-1] >= ladder.enough:
                break
        return tuple(totals)

    def _spellings(self, asked: SpellingRequest, *, similar: bool) -> Spellings:
        near = self._vocabulary.similar(asked.word) if similar else []
        counted = sorted((slips, -self._posts(word), word) for slips, word in near)
        stands = self._posts(asked.word) > 0
        beginning = () if stands else self._vocabulary.beginning_with_diacritics(asked.stem)
        return Spellings(
            tuple(
                word for word in self._vocabulary.with_diacritics(asked.word) if self._posts(word)
            ),
            tuple((word, -minus) for _, minus, word in counted if minus)[:_MOST_SIMILAR],
            tuple(word for word in islice(beginning, _MOST_BEGINNING) if self._posts(word)),
        )

    def _posts(self, word: str) -> int:
        return self._index.frequency(Term(Form.EXACT, word))

    # --- completing ---

    def beginnings(self, typed: Sequence[str], words: int, titles: int) -> Beginnings:
        """Return what begins as was typed; see the protocol."""
        self._check()
        try:
            found = tuple(islice(self._titles_having(typed), titles)) if titles else ()
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error
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
        self._check()
        doc_ids = map(self._doc_id, ids)
        return [None if doc_id is None else self._document(doc_id) for doc_id in doc_ids]

    def _doc_id(self, post_id: str) -> int | None:
        for field in ("id", "alias"):
            if found := self._index.values(field, post_id):
                return int(found[0][0])
        return None

    def _document(self, doc_id: int) -> Document:
        return self._documents.get(doc_id, lambda: self._read(doc_id))

    def _analysis(self, doc_id: int) -> Analysis:
        segment, number = self._index.locate(doc_id)
        return segment.analysis(number)

    def _read(self, doc_id: int) -> Document:
        segment, number = self._index.locate(doc_id)
        return segment.document(number)

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield the checksum of every post; see the protocol."""
        self._check()
        try:
            yield from self._columns.checksums()
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error

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
                terms = (Term(Form.EXACT, text) for text in titles(document))
                words = (DisjunctionMax((TermQuery(term),)) for term in terms)
                query = BooleanQuery(tuple(map(BooleanClause, words)))
                found = doc_id in self._scoring.match(query).docs
            except Exception as error:  # whatever a damaged file may raise
                yield f"{post_id}: cannot be read ({reason(error)})"
                continue
            if document.id != post_id or not found:
                yield f"{post_id}: is not found by the words of its title"

    def _damaged(self, error: Exception) -> IndexDamagedError:
        path = self._generations.path(self.generation.name)
        return IndexDamagedError(f"{path}: cannot be read ({reason(error)}); run `kb index --full`")


def _close(files: list[ArrayFile]) -> None:
    for file in files:
        file.close()


def _all_of(posts: DocIds, passing: dict[str, Mask], but: str | None = None) -> DocIds:
    """Return the posts that pass every filter but that of one facet."""
    masks = [mask for facet, mask in passing.items() if facet != but]
    return posts[reduce(and_, masks)] if masks else posts
