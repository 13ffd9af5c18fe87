"""The grams of a segment's words, and the postings of those that are not common."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.ragged import Integers, Places, ranges, starts_of
from kb.engines.embedded.spool import Spool
from kb.search.port.terms import FIELDS, grams

# Grams in more posts than so many in a hundred, and than so many, have no postings of their own.
_MOST_PERCENT = 4
_MOST_POSTS = 20
# Bytes for each time that a gram stands somewhere, while they are sorted.
_PER_ENTRY = 60
_DOC_BITS = 32


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
    found = [
        grams(text.decode()) if is_word else []
        for text, is_word in zip(texts, are_words.tolist(), strict=True)
    ]
    lengths = np.fromiter(map(len, found), np.int64, len(found))
    flat = list(chain.from_iterable(found))
    by_text = sorted((gram.encode(), gram) for gram in set(flat))
    numbers = {gram: number for number, (_, gram) in enumerate(by_text)}
    of_words = np.fromiter(map(numbers.__getitem__, flat), np.int64, len(flat))
    order = np.argsort(of_words, kind="stable")
    words = np.repeat(np.arange(len(texts)), lengths)[order]
    return Grams(
        [text for text, _ in by_text],
        lengths,
        starts_of(np.bincount(of_words, minlength=len(by_text))),
        words,
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
        for first, last in _portions(ends, max(1, memory // _PER_ENTRY)):
            self._add(first, last)

    def _add(self, first: int, last: int) -> None:
        """Add the postings of the grams from `first` to before `last`."""
        width = len(FIELDS)
        starts = self._found.word_starts[first : last + 1]
        words = self._found.words[starts[0] : starts[-1]]
        of_grams = np.repeat(np.arange(last - first), np.diff(starts))
        keys = (of_grams[:, None] * width + np.arange(width)).reshape(-1)
        lists = (words[:, None] * width + np.arange(width)).reshape(-1)
        wanted = self.common[first * width + keys] == 0
        keys, lists = keys[wanted], lists[wanted]
        counts = self._words.starts[lists + 1] - self._words.starts[lists]
        rows = ranges(self._words.starts[lists], counts)
        entries = np.repeat(keys << _DOC_BITS, counts) | self._words.docs[rows]
        # As often as the gram stands there: a number for each makes the count a length.
        entries = np.repeat(entries, self._frequencies(rows))
        entries.sort()
        begins = np.flatnonzero(np.diff(entries, prepend=-1))
        tfs = np.diff(begins, append=len(entries))
        postings = entries[begins]
        posting_keys = postings >> _DOC_BITS
        found = np.bincount(posting_keys, minlength=(last - first) * width)
        too_many = found > self._most
        self.common[first * width : last * width][too_many] = found[too_many]
        stored = ~too_many[posting_keys]
        found[too_many] = 0
        self.counts[first * width : last * width] = found
        self.docs.append(postings[stored] & ((1 << _DOC_BITS) - 1))
        self.tfs.append(tfs[stored])

    def _frequencies(self, rows: Places) -> Integers:
        """Return how often the words stand in rows of their postings, joined forms left out."""
        tfs = self._words.tfs[rows]
        if len(self._words.joined_rows):
            at = np.searchsorted(self._words.joined_rows, rows)
            at[at == len(self._words.joined_rows)] = 0
            is_joined = self._words.joined_rows[at] == rows
            tfs = tfs - np.where(is_joined, self._words.joined_tfs[at], 0)
        return tfs


def _portions(ends: Places, most: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of rows of which each adds at most so much to `ends`, but for single rows."""
    begin, before = 0, 0
    while begin < len(ends):
        end = max(begin + 1, int(np.searchsorted(ends, before + most, "right")))
        yield begin, end
        begin, before = end, int(ends[end - 1])
