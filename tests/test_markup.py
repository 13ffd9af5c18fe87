import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.markup import Paragraph, from_plain_text, is_image_name, render

_SIGNS = [*"#*_`[]()<>!&;:=-+~|\\.0123456789 \t\"'/@%^{}", "\x85", "\u2028", "\x0c", "\xa0", "\0"]
_PIECES = [
    *("&amp;", "&#65;", "<b>", "[a]: b", "***", "- ", "1. ", "    ", "__", "~~", "ett", "Två"),
    *("http://", "https://x.se/", "www.", "x.se", "a@b.se", "mailto:", "ftp://", "%C3%A5"),
    *("\u00ad", "\x1c", "e\u0301", "\u200b", "\ufeff", "åäö.se"),
]
LINES = st.lists(st.sampled_from(_SIGNS + _PIECES) | st.text(max_size=4), max_size=12).map("".join)
PLAIN = st.lists(LINES, max_size=6).map("\n".join)
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


def _paragraphs_of_lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.replace("\0", "").splitlines()]
    return [part.strip("\n") for part in re.split(r"\n{2,}", "\n".join(lines)) if part.strip("\n")]


@given(PLAIN)
@example("Rubrik\n===\nText\n---\n- - -\n***\n* * *")
@example("\tkod\n    kod\n2017. Ett\n1) Ett\n- ett\n+ ett\n# ett\n> ett")
@example("slut\\\nny rad  \nrad&nbsp;&copy;&#65;\n[a]: http://x.se\n[a]\n~~~\n```\n|a|b|\n|-|-|")
@example("__0__ *a* _b_ snake_case <b> `kod` ![x](y)")
@example("http://x.se/?a=%20#*\n^ftp://0#*\nwww.x.se/_a_/b\n<https://x.se>")
def test_plain_text_reads_as_it_was(text: str) -> None:
    assert _texts(from_plain_text(text)) == _paragraphs_of_lines(text)


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


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Läs mer på: www.exempel.se.", "http://www.exempel.se"),
        ("(https://exempel.se/a_b_c/)", "https://exempel.se/a_b_c/"),
        ("https://exempel.se/_b_*c*", "https://exempel.se/_b_*c*"),
        ("www.exempel.se/_a_/b", "http://www.exempel.se/_a_/b"),
        ("mejla info_@exempel.se, tack", "mailto:info_@exempel.se"),
        ("exempel.se/kurs?a=1&copy=2", "http://exempel.se/kurs?a=1&copy=2"),
        ("https://exempel.se/%C3%85land", "https://exempel.se/%C3%85land"),
    ],
)
def test_addresses_stay_as_written_and_become_links(text: str, address: str) -> None:
    rendered = render(from_plain_text(text))
    assert [p.text for p in rendered.paragraphs] == [text]
    assert _Page(rendered.html).values("href") == [address]


@pytest.mark.parametrize("text", ["i Skåne.Det är", "Kl.10", "fil.Se", "m.m.", "javascript:x"])
def test_what_is_no_address_becomes_no_link(text: str) -> None:
    assert "<a" not in render(from_plain_text(text)).html


def test_common_text_is_written_without_escapes() -> None:
    text = "Vi – de ”nya” – kom 2017. Pris: 10 kr (ca), a+b & c; snake_case.\nhttps://x.se/a_b"
    assert from_plain_text(text) == text


def test_year_at_the_start_of_a_line_is_no_list() -> None:
    rendered = render(from_plain_text("2017. Ett år\n1) Ett\n- två"))
    assert not {"ol", "ul"} & _Page(rendered.html).tags
    assert rendered.paragraphs[0].text == "2017. Ett år\n1) Ett\n- två"


@pytest.mark.parametrize(
    "line",
    ["siskonfst", "market1280", "IMG_2034", "bild.JPG", "karta-2.png", "logoSkane", "abc (1).jpg"],
)
def test_image_names(line: str) -> None:
    assert is_image_name(line) is (" " not in line)


@pytest.mark.parametrize(
    "line", ["", "Kontakt", "Två ord", "2017", "www.x.se", "https://x.se/a.jpg", "info@x.se", "Å"]
)
def test_other_lines_are_no_image_names(line: str) -> None:
    assert not is_image_name(line)
