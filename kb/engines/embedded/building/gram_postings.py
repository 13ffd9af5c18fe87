"""The grams of a segment's words, and which of them are common."""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.gram_lists import whole
from kb.engines.files.array_file import AnyArray
from kb.engines.files.ragged import (
    Integers,
    Places,
    distinct,
    narrow,
    narrowed,
    places_of,
    portions,
    rows_in,
    starts_of,
)
from kb.search.port.terms import FIELDS, grams_of_all

# Bytes for each document that a word of a gram stands in, while they are sorted.
_PER_ENTRY = 60
# Of words with no more postings grams have the documents, which take no more room than the word,
# and are read in order. Most words have one.
_FEW = 2


class Grams(NamedTuple):
    """The grams of words.

    Attributes:
        texts: sorted.
        lengths: [exact terms], how many grams each has; none of what is only a joined form.
        word_starts, words: the exact terms that have each gram, as often as each has it.
    """

    texts: list[bytes]
    lengths: NDArray[np.int64]
    word_starts: Places
    words: NDArray[np.int64]


class WordPostings(NamedTuple):
    """In which documents exact terms stand, as [3 * term + field] lists of rows.

    Attributes:
        starts, docs, tfs: the lists.
        joined: the rows of documents where `tfs` counts joined forms, too, ascending.
        joined_tfs: how many of them.
    """

    starts: Places
    docs: Integers
    tfs: Integers
    joined: Places
    joined_tfs: Integers

    def tfs_as_words(self, rows: Places) -> Integers:
        """Return how often words stand where some rows are, joined forms aside."""
        tfs = np.array(self.tfs[rows])
        if len(self.joined):
            joined = rows_in(self.joined, rows)
            tfs -= np.where(joined < 0, 0, self.joined_tfs[joined])
        return tfs

    @property
    def only_joined(self) -> Places:
        """The rows of documents that have a word only as a joined form, ascending."""
        rows: Places = self.joined[self.tfs[self.joined] == self.joined_tfs]
        return rows


def grams_of(texts: Sequence[str], are_words: NDArray[np.bool_]) -> Grams:
    """Return the grams of exact terms."""
    words = np.flatnonzero(are_words)
    found = grams_of_all(list(compress(texts, are_words.tolist())))
    lengths = np.zeros(len(texts), np.int64)
    lengths[words] = found.counts
    # Sorted as one number: by gram, then by word.
    pairs = (found.numbers << 32) | np.repeat(words, found.counts)
    pairs.sort()
    return Grams(
        list(map(str.encode, found.texts)),
        lengths,
        starts_of(np.bincount(found.numbers, minlength=len(found.texts))),
        pairs & 0xFFFFFFFF,
    )


def gram_arrays(
    found: Grams, words: WordPostings, dfs: Integers, known_to: float
) -> dict[str, AnyArray]:
    """Return what tells where grams stand, whose frequencies these are.

    `docs` are the documents in which gram g stands in field f, from `doc_starts[3 * g + f]` on,
    ascending, each as often as it stands there: where it is `whole` all of them, else those of
    words that are in few. `words` uint32 are the other words of gram g, from `word_starts[g]` on.
    """
    width, grams = len(FIELDS), len(found.texts)
    owners = np.repeat(np.arange(grams), np.diff(found.word_starts))
    all_few = np.diff(words.starts[::width]) <= _FEW
    few = all_few[found.words]
    has_all = whole(dfs, known_to)
    keys = []
    for field in range(width):
        own = np.flatnonzero(has_all[owners * width + field] | few)
        lists = found.words[own] * width + field
        rows = places_of(words.starts, lists)
        # Sorted as one number: by gram, then by field, then by document.
        own_keys = np.repeat((owners[own] * width + field) << 32, np.diff(words.starts)[lists])
        keys.append(np.repeat(own_keys | words.docs[rows], words.tfs_as_words(rows)))
    every = np.concatenate(keys)
    every.sort()
    return {
        "gram/word_starts": _starts(owners[~few], grams),
        "gram/words": found.words[~few].astype(np.uint32),
        "gram/doc_starts": _starts(every >> 32, width * grams),
        "gram/docs": narrowed(every & 0xFFFFFFFF, np.uint16),
    }


def _starts(owners: Integers, size: int) -> AnyArray:
    """Return where the list of each of so many owners starts, and where the last ends."""
    return narrowed(starts_of(np.bincount(owners, minlength=size)), np.uint32)


def gram_frequencies(
    found: Grams, words: WordPostings, documents: int, known_to: float, memory: int
) -> NDArray[np.uint32]:
    """Return in how many documents each gram stands, by `3 * gram + field`.

    Where one of its words stands in more than `known_to` of them, it is in how many this one does.
    """
    if not found.texts:
        return np.empty(0, np.uint32)
    width = len(FIELDS)
    # In how many documents each word stands in a field, where not only as a joined form.
    of_words = np.diff(words.starts)
    lists = np.searchsorted(words.starts, words.only_joined, "right") - 1
    np.subtract.at(of_words, lists, 1)
    of_words = of_words.reshape(-1, width)[found.words]
    firsts = found.word_starts[:-1]
    frequencies = np.maximum.reduceat(of_words, firsts).reshape(-1)
    at_most = np.add.reduceat(of_words, firsts).reshape(-1)
    counted = np.flatnonzero((frequencies <= known_to) & (at_most > frequencies))
    for begin, end in portions(np.cumsum(at_most[counted]), max(1, memory // _PER_ENTRY)):
        keys = counted[begin:end]
        frequencies[keys] = _counted(found, words, keys, documents)
    return frequencies.astype(np.uint32)


def _counted(found: Grams, words: WordPostings, keys: Places, documents: int) -> NDArray[np.int64]:
    """Return in how many documents grams stand in a field."""
    grams, fields = np.divmod(keys, len(FIELDS))
    counts = np.diff(found.word_starts)[grams]
    owners = np.repeat(np.arange(len(keys)), counts)
    of_grams = found.words[places_of(found.word_starts, grams)]
    lists = of_grams * len(FIELDS) + np.repeat(fields, counts)
    rows = places_of(words.starts, lists)
    entries = np.repeat(owners * documents, np.diff(words.starts)[lists]) + words.docs[rows]
    if len(words.joined):
        entries = entries[~np.isin(rows, words.only_joined)]
    # Short numbers are sorted in half the time.
    entries = entries.astype(narrow(len(keys) * documents, np.uint32))
    entries.sort()
    return np.bincount(distinct(entries) // documents, minlength=len(keys))
