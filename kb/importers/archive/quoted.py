"""Signs that a date line is quoted in a text, and begins or ends no post."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from kb.importers.archive.date_lines import DateLine
from kb.importers.archive.lines import Page, title_likeness
from kb.importers.archive.titles.doubts import shorten

# From here on a sole date out of order tells that it is quoted: a shuffled row of this many
# others is in order in 1 of 360 cases.
_ENOUGH_DATES = 6
_LONG_LINE = 80


class Quotations:
    """What a page's date lines have alike, and which one is unlike the others."""

    def __init__(self, page: Page, date_lines: Sequence[DateLine]) -> None:
        self._page = page
        self._at = {date_line.line for date_line in date_lines}
        days = [date_line.published for date_line in date_lines]
        self._order = dict(zip([d.line for d in date_lines], _out_of_order(days), strict=True))
        self._spaced = _spaced(page, date_lines)
        self._crowded = self._crowded_lines(date_lines)
        self._odd_gaps = _odd_ones(
            [(d.line, page.is_blank(d.line - 1), page.is_blank(d.line + 1)) for d in date_lines[1:]]
        )

    def why_quoted(self, date_line: DateLine, title_line: int) -> str:
        """Return why a title above its date line may be text that quotes one; "" if not.

        One sign alone proves nothing: titles end in full stops, too.
        """
        title = self._page.stripped(title_line)
        after = date_line.line + 1
        next_text = self._page.stripped(after) if after < len(self._page.lines) else ""
        order = self._order[date_line.line]
        signs = [
            (title_line in self._crowded, "it follows its text without a blank line"),
            (title.endswith(".") and not title.endswith(".."), "ends in a full stop"),
            (order > 0, "the date is out of the page's order"),
            (bool(self._spaced and next_text), "the text goes on in the very next line"),
            (bool(next_text[:1].islower() and " " in next_text), "the next line begins small"),
            (len(title) > _LONG_LINE, "it is long for a title"),
        ]
        return self._verdict(signs, order, title)

    def why_odd(self, date_line: DateLine, title_line: int) -> str:
        """Return why a date line, its title below it, may stand inside a text; "" if not."""
        title = self._page.stripped(title_line)
        order = self._order[date_line.line]
        signs = [
            (date_line.line in self._odd_gaps, "no other date line has blank lines as this one"),
            (order > 0, "the date is out of the page's order"),
            (title[:1].islower(), "the next line begins small"),
            (title_likeness(title) < 0, "the line below reads like a text"),
        ]
        return self._verdict(signs, order, title)

    def _verdict(self, signs: Sequence[tuple[bool, str]], order: int, title: str) -> str:
        seen = [sign for present, sign in signs if present]
        if len(seen) < 2 and order < _ENOUGH_DATES:
            return ""
        return (
            f"“{shorten(title)}” may be a post's title, or text that quotes a date line: "
            + ", ".join(seen)
        )

    def _crowded_lines(self, date_lines: Sequence[DateLine]) -> set[int]:
        """Return the title line that alone on this page follows text without a blank line."""
        found = set()
        for date_line in date_lines:
            line = self._page.last_text(date_line.line)
            if line > 0 and not self._page.is_blank(line - 1) and line - 1 not in self._at:
                found.add(line)
        return found if len(found) == 1 and len(date_lines) >= 3 else set()


def _spaced(page: Page, date_lines: Sequence[DateLine]) -> bool:
    """Tell whether this page leaves a blank line after its date lines, one aside."""
    after = [page.is_blank(d.line + 1) for d in date_lines if d.line + 1 < len(page.lines)]
    return len(after) >= 3 and after.count(False) <= 1


def _odd_ones(gaps: Sequence[tuple[int, bool, bool]]) -> set[int]:
    """Return the date line whose blank lines alone are unlike those of all the others."""
    if len(gaps) < 3:
        return set()
    for kind in {gap[1:] for gap in gaps}:
        odd = [line for line, *own in gaps if tuple(own) != kind]
        if len(odd) == 1:
            return set(odd)
    return set()


def _out_of_order(dates: Sequence[date | None]) -> list[int]:
    """Return for each date how many others are in order, if it alone is not; else 0.

    The first post is exempt: pages pin one on top.
    """
    known = [(index, day) for index, day in enumerate(dates) if day is not None and index > 0]
    result = [0] * len(dates)
    days = [day for _, day in known]
    for newest_first in (days, days[::-1]):
        breaks = [i for i in range(1, len(newest_first)) if newest_first[i] > newest_first[i - 1]]
        if len(breaks) != 1 or len(days) < 4:
            continue
        at = breaks[0]
        for sole in (at - 1, at):
            others = newest_first[:sole] + newest_first[sole + 1 :]
            if all(a >= b for a, b in pairwise(others)):
                rank = sole if newest_first is days else len(days) - 1 - sole
                result[known[rank][0]] = len(others)
    if sum(map(bool, result)) > 1:
        # Either of two could be the one: a weak sign for both.
        return [min(count, _ENOUGH_DATES - 1) for count in result]
    return result
