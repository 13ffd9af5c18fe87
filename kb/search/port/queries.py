"""The query algebra: what an engine is asked to match, as values that know no Swedish.

A visitor's query (`kb.search.query`) says what was typed; a `BooleanQuery` says what that
matches, every word rewritten and weighed. `kb.search.ranking` says what each gives for a score.
Whoever interprets the algebra does so exhaustively, so that a new kind of query that it does not
know is an error of types.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from kb.search.query.query import Occur


class Form(Enum):
    """Which form of the words of a text is compared."""

    EXACT = "exact"
    STEM = "stem"
    PART = "part"  # the stem of a part of a compound
    GRAM = "gram"  # a piece of a word

    # Each is there once; Enum would hash its name, in Python, for every term that is looked up.
    __hash__ = object.__hash__


class Term(NamedTuple):
    """A term as it is indexed: a text in one form, in whichever field."""

    form: Form
    text: str


@dataclass(frozen=True, slots=True)
class TermQuery:
    """Posts with a term. `boost` is what a match counts, 1 for the word as it was typed."""

    term: Term
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class PhraseQuery:
    """Posts in which terms of one form follow each other; two or more, exact forms or stems."""

    form: Form
    texts: tuple[str, ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class PrefixQuery:
    """Posts with an exact form that begins so."""

    prefix: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class FacetQuery:
    """Posts with a value of a facet of entries: about one of a register, whatever they call it."""

    facet: str
    value: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class YearQuery:
    """Posts that were published in a year."""

    year: int
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class ScoredPostsQuery:
    """The posts with these ids, each with its score; what found them is not an engine's to know.

    Each id stands once. A post that the index does not have, or by a former id, does not match.
    """

    posts: tuple[tuple[str, float], ...]
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class DisjunctionMax:
    """Posts that match one of the disjuncts; the best of them counts, and a little the others.

    A post that has some of the grams weighs more; they match nothing by themselves.
    """

    disjuncts: tuple["Query", ...]
    grams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BooleanClause:
    """One clause of a boolean query; `boost` is what it counts beside the others."""

    query: DisjunctionMax
    occur: Occur = Occur.MUST
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class BooleanQuery:
    """Posts that match all the clauses, as these say; every post where none requires anything."""

    clauses: tuple[BooleanClause, ...] = ()
    boost: float = 1.0


Query = (
    TermQuery | PhraseQuery | PrefixQuery | FacetQuery | YearQuery | ScoredPostsQuery | BooleanQuery
)

EVERYTHING = BooleanQuery()


def all_exactly(texts: Iterable[str]) -> BooleanQuery:
    """Return the query for posts with all of some exact forms."""
    terms = (TermQuery(Term(Form.EXACT, text)) for text in texts)
    return BooleanQuery(tuple(BooleanClause(DisjunctionMax((term,))) for term in terms))


def terms_query(form: Form, texts: tuple[str, ...], boost: float = 1.0) -> TermQuery | PhraseQuery:
    """Return the query for one term, or for several that follow each other."""
    if len(texts) == 1:
        return TermQuery(Term(form, texts[0]), boost)
    return PhraseQuery(form, texts, boost)
