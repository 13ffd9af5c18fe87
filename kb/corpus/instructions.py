"""Instructions to other programs that posts bring along: HTML comments and shortcodes.

`<!--more-->`, Hugo's `{{< figure … >}}` and `{{% note %}}`, Liquid's `{% include … %}`, WordPress's
`[gallery ids="1,2"]` and `[caption …]text[/caption]`. They are no text, so they are neither shown
nor searched; what a pair of them encloses is. Square brackets are also what people write, so they
must look like a shortcode in more than that.
"""

import re
from typing import NamedTuple

_ENDS = {"<!--": "-->", "{{<": ">}}", "{{%": "%}}", "{%": "%}"}
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FIRST_WORD = re.compile(r"[/\s]*([\w.:-]*)")

_NAME = r"[A-Za-z][\w-]*"
# Editors make typographic quotes of those around a value.
_QUOTED = r"\"[^\"]*\"|'[^']*'|[“”″][^“”″]*[“”″]"
_VALUE = rf"(?:{_QUOTED}|[^\s\"'\[\]]+)"
_ATTRIBUTE = rf"(?:[\w-]+\s*=\s*{_VALUE}|https?://[^\s\]]+|[\w./%-]+)"
# What is followed by ( or [ is a link's text, by : a definition's label.
_BRACKETED = re.compile(
    rf"\[(?P<closes>/?)(?P<name>{_NAME})(?P<attributes>(?:\s+{_ATTRIBUTE})*)\s*/?\](?![(\[:])"
)
_HAS_QUOTED_VALUE = re.compile(rf"[\w-]\s*=\s*(?:{_QUOTED})")
_OPENING = re.compile(rf"\[({_NAME})(?=[\s\]])")
_CLOSING = re.compile(rf"\[/({_NAME})\s*\]")
# WordPress's own, and the commonest for what another site plays: known by any value, or address.
_KNOWN = frozenset(
    (
        *("audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"),
        *("facebook", "googlemaps", "instagram", "soundcloud", "tweet", "twitter", "vimeo"),
        "youtube",
    )
)
# Those that stand for something where they have no value.
_BARE = frozenset(("gallery", "playlist", "toc"))


class Instruction(NamedTuple):
    """An instruction in a text: where it ends, and what to call it: `[gallery]`."""

    end: int
    name: str


class Instructions:
    """Finds the instructions of one body of Markdown."""

    def __init__(self, markdown: str) -> None:
        # A name that is opened and closed is a shortcode's, whatever it is: [b]bold[/b].
        closed = set(_CLOSING.findall(markdown))
        self._pairs = closed.intersection(_OPENING.findall(markdown)) if closed else closed
        self._ends = {opens: closes for opens, closes in _ENDS.items() if closes in markdown}

    def at(self, text: str, start: int) -> Instruction | None:
        """Return the instruction that begins at `start` of `text`, a part of the Markdown."""
        if text[start] == "[":
            return self._bracketed(text, start)
        for opening, closing in self._ends.items():
            if text.startswith(opening, start):
                return _between(text, start, opening, closing)
        return None

    def _bracketed(self, text: str, start: int) -> Instruction | None:
        found = _BRACKETED.match(text, start)
        if found is None:
            return None
        if text[start - 1 : start] == "[" and text[found.end() : found.end() + 1] == "]":
            return None  # [[gallery]] is how WordPress writes about a shortcode
        name, attributes = found["name"], found["attributes"]
        if name in self._pairs:
            is_one = True
        elif found["closes"]:
            is_one = name in _KNOWN
        elif not attributes:
            is_one = name.lower() in _BARE or "_" in name
        elif name in _KNOWN:
            is_one = "=" in attributes or "://" in attributes
        else:
            is_one = _HAS_QUOTED_VALUE.search(attributes) is not None
        return Instruction(found.end(), f"[{name}]") if is_one else None


def _between(text: str, start: int, opening: str, closing: str) -> Instruction | None:
    inside = start + len(opening)
    end = text.find(closing, inside)
    if end < 0:
        return None
    content = text[inside:end]
    if opening == "<!--":
        content = content.strip()
        name = f"<!--{content}-->" if re.fullmatch(r"[\w-]+", content) else "<!-- … -->"
    else:
        # {{</* … */>}} is how Hugo writes about a shortcode.
        if not content.strip() or content.startswith("/*") or _BLANK_LINE.search(content):
            return None
        word = _FIRST_WORD.match(content)
        name = f"{opening} {word[1] if word and word[1] else '…'} {closing}"
    return Instruction(end + len(closing), name)
