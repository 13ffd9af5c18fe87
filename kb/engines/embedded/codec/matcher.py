"""The postings of a term as Whoosh walks through them."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from kb.engines.embedded.codec.whoosh import ListMatcher, TermInfo, pack_uint
from kb.engines.files.array_file import AnyArray


class Postings(NamedTuple):
    """Where a term stands: documents, ascending, and how often in each."""

    docs: AnyArray
    tfs: AnyArray


class ArrayMatcher(ListMatcher):  # type: ignore[misc]  # Whoosh has no types
    """The documents with a term, one after the other."""

    def __init__(
        self,
        postings: Postings,
        positions: AnyArray | None,
        format_: Any,
        scorer: Any,
        term: tuple[str, bytes],
        info: TermInfo,
        position: int = 0,
    ) -> None:
        super().__init__(
            postings.docs.tolist(),
            weights=postings.tfs.astype(np.float64).tolist(),
            format=format_,
            scorer=scorer,
            position=position,
            term=term,
            terminfo=info,
        )
        self._postings = postings
        self._positions = positions
        self._ends = np.cumsum(postings.tfs, dtype=np.int64)

    def copy(self) -> "ArrayMatcher":
        """Return one that stands where this one does."""
        return ArrayMatcher(
            self._postings,
            self._positions,
            self._format,
            self._scorer,
            self._term,
            self._terminfo,
            self._i,
        )

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name
        """Go to the first document that is not before this one."""
        self._i: int = max(self._i, bisect_left(self._ids, id))

    def supports_block_quality(self) -> bool:
        """Return that nothing is passed over by what it can score at the most.

        A list is one block, so little would be. And where the best score is just what two terms
        score at the most, Whoosh's OR may wait forever for one of them to move: by rounding neither
        has to.
        """
        return False

    def block_max_weight(self) -> float:
        """Return how often the term stands where it stands most often."""
        return float(self._terminfo.max_weight())

    def all_items(self) -> Iterator[tuple[int, bytes]]:
        """Yield each document with its posting as Whoosh encodes it."""
        return ((doc, self._encoded(row)) for row, doc in enumerate(self._ids))

    def value(self) -> bytes:
        """Return the posting as Whoosh encodes it."""
        return self._encoded(self._i)

    def _encoded(self, row: int) -> bytes:
        if self._positions is None:
            encoded: bytes = pack_uint(int(self._postings.tfs[row]))
        else:
            first = int(self._ends[row - 1]) if row else 0
            encoded = self._format.encode(self._positions[first : int(self._ends[row])].tolist())
        return encoded
