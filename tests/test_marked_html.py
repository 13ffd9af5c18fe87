import re
from datetime import date
from html import unescape
from pathlib import Path

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.corpus.paragraph import Paragraph
from kb.search.port.document import Document
from kb.search.port.text_analysis import TextAnalysis
from kb.search.presenting.contacts import masked, masked_html
from kb.search.presenting.highlighting import Highlighter
from kb.search.presenting.html_text import pieces_of, runs_of
from kb.search.presenting.marked_html import FIRST_MARK, MarkedPost, marked_post
from kb.search.query.parser import parse
from kb.search.service import SearchService
from tests.corpora import analyzer, news, rewritten
from tests.marking import marked_blocks

FIRST = f'<mark id="{FIRST_MARK}">'
REL = "noopener"
MARK = re.compile(rf"{FIRST}|</?mark>")


def document_of(title: str, html: str, paragraphs: tuple[Paragraph, ...]) -> Document:
    return Document("id", title, date(2017, 1, 1), None, None, {}, (), (), paragraphs, html)


def mark(document: Document, query: str) -> MarkedPost:
    return marked_post(document, TextAnalysis(analyzer()), Highlighter(rewritten(parse(query))))


def marked(markdown: str, query: str) -> str:
    """The text of a post with its marks in brackets, each element's for itself."""
    rendered = render(markdown)
    found = mark(document_of("Bro", rendered.html, rendered.paragraphs), query)
    shown = re.sub(rf"{FIRST}|<mark>", "[", found.html).replace("</mark>", "]")
    return unescape(re.sub("<[^>]*>", "", shown))


# --- what is marked ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "query", "shown"),
    [
        # as snippets mark
        ("En bro, flera broar.", "bro", "En [bro], flera [broar]."),
        ("Arbetsmarknaden i fjol.", "marknad", "Arbets[marknaden] i fjol."),
        # parts of words only where the word itself is nowhere in the post
        ("Marknaden.\n\nArbetsmarknaden.", "marknad", "[Marknaden].\nArbetsmarknaden."),
        ("Skriv e-post i dag.", "epost", "Skriv [e-post] i dag."),
        (
            "Den ideella sektorn gör, ideella.",
            '"ideella sektorn"',
            "Den [ideella sektorn] gör, ideella.",
        ),
        ("Ingenting här.", "bro", "Ingenting här."),
        ("Ingen bro.", "-bro", "Ingen bro."),
        # over elements
        ("En **br**o.", "bro", "En [br][o]."),
        ("Den *ideella* sektorn", '"ideella sektorn"', "Den [ideella][ sektorn]"),
        ("Den ideella\nsektorn", '"ideella sektorn"', "Den [ideella][\nsektorn]"),
        # in every kind of element
        ("## Bro\n\n- bro\n- [x] bro\n\n> bro", "bro", "[Bro]\n\n[bro]\n☑ [bro]\n\n\n[bro]\n"),
        ("|bro|a|\n|-|-|\n|b|bro|", "bro", "\n\n\n[bro]\na\n\n\n\n\nb\n[bro]\n\n\n"),
        ("```\n  en <bro>\n```", "bro", "  en <[bro]>\n"),
        ("[en bro](https://1.2/) & bro", "bro", "en [bro] & [bro]"),
        # not what is no text of the post: the name of a link without words, numbers of notes
        (
            "En [](https://1.2/bro.pdf) bro[^1].\n\n[^1]: Om bro.",
            "bro",
            "En bro.pdf [bro][1].\n[1] Om [bro].",
        ),
        ("Etta[^1].\n\n[^1]: [2] Om 1.", "1", "Etta[1].\n[1] [2] Om [1]."),
    ],
)
def test_marks(markdown: str, query: str, shown: str) -> None:
    assert marked(markdown, query) == shown


def test_the_first_mark_has_a_name_and_marks_are_counted() -> None:
    rendered = render("En **br**o & en bro till.\n\nBroar.")
    found = mark(document_of("Bron är en bro", rendered.html, rendered.paragraphs), "bro")
    assert found.title_highlights == ((0, 4), (11, 14))
    assert found.count == 3
    assert found.html.count(FIRST) == 1
    assert found.html.index(FIRST) < found.html.index("<mark>")
    assert FIRST_MARK not in {paragraph.anchor for paragraph in rendered.paragraphs}


def test_a_post_without_a_match_stays_as_it_is() -> None:
    rendered = render("Ingenting & åter <ingenting>.")
    document = document_of("Här", rendered.html, rendered.paragraphs)
    for query in ("bro", "", "-ingenting"):
        assert mark(document, query) == MarkedPost((), rendered.html, 0)


def test_a_paragraph_that_the_page_does_not_have_is_left_alone() -> None:
    paragraphs = (Paragraph("s-1", "En bro."), Paragraph("s-2", "En bro."))
    html = '<p id="s-1">En &amp; bro.</p>\n<p id="s-2">En bro.</p>\n<p>En bro.</p>'
    found = mark(document_of("Här", html, paragraphs), "bro")
    assert found.count == 1
    assert found.html == html.replace('2">En bro', f'2">En {FIRST}bro</mark>')


# --- whatever a post has ----------------------------------------------------------------------

_PIECES = [
    *(
        "bro ",
        "broar",
        "skola",
        "skolbro ",
        "e-post ",
        "*",
        "**",
        "`",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
    ),
    *(
        "[^1]",
        "\n\n[^1]: ",
        "](https://1.2/bro)",
        "[",
        "![",
        "](",
        ")",
        "|",
        "\n|-|\n",
        "```\n",
        "    ",
    ),
    *(
        "&",
        "<",
        ">",
        "&amp;",
        '"',
        "anna@exempel.se ",
        "070-123 45 67 ",
        "- [x] ",
        "## ",
        "\\",
        "~~",
    ),
    *("\N{NO-BREAK SPACE}", "\N{SOFT HYPHEN}", "https://1.2/bro ", "traff"),
]
WILD = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3)), max_size=30).map("".join)


@given(
    WILD,
    st.sampled_from(["bro", "skola bro", '"bro skola"', "e-post", "bro*", "anna"]),
    st.booleans(),
)
@example("- [x] [^1] bro\n\n[^1]: [](https://1.2/bro) bro", "bro", False)
def test_marks_add_nothing_but_marks(markdown: str, query: str, hidden: bool) -> None:
    rendered = render(markdown)
    html, paragraphs = rendered.html, rendered.paragraphs
    if hidden:
        html = masked_html(html)
        paragraphs = tuple(Paragraph(p.anchor, masked(p.text), p.heading) for p in paragraphs)
    found = mark(document_of("Bro", html, paragraphs), query)
    assert MARK.sub("", found.html) == html
    tags = set(re.findall(r"<([a-z0-9]+)", found.html))
    attributes = {"*": {"id"}, "a": {"href", "title"}, "ol": {"start"}}
    assert nh3.clean(found.html, tags=tags, attributes=attributes, link_rel=REL) == found.html
    assert (FIRST in found.html) == bool(found.count)


@given(WILD, st.sampled_from(["bro", "skola bro", '"bro skola"', "e-post", "bro*"]))
def test_what_is_marked_is_what_is_marked_in_plain_text(markdown: str, query: str) -> None:
    rendered = render(markdown)
    found = mark(document_of("Bro", rendered.html, rendered.paragraphs), query)
    highlighter = Highlighter(rewritten(parse(query)))
    texts: dict[str, str] = {}
    for anchor, piece in _marked_pieces(found.html):
        texts[anchor] = texts.get(anchor, "") + piece
    marks = [block.marks for block in marked_blocks(rendered.paragraphs, highlighter)]
    whole = {each.clause for inside in marks for each in inside if not each.weak}
    for paragraph, inside in zip(rendered.paragraphs, marks, strict=True):
        shown = [m for m in inside if not (m.weak and m.clause in whole)]
        expected = "".join(paragraph.text[m.start : m.end] for m in shown)
        assert texts.get(paragraph.anchor, "") == expected


def _marked_pieces(html: str) -> list[tuple[str, str]]:
    """The texts inside marks, each with the anchor of its paragraph."""
    inside = False
    pieces = pieces_of(html)
    anchors = {
        text.place: run.anchor
        for run in runs_of([_unmarked(p) for p in pieces])
        for text in run.texts
    }
    found = []
    for place, piece in enumerate(pieces):
        if MARK.fullmatch(piece):
            inside = piece != "</mark>"
        elif inside:
            found.append((anchors[place], unescape(piece)))
    return found


def _unmarked(piece: str) -> str:
    return "<br>" if MARK.fullmatch(piece) else piece


def test_every_paragraph_of_the_shipped_corpus_is_found_on_its_page(repository: Path) -> None:
    """A search for every word marks every word."""
    for path in sorted((repository / "corpus" / "posts").rglob("*.md"))[:20]:
        rendered = render(path.read_text(encoding="utf-8").split("\n---\n", 1)[1])
        for paragraph in rendered.paragraphs:
            word = re.search(r"[^\W\d_]{3,}", paragraph.text)
            if word:
                document = document_of("", rendered.html, rendered.paragraphs)
                assert mark(document, f'"{word[0]}"').count, paragraph


# --- the service ------------------------------------------------------------------------------


def test_the_service_marks_a_post_as_its_query_is_understood(service: SearchService) -> None:
    washing = service.post(news()[0].id)
    assert washing is not None
    found = service.marked(washing, parse("kooperativ kommun"))
    assert found.title_highlights == ((0, 10),)
    assert found.count == 1
    assert f"Åkerbo {FIRST}kommun</mark>" in found.html
    # Misspelt, it is found all the same, and its words are marked.
    assert service.marked(washing, parse("komunn tvättmaskin")).count > 0
    assert service.marked(washing, parse("dragspel")) == MarkedPost((), washing.html, 0)
