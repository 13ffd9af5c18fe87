"""Texts as the index reads them: by it is told which of their words a query matches.

An engine may keep the analysis of its documents, and give it with them; else texts are analysed
anew. Either way it looks the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.language.analyzer import Analyzer
from kb.language.token_types import TokenType, TokenTypes
from kb.search.port.queries import Form, Term

Integers = NDArray[np.integer[Any]]


class TypePart(NamedTuple):
    """A part of a compound: its stem, and its place in the word, in code points."""

    stem: str
    start: int
    end: int


class Types(Protocol):
    """The token types (`kb.language.token_types`) of a part of an index, by number.

    It is compared, and hashed, by identity.
    """

    def __len__(self) -> int:
        """Return how many there are."""

    def having(self, term: Term) -> Integers:
        """Return the types that have a term, in any order; none have grams."""

    def beginning(self, prefix: str) -> Integers:
        """Return the types whose exact form begins so, in any order."""

    def text(self, number: int) -> str:
        """Return the exact form of a type."""

    def stems(self, number: int) -> Sequence[str]:
        """Return the stems of a type, the likeliest first; none of what is joined and no word."""

    def parts(self, number: int) -> Sequence[TypePart]:
        """Return the parts of a type in their order, none of a simple word."""


class Analysis(NamedTuple):
    """Texts, one after another; of a document its title, its paragraphs, its tags.

    Places are code points of the text that something stands in.

    Attributes:
        numbers: tells what the types are.
        types, starts, ends: [tokens].
        text_ends: [texts], how many tokens there are up to the end of each text.
        joined, joined_starts, joined_ends: [joined forms], their types and places.
        joined_text_ends: [texts].
        gap_starts, gap_ends: [gaps], the white space between sentences.
        gap_text_ends: [texts].
    """

    numbers: Types
    types: Integers
    starts: Integers
    ends: Integers
    text_ends: Integers
    joined: Integers
    joined_starts: Integers
    joined_ends: Integers
    joined_text_ends: Integers
    gap_starts: Integers
    gap_ends: Integers
    gap_text_ends: Integers


def analysis_of(texts: Sequence[str], analyzer: Analyzer) -> Analysis:
    """Analyse texts."""
    met = TokenTypes(analyzer)
    read = met.read_texts(texts)
    lengths = np.array([each.length for each in met.types], np.int32)
    return Analysis(
        numbers=TypeTable(met.types),
        types=read.types,
        starts=read.starts,
        ends=read.starts + lengths[read.types],
        text_ends=np.cumsum(read.tokens_per_text),
        joined=read.joined[:, 0],
        joined_starts=read.joined[:, 2],
        joined_ends=read.joined[:, 3],
        joined_text_ends=np.cumsum(read.joined_per_text),
        gap_starts=read.gaps[:, 0],
        gap_ends=read.gaps[:, 1],
        gap_text_ends=np.cumsum(read.gaps_per_text),
    )


class TypeTable(Types):
    """Token types in a list."""

    def __init__(self, types: Sequence[TokenType]) -> None:
        self._types = types
        self._having: dict[Term, list[int]] = defaultdict(list)
        for number, each in enumerate(types):
            for term in {
                Term(Form.EXACT, each.text),
                *(Term(Form.STEM, stem) for stem in each.stems),
                *(Term(Form.PART, part.stem) for part in each.parts),
            }:
                self._having[term].append(number)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._types)

    def having(self, term: Term) -> Integers:
        """Return the types that have a term."""
        return _integers(self._having.get(term, ()))

    def beginning(self, prefix: str) -> Integers:
        """Return the types whose exact form begins so."""
        return _integers(
            number for number, each in enumerate(self._types) if each.text.startswith(prefix)
        )

    def text(self, number: int) -> str:
        """Return the exact form of a type."""
        return self._types[number].text

    def stems(self, number: int) -> Sequence[str]:
        """Return the stems of a type."""
        return self._types[number].stems

    def parts(self, number: int) -> Sequence[TypePart]:
        """Return the parts of a type."""
        return [TypePart(part.stem, part.start, part.end) for part in self._types[number].parts]


def those(numbers: Iterable[Integers | list[int]], count: int) -> NDArray[np.bool_]:
    """Return which of so many types are among some."""
    found = np.zeros(count, np.bool_)
    for each in numbers:
        found[each] = True
    return found


def _integers(values: Iterable[int]) -> NDArray[np.int32]:
    return np.fromiter(values, np.int32)
