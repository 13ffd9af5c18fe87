"""Readings of a query → which posts match, and how well.

Weights follow BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009,
section 3.3), a field at a time, the fields' weights added.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from kb.engines.embedded.arrays import Mask, PostingArrays, Postings
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.schema import FIELDS, field_of
from kb.search.plan import About, Beginning, Form, Look, Need, Reading, Step, Together, Way
from kb.search.query import Facet, Occur

Scores = NDArray[np.float64]

_K1 = 1.2
_B = 0.75
# A word in the title outweighs any number of mentions in the text: BM25 lets a term's weight
# grow to (k1 + 1) times that of one mention at the most, here 2.2.
_WEIGHTS = {"title": 3.0, "body": 1.0}
# Stop words break ties; they never decide.
_OPTIONAL = 0.25
# What was found for the last readings: a facet, a page or an order asks for the same again.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class Found:
    """The posts that match, and a score for every post (0 where none)."""

    posts: Mask
    scores: Scores


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
        self.match = lru_cache(_KEPT)(self._match)

    def _match(self, reading: Reading) -> Found:
        """Return what a reading matches; everything where it requires nothing."""
        posts = self._columns.live.copy()
        some = np.zeros(len(posts), np.bool_)
        scores: Scores = np.zeros(len(posts), np.float64)
        loose = reading.step is Step.SOME and any(need.loose for need in reading.needs)
        for need in reading.needs:
            found = self._need(need)
            if need.occur is Occur.MUST_NOT:
                posts &= ~found.posts
                continue
            scores += found.scores if need.occur is Occur.MUST else _OPTIONAL * found.scores
            if need.occur is Occur.MUST:
                if loose and need.loose:
                    some |= found.posts
                else:
                    posts &= found.posts
        return Found(posts & some if loose else posts, scores)

    def _need(self, need: Need) -> Found:
        """Return the posts that meet a need; each scores as the best way to meet it does."""
        posts = np.zeros(len(self._columns.live), np.bool_)
        scores: Scores = np.zeros(len(posts), np.float64)
        for way in need.ways:
            found = self._way(way)
            posts |= found.posts
            np.maximum(scores, way.weight * found.scores, out=scores)
        return Found(posts, scores)

    def _way(self, way: Way) -> Found:
        if isinstance(way, Together):
            found = self._match(Reading(Step.STRICT, way.needs))
            return Found(found.posts, np.where(found.posts, found.scores, 0.0))
        posts = np.zeros(len(self._columns.live), np.bool_)
        scores: Scores = np.zeros(len(posts), np.float64)
        if isinstance(way, About):
            values = (
                self._columns.organisations
                if way.facet is Facet.ORGANISATION
                else self._columns.projects
            )
            posts |= values.having([way.id])
            scores[posts] = self._idf(int(posts.sum()))
            return Found(posts, scores)
        for place in FIELDS:
            field, postings = self._postings(place, way)
            posts[postings.posts] = True
            scores[postings.posts] += _WEIGHTS[place] * self._bm25(field, postings)
        return Found(posts, scores)

    def _postings(self, place: str, way: Look | Beginning) -> tuple[str, Postings]:
        if isinstance(way, Beginning):
            texts = self._arrays.terms_from(place, way.prefix)
            return place, _union(self._arrays.term(place, text) for text in texts)
        field = field_of(place, way.form)
        return field, self._arrays.phrase(field, way.terms)

    def _bm25(self, field: str, postings: Postings) -> Scores:
        counts = postings.counts.astype(np.float64)
        norm = self._norms[field][postings.posts]
        weights: Scores = self._idf(len(postings.posts)) * counts * (_K1 + 1) / (counts + norm)
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
