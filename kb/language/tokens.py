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
# After a colon ending: an accent would make another letter of its last one (A:Ä).
_NO_END = rf"[\u0300-\u036f]|\u00ad*{_LETTER}"
WORD = re.compile(
    rf"{_LETTER}+(?:{_INSIDE}+{_LETTER}+)*[\u0300-\u036f]*(?::(?i:{_COLON_ENDING})(?!{_NO_END}))?"
)
_OWN_LETTERS = frozenset("åäö")
_UNDOTTED = str.maketrans("åäö", "aao")
# The ligatures are what copying from a PDF leaves of fi, fl …
_READ_AS = str.maketrans(
    {"æ": "ä", "ø": "ö", "\u00ad": None}
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


class Word(NamedTuple):
    """A word of a text: `text[start:end]` is how it stands there, `normal` how it is read."""

    normal: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of `text` in order; `start` and `end` are code points of `text`."""
    for match in WORD.finditer(text):
        yield Word(normal_form(match.group()), match.start(), match.end())


def without_colon_ending(normal: str) -> str:
    """Return what stands before a colon ending: `asf:er` → `asf`; other words as they are."""
    return normal.partition(":")[0]


def without_diacritics(normal: str) -> str:
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


def place_in(surface: str, length: int) -> int:
    """Return where in a word as it stands the first `length` letters of its normal form end.

    Accents and soft hyphens that the normal form lacks go with the letter before them.
    """
    place = len(surface)
    while place and len(normal_form(surface[:place])) > length:
        place -= 1
    return place


def _without_accents(letter: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)
