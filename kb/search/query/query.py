"""A query as a value: what was typed, clause by clause; the filters and orders beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum

from kb.corpus.kinds import KINDS, Kind
from kb.language.joined import By

# The facet that is no kind of entry.
YEAR = "year"


class Order(StrEnum):
    """How results are ordered; equals are ordered newest first, then by id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Occur(Enum):
    """Whether a post must, should, may or must not match a clause.

    Of the clauses that it should match, it must match one; those that it may match only score.
    """

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    MUST_NOT = "must not"


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word in normal form: asks for itself and, with less weight, its inflections.

    `written` is how it stands where that tells more of what it means: André. It is left out of
    comparisons, since it is the same word.
    """

    text: str
    written: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class TypedPhrase:
    """Words in quotes: ask for themselves, next to each other, as written, case aside."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedPrefix:
    """The beginning of a word, three letters or more: asks for all words that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class TypedJoined:
    """Words, or a word and a sign, that are one thing: e-post, 10 000, R & D, C++.

    `texts` is how it is searched (`kb.language.joined`), `words` are the words in normal form.
    """

    texts: tuple[str, ...]
    by: By
    words: tuple[str, ...]


Typed = TypedWord | TypedPhrase | TypedPrefix | TypedJoined


def texts_of(typed: Typed) -> tuple[str, ...]:
    """Return the words of what was typed, in normal form."""
    return (typed.text,) if isinstance(typed, TypedWord | TypedPrefix) else typed.words


@dataclass(frozen=True, slots=True)
class Clause:
    """Alternatives of which one suffices."""

    alternatives: tuple[Typed, ...]
    occur: Occur = Occur.MUST


@dataclass(frozen=True, slots=True)
class Notice:
    """What a visitor should know of a search or a hit: a code, and what it says it of.

    `kb.messages` has the sentence for each code.
    """

    code: str
    values: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def of(cls, code: str, **values: str | int) -> "Notice":
        """Return a notice with its values by name."""
        return cls(code, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class TypedQuery:
    """What was typed.

    Attributes:
        text: what can be shown of it.
        clauses: what was read in it.
        notices: what a visitor should know of how it was read.
        hints: what a visitor should know where it finds nothing.
    """

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    notices: tuple[Notice, ...] = ()
    hints: tuple[Notice, ...] = ()

    @property
    def ranked(self) -> bool:
        """Whether any clause gives posts a score."""
        return any(clause.occur is not Occur.MUST_NOT for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which posts are asked about at all.

    Of the entries of one kind, one suffices; every kind that is chosen from, and the dates, must
    hold. Both dates are inclusive. `chosen` has the ids by the name of their kind, sorted.
    """

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    published_from: date | None = None
    published_to: date | None = None

    @classmethod
    def of(
        cls,
        entries: Mapping[str, Iterable[str]],
        published_from: date | None = None,
        published_to: date | None = None,
    ) -> "Filters":
        """Return filters by ids of entries, given by the name of their kind."""
        chosen = ((kind.name, tuple(sorted(set(entries.get(kind.name, ()))))) for kind in KINDS)
        return cls(tuple(pair for pair in chosen if pair[1]), published_from, published_to)

    def ids(self, kind: Kind) -> tuple[str, ...]:
        """Return the chosen entries of a kind."""
        return dict(self.chosen).get(kind.name, ())

    def choosing(self, kind: Kind, ids: Iterable[str]) -> "Filters":
        """Return the filters with these entries of a kind, in place of those chosen."""
        entries = {**dict(self.chosen), kind.name: tuple(ids)}
        return Filters.of(entries, self.published_from, self.published_to)

    def between(self, first: date | None, last: date | None) -> "Filters":
        """Return the filters with other dates."""
        return Filters(self.chosen, first, last)

    def __bool__(self) -> bool:
        return self != Filters()
