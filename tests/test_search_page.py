"""The page of results: what it says, what it leads to, and what it weighs."""

import gzip
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from kb.indexing import build_index
from tests.browsing import Element, browsing, read_page
from tests.corpora import post, write_corpus


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    return read_page(client.get(address).text)


def notices(page: Element) -> list[str]:
    return [notice.text for notice in page.having("p", role="status")]


# --- what it says -----------------------------------------------------------------------------


def test_a_part_of_a_list_says_of_what(client: TestClient) -> None:
    assert page_of(client, "/sok").one("span", class_="part").text == "1–10 av 12"
    assert page_of(client, "/sok?sida=2").one("span", class_="part").text == "11–12 av 12"
    for address in ("/sok?q=kooperativ", "/sok?q=xyzzy", "/sok?sida=9"):
        assert page_of(client, address).having("span", class_="part") == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/sok?q=***", ["I ”***” finns inget ord att söka efter"]),
        ("/sok?q=xyzzy+bron", ["Inget inlägg har ordet ”xyzzy”. Här är"]),
        ("/sok?q=xyzzy+bron&ordning=aldst", ["Inget inlägg har ordet ”xyzzy”. Här är"]),
        ("/sok?q=xyzzy+qwerty+bron", ["Inget inlägg har något av orden xyzzy, qwerty. Här är"]),
        ("/sok?q=kooperatvi", ["Inget inlägg har ordet ”kooperatvi”, så ord som liknar det"]),
        # Nothing is here, whatever was loosened.
        ("/sok?q=xyzzy+bron&organisation=zinkhyttan", []),
        ("/sok?q=kooperativ", []),
    ],
)
def test_what_was_loosened_is_said_of_the_words(
    client: TestClient, address: str, said: list[str]
) -> None:
    found = notices(page_of(client, address))
    assert len(found) == len(said)
    for notice, beginning in zip(found, said, strict=True):
        assert notice.startswith(beginning)


def test_a_name_leads_to_its_page_and_promises_no_more(client: TestClient) -> None:
    page = page_of(client, "/sok?q=grannkraft")
    link = page.link("Om Grannkraft: beskrivning, tidslinje och inlägg")
    assert link == "/projekt/grannkraft"


# --- narrowing down ---------------------------------------------------------------------------


def test_the_filters_say_how_many_are_chosen(client: TestClient) -> None:
    aside = page_of(client, "/sok?organisation=akerbo-kommun&fran=2016").one("aside")
    assert aside.one("details").all("summary")[0].text == "Avgränsa (2 valda)"
    assert "open" not in aside.one("details").attributes
    aside = page_of(client, "/sok?q=bron").one("aside")
    assert aside.all("summary")[0].text == "Avgränsa"


def test_where_nothing_is_there_is_nothing_to_narrow_down(client: TestClient) -> None:
    page = page_of(client, "/sok?q=xyzzy&fran=2016")
    assert page.all("aside") == page.having("section", class_="shared") == []
    chosen = page.one("section", class_="chosen-filters")
    assert chosen.link("från 2016 ×") == "/sok?q=xyzzy"


def test_a_value_from_the_list_is_one_more(tmp_path: Path) -> None:
    organisations = [f"o{number:02}" for number in range(12)]
    posts = [post("2020-01-01", "Alla", "Möte.", organisations=organisations)]
    build_index(write_corpus(tmp_path / "corpus", posts, "", ""), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        form = page_of(client, "/sok?organisation=o02").one("form", class_="further")
        kept = form.one("input")
        assert (kept.attributes["name"], kept.attributes["value"]) == ("organisation", "o02")
        assert [option.text for option in form.all("option")] == [
            *("4 till …", "o08 (1)", "o09 (1)", "o10 (1)", "o11 (1)"),
        ]
        answer = client.get("/sok?organisation=o02&organisation=")
        assert answer.headers["location"] == "/sok?organisation=o02"


@pytest.mark.parametrize("form", ["", ".json", ".atom", ".csv", ".embed"])
@pytest.mark.parametrize(
    ("written", "short"),
    [("2016-1-1", "2016"), ("1/5 2016", "2016-05"), ("3 maj 2016", "2016-05-03")],
)
def test_a_date_has_one_address(client: TestClient, form: str, written: str, short: str) -> None:
    answer = client.get(f"/sok{form}?q=bron&fran={quote(written)}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/sok{form}?q=bron&fran={short}"


# --- other forms ------------------------------------------------------------------------------


def test_other_forms_are_of_the_same_search(client: TestClient) -> None:
    page = page_of(client, "/sok?organisation=akerbo-kommun&ordning=aldst&lang=en")
    shared = page.one("section", class_="shared")
    search = "organisation=akerbo-kommun"
    assert [link.attributes["href"] for link in shared.all("a")] == [
        f"/sok.atom?{search}&lang=en",
        f"/sok?{search}&ordning=aldst&utskrift=1&lang=en",
        f"/sok.csv?{search}&ordning=aldst&lang=en",
        f"/sok.json?{search}&ordning=aldst&lang=en",
    ]
    address = shared.one("input", id="shared-link").attributes
    assert address["value"] == f"http://127.0.0.1:8000/sok?{search}&ordning=aldst&lang=en"
    assert {"readonly", "data-copyable"} <= address.keys()
    feeds = [each.attributes for each in page.having("link", rel="alternate")]
    assert [(each["type"], each["title"], each["href"]) for each in feeds if "type" in each] == [
        ("application/atom+xml", "Åkerbo kommun, newest first", f"/sok.atom?{search}&lang=en"),
        ("application/json", "Åkerbo kommun", f"/sok.json?{search}&ordning=aldst&lang=en"),
    ]


def test_the_feed_of_a_query_is_the_newest_posts_of_it(client: TestClient) -> None:
    page = page_of(client, "/sok?q=kommun")
    assert page.link("Följ (Atom)") == "/sok.atom?q=kommun&ordning=nyast"


def test_the_code_of_a_frame_is_html_to_paste(client: TestClient) -> None:
    page = page_of(client, '/sok?q="två+ord"+kommun')
    code = page_of(client, "/sok?q=kommun&fran=2016").one("textarea").text
    frame = read_page(code + "</iframe>" if "</iframe>" not in code else code).one("iframe")
    assert frame.attributes["src"] == "http://127.0.0.1:8000/sok.embed?q=kommun&fran=2016"
    assert unescape(frame.attributes["title"]).startswith("”kommun”, från 2016")
    assert page.one("h1").text.startswith('"två ord" kommun')


# --- its weight -------------------------------------------------------------------------------


def test_a_page_weighs_little_whatever_there_is_to_choose(tmp_path: Path) -> None:
    posts = [
        post(
            f"{year}-05-01",
            f"Ett kooperativ av år {year}",
            "Ett kooperativ med ganska många medlemmar som har ganska mycket att göra. " * 8,
            organisations=[f"organisation-nummer-{n}" for n in range(year * 80, year * 80 + 80)],
            projects=[f"projekt-nummer-{n}" for n in range(12)],
        )
        for year in range(1992, 2022)
    ]
    build_index(write_corpus(tmp_path / "corpus", posts, "", ""), tmp_path / "index")
    chosen = "&".join(f"organisation=organisation-nummer-{n}" for n in (159360, 161600))
    with browsing(tmp_path / "index") as client:
        for address in (
            "/sok?q=kooperativ",
            f"/sok?q=kooperativ&{chosen}&projekt=projekt-nummer-1",
        ):
            page = client.get(address, headers={"Accept-Encoding": "identity"}).content
            assert len(page) <= 30_000, address
            assert len(gzip.compress(page, 6)) <= 9_000, address
