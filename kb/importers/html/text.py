"""Text of other systems, cleaned: a title in HTML → one line; whatever no reader sees goes."""

import re
import unicodedata
from html import unescape

# What other systems leave in texts: controls (U+0008 of an editor), the private ends of C1, half
# a surrogate pair, and what no file in YAML or XML may hold.
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_C1 = re.compile("[\x80-\x9f]")
_BREAKS = re.compile("\r\n?|[\v\f\u2028\u2029]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\xad\u180e\u200b\u2060\ufeff]")
# Joiners are a part of emoji and of the scripts east of Greek; between Latin letters they are
# what a copy from a page left behind.
_JOINERS = re.compile(
    "(?<![\u0600-\u1dff\u2190-\u2fff\ufe00-\ufe0f\U00010000-\U0010ffff])[\u200c\u200d]"
)
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ORDINARY = re.compile("[\t\n\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2030-\u203a]*")

_ELEMENTS = (
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "blink", "cite", "code", "data", "del"),
    *("dfn", "em", "embed", "font", "i", "img", "input", "ins", "kbd", "label", "link", "mark"),
    *("meta", "nobr", "object", "path", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small"),
    *("source", "span", "strike", "strong", "sub", "sup", "svg", "time", "tt", "u", "var", "wbr"),
    r"[a-z]\w*:[\w:-]+",
)
_APART = (
    *("address", "article", "aside", "audio", "blockquote", "body", "br", "button", "canvas"),
    *("caption", "center", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "footer"),
    *("form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html"),
    *("iframe", "legend", "li", "main", "map", "menu", "nav", "ol", "option", "p", "pre"),
    *("section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead"),
    *("title", "tr", "ul", "video"),
)
_WITHOUT_END = ("br", "hr", "img", "wbr")
_ATTRIBUTES = r"(?:[\s/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?"
_TAG = re.compile(rf"(?i)</?({'|'.join((*_ELEMENTS, *_APART))}){_ATTRIBUTES}>")
_UNREAD = re.compile(
    r"(?is)<(script|style|noscript|template)\b[^<>]*>.*?</\1\s*>|<!\[CDATA\[|\]\]>"
)
_COMMENT = re.compile("(?s)<!--.*?-->")
# With its semicolon only: of `Stöd&region` a browser makes `Stöd®ion`.
_ENTITY = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAK_ENTITY = re.compile(r"(?i)&#(?:0*1[123]|x0*[bcd]);")
# How often systems escape what is escaped already.
_ROUNDS = 3


def tidy(text: str) -> str:
    r"""Return a text without what no reader sees, in NFC; its lines end in \n.

    Spaces of every kind become plain ones. Joiners stay in emoji, marks of direction in texts
    that hold letters written from right to left.
    """
    if _ORDINARY.fullmatch(text):
        return text
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text))
    text = _C1.sub(_windows_1252, text)
    text = _JOINERS.sub("", _UNSEEN.sub("", _SPACES.sub(" ", text)))
    if not _RIGHT_TO_LEFT.search(text):
        text = _DIRECTIONS.sub("", text)
    return unicodedata.normalize("NFC", text)


def plain(html: str) -> str:
    """Return a title or the name of a term, which is HTML, as one line of text.

    Tags go and entities are decoded, though they be escaped twice. What only looks like a tag
    (`a < b`, `<namn>`) stays, and so does an escaped tag that stands alone, which is written
    about: `Elementet &lt;b&gt;`.
    """
    text = _without_tags(_without_unread(html))
    for _ in range(_ROUNDS):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(_decoded, _BREAK_ENTITY.sub(" ", text))
        text = _without_decoded_tags(text)
    return " ".join(tidy(text).split())


def _decoded(entity: re.Match[str]) -> str:
    return unescape(entity.group())


def _without_unread(text: str) -> str:
    if "-->" in text:
        text = _COMMENT.sub("", text)
    return _UNREAD.sub("", text)


def _without_tags(text: str) -> str:
    return _TAG.sub(lambda tag: " " if tag[1].lower() in _APART else "", text)


def _without_decoded_tags(text: str) -> str:
    """Drop tags that were escaped twice: they come in pairs, or have attributes."""
    text = _without_unread(text)
    tags = [(tag[1].lower(), tag.group()[1] == "/") for tag in _TAG.finditer(text)]
    closed = {name for name, closes in tags if closes}
    pairs = closed.intersection(name for name, closes in tags if not closes)

    def written(tag: re.Match[str]) -> str:
        name = tag[1].lower()
        if name not in pairs and name not in _WITHOUT_END and "=" not in tag.group():
            return tag.group()
        return " " if name in _APART else ""

    return _TAG.sub(written, text)


def _windows_1252(control: re.Match[str]) -> str:
    """Return what browsers show of a control character: a sign of Windows-1252, as – or ”."""
    return control.group().encode("latin-1").decode("windows-1252", errors="ignore")
