"""What no date of a page tells alone: its year, and whether the day or the month comes first."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bs4 import BeautifulSoup

from kb.importers.saved.dates import DateText, years
from kb.importers.saved.dom import HEADINGS, attr
from kb.importers.saved.mark import Mark

# `ons, 09/05/2018 - 11:20`, as Drupal writes it where nobody changed it: the month comes first.
_DRUPAL = re.compile(r"[a-zåäö]{2,3}, \d\d/\d\d/\d{4} - \d\d:\d\d")


def settle(marks: Sequence[Mark], soup: BeautifulSoup) -> None:
    """Find out on all of a page's dates what each of them leaves open."""
    slashes = [
        mark for mark in marks if mark.text is not None and mark.text.swappable and not mark.machine
    ]
    month_first = _month_first(slashes)
    for mark in slashes:
        if mark.text:
            mark.published = mark.text.on(month_first=bool(month_first))
            if month_first is None and (soup.html and attr(soup.html, "lang").startswith("en")):
                mark.published = None
                mark.doubt = "its date may have the day or the month first"
    _doubt_short_years(marks)
    of_page = set(years(soup.h1.get_text(" ") if soup.h1 else ""))
    for mark in marks:
        if mark.partial is not None and mark.published is None:
            year = _year_above(mark) or (of_page.copy().pop() if len(of_page) == 1 else None)
            mark.published = mark.partial.on(year)
            if mark.published is None:
                mark.doubt = "its date names no year, and neither does the page"
        elif mark.published is None:
            mark.doubt = mark.doubt or "its date is none that exists"


def _doubt_short_years(marks: Sequence[Mark]) -> None:
    """Take years of two figures for years only in a row of three dates or more that is in order."""
    rows: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.text is not None and mark.text.two_digits and not mark.machine:
            rows.setdefault(mark.kind, []).append(mark)
    for row in rows.values():
        days = [mark.published for mark in row if mark.published is not None]
        steps = {(one > other) - (one < other) for one, other in pairwise(days)} - {0}
        if len(days) < 3 or len(steps) != 1:
            for mark in row:
                mark.published = None
                mark.doubt = "its year has two figures only, and no row of dates in order tells it"


def _month_first(marks: Sequence[Mark]) -> bool | None:
    """Tell whether dates such as 05/03/2018 have the month first; None where nothing says."""
    texts = [mark.text for mark in marks if mark.text is not None]
    # What only one reading lets exist, fall on the weekday beside it, or run in order.
    for fits in (_existing, _on_their_weekdays, _in_order):
        ours, theirs = fits(texts, False), fits(texts, True)
        if ours != theirs:
            return theirs > ours
    shown = [" ".join("".join(mark.nodes).split()) for mark in marks]
    if shown and all(_DRUPAL.search(text) for text in shown):
        return True
    return None


def _existing(texts: Sequence[DateText], month_first: bool) -> int:
    return sum(text.on(month_first=month_first) is not None for text in texts)


def _on_their_weekdays(texts: Sequence[DateText], month_first: bool) -> int:
    days = [(text.on(month_first=month_first), text.weekday) for text in texts]
    return sum(day is not None and day.weekday() == weekday for day, weekday in days)


def _in_order(texts: Sequence[DateText], month_first: bool) -> int:
    days = [day for text in texts if (day := text.on(month_first=month_first))]
    steps = [(a > b) - (a < b) for a, b in pairwise(days)]
    return int(len(days) > 3 and not (1 in steps and -1 in steps))


def _year_above(mark: Mark) -> int | None:
    """Return the year that the nearest heading above a date is, if it is one."""
    for heading in mark.nodes[0].find_all_previous(HEADINGS, limit=40):
        if re.fullmatch(
            r"\W*(?:\w+\s+)?((?:19|20)\d\d)\W*", text := heading.get_text(" ", strip=True)
        ):
            return next(years(text), None)
    return None
