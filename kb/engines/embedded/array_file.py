"""Named arrays in one file, mapped: opening it reads its directory and nothing else."""

import json
import mmap
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    directory = {}
    with path.open("wb") as file:
        for name, array in arrays.items():
            flat = np.ascontiguousarray(array)
            file.write(b"\0" * (-file.tell() % _ALIGNED))
            directory[name] = (flat.dtype.str, array.shape, file.tell())
            file.write(flat.data if flat.size else b"")
        start = file.tell()
        file.write(json.dumps(directory).encode())
        file.write(start.to_bytes(8, "little") + _MAGIC)
        file.flush()
        os.fsync(file.fileno())


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
