"""What an engine is asked to find: a query with every word read, weighed and loosened.

A visitor's query says what was typed (`kb.search.query`); a plan says what that matches. All
of it is values, so engines can cache by it, and none of it knows Swedish.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

from kb.search.query import Facet, Filters, Occur, Order


class Form(Enum):
    """Which form of the words of a text is compared."""

    EXACT = "exact"
    STEM = "stem"
    PART = "part"  # the stem of a part of a compound
    GRAM = "gram"  # a piece of a word


@dataclass(frozen=True, slots=True)
class Look:
    """Terms of one form, following each other where there are several.

    `weight` is what a match counts, 1 for the word as it was typed.
    """

    form: Form
    terms: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Beginning:
    """Exact forms that begin so."""

    prefix: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class About:
    """Posts that are about an entry of a register, whatever they call it."""

    facet: Facet
    id: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Published:
    """Posts that were published in a year."""

    year: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Together:
    """Needs that must all be met, as one way among others."""

    needs: tuple["Need", ...]
    weight: float = 1.0


Way = Look | Beginning | About | Published | Together


@dataclass(frozen=True, slots=True)
class Need:
    """One need of a query, met by the best of its ways.

    `loose`: a post that lacks it may still follow, behind those that have everything. `hints`
    are pieces of its words: they match nothing, but a post that has them weighs more.
    """

    ways: tuple[Way, ...]
    occur: Occur = Occur.MUST
    loose: bool = False
    hints: tuple[str, ...] = ()


class Step(StrEnum):
    """How far a query is loosened: each step finds what the ones before it find, and more."""

    STRICT = "strict"
    FOLDED = "folded"
    FUZZY = "fuzzy"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Reading:
    """The needs of a query at one step."""

    step: Step
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One search for an engine: readings from the strictest on, filters, order, page.

    What a stricter reading finds comes before what only a looser one does.
    """

    readings: tuple[Reading, ...]
    filters: Filters
    order: Order
    page: int
    per_page: int
