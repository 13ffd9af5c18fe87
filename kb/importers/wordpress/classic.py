"""Text of the classic editor, which has no tags for paragraphs → HTML that has.

A blank line parts paragraphs and a line break breaks the line, but within what is a block to HTML
and around it.
"""

import re
from collections.abc import Iterator

from kb.importers.wordpress.pieces import pieces

_BLOCKS = frozenset(
    (
        *("address", "area", "article", "aside", "blockquote", "caption", "col", "colgroup", "dd"),
        *("details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "map", "math"),
        *("menu", "nav", "ol", "p", "pre", "section", "style", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul"),
    )
)
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
_PREFORMATTED = re.compile(r"(<pre[\s\S]*?</pre>)")
_TWO_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>")
_BLANK_LINE = re.compile(r"\n\s*\n")
_LINE_END = re.compile(r"(?<!<br />)\s*\n")
_KEPT_LINES = re.compile(r"<(script|style|svg)[\s\S]*?</\1>")
# Stands for a line break in a tag, which breaks no line of text; of a private use area.
_IN_TAG = "\uf8f4"


def paragraphs(html: str) -> str:
    """Return HTML with the paragraphs and line breaks that a classic text means."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    written: list[str] = []
    for place, part in enumerate(_PREFORMATTED.split(html)):
        written += [part] if place % 2 else _blocks(_TWO_BREAKS.sub("\n\n", part))
    return "".join(written).replace(_IN_TAG, "\n")


def _blocks(html: str) -> Iterator[str]:
    run: list[str] = []
    within = False  # after a tag that opens a block, whose text may need no paragraph
    for kind, piece in pieces(html, shortcodes=False):
        name = _NAME.match(piece) if kind == "element" else None
        if name and name[1] in _BLOCKS:
            yield from _paragraphs_of("".join(run), within)
            run.clear()
            yield piece
            within = not piece.startswith("</") and name[1] != "hr"
        else:
            run.append(piece if kind == "text" else piece.replace("\n", _IN_TAG))
    yield from _paragraphs_of("".join(run), within)


def _paragraphs_of(run: str, within: bool) -> Iterator[str]:
    """Return the paragraphs of what stands between two tags of blocks.

    What directly follows the tag that opens a block is no paragraph of its own.
    """
    run = _KEPT_LINES.sub(lambda found: found.group().replace("\n", _IN_TAG), run)
    run = run.replace("<br>", "<br />").replace("<br/>", "<br />")
    for place, part in enumerate(_BLANK_LINE.split(run)):
        if part.strip():
            lines = _LINE_END.sub("<br />\n", part.strip("\n"))
            yield f"{lines}\n" if within and place == 0 else f"<p>{lines}</p>\n"
