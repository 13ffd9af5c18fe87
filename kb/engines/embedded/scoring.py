"""Queries → which posts match, and how well, as `kb.search.ranking` specifies.

Matching comes first, from the rarest clause to the commonest, each only among the posts that the
ones before it left. Scored are then the posts that somebody asks about.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from kb.cache import Cache
from kb.engines.embedded.columns import Columns
from kb.engines.embedded.hits import Candidates, Hits, joined, union, within
from kb.engines.embedded.postings import DocIds, Index, Lists, Mask
from kb.engines.embedded.segment import Postings
from kb.engines.embedded.weights import FORM_ROWS, NO_NORM, Counts, Scores, Weights
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

# What was matched for the last queries, in bytes: a search counts what a query matches, and then
# asks for it again.
_KEPT_BYTES = 8 << 20
_OVERHEAD = 2_000


class Disjunction:
    """A disjunction over an open index: its posting lists, and what each counts."""

    def __init__(self, scoring: "Scoring", query: DisjunctionMax) -> None:
        self._scoring = scoring
        self._query = query
        self._lists: list[Postings] = []
        self._counts: list[Counts] = []
        self._nested: list[tuple[int, float, Boolean]] = []
        self._hits: Hits | None = None
        # Blended document frequencies, by field.
        blended = [0] * len(FIELDS)
        index = scoring.index
        for number, disjunct in enumerate(query.disjuncts):
            boost = disjunct.boost
            if boost == 1.0:
                blended = [0] * len(FIELDS)  # a word as it was typed; what stands for it follows
            match disjunct:
                case TermQuery(term):
                    self._add(number, boost, index.term(term), term.form, blended)
                case PhraseQuery(form, texts):
                    self._add(number, boost, index.phrase(form, texts), form, blended)
                case PrefixQuery(prefix):
                    self._add(number, boost, index.beginning(prefix), Form.EXACT, blended)
                case BooleanQuery():
                    self._nested.append((number, boost, Boolean(scoring, disjunct)))
                case FacetQuery(facet, value):
                    self._add_marked(number, boost, index.values(facet, value))
                case YearQuery(year):
                    self._add_marked(number, boost, [scoring.columns.published_in(year)])
                case _:
                    assert_never(disjunct)
        self.most = sum([len(each.docs) for each in self._lists])
        self.most += sum(nested.most for _, _, nested in self._nested)

    # How many posts match at the most, which says what to match costs.
    most: int

    def _add(self, number: int, boost: float, lists: Lists, form: Form, blended: list[int]) -> None:
        row = FORM_ROWS[form]
        for field, own in enumerate(lists):
            if own:
                blended[field] = max(blended[field], sum([len(each.docs) for each in own]))
                factor = boost * self._scoring.weights.factor(field, blended[field])
                for each in own:
                    self._lists.append(each)
                    self._counts.append(Counts(number, row + field, factor))

    def _add_marked(self, number: int, boost: float, lists: Sequence[NDArray[Any]]) -> None:
        factor = boost * self._scoring.weights.idf(sum(map(len, lists)))
        for docs in lists:
            self._lists.append(Postings(docs, np.ones(len(docs), np.uint8)))
            self._counts.append(Counts(number, NO_NORM, factor))

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
        """Return the posts that match, ascending; call it, or `among`, once."""
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
            self._hits, ranks = within(joined(self._lists, candidates), candidates)
            found[ranks] = True
        return found[1:]

    def scores(self, candidates: Candidates) -> Scores:
        """Return the score of each candidate; those that do not match may have one, by grams."""
        cells, weights = [], []
        count = len(candidates)
        # A cell is a candidate in a disjunct: disjunct · candidates + candidate.
        if self._lists:
            hits = self._hits if self._hits is not None else joined(self._lists, candidates)
            hits, ranks = within(hits, candidates)
            weights.append(self._scoring.weights.of(self._counts, hits))
            bases = np.array([each.disjunct * count - 1 for each in self._counts])
            cells.append(bases.take(hits.lists) + ranks)
        for number, boost, nested in self._nested:
            ranks = candidates.ranks(nested.docs)
            own = (ranks > 0).nonzero()[0]
            docs = Candidates(nested.docs.take(own), self._scoring.index.size)
            weights.append(boost * nested.scores(docs))
            cells.append(ranks.take(own) + np.intp(number * count - 1))
        best: Scores = np.zeros(count)
        if cells:
            disjuncts = len(self._query.disjuncts)
            cell, weight = (
                arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
                for arrays in (cells, weights)
            )
            table = np.bincount(cell, weight, disjuncts * count).reshape(disjuncts, count)
            best = table.max(0)
            if disjuncts > 1:
                best += ranking.TIE_BREAKER * (table.sum(0) - best)
        if self._query.grams:
            self._add_grams(best, candidates)
        return best

    def _add_grams(self, scores: Scores, candidates: Candidates) -> None:
        lists, counts = [], []
        for gram in self._query.grams:
            for field, df, postings in self._scoring.index.gram(gram):
                factor = ranking.GRAM * self._scoring.weights.factor(field, df)
                lists += postings
                counts += [Counts(0, FORM_ROWS[Form.GRAM] + field, factor)] * len(postings)
        if lists:
            hits, ranks = within(joined(lists, candidates), candidates)
            weights = self._scoring.weights.of(counts, hits)
            scores += np.bincount(ranks, weights, len(candidates) + 1)[1:]


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
        """How many posts match at the most."""
        if musts := self._of(Occur.MUST):
            return min(each.most for each in musts)
        shoulds = self._of(Occur.SHOULD)
        return sum(each.most for each in shoulds) if shoulds else self._scoring.index.posts

    @property
    def nbytes(self) -> int:
        """About what it holds in memory, in bytes."""
        return self.docs.nbytes + _OVERHEAD + sum(each.nbytes for _, each in self._clauses)

    @property
    def ranked(self) -> bool:
        """Whether any clause gives a score."""
        return any(clause.occur is not Occur.MUST_NOT for clause, _ in self._clauses)

    def match(self, among: Candidates | None = None) -> DocIds:
        """Return which posts match, or which of some, ascending; call it once."""
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
    """The posts that a query matches, `docs`, ascending, and their scores as they are asked for."""

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
        """Return the scores of some of the posts, in any order."""
        return self._boolean.scores(Candidates(docs, self._size))


class Scoring:
    """Matches queries against one open index."""

    def __init__(self, index: Index, columns: Columns) -> None:
        self.index = index
        self.columns = columns
        self.weights = Weights(index, columns)
        # By the query itself, not what it says: to compare that takes as long as to match it.
        self._found = Cache[int, tuple[BooleanQuery, Found]](
            _KEPT_BYTES, lambda kept: kept[1].nbytes
        )

    def match(self, query: BooleanQuery) -> Found:
        """Return what a query matches; the last ones asked are remembered."""
        size = self.index.size
        return self._found.get(id(query), lambda: (query, Found(Boolean(self, query), size)))[1]

    @cached_property
    def everything(self) -> Candidates:
        """All live posts."""
        return Candidates(self.index.live.nonzero()[0], self.index.size)
