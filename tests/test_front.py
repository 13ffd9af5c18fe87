"""The front page, and the head that every page has."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from kb.corpus.kinds import PROJECT
from kb.engines import open_engine
from kb.indexing import build_index
from kb.language.stop_words import is_stop_word
from kb.search.query.parser import parse
from kb.search.service import SearchService
from kb.settings import Settings
from kb.web.app import create_app
from tests.browsing import Element, browsing, data_of, read_page
from tests.corpora import news, post, write_corpus
from tests.test_templates import NASTY

BRIDGE = "/inlagg/2016-05-09-bygdelaget-lagar-bron"


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


@pytest.fixture(scope="module")
def shipped(shipped_index: Path) -> Iterator[TestClient]:
    with browsing(shipped_index) as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    return read_page(client.get(address).text)


def heading(client: TestClient, address: str) -> str:
    return page_of(client, address).one("h1").text


# --- the front page ---------------------------------------------------------------------------


def test_the_front_page_says_what_there_is(client: TestClient) -> None:
    page = page_of(client, "/")
    assert page.one("h1").text == "Sök bland 12 inlägg från 2015–2021"
    days = page.one("section", class_="newest").all("time")
    assert [day.text for day in days][:1] == ["10 oktober 2021"]
    machine = [day.attributes["datetime"] for day in days]
    assert len(machine) == 5
    assert machine == sorted(machine, reverse=True)
    assert page.link("Alla 12 inlägg, nyast först") == "/sok"
    assert page.having("input", type="hidden") == []


def test_what_can_be_browsed_leads_there_with_its_number(client: TestClient) -> None:
    page = page_of(client, "/")
    shelves = page.one("aside", class_="shelves")
    assert [shelf.text for shelf in shelves.all("h3")] == ["Organisationer", "Projekt", "År"]
    assert shelves.link("Åkerbo kommun") == "/organisationer/akerbo-kommun"
    assert shelves.link("Alla 4 organisationer") == "/organisationer"
    assert shelves.link("Alla 2 projekt") == "/projekt"
    for year in shelves.one("ul", class_="years names").all("li"):
        count = year.one("span").text
        search = year.one("a").attributes["href"].replace("/sok", "/sok.json")
        assert str(client.get(search).json()["total"]) == count


def test_one_year_is_no_range(tmp_path: Path) -> None:
    build_index(write_corpus(tmp_path / "corpus", [post("2020-01-01", "Ett")]), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        assert heading(client, "/") == "Sök bland 1 inlägg från 2020"
        assert heading(client, "/?lang=en") == "Search 1 post from 2020"


def test_the_site_says_whose_archive_it_is(index_dir: Path) -> None:
    about = "Nyheter från <byn> & bygden."
    app = create_app(Settings(index=str(index_dir), site_description=about))
    with TestClient(app) as client:
        page = page_of(client, "/?lang=en")
        lead = page.one("p", class_="lead")
        assert (lead.text, lead.attributes["lang"]) == (about, "sv")
        assert page.one("meta", name="description").attributes["content"] == about
        assert page_of(client, "/om").one("p", class_="lead").text == about
    app.state.knowledge_base.close()


def test_an_archive_without_posts_or_registers_is_well_served(tmp_path: Path) -> None:
    for name, posts in (("none", []), ("some", news())):
        corpus = write_corpus(tmp_path / name / "corpus", posts, "", "")
        build_index(corpus, tmp_path / name / "index")
        with browsing(tmp_path / name / "index") as client:
            page = page_of(client, "/")
            if posts:
                assert [h.text for h in page.one("aside").all("h3")] == ["År"]
                assert page.having("p", class_="examples")
            else:
                assert page.one("h1").text == "Här finns inga inlägg än"
                assert page.all("aside", "time") == []


# --- examples ---------------------------------------------------------------------------------


@pytest.mark.parametrize("index", ["index_dir", "shipped_index"])
def test_an_example_finds_something(request: pytest.FixtureRequest, index: str) -> None:
    with browsing(request.getfixturevalue(index)) as client:
        links = page_of(client, "/").one("p", class_="examples").all("a")
        assert 1 <= len(links) <= 3
        for link in links:
            address = link.attributes["href"]
            assert parse_qs(urlsplit(address).query) == {"q": [link.text]}
            found = client.get(address.replace("/sok", "/sok.json")).json()
            assert found["total"] > 0


def test_examples_are_two_telling_words_and_a_project(shipped_index: Path) -> None:
    for _ in range(2):  # the same each time
        engine = open_engine(shipped_index)
        service = SearchService(engine)
        word, project, other = service.examples
        for each in (word, other):
            assert each.islower()
            assert len(each) >= 9
            assert not is_stop_word(each)
            share = service.interpret(parse(each)).rewritten[0].total / engine.generation.posts
            assert 0.02 <= share <= 0.1
        assert service.interpret(parse(f"{word} {other}")).rewritten[0].total == 0  # other posts
        assert project in {entry.name for entry in service.registers.entries(PROJECT)}
        assert (word, project, other) == SearchService(engine).examples
        engine.close()


def test_examples_cost_two_calls(shipped_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(shipped_index)
    service = SearchService(engine)
    calls: list[str] = []

    def counted(name: str) -> Callable[..., object]:
        real = getattr(engine, name)

        def call(*given: object) -> object:
            calls.append(name)
            return real(*given)

        return call

    for name in ("match", "statistics", "documents", "beginnings"):
        monkeypatch.setattr(engine, name, counted(name))
    assert service.examples
    assert sorted(calls) == ["match", "statistics"]
    engine.close()


def test_an_archive_of_one_post_has_an_example(tmp_path: Path) -> None:
    posts = [post("2020-01-01", "Bron är lagad!", "Den håller.")]
    build_index(write_corpus(tmp_path / "corpus", posts, "", ""), tmp_path / "index")
    engine = open_engine(tmp_path / "index")
    assert SearchService(engine).examples == ("Bron",)
    engine.close()


# --- help -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("arkiv@example.org", "mailto:arkiv@example.org"),
        ("https://example.org/kontakt", "https://example.org/kontakt"),
        ("receptionen, 2 tr", ""),
        ("javascript:alert(1)@x", "mailto:javascript:alert(1)@x"),
        ("", ""),
    ],
)
def test_help_says_whom_to_write_to(index_dir: Path, contact: str, link: str) -> None:
    app = create_app(Settings(index=str(index_dir), contact=contact))
    with TestClient(app) as client:
        main = page_of(client, "/om").one("main")
        assert {a.attributes["href"] for a in main.all("a") if a.text == contact} == {link} - {""}
        assert contact in main.text
        assert ("skriv till" in main.text) == bool(contact)
    app.state.knowledge_base.close()


@pytest.mark.parametrize("masked", [True, False])
def test_help_says_whether_contact_details_are_shown(index_dir: Path, masked: bool) -> None:
    app = create_app(Settings(index=str(index_dir), mask_contacts=masked))
    with TestClient(app) as client:
        said = "Deras e-postadresser och telefonnummer visas inte." in page_of(client, "/om").text
        assert said is masked
    app.state.knowledge_base.close()


# --- the head of a page -----------------------------------------------------------------------


def metas(page: Element) -> dict[str, str]:
    return {
        meta.attributes.get("property") or meta.attributes["name"]: meta.attributes["content"]
        for meta in page.all("meta")
        if "content" in meta.attributes and "media" not in meta.attributes
    }


def test_a_page_that_lasts_says_where_it_is_and_in_which_languages(client: TestClient) -> None:
    for address in ("/", "/om", BRIDGE, "/projekt/grannkraft"):
        page, english = page_of(client, address), page_of(client, f"{address}?lang=en")
        here = f"http://127.0.0.1:8000{address}"
        assert page.one("link", rel="canonical").attributes["href"] == here
        assert english.one("link", rel="canonical").attributes["href"] == f"{here}?lang=en"
        for each in (page, english):
            assert {
                link.attributes["hreflang"]: link.attributes["href"]
                for link in each.having("link", rel="alternate")
                if "hreflang" in link.attributes
            } == {"sv": f"{here}?lang=sv", "en": f"{here}?lang=en", "x-default": here}
            assert "robots" not in metas(each)
        assert (metas(page)["og:url"], metas(page)["og:locale"]) == (here, "sv_SE")
        assert metas(english)["og:locale"] == "en_GB"


@pytest.mark.parametrize("address", ["/sok", "/sok?q=bron", "/sok?fran=x", "/none"])
def test_a_page_that_does_not_last_is_left_out_by_robots(client: TestClient, address: str) -> None:
    page = page_of(client, address)
    assert metas(page)["robots"] == "noindex"
    assert page.having("link", rel="canonical") == []
    assert "og:url" not in metas(page)
    assert metas(page)["og:title"] == page.one("title").text.removesuffix(" – Kunskapsbanken")
    assert metas(page)["og:site_name"] == "Kunskapsbanken"


def test_search_engines_are_told_how_to_search_the_site(client: TestClient) -> None:
    (site,) = data_of(page_of(client, "/"))
    assert (site["@type"], site["name"]) == ("WebSite", "Kunskapsbanken")
    template = site["potentialAction"]["target"]["urlTemplate"]
    address = template.replace("{search_term_string}", "bron").removeprefix(site["url"])
    assert page_of(client, f"/{address}").one("input", id="q").attributes["value"] == "bron"


@pytest.mark.parametrize("nasty", [*NASTY, "</script><!--", "\u2028\\u003c"])
def test_no_name_of_a_site_ends_its_data(index_dir: Path, nasty: str) -> None:
    with browsing(index_dir, site_name=nasty) as client:
        html = client.get("/").text
        (site,) = data_of(read_page(html))
        assert site["name"] == nasty
        assert html.count("</script>") == 2


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/projekt", [("Projekt", "page")]),
        ("/projekt/grannkraft", [("Projekt", "true")]),
        ("/organisationer/akerbo-kommun", [("Organisationer", "true")]),
        ("/om", [("Om och hjälp", "page")]),
        (BRIDGE, []),
        ("/sok", []),
    ],
)
def test_the_menu_says_where_the_reader_is(
    client: TestClient, address: str, current: list[tuple[str, str]]
) -> None:
    menu = page_of(client, address).one("nav", class_="menu").all("a")
    assert [
        (link.text, link.attributes["aria-current"])
        for link in menu
        if "aria-current" in link.attributes
    ] == current


def test_a_search_from_an_entry_keeps_to_it_unless_all_is_chosen(client: TestClient) -> None:
    head = page_of(client, "/projekt/grannkraft").one("header")
    assert head.one("input", id="scope").attributes == {
        "type": "checkbox",
        "id": "scope",
        "name": "projekt",
        "value": "grannkraft",
        "checked": "",
    }
    assert head.one("div", class_="scope").text == "Bara inlägg om Grannkraft"
