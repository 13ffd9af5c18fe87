"""Documents as they are stored: one frame of zstd for each, with a dictionary that all share.

A frame has a document's two parts, the JSON and the HTML, with a line end between them; the JSON
has none. The dictionary is trained on the first documents; a segment of few has none.
"""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from zstandard import (
    ZstdCompressionDict,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdError,
    train_dictionary,
)

from kb.engines.embedded.files.text_column import TextColumn
from kb.engines.files.array_file import AnyArray, ArrayWriter
from kb.engines.files.ragged import Places

# With a dictionary level 3 takes a third of the time of zlib's fastest, for a quarter less bytes;
# level 6 takes four times as long for 5 % less.
_LEVEL = 3
# A dictionary of half the size adds 2 % to each; twice the posts to train on save nothing.
_DICTIONARY_BYTES = 1 << 16
_TRAINED_ON = 300


class StoredDocuments:
    """Frames of documents on their way into a segment."""

    def __init__(self, folder: Path, memory: int, dictionary: bytes = b"") -> None:
        """Begin without any; without a dictionary one is made when there are enough of them."""
        self._frames = TextColumn(folder, memory)
        # What waits for a dictionary.
        self._waiting: list[bytes] = []
        self._compressor: ZstdCompressor | None = None
        self._dictionary = dictionary
        if dictionary:
            self._compressor = _compressor(dictionary)

    def add(self, documents: Sequence[tuple[bytes, bytes]]) -> None:
        """Add documents in their two parts."""
        self._add([b"\n".join(parts) for parts in documents])

    def extend(self, arrays: Mapping[str, AnyArray], docs: Places) -> None:
        """Add documents of a segment, ascending."""
        if self._compressor and arrays["stored/dictionary"].tobytes() == self._dictionary:
            self._frames.extend(arrays["stored/data"], arrays["stored/ends"], docs)
        else:
            unpacker = Unpacker(arrays)
            self._add([unpacker.content(doc) for doc in docs.tolist()])

    def write(self, writer: ArrayWriter, docs: Places) -> None:
        """Write some documents, ascending."""
        if self._waiting:
            self._frames.add(list(map(_compressor(b"").compress, self._waiting)))
            self._waiting = []
        writer.add("stored/dictionary", np.frombuffer(self._dictionary, np.uint8))
        self._frames.write(writer, "stored/data", docs, np.uint64)

    def close(self) -> None:
        """Forget them."""
        self._frames.close()

    def _add(self, contents: list[bytes]) -> None:
        if not self._compressor:
            self._waiting += contents
            if len(self._waiting) < _TRAINED_ON:
                return
            self._dictionary = _trained(self._waiting[:_TRAINED_ON])
            self._compressor = _compressor(self._dictionary)
            contents, self._waiting = self._waiting, []
        self._frames.add(list(map(self._compressor.compress, contents)))


class Unpacker:
    """The stored documents of a segment; any thread may ask."""

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self._data, self._ends = arrays["stored/data"].data, arrays["stored/ends"].data
        dictionary = arrays["stored/dictionary"].tobytes()
        self._dictionary = ZstdCompressionDict(dictionary) if dictionary else None
        # A decompressor is one thread's.
        self._local = threading.local()

    def document_bytes(self, number: int) -> tuple[bytes, bytes]:
        """Return the two parts of a document.

        Raises:
            zstandard.ZstdError: it is not as it was stored.
        """
        data, _, html = self.content(number).partition(b"\n")
        return data, html

    def content(self, number: int) -> bytes:
        """Return both parts with a line end between them; errors as above."""
        try:
            decompressor: ZstdDecompressor = self._local.decompressor
        except AttributeError:
            decompressor = self._local.decompressor = ZstdDecompressor(self._dictionary)
        begin = self._ends[number - 1] if number else 0
        return decompressor.decompress(self._data[begin : self._ends[number]])


def _trained(samples: Sequence[bytes]) -> bytes:
    """Return a dictionary; none where they have too little in common for one."""
    try:
        return train_dictionary(_DICTIONARY_BYTES, [*samples]).as_bytes()
    except ZstdError:
        return b""


def _compressor(dictionary: bytes) -> ZstdCompressor:
    if not dictionary:
        return ZstdCompressor(_LEVEL)
    read = ZstdCompressionDict(dictionary)
    # Else each document pays for reading it.
    read.precompute_compress(_LEVEL)
    return ZstdCompressor(_LEVEL, dict_data=read, write_dict_id=False)
