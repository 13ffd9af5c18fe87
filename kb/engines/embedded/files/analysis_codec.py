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

from kb.engines.files.ragged import Integers, ranges, starts_of
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
    sections = _sections(read, begins, sizes)
    texts, *per_text, types, distances, _, far_others, other_ones = sections[:9]
    joined, joined_starts, joined_lengths = sections[9:]
    if any(firsts):
        higher = np.array(firsts, np.int32)
        types += higher.repeat(sizes[_TOKENS])
        joined += higher.repeat(sizes[_JOINED])
    # All texts, first by their tokens, then by their gaps, then by their joined forms.
    counts, count = np.concatenate(per_text), len(per_text[0])
    text_ends = counts.cumsum(dtype=np.int32)
    tokens, placed = len(types), len(types) + len(distances)
    # Of a token one is what is before it, the other its length; of a gap it is the other way round.
    one = _ones(sizes, far_others, other_ones)
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


# [sections][posts]: how many numbers each section has in the row of each post.
_Sizes = Sequence[Sequence[int]]
_TOKENS, _GAPS, _OTHERS, _JOINED = 4, 5, 7, 9


def _sizes(numbers: NDArray[np.int32], begins: Sequence[int]) -> _Sizes:
    """Return how long the sections are of rows that begin there."""
    # Of a memoryview an element costs half of what an array's costs.
    values, sums = numbers.data, numbers.cumsum(dtype=np.int64).data
    rows = []
    for begin in begins:
        texts = values[begin]
        last = begin + 3 * texts
        until = [sums[end] for end in (begin, begin + texts, last - texts, last)]
        tokens, gaps, joined = (end - start for start, end in pairwise(until))
        others = values[last + 1 + tokens + gaps]
        rows.append((1, texts, texts, texts, tokens, gaps, 1, others, others, *[joined] * 3))
    return list(zip(*rows, strict=True))


def _sections(
    numbers: NDArray[np.int32], begins: Sequence[int], sizes: _Sizes
) -> list[NDArray[np.int32]]:
    """Return each section of all rows, one row after another."""
    pieces: list[NDArray[np.int32]] = []
    for of_section in sizes:
        ends = list(map(add, begins, of_section))
        pieces += [numbers[begin:end] for begin, end in zip(begins, ends, strict=True)]
        begins = ends
    # All are copied at once: one by one it takes twice the time.
    copied = np.concatenate(pieces)
    cuts = accumulate(map(sum, sizes), initial=0)
    return [copied[begin:end] for begin, end in pairwise(cuts)]


def _ones(sizes: _Sizes, far: Integers, values: Integers) -> NDArray[np.int32]:
    """Return of all tokens, then of all gaps, the number that is 1 of most, and not of others.

    `far` tells how far each of the others is from the one before it in its post, where gaps are
    behind the tokens; `values` are their numbers.
    """
    tokens, gaps, others = sizes[_TOKENS], sizes[_GAPS], sizes[_OTHERS]
    ends = list(accumulate(map(add, tokens, gaps), initial=0))
    # Post by post, places being counted from 0 on in each.
    places = np.zeros(len(far) + 1, np.int64)
    far.cumsum(out=places[1:])
    shifts = np.array(ends[:-1]) - places[list(accumulate(others[:-1], initial=0))] - 1
    ones = np.ones(ends[-1], np.int32)
    ones[places[1:] + shifts.repeat(others)] = values
    cuts = list(zip(ends, tokens, ends[1:], strict=False))
    return np.concatenate(
        [ones[begin : begin + count] for begin, count, _ in cuts]
        + [ones[begin + count : end] for begin, count, end in cuts]
    )


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


def _read(rows: Sequence[Bytes]) -> tuple[NDArray[np.int32], Sequence[int]]:
    """Return the numbers of rows from their bytes, one row after another; where each begins."""
    begins = [_COUNT.itemsize] * len(rows)
    counts = [int.from_bytes(row[: _COUNT.itemsize].tobytes(), "little") for row in rows]
    ends = [*accumulate(counts, initial=0)]
    numbers = _pieces(rows, begins, counts).astype(np.int32)
    more, shift = (numbers > 0x7F).nonzero()[0], 7
    while len(more):
        begins = [begin + count for begin, count in zip(begins, counts, strict=True)]
        counts = [end - begin for begin, end in pairwise(more.searchsorted(ends).tolist())]
        bits = _pieces(rows, begins, counts)
        # The highest bit below stands for one too much here.
        numbers[more] += (bits.astype(np.int32) - 1) << shift
        more = more[bits > 0x7F]
        shift += 7
    return numbers, ends[:-1]


def _pieces(rows: Sequence[Bytes], begins: Sequence[int], counts: Sequence[int]) -> Bytes:
    """Return so many bytes of each row, from its own place on, one after another."""
    places = zip(rows, begins, counts, strict=True)
    return np.concatenate([row[begin : begin + count] for row, begin, count in places])
