"""The one chain that reads posts and queries alike.

What it does to a text is part of an index: `fingerprint` names it, and an index made under
another fingerprint is rebuilt, never searched.
"""

import hashlib
from dataclasses import dataclass
from importlib.metadata import version

from whoosh.lang.stopwords import stoplists

from kb.language.stems import stem
from kb.language.tokens import words

# Raise it with every change of rules that alters any token or stem.
_RULES = 1
_LIBRARIES = ("PyStemmer", "snowballstemmer", "whoosh")
_STOP_WORDS: frozenset[str] = frozenset(stoplists["sv"])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a compound; `start` and `end` are code points of the analysed text."""

    text: str
    start: int
    end: int
    stem: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is searched.

    `text` is its normal form, `stem` what its inflections share, `also` the stems of further
    readings, `parts` those of a compound (none for a simple word). `start` and `end` are code
    points of the analysed text.
    """

    text: str
    start: int
    end: int
    stem: str
    also: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


def analyze(text: str) -> list[Token]:
    """Return the tokens of a text of any length, in order."""
    return [Token(word.normal, word.start, word.end, stem(word.normal)) for word in words(text)]


def is_stop_word(normal: str) -> bool:
    """Tell whether a word in normal form is so common that no search requires it."""
    return normal in _STOP_WORDS


def fingerprint() -> str:
    """Return 16 hex digits that change whenever the analysis may."""
    facts = [f"rules {_RULES}", *(f"{name} {version(name)}" for name in _LIBRARIES)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
