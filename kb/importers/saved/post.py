"""One part of a page → a post; what stands in it but is no part of its text is left out."""

import re
from datetime import date
from html import escape

from bs4.element import Tag

from kb.importers.found import FoundPost, Quarantined
from kb.importers.html.text import plain
from kb.importers.saved.dates import date_in_address, read_machine
from kb.importers.saved.dom import (
    address,
    attr,
    lines,
    names,
    text_of,
    where,
    within,
)
from kb.importers.saved.facts import Said
from kb.importers.saved.furniture import is_read_more
from kb.importers.saved.layout import Layout, Place
from kb.importers.saved.mark import Mark
from kb.importers.saved.text import Outcome, read_text
from kb.importers.saved.titles import title_text
from kb.importers.saved.view import View


def read_post(view: View, place: Place, number: int, outcome: Outcome, layout: Layout) -> None:
    """Read a post and take its part out of the page; what it cannot tell is quarantined."""
    root, mark, single = place.root, place.mark, layout.single
    title = _one_line(title_text(place.title, mark.nodes if mark else ())) if place.title else ""
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
    updated = _updated(view, mark, root)
    if updated is None and single:
        updated = (said.updated if said else None) or view.facts.updated
    categories, tags = _terms(root, said if single else None)
    body = read_text(view, place, outcome, spot, single)
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
        return re.sub(r"\W+", " ", _one_line(text)).strip().lower()

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
    """Return the day that a post was published, or why nobody can tell it."""
    mark = place.mark
    if mark is not None and mark.published is not None and not mark.only_updated:
        return mark.published, ""
    day = _day_for_machines(place.root) or (said.published[0] if said and said.published else None)
    if day is None and single and view.facts.published:
        day = view.facts.published[0]
    if day is None and link:
        day = date_in_address(link) or _with_year_of(link, mark)
    if day is not None:
        return day, ""
    if mark is None:
        return None, "nothing in it says when it was published"
    return None, mark.doubt or "the page tells when it was changed, not when it was published"


def _day_for_machines(root: Tag) -> date | None:
    for tag in root.select("[itemprop=datePublished], time[datetime]"):
        told = read_machine(attr(tag, "content") or attr(tag, "datetime"))
        if told and not tag.get_text(strip=True):
            return told[0]
    return None


def _with_year_of(link: str, mark: Mark | None) -> date | None:
    """Return the day of a date without a year, where the post's address holds one."""
    years = {int(year) for year in re.findall(r"/((?:19|20)\d\d)(?=/)", link)}
    return mark.partial.on(years.pop()) if mark and mark.partial and len(years) == 1 else None


def _one_line(text: str) -> str:
    """Return a text of the page's as a title or a name is written."""
    return plain(escape(text, quote=False))


def _updated(view: View, mark: Mark | None, root: Tag) -> date | None:
    if mark is not None and mark.updated:
        return mark.updated
    others = (one for one in view.marks_in(root) if one is not mark and one.only_updated)
    return next((one.published for one in others), None)


def _terms(root: Tag, said: Said | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the categories and the tags that the structure tells."""
    categories: list[str] = []
    tags: list[str] = []
    for tag in root.select(
        "a[rel~=tag], .cat-links a, .tags-links a, .p-category, .category-name a, "
        "[itemprop~=articleSection], "
        ".field--name-field-tags a, .field-name-field-tags a, .post-categories a, a[rel~=category]"
    ):
        name = _one_line(title_text(tag))
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
