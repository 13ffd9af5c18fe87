"""A post's text as Markdown, without what stands in its part of the page and is no text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag

from kb.importers.found import FoundPost, LeftOut, Quarantined
from kb.importers.html.markdown import to_markdown
from kb.importers.saved.boilerplate import reason
from kb.importers.saved.dom import (
    BLOCKS,
    all_named,
    attr,
    in_link,
    is_heading,
    lines,
    named,
    outermost,
    prose,
    strings,
    text_of,
    within,
    words,
)
from kb.importers.saved.furniture import is_about_post, is_name, is_read_more, line_reason
from kb.importers.saved.layout import Place
from kb.importers.saved.mark import Mark
from kb.importers.saved.view import CONTENT, View

_SUMMARY = frozenset(
    [
        "entry-summary",
        "p-summary",
        "post-description",
        "wp-block-post-excerpt",
        "elementor-post__excerpt",
        "blog-excerpt",
        "ingress",
        "preamble",
        "lead",
        "intro",
        "excerpt",
        "post-excerpt",
        "summary",
        "article-lead",
        "introduction",
        "ingres",
        "standfirst",
        "description",
    ]
)
_LABEL = re.compile(r"(?i)\W*(?:taggar|etiketter|kategori(?:er)?|ämnen?|nyckelord|tags)\W*")
_ABOUT = "what the post says of itself"


@dataclass
class Outcome:
    """What was made of the page's posts.

    `labels` are words that these share and are no text, `label_parts` elements, by name and
    classes, that hold nothing else in any of them.
    """

    posts: list[FoundPost] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    read_more: int = 0
    labels: frozenset[str] = frozenset()
    label_parts: frozenset[tuple[str, str]] = frozenset()


def read_text(view: View, place: Place, outcome: Outcome, spot: str, single: bool) -> str:
    """Return a post's text as Markdown; what else stands in its part is left out, and noted."""
    root, mark, title = place.root, place.mark, place.title
    leave = _Leave(outcome, spot)
    dates = [node for node in (mark.nodes if mark else ()) if within(node, root)]
    if mark is not None and dates:
        beside = _beside_date(root, mark, title)
        leave(dates, "a date line")
        for nodes in beside:
            leave(nodes, _ABOUT)
        _leave_byline(root, mark, title, leave)
    if title is not None and title is not root:
        _leave_labels(root, title, leave)
    if title is root:
        title.clear()
    elif title is not None:
        title.extract()
    for other in view.marks_in(root):
        if other.only_updated and other.pure and other is not mark and within(other.anchor, root):
            leave(other.nodes, "a date line")
    _leave_parts(view, root, outcome, leave)
    _leave_lines(root, outcome, leave, single)
    for card in root.find_all("a", href=True):
        if card.find(list(BLOCKS)) is not None:
            card.unwrap()  # all of a post on a list leads to its page
    parts = _parts(root)
    if parts == [root]:
        _leave_pictures(root, single)
    kept = {id(node) for part in parts for node in strings(part)}
    rest = [node for node in strings(root) if id(node) not in kept and node.strip()]
    if rest:
        leave(rest, _ABOUT)
    html = "\n".join(_html(part) for part in parts)
    return to_markdown(html, view.facts.base).strip()


class _Leave:
    """Takes nodes out of a post, and notes why."""

    def __init__(self, outcome: Outcome, spot: str) -> None:
        self._outcome, self._spot = outcome, spot

    def __call__(self, nodes: PageElement | Sequence[PageElement], said: str) -> None:
        if text := text_of(nodes):
            self._outcome.left_out.append(LeftOut(text, self._spot, said))
        for node in [nodes] if isinstance(nodes, PageElement) else nodes:
            node.extract()


def _beside_date(root: Tag, mark: Mark, title: Tag | None) -> list[list[NavigableString]]:
    """Return what stands in a date's line or next to it and names who wrote it, or a section."""
    dates = {id(node) for node in mark.nodes}
    rows = [
        [node for node in line.nodes if title is None or not within(node, title)]
        for line in lines(root)
    ]
    rows = [row for row in rows if any(re.search(r"\w", node) for node in row)]
    at = next((n for n, row in enumerate(rows) if any(id(node) in dates for node in row)), None)
    if at is None:
        return []
    own = [node for node in rows[at] if id(node) not in dates]
    text = " ".join(" ".join(own).split())
    # A word or two in an element of their own, as the date has one.
    apart = "with text" not in mark.kind and all(
        node.parent is not mark.line.block for node in (*own, *mark.nodes) if words(node)
    )
    found = [own] if words(text) and (is_name(text) or (apart and words(text) <= 3)) else []
    for row in rows[max(at - 1, 0) : at + 2]:
        if row is rows[at] or row[0].find_parent(["figure", "blockquote", "table"]):
            continue
        entry, dated = row[0].find_parent("li"), mark.anchor.find_parent("li")
        if entry is not None and (dated is None or entry.parent is not dated.parent):
            continue
        if not _within_named(row[0], root) and is_name(" ".join(" ".join(row).split())):
            found.append(row)
    return found


def _within_named(node: NavigableString, root: Tag) -> bool:
    return node.parent is not None and (
        named(node.parent, CONTENT) or _in_content(node.parent, root)
    )


def _leave_byline(root: Tag, mark: Mark, title: Tag | None, leave: _Leave) -> None:
    """Take out the name of who wrote a post, where it stands in the part that its date is in."""
    part: Tag | None = mark.line.block
    if part is not None and part.name in ("td", "dd"):
        part = part.parent
    if part is None or part is root or not within(part, root):
        return
    if title is not None and (within(title, part) or within(part, title)):
        return
    if words(text_of(part)) == 0:
        # `<div><a>Anna Ek</a></div><div>3 maj</div>`
        for beside in (part.find_previous_sibling(), part.find_next_sibling()):
            if (
                beside is None
                or (title is not None and within(title, beside))
                or not is_name(text_of(beside))
            ):
                continue
            if all(in_link(node) for node in strings(beside) if node.strip()):
                leave(beside, _ABOUT)
                break
    if named(part, CONTENT):
        return
    for line in lines(part):
        if is_name(line.text):
            leave(line.nodes, _ABOUT)


def _leave_labels(root: Tag, title: Tag, leave: _Leave) -> None:
    """Take out the few words above a title: a section's name, an author's."""
    above: list[NavigableString] = []
    for node in strings(root):
        if any(parent is title for parent in node.parents):
            break
        above.append(node)
    for line in lines(above):
        if len(line.text) <= 40 and words(line.text) <= 4:
            leave(line.nodes, "a label above the title")


def _leave_parts(view: View, root: Tag, outcome: Outcome, leave: _Leave) -> None:
    """Take out what is no text by its name: shares, comments, the post's own data."""
    for tag in root.find_all(True):
        if not within(tag, root):
            continue  # it went with a part that it stood in
        if id(tag) in view.boilerplate:
            said = view.boilerplate[id(tag)][1]
            leave(tag, _ABOUT if said == "the page's foot" or is_about_post(tag) else said)
        elif _is_small(tag) and is_about_post(tag, within_text=_in_content(tag, root)):
            outcome.read_more += any(
                is_read_more(text_of(link), or_of=True) for link in tag.find_all("a")
            )
            leave(tag, _ABOUT)
        elif _is_small(tag) and not _in_content(tag, root) and (said_of := reason(tag)):
            leave(tag, said_of)


def _is_small(tag: Tag) -> bool:
    return not named(tag, CONTENT) and prose(tag) <= 25 and not all_named(tag, CONTENT)


def _in_content(tag: Tag, root: Tag) -> bool:
    around = tag.find_parent(lambda one: named(one, CONTENT))
    return around is not None and within(around, root)


def _leave_lines(root: Tag, outcome: Outcome, leave: _Leave, single: bool) -> None:
    every = lines(root)
    after_label = False
    with_words = [n for n, line in enumerate(every) if re.search(r"\w", line.text)]
    for number, line in enumerate(every):
        at_end = number < 3 or number >= len(every) - 5
        said = line_reason(line.text) if at_end or not single else None
        if not with_words or number < with_words[0] or number > with_words[-1]:
            said = "signs between parts"
        if said is None and line.text in outcome.labels and not is_heading(line.block):
            said = "a label that the posts share"
        if said is None and (line.block.name, attr(line.block, "class")) in outcome.label_parts:
            said = _ABOUT
        linked = all(node.find_parent("a") is not None or not node.strip() for node in line.nodes)
        if said is None and linked and words(line.text) <= 4:
            ends = ((0, "first"), (-1, "last"))
            shared = any(
                with_words and number == with_words[at] and (name, "") in outcome.label_parts
                for at, name in ends
            )
            said = _ABOUT if shared or after_label else None
        after_label = bool(_LABEL.fullmatch(line.text)) or (after_label and said is not None)
        if said is None and linked and not single and is_read_more(line.text, or_of=True):
            said = "a link to the rest"
        if said is not None:
            outcome.read_more += said == "a link to the rest"
            leave(line.nodes, said)
            continue
        for tag in _links_at_end(line.nodes):
            if is_read_more(text_of(tag)):
                outcome.read_more += 1
                leave(tag, "a link to the rest")


def _leave_pictures(root: Tag, single: bool) -> None:
    """Take out what illustrates a post: a picture above its text, on a list all without words."""
    for tag in root.find_all("img"):
        if single and any(
            words(node) for node in tag.find_all_previous(string=True) if within(node, root)
        ):
            continue
        around = tag.find_parent(["figure", "p"])
        if around is None or not words(text_of(around)):
            tag.extract()


def _links_at_end(nodes: Sequence[NavigableString]) -> list[Tag]:
    last = next((node for node in reversed(nodes) if node.strip()), None)
    found = last.find_parent("a") if last is not None else None
    return [found] if isinstance(found, Tag) else []


def _parts(root: Tag) -> list[Tag]:
    """Return the parts of a post that are its text: what the page names so, else all of it."""
    if named(root, CONTENT):
        return [root]
    contents = outermost([tag for tag in all_named(root, CONTENT) if text_of(tag)])
    summaries = outermost([tag for tag in all_named(root, _SUMMARY) if text_of(tag)])
    summaries = [
        tag
        for tag in summaries
        if not any(within(tag, one) or within(one, tag) for one in contents)
    ]
    if not contents:
        contents = summaries
    else:
        texts = text_of(contents)
        first = {id(node): n for n, node in enumerate(root.descendants)}
        leads = [
            tag
            for tag in summaries
            if text_of(tag)[:80] not in texts and first[id(tag)] < first[id(contents[0])]
        ]
        contents = [*leads, *contents]
    if not contents or words(text_of(contents)) < 0.5 * words(text_of(root)):
        return [root]
    return contents


def _html(part: Tag) -> str:
    for tag in [*part.find_all(["td", "tr", "tbody", "dd", "dt", "th"], recursive=False)]:
        tag.name = "div"
        for inner in tag.find_all(["td", "tr", "tbody", "dd", "dt", "th"], recursive=False):
            inner.name = "div"
    return part.decode_contents()
