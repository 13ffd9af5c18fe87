"""Where the grams of a segment stand: they have no postings, but follow from their words'."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

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
_NOWHERE = (0,) * len(FIELDS)


class GramRows(NamedTuple):
    """The postings of the words of some grams, each in a field, one list of a word after another.

    Attributes:
        docs: [postings].
        rows: [postings], where each is among those of exact terms.
        lists: [postings], the number of the list that each is of.
        mixed: [lists], whether some of its postings count joined forms, which have no grams.
        grams: [lists], the index of the gram among those asked for.
    """

    docs: NDArray[np.integer[Any]]
    rows: NDArray[np.int64]
    lists: NDArray[np.intp]
    mixed: NDArray[np.bool_]
    grams: NDArray[np.intp]


class Grams:
    """The grams of a segment; a gram goes by its number."""

    def __init__(self, file: ArrayFile, exact: FormPostings) -> None:
        self._file = file
        self._exact = exact
        self._terms = Dictionary(file, "gram")
        # Of a memoryview an element costs half of what an array's costs.
        self._dfs = file["gram/dfs"].data
        self._word_starts = file["gram/word_starts"].data
        # In more posts than so many, `dfs` tells only that it is in at least so many.
        self.known_to = float(file["gram/known_to"][0])

    def find(self, text: bytes) -> int:
        """Return the number of a gram, `NONE` where there is no such gram."""
        return self._terms.find(text)

    def dfs(self, gram: int) -> Sequence[int]:
        """Return by field in how many posts a gram stands, `NONE` in none; see `known_to`."""
        if gram == NONE:
            return _NOWHERE
        dfs: list[int] = self._dfs[len(FIELDS) * gram : len(FIELDS) * (gram + 1)].tolist()
        return dfs

    def rows(self, asked: Sequence[tuple[int, int]]) -> GramRows:
        """Return the postings of the words of some grams, each in a field: (gram, field)."""
        starts, every = self._word_starts, self._file["gram/words"]
        words = [every[starts[gram] : starts[gram + 1]] for gram, _ in asked]
        lengths = list(map(len, words))
        fields = np.array([field for _, field in asked]).repeat(lengths)
        of_words = np.concatenate(words)
        lists = of_words * np.intp(len(FIELDS)) + fields
        firsts = self._exact.starts.take(lists).astype(np.int64)
        counts = self._exact.starts.take(lists + 1) - firsts
        rows = ranges(firsts, counts)
        return GramRows(
            docs=self._exact.docs.take(rows),
            rows=rows,
            lists=np.arange(len(lists)).repeat(counts),
            mixed=self._mixed.take(of_words),
            grams=np.arange(len(asked)).repeat(lengths),
        )

    def hits(self, found: GramRows, kept: NDArray[np.intp]) -> GramHits:
        """Return some of the postings, as hits of their grams.

        A post has a row for each word of a gram, and of tf 0 for words that are only joined forms.
        """
        rows = found.rows.take(kept)
        lists = found.lists.take(kept)
        tfs = self._exact.tfs.take(rows).astype(np.int32)
        if found.mixed.any():
            mixed = found.mixed.take(lists).nonzero()[0]
            joined = rows_in(self._file["exact/joined_rows"], rows.take(mixed))
            tfs[mixed] -= self._joined_tfs.take(joined)
        return GramHits(found.docs.take(kept).astype(np.intp), tfs, found.grams.take(lists))

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


def summed_up(hits: GramHits, asked: int) -> GramHits:
    """Return hits of so many grams with one row for each post and gram, and none of tf 0."""
    docs, tfs, grams = hits
    if not tfs.all():
        kept = tfs.nonzero()[0]
        docs, tfs, grams = docs.take(kept), tfs.take(kept), grams.take(kept)
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
