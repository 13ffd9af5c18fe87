"""Queries → which posts match, and how well, as `kb.search.ranking` specifies.

Matching comes first, from the rarest clause to the commonest, each only among the posts that the
ones before it left; then those posts are scored that are asked about. Either way all posting lists
of a disjunction are laid one after the other and worked on at once.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from kb.cache import Cache
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.postings import DocIds, Index, Lists, Mask
from kb.engines.embedded.segment import Postings
from kb.search import ranking
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    TermQuery,
    YearQuery,
)
from kb.search.port.terms import FIELDS
from kb.search.query.query import Occur

Scores = NDArray[np.float64]
Numbers = NDArray[np.intp]

# What was matched for the last queries, in bytes: a search counts what a query matches, and then
# asks for it again.
_KEPT_BYTES = 8 << 20
_OVERHEAD = 2_000
# In a list that is so long, and so much longer than the posts that are looked for, these are looked
# up one by one.
_LONG = 4_096
_LONGER = 16
# Up to so many doc ids, and so few of all, sorting is quicker than marking.
_SORTED = 4_096
_FEW = 64

_FORM_ROWS = {form: len(FIELDS) * index for index, form in enumerate(Form)}
# The row of norms that are 0, by which a list scores its factor.
_NO_NORM = len(FIELDS) * len(Form)


class Candidates:
    """Posts that are still in question, by rank: the place of each among them."""

    def __init__(self, docs: DocIds, size: int) -> None:
        self.docs = docs
        self._size = size

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.docs)

    def ranks(self, docs: NDArray[np.integer]) -> NDArray[np.int32]:
        """Return the rank of each of some posts, from 1; 0 of a post that is not among them."""
        return self._places.take(docs)

    @cached_property
    def _places(self) -> NDArray[np.int32]:
        places = np.zeros(self._size, np.int32)
        places[self.docs] = np.arange(1, len(self.docs) + 1, dtype=np.int32)
        return places

    @cached_property
    def narrow(self) -> NDArray[np.uint32]:
        """The doc ids as posting lists have them: what is looked up must have their type."""
        return self.docs.astype(np.uint32)


class Weighed(NamedTuple):
    """A posting list, and what it counts: factor · tf / (tf + norm), `row` being that of norms.

    `disjunct` is the number of what it belongs to, from 0.
    """

    postings: Postings
    disjunct: int
    row: int
    factor: float


class Hits(NamedTuple):
    """Posting lists laid one after the other: post, tf, number of the list; one row a posting."""

    docs: DocIds
    tfs: NDArray[np.integer]
    lists: Numbers


def joined(lists: Sequence[Weighed], among: Candidates | None = None) -> Hits:
    """Return the postings of some lists; of long ones maybe only those of `among`."""
    pieces = [each.postings for each in lists]
    if among is not None:
        least = max(_LONG, _LONGER * len(among))
        pieces = [_looked_up(p, among) if len(p.docs) > least else p for p in pieces]
    return Hits(
        np.concatenate([piece.docs for piece in pieces], dtype=np.intp, casting="unsafe"),
        np.concatenate([piece.tfs for piece in pieces]),
        np.repeat(np.arange(len(pieces)), [len(piece.docs) for piece in pieces]),
    )


def _looked_up(postings: Postings, among: Candidates) -> Postings:
    rows = postings.docs.searchsorted(among.narrow)
    np.minimum(rows, len(postings.docs) - 1, out=rows)
    found = np.flatnonzero(postings.docs.take(rows) == among.narrow)
    return Postings(among.narrow.take(found), postings.tfs.take(rows.take(found)))


class Disjunction:
    """A disjunction over an open index: its posting lists, each with what it counts."""

    def __init__(self, scoring: "Scoring", query: DisjunctionMax) -> None:
        self._scoring = scoring
        self._query = query
        self._lists: list[Weighed] = []
        self._nested: list[tuple[int, float, Boolean]] = []
        self._hits: Hits | None = None
        # Blended document frequencies, by field.
        blended = [0] * len(FIELDS)
        for number, disjunct in enumerate(query.disjuncts):
            if disjunct.boost == 1.0:
                blended = [0] * len(FIELDS)  # a word as it was typed; what stands for it follows
            match disjunct:
                case BooleanQuery():
                    nested = Boolean(scoring, disjunct)
                    self._nested.append((number, disjunct.boost, nested))
                case FacetQuery(facet, value):
                    docs = scoring.index.values(facet, value)
                    self._add_marked(number, disjunct.boost, docs)
                case YearQuery(year):
                    self._add_marked(number, disjunct.boost, [scoring.columns.published_in(year)])
                case TermQuery(term):
                    lists = scoring.index.term(term)
                    self._add(number, disjunct.boost, lists, term.form, blended)
                case PhraseQuery(form, texts):
                    lists = scoring.index.phrase(form, texts)
                    self._add(number, disjunct.boost, lists, form, blended)
                case PrefixQuery(prefix):
                    lists = scoring.index.beginning(prefix)
                    self._add(number, disjunct.boost, lists, Form.EXACT, blended)
                case _:
                    assert_never(disjunct)

    def _add(self, number: int, boost: float, lists: Lists, form: Form, blended: list[int]) -> None:
        for field, own in enumerate(lists):
            if own:
                blended[field] = max(blended[field], sum(len(each.docs) for each in own))
                factor = boost * self._scoring.factor(field, blended[field])
                row = _FORM_ROWS[form] + field
                self._lists.extend(Weighed(each, number, row, factor) for each in own)

    def _add_marked(self, number: int, boost: float, lists: Sequence[DocIds]) -> None:
        factor = boost * self._scoring.idf(sum(map(len, lists)))
        for docs in lists:
            postings = Postings(docs, np.ones(len(docs), np.uint8))
            self._lists.append(Weighed(postings, number, _NO_NORM, factor))

    @cached_property
    def most(self) -> int:
        """A number that the posts that match do not exceed, and that says what to match costs."""
        return sum(len(each.postings.docs) for each in self._lists) + sum(
            nested.most for _, _, nested in self._nested
        )

    @property
    def is_nested(self) -> bool:
        """Whether there are whole queries in it, which must be matched before they are scored."""
        return bool(self._nested)

    @property
    def nbytes(self) -> int:
        """About what it holds in memory, in bytes."""
        own = sum(array.nbytes for array in self._hits) if self._hits else 0
        return own + sum(nested.nbytes for _, _, nested in self._nested)

    def docs(self) -> DocIds:
        """Return the posts that match; call it, or `among`, once."""
        found = [nested.match() for _, _, nested in self._nested]
        if self._lists:
            self._hits = joined(self._lists)
            found.append(self._hits.docs)
        if len(found) == 1 and len(self._lists) < 2:
            return found[0]
        return union(found, self._scoring.index.size)

    def among(self, candidates: Candidates) -> Mask:
        """Return which candidates match."""
        found = np.zeros(len(candidates) + 1, np.bool_)
        for _, _, nested in self._nested:
            found[candidates.ranks(nested.match(candidates))] = True
        if self._lists:
            self._hits, ranks = _within(joined(self._lists, candidates), candidates)
            found[ranks] = True
        return found[1:]

    def scores(self, candidates: Candidates) -> Scores:
        """Return the score of each candidate; those that do not match may have one, by grams."""
        cells, weights = [], []
        count = len(candidates)
        if self._lists:
            hits = self._hits if self._hits is not None else joined(self._lists, candidates)
            hits, ranks = _within(hits, candidates)
            weights.append(self._scoring.weights(self._lists, hits))
            offsets = np.array([each.disjunct * count - 1 for each in self._lists])
            cells.append(offsets.take(hits.lists) + ranks)
        for number, boost, nested in self._nested:
            ranks = candidates.ranks(nested.docs)
            own = Candidates(nested.docs[ranks > 0], self._scoring.index.size)
            weights.append(boost * nested.scores(own))
            cells.append(number * count - 1 + ranks[ranks > 0].astype(np.intp))
        best = self._best(cells, weights, count)
        if self._query.grams:
            best += self._gram_scores(candidates)
        return best

    def _best(self, cells: list[Numbers], weights: list[Scores], count: int) -> Scores:
        """Return what the best disjunct counts for each candidate, and a little of the others.

        A cell is a candidate in a disjunct: disjunct · candidates + candidate.
        """
        disjuncts = len(self._query.disjuncts)
        if not cells:
            return np.zeros(count)
        if len(cells) > 1:
            cells, weights = [np.concatenate(cells)], [np.concatenate(weights)]
        table = np.bincount(cells[0], weights[0], disjuncts * count).reshape(disjuncts, count)
        best: Scores = table.max(0)
        if disjuncts > 1:
            best += ranking.TIE_BREAKER * (table.sum(0) - best)
        return best

    def _gram_scores(self, candidates: Candidates) -> Scores:
        lists = [
            Weighed(
                postings,
                0,
                _FORM_ROWS[Form.GRAM] + field,
                ranking.GRAM * self._scoring.factor(field, sum(len(each.docs) for each in own)),
            )
            for gram in self._query.grams
            for field, own in enumerate(self._scoring.index.gram(gram))
            for postings in own
        ]
        if not lists:
            return np.zeros(len(candidates))
        hits, ranks = _within(joined(lists, candidates), candidates)
        weights = self._scoring.weights(lists, hits)
        return np.bincount(ranks, weights, len(candidates) + 1)[1:]


class Boolean:
    """A boolean query over an open index: its clauses, and what it matches once it is asked."""

    def __init__(self, scoring: "Scoring", query: BooleanQuery) -> None:
        self._scoring = scoring
        self._clauses: list[tuple[BooleanClause, Disjunction]] = [
            (clause, Disjunction(scoring, clause.query)) for clause in query.clauses
        ]
        # What was matched.
        self.docs: DocIds = np.empty(0, np.intp)

    @property
    def most(self) -> int:
        """A number that the posts that match do not exceed."""
        musts = self._of(Occur.MUST)
        if musts:
            return min(each.most for each in musts)
        shoulds = self._of(Occur.SHOULD)
        return sum(each.most for each in shoulds) if shoulds else self._scoring.index.posts

    @property
    def nbytes(self) -> int:
        """About what it holds in memory, in bytes."""
        own = _OVERHEAD + self.docs.nbytes
        return own + sum(each.nbytes for _, each in self._clauses)

    @property
    def ranked(self) -> bool:
        """Whether any clause gives a score."""
        return any(clause.occur is not Occur.MUST_NOT for clause, _ in self._clauses)

    def match(self, among: Candidates | None = None) -> DocIds:
        """Return which posts match, or which of some; call it once."""
        for disjunction in sorted(self._of(Occur.MUST), key=lambda each: each.most):
            if among is None:
                among = self._candidates(disjunction.docs())
            elif len(among):
                among = self._narrowed(among, disjunction.among(among))
        if shoulds := self._of(Occur.SHOULD):
            if among is None:
                found = [each.docs() for each in shoulds]
                among = self._candidates(union(found, self._scoring.index.size))
            else:
                some = np.logical_or.reduce([each.among(among) for each in shoulds])
                among = self._narrowed(among, some)
        if among is None:
            among = self._scoring.everything
        for disjunction in self._of(Occur.MUST_NOT):
            among = self._narrowed(among, ~disjunction.among(among))
        for disjunction in self._of(Occur.MAY):
            if disjunction.is_nested:
                disjunction.among(among)
        self.docs = among.docs
        return among.docs

    def scores(self, candidates: Candidates) -> Scores:
        """Return the scores of candidates that match."""
        scores: Scores = np.zeros(len(candidates))
        for clause, disjunction in self._clauses if len(candidates) else ():
            if clause.occur is not Occur.MUST_NOT:
                scores += clause.boost * disjunction.scores(candidates)
        return scores

    def _of(self, occur: Occur) -> list[Disjunction]:
        return [each for clause, each in self._clauses if clause.occur is occur]

    def _narrowed(self, among: Candidates, kept: Mask) -> Candidates:
        docs = among.docs[kept]
        return among if len(docs) == len(among) else self._candidates(docs)

    def _candidates(self, docs: DocIds) -> Candidates:
        return Candidates(docs, self._scoring.index.size)


class Found:
    """The posts that a query matches, `docs`, and their scores as they are asked for."""

    def __init__(self, boolean: Boolean, size: int) -> None:
        self._boolean = boolean
        self._size = size
        self.docs = boolean.match()
        self.ranked = boolean.ranked

    @property
    def nbytes(self) -> int:
        """About what it holds in memory, in bytes."""
        return self._boolean.nbytes

    def scores(self, docs: DocIds) -> Scores:
        """Return the scores of some of the posts."""
        return self._boolean.scores(Candidates(docs, self._size))


class Scoring:
    """Matches queries against one open index."""

    def __init__(self, index: Index, columns: Columns) -> None:
        self.index = index
        self.columns = columns
        # A row for each form and field as lengths have them, and one of zeros.
        self._norms: Scores = np.zeros((_NO_NORM + 1, index.size))
        self._normed: set[int] = {_NO_NORM}
        # By the query itself, not what it says: to compare that takes as long as to match it.
        self._found = Cache[int, tuple[BooleanQuery, Found]](
            _KEPT_BYTES, lambda kept: kept[1].nbytes
        )

    def match(self, query: BooleanQuery) -> Found:
        """Return what a query matches; the last ones asked are remembered."""
        return self._found.get(
            id(query), lambda: (query, Found(Boolean(self, query), self.index.size))
        )[1]

    @cached_property
    def everything(self) -> Candidates:
        """All live posts."""
        return Candidates(np.flatnonzero(self.index.live), self.index.size)

    def idf(self, df: int) -> float:
        """Return what it tells to be in so many posts."""
        return float(np.log1p((self.index.posts - df + 0.5) / (df + 0.5)))

    def factor(self, field: int, df: int) -> float:
        """Return what is the same of all postings of a term in a field."""
        return ranking.FIELD_BOOSTS[FIELDS[field]] * (ranking.K1 + 1) * self.idf(df)

    def weights(self, lists: Sequence[Weighed], hits: Hits) -> Scores:
        """Return what each posting counts."""
        rows = {each.row for each in lists}
        for row in rows - self._normed:
            self._set_norms(row)
        factors = np.array([each.factor for each in lists])
        offsets = np.array([each.row * self.index.size for each in lists])
        tfs = hits.tfs.astype(np.float64)
        norms = self._norms.ravel().take(offsets.take(hits.lists) + hits.docs)
        norms += tfs
        tfs *= factors.take(hits.lists)
        tfs /= norms
        return tfs

    def _set_norms(self, row: int) -> None:
        """Work out, a doc id each, what of BM25 depends on a field's length."""
        b = ranking.FIELD_B[FIELDS[row % len(FIELDS)]]
        lengths = self.columns.lengths(row)
        mean = lengths[self.index.live].mean() if self.index.posts else 0.0
        self._norms[row] = ranking.K1 * (1 - b + b * lengths / (mean or 1.0))
        self._normed.add(row)


def _within(hits: Hits, candidates: Candidates) -> tuple[Hits, NDArray[np.int32]]:
    """Return what is of the candidates, and the rank of each posting's, from 1."""
    ranks = candidates.ranks(hits.docs)
    kept = np.flatnonzero(ranks > 0)
    if len(kept) == len(ranks):
        return hits, ranks
    return Hits(*(array.take(kept) for array in hits)), ranks.take(kept)


def union(lists: Iterable[DocIds], size: int) -> DocIds:
    """Return the posts that are in any of some lists, which need not ascend."""
    docs = np.concatenate([np.empty(0, np.intp), *lists])
    if len(docs) < _SORTED and len(docs) * _FEW < size:
        docs.sort()
        return docs[np.diff(docs, prepend=-1) > 0]
    mask = np.zeros(size, np.bool_)
    mask[docs] = True
    return np.flatnonzero(mask)
