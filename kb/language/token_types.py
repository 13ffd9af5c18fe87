"""What tokens have in common that are written and read alike: all of a word but its place."""

from typing import NamedTuple

from kb.language.analyzer import Analyzer, Part


class TokenType(NamedTuple):
    """What is the same of every token of a type.

    Attributes:
        text: the normal form.
        length: how many code points it takes where it stands; 0 of a joined form, which says where
            it ends.
        stems: what it is searched by, the likeliest first; none of what is joined and no word.
        parts: those of a compound; `start` and `end` are places in the word.
        joined: whether it is a form that joins several words (`kb.language.joined`).
    """

    text: str
    length: int
    stems: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    joined: bool = False


class ReadText(NamedTuple):
    """A text as numbers of types; places are code points.

    Attributes:
        types: of each token, in order.
        starts: where each token starts.
        joined: (type, index of its first token, start, end) of each joined form.
        gaps: (start, end) of the white space between sentences.
    """

    types: list[int]
    starts: list[int]
    joined: list[tuple[int, int, int, int]]
    gaps: list[tuple[int, int]]


class TokenTypes:
    """The types met so far, numbered in the order in which they were met.

    One thread at a time may read.
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.types: list[TokenType] = []

    def read(self, text: str) -> ReadText:
        """Return a text as numbers of types; those that it is the first to have get new ones."""
        raise NotImplementedError
