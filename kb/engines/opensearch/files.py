"""Files of generations: in pieces in the control index, whole in a folder of this machine.

`file:{sha256}` lists the pieces of a file, `chunk:{sha256}` has one. Where a piece ends depends on
what stands there and not on what stands before, so that of a large file with a small change only
the pieces around it are sent; what is there already never is.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from json import dumps
from pathlib import Path
from stat import S_ISREG
from typing import Any

import numpy as np
from opensearchpy import OpenSearch
from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

from kb.engines.opensearch.fence import write_fenced
from kb.engines.opensearch.manifest import StoredFile, control_index
from kb.engines.opensearch.transport.cluster import Cluster
from kb.errors import IndexDamagedError
from kb.files import users_cache

# Of a piece, in bytes.
_LEAST, _MOST = 16 << 10, 256 << 10
_MEAN_BITS = 16
# A piece may end behind eight bytes whose product with this has so many leading zeros.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_WINDOW = 8
_BLOCK = 1 << 20
# Pieces asked for at once.
_AT_ONCE = 200
# The cache keeps what was asked for within so many seconds, and of all else so many bytes.
_FRESH_SECONDS = 3600.0
_CACHE_BYTES = 2 << 30


def cuts(data: bytes) -> list[int]:
    """Return where the pieces of some bytes begin and where the last ends; [0] of none."""
    found = [0]
    for place in [*_places(data), len(data)]:
        while place - found[-1] > _MOST:
            found.append(found[-1] + _MOST)
        if place - found[-1] >= _LEAST or (place == len(data) and place > found[-1]):
            found.append(place)
    return found


def _places(data: bytes) -> Iterator[int]:
    """Yield, ascending, where a piece may end."""
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK + _WINDOW - 1]
        ends = []
        for offset in range(min(_WINDOW, len(block))):
            count = (len(block) - offset) // _WINDOW
            words = np.frombuffer(block, "<u8", count, offset) * _FACTOR
            found = np.flatnonzero(words >> np.uint64(64 - _MEAN_BITS) == 0)
            ends.append(start + offset + _WINDOW * (found + 1))
        yield from np.sort(np.concatenate(ends)).tolist() if ends else ()


class Files:
    """The files of an index in a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._index = control_index(cluster.location.alias)
        self._folder = cluster.location.cache or users_cache("kunskapsbanken")

    def fetch(self, file: StoredFile, name: str) -> Path:
        """Return where a file lies on this machine; `name` is for messages.

        Raises:
            IndexDamagedError: the cluster does not have it as it was.
            EngineUnavailableError: it does not answer.
        """
        path = self._folder / file.sha256
        try:
            if path.stat().st_size == file.size:
                os.utime(path)
                return path
        except OSError:
            pass
        return self._keep(file.sha256, self._download(file, name))

    def nowhere(self, name: str) -> Path:
        """Return where a file is that no generation has: nowhere, for here files go by checksum."""
        return self._folder / name

    def put(self, content: Path | str, index: str) -> StoredFile:
        """Have a file in the cluster, by an alias of the control index; return what it is called.

        It may be the path of one, or its text. It is on this machine, too, then.
        """
        if isinstance(content, Path) and content.parent == self._folder:
            # One that was fetched, mostly of the generation before: it is called by its checksum.
            known = StoredFile(content.name, content.stat().st_size)
            if self._there([f"file:{known.sha256}"]):
                return known
        data = content.encode() if isinstance(content, str) else content.read_bytes()
        file = StoredFile(hashlib.sha256(data).hexdigest(), len(data))
        with ThreadPoolExecutor(1) as pool:
            kept = pool.submit(self._keep, file.sha256, data)
            if not self._there([f"file:{file.sha256}"]):
                self._upload(file, data, index)
            kept.result()
        return file

    def ids(self, files: Iterable[StoredFile]) -> set[str]:
        """Return the documents that files are made of."""
        wanted = [f"file:{sha256}" for sha256 in {file.sha256 for file in files}]
        found = {*wanted}
        for source in self._documents(wanted):
            found |= {f"chunk:{sha256}" for sha256 in (source or {}).get("chunks", ())}
        return found

    def _upload(self, file: StoredFile, data: bytes, index: str) -> None:
        compress = ZstdCompressor(3).compress
        pieces = [data[begin:end] for begin, end in pairwise(cuts(data))]
        names = [hashlib.sha256(piece).hexdigest() for piece in pieces]
        there = self._there([f"chunk:{name}" for name in dict.fromkeys(names)])
        new = {
            f"chunk:{name}": piece
            for name, piece in zip(names, pieces, strict=True)
            if f"chunk:{name}" not in there
        }
        operations = [
            operation(name, {"data": b64encode(compress(piece)).decode()})
            for name, piece in new.items()
        ]
        # The list comes last: where it is, all pieces are.
        for some in (operations, [operation(f"file:{file.sha256}", {"chunks": names})]):
            if some:
                write_fenced(self._cluster, some, index)

    def _download(self, file: StoredFile, name: str) -> bytes:
        [listed] = self._documents([f"file:{file.sha256}"])
        pieces = []
        decompress = ZstdDecompressor().decompress
        try:
            for source in self._documents([f"chunk:{each}" for each in (listed or {})["chunks"]]):
                pieces.append(decompress(b64decode((source or {})["data"])))
        except (KeyError, ValueError, ZstdError):
            pieces.clear()
        data = b"".join(pieces)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise IndexDamagedError(
                f"{self._cluster.location.where}: {name} of {self._cluster.location.alias} is "
                "missing or damaged; run `kb index --full` to build the index anew"
            )
        return data

    def _there(self, ids: Sequence[str]) -> set[str]:
        """Return which documents are there."""
        return {each["_id"] for each in self._got(ids, "false") if each.get("found")}

    def _documents(self, ids: Sequence[str]) -> Iterator[dict[str, Any] | None]:
        """Yield documents in this order, None for one that is not there."""
        return (each.get("_source") for each in self._got(ids, "true"))

    def _got(self, ids: Sequence[str], source: str) -> Iterator[dict[str, Any]]:
        for start in range(0, len(ids), _AT_ONCE):
            some = {"ids": ids[start : start + _AT_ONCE]}
            yield from self._cluster.read(partial(self._mget, some, source))["docs"]

    def _mget(self, body: dict[str, Any], source: str, client: OpenSearch) -> dict[str, Any]:
        params = {**self._cluster.nearby, "_source": source}
        answer: dict[str, Any] = client.mget(index=self._index, body=body, params=params)
        return answer

    # --- this machine ---

    def _keep(self, sha256: str, data: bytes) -> Path:
        """Have a file on this machine; one that is there and differs is damaged."""
        path = self._folder / sha256
        with contextlib.suppress(OSError):
            if path.read_bytes() == data:
                return path
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as part:
            part.write(data)
        written = Path(part.name)
        # Who builds an index and who serves it may be two users.
        written.chmod(0o644)
        written.replace(path)
        self._trim()
        return path

    def _trim(self) -> None:
        """Remove what was not asked for longest; who has such a file open keeps it.

        Folders in the cache are somebody else's.
        """
        aged = []
        for path in self._folder.iterdir():
            try:
                found = path.stat()
            except OSError:  # another process has removed it
                continue
            if S_ISREG(found.st_mode):
                aged.append((found.st_mtime, found.st_size, path))
        room, now = _CACHE_BYTES, time.time()
        for used, size, path in sorted(aged, reverse=True):
            room -= size
            if now - used > _FRESH_SECONDS and (room < 0 or path.suffix == ".part"):
                path.unlink(missing_ok=True)


def operation(document_id: str, source: Mapping[str, Any]) -> bytes:
    """Return what writes a document of the control index."""
    return f"{dumps({'index': {'_id': document_id}})}\n{dumps(source)}\n".encode()
