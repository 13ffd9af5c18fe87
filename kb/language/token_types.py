"""What tokens have in common that are written and read alike: all of a word but its place."""

from typing import NamedTuple

from kb.language.analyzer import Analyzer, Part, Token
from kb.language.joined import joined, joined_token
from kb.language.sentences import sentence_gaps


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
        self._numbers: dict[TokenType, int] = {}

    def read(self, text: str) -> ReadText:
        """Return a text as numbers of types; those that it is the first to have get new ones."""
        tokens = self._analyzer.analyze(text)
        forms = []
        for form in joined(text, tokens, self._analyzer):
            token = joined_token(form, self._analyzer)
            stems = token.stems if form.by.makes_word else ()
            number = self._number(TokenType(token.text, 0, stems, joined=True))
            forms.append((number, form.first, form.start, form.end))
        return ReadText(
            [self._number(_type_of(token)) for token in tokens],
            [token.start for token in tokens],
            forms,
            list(sentence_gaps(text)),
        )

    def _number(self, token_type: TokenType) -> int:
        number = self._numbers.setdefault(token_type, len(self.types))
        if number == len(self.types):
            self.types.append(token_type)
        return number


def _type_of(token: Token) -> TokenType:
    start = token.start
    parts = tuple(
        part._replace(start=part.start - start, end=part.end - start) for part in token.parts
    )
    return TokenType(token.text, token.end - start, token.stems, parts)
