"""Plain text → Markdown that reads the same."""

import re
from collections.abc import Sequence
from typing import Any

from kb.corpus.dialect import find_addresses
from kb.corpus.markup import render

_ALWAYS = re.compile(r"[\\`*\[<]|~(?=~)|\{(?=[{%])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_AT_START = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|>|={1,}(?=\s*$)|[|:-][\s|:-]*$")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def from_plain_text(text: str) -> str:
    """Return Markdown that reads as `text` does: its lines, its characters, its addresses.

    Blank lines part paragraphs; white space at either end of a line is dropped.
    """
    lines = [line.strip() for line in text.replace("\0", "").splitlines()]
    escaped = "\n".join(_escaped_line(line) if line else "" for line in lines)
    return re.sub(r"\n{3,}", "\n\n", escaped).strip("\n")


def as_line_of_text(escaped: str) -> str:
    """Escape what would begin something else than a line of text: a list, a heading."""
    if _AT_START.match(escaped):
        escaped = "\\" + escaped
    return _NUMBERED.sub(r"\1\\\2", escaped) if _NUMBERED.match(escaped) else escaped


def _escaped_line(line: str) -> str:
    """Write a line so that it reads as it stands, its addresses links where that can be."""
    addresses = find_addresses(line)
    escaped = _escaped_around(line, addresses)
    # Where an address ends depends on what Markdown makes of the signs after it. A line that
    # comes out otherwise is written with every sign escaped, and without links.
    risky = bool(addresses) or "://" in line
    if risky and [paragraph.text for paragraph in render(escaped).paragraphs] != [line]:
        return _SIGN.sub(r"\\\g<0>", line)
    return escaped


def _escaped_around(line: str, addresses: Sequence[Any]) -> str:
    pieces = []
    end = 0
    for match in addresses:
        pieces.append(_escape(line[end : match.index]))
        pieces.append(_written_address(match.raw, match.url))
        end = match.last_index
    pieces.append(_escape(line[end:]))
    return as_line_of_text("".join(pieces))


def _escape(text: str) -> str:
    return _ALWAYS.sub(lambda match: "\\" + match.group(), text)


def _written_address(raw: str, url: str) -> str:
    if not _ALWAYS.search(raw):
        return raw
    # Characters that Markdown would read: between < and > it does not.
    if "@" in raw or re.match(r"(?i)https?://", raw):
        return f"<{raw}>"
    return f"[{_escape(raw)}](<{url}>)"
