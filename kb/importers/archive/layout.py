"""On which side of its date line a post has its title and its text: told once for a page.

Sides: title–date–text, date–title–text, title–text–date, and the title in the date's own line.
A category or an author may stand beside the date or the title in each. Every sign is weighed;
where they disagree, `doubt` says so, and the page is not cut at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from kb.importers.archive.date_lines import DateLines, is_name
from kb.importers.archive.furniture import (
    begins_below,
    is_author,
    is_category,
    is_cookie,
    is_heading,
    is_unmistakable,
    normalised,
    why_furniture,
)
from kb.importers.archive.lines import Page, title_likeness

# Regions of which a repeated line must be in so many before it counts as the page's own.
_ENOUGH = 3
_MOST = 0.8
_SHORT_LINE = 60
_CATEGORY_LENGTH = 40
# How far the best side must be ahead of the next, and above nothing at all.
_MARGIN = 1.0
_LONG_TEXT = 120
_LONG_SENTENCE = 90
_MOST_OFTEN = 0.6


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
    """

    side: Side
    aside: dict[int, str] = field(default_factory=dict)
    below: int = 0
    doubt: str = ""


def read_layout(page: Page, dates: DateLines, *, usual: bool) -> Layout:
    """Tell how a page is laid out.

    `usual`: the date lines are of the kind that stands under titles, glued ones, too; only long
    texts in their place tell otherwise.
    """
    at = [date_line.line for date_line in dates.lines]
    below = _first_below(page, at)
    aside = _known_furniture(page)
    titled = bool(dates.shape.title)
    aside |= _repeated(page, at, below, aside, usual=usual, titled=titled)
    aside |= _beside_dates(page, at, below, aside, usual=usual)
    if dates.shape.title:
        return Layout(Side.TITLE_IN_DATE_LINE, aside, below)
    regions = _regions(page, at, below, aside)
    known = _usual_side(page, at, regions) if usual else None
    side, doubt = (known, "") if known else _weigh(page, at, regions)
    if side is Side.TITLE_DATE_TEXT:
        aside |= _above_titles(page, regions)
    return Layout(side, aside, below, doubt)


# --- lines that are no text -------------------------------------------------------------------


def _known_furniture(page: Page) -> dict[int, str]:
    return {
        index: reason
        for index, line in enumerate(page.lines)
        if len(line) < 200 and line.strip() and (reason := why_furniture(line))
    }


def _first_below(page: Page, at: Sequence[int]) -> int:
    """Return the first line after the last date line that stands below the posts of a page.

    It follows a blank line, where posts of the page have any, unless its words leave no doubt.
    """
    crowded = len(at) > 1 and not any(map(page.is_blank, range(at[0], at[-1])))
    for index in range(at[-1] + 1, len(page.lines)):
        if page.is_blank(index) or begins_below(page.lines[index]) != "strong":
            continue
        set_off = page.is_blank(index - 1) or index - 1 == at[-1] or crowded
        if set_off or why_furniture(page.lines[index - 1]) or is_unmistakable(page.lines[index]):
            return index
    return len(page.lines)


def _regions(page: Page, at: Sequence[int], below: int, aside: dict[int, str]) -> list[list[int]]:
    """Return the lines with text before the first date line, between two, and after the last."""
    bounds = [-1, *at, max(below, at[-1] + 1)]
    return [
        [
            index
            for index in range(first + 1, last)
            if not page.is_blank(index) and index not in aside
        ]
        for first, last in zip(bounds, bounds[1:], strict=False)
    ]


def _repeated(
    page: Page,
    at: Sequence[int],
    below: int,
    known: dict[int, str],
    *,
    usual: bool,
    titled: bool,
) -> dict[int, str]:
    """Return the short lines that most posts have alike: trimmings, whatever their words."""
    if len(at) < _ENOUGH:
        return {}
    regions = _regions(page, at, below, known)
    places: dict[str, list[int]] = {}
    for region in regions:
        seen = set()
        # Where titles stand above date lines, one may well come again in every post.
        for index in region[:-1] if usual else region:
            line = page.stripped(index)
            key = normalised(line)
            if len(line) > _SHORT_LINE or key in seen or line.endswith((".", ",")):
                continue
            seen.add(key)
            places.setdefault(key, []).append(index)
    found = {
        index: "the same line in most posts"
        for key, lines in places.items()
        if key and len(lines) >= max(_ENOUGH, _MOST * len(at))
        for index in lines
    }
    # Texts that are all alike are texts: beside trimmings, posts have something of their own.
    own = [[page.stripped(i) for i in region if i not in found] for region in regions[1:-1]]
    least = 1 if titled else 2
    if sum(len(texts) < least for texts in own) > 0.4 * len(own):
        return {}
    for shift in (slice(None),) if titled else (slice(1, None), slice(0, -1)):
        if len({"\n".join(texts[shift]) for texts in own}) <= 0.6 * len(own):
            return {}
    return found


def _beside_dates(
    page: Page, at: Sequence[int], below: int, known: dict[int, str], *, usual: bool
) -> dict[int, str]:
    """Return the lines beside date lines that name an author or a category."""
    found: dict[int, str] = {}
    for step in (-1, 1):
        for _ in range(2):
            regions = _regions(page, at, below, known | found)
            chosen = [region for region in (regions[:-1] if step < 0 else regions[1:]) if region]
            lines = [region[-1] if step < 0 else region[0] for region in chosen]
            next_to = [region[step * 2 - (step > 0)] for region in chosen if len(region) > 1]
            named = _named(page, lines, [] if usual else next_to, len(at))
            if not named:
                break
            found |= named
    return found


def _above_titles(page: Page, regions: Sequence[Sequence[int]]) -> dict[int, str]:
    """Return the categories that stand above titles, where those stand above date lines.

    The first stands there, too, below the page's heading.
    """
    chosen = [region for region in regions[:-1] if len(region) > 1]
    if not chosen or len(regions[0]) < 2:
        return {}
    lines = [region[-2] for region in chosen]
    first = page.stripped(lines[0]).casefold()
    others = {page.stripped(line).casefold() for line in lines[1:]}
    if first not in others and not is_category(first):
        return {}
    return _named(page, lines, [region[-1] for region in chosen], len(regions) - 1)


def _named(page: Page, lines: Sequence[int], next_to: Sequence[int], count: int) -> dict[int, str]:
    """Return which of the lines at one place of the posts are authors or categories: all or none.

    Those who say so (Av: …), names of persons throughout, and what comes again and again while
    the lines `next_to` them do not.
    """
    texts = [page.stripped(index) for index in lines]
    authors = {index: "an author" for index in lines if is_author(page.lines[index])}
    if authors and len(authors) >= 0.5 * len(lines):
        return authors
    if len(texts) >= _ENOUGH and len(texts) >= 0.6 * count and all(map(is_name, texts)):
        return dict.fromkeys(lines, "an author")
    if not all(map(_may_be_category, texts)):
        return {}
    others = {page.stripped(index).casefold() for index in next_to}
    values = Counter(text.casefold() for text in texts)
    again = sum(times for times in values.values() if times > 1)
    categories = sum(map(is_category, texts))
    few = (
        len(texts) >= _ENOUGH
        and len(values) <= 0.5 * len(texts)
        and again >= 0.7 * len(texts)
        and len(others) > max(len(values), 0.7 * len(next_to))
        and len(next_to) >= 0.7 * len(texts)
    )
    if len(texts) > 1 and (few or categories >= 0.8 * len(texts) and len(values) < len(texts)):
        return dict.fromkeys(lines, "a category or an author")
    return {}


def _may_be_category(text: str) -> bool:
    return len(text) <= _CATEGORY_LENGTH and text[-1] not in ".,;…" and text[0] not in "•*·–-#"


# --- the side ---------------------------------------------------------------------------------


def _usual_side(page: Page, at: Sequence[int], regions: Sequence[Sequence[int]]) -> Side | None:
    """Return the side of a page whose date lines are of the usual kind; None: signs must tell.

    Where they stand right under a line, with a blank line below them, that line is the title,
    unless texts stand there, titles below, and nothing below the last date.
    """
    inner = [region for region in regions[1:-1] if region]
    if not inner:
        return Side.TITLE_DATE_TEXT
    set_off = [not page.is_blank(line - 1) and page.is_blank(line + 1) for line in at[:-1]]
    if _mean(set_off) < _MOST_OFTEN:
        return None
    pairs = [(page.stripped(region[0]), page.stripped(region[-1])) for region in inner]
    texts = _mean([_is_long_text(last) for _, last in pairs])
    titles = _mean([title_likeness(first) > 0 for first, _ in pairs])
    above = bool(regions[0]) and _is_long_text(page.stripped(regions[0][-1]))
    if min(texts, titles) > _MOST_OFTEN and above:
        return None
    return Side.TITLE_DATE_TEXT


def _is_long_text(line: str) -> bool:
    return len(line) > _LONG_TEXT or (len(line) > _LONG_SENTENCE and line.endswith((".", "…")))


def _weigh(
    page: Page, at: Sequence[int], regions: Sequence[Sequence[int]]
) -> tuple[Side, str]:
    """Return the side that most speaks for, and a doubt where another has nearly as much."""
    likeness = [[title_likeness(page.lines[index]) for index in region] for region in regions]
    between = [values for values in likeness[1:-1] if len(values) > 1]
    contrast = _mean([values[-1] - values[0] for values in between]) if between else 0.0
    contrast = 2 * max(-2.0, min(2.0, contrast))
    inner = list(zip(at[:-1], regions[1:-1], at[1:], strict=True))
    gap_before = _mean([_blank_within(page, last[-1], line) for _, last, line in inner if last])
    gap_after = _mean([_blank_within(page, line, first[0]) for line, first, _ in inner if first])
    first, last = likeness[0], likeness[-1]
    heading = bool(regions[0]) and is_heading(page.lines[regions[0][-1]])
    text_above = bool(first) and first[-1] < -0.5 and not is_cookie(page.lines[regions[0][-1]])
    scores = {
        Side.TITLE_DATE_TEXT: contrast
        + (-2.0 if heading or not first else 1.0 if first[-1] > 0 else -1.5)
        + (-1.5 if not last else 1.0 if last[0] < 0 else -0.5)
        - (0.5 if gap_before > gap_after else 0),
        Side.DATE_TITLE_TEXT: -contrast
        + (-1.5 if text_above else 1.0 if heading or not first else 0.0)
        + _title_and_text(last)
        + gap_before
        - gap_after,
        Side.TITLE_TEXT_DATE: -contrast
        + (-2.0 if heading or not first else 1.0 if text_above else -1.0)
        + (1.5 if not last else -1.5 if _is_post(page, regions[-1], last) else 0.0)
        + gap_after
        - gap_before,
    }
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    best, second = ranked[:2]
    if scores[best] - scores[second] < _MARGIN or scores[best] <= 0:
        return best, f"the signs for “{best.value}” and for “{second.value}” disagree"
    return best, ""


def _title_and_text(values: Sequence[float]) -> float:
    if len(values) < 2:
        return -2.0 if not values else -0.5
    return 1.0 if values[0] > 0 and values[1] < values[0] else -1.0


def _is_post(page: Page, region: Sequence[int], values: Sequence[float]) -> bool:
    """Tell whether the lines below the last date may be a title and its text."""
    longest = max(len(page.stripped(index)) for index in region)
    return longest >= 100 or (len(values) > 1 and values[0] > 0 > values[1])


def _blank_within(page: Page, first: int, last: int) -> bool:
    return any(map(page.is_blank, range(first + 1, last)))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
