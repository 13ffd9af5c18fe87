"""Queries → which posts match, and how well, as `kb.search.ranking` specifies."""

from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from kb.cache import Cache
from kb.engines.embedded.arrays import DocIds, Mask, PostingArrays, Postings
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.schema import field_of
from kb.search import ranking
from kb.search.port.queries import (
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    Query,
    Term,
    TermQuery,
    YearQuery,
)
from kb.search.port.terms import FIELDS
from kb.search.query.query import Occur

Scores = NDArray[np.float64]

# What was found for the last queries: a facet, a page or an order asks for the same again.
_KEPT = 32
# What the last disjunctions match; those of 110 questions over 14,552 posts take 6 MB.
_MATCHED_BYTES = 32 << 20
# What a disjunction takes itself: 1,500 bytes on average, and its place in the cache.
_OVERHEAD = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """The posts that match, and a score for every post (0 where none).

    Both have an element a doc id: `posts` bool, `scores` float64.
    """

    posts: Mask
    scores: Scores


@dataclass(frozen=True, slots=True)
class Matched:
    """The posts that match a disjunction, and those that it gives a score, which may be more.

    `posts` and `scored` are doc ids, ascending; `scores`, float64, goes with `scored`.
    """

    posts: DocIds
    scored: DocIds
    scores: Scores

    @property
    def nbytes(self) -> int:
        """About its size in memory with the disjunction it belongs to, in bytes."""
        return self.posts.nbytes + self.scored.nbytes + self.scores.nbytes + _OVERHEAD


class Scoring:
    """Matches queries against one open index."""

    def __init__(self, arrays: PostingArrays, columns: Columns) -> None:
        self._arrays = arrays
        self._columns = columns
        # Statistics count live posts only: a score does not tell how the index came about.
        self._posts = int(columns.live.sum())
        self._norms: dict[str, Scores] = {}
        self._found = Cache[BooleanQuery, Found](_KEPT, lambda found: 1)
        self._matched = Cache[DisjunctionMax, Matched](_MATCHED_BYTES, lambda kept: kept.nbytes)

    def match(self, query: BooleanQuery) -> Found:
        """Return what a query matches; the last ones asked are remembered."""
        return self._found.get(query, lambda: self._match(query))

    def frequency(self, term: Term) -> int:
        """Return in how many live posts a term stands, in whichever field."""
        lists = [self._arrays.term(field_of(f, term.form), term.text).doc_ids for f in FIELDS]
        stands = [doc_ids for doc_ids in lists if len(doc_ids)]
        if len(stands) < 2:
            return sum(map(len, stands))
        return len(np.unique(np.concatenate(stands)))

    def _match(self, query: BooleanQuery) -> Found:
        """Return what a query matches; everything where it requires nothing."""
        posts = self._columns.live.copy()
        should = np.zeros(len(posts), np.bool_)
        scores: Scores = np.zeros(len(posts), np.float64)
        for clause in query.clauses:
            matched = self._disjunction(clause.query)
            match clause.occur:
                case Occur.MUST_NOT:
                    posts[matched.posts] = False
                    continue
                case Occur.MUST:
                    posts &= self._mask(matched.posts)
                case Occur.SHOULD:
                    should[matched.posts] = True
                case Occur.MAY:
                    pass
                case _:
                    assert_never(clause.occur)
            scores[matched.scored] += clause.boost * matched.scores
        if any(clause.occur is Occur.SHOULD for clause in query.clauses):
            posts &= should
        return Found(posts, scores)

    def _mask(self, doc_ids: DocIds) -> Mask:
        mask = np.zeros(len(self._columns), np.bool_)
        mask[doc_ids] = True
        return mask

    def _disjunction(self, query: DisjunctionMax) -> Matched:
        """Return what a disjunction matches; relaxed queries ask for most of them again.

        So do other queries: stop words are disjunctions, too.
        """
        return self._matched.get(query, lambda: self._match_disjunction(query))

    def _match_disjunction(self, query: DisjunctionMax) -> Matched:
        """Return the posts of a disjunction, scored by the best and a little by the others."""
        size = len(self._columns)
        posts = np.zeros(size, np.bool_)
        best, total, scores = (np.zeros(size, np.float64) for _ in range(3))
        frequencies: dict[str, int] = {}
        for disjunct in query.disjuncts:
            if disjunct.boost == 1.0:
                frequencies = {}  # a word as it was typed; what stands for it follows
            for some in self._disjunct(disjunct, frequencies, scores):
                posts[some] = True
                boosted = disjunct.boost * scores[some]
                best[some] = np.maximum(best[some], boosted)
                total[some] += boosted
                scores[some] = 0.0  # a post that follows again adds no more
        scores = best + ranking.TIE_BREAKER * (total - best)
        for gram in query.grams:
            self._add_gram(gram, scores)
        scored = np.flatnonzero(scores)
        return Matched(
            np.flatnonzero(posts).astype(np.int32), scored.astype(np.int32), scores[scored]
        )

    def _add_gram(self, gram: str, scores: Scores) -> None:
        """Add what a piece of a word tells, where it tells much."""
        rare = max(ranking.RARE_POSTS - 1, ranking.RARE_SHARE * self._posts)
        for field in FIELDS:
            name = field_of(field, Form.GRAM)
            postings = self._arrays.term(name, gram)
            if len(postings.doc_ids) <= rare:
                weights = self._bm25(field, name, postings, len(postings.doc_ids))
                scores[postings.doc_ids] += ranking.GRAM * ranking.FIELD_BOOSTS[field] * weights

    def _disjunct(self, query: Query, frequencies: dict[str, int], scores: Scores) -> list[DocIds]:
        """Return what a disjunct matches, posts maybe more than once; add to `scores`.

        `frequencies` has the blended document frequency of the disjuncts before it, by field, and
        is brought up to date.
        """
        match query:
            case BooleanQuery():
                found = self.match(query)
                doc_ids = np.flatnonzero(found.posts).astype(np.int32)
                scores[doc_ids] = found.scores[doc_ids]
                return [doc_ids]
            case FacetQuery(facet, value):
                return [self._marked(self._columns.having(facet, value), scores)]
            case YearQuery(year):
                return [self._marked(self._columns.published_in(year), scores)]
            case TermQuery() | PhraseQuery() | PrefixQuery():
                lists = []
                for field in FIELDS:
                    name, postings = self._postings(field, query)
                    lists.append(postings.doc_ids)
                    blended = max(frequencies.get(field, 0), len(postings.doc_ids))
                    frequencies[field] = blended
                    weights = self._bm25(field, name, postings, blended)
                    scores[postings.doc_ids] += ranking.FIELD_BOOSTS[field] * weights
                return lists
            case _:
                assert_never(query)

    def _marked(self, posts: Mask, scores: Scores) -> DocIds:
        """Return the live ones of some posts, each scored by how few they are."""
        doc_ids = np.flatnonzero(self._columns.live & posts).astype(np.int32)
        scores[doc_ids] = self._idf(len(doc_ids))
        return doc_ids

    def _postings(
        self, field: str, query: TermQuery | PhraseQuery | PrefixQuery
    ) -> tuple[str, Postings]:
        match query:
            case TermQuery(term):
                name = field_of(field, term.form)
                return name, self._arrays.term(name, term.text)
            case PhraseQuery(form, texts):
                name = field_of(field, form)
                return name, self._arrays.phrase(name, texts)
            case PrefixQuery(prefix):
                name = field_of(field, Form.EXACT)
                texts_from = self._arrays.texts_from(name, prefix)
                return name, _union([self._arrays.term(name, text) for text in texts_from])
            case _:
                assert_never(query)

    def _bm25(self, field: str, name: str, postings: Postings, df: int) -> Scores:
        frequencies = postings.frequencies.astype(np.float64)
        norm = self._norm(field, name)[postings.doc_ids]
        weights: Scores = self._idf(df) * frequencies * (ranking.K1 + 1) / (frequencies + norm)
        return weights

    def _idf(self, df: int) -> float:
        return float(np.log1p((self._posts - df + 0.5) / (df + 0.5)))

    def _norm(self, field: str, name: str) -> Scores:
        """Return, a doc id each, what of BM25 depends on a field's length; float64.

        `name` is Whoosh's name of the field in one form.
        """
        norm = self._norms.get(name)
        if norm is None:
            lengths = self._columns.lengths(name).astype(np.float64)
            mean = lengths[self._columns.live].mean() if self._posts else 0.0
            b = ranking.FIELD_B[field]
            norm = ranking.K1 * (1 - b + b * lengths / (mean or 1.0))
            self._norms[name] = norm
        return norm


def _union(lists: list[Postings]) -> Postings:
    """Return several terms' postings as if they were one term's."""
    doc_ids = np.concatenate([np.empty(0, np.int32), *(each.doc_ids for each in lists)])
    frequencies = np.concatenate([np.empty(0, np.float32), *(each.frequencies for each in lists)])
    together, rows = np.unique(doc_ids, return_inverse=True)
    summed = np.bincount(rows, weights=frequencies, minlength=len(together))
    return Postings(together.astype(np.int32), summed.astype(np.float32))
