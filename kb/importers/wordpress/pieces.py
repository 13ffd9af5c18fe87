"""HTML with shortcodes as WordPress cuts it: elements, comments, shortcodes, the text between."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

# Those that every WordPress knows. What plugins add is text to it where the plugin is gone.
SHORTCODES = ("audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption")

# A comment ends with its arrow, an element with the next >, whatever is quoted in it; what is
# never closed runs to the end.
_COMMENT = r"<!(?=--)[\s\S]*?(?:-->|\Z)"
_ELEMENT = r"<(?!!--)[^>]*>?"
_SHORTCODE = rf"\[[/\[]?(?:{'|'.join(SHORTCODES)})(?=[\s\]/])(?:[^\[\]<>]|<[^\[\]>]*>)*\]\]?"
_PIECE = re.compile(f"(?P<comment>{_COMMENT})|(?P<element>{_ELEMENT})|(?P<shortcode>{_SHORTCODE})")
_NO_SHORTCODES = re.compile(f"(?P<comment>{_COMMENT})|(?P<element>{_ELEMENT})")

Kind = Literal["text", "element", "comment", "shortcode"]


class Piece(NamedTuple):
    """A piece of HTML, and what it is."""

    kind: Kind
    text: str


def pieces(html: str, *, shortcodes: bool = True) -> Iterator[Piece]:
    """Cut HTML up; joined, the pieces' texts are `html` again."""
    end = 0
    for match in (_PIECE if shortcodes else _NO_SHORTCODES).finditer(html):
        if match.start() > end:
            yield Piece("text", html[end : match.start()])
        kind: Kind = "element"
        if match.lastgroup == "comment":
            kind = "comment"
        elif match.lastgroup == "shortcode":
            kind = "shortcode"
        yield Piece(kind, match.group())
        end = match.end()
    if end < len(html):
        yield Piece("text", html[end:])
