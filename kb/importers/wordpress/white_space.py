"""White space that no reader sees, out of a tree of HTML: at the ends of lines and of blocks.

Themes and plugins indent as they please, and what a text is made of should not depend on it.
"""

import re
from typing import Any

from lxml import etree

# What ends a line of text where it begins and where it ends.
_BLOCKS = frozenset(
    (
        *("address", "area", "article", "aside", "blockquote", "body", "br", "caption", "center"),
        *("col", "colgroup", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr"),
        *("legend", "li", "main", "map", "menu", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_SPACES = re.compile("[ \t\r\n\f]+")
_EDGES = " \xa0"


def trim(body: Any) -> None:
    """Make every white space one space, and none at either end of a line; preformatted stays."""
    line: list[tuple[Any, str]] = []  # where its texts are: an element, and which of its two
    preformatted = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        is_block = element.tag in _BLOCKS
        if is_block:
            _finish(line)
        elif event == "start" and element.tag == "img":
            line.append((None, ""))
        if element.tag == "pre":
            preformatted += 1 if event == "start" else -1
        if preformatted:
            continue
        if event == "start":
            if element.text:
                element.text = _SPACES.sub(" ", element.text)
                line.append((element, "text"))
        elif element.tail and element is not body:
            element.tail = _SPACES.sub(" ", element.tail)
            line.append((element, "tail"))
    _finish(line)


def _finish(line: list[tuple[Any, str]]) -> None:
    """Strip the texts of a line at its two ends."""
    for texts, strip in ((line, str.lstrip), (line[::-1], str.rstrip)):
        for element, name in texts:
            if element is None:
                break  # a picture
            text = strip(getattr(element, name), _EDGES)
            setattr(element, name, text)
            if text:
                break
    line.clear()
