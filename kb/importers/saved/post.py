"""One part of a page → a post; what stands in it but is no part of its text is left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bs4.element import NavigableString, PageElement, Tag

from kb.importers.found import FoundPost, LeftOut, Quarantined
from kb.importers.saved.boilerplate import reason
from kb.importers.html.markdown import to_markdown
from kb.importers.html.text import tidy
from kb.importers.saved.dates import date_in_address, read_machine
from kb.importers.saved.dom import (
    BLOCKS,
    address,
    all_named,
    attr,
    is_heading,
    lines,
    named,
    names,
    outermost,
    prose,
    strings,
    text_of,
    where,
    within,
    words,
)
from kb.importers.saved.facts import Said
from kb.importers.saved.furniture import is_about_post, is_read_more, line_reason
from kb.importers.saved.marks import Mark
from kb.importers.saved.structure import Layout, Place
from kb.importers.saved.titles import title_text
from kb.importers.saved.view import CONTENT, View

_SUMMARY = frozenset(
    "entry-summary p-summary post-description wp-block-post-excerpt elementor-post__excerpt blog-excerpt "
    "ingress preamble lead intro excerpt post-excerpt summary article-lead introduction ingres standfirst description".split()
)
_ABOUT = "what the post says of itself"


@dataclass
class Outcome:
    """What was made of the page's posts."""

    posts: list[FoundPost] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    read_more: int = 0


def read_post(view: View, place: Place, number: int, outcome: Outcome, layout: Layout) -> None:
    """Read a post and take its part out of the page; what it cannot tell is quarantined."""
    root, mark, single = place.root, place.mark, layout.single
    title = tidy(title_text(place.title, mark.nodes if mark else ())) if place.title else ""
    spot = (
        f"post {number}, {where(root)}"
        if attr(root, "id") or attr(root, "class")
        else f"post {number}"
    )
    link = _link(view, place, single)
    said = _said(view, title, link, single)
    published, doubt = _published(view, place, said, link, single)
    if published is not None and not title and not layout.certain:
        published, doubt = None, "it has a date, but no title could be told"
    if published is None:
        whole = _plain_lines(root)
        outcome.quarantined.append(Quarantined(title or whole[:60], spot, doubt, whole))
        root.extract()
        return
    updated = _updated(view, mark, root, said, single)
    categories, tags = _terms(root, said if single else None)
    body = _body(view, place, outcome, spot, single)
    root.extract()
    outcome.posts.append(
        FoundPost(
            title,
            published,
            body,
            spot,
            key=link,
            updated=updated if updated and updated > published else None,
            link=link,
            tags=tags,
            categories=categories,
        )
    )


def _plain_lines(root: Tag) -> str:
    return "\n".join(line.text for line in lines(root))


# --- the facts ------------------------------------------------------------------------------


def _link(view: View, place: Place, single: bool) -> str | None:
    base = view.facts.base
    if single:
        return view.facts.address or _own_link(view, place, base)
    return _own_link(view, place, base)


def _own_link(view: View, place: Place, base: str | None) -> str | None:
    root, title = place.root, place.title
    candidates: list[Tag] = []
    if title is not None:
        candidates += [title] if title.name == "a" else []
        candidates += title.find_all("a", href=True)
        candidates += [
            parent for parent in title.parents if parent.name == "a" and within(parent, root)
        ]
    candidates += root.select(
        "a[rel~=bookmark], a.u-url, a[itemprop~=url], a[rel~=permalink], a.permalink"
    )
    candidates += [root] if root.name == "a" else []
    around = root.find_parent("a")
    if isinstance(around, Tag):
        candidates.append(around)
    if place.mark is not None and within(place.mark.anchor, root):
        candidates += [
            parent
            for parent in place.mark.anchor.parents
            if parent.name == "a" and within(parent, root)
        ]
    links = [
        tag
        for tag in root.find_all("a", href=True)
        if is_read_more(text_of(tag), or_of=True) and not view.is_boilerplate(tag)
    ]
    candidates += links[-1:]
    for tag in candidates:
        if found := address(tag, base):
            return found
    for meta in root.select(
        "link[itemprop=url], meta[itemprop=url], link[itemprop=mainEntityOfPage]"
    ):
        if (said := attr(meta, "href") or attr(meta, "content")).startswith("http"):
            return said
    about = attr(root, "about")
    return about if about.startswith("http") else None


def _said(view: View, title: str, link: str | None, single: bool) -> Said | None:
    """Return what the page tells machines of this post."""

    def bare(text: str) -> str:
        return re.sub(r"\W+", " ", tidy(text)).strip().lower()

    for said in view.facts.said:
        if (link and said.address and said.address.rstrip("/") == link.rstrip("/")) or (
            title and bare(said.headline) == bare(title)
        ):
            return said
    alone = [said for said in view.facts.said if said.published]
    return alone[0] if single and len(alone) == 1 else None


def _published(
    view: View, place: Place, said: Said | None, link: str | None, single: bool
) -> tuple[date | None, str]:
    mark, root = place.mark, place.root
    if mark is not None and mark.published is not None and not mark.only_updated:
        return mark.published, ""
    metas = [
        tag
        for tag in root.select("[itemprop=datePublished], time[datetime]")
        if not strip_text(tag)
    ]
    for tag in metas:
        if told := read_machine(attr(tag, "content") or attr(tag, "datetime")):
            return told[0], ""
    if said is not None and said.published:
        return said.published[0], ""
    if single and view.facts.published:
        return view.facts.published[0], ""
    if link and (day := date_in_address(link)):
        return day, ""
    if mark is not None and mark.partial is not None and link:
        years = {int(y) for y in re.findall(r"/((?:19|20)\d\d)(?=/)", link)}
        if len(years) == 1 and (day := mark.partial.on(years.pop())):
            return day, ""
    if mark is not None and mark.doubt:
        return None, mark.doubt
    if mark is not None and mark.only_updated:
        return None, "the page tells when it was changed, not when it was published"
    return None, "nothing in it says when it was published"


def strip_text(tag: Tag) -> str:
    """Return the text of an element without white space around it."""
    return tag.get_text(" ", strip=True)


def _updated(
    view: View, mark: Mark | None, root: Tag, said: Said | None, single: bool
) -> date | None:
    if mark is not None and mark.updated:
        return mark.updated
    others = [
        other.published for other in view.marks_in(root) if other is not mark and other.only_updated
    ]
    if others:
        return others[0]
    del said, single
    return None


def _terms(root: Tag, said: Said | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the categories and the tags that the structure tells."""
    categories: list[str] = []
    tags: list[str] = []
    for tag in root.select(
        "a[rel~=tag], .cat-links a, .tags-links a, .p-category, .category-name a, [itemprop~=articleSection], "
        ".field--name-field-tags a, .field-name-field-tags a, .post-categories a, a[rel~=category]"
    ):
        name = tidy(title_text(tag))
        if not name or is_read_more(name, or_of=True):
            continue
        around = " ".join(names(parent).lower() for parent in [tag, *list(tag.parents)[:3]])
        listed = "category" in attr(tag, "rel").split() or re.search(
            r"categor|cat-links|articlesection|kategori", around
        )
        if "tags-links" in around or "p-category" in around or "-tags" in around:
            listed = None
        if "p-category" in around and "category" in attr(tag, "rel").split():
            listed = re.match("", "")
        (categories if listed else tags).append(name)
    if said is not None:
        categories += said.section if not categories else ()
        tags += said.keywords if not tags else ()
    return tuple(dict.fromkeys(categories)), tuple(dict.fromkeys(tags))


# --- the text -------------------------------------------------------------------------------


def _body(view: View, place: Place, outcome: Outcome, spot: str, single: bool) -> str:
    root, mark, title = place.root, place.mark, place.title

    def leave(nodes: PageElement | Sequence[PageElement], said: str) -> None:
        text = text_of(nodes)
        if text:
            outcome.left_out.append(LeftOut(text, spot, said))
        for node in [nodes] if isinstance(nodes, PageElement) else nodes:
            node.extract()

    dates = [node for node in (mark.nodes if mark else ()) if within(node, root)]
    if dates:
        leave(dates, "a date line")
    if title is not None:
        _without(title, root)
    for other in view.marks_in(root):
        if other.only_updated and other.pure and other is not mark and within(other.anchor, root):
            leave(other.nodes, "a date line")
    for tag in root.find_all(True):
        if id(tag) in view.boilerplate and within(tag, root):
            said = view.boilerplate[id(tag)][1]
            leave(tag, _ABOUT if said == "the page's foot" or is_about_post(tag) else said)
    for tag in root.find_all(is_about_post):
        if tag.parent is None or not within(tag, root) or tag is root:
            continue
        if _holds_text(tag):
            continue
        if (
            tag.name == "a"
            and tag.find_parent(lambda t: named(t, CONTENT)) is not None
            and "tag" not in attr(tag, "rel")
        ):
            continue
        if prose(tag) <= 25:
            outcome.read_more += any(
                is_read_more(text_of(a), or_of=True) for a in tag.find_all("a")
            )
            leave(tag, _ABOUT)
    for tag in root.find_all(lambda t: reason(t) is not None):
        if (
            tag.parent is not None
            and within(tag, root)
            and prose(tag) <= 25
            and not _holds_text(tag)
        ):
            leave(tag, reason(tag) or "")
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
        outcome.left_out.append(LeftOut(" ".join(" ".join(rest).split()), spot, _ABOUT))
    html = "\n".join(_html(part) for part in parts)
    return to_markdown(html, view.facts.base).strip()


def _without(title: Tag, root: Tag) -> None:
    """Take the title out, with the link around it where it is alone in that."""
    if title is root:
        title.clear()
        return
    title.extract()


def _leave_lines(root: Tag, outcome: Outcome, leave: "Leave", single: bool) -> None:
    every = lines(root)
    with_words = [n for n, line in enumerate(every) if re.search(r"\w", line.text)]
    for number, line in enumerate(every):
        said = line_reason(line.text)
        if not with_words or number < with_words[0] or number > with_words[-1]:
            said = "signs between parts"
        linked = all(node.find_parent("a") is not None or not node.strip() for node in line.nodes)
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


def _holds_text(tag: Tag) -> bool:
    return named(tag, CONTENT) or bool(all_named(tag, CONTENT))


def _html(part: Tag) -> str:
    for tag in [*part.find_all(["td", "tr", "tbody", "dd", "dt", "th"], recursive=False)]:
        tag.name = "div"
        for inner in tag.find_all(["td", "tr", "tbody", "dd", "dt", "th"], recursive=False):
            inner.name = "div"
    return part.decode_contents()


class Leave:
    """What takes nodes out of a post and notes why."""

    def __call__(self, nodes: PageElement | Sequence[PageElement], said: str) -> None:
        """Take out."""
