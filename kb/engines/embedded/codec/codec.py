"""Whoosh's codec for segments of mapped arrays: its own searcher reads them by it.

Whoosh's table of contents holds the segments (`ArraySegment`), pickled; each says of which codec
it is. Posts are added by `writer`, never by Whoosh's IndexWriter.
"""

import os
import zlib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from kb.engines.embedded.codec.schema import read_only, schema
from kb.engines.embedded.codec.terms import FORM_FIELDS, ArrayTermsReader
from kb.engines.embedded.codec.whoosh import TOC, ColumnReader, FileStorage, base
from kb.engines.embedded.files.lengths import lengths_row
from kb.engines.embedded.files.stored_documents import Unpacker
from kb.engines.embedded.hashing import INDEX_NAME, WHOOSHS_LOCK
from kb.engines.files.array_file import ArrayFile
from kb.engines.files.dictionary import Dictionary
from kb.search.port.document import Document

EXTENSION = ".arrays"
# Whoosh counts the commits of an index; of ours each has a folder of its own.
_TOC_NUMBER = 1
TOC_FILE = f"_{INDEX_NAME}_{_TOC_NUMBER}.toc"


class ArraySegment(base.Segment):  # type: ignore[misc]  # Whoosh has no types
    """A segment: how many documents it has, and which of them are deleted.

    `live` has an element a document.
    """

    def __init__(self, segid: str, live: np.typing.NDArray[np.bool_]) -> None:
        # Not super(): it draws a number at random, and tests that are random seed that.
        self.indexname = INDEX_NAME
        self.segid = segid
        self.compound = False
        self.live = live

    def __getstate__(self) -> dict[str, Any]:
        packed = zlib.compress(np.packbits(self.live).tobytes())
        return {"segid": self.segid, "docs": len(self.live), "live": packed}

    def __setstate__(self, state: dict[str, Any]) -> None:
        packed = np.frombuffer(zlib.decompress(state["live"]), np.uint8)
        live = np.unpackbits(packed, count=state["docs"]).astype(np.bool_)
        self.__init__(state["segid"], live)  # type: ignore[misc]  # as a new one is

    @property
    def file_name(self) -> str:
        """The name of its file."""
        return str(self.make_filename(EXTENSION))

    def codec(self) -> "ArrayCodec":
        """Return what reads it."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """Return that it stays a file of its own."""
        return False

    def doc_count_all(self) -> NoReturn:
        """Refuse: only Whoosh's writers ask a segment, before they do anything else."""
        read_only()

    def delete_document(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse; `kb index` deletes."""
        read_only()

    def set_doc_count(self, *_: Any) -> NoReturn:
        """Refuse."""
        read_only()


def write_toc(folder: Path, segments: list[ArraySegment]) -> None:
    """Write the table of contents of a generation, all of it to the disk."""
    storage = FileStorage(str(folder))
    lock = storage.lock(WHOOSHS_LOCK)
    lock.acquire()
    try:
        TOC(schema(), segments, _TOC_NUMBER).write(storage, INDEX_NAME)
    finally:
        lock.release()
    (folder / WHOOSHS_LOCK).unlink(missing_ok=True)
    with (folder / TOC_FILE).open("r+b") as file:
        os.fsync(file.fileno())


class ArrayCodec(base.Codec):  # type: ignore[misc]  # Whoosh has no types
    """Opens segments for Whoosh's readers; all that writes is refused."""

    def terms_reader(self, storage: FileStorage, segment: ArraySegment) -> ArrayTermsReader:
        """Return what reads the terms of a segment."""
        return ArrayTermsReader(_open(storage, segment))

    def per_document_reader(
        self, storage: FileStorage, segment: ArraySegment
    ) -> "ArrayDocumentReader":
        """Return what reads the documents of a segment."""
        return ArrayDocumentReader(_open(storage, segment), segment)

    def new_segment(self, *_: Any) -> NoReturn:
        """Refuse."""
        read_only()

    def per_document_writer(self, *_: Any) -> NoReturn:
        """Refuse."""
        read_only()

    def field_writer(self, *_: Any) -> NoReturn:
        """Refuse."""
        read_only()


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh has no types
    """The documents of a segment: stored fields, lengths, columns."""

    def __init__(self, arrays: ArrayFile, segment: ArraySegment) -> None:
        self._arrays = arrays
        self._segment = segment
        self._documents = Unpacker(arrays)
        self._ids = Dictionary(arrays, "id")
        self._deleted = frozenset(np.flatnonzero(~segment.live).tolist())
        self._columns: dict[str, Callable[[int], bytes]] = {
            "id": self._id,
            "published": self._published,
        }

    def close(self) -> None:
        """Close the file."""
        self._arrays.close()

    def doc_count(self) -> int:
        """Return how many documents are not deleted."""
        return len(self._segment.live) - len(self._deleted)

    def doc_count_all(self) -> int:
        """Return how many documents there are, deleted ones included."""
        return len(self._segment.live)

    def has_deletions(self) -> bool:
        """Return whether documents are deleted."""
        return bool(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether a document is deleted."""
        return docnum in self._deleted

    def deleted_docs(self) -> Iterable[int]:
        """Return the numbers of the deleted documents."""
        return self._deleted

    def supports_columns(self) -> bool:
        """Return that there are columns."""
        return True

    def list_columns(self) -> list[str]:
        """Return the names of fields with a column."""
        return list(self._columns)

    def has_column(self, fieldname: str) -> bool:
        """Return whether a field has a column."""
        return fieldname in self._columns

    def column_reader(self, fieldname: str, column: Any) -> "_TextColumn":
        """Return the column of a field."""
        return _TextColumn(self._columns[fieldname], self.doc_count_all())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many terms a document has in a field."""
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """Return how many terms all documents have in a field."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        """Return how many terms the document with the fewest in a field has there."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.min(initial=np.iinfo(lengths.dtype).max))

    def max_field_length(self, fieldname: str) -> int:
        """Return how many terms the document with the most in a field has there."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, str]:
        """Return a document: its id, and all of it as JSON."""
        self._arrays.check()
        document = Document.from_parts(*self._documents.document_bytes(docnum))
        return {"id": document.id, "document": document.to_json()}

    def _lengths(self, fieldname: str) -> Any:
        if fieldname not in FORM_FIELDS:
            return None
        self._arrays.check()
        return self._arrays["lengths"][lengths_row(*FORM_FIELDS[fieldname])]

    def _id(self, docnum: int) -> bytes:
        return self._ids.text(int(self._arrays["id/of"][docnum]))

    def _published(self, docnum: int) -> bytes:
        return date.fromordinal(int(self._arrays["days"][docnum])).isoformat().encode()


class _TextColumn(ColumnReader):  # type: ignore[misc]  # Whoosh has no types
    """A text for each document, in UTF-8."""

    def __init__(self, text: Callable[[int], bytes], docs: int) -> None:
        self._text = text
        self._doccount = docs

    def __getitem__(self, docnum: int) -> bytes:
        """Return a document's text."""
        return self._text(docnum)


def _open(storage: FileStorage, segment: ArraySegment) -> ArrayFile:
    return ArrayFile(Path(storage.folder) / segment.file_name)
