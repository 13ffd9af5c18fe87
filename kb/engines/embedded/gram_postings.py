"""The grams of a segment's words, and the postings of those that are not common."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.ragged import Integers, Places, narrowed, ranges, starts_of
from kb.engines.embedded.spool import Spool
from kb.search.port.terms import FIELDS, grams_of_all

# Grams in more posts than so many in a hundred, and than so many, have no postings of their own.
_MOST_PERCENT = 4
_MOST_POSTS = 20
# Bytes for each time that a gram stands somewhere, while they are sorted.
_PER_ENTRY = 60
# numpy sorts these in half the time of longer numbers. The number of a document takes at most 30.
_ENTRY_BITS = 32
_NO_ENTRY = np.uint32((1 << _ENTRY_BITS) - 1)


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
    """The postings of exact terms as far as they are needed: [3 * term + field] lists of rows.

    Attributes:
        starts, docs, tfs: the lists.
        joined_rows, joined_tfs: how much of some frequencies are joined forms, rows ascending.
    """

    starts: Places
    docs: Integers
    tfs: Integers
    joined_rows: Places
    joined_tfs: Integers


def most_posts(documents: int) -> int:
    """Return in how many posts of so many a gram may stand in a field to have postings there."""
    return max(_MOST_POSTS, documents * _MOST_PERCENT // 100)


def grams_of(texts: Sequence[bytes], are_words: NDArray[np.bool_]) -> Grams:
    """Return the grams of exact terms."""
    words = np.flatnonzero(are_words)
    found = grams_of_all([texts[word].decode() for word in words.tolist()])
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


class GramPostings:
    """The postings of grams, by `3 * gram + field`; none of those that are common.

    `counts` has how many there are, `common` for each that has none because it is common at least
    in how many posts it stands, more than `most_posts`; 0 for the others.
    """

    def __init__(
        self, found: Grams, words: WordPostings, documents: int, folder: Path, memory: int
    ) -> None:
        size = len(found.texts) * len(FIELDS)
        self.counts = np.zeros(size, np.int64)
        self.common = np.zeros(size, np.uint32)
        self.docs = Spool(folder, np.int32, memory // 8)
        self.tfs = Spool(folder, np.int32, memory // 8)
        self._found, self._words = found, words
        self._most = most_posts(documents)
        self._doc_bits = documents.bit_length()
        # How often each word stands there as a word of its own.
        self._tfs_of_words = narrowed(words.tfs)
        self._tfs_of_words[words.joined_rows] -= words.joined_tfs.astype(self._tfs_of_words.dtype)
        if size:
            self._add_all(memory)

    def close(self) -> None:
        """Forget them."""
        self.docs.close()
        self.tfs.close()

    def _add_all(self, memory: int) -> None:
        # In how many posts each word stands in a field, where not only as a joined form.
        posts = np.diff(self._words.starts)
        rows = self._words.joined_rows
        only_joined = rows[self._words.tfs[rows] == self._words.joined_tfs]
        keys = np.searchsorted(self._words.starts, only_joined, "right") - 1
        np.subtract.at(posts, keys, 1)
        of_words = posts.reshape(-1, len(FIELDS))[self._found.words]
        firsts = self._found.word_starts[:-1]
        # A gram of a word that is common by itself is common.
        most = np.maximum.reduceat(of_words, firsts).reshape(-1)
        is_common = most > self._most
        self.common[is_common] = most[is_common]
        entries = np.add.reduceat(of_words, firsts).reshape(-1)
        entries[is_common] = 0
        ends = np.cumsum(entries.reshape(-1, len(FIELDS)).sum(axis=1))
        # What has room above the number of a document in the numbers that are sorted.
        most_grams = (1 << (_ENTRY_BITS - self._doc_bits)) // len(FIELDS)
        for first, last in _portions(ends, max(1, memory // _PER_ENTRY)):
            for begin in range(first, last, most_grams):
                self._add(begin, min(begin + most_grams, last))

    def _add(self, first: int, last: int) -> None:
        """Add the postings of the grams from `first` to before `last`."""
        width = len(FIELDS)
        starts = self._found.word_starts[first : last + 1]
        words = self._found.words[starts[0] : starts[-1]]
        lists = (words[:, None] * width + np.arange(width)).reshape(-1)
        begins = self._words.starts[lists]
        counts = self._words.starts[lists + 1] - begins
        of_grams = np.repeat(np.arange(last - first), np.diff(starts))
        keys = (of_grams[:, None] * width + np.arange(width)).reshape(-1)
        common = self.common[first * width : last * width]
        wanted = np.flatnonzero((counts > 0) & (common[keys] == 0))
        rows = ranges(begins[wanted], counts[wanted])
        entries = np.repeat((keys[wanted] << self._doc_bits).astype(np.uint32), counts[wanted])
        entries |= self._words.docs[rows].view(np.uint32)
        # As often as the gram stands there: a number for each makes the count a length.
        entries = np.repeat(entries, self._tfs_of_words[rows])
        entries.sort()
        firsts = np.flatnonzero(np.diff(entries, prepend=_NO_ENTRY))
        postings = entries[firsts]
        posting_keys = postings >> self._doc_bits
        found = np.bincount(posting_keys, minlength=len(common))
        too_many = found > self._most
        common[too_many] = found[too_many]
        stored = ~too_many[posting_keys]
        found[too_many] = 0
        self.counts[first * width : last * width] = found
        self.docs.append(postings[stored] & ((1 << self._doc_bits) - 1))
        self.tfs.append(np.diff(firsts, append=len(entries))[stored])


def _portions(ends: Places, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of rows of which each adds at most so much to `ends`, but for single rows."""
    begin, before = 0, 0
    while begin < len(ends):
        end = max(begin + 1, int(np.searchsorted(ends, before + most, "right")))
        yield begin, end
        begin, before = end, int(ends[end - 1])
