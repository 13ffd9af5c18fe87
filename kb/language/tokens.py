"""Text to words, each with its place in the text.

A word is a run of letters or digits. A colon ending belongs to it (ASF:er, EU:s), and so
do combining accents and soft hyphens inside it, which its normal form drops.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# The endings that Swedish writes after a colon on abbreviations, letters and figures
# (Språkrådet, Svenska skrivregler, on colon in inflected abbreviations).
_COLON_ENDING = (
    r"(?:ernas|arnas|ornas|erna|arna|orna|aren|are|ens|ets|ers|ars|ors|"
    r"en|et|er|ar|or|na|ns|ts|rs|[snatre])"
)
_INSIDE = r"[\u0300-\u036f\u00ad]"
_LETTER = r"[^\W_]"
_WORD = re.compile(
    rf"{_LETTER}(?:{_INSIDE}*{_LETTER})*[\u0300-\u036f]*(?::{_COLON_ENDING}(?!{_INSIDE}*{_LETTER}|[\u0300-\u036f]))?",
    re.IGNORECASE,
)
_OWN_LETTERS = frozenset("åäö")
_UNDOTTED = str.maketrans("åäö", "aao")
_READ_AS = str.maketrans({"æ": "ä", "ø": "ö", "\u00ad": None})


class Word(NamedTuple):
    """A word of a text: `text[start:end]` is how it stands there, `normal` how it is read."""

    normal: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of `text` in order; `start` and `end` are code points of `text`."""
    for match in _WORD.finditer(text):
        yield Word(normal_form(match.group()), match.start(), match.end())


def without_colon_ending(normal: str) -> str:
    """Return what stands before a colon ending: `asf:er` → `asf`; other words as they are."""
    return normal.partition(":")[0]


def without_dots(normal: str) -> str:
    """Return a word in normal form as it is typed on a keyboard without å, ä and ö."""
    return normal.translate(_UNDOTTED)


@lru_cache(maxsize=1 << 16)
def normal_form(word: str) -> str:
    """Return how a word is read: NFC, lower case, foreign accents folded.

    å, ä and ö are letters of their own and stay. æ and ø are read as ä and ö.
    """
    lowered = unicodedata.normalize("NFC", word).lower().translate(_READ_AS)
    if lowered.isascii():
        return lowered
    return "".join(
        letter if letter in _OWN_LETTERS else _without_accents(letter) for letter in lowered
    )


def _without_accents(letter: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)
