"""Abbreviations that a text introduces: ”arbetsintegrerande sociala företag (ASF)”, or ”, ASF,”.

The letters are matched from the first word on, as Schwartz and Hearst (2003, A simple algorithm
for identifying abbreviation definitions in biomedical text) do from the last, but strictly:
every word gives its first letter, and may give letters inside it besides, as compounds do
(Europeiska socialfonden, ESF). Only stop words may be passed over.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.language.stop_words import is_stop_word
from kb.language.tokens import words

# Two to eight letters, capitals but for the odd small one between (BoI, SiS), no sentence.
_SHORT = r"[A-ZÅÄÖ][A-ZÅÄÖa-zåäö&-]{0,6}[A-ZÅÄÖ]"
_SHORT_BEHIND = re.compile(rf"\((?:s\.?k\.? )?({_SHORT})\)")
# Commas stand around much else, so two letters, which any two words may spell, do not suffice.
_SHORT_BETWEEN = re.compile(r", ([A-ZÅÄÖ][A-ZÅÄÖa-zåäö&-]{1,6}[A-ZÅÄÖ])(?=[,.])")
_LONG_BEHIND = re.compile(rf"\b({_SHORT}) \(([^()]{{5,120}})\)")
_STOP = re.compile(r"[.!?;:()\n]")
_STOP_OR_COMMA = re.compile(r"[.,!?;:()\n]")
_LOOK_BACK = 200


class Abbreviation(NamedTuple):
    """An abbreviation and the words it stands for, in normal form."""

    short: str
    long: tuple[str, ...]


def find_abbreviations(text: str) -> Iterator[Abbreviation]:
    """Yield the abbreviations that a plain text introduces."""
    for form, stop in ((_SHORT_BEHIND, _STOP), (_SHORT_BETWEEN, _STOP_OR_COMMA)):
        for match in form.finditer(text):
            before = stop.split(text[max(0, match.start() - _LOOK_BACK) : match.start()])[-1]
            candidates = [word.normal for word in words(before)]
            for first in range(len(candidates) - 1, -1, -1):
                if _stands_for(match[1], candidates[first:]):
                    yield Abbreviation(match[1].lower(), tuple(candidates[first:]))
                    break
    for match in _LONG_BEHIND.finditer(text):
        long = [word.normal for word in words(match[2])]
        if _stands_for(match[1], long):
            yield Abbreviation(match[1].lower(), tuple(long))


def _stands_for(short: str, long: Sequence[str]) -> bool:
    letters = "".join(letter for letter in short.lower() if letter.isalpha())
    several = len(long) > 1 and short.lower() not in long
    return several and not is_stop_word(long[0]) and _spelled(letters, long)


def _spelled(letters: str, long: Sequence[str]) -> bool:
    """Whether the letters are the words' first ones, with letters inside a word between them."""
    if not long:
        return not letters
    word, rest = long[0], long[1:]
    if is_stop_word(word) and _spelled(letters, rest):
        return True
    if not letters or word[0] != letters[0]:
        return False
    inside, place = 1, 0
    while True:
        if _spelled(letters[inside:], rest):
            return True
        if inside >= len(letters):
            return False
        # A letter inside a word begins a part of it, which has two letters or more before it.
        place = word.find(letters[inside], place + 2)
        if place < 0:
            return False
        inside += 1
