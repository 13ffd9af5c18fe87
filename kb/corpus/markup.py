"""Markdown as posts use it: paragraphs with anchors, plain text, safe HTML.

CommonMark without raw HTML, with two habits of the pages that posts come from: a line break
in the text is a line break on the page, and an address is a link as it stands.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from kb.language.tokens import words

_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "a", "br", "hr"),
}
_ATTRIBUTES = {"*": {"id"}, "a": {"href"}, "ol": {"start"}}
_FILE_ENDINGS = r"\.(?:jpe?g|png|gif|svg|webp|tiff?|bmp|pdf|docx?|pptx?|mp4)"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or list item as a reader sees it.

    `text` is plain, its line breaks kept; `anchor` is its id on the page.
    """

    anchor: str
    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body of Markdown as paragraphs of plain text, and as safe HTML with their anchors."""

    paragraphs: tuple[Paragraph, ...]
    html: str


def render(markdown: str) -> Rendered:
    """Return what a body of Markdown says and how a page shows it."""
    parser = _parser()
    tokens = parser.parse(markdown)
    paragraphs: list[Paragraph] = []
    anchors: dict[str, int] = {}
    items: dict[int, Token] = {}
    for index, token in enumerate(tokens):
        _lower_heading(token)
        if token.type == "list_item_open":
            items[token.level] = token
        if token.type not in ("inline", "fence", "code_block"):
            continue
        text = _plain(token.children) if token.children else token.content.strip("\n")
        if not text.strip():
            continue
        anchor = _anchor(text, anchors)
        opening = tokens[index - 1] if token.type == "inline" else token
        paragraphs.append(Paragraph(anchor, text, opening.type == "heading_open"))
        if opening.hidden and "id" not in items[opening.level - 1].attrs:
            opening = items[opening.level - 1]  # the item of a tight list, whose text has no <p>
        elif opening.hidden:
            opening.hidden = tokens[index + 1].hidden = False
        opening.attrs["id"] = anchor
    rendered = parser.renderer.render(tokens, parser.options, {})
    html = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
    return Rendered(tuple(paragraphs), html.strip())


def from_plain_text(text: str) -> str:
    """Return Markdown that reads as `text` does: its lines, its characters, its addresses.

    Blank lines part paragraphs; white space at either end of a line is dropped.
    """
    lines = [line.strip() for line in text.replace("\0", "").splitlines()]
    escaped = "\n".join(_escaped_line(line) if line else "" for line in lines)
    return re.sub(r"\n{3,}", "\n\n", escaped).strip("\n")


def is_image_name(line: str) -> bool:
    """Tell whether a line is nothing but an image's file name (siskonfst, market1280).

    Pages copied out of a browser leave the names of their images behind as lines of one word:
    in small letters, or with digits, underscores or a file's ending. A heading of one word has
    a capital and letters only.
    """
    line = line.strip()
    if re.search(r"\s", line) or not line or re.search(r"://|^www\.|@", line):
        return False
    if re.fullmatch(rf"[\w.()-]+{_FILE_ENDINGS}", line, re.IGNORECASE):
        return True
    if not re.fullmatch(r"\w[\w-]*\w", line):
        return False
    if line.isdigit():
        return False
    has_mark = re.search(r"[\d_]", line) is not None
    mixed_capitals = re.search(r"[A-ZÅÄÖ]{2}[a-zåäö]{2}|[a-zåäö][A-ZÅÄÖ]", line) is not None
    return line[0].islower() or has_mark or mixed_capitals


# --- reading --------------------------------------------------------------------------------


class _Addresses(LinkifyIt):  # type: ignore[misc]  # the library has no types
    """Addresses as people write them. `Skåne.Se` is the end of a sentence, not a site."""

    def match(self, text: str) -> list[Any] | None:
        found = [match for match in super().match(text) or () if _is_address(match.raw)]
        return found or None


def _is_address(raw: str) -> bool:
    if "@" in raw or re.match(r"(?i)(https?://|www\.|mailto:)", raw):
        return True
    return raw == raw.lower()


class _Renderer(RendererHTML):
    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Any) -> str:
        # An image would have a reader's browser ask another server; a link asks the reader.
        token = tokens[idx]
        link = Token("link_open", "a", 1, attrs={"href": token.attrs.get("src", "")})
        label = self.renderInlineAsText(token.children, options, env) or "bild"
        text = Token("text", "", 0, content=label)
        return f"<a{self.renderAttrs(link)}>{self.text([text], 0, options, env)}</a>"


class _Markdown(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:  # noqa: N802  the library's name for it
        # An address is shown, found and marked as the post has it, not decoded.
        return link


@cache
def _addresses() -> _Addresses:
    return _Addresses()


@cache
def _parser() -> MarkdownIt:
    parser = _Markdown(
        "commonmark",
        {"html": False, "linkify": True, "breaks": True},
        renderer_cls=_Renderer,
    )
    parser.enable("linkify")
    parser.linkify = _addresses()
    return parser


def _plain(children: Sequence[Token]) -> str:
    pieces = []
    for child in children:
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif child.type == "image":
            pieces.append(_plain(child.children or ()) or "bild")
    return "".join(pieces)


def _anchor(text: str, seen: dict[str, int]) -> str:
    normal = " ".join(word.normal for word in words(text)) or text
    # 40 bits: two paragraphs of one post collide once in 10^9 posts of 40; then a number helps.
    digest = "s-" + hashlib.sha256(normal.encode()).hexdigest()[:10]
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _lower_heading(token: Token) -> None:
    # The page's h1 is the post's title; the token is an opening or a closing one.
    if token.tag == "h1":
        token.tag = "h2"


# --- writing --------------------------------------------------------------------------------

_ALWAYS = re.compile(r"[\\`*\[<]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_AT_START = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|>|={1,}(?=\s*$)|-{2,}(?=[\s-]*$)|~{3,}")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def _escaped_line(line: str) -> str:
    """Write a line so that it reads as it stands, its addresses links where that can be."""
    addresses = _addresses().match(line) or []
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
    escaped = "".join(pieces)
    if start := _AT_START.match(escaped):
        escaped = "\\" + escaped if start.group()[0] != "~" else "\\~" + escaped[1:]
    return _NUMBERED.sub(r"\1\\\2", escaped) if _NUMBERED.match(escaped) else escaped


def _escape(text: str) -> str:
    return _ALWAYS.sub(lambda match: "\\" + match.group(), text)


def _written_address(raw: str, url: str) -> str:
    if not _ALWAYS.search(raw):
        return raw
    # Characters that Markdown would read: between < and > it does not.
    if "@" in raw or re.match(r"(?i)https?://", raw):
        return f"<{raw}>"
    return f"[{_escape(raw)}](<{url}>)"
