"""Slices far down: what is settled without ids is what ids would have settled."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")

from kb.engines.opensearch.reading.orders import about, settled


def hit(score: int, post_id: str) -> dict[str, Any]:
    return {"sort": [score, 1], "fields": {"id": [post_id]}}


@given(
    st.lists(st.integers(0, 20), min_size=6, max_size=60),
    st.randoms(use_true_random=False),
    st.integers(5, 70),
    st.integers(1, 20),
)
def test_a_slice_is_that_of_the_whole_order(
    scores: list[int], rng: Any, start: int, count: int
) -> None:
    hits = [hit(-score, f"{number:02}") for number, score in enumerate(scores)]
    whole = sorted(hits, key=lambda each: (each["sort"], each["fields"]["id"]))
    # Equal ones come as they happen to.
    rng.shuffle(hits)
    hits.sort(key=lambda each: each["sort"])
    asked, first, last = about({"sort": ["score", "published", "id"]}, start, start + count)
    assert asked["sort"] == ["score", "published"]
    found = settled(hits[first:last], count, len(hits) - first)
    assert found is None or found == whole[start : start + count]
    if len(set(scores)) == len(scores):
        assert found is not None
