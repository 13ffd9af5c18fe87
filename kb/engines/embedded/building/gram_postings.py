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
    ranges,
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
    found: Grams, words: WordPostings, dfs: Integers, known_to: float, memory: int
) -> dict[str, AnyArray]:
    """Return what tells where grams stand, whose frequencies these are.

    `docs` are the documents in which gram g stands in field f, from `doc_starts[3 * g + f]` on,
    ascending, each as often as it stands there: where it is `whole` all of them, else those of
    words that are in few. `words` uint32 are the other words of gram g, from `word_starts[g]` on.
    """
    width, grams = len(FIELDS), len(found.texts)
    owners = np.repeat(np.arange(grams), np.diff(found.word_starts))
    few = (np.diff(words.starts[::width]) <= _FEW)[found.words]
    # [words of grams, fields]: of how many rows the gram has the documents.
    rows = np.diff(words.starts).reshape(-1, width)[found.words]
    are_whole = whole(dfs.reshape(-1, width), np.arange(width), known_to)
    rows *= are_whole[owners] | few[:, np.newaxis]
    ends = np.cumsum(rows.sum(axis=1))[found.word_starts[1:] - 1]
    docs, counts = [np.empty(0, np.uint16)], [np.empty(0, np.int64)]
    for begin, end in portions(ends, max(1, memory // _PER_ENTRY)):
        of_words = slice(*found.word_starts[[begin, end]].tolist())
        lists = (found.words[of_words, np.newaxis] * width + np.arange(width)).ravel()
        numbers = ((owners[of_words, np.newaxis] - begin) * width + np.arange(width)).ravel()
        lengths = rows[of_words].ravel()
        places = ranges(words.starts[lists], lengths)
        # Sorted as one number: by gram, then by field, then by document.
        keys = np.repeat(numbers << 32, lengths) | words.docs[places]
        keys = np.repeat(keys, words.tfs_as_words(places))
        keys.sort()
        docs.append(narrowed(keys & 0xFFFFFFFF, np.uint16))
        counts.append(np.bincount(keys >> 32, minlength=(end - begin) * width))
    return {
        "gram/word_starts": _starts(np.bincount(owners[~few], minlength=grams)),
        "gram/words": found.words[~few].astype(np.uint32),
        "gram/doc_starts": _starts(np.concatenate(counts)),
        "gram/docs": np.concatenate(docs),
    }


def _starts(lengths: Integers) -> AnyArray:
    return narrowed(starts_of(lengths), np.uint32)


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
    only_joined = words.only_joined()
    lists = np.searchsorted(words.starts, only_joined, "right") - 1
    np.subtract.at(of_words, lists, 1)
    of_words = of_words.reshape(-1, width)[found.words]
    firsts = found.word_starts[:-1]
    frequencies = np.maximum.reduceat(of_words, firsts).reshape(-1)
    at_most = np.add.reduceat(of_words, firsts).reshape(-1)
    counted = np.flatnonzero((frequencies <= known_to) & (at_most > frequencies))
    for begin, end in portions(np.cumsum(at_most[counted]), max(1, memory // _PER_ENTRY)):
        keys = counted[begin:end]
        frequencies[keys] = _counted(found, words, only_joined, keys, documents)
    return frequencies.astype(np.uint32)


def _counted(
    found: Grams, words: WordPostings, only_joined: Places, keys: Places, documents: int
) -> NDArray[np.int64]:
    """Return in how many documents grams stand in a field."""
    grams, fields = np.divmod(keys, len(FIELDS))
    counts = np.diff(found.word_starts)[grams]
    owners = np.repeat(np.arange(len(keys)), counts)
    of_grams = found.words[places_of(found.word_starts, grams)]
    lists = of_grams * len(FIELDS) + np.repeat(fields, counts)
    rows = places_of(words.starts, lists)
    entries = np.repeat(owners * documents, np.diff(words.starts)[lists]) + words.docs[rows]
    if len(only_joined):
        entries = entries[~np.isin(rows, only_joined)]
    # Short numbers are sorted in half the time.
    entries = entries.astype(narrow(len(keys) * documents, np.uint32))
    entries.sort()
    return np.bincount(distinct(entries) // documents, minlength=len(keys))
