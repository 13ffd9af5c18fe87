import re

import pytest
from hypothesis import given

from kb.corpus.markup import render
from kb.messages import Messages
from kb.web.pages.reading import readable
from tests.browsing import Element, read_page
from tests.test_markup import MARKDOWN

SWEDISH = Messages("sv")
ADDED = re.compile(
    r'<a class="anchor" [^>]*></a>|<div class="(?:heading|scroll)"[^>]*>|</div>',
)


def shown(markdown: str, messages: Messages = SWEDISH) -> Element:
    return read_page(readable(render(markdown).html, messages))


@given(MARKDOWN)
def test_nothing_of_a_post_is_changed_or_lost(markdown: str) -> None:
    html = render(markdown).html
    levels = re.compile(r"(?<=<h)[2-6]|(?<=</h)[2-6]")
    without = ADDED.sub("", readable(html, SWEDISH))
    assert levels.sub("", without) == levels.sub("", html).replace("<th></th>", "<td></td>")
    assert read_page(readable(html, SWEDISH)).text == read_page(html).text


@given(MARKDOWN)
def test_every_paragraph_has_one_link_and_every_row(markdown: str) -> None:
    html = render(markdown).html
    page = shown(markdown)
    links = [a.attributes["href"] for a in page.having("a", class_="anchor")]
    assert len(links) == len(set(links))
    rows = [
        next((td for td in tr.all("td") if "id" in td.attributes), None) for tr in page.all("tr")
    ]
    expected = {row.attributes["id"] for row in rows if row}
    expected |= {
        e.attributes["id"] for e in page.all() if "id" in e.attributes and e.tag not in ("td", "th")
    }
    assert set(links) == {f"#{anchor}" for anchor in expected}
    assert len(page.having("div", class_="scroll")) == html.count("<table>")


@pytest.mark.parametrize(
    ("markdown", "inside", "label"),
    [
        ("Ett *stycke*\ni **två** rader", "p", "Länk till stycket"),
        ("- en punkt\n- en till", "li", "Länk till stycket"),
        ("> ett citat", "p", "Länk till stycket"),
        ("```\nkod\n```", "pre", "Länk till stycket"),
        ("    kod", "pre", "Länk till stycket"),
        ("| a | b |\n|---|---|\n| | d |", "td", "Länk till raden"),
    ],
)
def test_a_link_stands_last_in_what_it_leads_to(markdown: str, inside: str, label: str) -> None:
    for element in shown(markdown).all(inside):
        links = element.having("a", class_="anchor")
        if element.text:
            assert element.children[-1] is links[0]
            assert links[0].attributes["aria-label"] == label
            assert links[0].text == ""
        else:
            assert not links


def test_a_link_to_an_item_stands_before_the_list_within_it() -> None:
    outer, inner = shown("- yttre\n  - inre").all("li")
    kinds = [child.tag for child in outer.children if isinstance(child, Element)]
    assert kinds == ["a", "ul"]
    assert [child.tag for child in inner.children if isinstance(child, Element)] == ["a"]


def test_the_name_of_a_heading_is_not_that_of_its_link() -> None:
    page = shown("## Rubrik")
    heading = page.one("h2")
    assert heading.all() == []
    (box,) = page.having("div", class_="heading")
    assert [child.tag for child in box.all()] == ["h2", "a"]
    link = box.one("a")
    assert link.attributes["href"] == f"#{heading.attributes['id']}"
    assert link.attributes["aria-label"] == "Länk till rubriken"


@pytest.mark.parametrize(
    ("written", "shown_as"),
    [
        ("2 3 4 3 2", "2 3 4 3 2"),
        ("3 3 4 3", "2 2 3 2"),
        ("4 2 5 4 3", "2 2 3 3 3"),
        ("6", "2"),
        ("2 2 3 6 2 6", "2 2 3 4 2 3"),
    ],
)
def test_no_level_of_headings_is_left_out(written: str, shown_as: str) -> None:
    page = shown("\n\n".join("#" * int(level) + " Rubrik" for level in written.split()))
    assert " ".join(e.tag[1:] for e in page.all() if re.fullmatch(r"h\d", e.tag)) == shown_as


def test_an_empty_cell_heads_nothing() -> None:
    page = shown("|  | b |\n|---|---|\n| c | d |")
    assert [cell.tag for cell in page.one("thead").all("th", "td")] == ["td", "th"]


def test_a_table_scrolls_by_keyboard_and_has_a_name() -> None:
    table = "| a | b |\n|---|---|\n| c | d |"
    page = shown(f"{table}\n\nMellan.\n\n{table}")
    regions = page.having("div", role="region", tabindex="0")
    assert [region.attributes["aria-label"] for region in regions] == ["Tabell 1", "Tabell 2"]
    for region in regions:
        assert len(region.all("table")) == 1
        assert not region.one("thead").having("a", class_="anchor")
        assert len(region.one("tbody").having("a", class_="anchor")) == 1


def test_what_is_added_is_in_the_language_of_the_page_and_the_post_in_its_own() -> None:
    english = shown("Text.\n\n| a |\n|---|\n| b |", Messages())
    for link in english.having("a", class_="anchor"):
        assert link.attributes["lang"] == "en"
        assert link.attributes["aria-label"].startswith("Link to this ")
    assert english.one("div", class_="scroll").attributes["lang"] == "en"
    assert english.one("table").attributes["lang"] == "sv"
    assert not [e for e in shown("Text.").all() if "lang" in e.attributes]


def test_what_looks_like_a_tag_is_text() -> None:
    page = shown('`<p id="s-1">` och <table> och </p>')
    assert [a.attributes["href"] for a in page.all("a")] == [f"#{page.one('p').attributes['id']}"]
    assert page.having("div", class_="scroll") == []
