"""The analysis of a document as it was indexed, for showing which of its words were found."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.search.port.queries import Term

Integers = NDArray[np.int32]


class TypePart(NamedTuple):
    """A part of a compound: its stem, and its place in the word, in code points."""

    stem: str
    start: int
    end: int


class Types(Protocol):
    """The token types of a part of an index, by number."""

    def having(self, term: Term) -> Integers:
        """Return the types that have a term (an exact form, a stem, a part), ascending."""

    def beginning(self, prefix: str) -> Integers:
        """Return the types whose exact form begins so, ascending."""

    def parts(self, number: int) -> Sequence[TypePart]:
        """Return the parts of a type, none of a simple word."""

    def text(self, number: int) -> str:
        """Return the exact form of a type."""


class Analysis(NamedTuple):
    """A document's texts: its title, its paragraphs, its tags, one after the other.

    Attributes:
        numbers: tells what the types are.
        types, starts, ends: [tokens]; places are code points of the token's text.
        text_ends: [texts], how many tokens there are up to the end of each text.
        joined, joined_starts, joined_ends: [joined forms], their types and places.
        joined_text_ends: [texts].
        gaps: [gaps, 2], the white space between sentences, places of the text.
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
    gaps: Integers
    gap_text_ends: Integers
