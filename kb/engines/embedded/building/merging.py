"""Several segments made one, without the documents that were deleted; no text is analysed again."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.building.segment_builder import MOST_DOCUMENTS, SegmentBuilder
from kb.engines.files.array_file import ArrayFile

# A segment is merged with those after it once it is at most so many times as large as they are.
# With 4 each of 10,000 posts that came one by one is written 14 times, and there are at most six
# segments; with 2 nine times and nine segments, with 8 22 times and five.
_RATIO = 4
# Deleted posts cost a reader what live ones cost; of which more than this part is deleted, that is
# written anew.
_MOST_DEAD = 0.2


def merge_segments(
    sources: Sequence[tuple[ArrayFile, NDArray[np.bool_]]], path: Path, folder: Path, memory: int
) -> int:
    """Write a new segment of the live documents of several; return how many there are.

    It is the very file that these documents, added in this order, would have given, but that it
    may have another dictionary for what is stored. `sources` has each segment and which of its
    documents are live, no id twice, `MOST_DOCUMENTS` in all; the rest is for `SegmentBuilder`.

    Raises:
        OSError: it cannot be written.
    """
    # Documents that have the largest segment's dictionary are copied as they are.
    largest = max(sources, key=lambda source: np.count_nonzero(source[1]), default=None)
    dictionary = largest[0]["stored/dictionary"].tobytes() if largest else b""
    with closing(SegmentBuilder(folder, path, memory, dictionary=dictionary)) as builder:
        for file, live in sources:
            builder.extend(file, np.flatnonzero(live))
        return builder.finish()


def to_merge(documents: Sequence[int], dead: Sequence[int]) -> list[range]:
    """Return which neighbouring segments to make one, ascending; a single one is written anew.

    Asked after each change, it keeps few segments (some log₅ of the number of posts), and rewrites
    a post as seldom as that allows.

    Args:
        documents: how many each segment has, the oldest first, deleted ones included.
        dead: how many of these are deleted.
    """
    live = [count - gone for count, gone in zip(documents, dead, strict=True)]
    begin, merged = len(live), 0
    while begin and (
        begin == len(live)
        or (live[begin - 1] <= _RATIO * merged and live[begin - 1] + merged <= MOST_DOCUMENTS)
    ):
        begin -= 1
        merged += live[begin]
    anew = [number for number, gone in enumerate(dead) if gone > _MOST_DEAD * documents[number]]
    spans = [range(number, number + 1) for number in anew if number < begin]
    if len(live) - begin > 1 or (live and anew[-1:] == [begin]):
        spans.append(range(begin, len(live)))
    return spans
