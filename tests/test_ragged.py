from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.files.ragged import (
    firsts_of,
    inverted,
    lengths_of,
    narrow,
    narrowed,
    places_of,
    portions,
    starts_of,
)

_LISTS = st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=8)


@given(_LISTS, st.data())
def test_lists_in_one_array_are_lists(lists: list[list[int]], data: st.DataObject) -> None:
    lengths = np.array(list(map(len, lists)), np.int64)
    values = np.array([value for each in lists for value in each], np.int64)
    starts = starts_of(lengths)
    assert [values[a:b].tolist() for a, b in pairwise(starts)] == lists
    assert lengths_of(starts[1:]).tolist() == lengths.tolist()
    wanted = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=9)) if lists else []
    found = values[places_of(starts, np.array(wanted, np.int64))]
    assert found.tolist() == [value for number in wanted for value in lists[number]]
    owner_starts, owners = inverted(lengths, values, 6)
    assert [owners[a:b].tolist() for a, b in pairwise(owner_starts)] == [
        [n for n, each in enumerate(lists) if value in each] for value in range(6)
    ]


def test_numbers_take_as_little_room_as_they_may() -> None:
    assert narrow(255) == np.uint8
    assert narrow(256) == np.uint16
    assert narrow(1, np.uint16) == np.uint16
    assert narrow(1 << 32, np.uint32) == np.uint64
    assert narrowed(np.array([1, 70_000])).dtype == np.uint32
    assert narrowed(np.empty(0, np.int64), np.uint16).dtype == np.uint16


@given(_LISTS, st.integers(1, 9))
def test_portions_are_as_long_as_they_may_be(lists: list[list[int]], most: int) -> None:
    lengths = list(map(len, lists))
    found = list(portions(np.cumsum(np.array(lengths, np.int64)), most))
    assert [n for begin, end in found for n in range(begin, end)] == list(range(len(lists)))
    for begin, end in found:
        assert begin < end
        assert sum(lengths[begin:end]) <= most or end == begin + 1
        assert end == len(lists) or sum(lengths[begin : end + 1]) > most


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2))))
def test_firsts_are_the_rows_that_differ_from_the_row_before(rows: list[tuple[int, int]]) -> None:
    one, other = np.array(rows, np.uint16).reshape(-1, 2).T
    for found, told in (
        (firsts_of(one, other), rows),
        (firsts_of(other), [row[1:] for row in rows]),
    ):
        expected = [n == 0 or row != told[n - 1] for n, row in enumerate(told)]
        assert found.tolist() == expected
