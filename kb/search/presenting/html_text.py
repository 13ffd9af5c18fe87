"""The text in a post's safe HTML: what stands between two borders of blocks, to be changed there.

The HTML is that of `kb.corpus.markup`: well-formed, its tags in lower case, its values in double
quotes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

_PIECE = re.compile(r'[^<]++|<(?:[^">]|"[^"]*+")*+>|<')
_NAME = re.compile(r"</?([a-z0-9]+)")
_ID = re.compile(r' id="([^"]*)"')
_CHARACTER = re.compile(r"&[^;&\s]{1,8};|.", re.DOTALL)
# What stands in a line of text; all other elements begin and end one.
_INLINE = frozenset({"a", "br", "code", "em", "s", "strong", "sup"})


@dataclass(frozen=True)
class Text:
    """A piece of text, the `place`th piece of the HTML; `within` are the elements around it."""

    place: int
    written: str
    within: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The text as it is read."""
        return unescape(self.written)

    def written_between(self, start: int, end: int) -> str:
        """Return a slice of the text as the HTML writes it."""
        return "".join(self._characters[start:end])

    @cached_property
    def _characters(self) -> Sequence[str]:
        return _CHARACTER.findall(self.written)


@dataclass(frozen=True)
class Run:
    """The texts between two borders of blocks, and the anchor of the paragraph that they are."""

    anchor: str
    texts: list[Text] = field(default_factory=list)


def pieces_of(html: str) -> list[str]:
    """Return the tags and texts of some HTML, which they join to."""
    return _PIECE.findall(html)


def name_of(piece: str) -> str:
    """Return the name of the element that a piece begins or ends; empty for text."""
    found = _NAME.match(piece)
    return found[1] if found else ""


def runs_of(pieces: Sequence[str]) -> Iterator[Run]:
    """Yield what stands together in a line, a cell, a paragraph; not what is only white space."""
    run = Run("")
    within: list[str] = []
    for place, piece in enumerate(pieces):
        name = name_of(piece)
        if not name:
            run.texts.append(Text(place, piece, tuple(within)))
            continue
        named = _ID.search(piece)
        if name not in _INLINE or named:
            if any(not each.written.isspace() for each in run.texts):
                yield run
            run = Run(named[1] if named else "")
        if name in _INLINE and name != "br":
            if piece.startswith("</"):
                within.pop()
            else:
                within.append(name)
    if any(not each.written.isspace() for each in run.texts):
        yield run
