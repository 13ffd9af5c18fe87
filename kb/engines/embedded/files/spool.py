"""An array that grows, in memory while it is small and on disk from then on."""

import tempfile
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

# How many bytes are read at once of what is copied.
_BLOCK = 1 << 22


class Spool:
    """A flat array to append to and to read ranges of; its file has no name, so none is left.

    `OSError` is raised by whatever finds the disk full.
    """

    def __init__(self, folder: Path, dtype: DTypeLike, memory: int) -> None:
        """Begin an empty array; more than `memory` bytes of it go to a file in `folder`."""
        self._folder = folder
        self._memory = memory
        self.dtype = np.dtype(dtype)
        self._file: FileIO | None = None
        self._in_file = 0
        self._pending: list[NDArray[Any]] = []
        self._in_pending = 0

    def __len__(self) -> int:
        """Return how many elements there are."""
        return self._in_file + self._in_pending

    def append(self, values: NDArray[Any]) -> None:
        """Add values at the end; whoever has them changes them no more."""
        flat = np.ascontiguousarray(values, self.dtype).reshape(-1)
        self._pending.append(flat)
        self._in_pending += len(flat)
        if self._in_pending * self.dtype.itemsize > self._memory:
            self._spill()

    def append_bytes(self, texts: list[bytes]) -> None:
        """Add texts to an array of bytes."""
        self.append(np.frombuffer(b"".join(texts), np.uint8))

    def read(self, start: int, stop: int) -> NDArray[Any]:
        """Return the elements of a range."""
        if self._file is None:
            return self._in_memory()[start:stop]
        self._spill()
        values = np.empty(stop - start, self.dtype)
        self._file.seek(start * self.dtype.itemsize)
        left = values.view(np.uint8).data
        while len(left):
            read = self._file.readinto(left)
            if not read:
                raise OSError(f"a temporary file in {self._folder} was cut short")
            left = left[read:]
        return values

    def array(self) -> NDArray[Any]:
        """Return all of it as one array, mapped if it is on disk."""
        if self._file is None:
            return self._in_memory()
        self._spill()
        return np.memmap(self._file, self.dtype, "r", shape=len(self))

    def pieces(self, start: int = 0, stop: int | None = None) -> Iterator[NDArray[Any]]:
        """Yield the elements of a range, by default all, a piece after the other."""
        stop = len(self) if stop is None else stop
        step = _BLOCK // self.dtype.itemsize
        for begin in range(start, stop, step):
            yield self.read(begin, min(begin + step, stop))

    def close(self) -> None:
        """Forget all of it."""
        self._pending = []
        if self._file is not None:
            self._file.close()

    def _in_memory(self) -> NDArray[Any]:
        if len(self._pending) != 1:
            self._pending = [np.concatenate([np.empty(0, self.dtype), *self._pending])]
        return self._pending[0]

    def _spill(self) -> None:
        if self._file is None:
            # Without a buffer nothing is left to write when it is closed because the disk is full.
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115
        if self._pending:
            self._file.seek(0, 2)
            for values in self._pending:
                left = values.view(np.uint8).data
                while len(left):
                    left = left[self._file.write(left) :]
            self._in_file += self._in_pending
            self._pending, self._in_pending = [], 0
