"""Words so common that no search requires them.

Snowball's list for Swedish (https://snowballstem.org/algorithms/swedish/stop.txt), and ska and
skall, which it lacks although it has skulle.
"""

from kb.language.tokens import without_diacritics

_LIST = (
    "alla allt att av blev bli blir blivit de dem den denna deras dess dessa det detta dig din "
    "dina ditt du där då efter ej eller en er era ert ett från för ha hade han hans har henne "
    "hennes hon honom hur här i icke ingen inom inte jag ju kan kunde man med mellan men mig min "
    "mina mitt mot mycket ni nu när någon något några och om oss på samma sedan sig sin sina "
    "sitta själv ska skall skulle som så sådan sådana sådant till under upp ut utan vad var vara "
    "varför varit varje vars vart vem vi vid vilka vilkas vilken vilket vår våra vårt än är åt "
    "över"
)
_WORDS = frozenset(_LIST.split())
_BY_UNDOTTED = {
    bare: word for word in sorted(_WORDS) if (bare := without_diacritics(word)) not in _WORDS
}


def is_stop_word(normal: str) -> bool:
    """Tell whether a word in normal form is a stop word, typed with its dots or without."""
    return normal in _WORDS or normal in _BY_UNDOTTED


def restored_stop_word(normal: str) -> str:
    """Return the stop word that a word is without its dots (for: för); other words as they are."""
    return _BY_UNDOTTED.get(normal, normal)


def stop_words_beginning(typed: str) -> list[str]:
    """Return the stop words that begin as was typed, but for dots."""
    undotted = without_diacritics(typed)
    return [
        word for word in (*_WORDS, *_BY_UNDOTTED) if without_diacritics(word).startswith(undotted)
    ]
