"""Where the title of a post stands in it: a page decides once for all of its posts."""

import re
from collections.abc import Callable, Sequence

from bs4.element import NavigableString, Tag

from kb.importers.saved.dates import find, untrimmed
from kb.importers.saved.dom import (
    BLOCKS,
    attr,
    common,
    is_heading,
    lines,
    named,
    names,
    strings,
    within,
    words,
)
from kb.importers.saved.furniture import is_about_post, is_read_more, line_reason
from kb.importers.saved.view import View

_NAMED = frozenset(
    [
        "headline",
        "entry-title",
        "p-name",
        "post-title",
        "blog-title",
        "wp-block-post-title",
        "elementor-post__title",
        "node__title",
        "article-title",
        "BlogList-item-title",
        "news-title",
        "newstitle",
    ]
)
_TITLE_NAME = re.compile(
    r"(?i)(?:^|[\s_-])(?:title|headline|heading|rubrik\w*|nyhetsrubrik|titel|newsheader|"
    r"\w+rubrik|\w+title)(?:$|[\s_-])"
)
_LONGEST = 300
# Words that may stand above a title: a date, a section's name, a line of the text at the most.
_MOST_ABOVE = 30
Finder = Callable[[View, Tag], Tag | None]


def title_text(tag: Tag, without: Sequence[NavigableString] = ()) -> str:
    """Return the text of a title's element, a date that stands in it aside."""
    kept = ""
    for node in tag.descendants:
        if isinstance(node, Tag):
            kept += " " if node.name == "br" or node.name in BLOCKS else ""
        elif isinstance(node, NavigableString):
            kept += " " if any(node is one for one in without) else node
    return " ".join(kept.split())


def _fits(view: View, tag: Tag) -> bool:
    text = title_text(tag)
    if not text or len(text) > _LONGEST or not re.search(r"\w", text):
        return False
    if view.is_boilerplate(tag) or line_reason(text):
        return False
    return not (find(text) and not untrimmed(_without_dates(text)))


def _without_dates(text: str) -> str:
    for one in reversed(find(text)):
        text = text[: one.start] + "\x01" + text[one.end :]
    return text


def _named(view: View, root: Tag) -> Tag | None:
    for tag in (root, *root.find_all(True)):
        if not named(tag, _NAMED) or "e-content" in names(tag):
            continue
        inner = tag.find(is_heading) if not is_heading(tag) else None
        alone = isinstance(inner, Tag) and title_text(inner) == title_text(tag)
        chosen = inner if isinstance(inner, Tag) and alone else tag
        if _fits(view, chosen):
            return chosen
    return None


def _heading(view: View, root: Tag) -> Tag | None:
    """The most senior heading above the text; where none is above it, none."""
    above: list[Tag] = []
    for tag in root.find_all(is_heading):
        if not _fits(view, tag) or tag.find_parent(["blockquote", "figure"]) is not None:
            continue
        if above and _text_between(above[0], tag):
            break
        if not above and _text_before(root, tag) > _MOST_ABOVE:
            return None  # it heads a part of the text, or the post below
        above.append(tag)
    return min(above, key=lambda tag: tag.name if tag.name[0] == "h" else "h9", default=None)


def _text_between(first: Tag, then: Tag) -> bool:
    """Tell whether running text stands between two headings."""
    ours = {id(node) for node in strings(first)}
    count = 0
    for node in first.next_elements:
        if node is then:
            break
        if isinstance(node, NavigableString) and id(node) not in ours:
            count += words(node)
    return count > 7


def _called_title(view: View, root: Tag) -> Tag | None:
    for tag in root.find_all(is_called_title):
        own = _first_line(tag)
        if _fits(view, own) and len(title_text(own)) <= 200:
            return own if _text_before(root, own) <= _MOST_ABOVE else None
    return None


def _first_line(tag: Tag) -> Tag:
    """Return what holds the first of several lines, where an element of its own does."""
    several = lines(tag)
    if len(several) < 2:
        return tag
    first = common(several[0].nodes)
    return first if first is not None and first is not tag and within(first, tag) else tag


def is_called_title(tag: Tag) -> bool:
    """Tell whether the page calls an element a title."""
    return bool(_TITLE_NAME.search(names(tag)))


def _link(view: View, root: Tag) -> Tag | None:
    """The first link that leads to the post rather than to an author or a category."""
    for tag in [root] if root.name == "a" else root.find_all("a", href=True):
        text = title_text(tag)
        if len(text) > 200 or not _fits(view, tag) or is_read_more(text, or_of=True):
            continue
        rel = attr(tag, "rel").split()
        if "tag" in rel or "author" in rel or tag.find_parent(is_about_post) is not None:
            continue
        if _text_before(root, tag) > 12:
            return None
        return _line_of(view, tag)
    return None


def _line_of(view: View, link: Tag) -> Tag:
    """Return what holds the title's line, where a link holds all of a post."""
    several = lines(link)
    if len(several) < 2:
        return link
    for line in several:
        holder = common(line.nodes)
        if holder is None or holder is link or not within(holder, link):
            return link
        if _fits(view, holder):
            return holder
    return link


def _text_before(root: Tag, tag: Tag) -> int:
    count = 0
    for node in strings(root):
        if any(parent is tag for parent in node.parents):
            break
        count += words(node)
    return count


def _bold(view: View, root: Tag) -> Tag | None:
    for tag in root.find_all(
        ["strong", "b", "dt", "caption", "th", "summary", "em", "i", "u", "big"]
    ):
        if len(title_text(tag)) <= 150 and _fits(view, tag) and _text_before(root, tag) <= 12:
            return tag
    return None


FINDERS: tuple[tuple[str, Finder], ...] = (
    ("named", _named),
    ("heading", _heading),
    ("called", _called_title),
    ("link", _link),
    ("bold", _bold),
)


def _of_one_rank(
    view: View, roots: Sequence[Tag], titles: Sequence[Tag | None]
) -> list[Tag | None]:
    """Take the rank that most titles have for those that seem to have another, too."""
    ranks = [title.name for title in titles if title is not None]
    common = max(set(ranks), key=ranks.count, default="")
    if ranks.count(common) * 3 < len(ranks) * 2:
        return list(titles)
    chosen = []
    for root, title in zip(roots, titles, strict=True):
        others = (tag for tag in root.find_all(common) if _fits(view, tag))
        chosen.append(title if title is None or title.name == common else next(others, title))
    return chosen


def find_titles(view: View, roots: Sequence[Tag]) -> tuple[str, list[Tag | None]]:
    """Return how the page marks its posts' titles, and the title's element of each.

    A post may have none where others do; `""` and none at all where no way fits most of them.
    """
    best: tuple[int, str, list[Tag | None]] = (0, "", [None] * len(roots))
    for name, finder in FINDERS:
        titles = [finder(view, root) for root in roots]
        if name == "heading":
            titles = _of_one_rank(view, roots, titles)
        count = sum(title is not None for title in titles)
        distinct = {title_text(title) for title in titles if title is not None}
        if len(roots) > 2 and len(distinct) * 3 < count * 2:
            continue
        if count == len(roots):
            return name, titles
        if count > best[0]:
            best = (count, name, titles)
    count, name, titles = best
    return (name, titles) if count * 10 >= 6 * len(roots) else ("", [None] * len(roots))
