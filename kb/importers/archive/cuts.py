"""Where each post of a page begins and ends, and which line is its title, for each layout."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kb.importers.archive.aside import CATEGORY, under_titles
from kb.importers.archive.date_lines import DateLine, DateLines
from kb.importers.archive.furniture import is_heading
from kb.importers.archive.layout import Layout, Side
from kb.importers.archive.lines import Page, Position, title_likeness
from kb.importers.archive.quoted import Quotations
from kb.importers.archive.titles.doubts import TITLE_LENGTH, shorten
from kb.importers.archive.titles.start import Start, title_start

# From so many glued titles on, the whole page has to be read as one that glues them.
_ENOUGH_GLUED = 2
_MOST = 0.8


@dataclass
class Cut:
    """A post's place on the page.

    Attributes:
        begin, end: of all of it, title and date line included.
        title: its text; empty where `doubts` has something to say of it.
        date_line: the line that dates it.
        texts: the index of the first line, and the position of the end, of each stretch of text.
        doubts: why it cannot be told apart safely; none for a post.
        title_line: the index of the line that its title stands in.
        between: the lines between title and date line, or above both, that are no text.
        lead: those between title and date line that are.
    """

    begin: Position
    end: Position
    title: str
    date_line: DateLine
    texts: tuple[Position, Position]
    title_line: int
    doubts: list[str] = field(default_factory=list)
    between: list[int] = field(default_factory=list)
    lead: list[int] = field(default_factory=list)


def cut(page: Page, dates: DateLines, layout: Layout, *, glued: bool) -> list[Cut]:
    """Return the posts of a page in its order; what precedes the first is the page's heading.

    `glued`: titles are looked for in the end of the lines above date lines.
    """
    cuts = _BY_SIDE[layout.side](page, dates.lines, layout, glued)
    if layout.side in (Side.DATE_TITLE_TEXT, Side.TITLE_TEXT_DATE):
        following = [
            list(_texts(page, made.texts[0][0], made.texts[1][0], layout)) for made in cuts
        ]
        layout.aside |= under_titles(page, following)
        if layout.side is Side.TITLE_TEXT_DATE:
            _above_first_category(page, cuts, layout)
    layout.aside |= _titles_again(page, cuts)
    return cuts


def _above_first_category(page: Page, cuts: Sequence[Cut], layout: Layout) -> None:
    """Take the line above for the first title, where that is a category as stand under the others.

    Nothing but its place tells the first title from the page's heading.
    """
    first = cuts[0]
    own, *under = [layout.aside.get(_next_text(page, made.texts[0][0])) for made in cuts]
    if under.count(CATEGORY) < max(2, _MOST * len(under)) or own or first.doubts:
        return
    line = page.last_text(first.title_line)
    text = page.stripped(line) if line >= 0 else ""
    if not text or is_heading(text) or title_likeness(text) <= 0 or line in layout.aside:
        first.doubts.append(f"its title (line {first.title_line + 1}) may be its category")
        return
    layout.aside[first.title_line] = CATEGORY
    first.texts = ((line + 1, 0), first.texts[1])
    first.begin, first.title, first.title_line = (line, 0), text, line


def _titles_again(page: Page, cuts: Sequence[Cut]) -> dict[int, str]:
    """Return the lines right above and below a post's beginning that say its title once more.

    They are what an image beside it was called.
    """
    found = {}
    for made in cuts:
        title = made.title.casefold()
        begin = min(made.begin[0], made.title_line)
        for line in (page.last_text(begin), _next_text(page, made.texts[0][0])):
            if title and line >= 0 and page.stripped(line).casefold() == title:
                found[line] = "a title once more"
    return found


def _next_text(page: Page, line: int) -> int:
    return next((i for i in range(line, len(page.lines)) if not page.is_blank(i)), -1)


# --- title, date, text ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Boundary:
    line: int
    offset: int
    doubt: str = ""


def _title_date_text(
    page: Page, date_lines: Sequence[DateLine], layout: Layout, glued: bool
) -> list[Cut]:
    boundaries = _boundaries(page, date_lines, layout, glued)
    cuts = []
    for index, (date_line, own) in enumerate(zip(date_lines, boundaries, strict=True)):
        following = boundaries[index + 1] if index + 1 < len(boundaries) else None
        end = (following.line, following.offset) if following else (layout.below, 0)
        begin = (own.line, own.offset)
        title = page.lines[own.line][own.offset :].strip() if own.line != date_line.line else ""
        made = Cut(begin, end, title, date_line, ((date_line.line + 1, 0), end), own.line)
        for line in range(own.line + 1, date_line.line):
            if not page.is_blank(line):
                (made.between if line in layout.aside else made.lead).append(line)
        if own.doubt:
            made.doubts.append(
                f"where the post begins is not sure (line {own.line + 1}): {own.doubt}"
            )
        if following and following.doubt:
            made.doubts.append(
                f"where the post ends is not sure (line {following.line + 1}): {following.doubt}"
            )
        cuts.append(made)
    return cuts


def _boundaries(
    page: Page, date_lines: Sequence[DateLine], layout: Layout, glued: bool
) -> list[_Boundary]:
    quotations = Quotations(page, date_lines)
    lines = []
    previous = -1
    for date_line in date_lines:
        line = page.last_text(date_line.line)
        while line > previous and line in layout.aside:
            line = page.last_text(line)
        lines.append((date_line, line, previous))
        previous = date_line.line
    lines = _above_leads(page, lines, layout)
    starts = [
        _title_start(page, before + 1, line) if line > before else Start(0)
        for _, line, before in lines
    ]
    if not glued:
        # A doubt is one only where titles are seen to be glued on this page.
        sure = sum(start.at > 0 and not start.doubt for start in starts)
        glued = sure >= _ENOUGH_GLUED and sure >= 0.2 * len(starts)
        if not glued:
            starts = [
                Start(0, _why_no_title(page.lines[line]) if line > before else "")
                if not start.at
                else Start(0, "the title may begin inside it")
                for start, (_, line, before) in zip(starts, lines, strict=True)
            ]
    if glued:
        # A title under a trimming has a line of its own: nothing is glued to it.
        starts = [
            Start(0, _why_no_title(page.lines[line]))
            if line > before and not start.at and page.last_text(line) in layout.aside
            else start
            for start, (_, line, before) in zip(starts, lines, strict=True)
        ]
    boundaries = []
    for (date_line, line, before), start in zip(lines, starts, strict=True):
        if line <= before:
            boundaries.append(_Boundary(date_line.line, 0, "no title stands above the date line"))
            continue
        doubt = start.doubt
        if not doubt and start.at == 0 and before >= 0:
            doubt = quotations.why_quoted(date_line, line)
        boundaries.append(_Boundary(line, start.at if not doubt else 0, doubt))
    return boundaries


def _above_leads(
    page: Page, lines: Sequence[tuple[DateLine, int, int]], layout: Layout
) -> list[tuple[DateLine, int, int]]:
    """Return the lines one up where a sentence stands between titles and dates, in most posts."""
    moved = []
    for date_line, line, before in lines:
        above = page.last_text(line) if line > before else before
        while above > before and above in layout.aside:
            above = page.last_text(above)
        text = page.stripped(above) if above > before else ""
        lead = title_likeness(page.lines[line]) < 0 < title_likeness(text) if text else False
        moved.append((date_line, above if lead and not is_heading(text) else line, before))
    changed = sum(one != other for one, other in zip(moved, lines, strict=True))
    most = len(lines) > 1 and changed >= _MOST * len(lines)
    return moved if most and moved[0] != lines[0] else list(lines)


def _title_start(page: Page, first: int, line: int) -> Start:
    quotes = sum(sum(map(text.count, '"”“„»«')) for text in page.lines[first:line])
    return title_start(page.lines[line], page, quotes_open=quotes % 2 == 1)


def _why_no_title(line: str) -> str:
    line = line.strip()
    if len(line) > TITLE_LENGTH:
        return f"“{shorten(line)}” is too long for a title"
    if not any(map(str.isalnum, line)):
        return f"“{shorten(line)}” stands where a title should, and has no words"
    if line[-1:] in (";", ","):
        return f"“{shorten(line)}” ends as if it went on"
    return ""


# --- date, title, text ------------------------------------------------------------------------


def _date_title_text(
    page: Page, date_lines: Sequence[DateLine], layout: Layout, glued: bool
) -> list[Cut]:
    del glued
    quotations = Quotations(page, date_lines)
    ends = [*(date_line.line for date_line in date_lines[1:]), layout.below]
    cuts: list[Cut] = []
    for date_line, end in zip(date_lines, ends, strict=True):
        line = next(_texts(page, date_line.line + 1, end, layout), date_line.line)
        made = Cut(
            (date_line.line, 0),
            (end, 0),
            page.stripped(line) if line != date_line.line else "",
            date_line,
            ((line + 1, 0), (end, 0)),
            line,
        )
        made.between = [
            between for between in range(date_line.line + 1, line) if not page.is_blank(between)
        ]
        if line == date_line.line:
            made.doubts.append("no title stands below the date line")
        else:
            if why := _why_no_title(page.lines[line]):
                made.doubts.append(f"where its title should be (line {line + 1}): {why}")
            if cuts and (odd := quotations.why_odd(date_line, line)):
                made.doubts.append(f"where the post begins is not sure: {odd}")
                cuts[-1].doubts.append(f"where the post ends is not sure: {odd}")
        cuts.append(made)
    return cuts


def _texts(page: Page, first: int, end: int, layout: Layout) -> Iterator[int]:
    return (
        line for line in range(first, end) if not page.is_blank(line) and line not in layout.aside
    )


# --- title, text, date ------------------------------------------------------------------------


def _title_text_date(
    page: Page, date_lines: Sequence[DateLine], layout: Layout, glued: bool
) -> list[Cut]:
    del glued
    quotations = Quotations(page, date_lines)
    starts = [date_line.line + 1 for date_line in date_lines[:-1]]
    titles = [
        next(_texts(page, start, date_line.line, layout), date_line.line)
        for start, date_line in zip(starts, date_lines[1:], strict=True)
    ]
    first, doubt = _first_title(page, date_lines, titles, layout)
    cuts: list[Cut] = []
    begins = [first, *starts]
    for begin, title, date_line in zip(begins, [first, *titles], date_lines, strict=True):
        end = (date_line.line + 1, 0)
        line = title
        made = Cut(
            (begin, 0),
            end,
            page.stripped(line) if line != date_line.line else "",
            date_line,
            ((line + 1, 0), (date_line.line, 0)),
            line,
        )
        made.between = [n for n in range(begin, line) if not page.is_blank(n)]
        if line == date_line.line:
            made.doubts.append("no title stands above its text")
        elif why := _why_no_title(page.lines[line]):
            made.doubts.append(f"where its title should be (line {line + 1}): {why}")
        elif cuts and (odd := quotations.why_odd(cuts[-1].date_line, line)):
            made.doubts.append(f"where the post begins is not sure: {odd}")
            cuts[-1].doubts.append(f"where the post ends is not sure: {odd}")
        cuts.append(made)
    if doubt:
        cuts[0].doubts.append(doubt)
    return cuts


def _first_title(
    page: Page, date_lines: Sequence[DateLine], titles: Sequence[int], layout: Layout
) -> tuple[int, str]:
    """Return the title's line of the first post, below the page's heading; or a doubt.

    It stands as the other titles do: with or without a blank line before and after it.
    """
    end = date_lines[0].line
    texts = list(_texts(page, 0, end, layout))
    if not texts:
        return end, "no title stands above the first text"
    gaps_after = {page.is_blank(line + 1) for line in titles}
    gaps_before = {page.is_blank(line - 1) for line in titles}
    set_off = gaps_before == {True}
    possible: list[int] = []
    # A heading of several words (Nytt från styrelsen) may be a title where nothing else is.
    for longest in (0, 2):
        for line, following in pairwise(texts):
            text = page.stripped(line)
            heading = is_heading(text) and not 0 < longest < len(text.split())
            if heading or title_likeness(text) <= 0:
                continue
            if gaps_after and page.is_blank(line + 1) not in gaps_after:
                continue
            if line != texts[0] and set_off and not page.is_blank(line - 1):
                continue
            if title_likeness(page.lines[following]) < title_likeness(text) - 0.9:
                possible.append(line)
        if possible:
            break
    above = [line for line in texts if possible and line < possible[0]]
    if len(possible) == 1 or (above and is_heading(page.lines[above[-1]])):
        # Right under the page's heading; what comes later is a heading within its text.
        return possible[0], ""
    if not possible:
        return texts[0], "which line is its title, and which the page's heading, is not sure"
    quoted = " or ".join(f"“{shorten(page.lines[line])}”" for line in possible)
    return texts[0], f"its title may be {quoted}"


# --- date and title in one line ---------------------------------------------------------------


def _title_in_date_line(
    page: Page, date_lines: Sequence[DateLine], layout: Layout, glued: bool
) -> list[Cut]:
    del page, glued
    ends = [*(date_line.line for date_line in date_lines[1:]), layout.below]
    return [
        Cut(
            (date_line.line, 0),
            (end, 0),
            date_line.title,
            date_line,
            ((date_line.line + 1, 0), (end, 0)),
            date_line.line,
        )
        for date_line, end in zip(date_lines, ends, strict=True)
    ]


_BY_SIDE: dict[Side, Callable[[Page, Sequence[DateLine], Layout, bool], list[Cut]]] = {
    Side.TITLE_DATE_TEXT: _title_date_text,
    Side.DATE_TITLE_TEXT: _date_title_text,
    Side.TITLE_TEXT_DATE: _title_text_date,
    Side.TITLE_IN_DATE_LINE: _title_in_date_line,
}
