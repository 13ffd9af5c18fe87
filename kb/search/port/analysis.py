"""Texts as the index reads them: by it is told which of their words a query matches.

An engine may keep the analysis of its documents, and give it with them; else texts are analysed
anew (`kb.search.port.text_analysis`). Either way it looks the same.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.language.token_types import TokenType
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
    """Texts, one after another; of each document its title, its paragraphs, its tags.

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


class Analyses(Protocol):
    """The analyses that an engine keeps of a part of its documents.

    It is compared, and hashed, by identity.
    """

    def of(self, numbers: Sequence[int]) -> Analysis:
        """Return the analysis of some documents, by their numbers here, one after another.

        To read several at once costs little more than to read one.
        """


class KeptAnalysis(NamedTuple):
    """Where the analysis of a document is kept, and as which number there."""

    by: Analyses
    number: int

    def read(self) -> Analysis:
        """Return it alone."""
        return self.by.of([self.number])


_TERMS: Mapping[Form, Callable[[TokenType], Collection[str]]] = {
    Form.EXACT: lambda each: (each.text,),
    Form.STEM: lambda each: each.stems,
    Form.PART: lambda each: {part.stem for part in each.parts},
    Form.GRAM: lambda each: (),
}


class TypeTable(Types):
    """Token types in a list."""

    def __init__(self, types: Sequence[TokenType]) -> None:
        self._types = types
        self._having: dict[Form, Mapping[str, list[int]]] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._types)

    def having(self, term: Term) -> Integers:
        """Return the types that have a term."""
        form, text = term
        if form not in self._having:
            self._having[form] = self._by_terms(form)
        return np.array(self._having[form].get(text, ()), np.int32)

    def _by_terms(self, form: Form) -> Mapping[str, list[int]]:
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(self._types):
            for text in _TERMS[form](each):
                numbers[text].append(number)
        return numbers

    def beginning(self, prefix: str) -> Integers:
        """Return the types whose exact form begins so."""
        begun = [n for n, each in enumerate(self._types) if each.text.startswith(prefix)]
        return np.array(begun, np.int32)

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
