"""What a page's tree is asked: its lines, the text of a part, classes, addresses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What style sheets set apart from the text beside it.
_APART = ("span", "time", "label", "abbr", "small")
# What a browser shows nothing of, or nothing that is text.
_UNSEEN = frozenset(
    [
        *("script", "style", "template", "noscript", "svg", "iframe", "object", "embed", "canvas"),
        *("audio", "video", "map", "select", "option", "datalist", "textarea", "input", "button"),
        *("link", "title", "head", "dialog"),
    ]
)
_HIDDEN_CLASSES = re.compile(
    r"(?i)(?:^|[\s_-])(?:screen-reader(?:-text)?|sr-only|visually-?hidden|element-invisible|"
    r"assistive-text|show-for-sr|off-?screen|rich-snippet-hidden|env-assistive-text|u-hidden|"
    r"hide-text)(?:$|[\s_-])"
)
_NO_DISPLAY = re.compile(r"(?i)display\s*:\s*none")
# What a reader opens with a click, and may then read.
_OPENED = re.compile(r"(?i)collaps|accordion|expand|toggle|dragspel|more|mer\b|faq")


@dataclass(frozen=True, slots=True)
class Line:
    """Text that stands in one line: between two blocks or line breaks."""

    nodes: tuple[NavigableString, ...]
    block: Tag

    @property
    def text(self) -> str:
        """Its text with single spaces, one between what style sheets set apart, too."""
        return spaced(self.nodes)


def spaced(nodes: Sequence[NavigableString]) -> str:
    """Join the texts of a line: `<span>3 maj 2019</span><span>1 kommentar</span>` are two."""
    text = ""
    last: NavigableString | None = None
    for node in nodes:
        close = text[-1:].isalnum() and node[:1].isalnum()
        if close and last is not None and last.parent is not node.parent and _apart(last, node):
            text += " "
        text += node
        last = node
    return " ".join(text.split())


def _apart(one: NavigableString, other: NavigableString) -> bool:
    around = [node.parent.name if node.parent is not None else "" for node in (one, other)]
    return around == ["a", "a"] or any(name in _APART for name in around)


_OF_HEAD = ("title", "meta", "link", "script", "style", "base", "noscript", "template")


def parse(html: str) -> BeautifulSoup:
    """Read a page, and take out of it what no browser shows (what is for machines stays)."""
    soup = BeautifulSoup(html, "lxml")
    for unseen in soup.find_all(string=lambda s: isinstance(s, PreformattedString)):
        unseen.extract()
    _open_body(soup)
    return soup


def _open_body(soup: BeautifulSoup) -> None:
    """Put into the body what HTML 5 begins one with, and the parser leaves in the head."""
    shown = [
        node
        for node in (soup.head.contents if soup.head else ())
        if (isinstance(node, Tag) and node.name not in _OF_HEAD)
        or (isinstance(node, NavigableString) and node.strip())
    ]
    if not shown or soup.head is None:
        return
    if soup.body is None:
        soup.head.insert_after(soup.new_tag("body"))
    for number, node in enumerate(shown):
        if soup.body is not None:
            soup.body.insert(number, node.extract())


def clean(soup: BeautifulSoup) -> None:
    """Take out what is not shown as text: scripts, fields, what is hidden."""
    for button in soup.select(", ".join(f"{heading} button" for heading in HEADINGS)):
        button.unwrap()  # it opens the text under a heading
    for tag in soup.find_all(_is_unseen):
        tag.extract()
    for tag in soup.find_all(_is_hidden):
        if tag.name not in ("html", "body"):
            tag.extract()
    for tag in soup.find_all(style=_NO_DISPLAY):
        del tag["style"]  # kept, for it opens: who reads on must not take it for hidden


def _is_unseen(tag: Tag) -> bool:
    return tag.name in _UNSEEN or (tag.name == "meta" and tag.has_attr("name"))


def _is_hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") and attr(tag, "hidden") != "until-found":
        return True
    if _NO_DISPLAY.search(attr(tag, "style")):
        return not _OPENED.search(names(tag))
    return bool(_HIDDEN_CLASSES.search(attr(tag, "class")))


def attr(tag: Tag, name: str) -> str:
    """Return an attribute as text, "" where there is none."""
    value = tag.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def names(tag: Tag) -> str:
    """Return what the page calls an element: its classes, id and hooks."""
    return " ".join(
        filter(None, (attr(tag, name) for name in ("class", "id", "data-hook", "itemprop")))
    )


def named(tag: Tag, wanted: frozenset[str]) -> bool:
    """Tell whether an element is called by one of some names."""
    called = names(tag)
    return bool(called) and not wanted.isdisjoint(called.split())


def all_named(root: Tag, wanted: frozenset[str]) -> list[Tag]:
    """Return the elements under one that are called by one of some names, in order."""
    return [tag for tag in root.find_all(True) if named(tag, wanted)]


def outermost(tags: Sequence[Tag]) -> list[Tag]:
    """Return those that stand in no other of them."""
    own = {id(tag) for tag in tags}
    return [tag for tag in tags if not any(id(parent) in own for parent in tag.parents)]


def is_heading(tag: Tag) -> bool:
    """Tell a heading by its element."""
    return tag.name in HEADINGS or attr(tag, "role") == "heading"


def strings(root: PageElement) -> Iterator[NavigableString]:
    """Yield the texts under an element, itself if it is one."""
    if isinstance(root, NavigableString):
        yield root
    elif isinstance(root, Tag):
        for node in root.descendants:
            if isinstance(node, NavigableString):
                yield node


def lines(roots: PageElement | Sequence[PageElement]) -> list[Line]:
    """Return the lines with text under some elements, in order."""
    found: list[Line] = []
    run: list[NavigableString] = []
    block: list[Tag | None] = [None]

    def end() -> None:
        if any(node.strip() for node in run) and block[0] is not None:
            found.append(Line(tuple(run), block[0]))
        run.clear()

    def walk(root: PageElement, within: Tag | None) -> None:
        # A stack of its own: pages nest deeper than Python does.
        stack: list[tuple[PageElement | None, Tag | None]] = [(root, within)]
        while stack:
            node, inside = stack.pop()
            if node is None:
                end()
            elif isinstance(node, NavigableString):
                if not run or not node.strip():
                    block[0] = block[0] if run else inside
                run.append(node)
                if len(run) == 1 or not any(n.strip() for n in run[:-1]):
                    block[0] = inside
            elif isinstance(node, Tag):
                if node.name == "br":
                    end()
                    continue
                is_block = node.name in BLOCKS
                if is_block:
                    end()
                    stack.append((None, None))
                own = node if is_block else inside
                stack.extend((child, own) for child in reversed(node.contents))

    before: Tag | None = None
    for root in [roots] if isinstance(roots, PageElement) else roots:
        around = nearest_block(root)
        if around is not before:
            end()
        walk(root, around)
        before = around
    end()
    return found


def nearest_block(node: PageElement) -> Tag | None:
    """Return the block that an element or text stands in."""
    for parent in node.parents:
        if parent.name in BLOCKS:
            return parent
    return node if isinstance(node, Tag) else None


def text_of(roots: PageElement | Sequence[PageElement]) -> str:
    """Return the text of a part of the page, its lines joined by spaces."""
    return " ".join(line.text for line in lines(roots))


def words(text: str) -> int:
    """Count the words of a text."""
    return len(re.findall(r"[^\W\d_]{2,}", text))


def prose(root: PageElement | Sequence[PageElement]) -> int:
    """Count the words outside links."""
    count = 0
    for one in [root] if isinstance(root, PageElement) else root:
        for node in strings(one):
            if not in_link(node):
                count += words(node)
    return count


def in_link(node: PageElement) -> bool:
    """Tell whether something stands in a link."""
    return any(parent.name == "a" for parent in node.parents)


def within(node: PageElement, tag: Tag) -> bool:
    """Tell whether something is an element or stands in it."""
    return node is tag or any(parent is tag for parent in node.parents)


def common(nodes: Iterable[PageElement]) -> Tag | None:
    """Return the innermost element that all of some stand in."""
    shared: list[Tag] | None = None
    for node in nodes:
        chain = [*reversed(list(node.parents))]
        if isinstance(node, Tag):
            chain.append(node)
        if shared is None:
            shared = chain
        else:
            same = 0
            for ours, theirs in zip(shared, chain, strict=False):
                if ours is not theirs:
                    break
                same += 1
            shared = shared[:same]
    return shared[-1] if shared else None


def where(tag: Tag) -> str:
    """Name an element, as in a style sheet."""
    if own := attr(tag, "id"):
        return f"{tag.name}#{own}"
    classes = attr(tag, "class").split()
    return ".".join([tag.name, *classes[:2]])


def address(tag: Tag, base: str | None) -> str | None:
    """Return where a link leads, absolute; None for what is no page's address."""
    href = "".join(attr(tag, "href").split())
    if not href or href.startswith("#") or re.match(r"(?i)(?!https?:)[a-z][a-z0-9+.-]*:", href):
        return None
    try:
        absolute = urljoin(base or "", href)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in ("http", "https") and parts.netloc else None
