"""Lines of a page that are no post's text, told by where they stand: authors and categories.

They are found by their words, or because the same stands at the same place of most posts.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from kb.importers.archive.date_lines import is_name
from kb.importers.archive.furniture import (
    begins_below,
    is_author,
    is_category,
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
_WORD_LENGTH = 20
_FEW_LINES = 3
_FEW_WORDS = 3
_AGAIN = 0.3
# Lines with a title in them: how long they may be, and how far below the title.
_LONGEST_WITH_TITLE = 250
_FAR = 60
# How many liked a post, below how many saw it and wrote of it.
_COUNT = re.compile(r"\d{1,5}")
_QUOTES = "”“\"'»«"
CATEGORY = _CATEGORY = "a category or an author"

# Indexes of lines with text, and why each is no text of a post.
Region = Sequence[int]
Aside = dict[int, str]


def known_furniture(page: Page) -> Aside:
    """Return the lines that are told by their words, wherever they stand."""
    known = {
        index: reason
        for index, line in enumerate(page.lines)
        if len(line) < 200 and line.strip() and (reason := why_furniture(line))
    }
    counts = {
        index: "a count"
        for index, line in enumerate(page.lines)
        if index - 1 in known and _COUNT.fullmatch(line.strip())
    }
    return known | counts | _with_titles(page)


def _with_titles(page: Page) -> Aside:
    """Return the lines that say a post's title in the same words each: Tyck till om Ny brygga."""
    places: dict[str, int] = {}
    found: dict[str, list[tuple[int, str]]] = {}
    for index, line in enumerate(page.lines):
        text = line.strip().casefold()
        said = text.rstrip(" →»›>")
        words = list(re.finditer(r"(?<=\s)\S", said)) if len(text) <= _LONGEST_WITH_TITLE else []
        for word in words:
            at = word.start()
            lead, title = said[:at].strip(), said[at:].strip(_QUOTES)
            above = places.get(title, index)
            if index - _FAR < above < index and len(lead.split()) <= _FEW_WORDS + 1:
                found.setdefault(lead, []).append((index, title))
                break
        places[text.strip(_QUOTES)] = index
    return {
        index: "a line with the post's title in it"
        for row in found.values()
        if len({title for _, title in row}) >= _ENOUGH
        for index, _ in row
    }


def first_below(page: Page, at: Sequence[int], *, usual: bool) -> int:
    """Return the first line after the last date line that stands below the posts of a page.

    It follows a blank line, where posts of the page have any, unless its words leave no doubt.
    The first line under a date line of the `usual` kind is a text.
    """
    crowded = len(at) > 1 and not any(map(page.is_blank, range(at[0], at[-1])))
    texts = (index for index in range(at[-1] + 1, len(page.lines)) if not page.is_blank(index))
    for number, index in enumerate(texts):
        line = page.lines[index]
        if begins_below(line) != "strong":
            continue
        trimmed = why_furniture(page.lines[index - 1]) != ""
        set_off = page.is_blank(index - 1) or index - 1 == at[-1] or trimmed or crowded
        if (set_off and not (usual and number == 0)) or is_unmistakable(line):
            return index
        if not usual and (first := _top_of_block(page, index)) > at[-1] + 1:
            return first
    return len(page.lines)


def _top_of_block(page: Page, index: int) -> int:
    """Return the first of the few short lines right above a line, where they stand apart; or 0."""
    first = index
    while not page.is_blank(first - 1) and index - first < _FEW_LINES:
        line = page.stripped(first - 1)
        if len(line) > _CATEGORY_LENGTH or line[-1] in ".,;!?…":
            return 0
        first -= 1
    return first if page.is_blank(first - 1) else 0


def regions_of(page: Page, at: Sequence[int], below: int, aside: Aside) -> list[list[int]]:
    """Return the lines with text before the first date line, between two, and after the last."""
    bounds = [-1, *at, max(below, at[-1] + 1)]
    return [
        [
            index
            for index in range(first + 1, last)
            if not page.is_blank(index) and index not in aside
        ]
        for first, last in pairwise(bounds)
    ]


def repeated(
    page: Page,
    at: Sequence[int],
    below: int,
    known: Aside,
    *,
    usual: bool,
    titled: bool,
) -> Aside:
    """Return the short lines that most posts have alike: trimmings, whatever their words."""
    if len(at) < _ENOUGH:
        return {}
    regions = regions_of(page, at, below, known)
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
        if key and len(lines) >= max(_ENOUGH, (1.0 if usual else _MOST) * (len(at) - usual))
        for index in lines
    }
    # Texts that are all alike are texts: beside trimmings, posts have something of their own.
    own = [[page.stripped(i) for i in region if i not in found] for region in regions[1:-1]]
    least = 1 if titled else 2
    if sum(len(texts) < least for texts in own) > 0.4 * len(own):
        return {}
    for shift in (slice(None),) if titled else (slice(1, None), slice(0, -1)):
        if len({"\n".join(texts[shift]) for texts in own}) < (1.0 if usual else 0.7) * len(own):
            return {}
    return found


def beside_dates(page: Page, at: Sequence[int], below: int, known: Aside) -> Aside:
    """Return the lines beside date lines that name an author or a category."""
    found: Aside = {}
    for _ in range(2):
        regions = regions_of(page, at, below, known | found)
        named = _before_dates(page, regions) or {}
        regions = regions_of(page, at, below, known | found | named)
        named |= _after_dates(page, regions)
        if not named:
            break
        found |= named
    return found


def said_twice(page: Page, at: Sequence[int], below: int, known: Aside) -> Aside:
    """Return the lines that name an image as the title beside it, where most posts have one.

    The same stands on the next line, or on the other side of the date line.
    """
    regions = regions_of(page, at, below, known)
    found: Aside = {}
    for region, following in pairwise(regions):
        near = [*region[-2:], *following[:1]]
        for one, other in pairwise(near):
            if page.stripped(one).casefold() == page.stripped(other).casefold():
                found[one] = "a title once more"
    return found if len(found) >= _MOST * len(at) else {}


def authors_beside_dates(page: Page, at: Sequence[int], below: int, known: Aside) -> Aside:
    """Return the lines beside date lines that name authors, told by their words alone."""
    found: Aside = {}
    for place in (-1, 0):
        regions = regions_of(page, at, below, known | found)
        lines = [
            region[place] for region in (regions[1:] if place == 0 else regions[:-1]) if region
        ]
        found |= _authors(page, lines, len(at))
    return found


def _before_dates(page: Page, regions: Sequence[Region]) -> Aside:
    """Those above date lines: of all posts, or at the end of those that have one below."""
    below = [region[0] for region in regions[1:] if region]
    titles_below = _are_titles(page, below)
    for chosen in (regions[:-1], regions[1:-1]):
        full = [region for region in chosen if region]
        next_to = [region[-2] for region in full if len(region) > 1]
        lines = [region[-1] for region in full]
        if named := _named(page, lines, next_to, len(chosen), sure=titles_below):
            return named
    return {}


def _after_dates(page: Page, regions: Sequence[Region]) -> Aside:
    """Those below date lines: of all posts; or above titles that follow them, the first's, too."""
    above = [region[-1] for region in regions[:-1] if region]
    titles_above = _are_titles(page, above)
    for chosen in (regions[1:], regions[1:-1]):
        full = [region for region in chosen if region]
        lines = [region[0] for region in full]
        next_to = [region[1] for region in full if len(region) > 1]
        named = _named(page, lines, next_to, len(chosen), sure=titles_above)
        if named and chosen is not regions[1:]:
            values = {page.stripped(line).casefold() for line in lines}
            first = [
                line
                for line in regions[0]
                if page.stripped(line).casefold() in values or is_category(page.lines[line])
            ]
            named |= {first[-1]: _CATEGORY} if first else {}
        if named:
            return named
    return {}


def above_titles(page: Page, regions: Sequence[Region]) -> Aside:
    """Return the categories that stand above titles, where those stand above date lines.

    The first stands there, too, below the page's heading.
    """
    chosen = [region for region in regions[:-1] if len(region) > 1]
    if not chosen or len(regions[0]) < 2:
        return {}
    lines = [region[-2] for region in chosen]
    first = page.stripped(lines[0]).casefold()
    others = {page.stripped(line).casefold() for line in lines[1:]}
    common = sum(is_category(page.lines[line]) for line in lines)
    if first not in others and common < 0.8 * len(lines):
        return {}
    return _named(page, lines, [region[-1] for region in chosen], len(regions) - 1)


def under_titles(page: Page, following: Sequence[Region]) -> Aside:
    """Return the authors and categories that stand between titles and texts.

    `following`: of each title, the lines below it.
    """
    full = [region for region in following if region]
    lines = [region[0] for region in full]
    next_to = [region[1] for region in full if len(region) > 1]
    return _named(page, lines, next_to, len(following), sure=True)


def _named(page: Page, lines: Region, next_to: Region, count: int, *, sure: bool = False) -> Aside:
    """Return which of the lines at one place of the posts are authors or categories: all or none.

    Those who say so (Av: …), names of persons throughout, and what comes again and again while
    the lines `next_to` them do not. Common categories, and words by themselves, too, where titles
    stand next to them, or are `sure` to stand elsewhere.
    """
    if authors := _authors(page, lines, count):
        return authors
    texts = [page.stripped(index) for index in lines]
    if not texts or not all(map(_may_be_category, texts)):
        return {}
    others = {page.stripped(index).casefold() for index in next_to}
    values = Counter(text.casefold() for text in texts)
    again = sum(times for times in values.values() if times > 1)
    few = (
        len(texts) >= _ENOUGH
        and len(values) <= 0.6 * len(texts)
        and again >= 0.6 * len(texts)
        and len(others) > max(len(values), 0.7 * len(next_to))
        and len(next_to) >= 0.7 * len(texts)
    )
    categories = sum(map(is_category, texts))
    words = len(texts) >= _ENOUGH and all(map(_is_word, texts))
    titles_elsewhere = sure or _are_titles(page, next_to)
    common = categories >= 0.8 * len(texts) and (
        titles_elsewhere or (len(texts) > 1 and len(values) < len(texts))
    )
    likely = [title_likeness(page.lines[index]) for index in next_to]
    few = few and (sure or sum(likely) > 0.3 * len(likely))
    # A column of a word or three in which one comes again, beside titles that never do.
    column = (
        titles_elsewhere
        and len(texts) > _ENOUGH
        and again >= _AGAIN * len(texts)
        and all(len(text.split()) <= _FEW_WORDS for text in texts)
        and len(others) > 0.9 * len(next_to)
    )
    if few or common or column or (words and titles_elsewhere):
        return dict.fromkeys(lines, _CATEGORY)
    return {}


def _authors(page: Page, lines: Region, count: int) -> Aside:
    authors = {index: "an author" for index in lines if is_author(page.lines[index])}
    if authors and len(authors) >= 0.5 * len(lines):
        return authors
    names = all(is_name(page.stripped(index)) for index in lines)
    if names and len(lines) >= max(2, 0.6 * count):
        return dict.fromkeys(lines, "an author")
    return {}


def _are_titles(page: Page, lines: Region) -> bool:
    """Tell whether lines read like titles, most of them with several words."""
    texts = [page.stripped(index) for index in lines]
    likely = sum(title_likeness(text) > 0 for text in texts)
    several = sum(" " in text for text in texts)
    return bool(texts) and likely >= 0.8 * len(texts) and several >= 0.5 * len(texts)


def _is_word(text: str) -> bool:
    return text.isalpha() and len(text) <= _WORD_LENGTH


def _may_be_category(text: str) -> bool:
    return len(text) <= _CATEGORY_LENGTH and text[-1] not in ".,;…" and text[0] not in "•*·–-#"
