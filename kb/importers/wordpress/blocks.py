"""Text of the block editor: HTML with comments that say what each part is → HTML alone.

What WordPress writes into a text when it shows it is written here, too: blocks that are kept in
one place and used in many, and footnotes. Blocks that it fills with other posts are left out.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from kb.importers.wordpress.canonical import DYNAMIC_BLOCKS
from kb.importers.wordpress.classic import paragraphs
from kb.importers.wordpress.shortcodes import embed

_DELIMITER = re.compile(
    r"<!--\s+(?P<closes>/)?wp:(?P<space>[a-z][a-z0-9_-]*/)?(?P<name>[a-z][a-z0-9_-]*)\s+"
    r"(?:(?P<attributes>\{(?:(?!\}\s+/?-->)[\s\S])*\})\s+)?(?P<void>/)?-->"
)


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
    for match in _DELIMITER.finditer(html):
        start, end = match.span()
        name = (match["space"] or "core/").removeprefix("core/") + match["name"]
        if match["closes"] and not opened:
            break  # the rest is no block's
        if not match["closes"] and not match["void"]:
            opened.append(_Block(name, start, end, html[done:start]))
            done = end
            continue
        before, inner = html[done:start], ""
        if not match["void"]:
            block = opened.pop()
            before, start = block.before, block.start
            inner = block.text(html[block.done : match.start()])
        elif name == "block":
            inner = _shared(match["attributes"], shared, seen)
        elif name == "footnotes":
            inner = _footnotes(footnotes)
        if opened:
            opened[-1].take(html, start, inner, end)
        else:
            written += [before, inner]
        done = end
    if not opened:
        written.append(html[done:])
    for block in reversed(opened):
        written += [block.before, block.text(html[block.done :])]
    return "".join(written)


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


def _shared(attributes: str | None, shared: Mapping[int, str], seen: frozenset[int]) -> str:
    number = _json(attributes or "").get("ref")
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
