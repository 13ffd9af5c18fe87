"""The posts of a page that lists them: named as such, or repeated."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bs4.element import NavigableString, PageElement, Tag

from kb.importers.saved.dom import (
    HEADINGS,
    attr,
    is_heading,
    outermost,
    strings,
    text_of,
    within,
    words,
)
from kb.importers.saved.flat import cut, divide
from kb.importers.saved.layout import Layout, Place, in_text
from kb.importers.saved.mark import Mark
from kb.importers.saved.titles import find_titles
from kb.importers.saved.view import View

_NAMED = (
    "article, .hentry, .h-entry, .type-post, li.wp-block-post, [itemprop~=blogPost], "
    "[itemtype*='schema.org/BlogPosting'], "
    "[itemtype*='NewsArticle'], [itemtype$='schema.org/Article'], [data-hook=post-list-item], "
    ".blog-item, "
    ".news-item, .newsitem, .newsItem, .nyhet, .nyhetspost, .post-item, .blog-post, .et_pb_post, "
    ".elementor-post, .node-teaser, .node-article, .post"
)
_MOST = 150


def find_lists(view: View) -> list[Layout]:
    """Return each way in which a page may list posts, with how much speaks for it."""
    found = [layout for layout in (_named(view), *_rows(view)) if layout is not None]
    return found or [layout for layout in [_told(view)] if layout is not None]


# --- posts that the page names --------------------------------------------------------------


def _named(view: View) -> Layout | None:
    tags = [
        tag
        for tag in view.body.select(_NAMED)
        if tag.name not in ("body", "html", "a") and not view.is_boilerplate(tag) and text_of(tag)
    ]
    found = [tag for tag in tags if _is_innermost(tag, tags, view)]
    if not found:
        return None
    places = [Place(tag, _mark_for(tag, view)) for tag in found]
    kept = [place for place in places if place.mark or _machine_date(place.root, view)]
    kept = kept or [place for place in places if view.told(place.root)]
    if not kept:
        return None
    shapes = {_shape(place.root) for place in kept}
    places = [place for place in places if place in kept or _shape(place.root) in shapes]
    layout = _layout(view, places, "named")
    layout.score *= 1.4
    return layout


def _told(view: View) -> Layout | None:
    """Return posts whose days only their addresses, or what machines are told, tell."""
    links = [
        tag
        for tag in view.body.find_all("a", href=True)
        if not view.is_boilerplate(tag)
        and (tag.find(is_heading) is not None or tag.find_parent(HEADINGS) is not None)
        and view.told(tag)
    ]
    counts: dict[int, int] = defaultdict(int)
    for link in links:
        for parent in (link, *link.parents):
            counts[id(parent)] += 1
    tops = [_top(link, counts) for link in links]
    roots = [top for top in tops if isinstance(top, Tag)]
    if len(roots) < 2:
        return None
    return _layout(view, [Place(root, None) for root in roots], "told")


def _is_innermost(tag: Tag, tags: Sequence[Tag], view: View) -> bool:
    own = {id(one) for one in tags}
    inside = [one for one in tag.find_all(True) if id(one) in own]
    if not inside:
        outer = next((parent for parent in tag.parents if id(parent) in own), None)
        # `div.views-row > article`: the date may stand beside the article.
        return outer is None or not (
            not view.marks_in(tag)
            and view.marks_in(outer)
            and sum(id(one) in own for one in outer.find_all(True)) == 1
        )
    around = outermost(inside)
    if len(around) > 1:
        return False  # a part of the page that holds posts
    return bool(view.marks_in(tag)) and not view.marks_in(around[0])


def _mark_for(root: Tag, view: View) -> Mark | None:
    """Return the date that is the post's: the surest of those in it, else one above it."""
    inside = [
        mark
        for mark in view.marks_in(root)
        if not view.is_boilerplate(mark.anchor) or (mark.machine and _in_own_foot(mark, root, view))
    ]
    published = [mark for mark in inside if not mark.only_updated]
    beside_text = [mark for mark in published if not in_text(mark, root)]
    glued = [mark for mark in published if "with text" in mark.kind]
    row = [mark for mark in glued if sum(one.kind == mark.kind for one in view.marks) >= 3]
    above = None if beside_text else _mark_above(root, view)
    for chosen in (
        [mark for mark in beside_text if mark.machine],
        [mark for mark in beside_text if mark.pure],
        [mark for mark in beside_text if mark not in glued],
        [above] if above else [],  # what a text tells of is another day
        row,  # `Årsmöte 21 mars 2019` is a title, unless all titles have dates
        [mark for mark in published if mark.machine or mark.pure],
        [mark for mark in inside if mark.only_updated],
    ):
        if chosen:
            return chosen[0]
    return None


def _in_own_foot(mark: Mark, root: Tag, view: View) -> bool:
    """Tell a date in the foot of a post from those in what else is no part of its text."""
    return any(
        id(tag) in view.boilerplate and view.boilerplate[id(tag)][1] == "the page's foot"
        for tag in mark.anchor.parents
        if within(tag, root) and tag is not root
    )


def _mark_above(root: Tag, view: View) -> Mark | None:
    """Return a date that heads a group of posts."""
    for mark in view.marks:
        if not mark.pure or mark.only_updated or view.is_boilerplate(mark.anchor):
            continue
        block = mark.anchor.find_parent(is_heading)
        if block is not None and block.parent is not None and within(root, block.parent):
            following = [
                m
                for m in view.marks
                if m is not mark and m.kind == mark.kind and within(m.anchor, block.parent)
            ]
            before = [m for m in (mark, *following) if view.precedes(m.anchor, root)]
            if before:
                return before[-1]
    return None


def _machine_date(root: Tag, view: View) -> bool:
    del view
    return (
        root.select_one("meta[itemprop=datePublished], [itemprop=datePublished], time[datetime]")
        is not None
    )


def _shape(tag: Tag) -> tuple[str, ...]:
    classes = sorted(c for c in attr(tag, "class").split() if not re.search(r"\d", c))
    return (tag.name, *classes[:1])


# --- posts that repeat ----------------------------------------------------------------------


def _rows(view: View) -> list[Layout]:
    """Return what the rows of dates on the page make, each row a list of posts."""
    kinds: dict[str, list[Mark]] = defaultdict(list)
    for mark in view.marks:
        if not mark.only_updated and not view.is_boilerplate(mark.anchor):
            kinds[mark.kind].append(mark)
    found = []
    # The longest row first: a row that is cut into posts is so for those that come after it.
    for marks in sorted(kinds.values(), key=len, reverse=True):
        # Two texts that hold a date beside other words are no row yet.
        if len(marks) < (3 if "with text" in marks[0].kind else 2):
            continue
        places = _repeated(view, marks)
        if len(places) >= 2:
            layout = _layout(view, places, "repeated")
            layout.certain = False
            found.append(layout)
    return found


def _repeated(view: View, marks: Sequence[Mark]) -> list[Place]:
    counts: dict[int, int] = defaultdict(int)
    for mark in marks:
        for parent in mark.anchor.parents:
            counts[id(parent)] += 1
    tops = [(_top(mark.anchor, counts), mark) for mark in marks]
    groups: dict[int, list[tuple[PageElement, Mark]]] = defaultdict(list)
    for top, mark in tops:
        groups[id(top.parent)].append((top, mark))
    places: list[Place] = []
    shapes = {_shape(top) for top, _ in tops if isinstance(top, Tag)}
    for group in groups.values():
        holder = group[0][0].parent
        if holder is None:
            continue
        siblings = groups.get(id(holder.parent), [])
        if (len(siblings) >= 3 or len(group) < len(siblings)) and _shape(holder) in shapes:
            # One of the posts beside it, with more dates in its text.
            places.append(Place(holder, group[0][1]))
            continue
        if len(group) == 1 and len(groups) > 1:
            tight = _tight(group[0][0], group[0][1], shapes)
            if tight is not None:
                places.append(Place(tight, group[0][1]))
            continue
        if _are_whole(view, group):
            places += [Place(top, mark) for top, mark in group if isinstance(top, Tag)]
            places += _dateless(view, holder, group)
        else:
            places += [Place(root, mark) for root, mark in cut(view, holder, group)]
    places = [
        Place(root, place.mark)
        for place in places
        for root in (divide(view, place.root, place.mark) if place.mark else [place.root])
    ]
    return sorted(places, key=lambda place: view.position(place.root))


def _top(node: PageElement, counts: Mapping[int, int]) -> PageElement:
    """Return the outermost part that holds no other of those that were counted."""
    top = node
    for parent in node.parents:
        if counts[id(parent)] != 1 or parent.name in ("body", "html", "main"):
            break
        top = parent
    return top


def _are_whole(view: View, group: Sequence[tuple[PageElement, Mark]]) -> bool:
    """Tell whether each part holds its post, or whether the post goes on beside it."""
    parts = [top for top, _ in group]
    if not all(isinstance(top, Tag) for top in parts):
        return False
    tags = [top for top in parts if isinstance(top, Tag)]
    own = {id(top) for top in parts}
    alone = [
        not words(" ".join(n for n in strings(top) if not any(n is one for one in mark.nodes)))
        for top, mark in group
    ]
    if sum(alone) * 2 > len(alone):
        return False
    shapes = {(_shape(tag), _children(tag)) for tag in tags}
    if len(tags) > 2 and all(_goes_on(view, tag, own) for tag in tags):
        return False
    between = 0
    for tag in tags[:-1]:
        for sibling in tag.next_siblings:
            if id(sibling) in own:
                break
            if isinstance(sibling, NavigableString):
                between += bool(sibling.strip())
            elif (
                isinstance(sibling, Tag)
                and not view.is_boilerplate(sibling)
                and words(text_of(sibling)) > 1
            ):
                alike = (_shape(sibling), _children(sibling)) in shapes and _may_have_title(sibling)
                between += not alike
    return between * 2 < len(tags)


def _goes_on(view: View, tag: Tag, own: set[int]) -> bool:
    """Tell whether a part without a date follows: as the text below each title's row."""
    following = (one for one in tag.find_next_siblings() if text_of(one))
    after = next(following, None)
    return after is not None and id(after) not in own and not view.is_boilerplate(after)


def _may_have_title(tag: Tag) -> bool:
    return tag.find(["h2", "h3", "h4", "a", "strong", "b"]) is not None


def _children(tag: Tag) -> tuple[str, ...]:
    return tuple(child.name for child in tag.find_all(recursive=False)) if tag.name == "tr" else ()


def _dateless(view: View, parent: Tag, group: Sequence[tuple[PageElement, Mark]]) -> list[Place]:
    """Return parts of the same shape that tell no date: posts all the same."""
    tags = [top for top, _ in group if isinstance(top, Tag)]
    own = {id(tag) for tag in tags}
    shapes = {(_shape(tag), _children(tag)) for tag in tags}
    between = tags[0].find_next_siblings()
    return [
        Place(sibling, None)
        for sibling in between
        if id(sibling) not in own
        and (_shape(sibling), _children(sibling)) in shapes
        and words(text_of(sibling)) > 3
        and not view.is_boilerplate(sibling)
        and _may_have_title(sibling)
    ]


def _tight(top: PageElement, mark: Mark, shapes: set[tuple[str, ...]]) -> Tag | None:
    """Return the part around a date that stands by itself: not the whole column."""
    chain = list(mark.anchor.parents)
    chain = chain[: next((n for n, tag in enumerate(chain) if tag is top), -1) + 1]
    for tag in chain:
        if _shape(tag) in shapes and len(_shape(tag)) > 1 and words(text_of(tag)) > 6:
            return tag
    for number, tag in enumerate(chain):
        if tag.find(is_heading) is not None:
            wider = chain[number + 1] if number + 1 < len(chain) else None
            if wider is not None and len(wider.find_all(is_heading)) == len(
                tag.find_all(is_heading)
            ):
                continue
            return tag
    return top if isinstance(top, Tag) else None


def _layout(view: View, places: list[Place], made_of: str) -> Layout:
    how, titles = find_titles(view, [place.root for place in places])
    for place, title in zip(places, titles, strict=True):
        place.title = title
    score = 0.0
    for place in places:
        score += min(view.words(place.root), _MOST)
        score += 25 if place.title is not None and how in ("named", "heading") else 0
        score += 8 if place.title is not None else -10
    main = view.body.select_one("main, [role=main], #content, #main, #innehall, #mittenspalt")
    if main is not None and places and all(within(place.root, main) for place in places):
        score *= 1.2
    return Layout(places, score=score, made_of=made_of)
