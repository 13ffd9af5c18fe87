"""Reading a generation: which posts match, how well, and how they divide."""

from bisect import insort
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import islice
from operator import and_
from pathlib import Path
from weakref import finalize

import numpy as np

from kb.cache import Cache
from kb.engines.embedded.arrays import DocIds, Mask, PostingArrays
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.scoring import Found, Scoring
from kb.engines.embedded.whoosh import FileIndex, IndexReader, index
from kb.errors import IndexDamagedError, reason
from kb.search import ranking
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
)
from kb.search.port.prefix_index import PrefixIndex
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    Form,
    Term,
    TermQuery,
)
from kb.search.port.vocabulary import Vocabulary
from kb.search.query.query import Order

CACHE_BYTES = 64 << 20
# Posts decoded last; a news post takes some 8 kB.
_DOCUMENTS = 400
# Words whose posts are counted once, some 250 bytes each.
_COUNTS = 1 << 15
# Slips are offered for at the most so many words, and a beginning is looked up for so many.
_MOST_SIMILAR = 5
_MOST_BEGINNING = 500


class EmbeddedEngine(Engine):
    """One generation, open for reading."""

    def __init__(
        self,
        generations: Generations,
        building: Path | None = None,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        if building is None:
            name, manifest = generations.open_live()
        else:
            name, manifest = building.name, generations.manifest(building.name)
        self._generations = generations
        self.generation = Generation(name, manifest.posts, manifest.built_at, manifest.corpus)
        try:
            self._index = index.open_dir(str(generations.path(name)), readonly=True)
            self._reader = self._index.reader()
            for segment, _ in self._reader.leaf_readers():
                # Whoosh opens the file of stored fields when it is first asked, which may be
                # after the generation was removed.
                if segment.doc_count_all():
                    segment.stored_fields(0)
            self._columns = Columns(generations.path(name))
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error
        # Also who lets go of an engine without closing it leaves no file open.
        self._release = finalize(self, _close, self._reader, self._index)
        self._arrays = PostingArrays(self._reader, cache_bytes)
        self._scoring = Scoring(self._arrays, self._columns)
        self._documents = Cache[int, Document](_DOCUMENTS, lambda document: 1)
        self._frequency = lru_cache(_COUNTS)(self._scoring.frequency)
        self._at_most = lru_cache(_COUNTS)(self._arrays.at_most)

    def file(self, name: str) -> Path:
        """Return a file of the generation; see the protocol."""
        return self._generations.path(self.generation.name) / name

    def close(self) -> None:
        """Release the files; see the protocol."""
        self._release()

    # --- matching ---

    def match(self, request: MatchRequest) -> Matches:
        """Find the posts that match; see the protocol."""
        found, tiers = self._tiers(request.queries)
        passing = self._columns.passing(request.filters)
        posts = _all_of(found.posts, passing)
        facets = self._columns.facets if request.facets else ()
        return Matches(
            total=int(np.count_nonzero(posts)),
            hits=tuple(
                Match(self._document(doc_id), round(float(found.scores[doc_id]), ranking.DECIMALS))
                for doc_id in self._slice(posts, found, tiers, request).tolist()
            ),
            counts={
                facet: self._columns.counts(facet, _all_of(found.posts, passing, but=facet))
                for facet in facets
            },
        )

    def _tiers(self, queries: Sequence[BooleanQuery]) -> tuple[Found, DocIds]:
        """Return what the queries match, each post with the score and rank of its strictest."""
        found = self._scoring.match(queries[0])
        tiers = np.zeros(len(found.posts), np.int32)
        for tier, query in enumerate(queries[1:], 1):
            looser = self._scoring.match(query)
            more = looser.posts & ~found.posts
            tiers[more] = tier
            scores = np.where(more, looser.scores, found.scores)
            found = Found(found.posts | more, scores)
        return found, tiers

    def _slice(self, posts: Mask, found: Found, tiers: DocIds, request: MatchRequest) -> DocIds:
        """Return the doc ids of the asked slice, in order."""
        start, stop = request.start, request.stop
        if start >= stop:
            return np.empty(0, np.int32)
        doc_ids = np.flatnonzero(posts).astype(np.int32)
        if request.order is not Order.RELEVANCE:
            return self._columns.by_date(doc_ids, request.order)[start:stop]
        # A tier is worth more than any score.
        scores = np.round(found.scores[doc_ids], ranking.DECIMALS) - 1e6 * tiers[doc_ids]
        if len(doc_ids) > 4 * stop:
            # Sort only what can be in this slice: the posts as good as its last one.
            worst = np.partition(scores, len(scores) - stop)[len(scores) - stop]
            doc_ids, scores = doc_ids[scores >= worst], scores[scores >= worst]
        order = np.lexsort((self._columns.newest[doc_ids], -scores))
        return doc_ids[order][start:stop]

    # --- statistics ---

    def statistics(self, request: StatisticsRequest) -> Statistics:
        """Return what the index tells; see the protocol."""
        totals = tuple(self._totals(ladder) for ladder in request.ladders)
        frequencies = {term: self._frequency(term) for term in request.terms}
        spellings: dict[str, Spellings] = {}
        first = request.ladders[:1]
        if request.spellings and not (first and max(totals[0], default=0) >= first[0].enough):
            for asked in request.spellings:
                frequencies |= {term: self._frequency(term) for term in asked.terms}
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
            totals.append(int(np.count_nonzero(self._scoring.match(query).posts)))
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
        return self._frequency(Term(Form.EXACT, word))

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        try:
            return Vocabulary(self._arrays.words())
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error

    # --- completing ---

    def beginnings(self, typed: Sequence[str], words: int, titles: int) -> Beginnings:
        """Return what begins as was typed; see the protocol."""
        try:
            rows = self._title_index.having(typed)[:titles] if titles else []
            found = [self._columns.titles[row] for row in rows]
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error
        return Beginnings(tuple(self._commonest(typed[-1], words)), tuple(found))

    def _commonest(self, typed: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin so, those in most posts first.

        To count posts is to read where a word stands, so it is done only for words that can be
        among the commonest, as their bounds say.
        """
        candidates = self._vocabulary.beginning(typed) if most else ()
        best: list[tuple[int, str]] = []
        for bound, word in sorted((-self._at_most(word), word) for word in candidates):
            if len(best) == most and bound >= best[-1][0]:
                break
            insort(best, (-self._posts(word), word))
            del best[most:]
        return [(word, -minus) for minus, word in best if minus]

    @cached_property
    def _title_index(self) -> PrefixIndex:
        return PrefixIndex(title.text for title in self._columns.titles)

    # --- documents ---

    def documents(self, ids: Sequence[str]) -> list[Document | None]:
        """Return posts by their ids; see the protocol."""
        doc_ids = map(self._doc_id, ids)
        return [None if doc_id is None else self._document(doc_id) for doc_id in doc_ids]

    def _doc_id(self, post_id: str) -> int | None:
        doc_id = self._columns.doc_id(post_id)
        if doc_id is not None:
            return doc_id
        former = self._arrays.term("alias", post_id).doc_ids
        return int(former[0]) if len(former) else None

    def _document(self, doc_id: int) -> Document:
        return self._documents.get(doc_id, lambda: self._read(doc_id))

    def _read(self, doc_id: int) -> Document:
        return Document.from_json(self._arrays.stored(doc_id)["document"])

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield the checksum of every post; see the protocol."""
        try:
            yield from self._columns.checksums()
        except Exception as error:  # whatever a damaged file may raise
            raise self._damaged(error) from error

    def titles(self) -> dict[str, str]:
        """Return the title of every post by its id."""
        return {title.id: title.text for title in self._columns.titles}

    def stored_checksums(self) -> Iterator[tuple[str, str]]:
        """Yield id and checksum of every post, each read back from what is stored of it."""
        for _, doc_id in self._columns.live_ids():
            document = self._read(doc_id)
            yield document.id, document.checksum

    def problems(self, titles: Callable[[Document], Collection[str]]) -> Iterator[str]:
        """Yield what is not as it was built; see the protocol."""
        yield from self._generations.problems(self.generation.name)
        try:
            posts = list(self._columns.live_ids())
        except Exception as error:  # whatever a damaged file may raise
            yield str(self._damaged(error))
            return
        for post_id, doc_id in posts:
            try:
                document = self._read(doc_id)
                terms = (Term(Form.EXACT, text) for text in titles(document))
                words = (DisjunctionMax((TermQuery(term),)) for term in terms)
                found = self._scoring.match(BooleanQuery(tuple(map(BooleanClause, words)))).posts
            except Exception as error:  # whatever a damaged file may raise
                yield f"{post_id}: cannot be read ({reason(error)})"
                continue
            if document.id != post_id or not found[doc_id]:
                yield f"{post_id}: is not found by the words of its title"

    def _damaged(self, error: Exception) -> IndexDamagedError:
        path = self._generations.path(self.generation.name)
        return IndexDamagedError(f"{path}: cannot be read ({reason(error)}); run `kb index --full`")


def _close(reader: IndexReader, opened: FileIndex) -> None:
    reader.close()
    opened.close()


def _all_of(posts: Mask, passing: dict[str, Mask], but: str | None = None) -> Mask:
    """Return the posts that pass every filter but that of one facet."""
    return reduce(and_, (mask for facet, mask in passing.items() if facet != but), posts)
