"""A place in a line where a title may begin, as the rules look at it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kb.importers.archive.titles import dictionary as known

# How strongly a rule speaks. A place that no rule answers for is no glue.
NO, POSSIBLE, LIKELY, SURE = 0, 1, 2, 3

QUOTES = '"”“„»«'
APOSTROPHES = "'’‘"
OPENING = QUOTES + APOSTROPHES + "("
SENTENCE_END = ".!?…"
WORDS_LIKE_ENDINGS = ("en", "er", "an")
# A word, or the last and the first hump of one: Skåne and Trafiken of SkåneTrafiken.
_LETTERS_END = re.compile(r"(?:[A-ZÅÄÖ]*[^\W\d_A-ZÅÄÖ]+|[A-ZÅÄÖ]+)\Z")
_LETTERS = re.compile(r"(?:[A-ZÅÄÖ]+[^\W\d_A-ZÅÄÖ]*|[^\W\d_A-ZÅÄÖ]+)")
HUMP = re.compile(r"[^\W\d_A-ZÅÄÖ][A-ZÅÄÖ]|[A-ZÅÄÖ]{2}[^\W\d_A-ZÅÄÖ]")
JOINED = re.compile(r"[\w-]+")


class Spellings(Protocol):
    """What a page knows of its own words."""

    def has(self, word: str) -> bool:
        """Tell whether the word stands elsewhere on the page, on its own and spelled so."""


@dataclass(frozen=True)
class Spot:
    """A place inside a word, white space on neither side: `line[:at]` and `line[at:]`.

    The word (all between two white spaces) is `line[start:end]`. `quotes_open` tells whether
    a quotation that earlier lines began is still open where the line begins.
    """

    line: str
    at: int
    start: int
    end: int
    page: Spellings
    quotes_open: bool = False

    @property
    def before(self) -> str:
        """The character before the place."""
        return self.line[self.at - 1]

    @property
    def after(self) -> str:
        """The character after the place."""
        return self.line[self.at]

    @cached_property
    def left(self) -> str:
        """What the word has before the place."""
        return self.line[self.start : self.at]

    @cached_property
    def right(self) -> str:
        """What the word has after the place."""
        return self.line[self.at : self.end]

    @cached_property
    def left_word(self) -> str:
        """The letters that end at the place."""
        found = _LETTERS_END.search(self.left)
        return found.group() if found else ""

    @cached_property
    def right_word(self) -> str:
        """The letters that begin at the place, a quotation mark before them aside."""
        found = _LETTERS.match(self.right.lstrip(OPENING))
        return found.group() if found else ""

    @cached_property
    def right_letters(self) -> str:
        """All the letters that begin at the place, capitals inside or not."""
        found = re.match(r"[^\W\d_]+", self.right)
        return found.group() if found else ""

    @cached_property
    def rest(self) -> str:
        """The line from the place on: the title, if it is a glue."""
        return self.line[self.at :].strip()

    @cached_property
    def alone(self) -> bool:
        """Whether nothing but this word stands on the line before the place."""
        return not self.line[: self.start].strip()

    @cached_property
    def opens(self) -> bool:
        """Whether the rest begins as titles do and names do not, and has more than that word."""
        found = re.match(r"[^\W\d_]+", self.right.lstrip(OPENING))
        return found is not None and known.opens_title(found.group()) and " " in self.rest

    @cached_property
    def capitals_follow(self) -> bool:
        """Whether the rest is a title in capitals: two words or more, or a long one."""
        letters = [c for c in self.rest if c.isalpha()]
        if not letters or any(c.islower() for c in letters):
            return False
        return len(letters) >= 6 or (len(letters) >= 4 and len(self.rest.split()) > 1)


def small_prefix(spot: Spot) -> bool:
    """Tell whether the small letter before the place may belong to what follows: e|Hälsa."""
    word = spot.left_word
    if word[-1:] not in ("e", "i") or spot.opens:
        return False
    whole = known.is_known(word.lower()) or known.is_english(word)
    return len(word) == 1 or not whole or known.is_known(word[:-1])
