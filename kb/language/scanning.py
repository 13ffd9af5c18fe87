"""Many texts at once to words, by arrays of their characters.

What `kb.language.tokens.WORD` finds in a text, and where its sentences may end; in a fifth of the
time, since nothing is done for each character or word in Python.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.language.joined import SIGNS
from kb.language.sentences import ENDINGS
from kb.language.tokens import INVISIBLE, WORD, normal_form

Places = NDArray[np.int64]

# What a character is, several at once. Of an unknown one nothing is known yet.
_LETTER, _INSIDE, _COLON, _SPACE, _NEWLINE, _ENDING, _SIGN, _UNKNOWN = (1 << n for n in range(8))
_IN_WORDS = _LETTER | _INSIDE | _COLON
_CODE_POINTS = 0x110000
# Stands before, between and behind texts; no word, space or form reaches over it.
_BORDER = "\0"
_UTF_32 = "utf-32-le"
_CODES = np.dtype("<u4")


class Scan(NamedTuple):
    """Texts as words; all places are code points of `joint`.

    Attributes:
        joint: the texts, one after the other, with something around each that belongs to none.
        offsets: [texts], where each begins.
        words: of all texts, as they stand there.
        starts, ends: [words].
        gaps: [gaps, 2], start and end of white space that may part sentences.
        beside: words, by their index, that may be joined (`kb.language.joined.joined_beside`).
    """

    joint: str
    offsets: Places
    words: list[str]
    starts: Places
    ends: Places
    gaps: Places
    beside: Places


class Scanner:
    """Scans texts; it learns what a character is when it first meets it.

    One thread at a time may use it. It has a byte for each code point, and needs some 20 bytes for
    each character of the texts while it scans them.
    """

    def __init__(self) -> None:
        self._kinds = np.full(_CODE_POINTS, _UNKNOWN, np.uint8)

    def scan(self, texts: Sequence[str]) -> Scan:
        """Return the words of texts, and where their sentences may end."""
        joint = _BORDER.join(["", *texts, ""])
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        offsets = np.cumsum(lengths + 1) - lengths
        codes = np.frombuffer(joint.encode(_UTF_32, "surrogatepass"), _CODES)
        kinds = self._kinds_of(codes)

        is_word = (kinds & _LETTER).view(np.bool_)
        _mark_odd_words(joint, kinds, is_word)
        starts, ends = _runs(is_word)
        # Nothing in a word is white space.
        spaced = np.where(is_word, codes, _CODES.type(ord(" ")))
        words = spaced.tobytes().decode(_UTF_32).split()

        left, right = _runs((kinds & _SPACE) != 0)
        may_end = (kinds[left - 1] & _ENDING) != 0
        lines = np.flatnonzero(kinds & _NEWLINE)
        may_end[np.searchsorted(left, lines, "right") - 1] = True
        gaps = np.stack([left[may_end], right[may_end]], axis=1)

        # What is both a letter and a sign is a digit, and a number if a word begins with it.
        signs = np.flatnonzero((kinds & (_SIGN | _LETTER)) == _SIGN)
        near = is_word[signs - 1] | is_word[signs + 1] | (codes[signs] == ord("&"))
        before_signs = np.searchsorted(starts, signs[near], "right") - 1
        numbers = np.flatnonzero(kinds[starts] & _SIGN)
        beside = np.unique(np.concatenate([numbers, before_signs[before_signs >= 0]]))
        return Scan(joint, offsets, words, starts, ends, gaps, beside)

    def _kinds_of(self, codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
        kinds = self._kinds[codes]
        if kinds.max(initial=0) == _UNKNOWN:
            for code in np.unique(codes[kinds == _UNKNOWN]).tolist():
                self._kinds[code] = _kind(chr(code))
            kinds = self._kinds[codes]
        return kinds


def _kind(character: str) -> int:
    kinds = {
        _LETTER: character.isalnum(),
        _INSIDE: "\u0300" <= character <= "\u036f" or character in INVISIBLE,
        _COLON: character == ":",
        _SPACE: character.isspace(),
        _NEWLINE: character == "\n",
        _ENDING: character in ENDINGS,
        _SIGN: character in SIGNS or normal_form(character)[:1].isdigit(),
    }
    return sum(kind for kind, is_one in kinds.items() if is_one)


def _runs(marked: NDArray[np.bool_]) -> tuple[Places, Places]:
    """Return where the runs of what is marked start and end; the first and last are not marked."""
    edges = np.flatnonzero(marked[1:] != marked[:-1]) + 1
    return edges[::2], edges[1::2]


def _mark_odd_words(joint: str, kinds: NDArray[np.uint8], is_word: NDArray[np.bool_]) -> None:
    """Mark the words that have more in them than letters and digits: ASF:er, sko\u00adlan."""
    odd = np.flatnonzero(kinds & (_INSIDE | _COLON))
    odd = odd[is_word[odd + 1] | ((kinds[odd] & _INSIDE) != 0)]
    reached = 0
    for place in odd.tolist():
        if place < reached:
            continue
        start, end = place, place + 1
        while kinds[start - 1] & _IN_WORDS:
            start -= 1
        while kinds[end] & _IN_WORDS:
            end += 1
        is_word[start:end] = False
        for match in WORD.finditer(joint, start, end):
            is_word[match.start() : match.end()] = True
        reached = end
