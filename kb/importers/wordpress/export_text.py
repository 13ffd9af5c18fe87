"""The text of an export, mended so that an XML parser reads all of it.

WordPress writes what it has: control characters of another program, a `]]>` within CDATA, entities
of HTML that XML does not know, warnings of PHP before the first tag.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.entities import html5

_BEGINNING = re.compile(r"<rss[\s>]")
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RAW_BYTES = re.compile("[\udc80-\udcff]+")
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,7})|(\w{1,32}));|&")
_OF_XML = frozenset(("amp", "apos", "gt", "lt", "quot"))
_CDATA = "<![CDATA["
_OPENING_TAG = re.compile(r"<([A-Za-z_][\w:.-]*)")
_BEGINS_SIGN = re.compile(r"[&<\]]")
# Longer than anything that has to be seen whole to be known.
_HELD_BACK = 256


@dataclass
class ExportText:
    """The text of an export as it is read; when all is, `items` have ended and it was `whole`."""

    chunks: Iterable[bytes]
    items: int = 0
    whole: bool = False
    begun: bool = False
    _tag: str = ""  # that was opened last

    def pieces(self) -> Iterator[str]:
        """Give the text bit by bit, from its first tag on, as XML without a declaration.

        Nothing comes where there is no such tag.
        """
        held = ""
        in_cdata = False
        for text, at_end in _with_end(_decoded(self.chunks)):
            held += text
            if not self.begun:
                beginning = _BEGINNING.search(held)
                if beginning is None:
                    continue
                self.begun, held = True, held[beginning.start() :]
            cut = len(held) if at_end else _safe_cut(held)
            if cut:
                mended, in_cdata = self._mended(held, cut, in_cdata)
                yield mended
                held = held[cut:]

    def _mended(self, text: str, cut: int, in_cdata: bool) -> tuple[str, bool]:
        """Mend the text up to `cut`; what follows is only looked at."""
        pieces, place = [], 0
        while place < cut:
            if in_cdata:
                ends = _end_of_cdata(self._tag).search(text, place)
                stop = min(ends.start() if ends else cut, cut)
                inner = _NOT_XML.sub("", text[place:stop])
                pieces.append(inner.replace("]]>", "]]]]><![CDATA[>"))
                place = stop
                if ends and stop == ends.start() < cut:
                    pieces.append("]]>")
                    place, in_cdata = stop + 3, False
            else:
                starts = text.find(_CDATA, place)
                stop = starts if 0 <= starts < cut else cut
                pieces.append(self._markup(text[place:stop]))
                place = stop
                if stop == starts < cut:
                    pieces.append(_CDATA)
                    place, in_cdata = stop + len(_CDATA), True
        return "".join(pieces), in_cdata

    def _markup(self, text: str) -> str:
        self.items += text.count("</item>")
        tags = _OPENING_TAG.findall(text)
        self._tag = tags[-1] if tags else self._tag
        self.whole = self.whole or "</rss>" in text or "</channel>" in text
        return _REFERENCE.sub(_reference, _NOT_XML.sub("", text))


@lru_cache(maxsize=64)
def _end_of_cdata(tag: str) -> re.Pattern[str]:
    """Return what ends CDATA in an element: its own end follows, or else the `]]>` is text."""
    return re.compile(rf"\]\]>(?=\s*</{re.escape(tag)}\s*>|\s*<!\[CDATA\[|\Z)")


def _with_end(texts: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for text in texts:
        yield text, False
    yield "", True


def _safe_cut(text: str) -> int:
    """Return up to where a text can be read without what follows it."""
    cut = max(0, len(text) - _HELD_BACK)
    # No sign of the export's own is longer than 40 characters.
    begun = _BEGINS_SIGN.search(text, max(0, cut - 40), cut)
    cut = begun.start() if begun else cut
    while cut and text[cut - 1] == "]":
        cut -= 1
    return cut


def _reference(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name in _OF_XML:
        return found.group()
    if name:
        sign = html5.get(f"{name};")
        return _escaped(sign) if sign else f"&amp;{name};"
    if decimal or hexadecimal:
        code = int(decimal) if decimal else int(hexadecimal, 16)
        allowed = code in (9, 10, 13) or 32 <= code < 0x110000
        return _escaped(_NOT_XML.sub("", chr(code))) if allowed else ""
    return "&amp;"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    """Decode what the export says it is, UTF-8 by default; other bytes are Windows-1252."""
    decoder = None
    for chunk in chunks:
        if decoder is None:
            decoder = codecs.getincrementaldecoder(_encoding(chunk))(errors="surrogateescape")
        yield _RAW_BYTES.sub(_windows_1252, decoder.decode(chunk))
    if decoder is not None:
        yield _RAW_BYTES.sub(_windows_1252, decoder.decode(b"", final=True))


def _encoding(head: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return encoding
    declared = _DECLARED.search(head[:4096])
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        name = codecs.lookup(name).name
        "".encode(name)
    except LookupError:
        return "utf-8"
    # Whoever says Latin-1 means what browsers read for it.
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _windows_1252(found: re.Match[str]) -> str:
    raw = found.group().encode("utf-8", "surrogateescape")
    return raw.decode("cp1252", "ignore")
