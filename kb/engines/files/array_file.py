"""Named arrays in one file, mapped: opening it reads its directory and nothing else."""

import json
import mmap
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from kb.errors import IndexDamagedError

# What the file ends in: where its directory begins, and this.
_MAGIC = b"kb-array"
_TAIL = 8 + len(_MAGIC)
# Arrays begin at multiples of it, so that processors read them as they are.
_ALIGNED = 64

AnyArray = NDArray[Any]


def write_arrays(path: Path, arrays: Mapping[str, AnyArray]) -> None:
    """Write arrays of any shape and plain type to a new file.

    Raises:
        OSError: it cannot be written whole.
    """
    with ArrayWriter(path) as writer:
        for name, array in arrays.items():
            writer.add(name, array)


class ArrayWriter:
    """A new file of arrays that is written one array after the other, whole when it is left.

    `OSError` is raised by whatever finds that it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._directory: dict[str, tuple[str, tuple[int, ...], int]] = {}

    def __enter__(self) -> "ArrayWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._write_directory()
        finally:
            self._file.close()

    def add(self, name: str, array: AnyArray) -> None:
        """Write an array."""
        start = self._aligned()
        flat = np.ascontiguousarray(array)
        self._write(flat)
        self._directory[name] = (flat.dtype.str, array.shape, start)

    def add_pieces(self, name: str, dtype: DTypeLike, pieces: Iterable[AnyArray]) -> None:
        """Write a flat array of which one piece after the other is made."""
        start, length = self._aligned(), 0
        for piece in pieces:
            self._write(np.ascontiguousarray(piece, dtype))
            length += len(piece)
        self._directory[name] = (np.dtype(dtype).str, (length,), start)

    def _aligned(self) -> int:
        self._file.write(b"\0" * (-self._file.tell() % _ALIGNED))
        return self._file.tell()

    def _write(self, array: AnyArray) -> None:
        self._file.write(array.data if array.size else b"")

    def _write_directory(self) -> None:
        start = self._file.tell()
        self._file.write(json.dumps(self._directory).encode())
        self._file.write(start.to_bytes(8, "little") + _MAGIC)
        self._file.flush()
        os.fsync(self._file.fileno())


class ArrayFile(Mapping[str, AnyArray]):
    """The arrays of a file, read-only; it stays readable after it was removed.

    A page that is not in memory is read when it is first asked for. A file that was cut short
    after that has no such page, and the system ends the process that asks; so whoever begins to
    read asks `check` first.
    """

    def __init__(self, path: Path) -> None:
        """Map a file.

        Raises:
            OSError: it cannot be opened.
            IndexDamagedError: it holds no arrays, or not all of them.
        """
        self._path = path
        self._file = path.open("rb")
        try:
            self._size = os.fstat(self._file.fileno()).st_size
            if self._size < _TAIL:
                raise self._damaged("not whole")
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
            self._arrays = dict(self._read_directory())
        except BaseException:
            self._file.close()
            raise

    def __getitem__(self, name: str) -> AnyArray:
        """Return an array."""
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the arrays' names."""
        return iter(self._arrays)

    def __len__(self) -> int:
        """Return how many arrays there are."""
        return len(self._arrays)

    def check(self) -> None:
        """Ask whether the file is as long as when it was opened; cheap.

        Raises:
            IndexDamagedError: it is not.
        """
        if os.fstat(self._file.fileno()).st_size != self._size:
            raise self._damaged("was cut short or written to while it was in use")

    def close(self) -> None:
        """Close the file; arrays that somebody still has stay readable."""
        self._file.close()

    def _read_directory(self) -> Iterator[tuple[str, AnyArray]]:
        tail = self._map[-_TAIL:]
        start = int.from_bytes(tail[:8], "little")
        if tail[8:] != _MAGIC or start > self._size - _TAIL:
            raise self._damaged("no file of arrays, or not whole")
        try:
            directory = json.loads(self._map[start:-_TAIL])
            for name, (dtype, shape, offset) in directory.items():
                count = int(np.prod(shape, dtype=np.int64))
                flat = np.frombuffer(self._map, np.dtype(dtype), count, offset if count else 0)
                yield name, flat.reshape(shape)
        except (ValueError, TypeError, AttributeError) as error:
            raise self._damaged("its directory cannot be read") from error

    def _damaged(self, what: str) -> IndexDamagedError:
        return IndexDamagedError(
            f"{self._path}: {what}; run `kb index --full` to build the index anew"
        )
