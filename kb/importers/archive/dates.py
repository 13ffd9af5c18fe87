"""Dates as pages write them: 3 maj 2011, May 3, 2011, 2011-05-03, 3/5 - 2011, 20-05-22."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

_MONTH_NAMES = (
    ("januari", "january", "jan"),
    ("februari", "february", "feb", "febr"),
    ("mars", "march", "mar"),
    ("april", "apr"),
    ("maj", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("augusti", "august", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3\d|0)"
_WRITTEN = re.compile(
    rf"""(?<!\w)(?<!\d[.:/-])(?:
      (?P<ymd>(?P<y1>(?:19|20)\d\d)(?P<s1>[-–/.])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}}))
    | (?P<compact>(?P<y2>(?:19|20)\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d))
    | (?P<words>(?P<d3>{_DAY})(?:\s?:?[ea]|st|nd|rd|th)?\.?[\s-]*(?:of\s+)?(?P<n3>{_MONTH})\b
        \.?(?P<c3>\s*,)?[\s-]*(?P<y3>(?:19|20)\d\d))
    | (?P<month>(?P<n4>{_MONTH})\b\.?\s+(?P<d4>{_DAY})(?:st|nd|rd|th|:?[ea])?(?P<c4>\s*,)?\s+
        (?P<y4>(?:19|20)\d\d))
    | (?P<year>(?P<y5>(?:19|20)\d\d)[\s,-]+(?:den\s+)?(?:
        (?P<n5>{_MONTH})\b\.?[\s-]+(?P<d5>\d{{1,2}})
        |(?P<d6>\d{{1,2}})\s+(?P<n6>{_MONTH})\b)(?!\.?,?\s*(?:19|20)\d\d))
    | (?P<dmy>(?P<d7>\d{{1,2}})\s?(?P<s7>[./-])\s?(?P<m7>\d{{1,2}})\s?(?P=s7)\s?
        (?P<y7>(?:19|20)\d\d))
    | (?P<slash>(?P<d8>\d{{1,2}})\s?/\s?(?P<m8>\d{{1,2}})(?:\s*[-–—,]\s*|\s+)(?P<y8>(?:19|20)\d\d))
    | (?P<slash2>(?P<d9>\d{{1,2}})/(?P<m9>\d{{1,2}})\s*[-–—]\s*(?P<y9>\d\d))
    | (?P<short>(?P<a>\d\d)(?P<sa>[-./])(?P<b>\d\d)(?P=sa)(?P<c>\d\d))
    )(?:T\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?(?!\w|[-/.,:]\d)""",
    re.IGNORECASE | re.VERBOSE,
)
# Years of two figures: 70 to 99 were before 2000.
_CENTURY_TURNS = 70


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a line: where it stands, in which form, and the days that it may mean.

    `readings` has one place for each way to read the form (day before month, month before day),
    the likeliest first; None where such a day does not exist. `short` tells a year in two
    figures: only a row in order tells such dates from other numbers.
    """

    start: int
    end: int
    form: str
    readings: tuple[date | None, ...]
    short: bool = False


def find_dates(line: str) -> list[WrittenDate]:
    """Return the dates in a line, with their years, from left to right."""
    return [_read(found) for found in _WRITTEN.finditer(line)]


def _read(found: re.Match[str]) -> WrittenDate:
    kind = found.lastgroup or ""
    kind = next(
        name
        for name in ("ymd", "compact", "words", "month", "year", "dmy", "slash", "slash2", "short")
        if found[name]
    )
    form, short = kind, False
    if kind == "ymd":
        form, days = f"y{found['s1']}m{found['s1']}d", [_day(found["y1"], found["m1"], found["d1"])]
    elif kind == "compact":
        days = [_day(found["y2"], found["m2"], found["d2"])]
    elif kind == "words":
        days = [_day(found["y3"], MONTHS[found["n3"].lower()], found["d3"])]
    elif kind == "month":
        days = [_day(found["y4"], MONTHS[found["n4"].lower()], found["d4"])]
    elif kind == "year":
        month = MONTHS[(found["n5"] or found["n6"]).lower()]
        days = [_day(found["y5"], month, found["d5"] or found["d6"])]
    elif kind == "dmy":
        form = f"d{found['s7']}m{found['s7']}y"
        days = [
            _day(found["y7"], found["m7"], found["d7"]),
            _day(found["y7"], found["d7"], found["m7"]),
        ]
    elif kind == "slash":
        days = [_day(found["y8"], found["m8"], found["d8"])]
    elif kind == "slash2":
        days, short = [_day(_full(found["y9"]), found["m9"], found["d9"])], True
    else:
        a, b, c = found["a"], found["b"], found["c"]
        form, short = f"short{found['sa']}", True
        days = [_day(_full(a), b, c), _day(_full(c), b, a)]
    return WrittenDate(found.start(), found.end(), form, tuple(days), short)


def _full(year: str) -> int:
    return int(year) + (1900 if int(year) >= _CENTURY_TURNS else 2000)


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_row(written: Sequence[WrittenDate]) -> tuple[list[date | None], str]:
    """Return the days of dates that are of one form, and why they cannot be told, if so.

    The row decides which figure is the month: the first way to read it that gives days only.
    Where years have two figures, the one way in which the row runs in order.
    """
    ways = list(zip(*(one.readings for one in written), strict=True))
    if not any(one.short for one in written):
        if len(ways) > 1:
            complete = [way for way in ways if None not in way]
            orderly = [way for way in complete if runs_in_order(way)]
            chosen = [*complete, ways[0]][0]
            if len(orderly) == 1 and len(written) > 2 and orderly[0] is not chosen:
                return list(chosen), "which figure is the month is not sure"
            return list(chosen), ""
        return list(ways[0]), ""
    orderly = [way for way in ways if None not in way and runs_in_order(way)]
    if len(orderly) == 1 and len(written) > 2:
        return list(orderly[0]), ""
    # 21-10-18: with a hyphen, the year comes first.
    if orderly and orderly[0] is ways[0] and written[0].form == "short-" and len(written) > 2:
        return list(ways[0]), ""
    return list(ways[0]), (
        "the years have two figures, and the dates run in order in more than one way to read them"
        if orderly
        else "the years have two figures, and the dates do not run in order"
    )


def runs_in_order(days: Sequence[date | None]) -> bool:
    """Tell whether days run newest first, or oldest first."""
    known = [day for day in days if day is not None]
    return all(a >= b for a, b in pairwise(known)) or all(a <= b for a, b in pairwise(known))
