"""What the lexicon tells of a word that stands with a capital."""

from kb.language.compounds import split
from kb.language.lexicon import NAME, WORD, Lexicon
from kb.language.stop_words import is_stop_word


class Vocabulary:
    """Tells ordinary words from names; remembers what was asked."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._common: dict[str, bool] = {}

    def is_common(self, word: str) -> bool:
        """Tell whether a word is one of those that are written in small letters."""
        known = self._common.get(word)
        if known is None:
            known = self._common[word] = self._is_common(word.lower())
        return known

    def is_name(self, word: str) -> bool:
        """Tell whether a dictionary has a word, in the genitive or not, as a name."""
        lower = word.lower()
        return self._has(lower, NAME) or (lower.endswith("s") and self._has(lower[:-1], NAME))

    def is_compound(self, word: str) -> bool:
        """Tell whether a word that no dictionary has is made of words: bredbandsbolagen."""
        return bool(split(word.lower(), self._lexicon))

    def _is_common(self, lower: str) -> bool:
        if is_stop_word(lower):
            return True
        if not self._has(lower, WORD) or self._has(lower, NAME):
            return False
        return not (lower.endswith("s") and self._has(lower[:-1], NAME))

    def _has(self, lower: str, role: int) -> bool:
        return bool(self._lexicon.entry(lower).roles & role)
