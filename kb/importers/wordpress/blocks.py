"""Text of the block editor: HTML with comments that say what each part is → HTML alone.

What WordPress writes into a text when it shows it is written here, too: blocks that are kept in
one place and used in many, and footnotes. Blocks that it fills with other posts are left out.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, NamedTuple

from kb.importers.wordpress.canonical import DYNAMIC_BLOCKS
from kb.importers.wordpress.classic import paragraphs
from kb.importers.wordpress.media import embed

# Deeper than any page; and more of what is shown twice than any author would leave.
_DEEPEST, _MOST_REPEATED = 200, 20
_BEGINS = re.compile(r"<!--\s+(/)?wp:([a-z][a-z0-9_-]*/)?([a-z][a-z0-9_-]*)\s+(?:(/)?-->|(?={))")
_ENDS = re.compile(r"(\})\s+(/)?-->")


def has_blocks(html: str) -> bool:
    """Tell whether a text was written in the block editor."""
    return "<!-- wp:" in html


def uses_shared_blocks(html: str) -> bool:
    """Tell whether a text shows blocks that are kept elsewhere."""
    return "<!-- wp:block " in html


def render_blocks(
    html: str, shared: Mapping[int, str], footnotes: str = "", seen: frozenset[int] = frozenset()
) -> str:
    """Return the HTML of a text in blocks.

    Where blocks do not end, or end without a beginning, it is what WordPress makes of that.

    Args:
        html: the text as it is stored.
        shared: the texts of the blocks that are kept for use in many posts, by number.
        footnotes: the post's own, as WordPress stores them (JSON).
        seen: the shared blocks that this one is shown in; none is shown within itself.
    """
    written: list[str] = []
    opened: list[_Block] = []
    done = 0
    for start, end, name, kind, attributes in _delimiters(html):
        if kind == "closes" and not opened:
            break  # the rest is no block's
        if kind == "opens" and len(opened) == _DEEPEST:
            continue
        if kind == "opens":
            opened.append(_Block(name, start, end, html[done:start]))
            done = end
            continue
        before, inner, begins = html[done:start], "", start
        if kind == "closes":
            block = opened.pop()
            before, begins = block.before, block.start
            inner = block.text(html[block.done : start])
        elif name == "block":
            inner = _shared(attributes, shared, seen)
        elif name == "footnotes":
            inner = _footnotes(footnotes)
        if opened:
            opened[-1].take(html, begins, inner, end)
        else:
            written += [before, inner]
        done = end
    if not opened:
        written.append(html[done:])
    # WordPress shows what is in blocks that do not end once for each of them.
    for block in reversed(opened if len(opened) <= _MOST_REPEATED else opened[:1]):
        written += [block.before, block.text(html[block.done :])]
    return "".join(written)


class _Delimiter(NamedTuple):
    """A comment that says where a block is; `kind` is opens, closes or void."""

    start: int
    end: int
    name: str
    kind: str
    attributes: str


def _delimiters(html: str) -> Iterator[_Delimiter]:
    place, endless = 0, False
    while begins := _BEGINS.search(html, place):
        closes, space, name, void = begins.groups()
        end, attributes = begins.end(), ""
        if html[end : end + 1] == "{":  # attributes, up to the first } that ends the comment
            ends = None if endless else _ENDS.search(html, end)
            if ends is None:
                endless, place = True, end
                continue
            attributes, end, void = html[end : ends.end(1)], ends.end(), ends[2]
        kind = "void" if void else "closes" if closes else "opens"
        name = (space or "core/").removeprefix("core/") + name
        yield _Delimiter(begins.start(), end, name, kind, attributes)
        place = end


@dataclass
class _Block:
    """A block that has begun: where it did, up to where its text is taken, what stood before."""

    name: str
    start: int
    done: int
    before: str
    pieces: list[str] = field(default_factory=list)

    def take(self, html: str, start: int, inner: str, end: int) -> None:
        """Take a block within this one, and the text before it."""
        self.pieces += [html[self.done : start], inner]
        self.done = end

    def text(self, rest: str) -> str:
        """Return what is shown of it, when the rest of its text is known."""
        if self.name in DYNAMIC_BLOCKS:
            return ""
        inner = "".join([*self.pieces, rest])
        return paragraphs(inner) if self.name == "shortcode" else inner


def _shared(attributes: str, shared: Mapping[int, str], seen: frozenset[int]) -> str:
    number = _json(attributes).get("ref")
    if not isinstance(number, int) or number in seen or number not in shared:
        return ""
    return render_blocks(embed(shared[number]), shared, seen=seen | {number})


def _footnotes(stored: str) -> str:
    notes = _json(f'{{"notes": {stored or "[]"}}}').get("notes")
    items = [
        f'<li id="{escape(str(note.get("id", "")))}">{note["content"]}</li>'
        for note in (notes if isinstance(notes, list) else ())
        if isinstance(note, dict) and note.get("content")
    ]
    return f'<ol class="wp-block-footnotes">{"".join(items)}</ol>' if items else ""


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
