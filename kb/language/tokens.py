"""Text to words, each with its place in the text.

A word is a run of letters or digits. A colon ending belongs to it (ASF:er, EU:s), and so
do combining accents inside it, and characters that show nothing: soft hyphens, zero-width spaces
and joiners. Its normal form drops them, and writes what looks the same the same way.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

# The endings that Swedish writes after a colon on abbreviations, letters and figures
# (Språkrådet, Svenska skrivregler, on colon in inflected abbreviations).
_COLON_ENDING = (
    r"(?:ernas|arnas|ornas|erna|arna|orna|aren|are|ens|ets|ers|ars|ors|"
    r"en|et|er|ar|or|na|ns|ts|rs|[snatre])"
)
# A soft hyphen, zero-width space, non-joiner and joiner, a word joiner, a byte order mark.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_INSIDE = rf"[\u0300-\u036f{INVISIBLE}]"
_LETTER = r"[^\W_]"
# After a colon ending: an accent would make another letter of its last one (A:Ä).
_NO_END = rf"[\u0300-\u036f]|[{INVISIBLE}]*{_LETTER}"
WORD = re.compile(
    rf"{_LETTER}+(?:{_INSIDE}+{_LETTER}+)*[\u0300-\u036f]*(?::(?i:{_COLON_ENDING})(?!{_NO_END}))?"
)
_OWN_LETTERS = frozenset("åäö")
_OWN_WORD = re.compile("[\0-\x7fåäö]*")
_DROPPED = dict.fromkeys(map(ord, INVISIBLE))
# Letters of other languages that Unicode knows no plainer form of.
_READ_AS = {"æ": "ä", "ø": "ö", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th"} | {
    **{"œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"},
}


class Word(NamedTuple):
    """A word of a text: `text[start:end]` is how it stands there, `normal` how it is read."""

    normal: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of `text` in order; `start` and `end` are code points of `text`."""
    for match in WORD.finditer(text):
        yield Word(normal_form(match.group()), match.start(), match.end())


@lru_cache(maxsize=256)  # a paragraph's are asked for its anchor, and then for the names in it
def normal_words(text: str) -> tuple[str, ...]:
    """Return the normal forms of a text's words, in order, where nobody asks for their places."""
    return tuple(map(normal_form, WORD.findall(text)))


def without_colon_ending(normal: str) -> str:
    """Return what stands before a colon ending: `asf:er` → `asf`; other words as they are."""
    return normal.partition(":")[0]


def without_diacritics(normal: str) -> str:
    """Return a word in normal form as it is typed on a keyboard without å, ä and ö."""
    # A tenth of what `translate` takes, and of a long text a hundredth.
    return normal.replace("å", "a").replace("ä", "a").replace("ö", "o")


@lru_cache(maxsize=1 << 16)
def normal_form(word: str) -> str:
    """Return how a word is matched: lower case, foreign accents folded, what looks the same alike.

    å, ä and ö are letters of their own and stay; æ and ø are read as they. Subscripts,
    full-width letters, ligatures are what they stand for (CO₂: co2).
    """
    return folded(_lowered(word))


def spelling(word: str) -> str:
    """Return how a word is looked up: its normal form, but with its accents (é, ü).

    It has as many letters.
    """
    return normal_and_spelling(word)[1]


def normal_and_spelling(word: str) -> tuple[str, str]:
    """Return the normal form and the spelling of a word."""
    lowered = _lowered(word)
    if _OWN_WORD.fullmatch(lowered):
        return lowered, lowered
    return folded(lowered), "".join(map(_spelt, lowered))


def folded(spelt: str) -> str:
    """Return the normal form of a spelling."""
    return spelt if _OWN_WORD.fullmatch(spelt) else "".join(map(_plain, spelt))


def place_in(surface: str, length: int) -> int:
    """Return where in a word as it stands the first `length` letters of its normal form end.

    Accents and soft hyphens that the normal form lacks go with the letter before them.
    """
    place = len(surface)
    while place and len(normal_form(surface[:place])) > length:
        place -= 1
    return place


def _lowered(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFC", word.translate(_DROPPED)).lower()


@cache
def _spelt(letter: str) -> str:
    """Return a lower-case letter with its accent, if it is one with an accent."""
    plain = _plain(letter)
    return letter if unicodedata.normalize("NFD", letter)[:1] == plain else plain


@cache
def _plain(letter: str) -> str:
    """Return a lower-case letter as Swedish writes it; more than one of a ligature."""
    if letter.isascii() or letter in _OWN_LETTERS:
        return letter
    if letter in _READ_AS:
        return _READ_AS[letter]
    compatible = unicodedata.normalize("NFKC", letter).lower()
    # What stands for more than letters and digits (½) stays as it is.
    if compatible != letter and compatible.isalnum():
        return "".join(map(_plain, compatible))
    bare = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)
