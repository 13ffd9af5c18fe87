"""The words of an index, and which of them a word may stand for, from mapped arrays.

`kb.search.port.vocabulary` says what each answer is; here no list of all words is ever made.
"""

from bisect import insort
from collections.abc import Iterator
from functools import cached_property
from heapq import merge

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.reading.postings import Index, Mask
from kb.engines.embedded.reading.segment import Segment
from kb.engines.files.dictionary import NONE
from kb.engines.files.words import Words
from kb.search.port.queries import Form, Term
from kb.search.port.terms import FIELDS, without_diacritics
from kb.search.port.vocabulary import slips_in

_TITLE = FIELDS.index("title")


class _Words(Words):
    """The words of one segment."""

    def __init__(self, segment: Segment) -> None:
        self.exact = segment.forms[Form.EXACT]
        super().__init__(self.exact.terms, segment.file)

    def bounds(self, numbers: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return numbers that the posts with some words do not exceed.

        Posts with a word in title and body count twice, and deleted ones count.
        """
        first = len(FIELDS) * numbers.astype(np.int64)
        starts = self.exact.starts
        return starts[first + len(FIELDS)].astype(np.int64) - starts[first]

    def maybe_similar_in(self, word: str, more_than: int) -> NDArray[np.integer]:
        """Return words that a word may be a slip for, those that may stand in more posts."""
        rows = self.beginning_with(without_diacritics(word)[0])
        common = (self._bounds[rows] > more_than).nonzero()[0]
        return self.maybe_similar(word, common + rows.start)

    @cached_property
    def _bounds(self) -> NDArray[np.int32]:
        """The bounds of all words in the order of undotted letters."""
        return self.bounds(self._undotted).astype(np.int32)


class Vocabulary:
    """The words of an open index; those of posts that were removed may be among them."""

    def __init__(self, index: Index) -> None:
        self._index = index
        # Those of the segment with the most words first.
        self._in_order = list(map(_Words, index.segments))
        self._words = sorted(self._in_order, key=lambda each: -len(each.exact.terms))

    def with_diacritics(self, word: str) -> list[str]:
        """Return the words that `word` is when typed without the dots of å, ä and ö."""
        if without_diacritics(word) != word:
            return []
        return sorted({other for each in self._words for other in each.undotted(word)} - {word})

    def beginning_with_diacritics(self, undotted: str) -> Iterator[str]:
        """Yield the words that begin so when their dots are left out, and have any."""
        seen = set()
        for each in self._words:
            for number in each.beginning(undotted).tolist():
                word = each.text(number)
                if without_diacritics(word) != word and word not in seen:
                    seen.add(word)
                    yield word

    def similar(self, word: str, more_than: int = 0) -> list[tuple[int, str]]:
        """Return the words that `word` may be a slip for, with how many slips; fewest first.

        None where none of them stands in more than so many posts.
        """
        if not slips_in(word):
            return []
        if more_than:
            # Where a word stands in so many posts, a segment has its share of them.
            share = more_than // len(self._words)
            common = {
                other
                for each in self._words
                for _, other in each.near(word, each.maybe_similar_in(word, share))
            }
            posts = (self._index.frequency(Term(Form.EXACT, other)) for other in common)
            if not any(each > more_than for each in posts):
                return []
        return sorted(
            {found for each in self._words for found in each.near(word, each.maybe_similar(word))}
        )

    def commonest(self, typed: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin as was typed with their posts, those in most posts first.

        Words in equally many stand by their letters.

        To count posts is to read where a word stands, so it is done only for words that can be
        among the commonest, as their bounds say.
        """
        best: list[tuple[int, str]] = []
        for bound, word in self._bounded(typed):
            # None of those that follow, equals by their letters, comes before the last of them.
            if len(best) == most and (-bound, word) >= best[-1]:
                break
            insort(best, (-self._index.frequency(Term(Form.EXACT, word)), word))
            del best[most:]
        return [(word, -minus) for minus, word in best if minus]

    def titles_with(self, typed: str) -> Mask:
        """Return the posts that have a word in their title that begins as was typed, bool.

        Removed posts may be among them, and posts of which it is joined of several words.
        """
        posts = np.zeros(self._index.size, np.bool_)
        base = 0
        for segment, words in zip(self._index.segments, self._in_order, strict=True):
            rows = words.exact.rows(words.beginning(typed), _TITLE)
            posts[words.exact.docs.take(rows).astype(np.intp) + base] = True
            base += segment.docs
        return posts

    def _bounded(self, typed: str) -> Iterator[tuple[int, str]]:
        """Return the words that begin as was typed, and bounds of their posts, these falling."""
        if not self._words:
            return iter(())
        first, *others = self._words
        numbers = np.sort(first.beginning(typed))
        bounds = first.bounds(numbers)
        more: dict[str, int] = {}
        for each in others:
            own = each.beginning(typed)
            for number, bound in zip(own.tolist(), each.bounds(own).tolist(), strict=True):
                word = each.text(number)
                known = first.number(word)
                if known == NONE:
                    more[word] = more.get(word, 0) + bound
                else:
                    bounds[np.searchsorted(numbers, known)] += bound
        order = np.lexsort((numbers, -bounds)).tolist()
        falling = ((int(bounds[row]), first.text(int(numbers[row]))) for row in order)
        rest = sorted(((bound, word) for word, bound in more.items()), key=_falling)
        return merge(falling, rest, key=_falling)


def _falling(bounded: tuple[int, str]) -> tuple[int, str]:
    bound, word = bounded
    return -bound, word
