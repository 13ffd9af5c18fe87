"""Texts by the beginnings of their words; for engines, and whoever else holds short texts."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from kb.language.tokens import without_diacritics, words

_LAST_CHARACTER = "\U0010ffff"


class PrefixIndex:
    """Finds texts by the beginnings of words in them; a text goes by its index among them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._rows = sorted(
            {
                (without_diacritics(word.normal), word.normal, index)
                for index, text in enumerate(texts)
                for word in words(text)
            }
        )
        self._keys = [undotted for undotted, _, _ in self._rows]

    def having(self, typed: Sequence[str]) -> list[int]:
        """Return the indexes of the texts in which each of these begins a word, in their order.

        Without any dots of å, ä and ö it also begins words that have them, never the reverse.
        """
        return sorted(set.intersection(*map(self._having, typed)))

    def _having(self, typed: str) -> set[int]:
        undotted = without_diacritics(typed)
        start = bisect_left(self._keys, undotted)
        end = bisect_left(self._keys, undotted + _LAST_CHARACTER)
        return {
            index
            for _, word, index in self._rows[start:end]
            if undotted == typed or word.startswith(typed)
        }


def begin_words(text: str, typed: Sequence[str]) -> bool:
    """Tell whether each of these begins a word of a text, as `PrefixIndex` has it."""
    return bool(PrefixIndex([text]).having(typed))
