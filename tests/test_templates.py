from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.indexing import build_index
from kb.search.query.parser import parse, query_text
from kb.web.assets import FOLDER
from kb.web.templates import marked, unbroken
from tests.browsing import Element, browsing, data_of, read_page
from tests.corpora import news, post, write_corpus

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></h1></main><script src=//evil.example>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;&amp;amp;",
    "javascript:alert(1)",
)
# Elements that no page has, and attributes that run or load something.
FORBIDDEN = ("iframe", "object", "embed", "img", "style", "base", "svg", "b")


# --- marks ------------------------------------------------------------------------------------


def test_marks_stand_around_the_highlights() -> None:
    text = marked("En <b> & två", ((3, 6), (9, 12)))
    assert text == "En <mark>&lt;b&gt;</mark> &amp; <mark>två</mark>"
    assert marked("a<b", ()) == "a&lt;b"


@settings(deadline=None)
@given(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=6, unique=True))
def test_marks_never_change_the_text(text: str, places: list[int]) -> None:
    places = sorted(place for place in places if place <= len(text))
    highlights = tuple(zip(places[::2], places[1::2], strict=False))
    root = read_page(f"<p>{marked(text, highlights)}</p>")
    assert root.all() == [root.one("p"), *root.all("mark")]
    assert root.text == " ".join(text.replace("\r\n", "\n").split())
    assert [mark.text for mark in root.all("mark")] == [
        " ".join(text[start:end].split()) for start, end in highlights
    ]


# --- nothing injects --------------------------------------------------------------------------


def assert_tame(page: Element) -> None:
    assert page.all(*FORBIDDEN) == []
    assert data_of(page) is not None
    for element in page.all():
        assert not [name for name in element.attributes if name.startswith("on")], element
        assert "style" not in element.attributes
        for name in ("href", "src", "action"):
            value = element.attributes.get(name, "").strip().lower()
            assert not value.startswith(("javascript:", "data:", "vbscript:", "//")), value


def test_nothing_in_a_corpus_injects_markup(tmp_path: Path) -> None:
    posts = [
        post(
            f"2020-01-{number:02}",
            f"Titel {nasty}",
            f"Ordet kooperativ {nasty}\n\n[länk]({nasty}) ![bild]({nasty}) <{nasty}>\n\n"
            f"[a](javascript:alert(1)) <a href='javascript:alert(1)'>b</a>\n\n- {nasty}",
            id=f"2020-01-{number:02}-x",
            source="https://example.org/'><script>",
            organisations=["o"],
        )
        for number, nasty in enumerate(NASTY, start=1)
    ]
    entry = "- id: {}\n  name: '{}'\n  aliases: ['{}']\n  description: '{}'\n"
    name = '<script>alert("x")</script>'
    organisations = entry.format("o", name, "{{ 7 * 7 }}", '"><img src=x>')
    organisations += "  url: https://example.org/\"onclick='x\n".replace("'", "")
    projects = entry.format("p", "<b>p</b>", "<i>p</i>", "<script>") + "  owner: o\n"
    corpus = write_corpus(tmp_path / "corpus", posts, organisations, projects)
    build_index(corpus, tmp_path / "index")
    with browsing(tmp_path / "index", site_name="<script>Banken</script>") as client:
        for address in (
            *("/", "/sok", "/sok?q=kooperativ&organisation=o", "/sok?q=titel", "/om"),
            *("/organisationer", "/organisationer/o", "/projekt", "/projekt/p"),
            *(f"/inlagg/{each.id}" for each in posts),
        ):
            answer = client.get(address)
            assert answer.status_code == 200, address
            page = read_page(answer.text)
            assert_tame(page)
            assert "<script>Banken</script>" in page.one("title").text
        heading = read_page(client.get("/organisationer/o").text).one("h1")
        assert heading.text == name  # shown as it is written, not lost
        for each in posts:
            page = read_page(client.get(f"/inlagg/{each.id}").text)
            assert page.one("h1").text == " ".join(each.title.split())


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_in_an_address_injects_markup(index_dir: Path, nasty: str) -> None:
    with browsing(index_dir) as client:
        for name in ("q", "organisation", "projekt", "fran", "till", "ordning", "sida", "lang"):
            answer = client.get("/sok", params={name: nasty})
            assert answer.status_code in (200, 422)
            page = read_page(answer.text)
            assert_tame(page)
            assert nasty in page.text or nasty in str(page.all("input"))
        answer = client.get("/sok.json", params={nasty: "x"})
        assert answer.headers["content-type"] == "application/problem+json"
        answer = client.get("/sok.json", params={"q": nasty})
        assert answer.json()["query"] == nasty
        for path in ("inlagg", "organisationer", "projekt", "static"):
            answer = client.get(f"/{path}/{nasty.replace('/', '')}")
            assert answer.status_code == 404
            assert_tame(read_page(answer.text))


@settings(deadline=None)
@given(text=st.text(max_size=60))
@example(text="\u0b5c")  # a letter that is composed of two signs, whose one sign is none
def test_a_query_is_shown_as_it_was_typed(shared_client: TestClient, text: str) -> None:
    typed = query_text(text)
    root = read_page(shared_client.get("/sok", params={"q": typed} if typed else {}).text)
    assert_tame(root)
    assert root.one("input", id="q").attributes["value"] == typed
    # What no word is in was not searched for.
    if parse(typed).clauses:
        assert typed in root.one("h1").text


@pytest.fixture(scope="module")
def shared_client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


# --- the sheet --------------------------------------------------------------------------------


def test_the_sheet_loads_nothing() -> None:
    for part in (FOLDER / "css").iterdir():
        for word in ("url(", "@import", "http:", "https:", "@font-face"):
            assert word not in part.read_text(encoding="utf-8")


def test_the_small_corpus_is_tame_too(index_dir: Path) -> None:
    with browsing(index_dir) as client:
        for each in news():
            assert_tame(read_page(client.get(f"/inlagg/{each.id}").text))


def test_years_and_dates_stay_on_one_line() -> None:
    whole = '<span class="whole">2018–2019</span>'
    assert unbroken("<b> · 2018–2019: 2 inlägg") == f"&lt;b&gt; · {whole}: 2 inlägg"
    assert unbroken("Till 2017-06-29") == 'Till <span class="whole">2017-06-29</span>'
    assert unbroken("från 2016") == "från 2016"
