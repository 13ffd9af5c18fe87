"""The words of a file of arrays, and which of them a word may stand for.

`kb.search.port.vocabulary` says what each answer is; here no list of all words is ever made.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.array_file import AnyArray
from kb.engines.files.dictionary import Dictionary
from kb.engines.files.word_columns import MOST_LETTERS, signature
from kb.search.port.terms import without_diacritics
from kb.search.port.vocabulary import near, slips_in

_LAST_CHARACTER = "\U0010ffff"


class Words:
    """Words by the number that each has as an exact term; `arrays` has their `word_columns`."""

    def __init__(self, terms: Dictionary, arrays: Mapping[str, AnyArray]) -> None:
        self._terms = terms
        self._undotted = arrays["exact/undotted"]
        self._letters = arrays["exact/letters"]
        self._signatures = arrays["exact/signatures"]
        # Of letters that begin words: their rows in the order of undotted letters.
        self._by_letter: dict[str, slice] = {}

    def text(self, number: int) -> str:
        """Return a word."""
        return self._terms.text(number).decode()

    def number(self, word: str) -> int:
        """Return the number of a word, `NONE` where there is no such word."""
        return self._terms.find(word.encode())

    def undotted(self, word: str) -> Iterator[str]:
        """Yield the words that are a word but for their dots."""
        for row in range(self._row(word), len(self._undotted)):
            text = self.text(int(self._undotted[row]))
            if without_diacritics(text) != word:
                return
            yield text

    def beginning(self, typed: str) -> NDArray[np.integer]:
        """Return the words that begin as was typed, in the order of their undotted letters."""
        if without_diacritics(typed) != typed:
            found = self._terms.beginning(typed.encode("utf-8", "replace"))
            return np.arange(found.start, found.stop)
        return self._undotted[self._row(typed) : self._row(typed + _LAST_CHARACTER)]

    def beginning_with(self, letter: str) -> slice:
        """Return the rows of the words that begin with an undotted letter."""
        rows = self._by_letter.get(letter)
        if rows is None:
            rows = slice(self._row(letter), self._row(letter + _LAST_CHARACTER))
            if rows.start < rows.stop:  # so of any letter that is typed only some are kept
                self._by_letter[letter] = rows
        return rows

    def maybe_similar(
        self, word: str, among: NDArray[np.integer] | None = None
    ) -> NDArray[np.integer]:
        """Return words of which some are what a word may be a slip for, and all of these.

        `among` has the rows of those in question, in the order of undotted letters.
        """
        slips, undotted = slips_in(word), without_diacritics(word)
        rows = self.beginning_with(undotted[0]) if among is None else among
        longer = self._letters[rows].astype(np.int16) - min(len(word), MOST_LETTERS)
        as_long = (np.abs(longer) <= slips).nonzero()[0]
        longer, others = longer.take(as_long), self._signatures[rows].take(as_long)
        # A slip takes at the most one letter away and puts one in; those that make a word longer
        # take none away, those that make it shorter put none in.
        own = np.uint32(signature(undotted))
        lost, new = np.bitwise_count(own & ~others), np.bitwise_count(others & ~own)
        kept = (lost + np.maximum(longer, 0) <= slips) & (new - np.minimum(longer, 0) <= slips)
        numbers: NDArray[np.integer] = self._undotted[rows].take(as_long[kept])
        return numbers

    def near(self, word: str, numbers: NDArray[np.integer]) -> list[tuple[int, str]]:
        """Return those of some words that a word may be a slip for, with how many slips."""
        if not len(numbers):
            return []
        return near(word, self._terms.lines(numbers).decode().split("\n")[:-1])

    def _row(self, undotted: str) -> int:
        """Return how many words come before a text in the order of undotted letters."""
        return bisect_left(
            range(len(self._undotted)),
            undotted,
            key=lambda row: without_diacritics(self.text(int(self._undotted[row]))),
        )
