"""What a posting counts, as `kb.search.ranking` specifies."""

from math import log1p
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.lengths import ROWS, field_of
from kb.engines.embedded.reading.columns import Columns
from kb.engines.embedded.reading.hits import Hits
from kb.engines.embedded.reading.postings import DocIds, Index
from kb.search import ranking
from kb.search.port.terms import FIELDS

Scores = NDArray[np.float64]

# Norms have the rows of `lengths`, and one of norms that are 0, by which a list counts its factor.
NO_NORM = ROWS


class Counts(NamedTuple):
    """What posting lists count: factor · tf / (tf + norm), `rows` being those of the norms.

    `disjuncts` are the numbers of what they belong to; all three have an element a list.
    """

    disjuncts: list[int]
    rows: list[int]
    factors: list[float]

    def add(self, lists: int, disjunct: int, row: int, factor: float) -> None:
        """Add lists that count alike."""
        for _ in range(lists):
            self.disjuncts.append(disjunct)
            self.rows.append(row)
            self.factors.append(factor)

    def extend(self, others: "Counts", first: int) -> None:
        """Add others' lists, their disjuncts numbered from `first` on."""
        self.disjuncts.extend([first + number for number in others.disjuncts])
        self.rows.extend(others.rows)
        self.factors.extend(others.factors)


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

    def of(self, counts: Counts, hits: Hits) -> Scores:
        """Return what each posting of some lists counts."""
        cells = self._cells(counts).repeat(hits.counts)
        factors = np.array(counts.factors, np.float64).repeat(hits.counts)
        return self._weights(hits.docs, hits.tfs, cells, factors)

    def at(
        self,
        docs: DocIds,
        tfs: NDArray[np.integer[Any]],
        lists: NDArray[np.intp],
        counts: Counts,
    ) -> Scores:
        """Return what each posting counts, `lists` being the numbers of the lists they are of."""
        cells = self._cells(counts).take(lists)
        factors = np.array(counts.factors, np.float64).take(lists)
        return self._weights(docs, tfs, cells, factors)

    def _cells(self, counts: Counts) -> NDArray[np.intp]:
        """Return where among all norms those of each list begin."""
        for row in set(counts.rows) - self._made:
            self._make(row)
        return np.array(counts.rows, np.intp) * self._index.size

    def _weights(
        self,
        docs: DocIds,
        tfs: NDArray[np.integer[Any]],
        cells: NDArray[np.intp],
        factors: Scores,
    ) -> Scores:
        """Return factor · tf / (tf + norm); `cells` and `factors` are taken over."""
        cells += docs
        norms = self._flat.take(cells)
        norms += tfs
        factors *= tfs
        factors /= norms
        return factors

    def _make(self, row: int) -> None:
        """Work out, a doc id each, what of BM25 depends on a field's length.

        Two threads may do so at once: they write the same.
        """
        b = ranking.FIELD_B[FIELDS[field_of(row)]]
        lengths = self._columns.lengths(row)
        mean = lengths[self._index.live].mean() if self._index.posts else 0.0
        self._norms[row] = ranking.K1 * (1 - b + b * lengths / (mean or 1.0))
        self._made.add(row)
