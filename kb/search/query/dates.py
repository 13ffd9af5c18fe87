"""Days as people write them: a year, a month or a day, which a search spans to its end.

2016            2016-05, 2016/5         2016-05-01, 20160501, 2016-5-1
5/2016          maj 2016, May 2016      1/5 2016, 1.5.2016, 1 maj 2016, May 1, 2016

Of two figures before the year, the first is the day, as everywhere in Europe.
"""

import calendar
import re
from datetime import date

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_SWEDISH = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september"),
    *("oktober", "november", "december"),
)
_ENGLISH = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
# A name may be cut short, to three letters: no two months begin with the same.
_MONTHS = {
    name[:length]: number
    for names in (_SWEDISH, _ENGLISH)
    for number, name in enumerate(names, start=1)
    for length in range(3, len(name) + 1)
}
# What stands around the figure of a day: den 1:a, 1st.
_AROUND = frozenset({"den", "the", "of", "a", "e", "st", "nd", "rd", "th"})
_PART = r"(?:[0-9]++|[^\W\d_]++)"
_PARTS = re.compile(_PART)
_WRITTEN = re.compile(rf"{_PART}(?:\s*+[-/.,:]?\s*+{_PART})*+\.?")
# Far longer than any day is written.
_MAX_LENGTH = 40


class DateError(ValueError):
    """A text is no date.

    Attributes:
        kind: what is wrong, as `kb.errors.QUERY_FAULTS` has it.
        value: what it is wrong with: of a day that no calendar has, the day as YYYY-MM-DD.
    """

    def __init__(self, kind: str, value: str) -> None:
        super().__init__(kind, value)
        self.kind = kind
        self.value = value


def first_day(text: str) -> date:
    """Return the first day of a year, month or day.

    Raises:
        DateError: it is none of these, or no day of the calendar.
    """
    year, month, day = _date_parts(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """Return the last day of a year, month or day; errors as for `first_day`."""
    year, month, day = _date_parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


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
    """Return year, month and day, the last two None where they are not written."""
    written = text.strip().lower().translate(_DASHES)
    if len(written) > _MAX_LENGTH or not _WRITTEN.fullmatch(written):
        raise DateError("date", text)
    parts = [part for part in _PARTS.findall(written) if part not in _AROUND]
    if not all(part in _MONTHS or (part.isascii() and part.isdigit()) for part in parts):
        raise DateError("date", text)
    year, month, day = _in_order(parts, text)
    if not _is_year(year) or year == "0000":
        raise DateError("year", text)
    number = _MONTHS.get(month) or int(month or 1)
    if not 1 <= number <= 12:
        raise DateError("month", text)
    if day and not 1 <= int(day) <= calendar.monthrange(int(year), number)[1]:
        raise DateError("day", f"{year}-{number:02}-{int(day):02}")
    return int(year), number if month else None, int(day) if day else None


def _in_order(parts: list[str], text: str) -> tuple[str, str, str]:
    """Return what may be year, month and day, empty where they are not written."""
    match parts:
        case [figures] if figures.isdigit():
            return (
                (figures[:4], figures[4:6], figures[6:]) if len(figures) == 8 else (figures, "", "")
            )
        case [year, month] if _is_year(year):
            return year, month, ""
        case [month, year]:
            return year, month, ""
        case [year, month, day] if _is_year(year) and day.isdigit():
            return year, month, day
        case [month, day, year] if month in _MONTHS and day.isdigit():
            return year, month, day
        case [day, month, year] if day.isdigit():
            return year, month, day
        case _:
            raise DateError("date", text)


def _is_year(part: str) -> bool:
    return len(part) == 4 and part.isdigit()
