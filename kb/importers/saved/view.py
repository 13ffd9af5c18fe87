"""A page with what is known of it: its facts, its dates, what of it is no post's."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag

from kb.importers.saved.boilerplate import heading_reason, reason
from kb.importers.saved.dates import date_in_address
from kb.importers.saved.dom import (
    address,
    attr,
    in_link,
    is_heading,
    named,
    prose,
    strings,
    text_of,
    within,
    words,
)
from kb.importers.saved.facts import Facts
from kb.importers.saved.mark import Mark

# Parts with these names are never posts, however much text is in them.
_SURE = {
    "about cookies",
    "comments",
    "sharing",
    "the way to this page",
    "a cloud of tags",
    "a sign-up for news by mail",
}
# What a post's own text may hold parts called so of.
_ALSO_IN_TEXT = {
    "about the sender",
    "a calendar",
    "a sidebar",
    "the page's head",
    "the page's foot",
    "an archive's list",
    "a search form",
    "a link within the page",
    "a question to the reader",
    "a menu",
    "files to fetch",
}
# Headings that posts have inside their texts, too: only where they head a part of their own.
_DOUBTFUL_HEADINGS = {
    "files to fetch",
    "about the sender",
    "a calendar",
    "an archive's list",
    "a sign-up for news by mail",
}
CONTENT = frozenset(
    [
        "articleBody",
        "entry-content",
        "e-content",
        "post-content",
        "post-body",
        "article-body",
        "articlebody",
        "article-content",
        "article__body",
        "article__content",
        "field--name-body",
        "field-name-body",
        "post-entry",
        "td-post-content",
        "blog-item-content",
        "wp-block-post-content",
        "elementor-widget-theme-post-content",
        "news-body",
        "postcontent",
        "post__content",
        "entry__content",
        "gh-content",
        "fusion-post-content-container",
    ]
)


@dataclass
class View:
    """A page that is being read."""

    soup: BeautifulSoup
    facts: Facts
    marks: list[Mark]
    boilerplate: dict[int, tuple[Tag, str]] = field(default_factory=dict)

    @property
    def body(self) -> Tag:
        """Everything shown."""
        return self.soup.body or self.soup

    @cached_property
    def prose(self) -> int:
        """How many words outside links the page shows."""
        return max(1, prose(self.body))

    def is_boilerplate(self, node: PageElement) -> bool:
        """Tell whether something stands in a part that is no post's."""
        return self.reason_for(node) is not None

    def reason_for(self, node: PageElement) -> str | None:
        """Return what the part is that something stands in, None where that may be a post's."""
        for tag in (node, *node.parents):
            if id(tag) in self.boilerplate:
                return self.boilerplate[id(tag)][1]
        return None

    def marks_in(self, root: Tag) -> list[Mark]:
        """Return the dates in a part of the page, in order."""
        if id(root) not in self._marks_under:
            return [mark for mark in self.marks if within(mark.anchor, root)]
        return self._marks_under[id(root)]

    @cached_property
    def _marks_under(self) -> dict[int, list[Mark]]:
        under: dict[int, list[Mark]] = {id(tag): [] for tag in self.soup.find_all(True)}
        for mark in self.marks:
            for parent in mark.anchor.parents:
                under.setdefault(id(parent), []).append(mark)
        return under

    @cached_property
    def order(self) -> dict[int, int]:
        """Where each element and text stands; what was put in later is not among them."""
        return {id(node): number for number, node in enumerate(self.soup.descendants)}

    def precedes(self, node: PageElement, other: PageElement) -> bool:
        """Tell which of two stands first."""
        return self.position(node) < self.position(other)

    def position(self, node: PageElement) -> int:
        """Return where a part of the page begins."""
        if id(node) not in self.order and isinstance(node, Tag):
            return min(
                (self.order[id(one)] for one in node.descendants if id(one) in self.order),
                default=0,
            )
        return self.order.get(id(node), 0)

    def told(self, root: Tag) -> bool:
        """Tell whether an address in a part, or what machines are told of it, names a day."""
        known = {said.address for said in self.facts.said if said.published}
        for tag in ([root] if root.name == "a" else []) + root.find_all("a", href=True):
            leads = address(tag, self.facts.base) or attr(tag, "href")
            if leads in known or date_in_address(leads):
                return True
        return False

    def words(self, root: PageElement) -> int:
        """Count the words of a part that are neither boilerplate's nor a link's."""
        count = 0
        for node in strings(root):
            if node.strip() and not in_link(node) and not self.is_boilerplate(node):
                count += words(node)
        return count

    def find_boilerplate(self) -> None:
        """Note the parts that are no post's, the outermost ones."""
        stack = list(reversed(self.body.find_all(recursive=False)))
        while stack:
            tag = stack.pop()
            if id(tag) in self.boilerplate:
                continue
            said = self._reason(tag)
            if said is not None:
                self.boilerplate[id(tag)] = (tag, said)
                continue
            if is_heading(tag) or tag.name in ("strong", "b"):
                self._note_part_under(tag)
            stack.extend(reversed(tag.find_all(recursive=False)))

    @cached_property
    def own_title(self) -> Tag | None:
        """The heading that the page names as its own for machines, if it shows it."""
        said = {
            _bare(text) for text in (self.facts.headline, *(s.headline for s in self.facts.said))
        }
        return next((h for h in self.body.find_all("h1") if _bare(text_of(h)) in said - {""}), None)

    def forget_lists(self) -> None:
        """Take what was thought other posts or an archive for what the page is about."""
        for key, (_, said) in list(self.boilerplate.items()):
            if said in ("other posts", "an archive's list"):
                del self.boilerplate[key]

    @cached_property
    def _alike(self) -> Counter[tuple[str, str]]:
        """How many elements have the same name and classes."""
        return Counter((tag.name, attr(tag, "class")) for tag in self.body.find_all(class_=True))

    def _reason(self, tag: Tag) -> str | None:
        said = reason(tag)
        if said is None or said in _SURE:
            return said
        if said == "the page's head" and self._alike[tag.name, attr(tag, "class")] > 2:
            return None  # a page has one head: these are its posts'
        if said == "the page's foot" and tag.find_parent(["article", "main"]) is not None:
            # A post's own foot: what stands there is told apart when the post is read.
            return None
        if said == "a calendar" and words(text_of(tag)) <= 4:
            return None  # a leaf of one, which shows a post's date
        in_text = said in _ALSO_IN_TEXT and tag.name not in ("nav", "aside", "footer", "form")
        if in_text and tag.find_parent(_in_content) is not None:
            return None
        return said if tag.name == "nav" or self._is_beside(tag, said) else None

    def _is_beside(self, tag: Tag, said: str) -> bool:
        """Tell a part beside the posts from one that is called so, but holds them."""
        if self.own_title is not None and within(self.own_title, tag):
            return False
        if said == "other posts" and self.facts.single:
            return True
        share = prose(tag) / self.prose
        titled = tag.find("h1") is not None
        if said == "a menu" and share < 0.3 and not titled:
            return True
        if said in ("a menu", "the page's head") and not titled and not self.marks_in(tag):
            # However long it is: the page's title follows.
            named = _bare(self.facts.title)
            heading = self.body.find("h1") or next(
                (h for h in self.body.find_all("h2") if named.startswith(_bare(text_of(h)) or "-")),
                None,
            )
            if heading is not None and self.precedes(tag, heading):
                return True
        return share <= 0.5 and not (titled and share > 0.1)

    def _note_part_under(self, heading: Tag) -> None:
        said = heading_reason(text_of(heading))
        if said is None or heading.name == "h1":
            return
        holder = heading.parent
        own_part = False
        top: Tag = heading
        while holder is not None and holder.name in ("div", "section", "li", "td", "ul", "header"):
            first = next((node for node in strings(holder) if node.strip()), None)
            if first is None or not any(parent is heading for parent in first.parents):
                break
            if prose(holder) / self.prose > 0.5 or holder.find("h1") is not None:
                break
            top, own_part = holder, True
            if words(text_of(holder)) > words(text_of(heading)):
                break
            holder = holder.parent
        if own_part and words(text_of(top)) > words(text_of(heading)):
            if not (said in _DOUBTFUL_HEADINGS and top.find_parent(_in_content) is not None):
                self.boilerplate[id(top)] = (top, said)
            return
        if heading.name in ("strong", "b"):
            return
        if said in _DOUBTFUL_HEADINGS and (
            top.find_parent(_in_content) or top.find_parent("article")
        ):
            return
        part = list(_until_heading(top))
        if part and sum(map(prose, part)) / self.prose <= 0.4:
            for tag in (top, *part):
                self.boilerplate[id(tag)] = (tag, said)


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _in_content(tag: Tag) -> bool:
    return named(tag, CONTENT)


def _until_heading(heading: Tag) -> Iterable[Tag]:
    for sibling in heading.find_next_siblings():
        if is_heading(sibling) or sibling.find(is_heading) is not None:
            return
        yield sibling
