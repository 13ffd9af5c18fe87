"""That analyses are read as they were written, and how few bytes they take."""

from collections.abc import Sequence
from itertools import chain
from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.engines.embedded.files.analysis_codec import Bytes, decode, encode
from kb.search.port.analysis import Analysis, Types

# How many code points a token of each type takes; 0 of what is joined.
LENGTHS = np.array([1, 2, 3, 5, 8, 0, 300] + [7] * 70_000, np.uint16)
NUMBERS = cast(Types, object())

# Of a token its type and what is before it; of a gap what is before it and its length.
SMALL = st.one_of(st.just(1), st.integers(0, 3), st.integers(0, 100_000))
TOKENS = st.lists(st.tuples(st.integers(0, len(LENGTHS) - 1), SMALL), max_size=8)
GAPS = st.lists(st.tuples(SMALL, SMALL), max_size=3)
JOINED = st.lists(st.tuples(SMALL, SMALL, SMALL, SMALL), max_size=2)
Text = tuple[list[tuple[int, int]], list[tuple[int, int]], list[tuple[int, int, int, int]]]
TEXTS = st.tuples(TOKENS, GAPS, JOINED)
POSTS = st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=4)


def placed(text: Text) -> Text:
    """The text with places from its start: (type, start), (start, end), (type, 0, start, end)."""
    tokens, gaps, joined = text
    starts, ends, end = [], [], -1
    for number, before in tokens:
        starts.append((number, end + before))
        end += before + int(LENGTHS[number])
    end = -1
    for before, length in gaps:
        ends.append((end + before, end + before + length))
        end += before + length
    return starts, ends, [(a, b, start, start + long) for a, b, start, long in joined]


def encoded(posts: Sequence[Sequence[Text]]) -> list[Bytes]:
    """The bytes of each post, all of them encoded at once."""
    texts = [placed(text) for post in posts for text in post]
    tokens, gaps, joined = (list(chain.from_iterable(part)) for part in zip(*texts, strict=True))
    data, ends = encode(
        integers(map(len, posts)),
        integers(len(tokens) for tokens, _, _ in texts),
        integers(number for number, _ in tokens),
        integers(start for _, start in tokens),
        integers(chain.from_iterable(joined)).reshape(-1, 4),
        integers(len(joined) for _, _, joined in texts),
        integers(chain.from_iterable(gaps)).reshape(-1, 2),
        integers(len(gaps) for _, gaps, _ in texts),
        LENGTHS,
    )
    assert ends[-1] == len(data)
    return np.split(data, ends[:-1])


def integers(values: object) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(list(values), np.int32)  # type: ignore[call-overload]


def texts_of(analysis: Analysis) -> list[Text]:
    """What an analysis says, as `placed` says it; of joined forms not which is the first token."""
    a = analysis
    assert all(array.dtype == np.int32 for array in a[1:])
    assert (a.ends - a.starts).tolist() == LENGTHS[a.types].tolist()
    tokens = np.split(np.stack((a.types, a.starts), axis=1), a.text_ends[:-1])
    gaps = np.split(np.stack((a.gap_starts, a.gap_ends), axis=1), a.gap_text_ends[:-1])
    rows = np.stack((a.joined, a.joined * 0, a.joined_starts, a.joined_ends), axis=1)
    joined = np.split(rows, a.joined_text_ends[:-1])
    return [
        tuple([tuple(row) for row in part.tolist()] for part in text)  # type: ignore[misc]
        for text in zip(tokens, gaps, joined, strict=True)
    ]


@given(POSTS)
def test_an_analysis_is_read_as_it_was_written(posts: list[list[Text]]) -> None:
    if not posts:
        return
    data = encoded(posts)
    alone = [decode([each], LENGTHS, NUMBERS) for each in data]
    for post, (analysis, texts) in zip(posts, alone, strict=True):
        assert texts.tolist() == [len(post)]
        for text, wanted in zip(texts_of(analysis), map(placed, post), strict=True):
            tokens, gaps, joined = wanted
            assert text == (tokens, gaps, [(a, 0, start, end) for a, _, start, end in joined])
    together, texts = decode(data, LENGTHS, NUMBERS)
    assert texts.tolist() == list(map(len, posts))
    assert texts_of(together) == [text for analysis, _ in alone for text in texts_of(analysis)]


def test_a_post_is_written_alike_whatever_is_written_with_it() -> None:
    one: list[Text] = [([(1, 1), (60_000, 2)], [(9, 1)], [(5, 0, 3, 4)])]
    other: list[Text] = [([], [], []), ([(0, 1)] * 200, [(300, 1)], [])]
    assert [data.tobytes() for data in encoded([one, other])] == [
        *(data.tobytes() for data in encoded([one])),
        *(data.tobytes() for data in encoded([other])),
    ]


def test_common_words_take_a_byte_and_most_others_two() -> None:
    common: list[Text] = [([(3, 1)] * 100, [], [])]
    others: list[Text] = [([(8_000, 1)] * 100, [], [])]
    few, more = map(len, encoded([common, others]))
    assert few < 110
    assert more < 210
