"""Readings of a query → which posts match, and how well.

Weights follow BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009,
section 3.3), a field at a time, the fields' weights added.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from kb.engines.embedded.arrays import Mask, Numbers, PostingArrays, Postings
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.schema import FIELDS, field_of
from kb.search.cache import Cache
from kb.search.plan import (
    About,
    Beginning,
    Form,
    Look,
    Need,
    Published,
    Reading,
    Step,
    Together,
    Way,
)
from kb.search.query import Facet, Occur

Scores = NDArray[np.float64]

# Chosen on questions in Swedish (SuperLim's SweFAQ), as are the weights below: benchmarks/
# relevance.py tells what they give. Differences of .01 in nDCG@10 are within its noise.
_K1 = 0.9
_B = 0.6
# A word in the title outweighs any number of mentions in the text: BM25 lets a term's weight
# grow to (k1 + 1) times that of one mention at the most, here 1.9.
_WEIGHTS = {"title": 3.0, "body": 1.0}
# What each further way to meet a need adds to the best one.
_FURTHER = 0.2
# Stop words break ties; they never decide.
_OPTIONAL = 0.5
# What a piece of a word counts, where it stands in few posts: rarer than this part of all, or in
# fewer than so many.
_HINT = 0.3
_RARE_PART = 0.02
_RARE_POSTS = 20
# What was found for the last readings: a facet, a page or an order asks for the same again.
_KEPT = 32
# What meets the last needs; those of 110 questions over 14,552 posts take 6 MB.
_NEEDS_BYTES = 32 << 20
# What a need with its ways takes: 1,500 bytes on average, and its place in the cache.
_OVERHEAD = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """The posts that match, and a score for every post (0 where none)."""

    posts: Mask
    scores: Scores


@dataclass(frozen=True, slots=True)
class Met:
    """The posts that meet a need, and those that it gives a score, which may be more."""

    posts: Numbers
    scored: Numbers
    scores: Scores

    @property
    def nbytes(self) -> int:
        """About its size in memory with the need it belongs to, in bytes."""
        return self.posts.nbytes + self.scored.nbytes + self.scores.nbytes + _OVERHEAD


class Matching:
    """Matches readings of queries against one open index."""

    def __init__(self, reader: IndexReader, arrays: PostingArrays, columns: Columns) -> None:
        self._arrays = arrays
        self._columns = columns
        # Statistics count live posts only: a score does not tell how the index came about.
        self._live = int(columns.live.sum())
        self._norms = {
            name: _norm(reader, name, columns.live)
            for place in FIELDS
            for name in (field_of(place, form) for form in Form)
        }
        self._found = Cache[Reading, Found](_KEPT, lambda found: 1)
        self._met = Cache[Need, Met](_NEEDS_BYTES, lambda met: met.nbytes)

    def match(self, reading: Reading) -> Found:
        """Return what a reading matches; the last ones asked are remembered."""
        return self._found.get(reading, lambda: self._match(reading))

    def _match(self, reading: Reading) -> Found:
        """Return what a reading matches; everything where it requires nothing."""
        posts = self._columns.live.copy()
        some = np.zeros(len(posts), np.bool_)
        scores: Scores = np.zeros(len(posts), np.float64)
        loose = reading.step is Step.SOME and any(need.loose for need in reading.needs)
        for need in reading.needs:
            met = self._meet(need)
            if need.occur is Occur.MUST_NOT:
                posts[met.posts] = False
                continue
            scores[met.scored] += (1 if need.occur is Occur.MUST else _OPTIONAL) * met.scores
            if need.occur is Occur.MUST:
                if loose and need.loose:
                    some[met.posts] = True
                else:
                    posts &= self._mask(met.posts)
        return Found(posts & some if loose else posts, scores)

    def _mask(self, numbers: Numbers) -> Mask:
        mask = np.zeros(len(self._columns.live), np.bool_)
        mask[numbers] = True
        return mask

    def _meet(self, need: Need) -> Met:
        """Return the posts that meet a need; looser readings of a query ask for most needs again.

        So do other queries: stop words are needs, too.
        """
        return self._met.get(need, lambda: self._weigh(need))

    def _weigh(self, need: Need) -> Met:
        """Return the posts that meet a need, weighed by the best way and a little by the others."""
        size = len(self._columns.live)
        posts = np.zeros(size, np.bool_)
        best, further, scores = (np.zeros(size, np.float64) for _ in range(3))
        commonest: dict[str, int] = {}
        for way in need.ways:
            if way.weight == 1.0:
                commonest = {}  # a word as it was typed; what stands for it follows
            for some in self._way(way, commonest, scores):
                posts[some] = True
                weights = way.weight * scores[some]
                best[some] = np.maximum(best[some], weights)
                further[some] += weights
                scores[some] = 0.0  # a post that follows again adds no more
        scores = best + _FURTHER * (further - best)
        for hint in need.hints:
            self._add_hint(hint, scores)
        scored = np.flatnonzero(scores)
        return Met(np.flatnonzero(posts).astype(np.int32), scored.astype(np.int32), scores[scored])

    def _add_hint(self, gram: str, scores: Scores) -> None:
        """Add what a piece of a word tells, where it tells much."""
        rare = max(_RARE_POSTS - 1, _RARE_PART * self._live)
        for place in FIELDS:
            field = field_of(place, Form.GRAM)
            postings = self._arrays.term(field, gram)
            if len(postings.posts) <= rare:
                weights = self._bm25(field, postings, len(postings.posts))
                scores[postings.posts] += _HINT * _WEIGHTS[place] * weights

    def _way(self, way: Way, commonest: dict[str, int], scores: Scores) -> list[Numbers]:
        """Return what a way matches, posts maybe more than once; add its scores to `scores`.

        `commonest` says in how many posts the ways before it stand, by place, and is brought up
        to date. A way counts as no rarer than they are: a synonym that stands in one post would
        else outweigh the word that was typed.
        """
        if isinstance(way, Together):
            found = self._match(Reading(Step.STRICT, way.needs))
            posts = np.flatnonzero(found.posts).astype(np.int32)
            scores[posts] = found.scores[posts]
            return [posts]
        if isinstance(way, About | Published):
            posts = np.flatnonzero(self._columns.live & self._marked(way)).astype(np.int32)
            scores[posts] = self._idf(len(posts))
            return [posts]
        lists = []
        for place in FIELDS:
            field, postings = self._postings(place, way)
            lists.append(postings.posts)
            commonest[place] = max(commonest.get(place, 0), len(postings.posts))
            weights = self._bm25(field, postings, commonest[place])
            scores[postings.posts] += _WEIGHTS[place] * weights
        return lists

    def _marked(self, way: About | Published) -> Mask:
        """Return the posts that are about an entry or of a year."""
        if isinstance(way, Published):
            return self._columns.published_in(way.year)
        by_facet = {
            Facet.ORGANISATION: self._columns.organisations,
            Facet.PROJECT: self._columns.projects,
        }
        return by_facet[way.facet].having([way.id])

    def _postings(self, place: str, way: Look | Beginning) -> tuple[str, Postings]:
        if isinstance(way, Beginning):
            texts = self._arrays.terms_from(place, way.prefix)
            return place, _union(self._arrays.term(place, text) for text in texts)
        field = field_of(place, way.form)
        return field, self._arrays.phrase(field, way.terms)

    def _bm25(self, field: str, postings: Postings, found: int) -> Scores:
        counts = postings.counts.astype(np.float64)
        norm = self._norms[field][postings.posts]
        weights: Scores = self._idf(found) * counts * (_K1 + 1) / (counts + norm)
        return weights

    def _idf(self, found: int) -> float:
        return float(np.log1p((self._live - found + 0.5) / (found + 0.5)))


def _norm(reader: IndexReader, field: str, live: Mask) -> Scores:
    """Return BM25's part that depends on a post's length, k1 · (1 − b + b · length / mean)."""
    lengths = np.array(
        [reader.doc_field_length(number, field, 0) or 0 for number in range(len(live))], np.float64
    )
    mean = lengths[live].mean() if live.any() else 0.0
    norm: Scores = _K1 * (1 - _B + _B * lengths / (mean or 1.0))
    return norm


def _union(many: Iterable[Postings]) -> Postings:
    """Return several terms' postings as if they were one term's."""
    lists = list(many)
    posts = np.concatenate([np.empty(0, np.int32), *(one.posts for one in lists)])
    counts = np.concatenate([np.empty(0, np.float32), *(one.counts for one in lists)])
    together, places = np.unique(posts, return_inverse=True)
    summed = np.bincount(places, weights=counts, minlength=len(together))
    return Postings(together.astype(np.int32), summed.astype(np.float32))
