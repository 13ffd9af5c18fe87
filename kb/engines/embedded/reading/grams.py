"""Where the grams of a segment stand: they have no postings, but follow from their words'."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.reading.segment import FormPostings
from kb.engines.files.array_file import ArrayFile
from kb.engines.files.dictionary import NONE, Dictionary
from kb.engines.files.ragged import ranges, rows_in
from kb.search.port.terms import FIELDS


class GramHits(NamedTuple):
    """In which posts some grams stand, each in a field, and how often; one row a post and gram.

    `grams` has the index of the gram among those asked for; posts are in no order.
    """

    docs: NDArray[np.intp]
    tfs: NDArray[np.int32]
    grams: NDArray[np.intp]


NO_GRAMS = GramHits(np.empty(0, np.intp), np.empty(0, np.int32), np.empty(0, np.intp))


class Grams:
    """The grams of a segment; a gram goes by its number."""

    def __init__(self, file: ArrayFile, exact: FormPostings) -> None:
        self._file = file
        self._exact = exact
        self._terms = Dictionary(file, "gram")
        self._dfs = file["gram/dfs"].reshape(-1, len(FIELDS))
        self._word_starts = file["gram/word_starts"].data

    def find(self, text: bytes) -> int:
        """Return the number of a gram, `NONE` where there is no such gram."""
        return self._terms.find(text)

    def dfs(self, grams: Sequence[int]) -> NDArray[np.int64]:
        """Return in how many posts grams stand, or in how many at least, a row a gram by field.

        What is no gram, `NONE`, stands in none.
        """
        numbers = np.array(grams, np.intp)
        found = np.zeros((len(numbers), len(FIELDS)), np.int64)
        known = (numbers != NONE).nonzero()[0]
        found[known] = self._dfs[numbers.take(known)]
        return found

    def rows(self, asked: Sequence[tuple[int, int]]) -> GramHits:
        """Return where some grams stand, each in a field: (gram, field), word by word.

        A post may have several rows of a gram, for as many words, and of tf 0, for joined forms.
        The lists of all words of all grams are gathered at once.
        """
        starts, every = self._word_starts, self._file["gram/words"]
        words = [every[starts[gram] : starts[gram + 1]] for gram, _ in asked]
        lengths = list(map(len, words))
        fields = np.array([field for _, field in asked]).repeat(lengths)
        of_words = np.concatenate(words)
        lists = of_words * np.intp(len(FIELDS)) + fields
        firsts = self._exact.starts.take(lists).astype(np.int64)
        counts = self._exact.starts.take(lists + 1) - firsts
        rows = ranges(firsts, counts)
        tfs = self._exact.tfs.take(rows).astype(np.int32)
        if (mixed := self._mixed.take(of_words)).any():
            own = mixed.repeat(counts).nonzero()[0]
            tfs[own] -= self._joined_tfs.take(rows_in(self._file["exact/joined_rows"], rows[own]))
        docs = self._exact.docs.take(rows).astype(np.intp)
        return GramHits(docs, tfs, np.arange(len(asked)).repeat(lengths).repeat(counts))

    @cached_property
    def _mixed(self) -> NDArray[np.bool_]:
        """The words some of whose postings count joined forms, which have no grams."""
        starts = self._exact.starts[:: len(FIELDS)]
        mixed = np.zeros(len(starts) - 1, np.bool_)
        joined = self._file["exact/joined_rows"].astype(starts.dtype)
        mixed[starts.searchsorted(joined, side="right") - 1] = True
        return mixed

    @cached_property
    def _joined_tfs(self) -> NDArray[np.int32]:
        """How much of its tf each joined row counts, and 0, so that -1 is an index of it."""
        return np.append(self._file["exact/joined_tfs"].astype(np.int32), np.int32(0))


def summed_up(hits: GramHits, live: NDArray[np.bool_] | None, asked: int) -> GramHits:
    """Return what `Grams.rows` returned of so many grams, with a row for each live post and gram.

    `live` has an element a post; all are, where it is None.
    """
    docs, tfs, grams = hits
    kept = tfs > 0
    if live is not None:
        kept &= live.take(docs)
    if not kept.all():
        docs, tfs, grams = docs[kept], tfs[kept], grams[kept]
    size = int(docs.max(initial=0)) + 1
    cells = grams * size + docs
    rows = np.arange(len(cells), dtype=np.int32)
    # Of the rows of a cell one is the last that is written; the others are added to it.
    last = np.empty(asked * size, np.int32)
    last[cells] = rows
    owners = last.take(cells)
    others = (owners != rows).nonzero()[0]
    if len(others):
        np.add.at(tfs, owners.take(others), tfs.take(others))
        first = (owners == rows).nonzero()[0]
        docs, tfs, grams = docs.take(first), tfs.take(first), grams.take(first)
    return GramHits(docs, tfs, grams)
