"""Vectors in a byte a number, and the one arithmetic by which they are compared.

A vector is `scale` times whole numbers of -127 to 127. Sums of products of such numbers stay below
2 ** 24, up to which float32 holds whole numbers as they are: so a product of matrices in float32 is
exact in whichever order a library adds up, and every machine gets the same.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.meaning.embedder import Vectors

Bytes = NDArray[np.int8]
_LEVELS = 127
# 2 ** 24 / 127 ** 2: of longer vectors products are added up in float64.
_EXACT = 1040
# Rows that are compared at once: as numbers of four bytes they stay in the processor's cache.
_ROWS = 512


class Quantized(NamedTuple):
    """Vectors as whole numbers, [n, d], and what each is to be multiplied by, [n]."""

    numbers: Bytes
    scales: NDArray[np.float32]

    def vectors(self, rows: slice = slice(None)) -> Vectors:
        """Return them, or some of them, as the numbers that they stand for."""
        found: Vectors = self.numbers[rows] * self.scales[rows, None]
        return found


def quantized(vectors: Vectors) -> Quantized:
    """Return vectors, [n, d], in bytes."""
    most = np.abs(vectors).max(axis=1, initial=0)
    scales = (most / _LEVELS).astype(np.float32)
    numbers = np.rint(vectors / np.where(scales > 0, scales, 1)[:, None])
    return Quantized(numbers.astype(np.int8), scales)


def products(numbers: Bytes, with_: Bytes) -> NDArray[np.float64]:
    """Return the products of rows, [n, d], with vectors, [m, d]: [n, m], whole numbers."""
    kind = np.float32 if numbers.shape[1] <= _EXACT else np.float64
    other = np.ascontiguousarray(with_.T, kind)
    found = np.empty((len(numbers), len(with_)), np.float64)
    rows = np.empty((_ROWS, numbers.shape[1]), kind)
    for start in range(0, len(numbers), _ROWS):
        some = numbers[start : start + _ROWS]
        rows[: len(some)] = some
        found[start : start + len(some)] = rows[: len(some)] @ other
    return found
