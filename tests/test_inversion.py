"""Runs of documents give the lists that one run gives, whatever the memory."""

from contextlib import closing
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.embedded.building.inversion import Inversion, Tokens, stable_order

# The terms of each of five types; one has the same term twice.
_TERMS = [[0], [2, 0], [], [1, 1], [3]]
_COUNTS = np.array([1, 2, 0, 2, 1])
_FLAT = np.array([0, 2, 0, 1, 1, 3])

_TOKENS = st.tuples(
    st.integers(0, 4),  # document within a run
    st.integers(0, 2),  # field
    st.integers(0, 3),  # position
    st.integers(0, 4),  # type
    st.booleans(),  # whether joined
)
_RUNS = st.lists(st.lists(_TOKENS, max_size=12).map(sorted), max_size=4)


@given(_RUNS, st.sampled_from([1, 300, 1 << 20]), st.booleans(), st.booleans())
def test_lists_are_those_of_all_runs(
    runs: list[list[tuple[int, int, int, int, bool]]],
    memory: int,
    with_positions: bool,
    with_joined: bool,
) -> None:
    expected: dict[tuple[int, int, int], list[tuple[int, bool]]] = {}
    inversion = Inversion(
        Path("/tmp"), memory, _COUNTS, _FLAT, 4, positions=with_positions, joined=with_joined
    )
    with closing(inversion):
        for number, run in enumerate(runs):
            columns = np.array(run, np.int64).reshape(-1, 5).T
            docs, fields, positions, types, joined = columns
            docs = docs + 5 * number
            inversion.add(Tokens(types, docs, fields, positions, joined.astype(np.bool_)))
            for doc, field, position, kind, is_joined in run:
                for term in _TERMS[kind]:
                    key = (term, field, doc + 5 * number)
                    expected.setdefault(key, []).append((position, is_joined))
        parts = list(inversion.lists())
    docs, tfs, joined, positions = (np.concatenate(c) for c in zip(*parts, strict=True))
    assert len(joined) == (len(docs) if with_joined else 0)
    if not with_joined:
        joined = np.full(len(docs), -1)
    keys = np.repeat(np.arange(12), inversion.counts)
    found = {}
    at = 0
    for key, doc, tf, of_joined in zip(
        *(c.tolist() for c in (keys, docs, tfs, joined)), strict=True
    ):
        found[key // 3, key % 3, doc] = (tf, of_joined, positions[at : at + tf].tolist())
        at += tf
    assert at == inversion.position_counts.sum()
    assert len(positions) == (at if with_positions else 0)
    assert list(found) == sorted(expected)
    assert found == {
        key: (
            len(places),
            sum(joined for _, joined in places) if with_joined else -1,
            [position for position, _ in places if with_positions],
        )
        for key, places in expected.items()
    }


@given(st.lists(st.integers(0, 1 << 20)))
def test_keys_are_sorted_as_they_would_be_at_once(keys: list[int]) -> None:
    order = stable_order(np.array(keys, np.int64), (1 << 20) + 1)
    assert order.tolist() == np.argsort(np.array(keys, np.int64), kind="stable").tolist()
