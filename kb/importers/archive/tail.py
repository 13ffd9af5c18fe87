"""Where a page's last post ends, and what is below it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kb.importers.archive.aside import CATEGORY
from kb.importers.archive.date_lines import DateLines
from kb.importers.archive.furniture import (
    begins_below,
    is_cookie,
    is_footer,
    is_unmistakable,
    normalised,
)
from kb.importers.archive.layout import Layout
from kb.importers.archive.lines import Page

_SHORT_LINE = 60
# Other posts that tell how texts of a page end.
_ENOUGH_OTHERS = 2
_ENOUGH_SAME = 3
# Lines between the line that closes a post and the next title; and how long what images show is.
_MOST_CATEGORIES = 3
_CAPTION = 50
# Stands for a post's title in its line: no character of a text.
_OWN_TITLE = "\N{OBJECT REPLACEMENT CHARACTER}"
_MOST_DIFFER = 0.7
_MOST = 0.8
_GREETINGS = (
    "mvh",
    "med vänlig",
    "vänliga häls",
    "vänligen",
    "hälsning",
    "hälsar",
    "varma häls",
    "välkom",
    "varmt",
    "hjärtligt",
    "vi ses",
    "vid pennan",
    "text:",
    "foto:",
    "bild:",
    "styrelsen",
    "/",
)
_LISTED = re.compile(r"[•·*#–—-]|\d+[.)]\s")

# Lines of one block, parted from others by blank lines.
_Block = list[int]


def without_sidebar(page: Page, dates: DateLines) -> DateLines:
    """Drop the date lines of a list of posts, without their texts, below the posts of a page."""
    at = [one.line for one in dates.lines]
    marked = False
    # From the last: how many date lines in a row have no more than a title to themselves.
    listed = len(at)
    for number in range(len(at) - 1, 0, -1):
        between = [i for i in range(at[number - 1] + 1, at[number]) if not page.is_blank(i)]
        marked = any(
            begins_below(page.lines[i]) == "strong" and is_unmistakable(page.lines[i])
            for i in between
        )
        if marked or len(between) > 1:
            listed = number
            break
    if not marked or listed < 2:
        return dates
    return replace(dates, lines=dates.lines[:listed])


def end_of_last(
    page: Page, start: int, layout: Layout, bodies: Sequence[range], titles: Sequence[str] = ()
) -> tuple[int, str]:
    """Return the line on which what is below the last post begins, and a doubt about it.

    `start` is the first line that may be below; `bodies`: the lines of the other posts' texts, for
    what a post of this page may end in. `titles`: of the posts, the last one's, too.
    """
    trimmed = _last_trimming(page, start, layout, bodies)
    trimmed = trimmed or _same_end(page, start, layout, bodies, titles)
    if trimmed:
        return trimmed + 1, ""
    blocks = _blocks(page, start, layout.below)
    end = layout.below
    strong = layout.below < len(page.lines)
    footer = strong and is_footer(page.lines[layout.below])
    # A line that stands together with what is below the last post belongs there.
    if footer and len(blocks) > 1 and blocks[-1][-1] == end - 1:
        texts = [page.stripped(index) for index in blocks[-1]]
        if all(map(_is_bare, texts)):
            end = blocks.pop()[0]
    doubt = ""
    # Texts of this page end in sentences: then what follows the last one is none of it.
    trimmings = {layout.aside[index] for body in bodies for index in body if index in layout.aside}
    comparable = len(bodies) >= _ENOUGH_OTHERS
    while len(blocks) > 1:
        block = blocks[-1]
        if layout.aside.get(block[-1]) in trimmings:
            break
        texts = [page.stripped(index) for index in block if index not in layout.aside]
        if not texts:
            blocks.pop()
            continue
        if all(map(is_cookie, texts)):
            end = blocks.pop()[0]
            continue
        if not all(map(_is_bare, texts)) or texts[0].casefold().startswith(_GREETINGS):
            break
        weak = [bool(begins_below(text)) for text in texts]
        if _others_end_so(page, bodies, layout, weak=any(weak)):
            break
        if not comparable:
            if not any(weak) and (len(texts) < 2 or not footer):
                break
            if not (weak[0] or (any(weak) and strong)):
                doubt = f"whether the lines from line {block[0] + 1} on are its text is not sure"
        end = blocks.pop()[0]
    return _before_cookies(page, blocks, end, bodies), doubt


def _last_trimming(page: Page, start: int, layout: Layout, bodies: Sequence[range]) -> int:
    """Return the line that ends the last post as one of its kind ends most others; 0 for none."""
    if len(bodies) < _ENOUGH_OTHERS:
        return 0
    for skipped in range(_MOST_CATEGORIES):
        ends = [layout.aside.get(line, "") for line in _closing(page, bodies, layout, skipped)]
        kind, count = Counter(ends).most_common(1)[0] if ends else ("", 0)
        if not kind or kind == CATEGORY or count < _MOST * len(bodies):
            continue
        texts = [i for i in range(start, layout.below) if not page.is_blank(i)]
        for index, following in pairwise([*texts, layout.below]):
            if layout.aside.get(index) == kind and following not in layout.aside:
                return index
    return 0


def _closing(page: Page, bodies: Sequence[range], layout: Layout, skipped: int) -> list[int]:
    """Return the last line of each body with text; so many categories below it do not count."""
    found = []
    for body in bodies:
        lines = [i for i in body if not page.is_blank(i)]
        for _ in range(skipped):
            if lines and layout.aside.get(lines[-1]) == CATEGORY:
                lines.pop()
        found.append(lines[-1] if lines else -1)
    return found


def below_closing(page: Page, bodies: Sequence[range], layout: Layout) -> None:
    """Set aside what stands alone between the line that closes posts and the next title, in most.

    It belongs to the next post: its category, or what its image shows.
    """
    found = []
    for body in bodies:
        lines = [i for i in body if not page.is_blank(i)]
        if len(lines) > 2 and lines[-2] in layout.aside and lines[-1] not in layout.aside:
            found.append(lines[-1])
    short = all(len(page.stripped(i)) <= _CAPTION and _is_bare(page.stripped(i)) for i in found)
    if short and len(found) >= max(_ENOUGH_OTHERS, _MOST * len(bodies)):
        layout.aside |= dict.fromkeys(found, CATEGORY)


def _same_end(
    page: Page, start: int, layout: Layout, bodies: Sequence[range], titles: Sequence[str]
) -> int:
    """Return the line of the last post that ends most others, whatever its words; 0 for none.

    A post's own title may stand in it.
    """
    if len(bodies) < _ENOUGH_SAME or len(titles) <= len(bodies):
        return 0
    for skipped in range(_MOST_CATEGORIES):
        lines = _closing(page, bodies, layout, skipped)
        ends = Counter(
            without_title(page.lines[line], title)
            for line, title in zip(lines, titles, strict=False)
            if line >= 0
        )
        end, count = max(ends.items(), key=lambda one: one[1], default=("", 0))
        # Texts that are all alike are texts: beside trimmings, posts have something of their own.
        own = {
            "\n".join(page.stripped(each) for each in range(body.start, line))
            for line, body in zip(lines, bodies, strict=True)
        }
        if not end or count < _MOST * len(bodies) or len(own) < _MOST_DIFFER * len(bodies):
            continue
        for index in range(start, layout.below):
            line = page.lines[index]
            if line.strip() and without_title(line, titles[-1]) == end:
                if not may_be_trimming(line, end):
                    break
                reasons = Counter(layout.aside.get(each, "") for each in lines)
                if reason := reasons.most_common(1)[0][0]:
                    layout.aside.setdefault(index, reason)
                return index
    return 0


def may_be_trimming(line: str, without: str) -> bool:
    """Tell whether a line is short and no sentence, its post's title aside."""
    said = line.rstrip()
    return len(without) <= _SHORT_LINE and (
        without.endswith(_OWN_TITLE) or said[-1:] not in tuple(".,;!?")
    )


def without_title(line: str, title: str) -> str:
    """A line without what differs from post to post: its figures, and the post's title in it."""
    own = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)", re.IGNORECASE) if title else None
    if own and line.strip() != title:
        line = own.sub(_OWN_TITLE, line, count=1)
    return normalised(line)


def _before_cookies(page: Page, blocks: Sequence[_Block], end: int, bodies: Sequence[range]) -> int:
    """Return the line before sentences on cookies that no blank line parts from the text."""
    if any(is_cookie(page.lines[index]) for body in bodies for index in body):
        return end
    while blocks and len(blocks[-1]) > 1 and is_cookie(page.lines[blocks[-1][-1]]):
        end = blocks[-1].pop()
    return end


def _blocks(page: Page, start: int, end: int) -> list[_Block]:
    blocks: list[_Block] = [[]]
    for index in range(start, end):
        if page.is_blank(index):
            if blocks[-1]:
                blocks.append([])
        else:
            blocks[-1].append(index)
    return [block for block in blocks if block]


def _is_bare(text: str) -> bool:
    """Tell whether a line is short and no sentence."""
    if is_cookie(text):
        return True
    return len(text) <= _SHORT_LINE and text[-1] not in ".!?…,;" and not _LISTED.match(text)


def _others_end_so(page: Page, bodies: Sequence[range], layout: Layout, *, weak: bool) -> bool:
    """Tell whether another post ends in such a block, too."""
    for body in bodies:
        blocks = _blocks(page, body.start, body.stop)
        blocks = [[i for i in block if i not in layout.aside] for block in blocks]
        blocks = [block for block in blocks if block]
        if len(blocks) < 2:
            continue
        texts = [page.stripped(index) for index in blocks[-1]]
        if not all(map(_is_bare, texts)):
            continue
        if not weak or any(map(begins_below, texts)):
            return True
    return False
