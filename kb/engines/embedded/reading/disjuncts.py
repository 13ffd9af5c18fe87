"""What a disjunction is made of: its posting lists, and what each counts.

It stays the same whatever is matched by it, so a query and a more relaxed one share it.
"""

from collections.abc import Sequence
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.lengths import lengths_row
from kb.engines.embedded.reading.columns import Columns
from kb.engines.embedded.reading.postings import Index, Lists
from kb.engines.embedded.reading.segment import Postings
from kb.engines.embedded.reading.weights import NO_NORM, Counts, Weights
from kb.search.port.queries import (
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    ScoredPostsQuery,
    TermQuery,
    YearQuery,
)
from kb.search.port.terms import FIELDS


class Disjuncts:
    """The disjuncts of a query over an open index; nothing of it changes.

    Attributes:
        lists: the posting lists of all.
        counts: what each list counts.
        nested: those that are whole queries, or posts with scores: number, boost, query.
        postings: how many there are in all lists.
    """

    def __init__(
        self, query: DisjunctionMax, index: Index, columns: Columns, weights: Weights
    ) -> None:
        self.lists: list[Postings] = []
        self.counts = Counts([], [], [])
        self.nested: list[tuple[int, float, BooleanQuery | ScoredPostsQuery]] = []
        self._weights = weights
        # Blended document frequencies, by field.
        blended = [0] * len(FIELDS)
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
                case BooleanQuery() | ScoredPostsQuery():
                    self.nested.append((number, boost, disjunct))
                case FacetQuery(facet, value):
                    self._add_marked(number, boost, index.values(facet, value))
                case YearQuery(year):
                    self._add_marked(number, boost, [columns.published_in(year)])
                case _:
                    assert_never(disjunct)
        self.postings: int = sum([len(each.docs) for each in self.lists])

    def _add(self, number: int, boost: float, lists: Lists, form: Form, blended: list[int]) -> None:
        for field, own in enumerate(lists):
            if own:
                blended[field] = max(blended[field], sum([len(each.docs) for each in own]))
                factor = boost * self._weights.factor(field, blended[field])
                self.lists += own
                self.counts.add(len(own), number, lengths_row(form, field), factor)

    def _add_marked(self, number: int, boost: float, lists: Sequence[NDArray[Any]]) -> None:
        factor = boost * self._weights.idf(sum(map(len, lists)))
        self.lists += [Postings(docs, np.ones(len(docs), np.uint8)) for docs in lists]
        self.counts.add(len(lists), number, NO_NORM, factor)
