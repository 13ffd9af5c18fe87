import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.markup import Paragraph, render

MARKDOWN = st.lists(
    st.sampled_from(
        [
            *("# ", "## ", "- ", "* ", "1. ", "3) ", "> ", "  ", "    ", "\t", "```", "~~~", "|"),
            *("ett", "två", "\n", "\n", "\n\n", "**", "_", "`", "\\", "---", "===", "\0", "&lt;"),
            *("[x](", ")", "javascript:alert(1)", "data:text/html,x", "![b](http://x/y.png)"),
            *("<script>", "<b onclick=x>", "<img src=x onerror=y>", "<javascript:x>", "[a]: b"),
            *("http://x.se", "a@b.se", "- # h\n  x"),
        ]
    ),
    max_size=25,
).map("".join)


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def values(self, name: str) -> list[str]:
        return [value or "" for key, value in self.attributes if key == name]


def _texts(markdown: str) -> list[str]:
    return [paragraph.text for paragraph in render(markdown).paragraphs]


@given(MARKDOWN)
@example("- # h\n  c\n  ***\n  d")
def test_pages_are_safe_and_every_paragraph_has_its_anchor(markdown: str) -> None:
    rendered = render(markdown)
    page = _Page(rendered.html)
    assert page.tags <= {
        *("p", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a", "br", "hr"),
        *("h2", "h3", "h4", "h5", "h6"),
    }
    assert {name for name, _ in page.attributes} <= {"id", "href", "start", "rel"}
    for address in page.values("href"):
        scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", address)
        assert scheme is None or scheme[1].lower() in ("http", "https", "mailto")
    anchors = [paragraph.anchor for paragraph in rendered.paragraphs]
    assert len(set(anchors)) == len(anchors)
    assert sorted(page.values("id")) == sorted(anchors)


@pytest.mark.parametrize(
    "markdown",
    [
        "[x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x](JaVaScript&colon;alert(1))",
        "![x](data:text/html;base64,AAAA)",
        "[x]\n\n[x]: vbscript:x",
    ],
)
def test_no_link_runs_a_script(markdown: str) -> None:
    page = _Page(render(markdown).html)
    assert not any(":" in address for address in page.values("href"))


def test_no_page_loads_an_image() -> None:
    html = render("![En karta](https://x.se/k.png) ![](https://x.se/l.png)").html
    assert "<img" not in html
    assert '<a href="https://x.se/k.png" rel="noopener">En karta</a>' in html
    assert _texts("![En karta](https://x.se/k.png) ![](https://x.se/l.png)") == ["En karta bild"]


def test_anchors_stand_when_another_paragraph_changes() -> None:
    before = render("Första stycket.\n\nAndra stycket.\n\nTredje.").paragraphs
    after = render("Helt nytt.\n\nOch ett till.\n\nAndra *stycket*!\n\nTredje.").paragraphs
    assert [p.anchor for p in before[1:]] == [p.anchor for p in after[2:]]
    assert before[0].anchor not in {p.anchor for p in after}


def test_equal_paragraphs_have_numbered_anchors() -> None:
    first, second, third = (
        p.anchor for p in render("Läs mer.\n\nLäs mer!\n\n- Läs mer").paragraphs
    )
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_paragraphs_headings_and_items() -> None:
    rendered = render("# Rubrik\n\nText\nmed rad.\n\n- ett\n- två\n\n> sagt\n\n    kod")
    assert [(p.text, p.heading) for p in rendered.paragraphs] == [
        ("Rubrik", True),
        ("Text\nmed rad.", False),
        ("ett", False),
        ("två", False),
        ("sagt", False),
        ("kod", False),
    ]
    assert "<h1" not in rendered.html
    assert isinstance(rendered.paragraphs[0], Paragraph)


def test_text_after_a_heading_in_an_item_is_no_heading() -> None:
    assert [(p.text, p.heading) for p in render("- # h\n  c").paragraphs] == [
        ("h", True),
        ("c", False),
    ]
