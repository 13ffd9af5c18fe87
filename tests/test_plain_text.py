import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.importers.plain_text import from_plain_text

_SIGNS = [*"#*_`[]()<>!&;:=-+~|\\.0123456789 \t\"'/@%^{}", "\x85", "\u2028", "\x0c", "\xa0", "\0"]
_PIECES = [
    *("&amp;", "&#65;", "<b>", "[a]: b", "***", "- ", "1. ", "    ", "__", "~~", "ett", "Två"),
    *("http://", "https://x.se/", "www.", "x.se", "a@b.se", "mailto:", "ftp://", "%C3%A5"),
    *("\u00ad", "\x1c", "e\u0301", "\u200b", "\ufeff", "åäö.se"),
]
LINES = st.lists(st.sampled_from(_SIGNS + _PIECES) | st.text(max_size=4), max_size=12).map("".join)
PLAIN = st.lists(LINES, max_size=6).map("\n".join)


def _texts(markdown: str) -> list[str]:
    return [paragraph.text for paragraph in render(markdown).paragraphs]


def _links(html: str) -> list[str]:
    return list(map(unescape, re.findall(r'href="([^"]*)"', html)))


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
    assert _links(rendered.html) == [address]


@pytest.mark.parametrize("text", ["i Skåne.Det är", "Kl.10", "fil.Se", "m.m.", "javascript:x"])
def test_what_is_no_address_becomes_no_link(text: str) -> None:
    assert "<a" not in render(from_plain_text(text)).html


def test_common_text_is_written_without_escapes() -> None:
    text = "Vi – de ”nya” – kom 2017. Pris: 10 kr (ca), a+b & c; snake_case.\nhttps://x.se/a_b"
    assert from_plain_text(text) == text


def test_year_at_the_start_of_a_line_is_no_list() -> None:
    rendered = render(from_plain_text("2017. Ett år\n1) Ett\n- två"))
    assert not re.search("<[ou]l", rendered.html)
    assert rendered.paragraphs[0].text == "2017. Ett år\n1) Ett\n- två"
