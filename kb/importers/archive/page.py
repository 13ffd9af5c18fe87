"""A news archive page, copied out of a browser as plain text → posts.

The page decides once, on all its evidence: `date_lines` which lines date the posts, `layout` on
which side of them title and text stand, `cuts` where each post begins, `furniture` and `tail`
what belongs to the page and to no post. Titles may be glued to the end of the text before them:
`titles` holds the rules that tell where they begin. What cannot be told apart safely is
quarantined, never guessed.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from kb.errors import ImportFileError
from kb.importers.archive.alike import find_alike
from kb.importers.archive.cuts import Cut, cut
from kb.importers.archive.date_lines import (
    Candidate,
    DateLines,
    choose,
    find_candidates,
    find_misspelled,
)
from kb.importers.archive.furniture import (
    is_author,
    is_beginning,
    is_category,
    is_cookie,
    is_heading,
    read_more_at_end,
    why_furniture,
)
from kb.importers.archive.image_names import is_image_name
from kb.importers.archive.layout import Layout, Side, read_layout
from kb.importers.archive.lines import Page, title_likeness
from kb.importers.archive.tail import (
    below_closing,
    end_of_last,
    may_be_trimming,
    without_sidebar,
    without_title,
)
from kb.importers.archive.titles.doubts import shorten
from kb.importers.found import Extraction, FoundPost, LeftOut, Quarantined
from kb.importers.plain_text import from_plain_text

# A byte order mark, zero-width spaces and joiners of words: white space of no width. And NUL,
# which no text has and Markdown drops.
_NO_WIDTH = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\0"))
_GLUED_DATE_LINE = re.compile(
    r"[^\s”\"»’'(](?:Publicera[dt]|PUBLICERA[DT])\s+den\s+\d{1,2}\s+[^\W\d_]{3,9}\s*,?\s*\d{4}\s*\.?\s*\Z"
)
# Lines that a message quotes of many.
_QUOTED = 5
_READ_MORE = "a link to read more"
_IMAGE = "an image's name"
_SAID_TWICE = "an image's text: its title, which follows"
_BULLET = re.compile(r"[»›•·*▪●■►✓–—-]\s+(?=\S)")
_DASHES = ("–", "—", "-")
# A page's own heading is short lines: its name, a menu, a word of welcome.
_HEADING_LINES = 60
_HEADING_LINE_LENGTH = 80
_WELCOME_LENGTH = 300
_WELCOMES = 2
# Posts that end in the same line before it counts as none of their text.
_MOST_POSTS = 0.8
# Titles of a word or three that tell whether they are categories.
_ENOUGH_TITLES = 4
_FEW_WORDS = 3
# And of those, how many say something else above it.
_MOST_DIFFER = 0.7
WAYS_ON = (
    "save the page as HTML and import that, or give the site's address; --source-url names the "
    "site it is from"
)


def read_archive(text: str, name: str) -> Extraction:
    """Return the posts of an archive page, what is doubtful, and what is no post's.

    `name` is the file's, for messages. The page is read in NFC, and characters of no width
    (a byte order mark, a zero-width space) count as white space and are dropped; every other
    character is in exactly one post's title or body, quarantined text or left-out text. A
    quarantined text is the page's own, its date line included: mended, it can be read again.

    Raises ImportFileError where the page is empty or no row of lines dates its posts.
    """
    lines = unicodedata.normalize("NFC", text.translate(_NO_WIDTH)).splitlines()
    if not any(line.strip() for line in lines):
        raise ImportFileError(
            f"{name}: the page is empty; copy the whole archive page out of a browser and save it "
            "as text in UTF-8"
        )
    candidates = find_candidates(lines)
    dates = choose([*candidates, *find_alike(lines)], find_misspelled(lines))
    if dates is None:
        raise ImportFileError(f"{name}: {_nothing_found(candidates)}")
    usual = dates.usual
    twice = _said_twice(lines, dates)
    page = Page(["" if index in twice else line for index, line in enumerate(lines)])
    if not usual:
        dates = without_sidebar(page, dates)
    page.titles_in = frozenset(page.last_text(one.line) for one in dates.lines)
    layout = read_layout(page, dates, usual=usual)
    if layout.doubt:
        return _whole_page(Page(lines), dates, layout)
    cuts = cut(page, dates, layout, glued=usual)
    layout.doubt = _why_no_titles(page, cuts, dates, layout)
    if layout.doubt:
        return _whole_page(Page(lines), dates, layout)
    layout.bullet = _bullet([made.title for made in cuts if made.title])
    pieces = _Pieces()
    for line in twice:
        pieces.left_out.append(LeftOut(lines[line].strip(), f"line {line + 1}", _SAID_TWICE))
    _read_heading(page, cuts[0].begin, pieces)
    _settle_end(page, cuts, layout)
    if not usual:
        _find_alike_ends(page, cuts, layout)
        _doubt_empty(page, cuts, layout)
    for made in cuts:
        _read_post(page, made, dates, layout, pieces)
    _read_below(page, cuts[-1].end, pieces)
    return pieces.extraction()


@dataclass
class _Pieces:
    posts: list[FoundPost] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    beginnings: int = 0
    seen: dict[tuple[str, date, str], str] = field(default_factory=dict)

    def leave_out(self, page: Page, line: int, reason: str, text: str | None = None) -> None:
        self.left_out.append(LeftOut(text or page.stripped(line), f"line {line + 1}", reason))

    def extraction(self) -> Extraction:
        notes = []
        if self.alike:
            more = f" and {len(self.alike) - _QUOTED} more" if len(self.alike) > _QUOTED else ""
            notes.append(
                f"{'; '.join(self.alike[:_QUOTED])}{more}: like a date line, but not written as "
                "the page's others are; left in the text it stands in"
            )
        if self.beginnings:
            notes.append(
                f"{self.beginnings} of {len(self.posts)} texts end in “…” or in a link to read "
                "more: the page may show their beginnings only"
            )
        return Extraction(
            tuple(self.posts),
            tuple(self.quarantined),
            tuple(self.left_out),
            complete=True,  # the page is the source, and was read to its end
            notes=tuple(notes),
        )


def _bullet(titles: Sequence[str]) -> str:
    """Return the sign that all titles of a page begin with, empty where they have none."""
    signs = {found.group().strip() if (found := _BULLET.match(title)) else "" for title in titles}
    if len(signs) > 1:
        return ""
    (sign,) = signs or {""}
    # Two titles may well be what somebody says, which begins with a dash.
    return sign if len(set(titles)) > (2 if sign in _DASHES else 1) else ""


def _said_twice(lines: Sequence[str], dates: DateLines) -> frozenset[int]:
    """Return the lines that the very next line says again, where as many do as there are posts.

    Each post has an image then, whose text is the post's title.
    """
    dated = {one.line for one in dates.lines}
    again = [
        index
        for index, (one, other) in enumerate(pairwise(lines))
        if index not in dated
        and index + 1 not in dated
        and one.strip()
        and one.strip() == other.strip()
        and any(map(str.isalpha, one))
    ]
    often = len(again) >= max(2, _MOST_POSTS * len(dates.lines))
    return frozenset(again) if often else frozenset()


# --- pages that are not cut -------------------------------------------------------------------


def _nothing_found(candidates: Sequence[Candidate]) -> str:
    seen = list({one.line: one.text for one in candidates}.items())
    quoted = "; ".join(f"line {line + 1} “{shorten(text, 60)}”" for line, text in seen[:_QUOTED])
    more = f" and {len(seen) - _QUOTED} more" if len(seen) > _QUOTED else ""
    if seen:
        missing = (
            f"lines that look like dates: {quoted}{more}; but a date by itself counts only where "
            "three lines or more of the page are written alike"
        )
    else:
        missing = "no line looks like a date with its year"
    return (
        f"no line says when a post was published ({missing}); an archive page has one for each "
        f"post, as “Publicerat den 29 juni, 2017”. {WAYS_ON[0].upper()}{WAYS_ON[1:]}"
    )


def _why_no_titles(page: Page, cuts: Sequence[Cut], dates: DateLines, layout: Layout) -> str:
    """Return why what stands where titles should is none; "" for titles."""
    known = [made.title for made in cuts if made.title]
    other = sum(is_category(title) or is_heading(title) or is_author(title) for title in known)
    if len(known) > 1 and other > 0.6 * len(known):
        return f"“{shorten(known[0])}” and others like it stand where titles should"
    if dates.usual or dates.shape.title or len(known) < _ENOUGH_TITLES:
        return ""
    again = len({title.casefold() for title in known}) < len(known)
    few = sum(len(title.split()) <= _FEW_WORDS for title in known)
    if few >= _MOST_POSTS * len(known):
        # A few words may be categories, where what stands beside them is like titles.
        *beside_titles, above_dates = _beside_titles(page, cuts, layout)
        for beside in [*beside_titles, above_dates] if again else [above_dates]:
            likely = [title_likeness(page.lines[line]) >= 1 for line in beside]
            values = {page.stripped(line).casefold() for line in beside}
            if sum(likely) > _MOST_POSTS * len(likely) and len(values) == len(beside):
                return f"“{shorten(known[0])}” and others like it may be categories"
    return ""


def _beside_titles(page: Page, cuts: Sequence[Cut], layout: Layout) -> Iterator[list[int]]:
    """Yield the lines right below titles, those right above, and those right above date lines."""
    titles = {made.title_line for made in cuts}

    def is_text(line: int) -> bool:
        return not page.is_blank(line) and line not in layout.aside and line not in titles

    yield [
        line
        for made in cuts
        for line in list(filter(is_text, range(made.title_line + 1, made.texts[1][0])))[:1]
        if line != made.date_line.line
    ]
    for at in ([made.title_line for made in cuts], [made.date_line.line for made in cuts]):
        yield [
            line
            for before, own in pairwise(at)
            for line in list(filter(is_text, range(before + 1, own)))[-1:]
        ]


def _whole_page(page: Page, dates: DateLines, layout: Layout) -> Extraction:
    first = dates.lines[0].line
    end = (len(page.lines), 0)
    reason = (
        f"where titles and texts stand cannot be told for this page: {layout.doubt}; its "
        f"{len(dates.lines)} date lines are as line {first + 1}, “{page.stripped(first)}”. "
        f"{WAYS_ON[0].upper()}{WAYS_ON[1:]}"
    )
    label = next(shorten(line) for line in page.lines if line.strip())
    whole = Quarantined(label, page.where((0, 0), end), reason, page.text((0, 0), end).strip())
    return Extraction(quarantined=(whole,), complete=True)


# --- pieces -----------------------------------------------------------------------------------


def _read_heading(page: Page, end: tuple[int, int], pieces: _Pieces) -> None:
    text = page.text((0, 0), end)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return
    where = page.where((0, 0), end)
    long = [line for line in lines if len(line) > _HEADING_LINE_LENGTH and not is_cookie(line)]
    welcome = len(long) <= _WELCOMES and all(len(line) <= _WELCOME_LENGTH for line in long)
    if len(lines) <= _HEADING_LINES and welcome:
        pieces.left_out.append(LeftOut(text.strip(), where, "the page's heading"))
    else:
        reason = "text before the first title, too long for the page's heading; it has no date"
        pieces.quarantined.append(Quarantined(shorten(lines[0]), where, reason, text.strip()))


def _settle_end(page: Page, cuts: Sequence[Cut], layout: Layout) -> None:
    """Find where the last post ends, where its text is the last thing of it."""
    last = cuts[-1]
    if layout.side is Side.TITLE_TEXT_DATE:
        return
    bodies = [range(made.texts[0][0], made.texts[1][0]) for made in cuts[:-1]]
    if layout.side is Side.TITLE_DATE_TEXT:
        below_closing(page, bodies, layout)
    titles = [made.title for made in cuts]
    end, doubt = end_of_last(page, last.texts[0][0], layout, bodies, titles)
    last.end = (end, 0)
    last.texts = (last.texts[0], (end, 0))
    if doubt:
        last.doubts.append(doubt)


def _find_alike_ends(page: Page, cuts: Sequence[Cut], layout: Layout) -> None:
    """Set the short lines aside that most posts end in, whatever their words."""
    while True:
        ends: dict[str, list[int]] = {}
        rests = set()
        for made in cuts:
            texts = [
                line
                for line in range(made.texts[0][0], made.texts[1][0])
                if not page.is_blank(line) and line not in layout.aside
            ]
            if len(texts) > 1:
                end = without_title(page.lines[texts[-1]], made.title)
                ends.setdefault(end, []).append(texts[-1])
                rests.add("\n".join(page.stripped(line) for line in texts[:-1]))
        key, alike = max(ends.items(), key=lambda one: len(one[1]), default=("", []))
        if len(alike) < max(2, _MOST_POSTS * len(cuts)) or len(rests) < _MOST_DIFFER * len(alike):
            return
        if not all(may_be_trimming(page.lines[line], key) for line in alike):
            return
        layout.aside |= dict.fromkeys(alike, "the same line at the end of most posts")


def _doubt_empty(page: Page, cuts: Sequence[Cut], layout: Layout) -> None:
    """Doubt the posts without a text, where most have one: they may be a list beside the posts."""
    empty = [
        made
        for made in cuts
        if all(
            page.is_blank(line) or line in layout.aside
            for line in range(made.texts[0][0], made.texts[1][0])
        )
    ]
    if len(cuts) - len(empty) > len(empty):
        for made in empty:
            made.doubts.append("it has no text, as most posts of the page have")


def _read_below(page: Page, begin: tuple[int, int], pieces: _Pieces) -> None:
    end = (len(page.lines), 0)
    text = page.text(begin, end).strip()
    if not text:
        return
    where = page.where(begin, end)
    long = [line for line in text.splitlines() if len(line.strip()) > _WELCOME_LENGTH]
    if long:
        reason = "text below the last post; it has no date"
        pieces.quarantined.append(Quarantined(shorten(text), where, reason, text))
    else:
        pieces.left_out.append(LeftOut(text, where, "below the last post"))


def _read_post(page: Page, made: Cut, dates: DateLines, layout: Layout, pieces: _Pieces) -> None:
    date_line = made.date_line
    stands = page.stripped(date_line.line)
    where = page.where(made.begin, made.end)
    reasons = [*made.doubts]
    if date_line.published is None:
        reasons.append(f"“{stands}” (line {date_line.line + 1}) {date_line.why}; correct it there")
    body = page.text(*made.texts) if made.texts[0] <= made.texts[1] else ""
    reasons += [
        f"“{shorten(line[-80:])}” seems to hold a title and its date line in one line"
        for line in body.splitlines()
        if _GLUED_DATE_LINE.search(line)
    ]
    inside = [
        one
        for one in dates.others
        if made.texts[0][0] <= one.line < made.texts[1][0] and one.line not in layout.aside
    ]
    reasons += [
        f"“{shorten(one.text)}” (line {one.line + 1}) looks like the date line of another post"
        for one in inside
        if one.shape.verb == "published"
        or one.shape.verb == dates.shape.verb != ""
        or (one.shape.title and page.is_blank(one.line - 1))
    ]
    if reasons or date_line.published is None:
        text = page.text(made.begin, made.end).strip()
        label = shorten(made.title) or stands
        pieces.quarantined.append(Quarantined(label, where, "; ".join(reasons), text))
        return
    left = _Pieces()
    more, texts = _read_text(page, made, layout, body, left)
    markdown = from_plain_text("\n".join(texts))
    identity = (made.title, date_line.published, markdown)
    if first := pieces.seen.get(identity):
        text = page.text(made.begin, made.end).strip()
        pieces.left_out.append(LeftOut(text, where, f"the same post as in {first}, to the letter"))
        return
    pieces.seen[identity] = where
    for line in made.between:
        left.leave_out(page, line, layout.aside.get(line, "beside the date line"))
    pieces.leave_out(page, date_line.line, "a date line")
    if date_line.title:
        rest = stands.replace(date_line.title, "", 1).strip()
        pieces.left_out[-1] = LeftOut(rest, pieces.left_out[-1].where, "a date line")
    pieces.left_out += left.left_out
    pieces.alike += [f"line {one.line + 1} “{shorten(one.text, 60)}”" for one in inside]
    pieces.beginnings += more or is_beginning(markdown)
    updated = date_line.updated
    if updated and updated < date_line.published:
        updated = None
    title = made.title
    if layout.bullet and title.startswith(layout.bullet):
        title = title.removeprefix(layout.bullet).lstrip()
        pieces.left_out.append(LeftOut(layout.bullet, where, "a bullet before the title"))
    pieces.posts.append(FoundPost(title, date_line.published, markdown, where, updated=updated))


def _read_text(
    page: Page, made: Cut, layout: Layout, body: str, pieces: _Pieces
) -> tuple[bool, list[str]]:
    """Return whether the text ends in a link to read more, and its lines without trimmings."""
    first = made.texts[0][0]
    lines = {index: page.lines[index] for index in made.lead}
    lines |= {made.date_line.line: ""} if made.lead else {}
    lines |= dict(enumerate(body.split("\n") if body else [], start=first))
    out: dict[int, str] = {}
    for index, line in lines.items():
        reason = _why_no_text(line, made, layout.aside.get(index, ""))
        if not reason and line.strip():
            break
        out[index] = reason
    begin = next((index for index in lines if index not in out), None)
    if begin is not None and is_author(lines[begin]):
        out[begin] = "an author"
    more = False
    for index in reversed([index for index in lines if index not in out]):
        reason = _why_no_text(lines[index], made, layout.aside.get(index, ""))
        if not reason and lines[index].strip():
            break
        out[index] = reason
        more = more or reason == _READ_MORE
    out |= {i: _IMAGE for i, line in lines.items() if i not in out and is_image_name(line)}
    kept = {index: line for index, line in lines.items() if index not in out}
    link = ""
    if kept:
        last = max(kept)
        kept[last], link = read_more_at_end(kept[last])
    for index, reason in sorted(out.items()):
        if lines[index].strip():
            pieces.leave_out(page, index, reason, lines[index].strip())
    if link:
        pieces.leave_out(page, last, _READ_MORE, link)
    return more or link != "", list(kept.values())


def _why_no_text(line: str, made: Cut, aside: str) -> str:
    return aside or why_furniture(line, made.title) or (_IMAGE if is_image_name(line) else "")
