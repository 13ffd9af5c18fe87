from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.errors import EngineUnavailableError, IndexDamagedError
from kb.search.service import SearchService
from kb.web.pages.errors import words_of
from tests.browsing import Element, browsing, read_page


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def page_of(client: TestClient, address: str, status: int) -> Element:
    answer = client.get(address)
    assert answer.status_code == status
    return read_page(answer.text)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/2016/05/larkonferens-i-malmo.html", ["larkonferens", "malmo"]),
        ("/nyheter/2017/06/Kooperativ_tryggar%20jobb/", ["kooperativ", "tryggar", "jobb"]),
        ("/inlagg/2016-05-09-bygdelaget-lagar-bron-for-oss", ["bygdelaget", "lagar", "bron"]),
        ("/bron/bron/index.php", ["bron"]),
        ("/", []),
        ("/.env", []),
        ("/organisationer/", []),
    ],
)
def test_the_words_of_an_address(path: str, words: list[str]) -> None:
    assert [word for word in words_of(path) if word != "oss"] == words


@given(st.text(max_size=400))
def test_whatever_an_address_is_its_words_are_words(path: str) -> None:
    for word in words_of(path):
        assert len(word) >= 3
        assert not any(map(str.isdecimal, word))
        assert word in path.lower()


def test_an_address_that_leads_nowhere_leads_to_a_search(client: TestClient) -> None:
    page = page_of(client, "/2016/05/bygdelaget-lagar-bron.html?lang=en", 404)
    assert page.link("Search for “bygdelaget lagar bron”") == "/sok?q=bygdelaget+lagar+bron&lang=en"
    assert page.one("main").one("span", class_="count").text.endswith(" posts")
    assert page.one("input", id="q").attributes["value"] == "bygdelaget lagar bron"


@pytest.mark.parametrize("path", ["/none", "/xyzzy-qwerty.html", "/2016/05/01", "/%F0%9F%8D%9E"])
def test_words_that_find_nothing_are_not_offered(client: TestClient, path: str) -> None:
    page = page_of(client, path, 404)
    assert "Sök efter" not in page.text
    assert page.one("input", id="q").attributes["value"] == ""


def test_a_wild_address_makes_no_wild_page(client: TestClient) -> None:
    path = "/" + "/".join(f"kooperativ{'x' * number}" for number in range(100))
    answer = client.get(path)
    assert answer.status_code == 404
    assert len(answer.content) < 10_000
    assert "<script>alert" not in client.get("/<script>alert(1)</script>-kooperativ").text


def test_an_index_that_cannot_be_read_closes_the_search_for_a_while(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: Any) -> None:
        raise IndexDamagedError("index/x: not as it was written")

    monkeypatch.setattr(SearchService, "search", damaged)
    answer = client.get("/sok?q=bron")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    page = read_page(answer.text)
    assert page.one("h1").text == "Sökningen är stängd för tillfället"
    assert "index/x" not in answer.text


@pytest.mark.parametrize("form", ["sok", "sok.json", "sok.atom", "sok.csv", "sok.embed"])
def test_where_the_engine_is_out_of_reach_no_form_of_a_search_says_anything_else(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def unreached(*_: Any) -> None:
        raise EngineUnavailableError("https://one:9200: connection refused; see KB_ENGINE_URL")

    for name in ("search", "interpret"):
        monkeypatch.setattr(SearchService, name, unreached)
    answer = client.get(f"/{form}?q=sprucken+bro")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "no-store" in answer.headers["cache-control"]
    assert "one:9200" not in answer.text


def test_what_was_typed_and_chosen_stays_where_the_engine_is_out_of_reach(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreached(*_: Any) -> None:
        raise EngineUnavailableError("no answer")

    monkeypatch.setattr(SearchService, "search", unreached)
    page = page_of(client, "/sok?q=bron+%22%3E&fran=2016&sida=2&lang=en", 503)
    assert page.one("input", id="q").attributes["value"] == 'bron ">'
    hidden = [each.attributes for each in page.all("input") if each.attributes["type"] == "hidden"]
    assert {each["name"]: each["value"] for each in hidden} == {"fran": "2016", "lang": "en"}
