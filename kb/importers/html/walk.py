"""The walk over a page's elements, and what each step of it hands on.

markdownify finds the function for every element. What such a function returns is either phrases,
in which marks of `inline` stand, or finished blocks of Markdown, each between two BLOCK marks.
"""

import re
from collections.abc import Iterator
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from kb.importers.html import elements, inline
from kb.importers.html.targets import destination
from kb.importers.html.text import tidy

SPACE = re.compile("[ \t\n\r\f]+")
_CODE = ("code", "kbd", "samp", "tt")
# Markdown is read some twenty levels deep, and a list in a list takes two.
_DEEPEST_LIST = 6
_LEVELS = ("ul", "ol", "menu", "dir", "blockquote")
_LINES = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
_TRANSPARENT = {"div", "span", "p", "body", "html"}


class Walker(MarkdownConverter):
    """Walks; `base` is the address that relative links start from, None where unknown."""

    def __init__(self, base: str | None) -> None:
        super().__init__()
        self.base = base

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """Convert an element, without recursion: pages are nested as deep as they like."""
        root = _Frame(node, parent_tags or set())
        stack = [root]
        while True:
            frame = stack[-1]
            child = next(frame.children, None)
            if child is None:
                stack.pop()
                text = "".join(frame.texts)
                function = self.get_conv_fn_cached(frame.node.name)  # type: ignore[attr-defined]  # its stubs lack it
                if function is not None:
                    text = function(frame.node, text, parent_tags=frame.around)
                elif frame.node.name in elements.BLOCKS:
                    text = self.convert_div(frame.node, text, frame.around)
                if not stack:
                    return text
                stack[-1].texts.append(text)
            elif type(child) is NavigableString:
                frame.texts.append(self.process_text(child, frame.within))
            elif isinstance(child, Tag) and not elements.is_unseen(child):
                around = {*frame.within, "a"} if self.is_link(child) else frame.within
                stack.append(_Frame(child, around, frame.depth))

    def is_link(self, el: Tag) -> bool:
        """Tell whether an element will be a link, though it is no <a>."""
        return False

    def process_text(self, el: NavigableString, parent_tags: set[str]) -> str:
        """Convert a piece of text."""
        if "pre" in parent_tags:
            return ""
        text = SPACE.sub(" ", el)
        if not text.isascii() or not text.isprintable():
            text = SPACE.sub(" ", tidy(text))
        if "_code" in parent_tags:
            return text
        return inline.escaped(text, "a" in parent_tags)

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Convert what only holds other things."""
        if "_inline" in parent_tags:
            return f" {text} "
        return block("\n\n".join(blocks(text)))


class _Frame:
    """An element on the way, with what of it is converted."""

    __slots__ = ("around", "children", "depth", "node", "texts", "within")

    def __init__(self, node: Tag, around: set[str], depth: int = 0) -> None:
        name = node.name
        self.node = node
        self.around = around
        self.within = around
        self.depth = depth  # of lists and quotations
        if name in _LEVELS:
            self.depth += 1
            if self.depth > _DEEPEST_LIST:
                self.around = {*around, "_deep"}
        added = {name} - _TRANSPARENT
        if name in _LINES:
            added.add("_inline")
        elif name == "pre" or is_code(node):
            added.add("_code")
        if not added <= around:
            self.within = {*around, *added}
        self.children: Iterator[Any] = iter(list(node.children))
        self.texts: list[str] = []


def is_code(el: Tag) -> bool:
    """Tell whether an element is code in a line; one that holds blocks is none."""
    return el.name in _CODE and el.find(list(elements.BLOCKS)) is None


def block(finished: str) -> str:
    """Mark finished Markdown as such."""
    return f"{inline.BLOCK}{finished}{inline.BLOCK}"


def blocks(text: str) -> list[str]:
    """Return the finished blocks of what a container holds, phrases between them included."""
    found: list[str] = []
    for place, part in enumerate(text.split(inline.BLOCK)):
        if place % 2:
            found.append(part)
        elif part and not part.isspace():
            found += inline.paragraphs(part)
    return [part for part in found if part]


def between(ends: tuple[str, str], text: str, parent_tags: set[str], same: tuple[str, ...]) -> str:
    """Put marks around phrases, the spaces at their ends outside."""
    if inline.BLOCK in text or not parent_tags.isdisjoint(same) or "_code" in parent_tags:
        return text
    before, inner, after = _trimmed(text)
    return f"{before}{ends[0]}{inner}{ends[1]}{after}" if inner else text


def link(text: str, target: str) -> str:
    """Write a link, the spaces at the ends of its text outside; empty where it has none."""
    before, inner, after = _trimmed(text)
    if not inner:
        return text
    inner = re.sub(f"(?: *{inline.LINE} *)+", inline.LINE, inner)
    if target.startswith("http") and inner == inline.escaped(target, linked=True):
        return f"{before}<{target}>{after}"
    if inner.startswith("^"):
        inner = f"\\{inner}"  # no footnote
    return f"{before}[{inner}]({destination(target)}){after}"


def _trimmed(text: str) -> tuple[str, str, str]:
    """Part phrases into the white space before them, themselves, and that behind them."""
    white = " " + inline.LINE
    rest = text.lstrip(white)
    inner = rest.rstrip(white)
    return text[: len(text) - len(rest)], inner, rest[len(inner) :]
