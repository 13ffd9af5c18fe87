"""Which day a feed means, in whatever form it is written."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

from kb.importers.html.text import tidy

_MONTHS = (
    ("january", "januari", "januar"),
    ("february", "februari", "februar"),
    ("march", "mars", "märz"),
    ("april",),
    ("may", "maj", "mai"),
    ("june", "juni"),
    ("july", "juli"),
    ("august", "augusti"),
    ("september",),
    ("october", "oktober"),
    ("november",),
    ("december", "desember", "dezember"),
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|:?[ea])?\b\.?"
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2})(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})(?!\d)",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?:\d{4}(?:\d\d)?)?(?!\d)",
        rf"(?P<year>\d{{4}})[\s/-]+{_MONTH}[\s/-]+{_DAY}",
        rf"(?<!\d){_DAY}[\s/-]+(?:of\s+|de\s+)?{_MONTH},?[\s/-]+{_YEAR}",
        rf"{_MONTH}[\s-]+{_DAY},?\s+(?P<year>\d{{4}})(?!\d)",
        # The Swedish way: the day first, and the year apart.
        r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:\s*[-–,]\s*|\s+)(?P<year>\d{4})(?!\d)",
        # As the C function asctime writes it: the year behind the time and the zone.
        rf"{_MONTH}\s+{_DAY}\s+\d\d?:\d\d(?::\d\d)?(?:\s+[A-Z]{{2,5}}|\s+[+-]\d{{4}})?\s+(?P<year>\d{{4}})",
        r"(?<!\d)(?P<day>\d{1,2})(?P<sign>[-./])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4})(?!\d)",
    )
)
_SECONDS = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
# What programs write where they know of no day: the first of their calendars.
_NO_DAYS = {date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1)}
_FIRST_YEAR = 1900


class NoDayError(ValueError):
    """A text names no day; its message says why, to follow upon `its date`."""


def read_day(text: str) -> date:
    """Return the day that a text names, by its own clock: a zone in it moves nothing.

    English and Swedish months, in full or short, English or Swedish order, ISO, seconds since 1970.

    Raises:
        NoDayError: none, or one that can be read in two ways.
    """
    text = " ".join(tidy(text).split())
    if not text:
        raise NoDayError("is missing")
    if seconds := _SECONDS.fullmatch(text):
        return _checked(text, lambda: datetime.fromtimestamp(int(seconds[1]), UTC).date())
    if re.match(r"\d{4}-W\d\d-\d", text):
        return _checked(text, lambda: date.fromisoformat(text[:10]))
    for form in _FORMS:
        for found in form.finditer(text):
            month = _month(found["month"])
            if month is None:
                continue
            year, day = _year(found["year"]), int(found["day"])
            if form is _FORMS[-1] and found["sign"] == "/" and day != month:
                day, month = _told_apart(text, day, month)
            return _checked(text, partial(date, year, month, day))
    raise NoDayError(f"“{_short(text)}” cannot be read")


def _month(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    word = word.lower()
    for number, names in enumerate(_MONTHS, start=1):
        if any(name.startswith(word) for name in names) or (word == "sept" and number == 9):
            return number
    return None


def _year(digits: str) -> int:
    """Return a year; the web has been there since 1991."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _told_apart(text: str, first: int, second: int) -> tuple[int, int]:
    """Return day and month of two numbers with a slash, which some write turned round."""
    if second > 12:
        return second, first
    if first > 12:
        return first, second
    raise NoDayError(f"“{_short(text)}” can be read as two days")


def _checked(text: str, make: Callable[[], date]) -> date:
    try:
        day = make()
    except (ValueError, OverflowError, OSError):
        if re.search(r"(?<!\d)0000", text):
            raise NoDayError(f"“{_short(text)}” stands for no day") from None
        raise NoDayError(f"“{_short(text)}” is no day that exists") from None
    if day in _NO_DAYS or day.year < _FIRST_YEAR:
        raise NoDayError(f"“{_short(text)}” stands for no day")
    return day


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
