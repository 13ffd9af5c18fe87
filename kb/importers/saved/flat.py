"""Posts that follow each other in one part of a page, with nothing around each: they are cut."""

from collections.abc import Sequence

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag

from kb.importers.saved.dates import find
from kb.importers.saved.dom import (
    BLOCKS,
    HEADINGS,
    is_heading,
    names,
    strings,
    text_of,
    within,
    words,
)
from kb.importers.saved.furniture import is_name, line_reason
from kb.importers.saved.mark import Mark
from kb.importers.saved.titles import is_called_title
from kb.importers.saved.view import View

_BOLD = ("b", "strong", "big", "u", "dt", "th")
# What may follow in the last post; what else comes is the page's again.
_TEXT = {
    "p",
    "ul",
    "ol",
    "blockquote",
    "figure",
    "img",
    "a",
    "br",
    "pre",
    "em",
    "b",
    "strong",
    "i",
    "span",
    "font",
}


def cut(
    view: View, parent: Tag, group: Sequence[tuple[PageElement, Mark]]
) -> list[tuple[Tag, Mark]]:
    """Put a part of its own around each post of a row, and return these.

    `group` are children of `parent`, each with the one date that stands in it. Returns nothing
    where nobody can tell which title belongs to which date.
    """
    items = _items(parent)
    places = [_index(items, mark) for _, mark in group]
    if None in places:
        return []
    at = [place for place in places if place is not None]
    if len(set(at)) < len(at):
        return []
    starts = _starts(items, at, [mark for _, mark in group])
    if starts is None:
        return []
    last = at[-1] + 1 if starts[-1] < at[-1] - 2 else _end(view, items, starts)
    ends = [*starts[1:], last]
    if any(start >= end for start, end in zip(starts, ends, strict=True)):
        return []  # two dates share a title, or are out of order
    roots = []
    for (_, mark), start, end in zip(group, starts, ends, strict=True):
        roots.append((_wrap(view.soup, [node for item in items[start:end] for node in item]), mark))
    return roots


def divide(view: View, root: Tag, mark: Mark) -> list[Tag]:
    """Return the posts of one day: those under a heading that is a date, each with its own."""
    day = mark.anchor.find_parent(HEADINGS)
    if day is None or not mark.pure or not within(day, root):
        return [root]
    below = [tag for tag in day.find_all_next(HEADINGS) if within(tag, root)]
    titles = [tag for tag in below if tag.name == below[0].name and tag.parent is below[0].parent]
    parent = below[0].parent if below else None
    if len(titles) < 2 or titles[0].name <= day.name or parent is None:
        return [root]
    starts = [next(n for n, node in enumerate(parent.contents) if node is tag) for tag in titles]
    nodes = list(parent.contents)
    ends = [*starts[1:], len(nodes)]
    return [_wrap(view.soup, nodes[start:end]) for start, end in zip(starts, ends, strict=True)]


def _items(parent: Tag) -> list[list[PageElement]]:
    """Return the children as blocks and lines, empty ones with the one before."""
    items: list[list[PageElement]] = []
    open_line = False
    for child in parent.contents:
        is_break = isinstance(child, Tag) and child.name in ("br", "hr")
        is_block = isinstance(child, Tag) and (
            child.name in BLOCKS or child.find(list(BLOCKS)) is not None
        )
        has_text = any(node.strip() for node in strings(child))
        if is_break or not has_text:
            if items:
                items[-1].append(child)
            else:
                items.append([child])
            open_line = open_line and not is_break
        elif is_block or not open_line:
            items.append([child])
            open_line = not is_block
        else:
            items[-1].append(child)
    return items


def _index(items: Sequence[Sequence[PageElement]], mark: Mark) -> int | None:
    for number, item in enumerate(items):
        if any(
            node is mark.anchor or (isinstance(node, Tag) and within(mark.anchor, node))
            for node in item
        ):
            return number
    return None


def _text(item: Sequence[PageElement], mark: Mark | None = None) -> str:
    kept = [
        node
        for one in item
        for node in strings(one)
        if mark is None or not any(node is own for own in mark.nodes)
    ]
    return " ".join(" ".join(kept).split())


def _starts(
    items: Sequence[Sequence[PageElement]], at: Sequence[int], marks: Sequence[Mark]
) -> list[int] | None:
    """Return where each post begins: its title stands with the date, above it or below it."""
    with_date = [_holds_title(items[place], mark) for place, mark in zip(at, marks, strict=True)]
    if sum(with_date) * 10 >= 8 * len(at):
        if _are_names(items, at, marks) and (starts := _starts_apart(items, at)) is not None:
            return starts
        # A last date with no title beside it: the others may stand beside the next post's.
        return list(at) if with_date[-1] else None
    return _starts_apart(items, at)


def _are_names(
    items: Sequence[Sequence[PageElement]], at: Sequence[int], marks: Sequence[Mark]
) -> bool:
    """Tell whether what stands beside most dates may be who wrote the posts."""
    beside = [_text(items[place], mark) for place, mark in zip(at, marks, strict=True)]
    return sum(map(is_name, beside)) * 10 >= 8 * len(at)


def _starts_apart(items: Sequence[Sequence[PageElement]], at: Sequence[int]) -> list[int] | None:
    """Return where each post begins whose title stands above its date, below it, or ends it."""
    above = [_before(items, place) for place in at]
    below = [_after(items, place) for place in at]
    kinds_above = [_title_kind(items[n]) if n is not None else None for n in above]
    kinds_below = [_title_kind(items[n], begins=True) if n is not None else None for n in below]
    # The first date may have the page's heading above it, the last nothing below it.
    is_above = all(kinds_above) and len(set(kinds_above[1:])) <= 1
    is_below = all(kinds_below) and len(set(kinds_below)) == 1
    ends = _starts_of_ended(items, at, below, kinds_below)
    if ends is not None and not is_above and not is_below:
        return ends
    if is_above and is_below:
        # Titles on both sides of every date: text may be missing between, or sub-headings follow.
        gaps = [n - place for n, place in zip(above[1:], at, strict=False) if n is not None]
        is_below = is_below and kinds_above[0] != kinds_above[-1]
        is_above = not is_below and all(gap > 1 for gap in gaps)
    if is_above and not is_below:
        return [n for n in above if n is not None]
    if is_below and not is_above:
        return list(at)
    return None


def _starts_of_ended(
    items: Sequence[Sequence[PageElement]],
    at: Sequence[int],
    below: Sequence[int | None],
    kinds_below: Sequence[str | None],
) -> list[int] | None:
    """Return where posts begin that end in their dates: titles follow dates, but the first."""
    kind = kinds_below[0]
    if kind is None or kinds_below[-1] == kind or set(kinds_below[:-1]) != {kind}:
        return None
    first = [n for n in range(at[0]) if _title_kind(items[n]) == kind]
    following = [n for n in below[:-1] if n is not None]
    if len(first) != 1 or any(
        sum(_title_kind(items[n]) == kind for n in range(start, end)) != 1
        for start, end in zip(following, at[1:], strict=True)
    ):
        return None
    return [*first, *following]


def _holds_title(item: Sequence[PageElement], mark: Mark) -> bool:
    """Tell whether a title may stand beside a date, rather than the text or nothing."""
    text = _text(item, mark)
    if not words(text):
        return False
    marked = [*_BOLD, *HEADINGS, "a"]
    titled = any(isinstance(node, Tag) and _beside(node, marked, mark) for node in item)
    return titled or len(text.split()) <= 15


def _beside(node: Tag, marked: Sequence[str], mark: Mark) -> bool:
    found = [node] if node.name in marked else []
    found += node.find_all(marked)
    return any(words(_text([tag], mark)) for tag in found)


def _before(items: Sequence[Sequence[PageElement]], place: int) -> int | None:
    for number in range(place - 1, max(-1, place - 3), -1):
        text = _text(items[number])
        if words(text) or (text and not find(text)):
            if line_reason(text):
                continue
            return number
    return None


def _after(items: Sequence[Sequence[PageElement]], place: int) -> int | None:
    for number in range(place + 1, min(len(items), place + 3)):
        text = _text(items[number])
        if words(text):
            if line_reason(text):
                continue
            return number
    return None


def _title_kind(item: Sequence[PageElement], begins: bool = False) -> str | None:
    """Return what makes an item a title: a heading, bold from end to end, a link alone.

    `begins`: a heading or bold words that the item begins with will do.
    """
    nodes = [node for node in item if any(n.strip() for n in strings(node))]
    whole = _whole_title_kind(item, nodes)
    return whole or (_beginning(nodes[0]) if begins and nodes else None)


def _whole_title_kind(item: Sequence[PageElement], nodes: Sequence[PageElement]) -> str | None:
    if not nodes or len(_text(item)) > 200 or not all(isinstance(node, Tag) for node in nodes):
        return None
    first = nodes[0]
    if isinstance(first, Tag) and len(nodes) == 1:
        text = text_of(first)
        if is_heading(first):
            return first.name
        heading = first.find(HEADINGS)
        if isinstance(heading, Tag) and text_of(heading) == text:
            return heading.name
        for name in (*_BOLD, "a"):
            inner = first if first.name == name else first.find(name)
            if isinstance(inner, Tag) and text_of(inner) == text:
                return name if name == "a" else "bold"
        if is_called_title(first):
            return names(first)
    return None


def _beginning(node: PageElement) -> str | None:
    first = next((text for text in strings(node) if text.strip()), None)
    if first is None or not isinstance(node, Tag):
        return None
    for parent in first.parents:
        if parent.name in (*_BOLD, *HEADINGS) and parent.name != "dt":
            return f"begins with {parent.name}"
        if parent is node:
            break
    return None


def _end(view: View, items: Sequence[Sequence[PageElement]], starts: Sequence[int]) -> int:
    """Return where the last post ends: at what no post before it holds, or the part's end."""
    closing = _closing(items, starts)
    if closing is not None:
        return closing
    known = {
        node.name
        for item in items[starts[0] : starts[-1]]
        for node in item
        if isinstance(node, Tag) and text_of(node)
    } | _TEXT
    heads = sorted(
        node.name
        for item in items[starts[0] : starts[-1]]
        for node in item
        if isinstance(node, Tag) and node.name in HEADINGS
    )
    titles = {
        node.name
        for start in starts
        for item in items[start : start + 2]
        for node in item
        if isinstance(node, Tag) and node.name in HEADINGS and not find(text_of(node))
    }
    for number in range(starts[-1] + 1, len(items)):
        for node in items[number]:
            if not isinstance(node, Tag) or not text_of(node):
                continue
            if view.is_boilerplate(node):
                return number
            if (
                node.name in HEADINGS
                and number > starts[-1] + 2
                and heads
                and (node.name < heads[0] or node.name in titles)
            ):
                return number
            if node.name not in known:
                return number
    return len(items)


def _closing(items: Sequence[Sequence[PageElement]], starts: Sequence[int]) -> int | None:
    """Return where the last post ends, if the others all end in the same words, or in a rule."""
    ends = [items[start - 1] for start in starts[1:]]
    if len(ends) < 2:
        return None
    texts = {_text(item) for item in ends}
    text = texts.pop()
    after = range(starts[-1] + 1, len(items))
    if not texts and words(text) and len(text) < 60:
        return next((n + 1 for n in after if _text(items[n]) == text), None)
    if all(any(_is_rule(node) for node in item) for item in ends):
        return next((n + 1 for n in after if any(map(_is_rule, items[n]))), None)
    return None


def _is_rule(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "hr"


def _wrap(soup: BeautifulSoup, nodes: Sequence[PageElement]) -> Tag:
    wrapper = soup.new_tag("div")
    nodes[0].insert_before(wrapper)
    for node in nodes:
        wrapper.append(node.extract())
    return wrapper
