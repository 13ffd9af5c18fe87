"""A text for each document, until those of the documents that stay are written."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike

from kb.engines.embedded.files.spool import Spool
from kb.engines.files.array_file import AnyArray, ArrayWriter
from kb.engines.files.ragged import Integers, Places, lengths_of, starts_of

# How many bytes are copied at once.
_BLOCK = 1 << 22


class TextColumn:
    """Texts in bytes, one after another."""

    def __init__(self, folder: Path, memory: int) -> None:
        self._bytes = Spool(folder, np.uint8, memory)
        self._lengths = Spool(folder, np.int64, memory)

    def add(self, texts: Sequence[bytes]) -> None:
        """Add the texts of further documents."""
        self._bytes.append_bytes(list(texts))
        self._lengths.append(np.fromiter(map(len, texts), np.int64, len(texts)))

    def extend(self, data: AnyArray, ends: Integers, docs: Places) -> None:
        """Add the texts of documents of a segment, ascending; text n of it ends at `ends[n]`."""
        lengths = lengths_of(ends)
        starts = starts_of(lengths)
        for first, last in _ranges(docs):
            for begin in range(int(starts[first]), int(starts[last]), _BLOCK):
                self._bytes.append(data[begin : min(begin + _BLOCK, int(starts[last]))])
        self._lengths.append(lengths[docs])

    def write(self, writer: ArrayWriter, name: str, docs: Places, ends: DTypeLike) -> None:
        """Write the texts of documents, ascending, and where they end: `…/ends`, of that type."""
        writer.add(f"{name.partition('/')[0]}/ends", self._ends(docs).astype(ends))
        writer.add_pieces(name, np.uint8, self._pieces(docs))

    def close(self) -> None:
        """Forget them."""
        self._bytes.close()
        self._lengths.close()

    def _ends(self, docs: Places) -> Places:
        return np.cumsum(self._lengths.array()[docs], dtype=np.int64)

    def _pieces(self, docs: Places) -> Iterator[AnyArray]:
        starts = starts_of(self._lengths.array())
        for first, last in _ranges(docs):
            yield from self._bytes.pieces(int(starts[first]), int(starts[last]))


def _ranges(docs: Places) -> Iterator[tuple[int, int]]:
    """Yield the ranges that ascending numbers are made of."""
    cuts = np.flatnonzero(np.diff(docs) != 1) + 1
    bounds = [0, *cuts.tolist(), len(docs)] if len(docs) else []
    for first, last in pairwise(bounds):
        yield int(docs[first]), int(docs[last - 1]) + 1
