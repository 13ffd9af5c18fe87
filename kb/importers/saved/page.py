"""A saved web page, a list of posts or one post's page → posts."""

import re
from collections.abc import Sequence

from bs4.element import Tag

from kb.errors import ImportFileError
from kb.importers.found import Extraction, FoundPost, LeftOut
from kb.importers.saved.boilerplate import heading_reason, reason
from kb.importers.saved.dates import read_line
from kb.importers.saved.dom import attr, clean, is_heading, lines, parse, strings, text_of, where, words
from kb.importers.saved.encoding import decode
from kb.importers.saved.facts import read_facts
from kb.importers.saved.marks import find_marks
from kb.importers.saved.post import Outcome, read_post
from kb.importers.saved.structure import find_layout
from kb.importers.saved.view import View


def read_html(
    content: bytes, name: str, address: str | None = None, content_type: str | None = None
) -> Extraction:
    """Return the posts of a page.

    Raises ImportFileError where nothing on it is recognised; the message shows what was missing.
    """
    html = decode(content, content_type)
    soup = parse(html)
    facts = read_facts(soup, html, address)
    clean(soup)
    view = View(soup, facts, [])
    view.marks = find_marks(soup)
    view.find_boilerplate()
    layout = find_layout(view)
    if layout is None:
        raise ImportFileError(f"{name}: nothing recognised")
    outcome = Outcome()
    for number, place in enumerate(layout.places, 1):
        read_post(view, place, number, outcome, layout.single)
    _leave_rest(view, outcome)
    return Extraction(tuple(outcome.posts), tuple(outcome.quarantined), tuple(outcome.left_out), complete=not layout.single, source=facts.site)


def _leave_rest(view: View, outcome: Outcome) -> None:
    for node in view.body.find_all(recursive=False):
        text = text_of(node)
        if text:
            outcome.left_out.append(LeftOut(text, where(node), "rest"))
