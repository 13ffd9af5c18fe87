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
_TWO_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>")
_BLANK_LINE = re.compile(r"\n\s*\n")
_SPACES = re.compile(r"\s+")
_OUTER_BREAKS = re.compile(r"\A\s*<br />|<br />\s*\Z")
_KEPT_LINES = re.compile(r"<(script|style|svg)[\s\S]*?</\1>")
# Stands for a line break in a tag, which breaks no line of text; of a private use area.
_IN_TAG = "\uf8f4"


def paragraphs(html: str) -> str:
    """Return HTML with the paragraphs and line breaks that a classic text means."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    written: list[str] = []
    *closed, last = html.split("</pre>")
    text = ""
    for part in closed:
        before, begins, preformatted = part.partition("<pre")
        text += before
        if begins:
            written += [*_blocks(_TWO_BREAKS.sub("\n\n", text)), begins, preformatted, "</pre>"]
            text = ""
    written += _blocks(_TWO_BREAKS.sub("\n\n", text + last))
    return "".join(written).replace(_IN_TAG, "\n")


def _blocks(html: str) -> Iterator[str]:
    run: list[str] = []
    opened = False  # by the tag before the run
    for kind, piece in pieces(html, shortcodes=False):
        name = _NAME.match(piece) if kind == "element" else None
        if name and name[1] in _BLOCKS:
            closes = piece.startswith("</")
            yield from _paragraphs_of("".join(run), opened, closes)
            run.clear()
            yield piece
            opened = not closes and name[1] != "hr"
        else:
            run.append(piece if kind == "text" else piece.replace("\n", _IN_TAG))
    yield from _paragraphs_of("".join(run), opened, closed=False)


def _paragraphs_of(run: str, opened: bool, closed: bool) -> Iterator[str]:
    """Return the paragraphs of what stands between two tags of blocks.

    What directly follows the tag that opens a block does not begin a paragraph, nor does the tag
    that closes one end it: HTML knows that by itself.
    """
    run = _KEPT_LINES.sub(lambda found: found.group().replace("\n", _IN_TAG), run)
    run = run.replace("<br>", "<br />").replace("<br/>", "<br />")
    parts = _BLANK_LINE.split(run)
    for place, part in enumerate(parts):
        if part.strip():
            lines = _OUTER_BREAKS.sub("", _SPACES.sub(_line_end, part.strip("\n")))
            begins = "<p>"
            if opened and place == 0:
                begins = "\n" if part.startswith("\n") else ""
            yield begins + lines + ("\n" if closed and place == len(parts) - 1 else "</p>\n")


def _line_end(spaces: re.Match[str]) -> str:
    """Break the line where white space holds a line break, and no break stands before it."""
    run = spaces.group()
    end = run.rfind("\n")
    if end < 0:
        return run
    if not spaces.string.endswith("<br />", 0, spaces.start()):
        return f"<br />\n{run[end + 1 :]}"
    return run if end == 0 else f"{run[0]}<br />\n{run[end + 1 :]}"
