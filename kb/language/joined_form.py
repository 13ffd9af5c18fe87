"""What joins words, what comes of it, and the text in which it is looked for."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import NamedTuple

from kb.language.analyzer import Part, Token


class By(Enum):
    """What joins words."""

    HYPHEN = "hyphen"  # e-post
    ELLIPSIS = "ellipsis"  # ungdoms- och idrottsföreningar
    NUMBER = "number"  # 10 000; 29 juni 2017
    AMPERSAND = "ampersand"  # R & D
    SIGN = "sign"  # C++; § 12

    @property
    def makes_word(self) -> bool:
        """Whether it makes a word, which inflects; else the form is compared as it is."""
        return self in (By.HYPHEN, By.ELLIPSIS)


class Joined(NamedTuple):
    """A form that joins several words, or a word and a sign.

    Attributes:
        text: how it is searched.
        by: what joins it.
        first, last: the tokens that it joins, by their index; `last` is one of them.
        start, end: where it stands in the text, in code points; what is left out of an elided
            compound stands elsewhere.
    """

    text: str
    by: By
    first: int
    last: int
    start: int
    end: int


class Written(NamedTuple):
    """A text and its tokens, each by its index; places are code points of the text.

    Attributes:
        text: as it stands.
        starts, ends: where they stand.
        word: gives the normal form of one.
        parts: gives the parts of one; their places are in the word.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    word: Callable[[int], str]
    parts: Callable[[int], Sequence[Part]]

    def behind(self, index: int) -> str:
        """Return what stands between a token and the next, which there must be."""
        return self.text[self.ends[index] : self.starts[index + 1]]


def written_of(text: str, tokens: Sequence[Token]) -> Written:
    """Return a text with all its tokens."""

    def parts(index: int) -> Sequence[Part]:
        start, own = tokens[index].start, tokens[index].parts
        return [part._replace(start=part.start - start, end=part.end - start) for part in own]

    return Written(
        text,
        [token.start for token in tokens],
        [token.end for token in tokens],
        lambda index: tokens[index].text,
        parts,
    )
