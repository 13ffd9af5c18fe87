"""Posting lists laid one after the other, compared with the same in plain Python."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.engines.embedded.reading import hits as module
from kb.engines.embedded.reading.hits import Candidates, joined, only, union, within
from kb.engines.embedded.reading.segment import Postings

SIZE = 60
DOCS = st.lists(st.integers(0, SIZE - 1), unique=True).map(sorted)
LISTS = st.lists(DOCS, min_size=1, max_size=5)


def postings(docs: Sequence[int]) -> Postings:
    """Each post has its doc id as tf."""
    return Postings(np.array(docs, np.uint32), np.array(docs, np.uint8))


def postings_from(base: int, docs: Sequence[int]) -> Postings:
    """Those of a segment whose doc ids begin there."""
    own = [doc for doc in docs if doc >= base]
    return Postings(np.array(own, np.uint32) - np.uint32(base), np.array(own, np.uint8), base)


def candidates(docs: Sequence[int]) -> Candidates:
    return Candidates(np.array(docs, np.intp), SIZE)


@given(LISTS, DOCS)
def test_within(lists: list[list[int]], some: list[int]) -> None:
    hits, ranks = within(joined(list(map(postings, lists))), candidates(some))
    kept = [[doc for doc in docs if doc in some] for docs in lists]
    docs = [doc for docs in kept for doc in docs]
    assert hits.docs.tolist() == hits.tfs.tolist() == docs
    assert hits.counts.tolist() == list(map(len, kept))
    assert ranks.tolist() == [some.index(doc) + 1 for doc in docs]
    own = only(joined(list(map(postings, lists))), candidates(some))
    for array, other in zip(own, hits, strict=True):
        assert array.tolist() == other.tolist()


@given(LISTS, st.lists(st.integers(0, SIZE), min_size=5, max_size=5))
def test_lists_of_segments(lists: list[list[int]], bases: list[int]) -> None:
    hits = joined([postings_from(base, docs) for base, docs in zip(bases, lists, strict=False)])
    assert hits.docs.tolist() == hits.tfs.tolist()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LISTS, DOCS)
def test_long_lists_are_looked_up(
    monkeypatch: pytest.MonkeyPatch, lists: list[list[int]], some: list[int]
) -> None:
    every = [*lists, list(range(SIZE))]
    expected = within(joined(list(map(postings, every))), candidates(some))
    monkeypatch.setattr(module, "_LONG", 0)
    monkeypatch.setattr(module, "_LONGER", 1)
    among = candidates(some)
    found = joined(list(map(postings, every)), among)
    if len(some) < SIZE:
        assert found.counts[-1] == len(some)
    for array, other in zip((*within(found, among)[0],), expected[0], strict=True):
        assert array.tolist() == other.tolist()


@pytest.mark.parametrize("size", [SIZE, 100_000])
@given(LISTS)
def test_union(size: int, lists: list[list[int]]) -> None:
    found = union([np.array(docs[::-1], np.intp) for docs in lists], size)
    assert found.tolist() == sorted(set().union(*lists))
    assert found.dtype == np.intp


def test_nothing() -> None:
    assert union([], SIZE).tolist() == []
    assert candidates([]).ranks(np.array([1, 2])).tolist() == [0, 0]
    hits, ranks = within(joined([postings([])]), candidates([1]))
    assert (len(hits.docs), len(ranks), len(candidates([]))) == (0, 0, 0)
