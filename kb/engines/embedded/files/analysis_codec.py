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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.search.port.analysis import Analysis, Types

Integers = NDArray[np.integer[Any]]
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
    places = is_other.nonzero()[0] - np.repeat(np.cumsum(ones_of) - ones_of, others_of)
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


def decode(data: Bytes, lengths: Integers, numbers: Types) -> Analysis:
    """Return the analysis of a post from the bytes that `encode` made of it.

    `lengths` are those that it was encoded with; `numbers` tells what its types are.
    """
    row = _read(data)
    texts = int(row[0])
    per_text, row = row[1 : 1 + 3 * texts], row[1 + 3 * texts :]
    # Where the texts end among all tokens, then all gaps, then all joined forms.
    text_ends = per_text.cumsum(dtype=np.int32)
    tokens, placed, every = text_ends[texts - 1 :: texts].tolist()
    pairs, others, row = row[:placed], int(row[placed]), row[placed + 1 :]
    types = pairs[:tokens].copy()
    # Of a token one is what is before it, the other its length; of a gap it is the other way round.
    one, other = np.ones(placed, np.int32), pairs
    one[row[:others].cumsum() - 1] = row[others : 2 * others]
    other[:tokens] = lengths[types]
    joined, joined_starts, joined_lengths = row[2 * others :].reshape(3, every - placed)
    far = np.zeros(placed + 1, np.int32)
    (one + other).cumsum(out=far[1:])
    counts = per_text[: 2 * texts]
    begins = far[text_ends[: 2 * texts] - counts] + 1
    ends = far[1:] - begins.repeat(counts)
    return Analysis(
        numbers=numbers,
        types=types,
        starts=ends[:tokens] - other[:tokens],
        ends=ends[:tokens],
        text_ends=text_ends[:texts],
        joined=joined,
        joined_starts=joined_starts,
        joined_ends=joined_starts + joined_lengths,
        joined_text_ends=text_ends[2 * texts :] - placed,
        gap_starts=ends[tokens:] - one[tokens:],
        gap_ends=ends[tokens:],
        gap_text_ends=text_ends[texts : 2 * texts] - tokens,
    )


def _before(values: Integers, counts: Integers) -> Integers:
    """Return the value before each in runs of so many each; -1 before the first of a run."""
    before = np.empty_like(values)
    before[1:] = values[:-1]
    before[(np.cumsum(counts) - counts)[counts > 0]] = -1
    return before


def _sums(values: Integers | NDArray[np.bool_], counts: Integers) -> Integers:
    """Return the sums of runs of so many values each, one after another."""
    sums = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    return np.diff(sums[np.cumsum(counts)], prepend=0)


def _interleaved(parts: Sequence[tuple[Integers, Integers]]) -> tuple[Integers, Integers]:
    """Return rows of some of each part, one after another, and how long they are.

    A part is (values of all rows, how many each row has).
    """
    counts = np.stack([of_row for _, of_row in parts], axis=1).astype(np.int64)
    begins = (np.cumsum(counts) - counts.ravel()).reshape(counts.shape)
    rows = np.empty(counts.sum(), np.int64)
    for (values, _), of_row, begin in zip(parts, counts.T, begins.T, strict=True):
        shifts = begin - (np.cumsum(of_row) - of_row)
        rows[np.repeat(shifts, of_row) + np.arange(len(values))] = values
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


def _read(data: Bytes) -> NDArray[np.int32]:
    """Return the numbers of a row from its bytes."""
    count = int.from_bytes(data[: _COUNT.itemsize].tobytes(), "little")
    begin, end = _COUNT.itemsize, _COUNT.itemsize + count
    numbers = data[begin:end].astype(np.int32)
    rows = (numbers > 0x7F).nonzero()[0]
    shift = 7
    while len(rows):
        begin, end = end, end + len(rows)
        more = data[begin:end]
        # The highest bit below stands for one too much here.
        numbers[rows] += (more.astype(np.int32) - 1) << shift
        rows = rows[more > 0x7F]
        shift += 7
    return numbers
