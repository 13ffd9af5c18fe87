"""Lists of different lengths in one array: list n is `values[starts[n] : starts[n + 1]]`."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer[Any]]
Places = NDArray[np.int64]


def starts_of(lengths: Integers | NDArray[np.bool_]) -> Places:
    """Return where each of the lists starts, and where the last one ends."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def lengths_of(ends: Integers) -> Places:
    """Return how long lists are that end there, the first of them starting at 0."""
    lengths = ends.astype(np.int64)
    lengths[1:] -= lengths[:-1].copy()
    return lengths


def places_of(starts: Integers, lists: Integers) -> Places:
    """Return the places of all elements of some lists, in the order in which these are given."""
    firsts = starts.take(lists).astype(np.int64)
    return ranges(firsts, starts.take(lists + 1) - firsts)


def ranges(firsts: Places, lengths: Integers) -> Places:
    """Return the numbers of ranges, one range after the other."""
    ends = lengths.cumsum(dtype=np.int64)
    numbers: Places = np.repeat(firsts - (ends - lengths), lengths)
    numbers += np.arange(len(numbers), dtype=np.int64)
    return numbers


def portions(ends: Integers, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of lists that end there, of at most so many elements, but for single lists."""
    begin, before = 0, 0
    while begin < len(ends):
        end = max(begin + 1, int(np.searchsorted(ends, before + most, "right")))
        yield begin, end
        begin, before = end, int(ends[end - 1])


def inverted(lengths: Integers, values: Integers, size: int) -> tuple[Places, Places]:
    """Return starts and lists the other way round: for each of `size` values who has it, once."""
    owners = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    pairs = np.unique((values.astype(np.int64) << 32) | owners)
    counts = np.bincount(pairs >> 32, minlength=size)
    return starts_of(counts), pairs & 0xFFFFFFFF


def narrow(most: int, least: type[np.unsignedinteger[Any]] = np.uint8) -> np.dtype[Any]:
    """Return the smallest type of whole numbers from `least` on that can say `most`."""
    return np.promote_types(np.min_scalar_type(most), least)


def narrowed(values: NDArray[Any], least: type[np.unsignedinteger[Any]] = np.uint8) -> NDArray[Any]:
    """Return values in the smallest type from `least` on that has room for them."""
    return values.astype(narrow(int(values.max(initial=0)), least))


def rows_in(values: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.intp]:
    """Return where each of some numbers stands in ascending ones, -1 where it does not."""
    if not len(values):
        return np.full(len(wanted), -1, np.intp)
    if values.dtype != wanted.dtype:
        wanted = wanted.astype(values.dtype)  # else it is `values` that numpy converts, all of them
    rows = values.searchsorted(wanted)
    rows[rows == len(values)] = 0
    rows[values.take(rows) != wanted] = -1
    return rows


def firsts_of(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which rows are other than the row before in one of the columns; the first is."""
    first, *others = columns
    firsts = np.ones(len(first), np.bool_)
    np.not_equal(first[1:], first[:-1], out=firsts[1:])
    for column in others:
        firsts[1:] |= column[1:] != column[:-1]
    return firsts


def distinct(ascending: NDArray[Any]) -> NDArray[Any]:
    """Return ascending numbers, each once."""
    firsts = firsts_of(ascending)
    return ascending if firsts.all() else ascending.compress(firsts)
