"""Batches of analysed documents → the file of a segment, within bounded memory."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.building.document_columns import DocumentColumns
from kb.engines.embedded.building.forward_index import ForwardIndex, Texts
from kb.engines.embedded.building.segment_postings import SegmentPostings
from kb.engines.embedded.building.segment_types import SegmentTypes
from kb.engines.embedded.building.stored_texts import stored_texts
from kb.engines.embedded.building.type_table import MetTypes
from kb.engines.embedded.files.analysis_codec import encode
from kb.engines.embedded.files.spool import Spool
from kb.engines.files.array_file import AnyArray, ArrayWriter
from kb.engines.files.ragged import Integers, Places
from kb.engines.files.word_columns import word_columns
from kb.search.port.batch import Batch

# Postings have numbers of documents in two bytes. Replaced ones count, too.
MOST_DOCUMENTS = 1 << 16
# Bytes for each token while it is inverted or encoded.
_PER_TOKEN = 300
# More tokens at a time save nothing: their arrays are in no cache any more.
_MOST_TOKENS = 1 << 19

# The documents that stay, ascending, and their types.
_Ended = tuple[Places, SegmentTypes]


class SegmentBuilder:
    """Builds one segment. Its file depends on the documents and their order alone."""

    def __init__(
        self,
        folder: Path,
        path: Path,
        memory: int,
        *,
        dictionary: bytes = b"",
        types: MetTypes | None = None,
    ) -> None:
        """Begin an empty segment.

        Args:
            folder: for what does not fit into memory; nothing stays there.
            path: of the file to write.
            memory: about how many bytes to take, besides the texts of types while they are
                sorted at the end (some 500 bytes a type).
            dictionary: that stored documents are to share; by default one is made.
            types: those that the sources met before; see `following`.
        """
        self._folder, self._path, self._memory = folder, path, memory
        share = memory // 64
        self._types = MetTypes(folder, share) if types is None else types
        self._texts = ForwardIndex(folder, share)
        self._columns = DocumentColumns(folder, share, dictionary)
        self.added = 0
        """How many documents were added, those that were replaced included."""
        # The number of the last document with each id.
        self._numbers: dict[str, int] = {}
        # Which documents stay, and their types, once no more are added.
        self._ended: _Ended | None = None
        self._is_followed = False
        self._is_stopped = False

    def following(self, path: Path) -> "SegmentBuilder":
        """Return a builder of another segment, for the batches that come after those of this one.

        Sources tell their types once, so it knows these already. This one is closed as ever.
        """
        self._is_followed = True
        return SegmentBuilder(self._folder, path, self._memory, types=self._types)

    def add(self, batch: Batch) -> None:
        """Add documents, each in place of the one with its id.

        Raises:
            ValueError: with them there are more than a segment may have.
        """
        self._make_room(len(batch.documents))
        source = batch.source
        self._types.add(source, batch.first_type, batch.new_types)
        joined = batch.joined.copy()
        joined[:, 0] = self._types.raw(source, joined[:, 0])
        self._texts.add(
            Texts(
                batch.texts,
                batch.tokens,
                self._types.raw(source, batch.types),
                batch.starts,
                joined,
                batch.joined_per_text,
                batch.gaps,
                batch.gaps_per_text,
            )
        )
        self._number(self._columns.add(batch))

    def extend(self, arrays: Mapping[str, AnyArray], docs: Places) -> None:
        """Add documents of another segment, ascending, as `add` does."""
        self._make_room(len(docs))
        numbers = self._types.extend(arrays)
        for texts in stored_texts(arrays, docs):
            self._texts.add(texts.renumbered(numbers))
        self._number(self._columns.extend(arrays, docs))

    def remove(self, post_id: str) -> None:
        """Leave out a document that was added."""
        del self._numbers[post_id]

    def end(self) -> "_Ended":
        """Take no more documents; after it another thread may `finish`.

        Raises:
            OSError: what does not fit into memory cannot be written or read.
        """
        docs = np.array(sorted(self._numbers.values()), np.int64)
        counts = np.zeros(len(self._types), np.int64)
        for texts in self._portions(docs):
            for numbers in (texts.types, texts.joined[:, 0]):
                counts += np.bincount(numbers, minlength=len(counts))
        self._ended = docs, self._types.finish(counts)
        return self._ended

    def finish(self) -> int:
        """Write the file; return how many documents it has.

        Raises:
            OSError: it cannot be written.
            CancelledError: another thread called `stop`.
        """
        docs, types = self._ended or self.end()
        words, ends = types.exact_words(), array("Q")
        with (
            closing(Spool(self._folder, np.uint8, self._memory // 64)) as analyses,
            SegmentPostings(types, words, len(docs), self._folder, self._memory) as postings,
            ArrayWriter(self._path) as writer,
        ):
            for texts in self._portions(docs):
                renumbered = texts.renumbered(types.renumbered)
                postings.add(renumbered)
                data, data_ends = _encoded(renumbered, types.lengths)
                ends.extend((len(analyses) + data_ends).tolist())
                analyses.append(data)
            self._columns.write(writer, docs)
            writer.add("tags/counts", self._texts.tag_counts(docs))
            for name, values in (types.arrays() | word_columns(words)).items():
                writer.add(name, values)
            postings.write(writer)
            writer.add("analysis/ends", np.array(ends, np.uint64))
            writer.add_pieces("analysis/data", np.uint8, analyses.pieces())
        return len(docs)

    def stop(self) -> None:
        """Have the thread that finishes it give up as soon as it may."""
        self._is_stopped = True

    def close(self) -> None:
        """Leave nothing in the folder but the file, if it was finished."""
        if not self._is_followed:
            self._types.close()
        self._texts.close()
        self._columns.close()

    def _portions(self, docs: Places) -> Iterator[Texts]:
        """Yield documents, as many as are worked on at a time."""
        most = max(1, min(_MOST_TOKENS, self._memory // _PER_TOKEN))
        for texts in self._texts.portions(docs, most):
            if self._is_stopped:
                raise CancelledError
            yield texts

    def _make_room(self, documents: int) -> None:
        if self.added + documents > MOST_DOCUMENTS:
            raise ValueError(f"a segment has at most {MOST_DOCUMENTS} documents")

    def _number(self, ids: Iterable[str]) -> None:
        """Say whose the documents are that were added last."""
        for post_id in ids:
            self._numbers[post_id] = self.added
            self.added += 1


def _encoded(texts: Texts, lengths: Integers) -> tuple[NDArray[np.uint8], Integers]:
    return encode(
        texts.per_document,
        texts.tokens,
        texts.types,
        texts.starts,
        texts.joined,
        texts.joined_per_text,
        texts.gaps,
        texts.gaps_per_text,
        lengths,
    )
