"""The postings of all forms of a segment, and how long its documents are in each."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import numpy as np

from kb.engines.embedded.building.forward_index import Texts
from kb.engines.embedded.building.gram_postings import WordPostings, gram_frequencies, grams_of
from kb.engines.embedded.building.inversion import Inversion, Tokens
from kb.engines.embedded.building.type_table import SegmentTypes
from kb.engines.embedded.files.spool import Spool
from kb.engines.files.array_file import ArrayWriter
from kb.engines.files.dictionary import dictionary_arrays
from kb.engines.files.ragged import narrow, narrowed, starts_of
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
        sizes = [len(types.texts[form.value]) for form in _OF_TYPES]
        # Stems that stand where a word does have no postings of their own.
        own_stems = types.some_stems(~types.stems_as_words()[types.stems])
        self._alone = types.alone()
        apart = types.some_stems(types.stems_of(~self._alone))
        share = memory // 8
        self._inversions = {
            Form.EXACT: Inversion(folder, share, *types.terms("exact"), sizes[0]),
            Form.STEM: Inversion(folder, share, *own_stems, sizes[1], positions=False),
            Form.PART: Inversion(folder, share, *types.terms("part"), sizes[2], positions=False),
        }
        self._apart = Inversion(folder, share, *apart, sizes[1])
        self._grams = grams_of(words, types.words())
        # How much a token of each type adds to the length of a field, in each form.
        of_types = [np.diff(self._types.terms(form.value)[0]) for form in _OF_TYPES]
        of_types.append(np.where(types.joined, 0, self._grams.lengths[types.exact]))
        self._adds = [adds.astype(np.int32) for adds in of_types]
        self._lengths = np.zeros((len(Form) * len(FIELDS), documents), np.int32)
        self._open = ExitStack()
        for inversion in (*self._inversions.values(), self._apart):
            self._open.enter_context(closing(inversion))

    def __enter__(self) -> "SegmentPostings":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def add(self, texts: Texts) -> None:
        """Add documents, their types by the numbers of the segment."""
        tokens = texts.placed(self._added)
        self._add_lengths(tokens)
        for inversion in self._inversions.values():
            inversion.add(tokens)
        self._apart.add(tokens.of(~self._alone[tokens.types]))
        self._added += len(texts.texts)

    def write(self, writer: ArrayWriter) -> None:
        """Write the postings of all forms."""
        writer.add("lengths", narrowed(self._lengths, np.uint16))
        exact = self._write_form(writer, Form.EXACT)
        arrays = dictionary_arrays("gram", self._grams.texts)
        arrays["gram/word_starts"] = narrowed(self._grams.word_starts, np.uint32)
        arrays["gram/words"] = self._grams.words.astype(np.uint32)
        arrays["gram/dfs"] = gram_frequencies(
            self._grams, exact, self._documents, self._memory // 4
        )
        for name, values in arrays.items():
            writer.add(name, values)
        for form in (Form.STEM, Form.PART):
            self._write_form(writer, form)
        self._write_apart(writer)

    def _write_form(self, writer: ArrayWriter, form: Form) -> WordPostings:
        inversion, name = self._inversions[form], form.value
        docs, tfs, joined, positions = (
            Spool(self._folder, np.int32, self._memory // 64) for _ in range(4)
        )
        for spool in (docs, tfs, joined, positions):
            self._open.enter_context(closing(spool))
        joined_rows = [np.empty(0, np.int64)]
        starts = starts_of(inversion.counts)
        mixed = np.repeat(self._types.mixed(), len(FIELDS))
        for lists in inversion.lists():
            if form is Form.EXACT:
                rows = len(docs) + np.flatnonzero(lists.joined)
                keys = np.searchsorted(starts, rows, "right") - 1
                rows = rows[mixed[keys]]
                joined.append(lists.joined[rows - len(docs)])
                joined_rows.append(rows)
            docs.append(lists.docs)
            tfs.append(lists.tfs)
            positions.append(lists.positions)
        writer.add(f"{name}/starts", narrowed(starts, np.uint32))
        _write_spool(writer, f"{name}/docs", docs, np.uint16)
        _write_spool(writer, f"{name}/tfs", tfs)
        rows, of_joined = np.concatenate(joined_rows), joined.array()
        if form is Form.EXACT:
            position_starts = starts_of(inversion.position_counts)[:: len(FIELDS)]
            writer.add("exact/position_starts", narrowed(position_starts, np.uint32))
            _write_spool(writer, "exact/positions", positions, least=np.uint16)
            writer.add("exact/joined_rows", narrowed(rows, np.uint32))
            writer.add("exact/joined_tfs", narrowed(of_joined, np.uint8))
        only_joined = rows[tfs.array()[rows] == of_joined]
        return WordPostings(starts, docs.array(), only_joined)

    def _write_apart(self, writer: ArrayWriter) -> None:
        """Write the positions of stems that do not follow from where words stand."""
        docs, positions = (Spool(self._folder, np.int32, self._memory // 64) for _ in range(2))
        for spool in (docs, positions):
            self._open.enter_context(closing(spool))
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
        firsts = np.flatnonzero(np.diff(rows, prepend=-1))
        if not len(firsts):
            return
        docs, fields = np.divmod(rows[firsts], len(FIELDS))
        for form, adds in enumerate(self._adds):
            sums = np.add.reduceat(adds[tokens.types], firsts)
            self._lengths[len(FIELDS) * form + fields, docs] = sums


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
