"""The query as a value: what must, may and must not match, the filters, the order, the page."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum


class Facet(StrEnum):
    """The ways in which results divide."""

    ORGANISATION = "organisation"
    PROJECT = "project"
    YEAR = "year"


class Order(StrEnum):
    """How results are ordered; equals are ordered newest first, then by id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Word:
    """A word in normal form: matches itself and, with less weight, its inflections."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other exactly as written, case aside."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin so; three letters or more."""

    text: str


Term = Word | Phrase | Prefix


class Occur(Enum):
    """Whether a post must, may or must not match a clause."""

    MUST = "must"
    MAY = "may"
    MUST_NOT = "must not"


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms of which one suffices."""

    terms: tuple[Term, ...]
    occur: Occur = Occur.MUST


@dataclass(frozen=True, slots=True)
class Filters:
    """Which posts are asked about at all.

    Organisations: one of them suffices; projects likewise; both kinds and the dates must hold.
    Both dates are inclusive.
    """

    organisations: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    published_from: date | None = None
    published_to: date | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """One search. `text` is as typed; `clauses` is what the parser read in it."""

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    filters: Filters = Filters()
    order: Order = Order.NEWEST
    page: int = 1
    per_page: int = 10
    notices: tuple[str, ...] = ()

    @property
    def ranked(self) -> bool:
        """Whether any clause gives posts a score."""
        return any(clause.occur is not Occur.MUST_NOT for clause in self.clauses)


_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)


def first_day(text: str) -> date:
    """Return the first day of a year, month or day: `2017`, `2017-06` or `2017-06-29`.

    Raises:
        ValueError: it is none of these, or no day of the calendar.
    """
    year, month, day = _date_parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """Return the last day of a year, month or day; errors as for `first_day`."""
    year, month, day = _date_parts(text)
    if month and day:
        return date(year, month, day)
    first = date(year, month or 12, 1)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def short_first_day(day: date) -> str:
    """Return the shortest text that `first_day` reads as `day`."""
    if day.day > 1:
        return day.isoformat()
    return day.isoformat()[:4] if day.month == 1 else day.isoformat()[:7]


def short_last_day(day: date) -> str:
    """Return the shortest text that `last_day` reads as `day`."""
    if day.day < calendar.monthrange(day.year, day.month)[1]:
        return day.isoformat()
    return day.isoformat()[:4] if day.month == 12 else day.isoformat()[:7]


def _date_parts(text: str) -> tuple[int, int | None, int | None]:
    match = _DATE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text!r} is no date: write 2017, 2017-06 or 2017-06-29")
    year, month, day = match.groups()
    if "00" in (month, day):
        raise ValueError(f"{text!r} is no date: months and days are numbered from 01")
    return int(year), int(month) if month else None, int(day) if day else None
