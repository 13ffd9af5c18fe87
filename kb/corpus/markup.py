"""Markdown as posts use it: paragraphs with anchors, plain text, safe HTML.

`kb.corpus.dialect` reads it. Here it becomes what is searched and what a page shows: a link leads
somewhere or is plain text, an image is a link, and every paragraph, item and cell has its anchor.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote, urljoin, urlsplit

import nh3
from markdown_it.token import Token

from kb.corpus.dialect import parse, to_html
from kb.corpus.paragraph import Paragraph
from kb.corpus.plain_blocks import Block, blocks
from kb.language.tokens import normal_words

_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "s", "sup", "a", "br", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"*": {"id"}, "a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SAFE = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# What an image without a text was called in the texts whose anchors are out in links.
_IMAGE_IN_ANCHORS = "bild"
_BOXES = {True: "☑", False: "☐"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body of Markdown as paragraphs of plain text, and as safe HTML with their anchors.

    `instructions` names what was left out, since it is no text: `[gallery]`, `<!--more-->`.
    """

    paragraphs: tuple[Paragraph, ...]
    html: str
    instructions: tuple[str, ...] = ()


def render(markdown: str, base: str | None = None) -> Rendered:
    """Return what a body of Markdown says and how a page shows it.

    Args:
        markdown: the body.
        base: the address that relative links start from, where the post was first published;
            without one they are plain text, for they would lead to some page of this site.
    """
    return _rendered(blocks(markdown), markdown, base)


def _rendered(parts: Sequence[Block], markdown: str, base: str | None) -> Rendered:
    paragraphs: list[Paragraph] = []
    anchors: dict[str, int] = {}
    html: list[str] = []
    instructions: dict[str, None] = {}
    for text, heading in parts:
        if heading is not None:
            anchor = _anchor(text, anchors)
            paragraphs.append(Paragraph(anchor, text, heading > 0))
            html.append(_plain_html(text, heading, anchor))
        else:
            parsed = parse(text, markdown)
            instructions |= dict.fromkeys(parsed.instructions)
            html.append(_render(parsed.tokens, base, paragraphs, anchors))
    return Rendered(tuple(paragraphs), "".join(html).strip(), tuple(instructions))


def _plain_html(text: str, heading: int, anchor: str) -> str:
    # The page's h1 is the post's title.
    tag = f"h{max(heading, 2)}" if heading else "p"
    shown = escape(text, quote=False).replace("\n", "<br>\n")
    return f'<{tag} id="{anchor}">{shown}</{tag}>\n'


def _render(
    tokens: Sequence[Token],
    base: str | None,
    paragraphs: list[Paragraph],
    anchors: dict[str, int],
) -> str:
    """Return the HTML of parsed Markdown, and add its paragraphs and their anchors."""
    items: dict[int, Token] = {}
    notes = _Notes()
    for index, token in enumerate(tokens):
        _lower_heading(token)
        if token.type == "list_item_open":
            items[token.level] = token
            if "checked" in token.meta:
                _put_before(tokens[index + 1 : index + 3], _BOXES[token.meta.pop("checked")])
        elif token.type == "footnote_reference_open":
            notes.begun.append(token.meta["label"])
            _put_before(tokens[index + 1 : index + 3], _mark(token.meta["label"]))
        elif token.type == "footnote_reference_close":
            notes.begun.pop()
        if token.type not in ("inline", "fence", "code_block"):
            continue
        opening = token
        if token.type == "inline":
            opening = tokens[index - 1]
            named = _plain(token.children or (), _IMAGE_IN_ANCHORS)
            token.children = _links(token.children or (), base)
            text = _plain(token.children).strip(" \n")
            notes.references += [each for each in token.children if each.type == "footnote_ref"]
        else:
            named = text = token.content.strip("\n")
        if not text.strip():
            if opening.type == "paragraph_open" and not token.children:
                opening.hidden = tokens[index + 1].hidden = True
            continue
        anchor = _anchor(named, anchors)
        notes.reach(anchor)
        paragraphs.append(Paragraph(anchor, text, opening.type == "heading_open"))
        if opening.hidden and "id" not in items[opening.level - 1].attrs:
            opening = items[opening.level - 1]  # the item of a tight list, whose text has no <p>
        elif opening.hidden:
            opening.hidden = tokens[index + 1].hidden = False
        opening.attrs["id"] = anchor
    notes.link()
    shown = [token for token in tokens if not token.type.startswith("footnote_")]
    return _SAFE.clean(to_html(shown))


@dataclass
class _Notes:
    """Footnotes: what refers to them becomes a link to their first paragraph."""

    anchors: dict[str, str] = field(default_factory=dict)
    references: list[Token] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)

    def reach(self, anchor: str) -> None:
        """Take a paragraph: the first of every note that has begun without one."""
        for label in self.begun:
            self.anchors.setdefault(label, anchor)

    def link(self) -> None:
        """Make every reference a link, now that all paragraphs have their anchors."""
        for token in self.references:
            label = token.meta["label"]
            mark = _mark(label)
            if label in self.anchors:
                mark = f'<a href="#{self.anchors[label]}">{mark}</a>'
            token.type, token.content = "html_inline", f"<sup>{mark}</sup>"


def _mark(label: str) -> str:
    return f"[{escape(label)}]"


def _put_before(tokens: Sequence[Token], mark: str) -> None:
    """Show a mark before the first words of a block. It is no text."""
    if tokens[0].type in ("paragraph_open", "heading_open"):
        children = tokens[1].children or []
        tokens[1].children = [Token("html_inline", "", 0, content=f"{mark} "), *children]


def _links(children: Sequence[Token], base: str | None) -> list[Token]:
    """Make links of images, and plain text of links that lead nowhere.

    An image would have a reader's browser ask another server; a link asks the reader.
    """
    shown: list[Token] = []
    kept: list[bool] = []  # of each link that is open here
    for child in children:
        if child.type == "link_open":
            href = str(child.attrs.get("href", ""))
            # An address that stands in a tag is written as HTML writes it.
            href = href.replace("&amp;", "&") if child.markup == "linkify" else href
            address = _address(href, base)
            kept.append(address is not None)
            if address is not None:
                child.attrs["href"] = address
                shown.append(child)
        elif child.type == "link_close":
            if kept.pop():
                opening = shown[-1]
                if opening.type == "link_open":
                    shown.append(_name_of(str(opening.attrs["href"])))
                shown.append(child)
        elif child.type == "image":
            address = _address(str(child.attrs.get("src", "")), base)
            text = _plain([child])
            label = [Token("text", "", 0, content=text)] if text else []
            if address is not None and not any(kept):
                label = [_link_open(address), *(label or [_name_of(address)]), _link_close()]
            shown += label
        else:
            shown.append(child)
    return shown


def _address(href: str, base: str | None) -> str | None:
    """Return where a link leads from a page of this site; None where it leads nowhere."""
    try:
        if href.lower().startswith("www."):
            href = f"http://{href}"
        elif base and not _SCHEME.match(href):
            href = urljoin(base, href)
        elif href.startswith("//"):
            href = f"https:{href}"
        scheme = _SCHEME.match(href)
        urlsplit(href)
    except ValueError:  # no address at all, as http://[
        return None
    return href if scheme and scheme[1].lower() in _SCHEMES else None


def _name_of(address: str) -> Token:
    """Name a link without a text by the file it leads to, for the page alone."""
    parts = urlsplit(address)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc or address
    return Token("html_inline", "", 0, content=escape(name))


def _link_open(address: str) -> Token:
    return Token("link_open", "a", 1, attrs={"href": address})


def _link_close() -> Token:
    return Token("link_close", "a", -1)


def _plain(children: Sequence[Token], image: str = "") -> str:
    """Return the text of a line; `image` stands for an image without one."""
    pieces = []
    for child in children:
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif child.type == "image":
            text = _plain(child.children or ()) or image or str(child.attrs.get("title", ""))
            pieces.append(text)
    return "".join(pieces)


def _anchor(text: str, seen: dict[str, int]) -> str:
    normal = " ".join(normal_words(text)) or text
    # 40 bits: two paragraphs of one post collide once in 10^9 posts of 40; then a number helps.
    digest = "s-" + hashlib.sha256(normal.encode()).hexdigest()[:10]
    seen[digest] = seen.get(digest, 0) + 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _lower_heading(token: Token) -> None:
    # The page's h1 is the post's title; the token is an opening or a closing one.
    if token.tag == "h1":
        token.tag = "h2"
