"""Where the grams of a segment stand: in documents of their own, and where their words stand.

`kb.engines.embedded.files.gram_lists` says which have which.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.gram_lists import whole
from kb.engines.embedded.reading.segment import FormPostings
from kb.engines.files.array_file import ArrayFile
from kb.engines.files.dictionary import NONE, Dictionary
from kb.engines.files.ragged import ranges, rows_in
from kb.search.port.terms import FIELDS


class GramHits(NamedTuple):
    """In which posts some grams stand, each in a field, and how often; one row a post and gram.

    `grams` has the index of the gram among those asked for; they are in no order.
    """

    docs: NDArray[np.intp]
    tfs: NDArray[np.int32]
    grams: NDArray[np.intp]


NO_GRAMS = GramHits(np.empty(0, np.intp), np.empty(0, np.int32), np.empty(0, np.intp))
_NO_ROWS = np.empty(0, np.int64)
_NONE_MIXED = np.empty(0, np.bool_)


class GramRows(NamedTuple):
    """The postings of the words of some grams, each in a field; a post may be there several times.

    First come those that are found by way of the words, then those that grams have themselves: each
    tells of one place.

    Attributes:
        docs, grams: [postings], `grams` having the index of the gram among those asked for.
        rows: [of the first of them], where each is among those of exact terms.
        mixed: [of the first of them], whether its word is a part of joined forms, too, which have
            no grams; empty where none is.
    """

    docs: NDArray[np.integer[Any]]
    grams: NDArray[np.intp]
    rows: NDArray[np.int64]
    mixed: NDArray[np.bool_]


class Grams:
    """The grams of a segment; a gram goes by its number."""

    def __init__(self, file: ArrayFile, exact: FormPostings) -> None:
        self._file = file
        self._exact = exact
        self._terms = Dictionary(file, "gram")
        self._dfs = file["gram/dfs"].reshape(-1, len(FIELDS))
        # Of a memoryview an element costs half of what an array's costs.
        self._word_starts = file["gram/word_starts"].data
        self._doc_starts = file["gram/doc_starts"].data
        # In more posts than so many, `dfs` tells only that it is in at least so many.
        self.known_to = float(file["gram/known_to"][0])

    def find(self, text: bytes) -> int:
        """Return the number of a gram, `NONE` where there is no such gram."""
        return self._terms.find(text)

    def dfs(self, grams: Sequence[int]) -> NDArray[np.integer[Any]]:
        """Return by field in how many posts grams stand, `NONE` in none; see `known_to`."""
        numbers = np.array(grams, np.intp)
        found = numbers != NONE
        dfs = np.zeros((len(grams), len(FIELDS)), self._dfs.dtype)
        dfs[found] = self._dfs[numbers[found]]
        return dfs

    def rows(self, asked: Sequence[tuple[int, int, int]]) -> GramRows:
        """Return where some grams, one at least, stand in a field: (index, gram, field) of each."""
        starts, docs = self._doc_starts, self._file["gram/docs"]
        indexes, numbers, fields = np.array(asked).T
        are_whole = whole(self._dfs[numbers, fields], fields, self.known_to)
        by_words = [each for each, is_whole in zip(asked, are_whole, strict=True) if not is_whole]
        firsts = (len(FIELDS) * numbers + fields).tolist()
        own = [docs[starts[first] : starts[first + 1]] for first in firsts]
        grams = indexes.repeat(list(map(len, own)))
        if not by_words:
            return GramRows(np.concatenate(own), grams, _NO_ROWS, _NONE_MIXED)
        rows, grams_of_rows, mixed = self._rows_of_words(by_words)
        return GramRows(
            np.concatenate((self._exact.docs.take(rows), *own)),
            np.concatenate((grams_of_rows, grams)),
            rows,
            mixed,
        )

    def _rows_of_words(
        self, asked: Sequence[tuple[int, int, int]]
    ) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.bool_]]:
        """Return the rows of the words of grams; the index of the gram of each; see `mixed`."""
        begins, every = self._word_starts, self._file["gram/words"]
        words = [every[begins[gram] : begins[gram + 1]] for _, gram, _ in asked]
        indexes, fields = (
            np.array(column).repeat(list(map(len, words)))
            for column in ([index for index, _, _ in asked], [field for _, _, field in asked])
        )
        of_words = np.concatenate(words)
        lists = of_words * np.intp(len(FIELDS)) + fields
        firsts = self._exact.starts.take(lists)
        counts = self._exact.starts.take(lists + 1) - firsts
        mixed = self._mixed.take(of_words)
        return (
            ranges(firsts, counts),
            indexes.repeat(counts),
            mixed.repeat(counts) if mixed.any() else _NONE_MIXED,
        )

    def tfs(self, found: GramRows, kept: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return how often its gram stands where some of the postings are, which ascend.

        It is 0 for words that are only joined forms there.
        """
        tfs = np.ones(len(kept), np.int32)
        if not len(found.rows):
            return tfs
        of_words = kept[: kept.searchsorted(len(found.rows))]
        rows = found.rows.take(of_words)
        tfs[: len(rows)] = self._exact.tfs.take(rows)
        if len(found.mixed):
            mixed = found.mixed.take(of_words).nonzero()[0]
            joined = rows_in(self._file["exact/joined_rows"], rows.take(mixed))
            tfs[mixed] -= self._joined_tfs.take(joined)
        return tfs

    def hits(self, found: GramRows, kept: NDArray[np.intp]) -> GramHits:
        """Return some of the postings, which ascend, as hits of their grams."""
        docs = found.docs.take(kept).astype(np.intp)
        return GramHits(docs, self.tfs(found, kept), found.grams.take(kept))

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
    """Return hits of so many grams with one row for each post and gram, and none of tf 0.

    They are in the order of the grams: so is what they weigh added up.
    """
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
    order = grams.argsort(kind="stable")  # which merges what ascends in parts
    return GramHits(docs.take(order), tfs.take(order), grams.take(order))
