"""The postings of all forms of a segment, and how long its documents are in each."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import numpy as np

from kb.engines.embedded.building.forward_index import Texts
from kb.engines.embedded.building.gram_postings import (
    WordPostings,
    gram_arrays,
    gram_frequencies,
    grams_of,
)
from kb.engines.embedded.building.inversion import Inversion, Tokens
from kb.engines.embedded.building.segment_types import SegmentTypes
from kb.engines.embedded.files.lengths import ROWS, lengths_row
from kb.engines.embedded.files.spool import Spool
from kb.engines.files.array_file import ArrayWriter
from kb.engines.files.dictionary import dictionary_arrays
from kb.engines.files.ragged import Places, firsts_of, narrow, narrowed, starts_of
from kb.search import ranking
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

# The forms that types say; grams follow from the exact ones.
_OF_TYPES = (Form.EXACT, Form.STEM, Form.PART)


class SegmentPostings:
    """Takes the documents of a segment in order, then writes their postings."""

    def __init__(
        self,
        types: SegmentTypes,
        words: Sequence[str],
        documents: int,
        folder: Path,
        memory: int,
    ) -> None:
        """Begin without documents, of which there will be so many; `words` are the exact terms."""
        self._types, self._documents = types, documents
        self._folder, self._memory = folder, memory
        self._added = 0
        exact, stems, parts = (len(types.texts[form.value]) for form in _OF_TYPES)
        # Stems that stand where a word does have no postings of their own.
        own_stems = types.some_stems(~types.stems_as_words()[types.stems])
        self._alone = types.alone()
        apart = types.some_stems(types.stems_of(~self._alone))
        share = memory // 8
        self._exact = Inversion(
            folder, share, *types.terms("exact"), exact, positions=True, joined=True
        )
        self._stems = Inversion(folder, share, *own_stems, stems)
        self._parts = Inversion(folder, share, *types.terms("part"), parts)
        self._apart = Inversion(folder, share, *apart, stems, positions=True)
        self._grams = grams_of(words, types.words())
        # How much a token of each type adds to the length of a field, in each form.
        adds = {form: types.terms(form.value)[0] for form in _OF_TYPES}
        adds[Form.GRAM] = np.where(types.joined, 0, self._grams.lengths[types.exact])
        self._adds = {form: of_types.astype(np.int32) for form, of_types in adds.items()}
        self._lengths = np.zeros((ROWS, documents), np.int32)
        self._open = ExitStack()
        for inversion in (self._exact, self._stems, self._parts, self._apart):
            self._open.enter_context(closing(inversion))

    def __enter__(self) -> "SegmentPostings":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, texts: Texts) -> None:
        """Add documents, their types by the numbers of the segment."""
        tokens = texts.placed(self._added)
        self._add_lengths(tokens)
        for inversion in (self._exact, self._stems, self._parts):
            inversion.add(tokens)
        self._apart.add(tokens.of(~self._alone[tokens.types]))
        self._added += len(texts.texts)

    def write(self, writer: ArrayWriter) -> None:
        """Write the postings of all forms."""
        writer.add("lengths", narrowed(self._lengths, np.uint16))
        exact = self._write_exact(writer)
        arrays = dictionary_arrays("gram", self._grams.texts)
        known_to = ranking.rare(self._documents)
        memory = self._memory // 4
        dfs = gram_frequencies(self._grams, exact, self._documents, known_to, memory)
        arrays |= gram_arrays(self._grams, exact, dfs, known_to, memory)
        arrays["gram/known_to"] = np.array([known_to])
        arrays["gram/dfs"] = dfs
        for name, values in arrays.items():
            writer.add(name, values)
        self._write_form(writer, Form.STEM, self._stems)
        self._write_form(writer, Form.PART, self._parts)
        self._write_apart(writer)

    def _write_exact(self, writer: ArrayWriter) -> WordPostings:
        docs, tfs, joined, positions = self._spools(4)
        joined_rows = [np.empty(0, np.int64)]
        starts = starts_of(self._exact.counts)
        mixed = np.repeat(self._types.mixed(), len(FIELDS))
        for lists in self._exact.lists():
            rows = len(docs) + np.flatnonzero(lists.joined)
            rows = rows[mixed[np.searchsorted(starts, rows, "right") - 1]]
            joined.append(lists.joined[rows - len(docs)])
            joined_rows.append(rows)
            docs.append(lists.docs)
            tfs.append(lists.tfs)
            positions.append(lists.positions)
        _write_lists(writer, Form.EXACT, starts, docs, tfs)
        position_starts = starts_of(self._exact.position_counts)[:: len(FIELDS)]
        writer.add("exact/position_starts", narrowed(position_starts, np.uint32))
        _write_spool(writer, "exact/positions", positions, least=np.uint16)
        rows, of_joined = np.concatenate(joined_rows), joined.array()
        writer.add("exact/joined_rows", narrowed(rows, np.uint32))
        writer.add("exact/joined_tfs", narrowed(of_joined, np.uint8))
        return WordPostings(starts, docs.array(), tfs.array(), rows, of_joined)

    def _write_form(self, writer: ArrayWriter, form: Form, inversion: Inversion) -> None:
        docs, tfs = self._spools(2)
        for lists in inversion.lists():
            docs.append(lists.docs)
            tfs.append(lists.tfs)
        _write_lists(writer, form, starts_of(inversion.counts), docs, tfs)

    def _write_apart(self, writer: ArrayWriter) -> None:
        """Write the positions of stems that do not follow from where words stand."""
        docs, positions = self._spools(2)
        for lists in self._apart.lists():
            docs.append(np.repeat(lists.docs, lists.tfs))
            positions.append(lists.positions)
        counts = self._apart.position_counts
        having = np.flatnonzero(counts)
        writer.add("stem/apart_lists", narrowed(having, np.uint32))
        writer.add("stem/apart_starts", narrowed(starts_of(counts[having]), np.uint32))
        _write_spool(writer, "stem/apart_docs", docs, np.uint16)
        _write_spool(writer, "stem/apart_positions", positions, least=np.uint16)

    def _add_lengths(self, tokens: Tokens) -> None:
        # Tokens of a field of a document follow each other.
        rows = tokens.docs.astype(np.int64) * len(FIELDS) + tokens.fields
        firsts = np.flatnonzero(firsts_of(rows))
        if not len(firsts):
            return
        docs, fields = np.divmod(rows[firsts], len(FIELDS))
        for form, adds in self._adds.items():
            sums = np.add.reduceat(adds[tokens.types], firsts)
            self._lengths[lengths_row(form, 0) + fields, docs] = sums

    def _spools(self, count: int) -> list[Spool]:
        """Return empty spools that are closed at the end."""
        spools = [Spool(self._folder, np.int32, self._memory // 64) for _ in range(count)]
        for spool in spools:
            self._open.enter_context(closing(spool))
        return spools


def _write_lists(writer: ArrayWriter, form: Form, starts: Places, docs: Spool, tfs: Spool) -> None:
    """Write posting lists: where each starts, and of each posting its document and how often."""
    writer.add(f"{form.value}/starts", narrowed(starts, np.uint32))
    _write_spool(writer, f"{form.value}/docs", docs, np.uint16)
    _write_spool(writer, f"{form.value}/tfs", tfs)


def _write_spool(
    writer: ArrayWriter,
    name: str,
    spool: Spool,
    dtype: Any = None,
    least: type[np.unsignedinteger[Any]] = np.uint8,
) -> None:
    """Write a spool's numbers in a type, by default the smallest from `least` on."""
    dtype = dtype or narrow(max((int(piece.max()) for piece in spool.pieces()), default=0), least)
    writer.add_pieces(name, dtype, spool.pieces())
