"""The day that a machine-readable field means, where no other can be meant."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

# The day as written: by the clock of whoever wrote it, whatever the zone behind it.
_ISO = re.compile(
    r"(\d{4})([-/.]?)(\d{2})\2(\d{2})"
    r"(?:(?:T|t|\s+)(?:\d{1,2}[:.]\d{2}.*|\d{2}(?:\d{2}){0,2}(?:[Zz +-].*)?))?"
)
_SHORT = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_NAMED = re.compile(
    r"(?:den\s+)?(\d{1,2})(?:\.|:[ae])?\s+([^\W\d_]{3,9})\.?,?\s+(\d{4})(?:[ ,T].*)?"
)
_ENGLISH = re.compile(r"([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[ ,].*)?")
_LONG_MONTHS = frozenset(
    (
        *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september"),
        *("oktober", "november", "december", "january", "february", "march", "may", "june"),
        *("july", "august", "october", "sept", "oct"),
    )
)


def written_day(value: object) -> date | None:
    """Return the day of a date as files hold it; None where it is none, or may be another.

    Understood are ISO 8601 with or without a time and a zone, the year first in other ways, the
    month by its Swedish or English name, and what mail and feeds write. A number is none, and
    neither is 3/5/2011, which is in March or in May.
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if found := _ISO.fullmatch(text) or _SHORT.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _NAMED.fullmatch(text):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    if found := _ENGLISH.fullmatch(text):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    return _mail_day(text)


def _mail_day(text: str) -> date | None:
    if not re.match(r"[A-Za-z]{3},? \d", text):
        return None
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _month(name: str) -> int:
    short = name.lower()[:3].replace("may", "maj").replace("oct", "okt")
    known = name.lower() in _LONG_MONTHS or len(name) == 3
    return _MONTHS.index(short) + 1 if known and short in _MONTHS else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
