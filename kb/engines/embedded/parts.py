"""The segments of a generation in the making, and which posts they have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.stored_documents import Unpacker
from kb.engines.embedded.ranks import FILE as RANKS
from kb.engines.files.array_file import ArrayFile
from kb.engines.files.dictionary import NONE, Dictionary
from kb.search.port.document import checksum_of

# Who asks for so many posts asks for all; then reading all at once is quicker.
_MANY = 500


@dataclass(frozen=True)
class Part:
    """A segment of the generation in the making; of `live`, an element a document, it may change.

    `path` is where its file lies, in the live generation's folder or the new one's.
    """

    path: Path
    file: ArrayFile
    live: NDArray[np.bool_]

    def find(self, post_id: str) -> int:
        """Return the number of the live document with an id, `NONE` where there is none."""
        term = self._ids.find(post_id.encode())
        if term == NONE:
            return NONE
        starts = self.file["id/starts"]
        docs = self.file["id/docs"][int(starts[term]) : int(starts[term + 1])]
        alive = docs[self.live[docs]]
        return int(alive[0]) if len(alive) else NONE

    def checksum(self, number: int) -> str:
        """Return the checksum that was written of a document."""
        found: bytes = self.file["checksums"][number].tobytes()
        return found.hex()

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield id and checksum of every live document."""
        ids = [text.decode() for text in self._ids.all_texts()]
        sums = self.file["checksums"].tobytes().hex()
        numbers = self.file["id/of"].tolist()
        for document in np.flatnonzero(self.live).tolist():
            yield ids[numbers[document]], sums[64 * document : 64 * document + 64]

    def read_back(self, start: int, stop: int) -> list[tuple[str, str]]:
        """Return id and checksum of the live ones of some documents, made of what is stored."""
        documents = start + np.flatnonzero(self.live[start:stop])
        numbers = self.file["id/of"][documents].tolist()
        return [
            (self._ids.text(number).decode(), checksum_of(*self._stored.document_bytes(document)))
            for document, number in zip(documents.tolist(), numbers, strict=True)
        ]

    @cached_property
    def _ids(self) -> Dictionary:
        return Dictionary(self.file, "id")

    @cached_property
    def _stored(self) -> Unpacker:
        return Unpacker(self.file)


def open_parts(folder: Path, segments: Sequence[str]) -> list[Part]:
    """Open the segments of a generation.

    Raises:
        OSError, IndexDamagedError, KeyError: one of its files is not what it should be.
    """
    ranks = ArrayFile(folder / RANKS)
    live = ranks["live"].copy()
    ranks.close()
    parts: list[Part] = []
    try:
        base = 0
        for name in segments:
            file = ArrayFile(folder / name)
            docs = len(file["days"])
            parts.append(Part(folder / name, file, live[base : base + docs]))
            base += docs
    except BaseException:
        close_parts(parts)
        raise
    return parts


def close_parts(parts: Sequence[Part]) -> None:
    """Close the files of segments."""
    for part in parts:
        part.file.close()


class Checksums(Mapping[str, str]):
    """The checksum of every post by its id, of which nothing is read that is not asked for.

    It begins with the live documents of segments, and marks in them what goes.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._added: dict[str, str] = {}
        self._all: dict[str, str] | None = None
        self._asked = 0

    def __getitem__(self, post_id: str) -> str:
        """Return the checksum of a post."""
        self._asked += 1
        if self._all is None and self._asked < _MANY:
            if post_id in self._added:
                return self._added[post_id]
            part, number = self._find(post_id)
            if part is None:
                raise KeyError(post_id)
            return part.checksum(number)
        return self._everything()[post_id]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of all posts."""
        return iter(self._everything())

    def __len__(self) -> int:
        """Return how many posts there are."""
        kept = sum(int(np.count_nonzero(part.live)) for part in self._parts)
        return kept + len(self._added)

    def put(self, post_id: str, checksum: str) -> bool:
        """Add a post, in place of the one with its id; return whether that had been added, too."""
        self._forget(post_id)
        again = post_id in self._added
        self._added[post_id] = checksum
        if self._all is not None:
            self._all[post_id] = checksum
        return again

    def drop(self, post_id: str) -> bool:
        """Leave a post out; return whether it had been added."""
        self._forget(post_id)
        if self._all is not None:
            del self._all[post_id]
        return self._added.pop(post_id, None) is not None

    def _forget(self, post_id: str) -> None:
        part, number = self._find(post_id)
        if part is not None:
            part.live[number] = False

    def _find(self, post_id: str) -> tuple[Part | None, int]:
        for part in self._parts:
            if (number := part.find(post_id)) != NONE:
                return part, number
        return None, NONE

    def _everything(self) -> dict[str, str]:
        if self._all is None:
            self._all = {
                **{post_id: each for part in self._parts for post_id, each in part.checksums()},
                **self._added,
            }
        return self._all
