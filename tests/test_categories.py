"""A kind of entries that only some sites have: shown everywhere with a register, else nowhere."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from kb.cli import main
from kb.indexing import build_index
from tests.browsing import browsing, read_page
from tests.corpora import post, write_corpus

CATEGORIES = """\
- id: kurs
  name: Kurser
  description: Att lära sig något.
- id: nytt
  name: Nyheter
- id: tom
  name: Tomt
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("categories")
    corpus = write_corpus(
        folder / "corpus",
        [
            post("2017-01-01", "Kurs i bokföring", "Två kvällar.", categories=["kurs"]),
            post("2018-01-01", "Kurs i svetsning", "Tre dagar.", categories=["kurs", "nytt"]),
            post("2019-01-01", "Bron håller", "Zinkhyttan jublar.", categories=["nytt"]),
        ],
        other_files={"categories.yaml": CATEGORIES},
    )
    build_index(corpus, folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[TestClient]:
    with browsing(index) as client:
        yield client


@pytest.fixture(scope="module")
def plain(index_dir: Path) -> Iterator[TestClient]:
    """A site without the register."""
    with browsing(index_dir) as client:
        yield client


def test_it_is_a_facet_a_filter_and_an_address(client: TestClient) -> None:
    page = read_page(client.get("/sok").text)
    facet = page.one("section", aria_labelledby="facet-category")
    assert [li.text for li in facet.all("li")] == ["Kurser 2", "Nyheter 2"]
    assert facet.link("Kurser 2") == "/sok?kategori=kurs#facet-category"
    page = read_page(client.get("/sok?kategori=kurs").text)
    assert page.one("h1").text == "Kurser: 2 inlägg"
    assert page.one("section", class_="chosen-filters").text == "Kurser ×"
    data = client.get("/sok.json?kategori=kurs&kategori=nytt").json()
    assert data["total"] == 3
    assert [hit["categories"] for hit in data["hits"]] == [["nytt"], ["kurs", "nytt"], ["kurs"]]
    assert list(data["facets"]) == ["organisation", "project", "category", "year"]
    answer = client.get("/sok?kategori=x")
    assert read_page(answer.text).one("p", role="status").text == "Det finns ingen kategori ”x”."
    answer = client.get("/sok?fran=2017&kategori=kurs&projekt=p&organisation=o")
    assert answer.headers["location"] == "/sok?organisation=o&projekt=p&kategori=kurs&fran=2017"


def test_it_has_pages(client: TestClient) -> None:
    page = read_page(client.get("/kategorier?lang=en").text)
    assert page.one("nav", aria_label="Main menu").link("Categories") == "/kategorier?lang=en"
    rows = page.one("div", class_="register").all("li")
    assert [row.text for row in rows] == ["Kurser 2 posts 2017–2018", "Nyheter 2 posts 2018–2019"]
    # Posts name organisations, but are given categories.
    assert "Med antal inlägg och år." in client.get("/kategorier").text
    page = read_page(client.get("/kategorier/kurs").text)
    assert page.one("p", class_="kind").text == "Kategorier"
    assert page.one("h1").text == "Kurser"
    assert page.one("p", class_="mentions").text.startswith(
        "2 inlägg, det första från den 1 januari"
    )
    assert client.get("/kategorier/tom").status_code == 200
    assert client.get("/kategorier/zinkhyttan").status_code == 404
    page = read_page(client.get("/inlagg/2018-01-01-kurs-i-svetsning").text)
    links = page.one("ul", aria_labelledby="post-categories").all("a")
    assert [link.attributes["href"] for link in links] == ["/kategorier/kurs", "/kategorier/nytt"]


def test_it_is_an_option_of_the_command(index: Path) -> None:
    words = ["search", "--category", "kurs", "--index", str(index)]
    done = CliRunner().invoke(main, [*words, "--json"])
    assert json.loads(done.stdout)["total"] == 2
    done = CliRunner().invoke(main, words)
    assert "/inlagg/2017-01-01-kurs-i-bokf-ring · Kurser" in done.stdout


def test_a_site_without_it_shows_nothing_of_it(plain: TestClient, index_dir: Path) -> None:
    for address in ("/", "/sok", "/om", "/organisationer"):
        assert "ategori" not in plain.get(address).text
    assert plain.get("/kategorier").status_code == 404
    assert plain.get("/kategorier/kurs").status_code == 404
    answer = plain.get("/sok?kategori=kurs")
    assert (answer.status_code, answer.headers["location"]) == (302, "/sok")
    answer = plain.get("/sok.json?kategori=kurs")
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == "kategori"
    assert fault["message"].endswith("q, organisation, projekt, fran, till, ordning, sida, lang.")
    data = plain.get("/sok.json").json()
    assert list(data["facets"]) == ["organisation", "project", "year"]
    assert "categories" not in data["hits"][0]
