"""On which side of its date line a post has its title and its text: told once for a page.

Sides: title–date–text, date–title–text, title–text–date, and the title in the date's own line.
A category or an author may stand beside the date or the title in each. Every sign is weighed;
where they disagree, `doubt` says so, and the page is not cut at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from kb.importers.archive.aside import (
    Aside,
    Region,
    above_titles,
    authors_beside_dates,
    beside_dates,
    first_below,
    known_furniture,
    regions_of,
    repeated,
    said_twice,
    under_titles,
)
from kb.importers.archive.date_lines import DateLines
from kb.importers.archive.furniture import begins_below, is_cookie, is_heading
from kb.importers.archive.lines import Page, title_likeness

# Posts of a list that tell what it is.
_ENOUGH = 3
# How far the best side must be ahead of the next.
_MARGIN = 1.0
_LONG_TEXT = 100
_SENTENCE = 30
_MOST_OFTEN = 0.6
_MOST = 0.8
_HALF = 0.5
_TITLE_LENGTH = 60
_FEW_WORDS = 3


class Side(Enum):
    """Where the title, the date and the text of a post stand."""

    TITLE_DATE_TEXT = "title, date, text"
    DATE_TITLE_TEXT = "date, title, text"
    TITLE_TEXT_DATE = "title, text, date"
    TITLE_IN_DATE_LINE = "date and title in one line, text"


@dataclass
class Layout:
    """How a page is laid out.

    Attributes:
        side: of every post.
        aside: the lines that are no post's text if they stand at its beginning or end, and why.
        below: the index of the line from which on everything is below the last post.
        doubt: why the side cannot be told; "" where it can.
        bullet: the sign that every title begins with; "" where they have none.
    """

    side: Side
    aside: Aside = field(default_factory=dict)
    below: int = 0
    doubt: str = ""
    bullet: str = ""


def read_layout(page: Page, dates: DateLines, *, usual: bool) -> Layout:
    """Tell how a page is laid out.

    `usual`: the date lines are of the kind that stands under titles, glued ones, too; only clear
    signs tell otherwise.
    """
    at = [date_line.line for date_line in dates.lines]
    below = first_below(page, at, usual=usual)
    aside = known_furniture(page)
    aside |= {
        one.line: "the day of a change"
        for one in dates.others
        if one.shape.verb == "changed" != dates.shape.verb
    }
    titled = bool(dates.shape.title)
    if titled:
        aside |= repeated(page, at, below, aside, usual=False, titled=True)
        return Layout(Side.TITLE_IN_DATE_LINE, aside, below)
    if usual:
        aside |= authors_beside_dates(page, at, below, aside)
        usual = _is_usual(page, at, regions_of(page, at, below, aside))
    if not usual:
        below = first_below(page, at, usual=False)
        aside |= said_twice(page, at, below, aside)
        aside |= beside_dates(page, at, below, aside)
    named = dict(aside)
    aside |= repeated(page, at, below, aside, usual=usual, titled=False)
    side, doubt = Side.TITLE_DATE_TEXT, ""
    if not usual:
        aside |= beside_dates(page, at, below, aside)
        side, doubt = _weigh(page, at, regions_of(page, at, below, aside))
    if side is Side.TITLE_DATE_TEXT:
        aside |= above_titles(page, regions_of(page, at, below, aside))
        aside |= above_titles(page, regions_of(page, at, below, named))
    else:
        regions = regions_of(page, at, below, aside)
        regions = regions[1:] if side is Side.DATE_TITLE_TEXT else regions[1:-1]
        below_titles = [region[1:] for region in regions]
        aside |= under_titles(page, below_titles)
    if not usual and not doubt:
        doubt = _why_two_titles(page, side, regions_of(page, at, below, aside))
    return Layout(side, aside, below, doubt)


def _is_usual(page: Page, at: Sequence[int], regions: Sequence[Region]) -> bool:
    """Tell whether date lines stand right under their titles, with a blank line below them.

    Not where a text stands above the first, texts above the others, and titles below them.
    """
    inner = [region for region in regions[1:-1] if region]
    no_title = bool(regions[0]) and title_likeness(page.lines[regions[0][-1]]) < 0
    if not inner:
        heading = bool(regions[0]) and is_heading(page.lines[regions[0][-1]])
        below = no_title and not regions[-1] and _Head(page, regions[0]).post
        return not below and not (heading and _Tail(page, regions[-1]).post)
    set_off = [not page.is_blank(line - 1) and page.is_blank(line + 1) for line in at[:-1]]
    if _mean(set_off) < _MOST_OFTEN:
        return False
    texts = _mean([_is_text(page.stripped(region[-1])) for region in inner])
    titles = _mean([title_likeness(page.lines[region[0]]) > 0 for region in inner])
    above = bool(regions[0]) and (
        _is_text(page.stripped(regions[0][-1])) or _Head(page, regions[0]).post
    )
    return not (above and (no_title or min(texts, titles) >= _HALF))


def _is_text(line: str) -> bool:
    return len(line) > _LONG_TEXT or (len(line) > _SENTENCE and line.endswith((".", "…")))


def _why_two_titles(page: Page, side: Side, regions: Sequence[Region]) -> str:
    """Return that two lines alike might be the title, in most posts; "" where one is."""
    if side is Side.TITLE_DATE_TEXT:
        pairs = [(region[-2], region[-1]) for region in regions[1:-1] if len(region) > 2]
    else:
        pairs = [(region[0], region[1]) for region in regions[1:-1] if len(region) > 2]
    if len(pairs) < max(1, _MOST_OFTEN * (len(regions) - 2)):
        return ""
    alike = [
        (page.stripped(one), page.stripped(other))
        for one, other in pairs
        if _may_be_title(page.stripped(one))
        and _may_be_title(page.stripped(other))
        and (side is not Side.TITLE_DATE_TEXT or len(page.stripped(one).split()) < 4)
    ]
    if len(alike) < _MOST * len(pairs):
        lower = [page.stripped(other) for _, other in pairs]
        upper = [title_likeness(page.lines[one]) >= 1 for one, _ in pairs]
        few = all(len(text.split()) <= _FEW_WORDS for text in lower)
        if side is not Side.TITLE_DATE_TEXT or not few or _mean(upper) < _MOST:
            return ""
        alike = [(page.stripped(one), page.stripped(other)) for one, other in pairs]
    one, other = alike[0]
    return f"“{one}” and “{other}” may both be a title, and most posts have two such lines"


def _may_be_title(line: str) -> bool:
    return title_likeness(line) > 1 and len(line) <= _TITLE_LENGTH


# --- the signs --------------------------------------------------------------------------------


def _weigh(page: Page, at: Sequence[int], regions: Sequence[Region]) -> tuple[Side, str]:
    """Return the side that most speaks for, and a doubt where another has nearly as much."""
    likeness = [[title_likeness(page.lines[index]) for index in region] for region in regions]
    between = [values for values in likeness[1:-1] if len(values) > 1]
    contrast = _mean([values[-1] - values[0] for values in between])
    contrast = 2 * max(-2.0, min(2.0, contrast))
    inner = list(zip(at[:-1], regions[1:-1], at[1:], strict=True))
    gap_before = _mean([_blank_within(page, last[-1], line) for _, last, line in inner if last])
    gap_after = _mean([_blank_within(page, line, first[0]) for line, first, _ in inner if first])
    head = _Head(page, regions[0])
    tail = _Tail(page, regions[-1])
    if all(len(region) < 2 for region in regions[1:-1]) and len(regions) > _ENOUGH:
        return _side_of_list(head, tail, gap_before, gap_after)
    scores = {
        Side.TITLE_DATE_TEXT: contrast
        + (1.0 if head.title else -2.0)
        + (1.0 if tail.text_first else -1.5 if tail.empty else -0.5)
        - (0.5 if gap_before > gap_after else 0),
        Side.DATE_TITLE_TEXT: -contrast
        + (-1.5 if head.post else 1.0 if head.only_heading else 0.0)
        + (2.0 if tail.post else -2.0 if tail.empty else -0.5)
        + gap_before
        - gap_after,
        Side.TITLE_TEXT_DATE: -contrast
        + (1.0 if head.post else -2.0)
        + (1.5 if tail.empty else -2.0 if tail.post else 0.0)
        + gap_after
        - gap_before,
    }
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    best, second = ranked[:2]
    if scores[best] - scores[second] < _MARGIN or scores[best] <= 0:
        return best, f"the signs for “{best.value}” and for “{second.value}” disagree"
    return best, ""


def _side_of_list(
    head: "_Head", tail: "_Tail", gap_before: float, gap_after: float
) -> tuple[Side, str]:
    """Return the side of a list of titles and dates, with no texts."""
    if head.title and tail.empty and gap_before <= gap_after:
        return Side.TITLE_DATE_TEXT, ""
    if not head.title and tail.title and gap_before >= gap_after:
        return Side.DATE_TITLE_TEXT, ""
    return Side.TITLE_DATE_TEXT, "it has dates and titles, and no texts to tell which goes to which"


class _Head:
    """What stands above the first date line: a title, a post without its date, or a heading."""

    def __init__(self, page: Page, region: Region) -> None:
        texts = [page.stripped(index) for index in region if not is_cookie(page.lines[index])]
        last = texts[-1] if texts else ""
        # /Styrelsen signs a text.
        self.only_heading = not texts or (is_heading(last) and last[0] != "/")
        self.title = not self.only_heading and title_likeness(last) > 0
        self.post = not self.only_heading and any(
            title_likeness(line) > 0 and not is_heading(line) and title_likeness(following) < 0
            for line, following in pairwise(texts)
        )
        # One sentence may be a word of welcome; several are a text.
        self.post |= sum(map(_is_text, texts)) > 1 and not self.only_heading


class _Tail:
    """What stands below the last date line: a text, a title and its text, or nothing of a post."""

    def __init__(self, page: Page, region: Region) -> None:
        texts = [page.stripped(index) for index in region if not is_cookie(page.lines[index])]
        values = list(map(title_likeness, texts))
        self.empty = not texts
        self.text_first = bool(values) and values[0] < 0
        self.title = bool(values) and values[0] > 0
        longest = max(map(len, texts), default=0)
        self.post = len(values) > 1 and values[0] > 0 and (longest >= _LONG_TEXT or values[1] < 0)
        if texts and begins_below(texts[0]):
            self.post = self.title = False


def _blank_within(page: Page, first: int, last: int) -> bool:
    return any(map(page.is_blank, range(first + 1, last)))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
