"""Feeds as they are found → XML that can be parsed: in UTF-8, without what XML may not hold."""

import codecs
import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body|head)\b", re.IGNORECASE)
# What describes a picture in an entry, which feedparser would take for the entry's own text.
_MEDIA = re.compile(r"(</?|\bxmlns:)media(:|\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))")
_OWN_TEXT = re.compile(r"<(?:description|summary|content(?::encoded)?)[\s>/]")
# A tag of thousands of attributes would keep feedparser busy for minutes.
_LONG_TAG = re.compile(r"(<[\w:.-]{1,60})\s[^<>]{4000,}?(/?>)")
_LITERAL = re.compile(r"<!\[CDATA\[|<!--")
_BREAKS = re.compile("[\v\f]")
_ILLEGAL = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{0,31}));|&")
_OF_XML = {"amp", "lt", "gt", "quot", "apos"}
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def decode(content: bytes, charset: str | None = None) -> str:
    """Return a feed's text.

    What decodes as UTF-8 is UTF-8 whatever it says: å, ä and ö of another encoding never do. Of
    a text that is mostly UTF-8, as where a line was cut within a letter, the rest is read as
    Windows-1252, which is also what stands behind the name Latin-1.

    Args:
        content: as it was saved or sent.
        charset: the encoding that the headers tell.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8", "surrogateescape")
    wrong = len(re.findall("[\udc80-\udcff]", text))
    if len(re.findall("[^\0-\x7f\udc80-\udcff]", text)) > wrong:
        return re.sub("[\udc80-\udcff]", _windows_1252, text)
    found = _DECLARED.match(content[:1000])
    for name in (charset, found[1].decode() if found else None):
        try:
            encoding = codecs.lookup(name or "").name
        except (LookupError, ValueError):
            continue
        if encoding not in ("utf-8", "ascii", "iso8859-1"):
            return content.decode(encoding, "replace")
    return "".join(
        chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("windows-1252")
        for byte in content
    )


def _windows_1252(byte: re.Match[str]) -> str:
    return byte.group().encode("utf-8", "surrogateescape").decode("windows-1252", "replace")


def begins_as_feed(text: str) -> bool:
    """Tell whether the first element of a text is a feed's; warnings may stand above it."""
    root = _ROOT.search(text)
    return root is not None and _PAGE.search(text, 0, root.start()) is None


def mend(text: str) -> str | None:
    """Return a feed's XML without what would stop a parser; None for what is no feed.

    What stands above its first element goes: warnings of a program, and the type of document,
    whose entities can be made to fill the memory, or to read files. Control characters go, a lone
    & is escaped, the entities of HTML become their characters.
    """
    root = _ROOT.search(text)
    if root is None:
        return None
    text = text[root.start() :]
    if _OWN_TEXT.search(text):
        text = _MEDIA.sub(_elsewhere, text)
    return "".join(_pieces(_ILLEGAL.sub("", _BREAKS.sub("\n", text)))).strip()


def _elsewhere(name: re.Match[str]) -> str:
    return name[1] + ("picture:" if name[2] == ":" else 'picture="urn:picture"')


def _markup(text: str) -> str:
    """Mend what stands outside CDATA and comments."""
    return _LONG_TAG.sub(r"\1\2", _REFERENCE.sub(_mended, text))


def _pieces(text: str) -> Iterator[str]:
    """Give a text with its references mended, but for what stands in CDATA or a comment."""
    at = 0
    while found := _LITERAL.search(text, at):
        yield _markup(text[at : found.start()])
        end = "-->" if found.group() == "<!--" else "]]>"
        stop = text.find(end, found.end())
        if stop < 0:
            yield text[found.start() :]
            return
        at = stop + len(end)
        yield text[found.start() : at]
    yield _markup(text[at:])


def _mended(reference: re.Match[str]) -> str:
    number, name = reference.groups()
    if name in _OF_XML:
        return reference.group()
    if number is None and f"{name};" not in html5:
        return "&amp;" + reference.group()[1:]
    characters = _ILLEGAL.sub("", _BREAKS.sub("\n", unescape(reference.group())))
    return "".join(_ESCAPED.get(character, character) for character in characters)
