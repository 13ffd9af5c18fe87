"""Where on a page its posts are: named as such, or repeated, or one post that is the page."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag

from kb.importers.saved.dom import (
    HEADINGS,
    attr,
    common,
    is_heading,
    lines,
    named,
    names,
    prose,
    outermost,
    strings,
    text_of,
    within,
    words,
)
from kb.importers.saved.flat import cut, divide
from kb.importers.saved.marks import Mark
from kb.importers.saved.titles import find_titles, title_text
from kb.importers.saved.view import CONTENT, View

_NAMED = (
    "article, .hentry, .h-entry, .type-post, li.wp-block-post, [itemprop~=blogPost], [itemtype*='schema.org/BlogPosting'], "
    "[itemtype*='NewsArticle'], [itemtype$='schema.org/Article'], [data-hook=post-list-item], .blog-item, "
    ".news-item, .newsitem, .newsItem, .nyhet, .nyhetspost, .post-item, .blog-post, .et_pb_post, .elementor-post, .node-teaser, .node-article, .post"
)
_MOST = 150


@dataclass
class Place:
    """A part of the page that is one post, and the date that stands in it."""

    root: Tag
    mark: Mark | None
    title: Tag | None = None


@dataclass
class Layout:
    """The posts of a page: `single` says that the page is one post's."""

    places: list[Place]
    single: bool = False
    certain: bool = True
    score: float = 0
    made_of: str = ""
    marks: list[Mark] = field(default_factory=list)


def find_layout(view: View) -> Layout | None:
    """Return where the page's posts are, None where nothing is recognised."""
    lists = [layout for layout in (_named(view), *_rows(view)) if layout is not None]
    lists = lists or [layout for layout in [_told(view)] if layout is not None]
    best = max(lists, key=lambda layout: layout.score, default=None)
    one = _single(view, best)
    return one or best


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
    roots = []
    for link in links:
        root = link
        for parent in link.parents:
            if counts[id(parent)] != 1 or parent.name in ("body", "html", "main"):
                break
            root = parent
        roots.append(root)
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
    inside = [mark for mark in view.marks_in(root) if not view.is_boilerplate(mark.anchor)]
    sure = [
        mark
        for mark in inside
        if not mark.only_updated and (mark.machine or mark.pure or not _in_text(mark, root))
    ]
    machine = [mark for mark in sure if mark.machine and not _in_text(mark, root)]
    chosen = machine or sure or [mark for mark in inside if mark.only_updated]
    if chosen:
        return chosen[0]
    return _mark_above(root, view)


def _in_text(mark: Mark, root: Tag) -> bool:
    holder = mark.anchor.find_parent(lambda tag: named(tag, CONTENT))
    return holder is not None and within(holder, root) and holder is not root


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
    for marks in kinds.values():
        if len(marks) < (2 if all(mark.pure or not mark.rest for mark in marks) else 2):
            continue
        places = _repeated(view, marks)
        if len(places) >= 2:
            layout = _layout(view, places, "repeated")
            layout.certain = False
            layout.marks = marks
            found.append(layout)
    return found


def _repeated(view: View, marks: Sequence[Mark]) -> list[Place]:
    counts: dict[int, int] = defaultdict(int)
    for mark in marks:
        for parent in mark.anchor.parents:
            counts[id(parent)] += 1
    tops: list[tuple[PageElement, Mark]] = []
    for mark in marks:
        top: PageElement = mark.anchor
        for parent in mark.anchor.parents:
            if counts[id(parent)] != 1 or parent.name in ("body", "html", "main"):
                break
            top = parent
        tops.append((top, mark))
    groups: dict[int, list[tuple[PageElement, Mark]]] = defaultdict(list)
    for top, mark in tops:
        groups[id(top.parent)].append((top, mark))
    places: list[Place] = []
    shapes = {_shape(top) for top, _ in tops if isinstance(top, Tag)}
    for group in groups.values():
        parent = group[0][0].parent
        if parent is None:
            continue
        if len(group) == 1 and len(groups) > 1:
            tight = _tight(group[0][0], group[0][1], shapes)
            if tight is not None:
                places.append(Place(tight, group[0][1]))
            continue
        if _are_whole(view, group):
            places += [Place(top, mark) for top, mark in group if isinstance(top, Tag)]
            places += _dateless(view, parent, group)
        else:
            places += [Place(root, mark) for root, mark in cut(view, parent, group)]
    places = [
        Place(root, place.mark)
        for place in places
        for root in (divide(view, place.root, place.mark) if place.mark else [place.root])
    ]
    return sorted(places, key=lambda place: view.position(place.root))


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
    chain = [parent for parent in mark.anchor.parents if within(parent, top) or parent is top]
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


# --- a page that is one post ----------------------------------------------------------------


def _single(view: View, listed: Layout | None) -> Layout | None:
    title = _page_title(view)
    if title is None:
        return None
    if listed is not None and not _outweighs(view, title, listed):
        return None
    root = _around(view, title, listed)
    mark = _page_mark(view, title, root, listed)
    facts = view.facts
    if mark is None and not (facts.published or any(said.published for said in facts.said)):
        if root.select_one("[itemprop=datePublished]") is None and not (
            facts.single and facts.address
        ):
            return None
    if mark is not None and not _is_alone(view, mark, title):
        return None
    return Layout([Place(root, mark, title)], single=True)


def _is_alone(view: View, mark: Mark, title: Tag) -> bool:
    """Tell a post's own date from one of a row, whose posts nobody could tell apart."""
    facts = view.facts
    if facts.single or any(_same(said.headline, title_text(title)) for said in facts.said):
        return True
    row = [
        one
        for one in view.marks
        if one.kind == mark.kind
        and one.pure
        and not one.only_updated
        and one.published != mark.published
        and not view.is_boilerplate(one.anchor)
        and not _in_text(one, view.body)
    ]
    return not row


def _same(one: str, other: str) -> bool:
    ours, theirs = (re.sub(r"\W+", " ", text).strip().lower() for text in (one, other))
    return bool(ours and theirs) and (ours == theirs)


def _bare(tag: Tag) -> str:
    return re.sub(r"\W+", " ", title_text(tag)).strip().lower()


def _leads_home(tag: Tag) -> bool:
    link = tag.find("a", href=True) or tag.find_parent("a")
    return (
        isinstance(link, Tag)
        and re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", attr(link, "href")) is not None
    )


def _page_title(view: View) -> Tag | None:
    facts = view.facts
    said = [s.headline for s in facts.said if s.headline] + [facts.headline]
    candidates = [
        tag
        for tag in view.body.select(
            "h1, [role=heading][aria-level='1'], .entry-title, [itemprop~=headline], h2, .p-name, [data-hook=post-title]"
        )
        if title_text(tag) and view.reason_for(tag) in (None, "the page's head")
    ]
    for tag in candidates:
        if any(_same(title_text(tag), one) for one in said):
            return tag
    whole = re.sub(r"\W+", " ", facts.title).strip().lower()
    named = []
    for tag in candidates:
        text = re.sub(r"\W+", " ", title_text(tag)).strip().lower()
        if (
            text
            and (whole.startswith(text) or whole.endswith(text))
            and not _same(text, facts.site_name)
        ):
            named.append(tag)
    if named:
        # A page is called by its title and its site's name, in either order.
        inner = [
            tag for tag in named if view.reason_for(tag) is None and not _leads_home(tag)
        ] or named
        return max(
            inner,
            key=lambda tag: (
                tag.name == "h1" and whole.startswith(_bare(tag)),
                len(title_text(tag)),
            ),
        )
    firsts = [tag for tag in candidates if tag.name == "h1" and view.reason_for(tag) is None]
    return (firsts or [tag for tag in candidates if tag.name != "h2"] or candidates or [None])[0]


def _outweighs(view: View, title: Tag, listed: Layout) -> bool:
    """Tell whether the page is the one post under its title rather than the list on it."""
    facts = view.facts
    text = title_text(title)
    own = [place for place in listed.places if within(title, place.root)]
    if len(listed.places) == 1 and own:
        return True
    if (
        any(_same(said.headline, text) for said in facts.said)
        and not facts.listing
        and title.name == "h1"
    ):
        others = [said for said in facts.said if said.headline and not _same(said.headline, text)]
        if len(others) < len(listed.places) or len(others) < 2:
            return True
    if facts.single and not facts.listing:
        return True
    if facts.listing:
        return False
    outside = [place for place in listed.places if place not in own]
    if own and title.name == "h1":
        # All of Squarespace's titles are h1: then it is one of them.
        return not any(place.title is not None and place.title.name == "h1" for place in outside)
    first = outside[0].root if outside else None
    if first is None:
        return True
    between = 0
    for node in title.next_elements:
        if node is first:
            break
        if isinstance(node, NavigableString) and not view.is_boilerplate(node):
            between += words(node) if node.find_parent("a") is None else 0
    listed_marks = {id(place.mark) for place in listed.places}
    has_own = any(
        id(mark) not in listed_marks
        and not mark.only_updated
        and (mark.pure or mark.machine)
        and view.precedes(mark.anchor, first)
        and not view.is_boilerplate(mark.anchor)
        for mark in view.marks
    )
    bodies = sum(view.words(place.root) for place in outside) / len(outside)
    return has_own and between >= 30 and between > bodies * 0.8


def _around(view: View, title: Tag, listed: Layout | None) -> Tag:
    """Return the part of the page that a title is the title of."""
    own = title.find_parent(
        lambda tag: tag.css.match(
            "article, .hentry, .h-entry, [itemtype*=Article], [itemtype*=BlogPosting]"
        )
    )
    total = _free_words(view, view.body, listed)
    if own is not None and own.name != "body" and _free_words(view, own, listed) >= total * 0.4:
        return own
    chosen = title
    for parent in title.parents:
        chosen = parent
        if parent.name in ("body", "html") or _free_words(view, parent, listed) >= max(
            total * 0.6, 1
        ):
            break
    return chosen


def _free_words(view: View, root: Tag, listed: Layout | None) -> int:
    del listed
    return view.words(root)


def _page_mark(view: View, title: Tag, root: Tag, listed: Layout | None) -> Mark | None:
    del listed
    usable = [
        mark
        for mark in view.marks
        if view.reason_for(mark.anchor) in (None, "the page's head", "the page's foot")
        and (mark.pure or mark.machine or within(mark.anchor, title) or len(mark.rest.split()) <= 3)
    ]
    published = [mark for mark in usable if not mark.only_updated]
    inside = [mark for mark in published if within(mark.anchor, root)]
    outside_text = [mark for mark in inside if not _in_text(mark, root)]
    for chosen in (outside_text, inside):
        if chosen:
            whole = [mark for mark in chosen if mark.pure or mark.machine] or chosen
            return min(whole, key=lambda mark: _distance(mark, title, root))
    near = [mark for mark in published if view.reason_for(mark.anchor) is None]
    if near:
        return near[0]
    changed = [mark for mark in usable if mark.only_updated and within(mark.anchor, root)]
    return changed[0] if changed else None


def _distance(mark: Mark, title: Tag, root: Tag) -> int:
    """How far a date stands from the title, in texts; verbs and machines' dates are nearer."""
    order = [id(node) for node in strings(root) if node.strip()]
    places = {identity: number for number, identity in enumerate(order)}
    of_title = [places[id(node)] for node in strings(title) if id(node) in places]
    of_mark = [places[id(node)] for node in mark.nodes if id(node) in places]
    if not of_title or not of_mark:
        return 10_000
    return abs(of_mark[0] - of_title[-1]) - (1000 if mark.machine else 0)


__all__ = ["Layout", "Place", "common", "find_layout", "lines", "names", "prose"]
