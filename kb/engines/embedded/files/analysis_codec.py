"""The analysis of posts in few bytes: less than two for a word, and quickly read again.

A post is a row of whole numbers, which are small where they are common:

- how many texts it has; of each how many tokens, then how many gaps, then how many joined forms
- the type of each token, and how far each gap is from what is before it in its text: the end of
  another gap, or a character before the first that is not there
- how many of these tokens do not stand one character behind what is before them, and gaps are not
  one character long; how far each of them is from the one before; how far it stands, how long it is
- the types of the joined forms, where they start, how long they are

A number is written seven bits at a time, the lowest first, in bytes whose highest bit says that
there are more (LEB128). The bytes of numbers are not together: how many numbers there are, in four
bytes, then the first byte of each, then the second byte of each that has one, and so on.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import add

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.ragged import Integers, Places, ranges, starts_of
from kb.search.port.analysis import Analysis, Types

Bytes = NDArray[np.uint8]

_COUNT = np.dtype("<u4")


def encode(
    texts: Integers,
    tokens: Integers,
    types: Integers,
    starts: Integers,
    joined: Integers,
    joined_per_text: Integers,
    gaps: Integers,
    gaps_per_text: Integers,
    lengths: Integers,
) -> tuple[Bytes, Integers]:
    """Return the analyses of posts one after another, and where each ends.

    Meanwhile it takes some 200 bytes of memory a token.

    The arrays are those of a `kb.search.port.batch.Batch`, but that types have other numbers.

    Args:
        texts: [posts], how many texts each has, its title and tags included; never none.
        tokens: [texts], how many tokens each has.
        types: [tokens], by their numbers in `lengths`.
        starts: [tokens], where each starts in its text.
        joined: [joined forms, 4]: type, index of the first token (not kept), start, end.
        joined_per_text: [texts].
        gaps: [gaps, 2], where the white space between sentences starts and ends.
        gaps_per_text: [texts].
        lengths: [types], how many code points a token of each type takes.
    """
    tokens_of, gaps_of, joined_of = (
        _sums(per_text, texts) for per_text in (tokens, gaps_per_text, joined_per_text)
    )
    behind = starts - _before(starts + lengths[types], tokens)
    distances = gaps[:, 0] - _before(gaps[:, 1], gaps_per_text)
    ones, ones_of = _interleaved([(behind, tokens_of), (gaps[:, 1] - gaps[:, 0], gaps_of)])
    is_other = ones != 1
    others_of = _sums(is_other, ones_of)
    places = is_other.nonzero()[0] - np.repeat(starts_of(ones_of)[:-1], others_of)
    each = np.ones_like(texts)
    rows = _interleaved(
        [
            (texts, each),
            (tokens, texts),
            (gaps_per_text, texts),
            (joined_per_text, texts),
            (types, tokens_of),
            (distances, gaps_of),
            (others_of, each),
            (places - _before(places, others_of), others_of),
            (ones[is_other], others_of),
            (joined[:, 0], joined_of),
            (joined[:, 2], joined_of),
            (joined[:, 3] - joined[:, 2], joined_of),
        ]
    )
    return _written(*rows)


def decode(
    posts: Sequence[Bytes], lengths: Integers, numbers: Types, firsts: Sequence[int] = ()
) -> tuple[Analysis, Integers]:
    """Return the analyses of posts (one at least) as one, and how many texts each of them has.

    Args:
        posts: the bytes that `encode` made of each.
        lengths: those that they were encoded with.
        numbers: tells what their types are.
        firsts: [posts], by how much the numbers of its types are higher in `lengths` and `numbers`;
            by nothing, where it is empty.
    """
    read, begins = _read(posts)
    sizes = _sizes(read, begins)
    # Each section of all posts, one post after another.
    sections = read.take(ranges((begins + _begins(sizes)).ravel(), sizes.ravel()))
    cuts = accumulate(sizes.sum(axis=1).tolist(), initial=0)
    *of_all, joined, joined_starts, joined_lengths = (
        sections[begin:end] for begin, end in pairwise(cuts)
    )
    texts, *per_text, types, distances, _, far_others, other_ones = of_all
    if any(firsts):
        higher = np.array(firsts, np.int32)
        types += higher.repeat(sizes[_TOKENS])
        joined += higher.repeat(sizes[_JOINED])
    # All texts, first by their tokens, then by their gaps, then by their joined forms.
    counts, count = np.concatenate(per_text), len(per_text[0])
    text_ends = counts.cumsum(dtype=np.int32)
    tokens, placed = len(types), len(types) + len(distances)
    # Of a token one is what is before it, the other its length; of a gap it is the other way round.
    one = np.ones(placed, np.int32)
    one[_places(sizes, far_others)] = other_ones
    other = np.empty(placed, np.int32)
    other[:tokens] = lengths[types]
    other[tokens:] = distances
    far = np.zeros(placed + 1, np.int32)
    (one + other).cumsum(out=far[1:])
    counts = counts[: 2 * count]
    begins_of = far[text_ends[: 2 * count] - counts] + 1
    ends = far[1:] - begins_of.repeat(counts)
    analysis = Analysis(
        numbers=numbers,
        types=types,
        starts=ends[:tokens] - other[:tokens],
        ends=ends[:tokens],
        text_ends=text_ends[:count],
        joined=joined,
        joined_starts=joined_starts,
        joined_ends=joined_starts + joined_lengths,
        joined_text_ends=text_ends[2 * count :] - placed,
        gap_starts=ends[tokens:] - one[tokens:],
        gap_ends=ends[tokens:],
        gap_text_ends=text_ends[count : 2 * count] - tokens,
    )
    return analysis, texts


# The rows of `_sizes`: how many numbers a section has in the row of each post.
_TOKENS, _GAPS, _OTHERS, _JOINED = 4, 5, 7, 9


def _sizes(numbers: NDArray[np.int32], begins: Places) -> Places:
    """Return how long the sections are of rows that begin there: [sections, posts]."""
    # What is too large for them wraps around, and differences are right again.
    sums = numbers.cumsum(dtype=np.int32)
    texts = numbers.take(begins)
    ends = begins + texts * np.arange(4)[:, np.newaxis]
    until = sums.take(ends)
    tokens, gaps, joined = until[1:] - until[:-1]
    others = numbers.take(ends[-1] + 1 + tokens + gaps)
    one = np.ones_like(texts)
    sizes = (one, texts, texts, texts, tokens, gaps, one, others, others, joined, joined, joined)
    return np.array(sizes, np.int64)


def _places(sizes: Places, far: Integers) -> Places:
    """Return the places of what is not 1 among all tokens and, behind these, all gaps.

    `far` tells how far each of them is from the one before it in its post, gaps being behind
    tokens there, too.
    """
    tokens, gaps, others = sizes[_TOKENS], sizes[_GAPS], sizes[_OTHERS]
    # Places in each post, from 1 on.
    sums = starts_of(far)
    places = sums[1:] - sums.take(_begins(others)).repeat(others)
    of_tokens = _begins(tokens) - 1
    of_gaps = tokens.sum() + _begins(gaps) - tokens - 1
    is_token = places <= tokens.repeat(others)
    places += np.where(is_token, of_tokens.repeat(others), of_gaps.repeat(others))
    return places


def _begins(counts: Places) -> Places:
    """Return where runs of so many each begin, one after another along the first axis."""
    return counts.cumsum(axis=0) - counts


def _before(values: Integers, counts: Integers) -> Integers:
    """Return the value before each in runs of so many each; -1 before the first of a run."""
    before = np.empty_like(values)
    before[1:] = values[:-1]
    before[starts_of(counts)[:-1][counts > 0]] = -1
    return before


def _sums(values: Integers | NDArray[np.bool_], counts: Integers) -> Integers:
    """Return the sums of runs of so many values each, one after another."""
    return np.diff(starts_of(values)[starts_of(counts)])


def _interleaved(parts: Sequence[tuple[Integers, Integers]]) -> tuple[Integers, Integers]:
    """Return rows of some of each part, one after another, and how long they are.

    A part is (values of all rows, how many each row has).
    """
    counts = np.stack([of_row for _, of_row in parts], axis=1).astype(np.int64)
    begins = starts_of(counts.ravel())[:-1].reshape(counts.shape)
    rows = np.empty(counts.sum(), np.int64)
    for (values, _), of_row, begin in zip(parts, counts.T, begins.T, strict=True):
        rows[ranges(begin, of_row)] = values
    return rows, counts.sum(axis=1)


def _written(numbers: Integers, counts: Integers) -> tuple[Bytes, Integers]:
    """Return rows of numbers in bytes, one after another, and where each row ends.

    `counts` tells how many numbers each row has.
    """
    parts: list[tuple[Integers, Integers]]
    parts = [(counts.astype(_COUNT).view(np.uint8), np.full_like(counts, _COUNT.itemsize))]
    while len(numbers):
        more = numbers > 0x7F
        parts.append(((numbers & 0x7F) | (more * 0x80), counts))
        numbers, counts = numbers[more] >> 7, _sums(more, counts)
    data, lengths = _interleaved(parts)
    return data.astype(np.uint8), np.cumsum(lengths)


def _read(rows: Sequence[Bytes]) -> tuple[NDArray[np.int32], Places]:
    """Return the numbers of rows from their bytes, one row after another; where each begins."""
    data = b"".join([row.data for row in rows])
    *begins, _ = accumulate(map(len, rows), initial=_COUNT.itemsize)
    counts = [int.from_bytes(data[begin - _COUNT.itemsize : begin], "little") for begin in begins]
    ends = [*accumulate(counts, initial=0)]
    every = np.frombuffer(data, np.uint8)
    numbers = _pieces(every, begins, counts).astype(np.int32)
    more, shift = (numbers > 0x7F).nonzero()[0], 7
    while len(more):
        begins = list(map(add, begins, counts))
        counts = [end - begin for begin, end in pairwise(more.searchsorted(ends).tolist())]
        bits = _pieces(every, begins, counts)
        # The highest bit below stands for one too much here.
        numbers[more] += (bits.astype(np.int32) - 1) << shift
        more = more.compress(bits > 0x7F)
        shift += 7
    return numbers, np.array(ends[:-1])


def _pieces(data: Bytes, begins: Sequence[int], counts: Sequence[int]) -> Bytes:
    """Return so many bytes from each of some places on, one after another."""
    places = zip(begins, counts, strict=True)
    return np.concatenate([data[begin : begin + count] for begin, count in places])
