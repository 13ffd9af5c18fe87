"""A post with the words of a search marked in its HTML, as snippets mark them in plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.search.port.document import Document
from kb.search.port.text_analysis import TextAnalysis
from kb.search.presenting.highlighting import Highlighter, Mark
from kb.search.presenting.html_text import Run, Text, pieces_of, runs_of

# The id of the first mark; the anchors of paragraphs have a hyphen.
FIRST_MARK = "traff"
# What stands before the text of an item or a footnote, and is no text of it.
_BEFORE = re.compile(r"(?:[☐☑]|\[[^\[\]]*\]) |[ \n]+")
_BLANK = " \n"


@dataclass(frozen=True, slots=True)
class MarkedPost:
    """A post with the words of a search marked.

    Attributes:
        title_highlights: the places of its title, each (start, end) in code points.
        html: its HTML with `<mark>` around the words, the first of which has the id `FIRST_MARK`;
            a place that begins in one element and ends in another has a mark in each.
        count: how many places are marked in the HTML.
    """

    title_highlights: tuple[tuple[int, int], ...]
    html: str
    count: int


def marked_post(document: Document, analysis: TextAnalysis, highlighter: Highlighter) -> MarkedPost:
    """Mark what a query matches in a post.

    A paragraph that the HTML does not have as it stands is left without marks.
    """
    texts = [document.title, *(paragraph.text for paragraph in document.paragraphs)]
    marked = highlighter.marks(analysis.of(texts))
    found = {
        paragraph.anchor: (paragraph.text, marked.get(number, ()))
        for number, paragraph in enumerate(document.paragraphs, 1)
    }
    whole = {mark.clause for _, marks in found.values() for mark in marks if not mark.weak}
    pieces = pieces_of(document.html)
    count = 0
    for run in runs_of(pieces):
        text, of_text = found.get(run.anchor, ("", ()))
        # Where a word itself stands in a post, parts of it say nothing.
        marks = [mark for mark in of_text if not (mark.weak and mark.clause in whole)]
        if marks and (laid := _laid(run, text)):
            count += len(marks)
            for each in laid:
                pieces[each.text.place] = "".join(_marked(each, marks))
    # Only marks are written so: in a text each < is &lt;.
    html = "".join(pieces).replace("<mark>", f'<mark id="{FIRST_MARK}">', 1)
    highlights = tuple((mark.start, mark.end) for mark in marked.get(0, ()))
    return MarkedPost(highlights, html, count)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A text of the HTML: from its `first` character on it says a paragraph's `start` to `end`."""

    text: Text
    first: int
    start: int
    end: int


def _laid(run: Run, paragraph: str) -> list[_Laid] | None:
    """Lay a paragraph on the texts of a run; None where they do not say it."""
    laid: list[_Laid] = []
    start = 0
    for text in run.texts:
        if found := _said(text.text, paragraph, start):
            first, length = found
            laid.append(_Laid(text, first, start, start + length))
            start += length
        elif not {"a", "sup"} & set(text.within):
            return None
        # Else it is the number of a footnote, or the name of a link without words: no text.
    return laid if start == len(paragraph) else None


def _said(text: str, paragraph: str, start: int) -> tuple[int, int] | None:
    """Return from where on, and how far, a text of the HTML says a paragraph from a place on."""
    firsts = [0]
    if start == 0:
        while before := _BEFORE.match(text, firsts[-1]):
            firsts.append(before.end())
    rest = paragraph[start:]
    for first in firsts:
        said = text[first:]
        if rest.startswith(said):
            return first, len(said)
        if said.startswith(rest) and not said[len(rest) :].strip(_BLANK):
            return first, len(rest)
    return None


def _marked(laid: _Laid, marks: Sequence[Mark]) -> Iterator[str]:
    """Yield a text of the HTML with its marks."""
    done = 0
    shift = laid.first - laid.start
    for mark in marks:
        start, end = max(mark.start, laid.start) + shift, min(mark.end, laid.end) + shift
        if start < end:
            yield laid.text.written_between(done, start)
            yield f"<mark>{laid.text.written_between(start, end)}</mark>"
            done = end
    yield laid.text.written_between(done, len(laid.text.text))
