"""A web page saved from a browser, a list of posts or one post's page → posts.

What the page says for machines comes first, then what its elements are called, then what is
repeated, and text last. What belongs to no post is left out, a part at a time, with what it is.
"""

import re
from collections import Counter
from collections.abc import Iterator

from bs4.element import NavigableString, PageElement, Tag

from kb.errors import ImportFileError
from kb.importers.found import Extraction, FoundPost, LeftOut
from kb.importers.saved.dom import (
    Line,
    attr,
    clean,
    in_link,
    is_heading,
    lines,
    parse,
    strings,
    text_of,
    where,
    within,
    words,
)
from kb.importers.saved.encoding import decode
from kb.importers.saved.extent import holds_all
from kb.importers.saved.facts import read_facts
from kb.importers.saved.furniture import line_reason
from kb.importers.saved.layout import Layout
from kb.importers.saved.marks import find_marks
from kb.importers.saved.post import read_post
from kb.importers.saved.refusals import Symptoms
from kb.importers.saved.structure import find_layout
from kb.importers.saved.text import Outcome
from kb.importers.saved.view import View

_BEGINNING = re.compile(r"(?:…|\.\.\.|[\[(](?:…|\.\.\.|&hellip;)[\])])\W*\Z")


def read_html(
    content: bytes, name: str, address: str | None = None, content_type: str | None = None
) -> Extraction:
    """Return the posts of a page, what is doubtful, and what is no post's.

    Args:
        content: the file as it is.
        name: the file's, for messages.
        address: where the page was got from, if that is known; relative links start from it.
        content_type: what the server said of it.

    A post's key is its own address, where the page tells that. `complete` is whether nothing on
    a list says that there are others.

    Raises:
        ImportFileError: it is empty, no page, one to log in on, an error's, one that a program
            draws, or nothing is recognised; the message shows what was missing.
    """
    if not content.strip():
        raise ImportFileError(f"{name}: is empty; there is nothing to import")
    html = decode(content, content_type)
    soup = parse(html)
    symptoms = Symptoms(soup)
    if not symptoms.elements or "<" not in html:
        raise ImportFileError(f"{name}: is no web page; save the page from a browser as HTML")
    facts = read_facts(soup, html, address)
    everything = holds_all(soup, facts)
    clean(soup)
    view = View(soup, facts, find_marks(soup))
    view.find_boilerplate()
    layout = find_layout(view)
    if layout is None:
        view.forget_lists()
        layout = find_layout(view)
    symptoms.refuse_error(name, view)
    if layout is None:
        raise symptoms.refusal(name, view)
    outcome = Outcome(labels=_labels(layout), label_parts=_label_parts(layout))
    for number, place in enumerate(layout.places, start=1):
        read_post(view, place, number, outcome, layout)
    posts = tuple(_once(outcome))
    outcome.left_out.extend(_rest(view, view.body))
    return Extraction(
        posts,
        tuple(outcome.quarantined),
        tuple(outcome.left_out),
        complete=everything and not layout.single,
        source=facts.site,
        notes=tuple(_notes(posts, outcome.read_more)),
    )


def _labels(layout: Layout) -> frozenset[str]:
    """Return the few words that most posts of a list have alike: buttons, names of sections."""
    counts = Counter(
        text
        for place in layout.places
        for text in {line.text for line in lines(place.root)}
        if words(text) <= 3
    )
    enough = max(3, 0.6 * len(layout.places))
    return frozenset(text for text, count in counts.items() if count >= enough)


def _label_parts(layout: Layout) -> frozenset[tuple[str, str]]:
    """Return the elements that name each post's section: few words, linked or often the same."""
    held: dict[tuple[str, str], list[tuple[int, str, bool]]] = {}
    for number, place in enumerate(layout.places):
        for line in lines(place.root):
            is_title = place.title is not None and any(
                within(node, place.title) for node in line.nodes
            )
            part = line.block.name, attr(line.block, "class")
            linked = _is_link(line)
            if is_title:
                held.setdefault(part, []).append((number, "title " * 9, False))
            elif part[1]:
                held.setdefault(part, []).append((number, line.text, linked))
    enough = max(3, 0.6 * len(layout.places))
    return _edges(layout, enough) | frozenset(
        part
        for part, found in held.items()
        if len({number for number, _, _ in found}) >= enough
        and len(found) <= 2 * len(layout.places)
        and all(words(text) <= 3 for _, text, _ in found)
        and (
            all(linked for _, _, linked in found)
            or len({text for _, text, _ in found}) <= 0.6 * len(found)
        )
    )


def _is_link(line: Line) -> bool:
    """Tell whether a line is a link of few words, and no part of one that holds all of a post."""
    links = [node.find_parent("a") for node in line.nodes if node.strip()]
    return all(link is not None and words(text_of(link)) <= 4 for link in links)


def _edges(layout: Layout, enough: float) -> frozenset[tuple[str, str]]:
    """Return which ends of most posts' texts are a link of few words: a section's."""
    counts: Counter[str] = Counter()
    for place in layout.places:
        own = place.mark.nodes if place.mark else ()
        rest = [
            line
            for line in lines(place.root)
            if words(line.text)
            and line_reason(line.text) is None
            and not (place.title and within(line.nodes[0], place.title))
            and not any(node is one for node in line.nodes for one in own)
        ]
        for name, line in zip(
            ("first", "last"), (rest[0], rest[-1]) if len(rest) > 1 else (), strict=False
        ):
            counts[name] += _is_link(line)
    return frozenset((name, "") for name, count in counts.items() if count >= enough)


def _once(outcome: Outcome) -> Iterator[FoundPost]:
    """Yield each post once, and note what the page holds twice."""
    longest: dict[tuple[object, ...], FoundPost] = {}
    for post in outcome.posts:
        other = longest.get(_identity(post))
        if other is None or len(other.body) < len(post.body):
            longest[_identity(post)] = post
    for post in outcome.posts:
        if longest.get(_identity(post)) is post:
            yield post
        else:
            text = f"{post.title}\n{post.body}".strip()
            outcome.left_out.append(LeftOut(text, post.where, "the same post once more"))


def _identity(post: FoundPost) -> tuple[object, ...]:
    """Tell posts apart by address and title; without an address, by all that they are."""
    own = post.link or " ".join(post.body.split())
    return post.title, post.published, own


def _notes(posts: tuple[FoundPost, ...], read_more: int) -> Iterator[str]:
    begun = sum(bool(_BEGINNING.search(post.body)) for post in posts)
    if begun or (posts and read_more >= len(posts)):
        yield (
            f"beginnings only: {begun} of {len(posts)} texts end in “…”; the whole texts are on "
            "the posts' own pages"
            if begun
            else "beginnings only: each post links to the rest of its text, on a page of its own"
        )


def _rest(view: View, root: Tag) -> Iterator[LeftOut]:
    """Yield what is left of the page, a part at a time."""
    loose: list[PageElement] = []

    def told() -> Iterator[LeftOut]:
        if text := text_of(loose):
            yield LeftOut(text, where(root), _reason(loose))
        loose.clear()

    for child in list(root.children):
        if isinstance(child, NavigableString) or not text_of(child):
            loose.append(child)
        elif isinstance(child, Tag) and id(child) in view.boilerplate:
            yield from told()
            yield LeftOut(text_of(child), where(child), view.boilerplate[id(child)][1])
        elif isinstance(child, Tag) and any(
            id(tag) in view.boilerplate for tag in child.find_all(True)
        ):
            yield from told()
            yield from _rest(view, child)
        elif isinstance(child, Tag):
            if is_heading(child):
                yield from told()
            loose.append(child)
    yield from told()


def _reason(nodes: list[PageElement]) -> str:
    linked = sum(words(node) for part in nodes for node in strings(part) if in_link(node))
    every = words(text_of(nodes))
    headed = [
        node
        for node in nodes
        if isinstance(node, Tag) and (is_heading(node) or node.find(is_heading))
    ]
    if linked * 2 > every:
        return "links, of no post"
    if headed and every <= 12:
        return "a heading of the page"
    return "text of the page that is no dated post's"
