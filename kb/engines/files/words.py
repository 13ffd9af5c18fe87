"""The words of a file of arrays, and which of them a word may stand for.

`kb.search.port.vocabulary` says what each answer is; here no list of all words is ever made.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.array_file import AnyArray
from kb.engines.files.dictionary import Dictionary
from kb.engines.files.word_columns import signature
from kb.search.port.terms import without_diacritics
from kb.search.port.vocabulary import near, slips_in

_LAST_CHARACTER = "\U0010ffff"
# More letters are not counted.
_MOST_LETTERS = 255


# Those that leaving out dots may set or clear.
_DOTTED = signature("åäöao")


class Words:
    """Words by the number that each has as an exact term; `arrays` has their `word_columns`."""

    def __init__(self, terms: Dictionary, arrays: Mapping[str, AnyArray]) -> None:
        self._terms = terms
        self._undotted = arrays["exact/undotted"]
        self._letters = arrays["exact/letters"]
        self._signatures = arrays["exact/signatures"]

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

    def similar(self, word: str) -> list[tuple[int, str]]:
        """Return the words that a word may be a slip for, with how many slips."""
        slips, undotted = slips_in(word), without_diacritics(word)
        first = undotted[0]
        numbers = self._undotted[self._row(first) : self._row(first + _LAST_CHARACTER)]
        letters = self._letters.take(numbers)
        least = min(len(word) - slips, _MOST_LETTERS)
        numbers = numbers[(letters >= least) & (letters <= min(len(word) + slips, _MOST_LETTERS))]
        # A slip takes at the most one letter away and puts one in.
        others = self._signatures.take(numbers) ^ np.uint32(signature(word))
        if undotted == word:
            others &= np.uint32(0xFFFFFFFF ^ _DOTTED)
        numbers = numbers[np.bitwise_count(others) <= 2 * slips]
        return near(word, [self.text(number) for number in numbers.tolist()])

    def _row(self, undotted: str) -> int:
        """Return how many words come before a text in the order of undotted letters."""
        return bisect_left(
            range(len(self._undotted)),
            undotted,
            key=lambda row: without_diacritics(self.text(int(self._undotted[row]))),
        )
