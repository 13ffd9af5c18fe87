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


def find_addresses(text: str) -> Sequence[Any]:
    """Return linkify's matches for the addresses in a line, in order: each becomes a link."""
    return _addresses().match(text) or ()


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
