"""A news archive page, copied out of a browser as plain text → posts.

Posts follow each other with nothing between them but a line `Publicerat den 29 juni, 2017`
under each title, and a title is often glued to the end of the text before it. What cannot be
told apart safely is quarantined, never guessed. `titles` holds the rules that tell where a title
begins.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

from kb.errors import ImportFileError
from kb.importers.archive.image_names import is_image_name
from kb.importers.archive.titles.doubts import shorten
from kb.importers.archive.titles.start import Start, title_start
from kb.importers.found import Extraction, FoundPost, LeftOut, Quarantined
from kb.importers.plain_text import from_plain_text

_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
# A byte order mark, zero-width spaces and joiners of words: white space of no width. And NUL,
# which no text has and Markdown drops.
_NO_WIDTH = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\0"))
_DATE_LINE = re.compile(
    r"\s*publicera[dt]\s*:?\s*(?:den\s+)?"
    r"(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag)?(?:en)?\s*,?\s*)?(?:den\s+)?"
    r"(?P<day>\d{1,2})(?:\s*:?[ea]\b)?\s*\.?\s*"
    r"(?P<month>[^\W\d_]{3,12})\.?\s*,?\s*(?P<year>\d{4})\s*\.?\s*",
    re.IGNORECASE,
)
# A line that was meant as one: a day in figures, another spelling, a year that is cut short.
_LIKE_DATE_LINE = re.compile(
    r"\s*publicera[dt]\s+den\s+\d[\w\s,./-]{0,30}(?:\d\s*\.?|[^\W\d_]{3,9})\s*", re.IGNORECASE
)
_GLUED_DATE_LINE = re.compile(
    r"[^\s”\"»’'(](?:Publicera[dt]|PUBLICERA[DT])\s+den\s+\d{1,2}\s+[^\W\d_]{3,9}\s*,?\s*\d{4}\s*\.?\s*\Z"
)
# A page's own heading is a few short lines: its name, a menu, a word of welcome.
_HEADING_LINES = 12
_HEADING_LINE_LENGTH = 80
# From here on a sole date out of order tells that it is quoted: a shuffled row of this many
# others is in order in 1 of 360 cases.
_ENOUGH_DATES = 6
_LONG_LINE = 80


# An index of the page's lines, and an offset in that line.
_Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _DateLine:
    """A line that says when a post was published; `line` is its index, from 0."""

    line: int
    published: date | None


@dataclass(frozen=True, slots=True)
class _Boundary:
    """Where a post begins: the index of a line and an offset in it, or why nobody can tell."""

    line: int
    offset: int
    doubt: str = ""


def read_archive(text: str, name: str) -> Extraction:
    """Return the posts of an archive page, what is doubtful, and what is no post's.

    `name` is the file's, for messages. The page is read in NFC, and characters of no width
    (a byte order mark, a zero-width space) count as white space and are dropped; every other
    character is in exactly one post's title or body, quarantined text or left-out text. A
    quarantined text is the page's own, its date line included: mended, it can be read again.

    Raises ImportFileError where the page is empty or has no date line.
    """
    lines = unicodedata.normalize("NFC", text.translate(_NO_WIDTH)).splitlines()
    if not any(line.strip() for line in lines):
        raise ImportFileError(
            f"{name}: the page is empty; copy the whole archive page out of a browser and save it "
            "as text in UTF-8"
        )
    date_lines = [
        _DateLine(index, _date(line)) for index, line in enumerate(lines) if _is_date_line(line)
    ]
    if not date_lines:
        raise ImportFileError(
            f"{name}: no line says when a post was published; an archive page has one under each "
            "title, as “Publicerat den 29 juni, 2017”"
        )
    page = _Page(lines)
    boundaries = _boundaries(page, date_lines)
    pieces = _Pieces()
    _read_heading(page, boundaries[0], pieces)
    for index, date_line in enumerate(date_lines):
        following = boundaries[index + 1] if index + 1 < len(boundaries) else None
        _read_post(page, date_line, boundaries[index], following, pieces)
    return Extraction(
        tuple(pieces.posts),
        tuple(pieces.quarantined),
        tuple(pieces.left_out),
        complete=True,  # the page is the source, and was read to its end
    )


@dataclass
class _Pieces:
    posts: list[FoundPost] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass
class _Page:
    lines: list[str]

    def has(self, word: str) -> bool:
        """Tell whether the word stands somewhere on its own; only for words spelled oddly."""
        return word in self._odd_spellings

    @cached_property
    def _odd_spellings(self) -> frozenset[str]:
        # Only lines that no title is glued to can say how a word is spelled.
        title_lines = {
            _last_line(self.lines, index)
            for index, line in enumerate(self.lines)
            if _is_date_line(line)
        }
        return frozenset(
            word
            for index, line in enumerate(self.lines)
            if index not in title_lines
            for word in re.findall(r"[\w-]+", line)
            if re.search(r"[^\W\d_A-ZÅÄÖ][A-ZÅÄÖ]|\d[A-ZÅÄÖ]|[A-ZÅÄÖ]{2}|[a-zåäö]\d", word)
        )

    def text(self, begin: _Position, end: _Position) -> str:
        """Return the text from one position to another."""
        (first, first_offset), (last, last_offset) = begin, end
        if first >= len(self.lines):
            return ""
        if first == last:
            return self.lines[first][first_offset:last_offset]
        ending = [self.lines[last][:last_offset]] if last_offset else []
        return "\n".join([self.lines[first][first_offset:], *self.lines[first + 1 : last], *ending])

    def where(self, begin: _Position, end: _Position) -> str:
        """Return the lines of a text without blank ones at its ends, as `lines 12-40`."""
        first, last = begin[0], end[0] if end[1] else end[0] - 1
        while last > first and not self.lines[last].strip():
            last -= 1
        while first < last and not self.lines[first].strip():
            first += 1
        return f"line {first + 1}" if first >= last else f"lines {first + 1}-{last + 1}"


# --- date lines -----------------------------------------------------------------------------


def _is_date_line(line: str) -> bool:
    if len(line) > 100 or "PUBLICERA" not in line.upper():
        return False
    return bool(_DATE_LINE.fullmatch(line) or _LIKE_DATE_LINE.fullmatch(line))


def _date(line: str) -> date | None:
    """Return a date line's date, None where there is no such day."""
    found = _DATE_LINE.fullmatch(line)
    if found is None:
        return None
    months = [
        number
        for number, month in enumerate(_MONTHS, start=1)
        if month == found["month"].lower() or month[:3] == found["month"].lower()
    ]
    try:
        return date(int(found["year"]), months[0], int(found["day"])) if months else None
    except ValueError:
        return None


def _last_line(lines: Sequence[str], before: int) -> int:
    """Return the index of the last line with text before line `before`, -1 for none."""
    line = before - 1
    while line >= 0 and not lines[line].strip():
        line -= 1
    return line


# --- where posts begin ----------------------------------------------------------------------


def _boundaries(page: _Page, date_lines: Sequence[_DateLine]) -> list[_Boundary]:
    boundaries = []
    out_of_order = _out_of_order([date_line.published for date_line in date_lines])
    spaced = _spaced(page.lines, date_lines)
    crowded = _crowded(page.lines, date_lines)
    previous = -1
    for index, date_line in enumerate(date_lines):
        line = _last_line(page.lines, date_line.line)
        if line <= previous:
            doubt = "no title stands above the date line"
            boundaries.append(_Boundary(date_line.line, 0, doubt))
        else:
            start = _title_start(page, previous + 1, line)
            doubt = start.doubt
            if not doubt and start.at == 0 and previous >= 0:
                doubt = _quoted(page, date_line, line, out_of_order[index], spaced, line in crowded)
            boundaries.append(_Boundary(line, start.at if not doubt else 0, doubt))
        previous = date_line.line
    return boundaries


def _title_start(page: _Page, first: int, line: int) -> Start:
    quotes = sum(sum(map(text.count, '"”“„»«')) for text in page.lines[first:line])
    return title_start(page.lines[line], page, quotes_open=quotes % 2 == 1)


def _quoted(
    page: _Page, date_line: _DateLine, line: int, order: int, spaced: bool, crowded: bool
) -> str:
    """Return why a title on a line of its own may be text that quotes a date line; "" if not.

    One sign alone proves nothing: titles end in full stops, too.
    """
    title = page.lines[line].strip()
    following = page.lines[date_line.line + 1 :][:1]
    next_text = following[0].strip() if following else ""
    signs = [
        (crowded, "it follows its text without a blank line"),
        (title.endswith(".") and not title.endswith(".."), "ends in a full stop"),
        (order > 0, "the date is out of the page's order"),
        (bool(spaced and next_text), "the text goes on in the very next line"),
        (bool(next_text[:1].islower() and " " in next_text), "the next line begins small"),
        (len(title) > _LONG_LINE, "it is long for a title"),
    ]
    seen = [sign for present, sign in signs if present]
    if len(seen) < 2 and order < _ENOUGH_DATES:
        return ""
    return (
        f"“{shorten(title)}” may be a post's title, or text that quotes a date line: "
        + ", ".join(seen)
    )


def _spaced(lines: Sequence[str], date_lines: Sequence[_DateLine]) -> bool:
    """Tell whether this page leaves a blank line after its date lines, one aside."""
    after = [lines[d.line + 1].strip() == "" for d in date_lines if d.line + 1 < len(lines)]
    return len(after) >= 3 and after.count(False) <= 1


def _crowded(lines: Sequence[str], date_lines: Sequence[_DateLine]) -> set[int]:
    """Return the title line that alone on this page follows text without a blank line."""
    found = set()
    for date_line in date_lines:
        line = _last_line(lines, date_line.line)
        if line > 0 and lines[line - 1].strip() and not _is_date_line(lines[line - 1]):
            found.add(line)
    return found if len(found) == 1 and len(date_lines) >= 3 else set()


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


# --- pieces ---------------------------------------------------------------------------------


def _read_heading(page: _Page, first: _Boundary, pieces: _Pieces) -> None:
    end = (first.line, first.offset)
    text = page.text((0, 0), end)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return
    where = page.where((0, 0), end)
    if len(lines) <= _HEADING_LINES and all(len(line) <= _HEADING_LINE_LENGTH for line in lines):
        pieces.left_out.append(LeftOut(text.strip(), where, "the page's heading"))
    else:
        reason = "text before the first title, too long for the page's heading; it has no date"
        pieces.quarantined.append(Quarantined(shorten(lines[0]), where, reason, text.strip()))


def _read_post(
    page: _Page,
    date_line: _DateLine,
    own: _Boundary,
    following: _Boundary | None,
    pieces: _Pieces,
) -> None:
    begin = (own.line, own.offset)
    end = (following.line, following.offset) if following else (len(page.lines), 0)
    title = page.lines[own.line][own.offset :].strip() if own.line != date_line.line else ""
    body = page.text((date_line.line + 1, 0), end) if date_line.line + 1 <= end[0] else ""
    where = page.where(begin, end)
    stands = page.lines[date_line.line].strip()
    reasons = list(_reasons(page, date_line, own, following, body))
    if reasons or date_line.published is None:
        label = shorten(title) or stands
        text = page.text(begin, end).strip()
        pieces.quarantined.append(Quarantined(label, where, "; ".join(reasons), text))
        return
    pieces.left_out.append(LeftOut(stands, f"line {date_line.line + 1}", "a date line"))
    text_lines = []
    for index, line in enumerate(body.split("\n"), start=date_line.line + 1):
        if is_image_name(line):
            pieces.left_out.append(LeftOut(line.strip(), f"line {index + 1}", "an image's name"))
        else:
            text_lines.append(line)
    markdown = from_plain_text("\n".join(text_lines))
    pieces.posts.append(FoundPost(title, date_line.published, markdown, where))


def _reasons(
    page: _Page,
    date_line: _DateLine,
    own: _Boundary,
    following: _Boundary | None,
    body: str,
) -> Iterator[str]:
    if own.doubt:
        yield f"where the post begins is not sure (line {own.line + 1}): {own.doubt}"
    if date_line.published is None:
        stands = page.lines[date_line.line].strip()
        yield f"“{stands}” (line {date_line.line + 1}) is no date that exists; correct it there"
    for line in body.splitlines():
        if _GLUED_DATE_LINE.search(line):
            yield f"“{shorten(line[-80:])}” seems to hold a title and its date line in one line"
    if following and following.doubt:
        yield f"where the post ends is not sure (line {following.line + 1}): {following.doubt}"
