"""The analyses of posts, which are read at once whatever segments the posts are in."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.analysis_codec import decode
from kb.engines.embedded.reading.postings import Index
from kb.engines.embedded.reading.stored_types import StoredTypes
from kb.engines.files.ragged import Integers
from kb.search.port.analysis import Analysis, TypePart, Types
from kb.search.port.queries import Term

_NONE: Integers = np.empty(0, np.intp)


class IndexTypes(Types):
    """The types of all segments; those of each segment follow the last one's."""

    def __init__(self, segments: Sequence[StoredTypes]) -> None:
        self._segments = segments
        *self.firsts, self._count = accumulate(map(len, segments), initial=0)

    def __len__(self) -> int:
        """Return how many there are."""
        return self._count

    def having(self, term: Term) -> Integers:
        """Return the types that have a term; see the protocol."""
        return self._joined(lambda segment: segment.having(term))

    def beginning(self, prefix: str) -> Integers:
        """Return the types whose exact form begins so; see the protocol."""
        return self._joined(lambda segment: segment.beginning(prefix))

    def text(self, number: int) -> str:
        """Return the exact form of a type."""
        segment, own = self._located(number)
        return segment.text(own)

    def stems(self, number: int) -> Sequence[str]:
        """Return the stems of a type; see the protocol."""
        segment, own = self._located(number)
        return segment.stems(own)

    def parts(self, number: int) -> Sequence[TypePart]:
        """Return the parts of a type; see the protocol."""
        segment, own = self._located(number)
        return segment.parts(own)

    def _joined(self, found: Callable[[StoredTypes], Integers]) -> Integers:
        every = []
        for segment, first in zip(self._segments, self.firsts, strict=True):
            if len(own := found(segment)):
                every.append(own + first if first else own)
        return np.concatenate(every, dtype=np.intp) if every else _NONE

    def _located(self, number: int) -> tuple[StoredTypes, int]:
        place = bisect_right(self.firsts, number) - 1
        return self._segments[place], number - self.firsts[place]


class IndexAnalyses:
    """The analyses of all posts of an open index; any thread may ask."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._types = IndexTypes([segment.types for segment in index.segments])
        self._firsts = dict(zip(index.segments, self._types.firsts, strict=True))

    def of(self, doc_ids: Sequence[int]) -> Analysis:
        """Return the analysis of the texts of some posts, one at least, one after another."""
        places = list(map(self._index.locate, doc_ids))
        posts = [segment.analysis(number) for segment, number in places]
        firsts = [self._firsts[segment] for segment, _ in places]
        return decode(posts, self._lengths, self._types, firsts)[0]

    @cached_property
    def _lengths(self) -> NDArray[np.integer]:
        every = [segment.file["types/lengths"] for segment in self._index.segments]
        return every[0] if len(every) == 1 else np.concatenate(every)
