"""Vectors that were made, by the checksum of what they are of: each text is embedded once.

A file beside the index: while a build is running it only grows, so that an interrupted one goes on
where it was; after that it holds what the index has, so that a rebuilt index embeds nothing.
"""

import hashlib
import os
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.meaning.embedder import EmbeddingError, Vectors
from kb.meaning.quantized import Quantized, quantized

_KEY_BYTES = 16
# Rewritten where it has so many times what is needed.
_GROWN = 1.25
# The file begins with how many numbers a vector has, in so many bytes.
_HEAD = 4

_Records = NDArray[np.void]


def key_of(text: str, kind: str) -> bytes:
    """Return what a text, a `passage` or a `query`, is known by."""
    digest = hashlib.sha256(f"{kind}\n{text}".encode("utf-8", "replace")).digest()
    return digest[:_KEY_BYTES]


class VectorSpool:
    """The vectors of one model in a folder, by key; one process at a time writes.

    `OSError` is raised by whatever finds that it cannot be read or written.
    """

    def __init__(self, folder: Path, model: str, dimension: int | None = None) -> None:
        """Look what is there; what an interruption left half written is cut off.

        Args:
            folder: where the file is.
            model: whose vectors they are.
            dimension: how many numbers those have that an index has already; others are
                forgotten.
        """
        name = hashlib.sha256(model.encode()).hexdigest()[:16]
        self._path = folder / f".meaning-{name}.vectors"
        self._model = model
        self._dimension = dimension
        self._rows: dict[bytes, int] = {}
        if self._path.exists():
            self._open()

    def __contains__(self, key: bytes) -> bool:
        return key in self._rows

    def add(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        """Write vectors, [n, d]; they are on the disk when it returns."""
        self._refuse_another(vectors.shape[1])
        found = quantized(vectors)
        with self._path.open("ab") as file:
            first = max(0, file.tell() - _HEAD) // _dtype(vectors.shape[1]).itemsize
            file.write(_written(keys, found, with_head=file.tell() == 0))
            file.flush()
            os.fsync(file.fileno())
        self._rows.update((key, first + number) for number, key in enumerate(keys))

    def get(self, keys: Sequence[bytes]) -> Quantized:
        """Return the vectors of keys, all of which are there and one at the least."""
        some = self._records()[[self._rows[key] for key in keys]]
        return Quantized(some["numbers"], some["scale"])

    def keep(self, keys: Collection[bytes]) -> None:
        """Forget all other vectors, where they are many."""
        kept = [key for key in dict.fromkeys(keys) if key in self._rows]
        if not kept or len(self._rows) <= _GROWN * len(kept):
            return
        # A build of the index takes whatever ends in .part for a leftover.
        new = self._path.with_suffix(".new")
        new.write_bytes(_written(kept, self.get(kept), with_head=True))
        new.replace(self._path)
        self._open()

    def _refuse_another(self, dimension: int) -> None:
        self._dimension = self._dimension or dimension
        if self._dimension != dimension:
            raise EmbeddingError(
                f"{self._model}: gives vectors of another length, {dimension} numbers after "
                f"{self._dimension}; if the endpoint has another model now, give it another name "
                "in KB_MEANING_MODEL"
            )

    def _open(self) -> None:
        size = self._path.stat().st_size
        whole = 0
        if size > _HEAD:
            records = self._records()
            dimension = records["numbers"].shape[1]
            if len(records) and self._dimension in (None, dimension):
                whole = _HEAD + records.nbytes
                self._dimension = dimension
                self._rows = {key: row for row, key in enumerate(records["key"].tolist())}
        if size > whole:
            os.truncate(self._path, whole)

    def _records(self) -> _Records:
        with self._path.open("rb") as file:
            dtype = _dtype(int.from_bytes(file.read(_HEAD), "little"))
        count = (self._path.stat().st_size - _HEAD) // dtype.itemsize
        if not count:
            return np.empty(0, dtype)
        return np.memmap(self._path, dtype, "r", offset=_HEAD, shape=count)


def _written(keys: Sequence[bytes], found: Quantized, *, with_head: bool) -> bytes:
    dimension = found.numbers.shape[1]
    records = np.empty(len(keys), _dtype(dimension))
    records["key"] = np.frombuffer(b"".join(keys), f"V{_KEY_BYTES}")
    records["scale"], records["numbers"] = found.scales, found.numbers
    head = dimension.to_bytes(_HEAD, "little") if with_head else b""
    return head + records.tobytes()


def _dtype(dimension: int) -> np.dtype[np.void]:
    return np.dtype(
        [("key", f"V{_KEY_BYTES}"), ("scale", "<f4"), ("numbers", np.int8, (dimension,))]
    )
