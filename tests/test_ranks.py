from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.embedded.ranks import rank_arrays
from kb.engines.files.dictionary import dictionary_arrays

# (id, day) of a segment's posts; an id may be there again, where a post was replaced.
POSTS = st.lists(
    st.tuples(st.text("abåö-\U0001f600", min_size=1, max_size=4), st.integers(1, 3)),
    max_size=8,
    unique_by=lambda post: post[0],
)


def segment(posts: Sequence[tuple[str, int]]) -> Any:
    ids = [post_id.encode() for post_id, _ in posts]
    return {
        **dictionary_arrays("id", sorted(ids)),
        "id/starts": np.arange(len(ids) + 1, dtype=np.uint32),
        "id/docs": np.array(sorted(range(len(ids)), key=ids.__getitem__), np.uint32),
        "days": np.array([day for _, day in posts], np.int32),
    }


@given(segments=st.lists(POSTS, max_size=4))
def test_ranks_are_by_date_and_of_a_day_by_id(segments: list[list[tuple[str, int]]]) -> None:
    live = [np.arange(len(posts)) % 3 > 0 for posts in segments]
    arrays = rank_arrays(list(zip(map(segment, segments), live, strict=True)))
    posts = [post for some in segments for post in some]
    numbers = range(len(posts))
    oldest = sorted(numbers, key=lambda n: (posts[n][1], posts[n][0]))
    newest = sorted(numbers, key=lambda n: (-posts[n][1], posts[n][0]))
    assert [arrays["oldest"][n] for n in oldest] == [*numbers]
    assert [arrays["newest"][n] for n in newest] == [*numbers]
    assert arrays["live"].tolist() == [bool(each) for some in live for each in some]
    assert {name: array.dtype for name, array in arrays.items()} == {
        "live": np.bool_,
        "newest": np.int32,
        "oldest": np.int32,
    }
