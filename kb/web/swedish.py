"""How Swedish writes dates, numbers and plurals."""

from calendar import monthrange
from datetime import date

_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli"),
    *("augusti", "september", "oktober", "november", "december"),
)


def long_date(day: date) -> str:
    """Return `29 juni 2017`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def number(value: int) -> str:
    """Return a number with a no-break space between thousands: `12 345`, but `1234`."""
    return str(value) if value < 10_000 else f"{value:,}".replace(",", "\u00a0")


def hits(count: int) -> str:
    """Return `1 träff`, `3 träffar`."""
    return f"{number(count)} {'träff' if count == 1 else 'träffar'}"


def posts(count: int) -> str:
    """Return `1 inlägg`, `3 inlägg`."""
    return f"{number(count)} inlägg"


def period(first: date | None, last: date | None) -> str:
    """Return a stretch of time in words: a year, a month, a day, or from one to another."""
    if first and last:
        if first == last:
            return long_date(first)
        whole_years = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
        if whole_years:
            return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        whole_month = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
        if whole_month and (first.year, first.month) == (last.year, last.month):
            return f"{_MONTHS[first.month - 1]} {first.year}"
        return f"{long_date(first)} – {long_date(last)}"
    if first:
        return f"från {long_date(first)}"
    return f"till {long_date(last)}" if last else ""
