"""What a segment holds of its documents besides their words: columns, keywords, stored texts."""

import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.corpus.kinds import KINDS
from kb.engines.embedded.array_file import AnyArray, ArrayWriter
from kb.engines.embedded.dictionary import Dictionary, dictionary_arrays
from kb.engines.embedded.ragged import (
    Integers,
    Places,
    inverted,
    lengths_of,
    narrow,
    places_of,
    starts_of,
)
from kb.engines.embedded.spool import Spool
from kb.search.port.document import Document

# Level 6 takes a third more time for 3 % less.
_LEVEL = 1
# How many bytes are copied at once.
_BLOCK = 1 << 22
# What a dictionary of zlib can be as long as.
_WINDOW = 1 << 15


class Column:
    """A text for each document."""

    def __init__(self, folder: Path, memory: int) -> None:
        self._bytes = Spool(folder, np.uint8, memory)
        self._lengths = Spool(folder, np.int64, memory)

    def add(self, texts: Sequence[bytes]) -> None:
        """Add the texts of further documents."""
        self._bytes.append_bytes(list(texts))
        self._lengths.append(np.fromiter(map(len, texts), np.int64, len(texts)))

    def append(self, data: AnyArray) -> None:
        """Add texts that stand one after another; `add_lengths` says how long they are."""
        self._bytes.append(data)

    def add_lengths(self, lengths: Integers) -> None:
        """Say how long texts are that were appended."""
        self._lengths.append(lengths)

    def ends(self, docs: Places) -> Places:
        """Return where the texts of documents end, put one after another."""
        return np.cumsum(self._lengths.array()[docs], dtype=np.int64)

    def pieces(self, docs: Places) -> Iterator[AnyArray]:
        """Yield the texts of documents, ascending, one after another."""
        starts = starts_of(self._lengths.array())
        for first, last in runs(docs):
            yield from self._bytes.pieces(int(starts[first]), int(starts[last]))

    def texts(self, docs: Places) -> list[bytes]:
        """Return the texts of documents."""
        data = b"".join(piece.tobytes() for piece in self.pieces(docs))
        ends = self.ends(docs).tolist()
        return [data[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]

    def close(self) -> None:
        """Forget them."""
        self._bytes.close()
        self._lengths.close()


class Keywords:
    """Some values for each document, of few that many share."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._counts = array("i")
        self._values = array("i")

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Add documents' values; of each document each value counts once."""
        numbers, counts, values = self._numbers, self._counts, self._values
        for row in rows:
            distinct = dict.fromkeys(row) if len(row) > 1 else row
            counts.append(len(distinct))
            for value in distinct:
                values.append(numbers.setdefault(value, len(numbers)))

    def extend(self, texts: Iterable[str], starts: Places, values: Integers, docs: Places) -> None:
        """Add some documents of those whose lists of values these are, by places of `texts`."""
        numbers = [self._numbers.setdefault(text, len(self._numbers)) for text in texts]
        self._counts.extend((starts[docs + 1] - starts[docs]).tolist())
        wanted = values[places_of(starts, docs)]
        self._values.extend(np.array(numbers, np.int32)[wanted].tolist())

    def arrays(self, name: str, docs: Places, *, by_document: bool) -> dict[str, AnyArray]:
        """Return the arrays of some documents."""
        counts = np.array(self._counts, np.int64)
        values = np.array(self._values, np.int64)[places_of(starts_of(counts), docs)]
        counts = counts[docs]
        texts = list(self._numbers)
        used = sorted((texts[value].encode(), value) for value in np.unique(values).tolist())
        ranks = np.zeros(len(texts), np.int64)
        ranks[[value for _, value in used]] = np.arange(len(used))
        values = ranks[values]
        starts, having = inverted(counts, values, len(used))
        arrays = dictionary_arrays(name, [text for text, _ in used])
        arrays[f"{name}/starts"] = starts.astype(np.uint32)
        arrays[f"{name}/docs"] = having.astype(np.uint32)
        if by_document:
            arrays[f"{name}/of_starts"] = starts_of(counts).astype(np.uint32)
            arrays[f"{name}/of"] = values.astype(narrow(max(0, len(used) - 1), np.uint16))
        return arrays


class DocumentColumns:
    """All of it, a row a document, as they come; written for those that stay."""

    def __init__(self, folder: Path, memory: int) -> None:
        self._ids, self._titles, self._checksums, self._stored, self._html = (
            Column(folder, memory) for _ in range(5)
        )
        self._days = array("i")
        self._aliases = Keywords()
        self._kinds = {kind.name: Keywords() for kind in KINDS}

    def add(self, documents: Sequence[Document], checksums: Iterable[str]) -> None:
        """Add documents with the checksum of each."""
        self._ids.add([document.id.encode() for document in documents])
        self._titles.add([document.title.encode() for document in documents])
        self._checksums.add([bytes.fromhex(checksum) for checksum in checksums])
        self._days.extend([document.published.toordinal() for document in documents])
        self._aliases.add([document.aliases for document in documents])
        for name, keywords in self._kinds.items():
            keywords.add([document.entries.get(name, ()) for document in documents])
        parts = [document.to_parts() for document in documents]
        self._stored.add([zlib.compress(data, _LEVEL) for data, _ in parts])
        self._html.add([compressed_html(html, data) for data, html in parts])

    def extend(self, arrays: Mapping[str, AnyArray], docs: Places) -> None:
        """Add documents of a segment, ascending."""
        for column, name, ends in (
            (self._ids, "ids/texts", "ids/ends"),
            (self._titles, "titles/texts", "titles/ends"),
            (self._stored, "stored/data", "stored/ends"),
            (self._html, "html/data", "html/ends"),
        ):
            lengths = lengths_of(arrays[ends])
            starts, data = starts_of(lengths), arrays[name]
            for first, last in runs(docs):
                for begin in range(int(starts[first]), int(starts[last]), _BLOCK):
                    column.append(data[begin : min(begin + _BLOCK, int(starts[last]))])
            column.add_lengths(lengths[docs])
        self._checksums.append(arrays["checksums"][docs])
        self._checksums.add_lengths(np.full(len(docs), 32))
        self._days.extend(arrays["days"][docs].tolist())
        counts = lengths_of(arrays["alias/starts"][1:])
        starts, values = inverted(counts, arrays["alias/docs"], len(arrays["days"]))
        self._aliases.extend(_texts(arrays, "alias"), starts, values, docs)
        for name, keywords in self._kinds.items():
            of_starts = arrays[f"{name}/of_starts"].astype(np.int64)
            keywords.extend(_texts(arrays, name), of_starts, arrays[f"{name}/of"], docs)

    def ids(self, first: int) -> list[str]:
        """Return the ids of the documents from a number on."""
        docs = np.arange(first, len(self._days))
        return [post_id.decode() for post_id in self._ids.texts(docs)]

    def write(self, writer: ArrayWriter, docs: Places) -> None:
        """Write what is known of some documents, ascending."""
        for name, array_ in self._arrays(docs).items():
            writer.add(name, array_)
        for name, column, dtype in (
            ("titles/texts", self._titles, np.uint32),
            ("ids/texts", self._ids, np.uint32),
            ("stored/data", self._stored, np.uint64),
            ("html/data", self._html, np.uint64),
        ):
            writer.add(f"{name.partition('/')[0]}/ends", column.ends(docs).astype(dtype))
            writer.add_pieces(name, np.uint8, column.pieces(docs))

    def close(self) -> None:
        """Forget all of it."""
        for column in (self._ids, self._titles, self._checksums, self._stored, self._html):
            column.close()

    def _arrays(self, docs: Places) -> dict[str, AnyArray]:
        days = np.array(self._days, np.int32)[docs]
        arrays = self._aliases.arrays("alias", docs, by_document=False)
        for name, keywords in self._kinds.items():
            arrays |= keywords.arrays(name, docs, by_document=True)
        ids = self._ids.texts(docs)
        by_id = sorted(range(len(ids)), key=ids.__getitem__)
        arrays |= dictionary_arrays("id", [ids[doc] for doc in by_id])
        arrays["id/starts"] = np.arange(len(ids) + 1, dtype=np.uint32)
        arrays["id/docs"] = np.array(by_id, np.uint32)
        found, of_docs = np.unique(days, return_inverse=True)
        dates = [date.fromordinal(day) for day in found.tolist()]
        arrays |= dictionary_arrays("published", [day.isoformat().encode() for day in dates])
        arrays["published/starts"] = starts_of(np.bincount(of_docs, minlength=len(dates))).astype(
            np.uint32
        )
        arrays["published/docs"] = np.argsort(of_docs, kind="stable").astype(np.uint32)
        arrays["days"] = days
        arrays["years"] = np.array([day.year for day in dates], np.int16)[of_docs]
        checksums: NDArray[np.uint8] = np.frombuffer(
            b"".join(self._checksums.texts(docs)), np.uint8
        )
        arrays["checksums"] = checksums.reshape(-1, 32)
        return arrays


def compressed_html(html: bytes, data: bytes) -> bytes:
    """Return a document's HTML, compressed by what its other part has of it already."""
    compressor = zlib.compressobj(_LEVEL, zdict=data[-_WINDOW:])
    return compressor.compress(html) + compressor.flush()


def runs(docs: Places) -> Iterator[tuple[int, int]]:
    """Yield the ranges that ascending numbers are made of."""
    cuts = np.flatnonzero(np.diff(docs) != 1) + 1
    bounds = [0, *cuts.tolist(), len(docs)] if len(docs) else []
    for first, last in pairwise(bounds):
        yield int(docs[first]), int(docs[last - 1]) + 1


def _texts(arrays: Mapping[str, AnyArray], name: str) -> list[str]:
    return [text.decode() for text in Dictionary(arrays, name).all_texts()]
