"""Markdown that no parser is needed for: paragraphs and headings of plain text.

Most of what people write is that, and a parser takes ten times as long to find nothing in it. What
is told here to be plain reads the same to the parser; whatever may read otherwise is left to it.
"""

import re
from typing import NamedTuple

from kb.corpus.dialect import may_have_address

# What may reach over blank lines, to where nobody sees it: code between fences, HTML, instructions,
# definitions, footnotes; and signs that are read as others.
_REACHES = re.compile(r"```|~~~|[<{\t\r\x00]|\]:|\[\^|\[/")
_BLANK_LINES = re.compile(r"(\n(?:[ \t]*\n)+)")
# Any but signs of Markdown's and what HTML writes otherwise: controls, no-break spaces.
_SIGN = r"[^_*`\[\]<>\\|~{}$^@&\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]"
_LINE = rf"[^\W\d_]{_SIGN}*+(?:& {_SIGN}*+)*+(?<!\s)"
_PLAIN = re.compile(rf"(?:(?P<signs>\#{{1,6}}) )?(?P<text>{_LINE}(?:\n{_LINE})*+)")


class Block(NamedTuple):
    """A part of a body of Markdown.

    Attributes:
        text: if it is plain, its lines as they are shown; else Markdown, of several blocks maybe.
        heading: the level of a plain heading, 0 of a plain paragraph, None of what is not plain.
    """

    text: str
    heading: int | None


def blocks(markdown: str) -> list[Block]:
    """Split a body of Markdown into plain blocks and what stands between them, in order."""
    if _REACHES.search(markdown):
        return [Block(markdown, None)]
    found: list[Block] = []
    pieces = _BLANK_LINES.split(markdown)
    for index in range(0, len(pieces), 2):
        text = pieces[index]
        block = _plain(text)
        if block is None and text.rfind("[") > text.rfind("]"):
            return [Block(markdown, None)]  # a shortcode, which may end anywhere
        if block is not None:
            found.append(block)
        elif found and found[-1].heading is None:
            found[-1] = Block(found[-1].text + pieces[index - 1] + text, None)
        else:
            found.append(Block(text, None))
    return found


def _plain(text: str) -> Block | None:
    plain = _PLAIN.fullmatch(text)
    if plain is None or may_have_address(text):
        return None
    signs, shown = plain.groups()
    if signs is None:
        return Block(shown, 0)
    if "\n" in shown or shown.endswith("#"):
        return None
    return Block(shown, len(signs))
