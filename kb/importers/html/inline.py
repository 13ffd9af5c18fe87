"""Phrases of HTML → lines of Markdown that read the same.

While elements are converted, what has two ends is marked with control characters, which no text
holds. Whether `**` may stand there shows only when the whole paragraph does.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from kb.corpus.dialect import find_addresses
from kb.corpus.markup import render
from kb.importers.plain_text import as_line_of_text

STRONG, EMPHASIS, STRUCK = ("\x01", "\x02"), ("\x03", "\x04"), ("\x05", "\x06")
CODE = ("\x0e", "\x0f")
IMAGE = "\x10"  # in place of ![, so that ! before a link makes no image of it
LINE = "\x11"
BLOCK = "\x12"  # on either side of what is Markdown already

# How many doubtful pairs of signs are tried one by one.
_TRIED = 4
_SIGNS = {"\x01": "**", "\x02": "**", "\x03": "*", "\x04": "*", "\x05": "~~", "\x06": "~~"}
_OPENINGS = {"\x02": "\x01", "\x04": "\x03", "\x06": "\x05"}
_ENDS = re.compile("[\x01-\x06]")
_MARKS = re.compile("[\x01-\x06\x0e-\x10]")
_NOTHING_BETWEEN = re.compile("\x02( *)\x01|\x04( *)\x03|\x06( *)\x05|\x0f()\x0e")
_EMPTY = re.compile("\x01( *)\x02|\x03( *)\x04|\x05( *)\x06|\x0e( *)\x0f")
# Code, which stays as it is; ! before a link; an address that stands alone as it is shown.
_TO_SETTLE = re.compile(
    "\x0e([^\x0f]*)\x0f|!(?=\\[)|(?<![^\\s(])<(https?://[^\\s<>()*_~`\\[\\]\\\\&|]+)>(?![^\\s])"
)
# Where signs are sure to be read: a word's end inside; outside a space, a stop, a link's end.
_SURE = re.compile(
    "(?<![^\\s(\\[])[\x01\x03\x05]+(?=\\w)|(?<=\\w)[\x02\x04\x06]+(?![^\\s.,:;!?)\\]])"
)

# At the end of a piece, what follows is not known yet.
_ALWAYS = re.compile(r"[\\`*\[<]|~(?=~|$)|\{(?=[{%]|$)|&(?=#?\w*(?:;|$))|(?<![^\W_])_|_(?![^\W_])")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_MAY_BE_ADDRESS = re.compile(r"://|(?i:www\.|mailto:)|[\w-]@\w|[\w-]\.[^\W\d_]{2}")
_CLOSING_HASHES = re.compile(r"(^|\s)(#+)$")


def escaped(text: str, linked: bool) -> str:
    """Return a piece of text, in which white space is single spaces, for a line of Markdown.

    `linked`: it stands in a link, so that its addresses are none of their own.
    """
    if linked:
        return _escape(text).replace("]", "\\]")
    if not _MAY_BE_ADDRESS.search(text):
        # What came before may end in http:
        return ("\\" if text.startswith("//") else "") + _escape(text)
    inner = text.strip(" ")
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{before}{_with_addresses(inner, not after)}{after}"


def paragraphs(marked: str) -> list[str]:
    """Return the paragraphs of a run of phrases; an empty line of it parts two."""
    text = "\n".join(each.strip(" ") for each in marked.replace("\n", " ").split(LINE))
    found = (_finished(part) for part in re.split("\n{2,}", re.sub(" {2,}", " ", text)))
    return [part for part in found if part]


def one_line(marked: str) -> str:
    """Return a run of phrases as the one line of a heading or a cell."""
    text = re.sub(f"[\n{LINE}{BLOCK} ]+", " ", marked)
    return _finished(text.strip(" "), in_line=True)


def without_closing_hashes(heading: str) -> str:
    """Escape signs at a heading's end that would be no part of it."""
    return _CLOSING_HASHES.sub(r"\1\\\2", heading)


def _with_addresses(text: str, at_end: bool) -> str:
    """Escape text around its addresses, which become links where that can be."""
    pieces, end = [], 0
    for match in find_addresses(text):
        pieces.append(_no_address(text[end : match.index]))
        end = match.last_index
        pieces.append(_written_address(match.raw, match.url, at_end and end == len(text)))
    pieces.append(_no_address(text[end:]))
    written = re.sub("^(?=//)", r"\\", "".join(pieces))
    if _texts(f"x {written}") != [f"x {text}"]:
        return _SIGN.sub(r"\\\g<0>", text)
    return written


def _no_address(text: str) -> str:
    """Escape what is none, though the parser for lines might take it for one."""
    return _escape(text).replace("://", "\\://")


def _written_address(raw: str, url: str, at_end: bool) -> str:
    """Write an address so that Markdown ends it where it ends."""
    if not _ALWAYS.search(raw) and not at_end:
        return raw
    if "@" in raw or re.match(r"(?i)https?://", raw):
        return f"<{raw}>"
    return f"[{_escape(raw)}](<{url}>)"


def _escape(text: str) -> str:
    return _ALWAYS.sub(lambda sign: "\\" + sign.group(), text)


def _texts(markdown: str) -> list[str]:
    return [paragraph.text for paragraph in render(markdown).paragraphs]


def _finished(text: str, in_line: bool = False) -> str:
    """Write marks as signs where these would be read as such, and drop them elsewhere."""
    if not _MARKS.search(text):
        return _protected(_TO_SETTLE.sub(_settled, text), in_line)
    before = ""
    while before != text:
        before = text
        text = _EMPTY.sub(_kept, _NOTHING_BETWEEN.sub(_kept, text))
    pairs = list(_pairs(text))
    sure = {place for spot in _SURE.finditer(text) for place in range(*spot.span())}
    if sure.issuperset(place for pair in pairs for place in pair):
        return _protected(_signed(text, pairs), in_line)
    bare = _protected(_signed(text, ()), in_line)
    expected = _texts(bare)
    surest = [pair for pair in pairs if sure.issuperset(pair)]
    others = [pair for pair in pairs if pair not in surest]
    for count in range(len(others), -1, -1) if len(others) <= _TRIED else (0,):
        written = _protected(_signed(text, [*surest, *others[:count]]), in_line)
        if _texts(written) == expected:
            return written
    return bare


def _kept(found: re.Match[str]) -> str:
    return "".join(group or "" for group in found.groups())


class _Pair(NamedTuple):
    opening: int
    closing: int


def _pairs(text: str) -> Iterable[_Pair]:
    opened: list[re.Match[str]] = []
    for mark in _ENDS.finditer(text):
        start = _OPENINGS.get(mark.group())
        if start is None:
            opened.append(mark)
        elif any(each.group() == start for each in opened):
            while (opening := opened.pop()).group() != start:
                pass
            yield _Pair(opening.start(), mark.start())


def _signed(text: str, pairs: Iterable[_Pair]) -> str:
    signs = {place: _SIGNS[text[place]] for pair in pairs for place in pair}
    text = _ENDS.sub(lambda mark: signs.get(mark.start(), ""), text)
    text = _TO_SETTLE.sub(_settled, text)
    return text.replace(IMAGE, "![")


def _settled(found: re.Match[str]) -> str:
    if found[2] is not None:
        known = find_addresses(found[2])
        is_one = len(known) == 1 and known[0].raw == found[2]
        return found[2] if is_one else found.group()
    if found[1] is None:
        return "\\!"
    code = found[1].replace("\n", " ")
    fence = "`" * (max(map(len, re.findall("`+", code)), default=0) + 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def _protected(text: str, in_line: bool) -> str:
    """Escape what would begin something else than a line of text."""
    if in_line:
        return text.strip(" ")
    lines = (line.strip(" ") for line in text.split("\n"))
    return "\n".join(as_line_of_text(line) for line in lines if line)
