"""What all forms of a search share: the same posts, addresses, headers, and what is wrong."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

import feedparser
import pytest
from starlette.testclient import TestClient

from kb.settings import Settings
from kb.web.app import create_app
from tests.browsing import browsing, read_page

FORMS = (".json", ".atom", ".csv", ".embed")
FOR_PROGRAMS = ("/sok.json", "/sok.atom", "/sok.csv", "/forslag", "/openapi.json")
SITE = Settings().site_url

WORDS = (
    *("", "kooperativ", "kommun", "arbetsintegrerande", "Åkerbo", '"ideell sektor"', "bron -virke"),
    *("skola ELLER odlare", "grannkraf", "xyzzy"),
)
CHOICES: tuple[dict[str, str | list[str]], ...] = (
    {},
    {"organisation": "akerbo-kommun"},
    {"organisation": ["akerbo-kommun", "zinkhyttan"], "fran": "2016"},
    {"projekt": "grannkraft", "ordning": "nyast"},
    {"till": "2017", "ordning": "aldst", "lang": "en"},
)


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def ask(client: TestClient, path: str) -> str:
    """Return what an address answers, at its one spelling."""
    answer = client.get(path)
    while answer.status_code in (301, 302):
        answer = client.get(answer.headers["location"])
    assert answer.status_code == 200
    return answer.content.decode("utf-8-sig")


# --- the same posts ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Forms:
    """The ids of a page of hits in each form, of which Atom and CSV have more."""

    page: list[str]
    data: list[str]
    embed: list[str]
    feed: list[str]
    table: list[str]


def forms(client: TestClient, query: str) -> Forms:
    def linked(form: str) -> list[str]:
        page = read_page(ask(client, f"/sok{form}?{query}"))
        hits = [hit for each in page.having("ol", class_="hits") for hit in each.all("h2", "h3")]
        return [hit.all("a")[0].attributes["href"] for hit in hits]

    feed = feedparser.parse(ask(client, f"/sok.atom?{query}"))
    rows = list(csv.reader(StringIO(ask(client, f"/sok.csv?{query}")), delimiter=";"))
    addresses = [
        linked(""),
        [hit["url"] for hit in json.loads(ask(client, f"/sok.json?{query}"))["hits"]],
        linked(".embed"),
        [entry.link for entry in feed.entries],
        [row[2] for row in rows[1:]],
    ]
    assert not feed.bozo
    return Forms(
        *(
            [address.removeprefix(SITE).removeprefix("/inlagg/").split("?")[0] for address in each]
            for each in addresses
        )
    )


@pytest.mark.parametrize("choices", CHOICES)
@pytest.mark.parametrize("words", WORDS)
def test_fifty_searches_show_the_same_posts_in_every_form(
    client: TestClient, words: str, choices: dict[str, str | list[str]]
) -> None:
    query = urlencode({"q": words, **choices}, doseq=True)
    found = forms(client, query)
    assert found.page == found.data == found.embed
    assert found.table[: len(found.page)] == found.page
    assert found.feed == found.table[:50]
    assert len(found.table) == json.loads(ask(client, f"/sok.json?{query}"))["total"]


def test_the_fifty_are_not_empty(client: TestClient) -> None:
    assert len(WORDS) * len(CHOICES) == 50
    assert len(forms(client, "q=kooperativ").page) == 3
    assert len(forms(client, "").table) == 12 > len(forms(client, "").page)


def test_a_page_is_the_same_page_in_each_form(client: TestClient) -> None:
    found = forms(client, "sida=2")
    assert found.page == found.data == found.embed == found.table[10:]
    assert found.feed == []  # whose pages are longer


# --- one address each -------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_another_spelling_moves_for_ever(client: TestClient, form: str) -> None:
    answer = client.get(f"/sok{form}?till=2017-12-31&fran=2017-01-01&q=+nya++kooperativ")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/sok{form}?q=nya+kooperativ&fran=2017&till=2017"


@pytest.mark.parametrize("form", [".atom", ".csv", ".embed"])
@pytest.mark.parametrize("name", ["utm_source", "utskrift", "format"])
def test_what_means_nothing_is_dropped_for_now(client: TestClient, form: str, name: str) -> None:
    answer = client.get(f"/sok{form}?q=bron&{name}=1")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/sok{form}?q=bron")


def test_a_table_has_no_pages(client: TestClient) -> None:
    answer = client.get("/sok.csv?q=bron&sida=2")
    assert (answer.status_code, answer.headers["location"]) == (302, "/sok.csv?q=bron")


@pytest.mark.parametrize("after", ["/", ".", ").", "”"])
@pytest.mark.parametrize(
    "path",
    [
        *(f"/sok{form}" for form in FORMS),
        *("/opensearch.xml", "/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/openapi.json"),
    ],
)
def test_what_follows_leads_home(client: TestClient, path: str, after: str) -> None:
    answer = client.get(path + after)
    assert (answer.status_code, answer.headers["location"]) == (301, path)
    there = client.get(path)
    assert there.status_code == 200
    for name in ("access-control-allow-origin", "x-robots-tag"):
        assert answer.headers.get(name) == there.headers.get(name)


# --- for programs of any site -----------------------------------------------------------------


@pytest.mark.parametrize("path", FOR_PROGRAMS)
def test_scripts_of_any_site_may_ask(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://partner.example"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize("path", FOR_PROGRAMS)
def test_a_preflight_is_answered(client: TestClient, path: str) -> None:
    answer = client.options(
        path,
        headers={
            "Origin": "https://partner.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match, x-requested-with",
        },
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    assert answer.headers["access-control-allow-headers"] == "*"
    assert int(answer.headers["access-control-max-age"]) >= 3600
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "path", [*FOR_PROGRAMS, "/sok.embed", "/opensearch.xml", "/sitemap.xml", "/robots.txt"]
)
def test_head_is_get_without_a_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "etag", "vary", "cache-control"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize("path", [*FOR_PROGRAMS, "/healthz"])
def test_other_methods_are_refused_as_a_problem(client: TestClient, path: str) -> None:
    answer = client.post(path)
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"GET", "HEAD"} <= set(answer.headers["allow"].split(", "))
    assert answer.json()["status"] == 405
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/sok", "/sok.embed", "/robots.txt", "/opensearch.xml"])
def test_pages_need_no_preflight(client: TestClient, path: str) -> None:
    answer = client.options(path)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


# --- what is wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sok.json", "/sok.atom", "/sok.csv", "/forslag"])
def test_a_fault_is_a_problem(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}?lang=x")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    (fault,) = answer.json()["errors"]
    assert fault["field"] == "lang"
    assert "”x” är inget språk" in fault["message"]
    assert answer.json() == {
        "type": "about:blank",
        "title": "Sökningen gick inte att förstå",
        "status": 422,
        "detail": f"lang: {fault['message']}",
        "errors": [fault],
    }


def test_a_problem_is_told_in_the_language_asked_for(client: TestClient) -> None:
    answer = client.get("/sok.json?fran=x&utm_source=y", headers={"Accept-Language": "en"})
    problem = answer.json()
    assert problem["title"] == "The search could not be understood"
    assert [error["field"] for error in problem["errors"]] == ["fran", "utm_source"]
    said = [f"{error['field']}: {error['message']}" for error in problem["errors"]]
    assert problem["detail"] == " ".join(said)
    assert said[0] == "fran: “x” is not a date. Write 2017, 2017-06 or 2017-06-29."
    assert said[1].startswith("utm_source: Unknown parameter. Those that exist are q, ")


def test_a_frame_says_what_is_wrong_in_its_own_dress(client: TestClient) -> None:
    answer = client.get("/sok.embed?fran=x&lang=en")
    assert answer.status_code == 422
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    page = read_page(answer.text)
    assert page.one("h1").text == "The search could not be understood"
    assert page.one("p", class_="notice").text.startswith("From: “x” is not a date.")
    assert page.one("a").attributes == {"href": "/?lang=en", "target": "_top"}


@pytest.mark.parametrize("path", ["/none.json", "/sok/x.json", "/none.atom", "/none.csv"])
def test_what_is_not_there_is_a_problem_for_programs(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json() | {"detail": ""} == {
        "type": "about:blank",
        "title": "Sidan finns inte",
        "status": 404,
        "detail": "",
    }


def test_what_went_wrong_here_is_a_problem_without_its_cause(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    app = create_app(Settings(index=str(index_dir)))
    monkeypatch.setattr("kb.web.outputs.data.Results.of", fail)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/sok.json")
    app.state.knowledge_base.close()
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["status"] == 500
    assert "secret" not in answer.text


# --- completions ------------------------------------------------------------------------------


def test_completions_in_the_shape_of_opensearch(client: TestClient) -> None:
    answer = client.get("/forslag?q=grannk&format=opensearch")
    assert answer.headers["content-type"] == "application/x-suggestions+json"
    typed, texts, kinds, addresses = answer.json()
    found = client.get("/forslag?q=grannk").json()
    assert typed == "grannk"
    assert texts == [completion["text"] for completion in found] != []
    assert (texts[0], kinds[0], addresses[0]) == (
        "Grannkraft",
        "Projekt",
        f"{SITE}/projekt/grannkraft",
    )
    assert len(texts) == len(kinds) == len(addresses)
    for address in addresses:
        assert client.get(address).status_code == 200
    assert f"{SITE}/sok?q=grannkraft" in addresses


def test_the_shape_is_part_of_the_address(client: TestClient) -> None:
    answer = client.get("/forslag?format=opensearch&lang=en&q=+gra")
    assert answer.headers["location"] == "/forslag?q=gra&format=opensearch&lang=en"
    assert client.get("/forslag?format=opensearch").json() == ["", [], [], []]
    assert client.get("/forslag?q=gra&format=").headers["location"] == "/forslag?q=gra"
    assert client.get("/forslag?q=gra&format=xml").status_code == 422
    assert client.get("/sok.json?format=opensearch").status_code == 422
