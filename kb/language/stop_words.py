"""Words so common that no search requires them: Snowball's list for Swedish, as Whoosh has it.

The list has skulle, but not its present.
"""

from whoosh.lang.stopwords import stoplists

from kb.language.tokens import without_dots

_WORDS: frozenset[str] = frozenset(stoplists["sv"]) | {"ska", "skall"}
_WITH_DOTS = {bare: word for word in sorted(_WORDS) if (bare := without_dots(word)) not in _WORDS}


def is_stop_word(normal: str) -> bool:
    """Tell whether a word in normal form is a stop word, typed with its dots or without."""
    return normal in _WORDS or normal in _WITH_DOTS


def dotted_stop_word(normal: str) -> str:
    """Return the stop word that a word is without its dots (for: för); other words as they are."""
    return _WITH_DOTS.get(normal, normal)
