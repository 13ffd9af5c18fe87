"""What a posting counts, as `kb.search.ranking` specifies."""

from collections.abc import Sequence
from math import log1p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.columns import Columns
from kb.engines.embedded.hits import Hits
from kb.engines.embedded.postings import Index
from kb.search import ranking
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

Scores = NDArray[np.float64]

# The first of a form's rows of lengths and norms, one for each field.
FORM_ROWS = {form: len(FIELDS) * index for index, form in enumerate(Form)}
# The row of norms that are 0, by which a list counts its factor.
NO_NORM = len(FIELDS) * len(Form)


class Counts(NamedTuple):
    """What a posting list counts: factor · tf / (tf + norm), `row` being that of the norms.

    `disjunct` is the number of what it belongs to.
    """

    disjunct: int
    row: int
    factor: float


class Weights:
    """What is known of an open index to weigh postings; any thread may ask."""

    def __init__(self, index: Index, columns: Columns) -> None:
        self._index = index
        self._columns = columns
        self._norms: Scores = np.zeros((NO_NORM + 1, index.size))
        self._flat = self._norms.ravel()
        self._made = {NO_NORM}

    def idf(self, df: int) -> float:
        """Return what it tells to be in so many posts."""
        return log1p((self._index.posts - df + 0.5) / (df + 0.5))

    def factor(self, field: int, df: int) -> float:
        """Return what is the same of all postings of a term in a field."""
        return ranking.FIELD_BOOSTS[FIELDS[field]] * (ranking.K1 + 1) * self.idf(df)

    def of(self, counts: Sequence[Counts], hits: Hits) -> Scores:
        """Return what each posting of some lists counts."""
        for row in {each.row for each in counts} - self._made:
            self._make(row)
        bases = np.array([each.row * self._index.size for each in counts])
        weights = hits.tfs.astype(np.float64)
        norms = self._flat.take(bases.take(hits.lists) + hits.docs)
        norms += weights
        weights *= np.array([each.factor for each in counts]).take(hits.lists)
        weights /= norms
        return weights

    def _make(self, row: int) -> None:
        """Work out, a doc id each, what of BM25 depends on a field's length.

        Two threads may do so at once: they write the same.
        """
        b = ranking.FIELD_B[FIELDS[row % len(FIELDS)]]
        lengths = self._columns.lengths(row)
        mean = lengths[self._index.live].mean() if self._index.posts else 0.0
        self._norms[row] = ranking.K1 * (1 - b + b * lengths / (mean or 1.0))
        self._made.add(row)
