from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.indexing import build_index
from kb.messages import Messages
from kb.settings import Settings
from kb.web.pages import printed
from tests.browsing import Element, browsing, read_page
from tests.corpora import post, write_corpus

SITE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("printed")
    posts = [
        post(f"{2015 + n // 5}-0{n % 5 + 1}-10", f"Nyhet {n}", f"Regn. Hos Zinkhyttan var vi {n}.")
        for n in range(12)
    ]
    posts.append(
        post("2016-06-01", "Åkerbo kommun växer", "Zinkhyttan nämns två gånger: Zinkhyttan.")
    )
    build_index(write_corpus(folder / "corpus", posts), folder / "index")
    with browsing(folder / "index") as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return read_page(answer.text)


def posts_of(page: Element) -> list[Element]:
    return [li for section in page.having("section", class_="printed") for li in section.all("li")]


def test_all_hits_stand_in_one_list_by_year(client: TestClient) -> None:
    page = page_of(client, "/sok?organisation=zinkhyttan&utskrift=1")
    assert page.one("h1").text == "Zinkhyttan: 13 inlägg"
    years = [section.one("h2").text for section in page.having("section", class_="printed")]
    assert years == ["2017 2 inlägg", "2016 6 inlägg", "2015 5 inlägg"]
    days = [li.one("time").attributes["datetime"] for li in posts_of(page)]
    assert len(days) == 13
    assert days == sorted(days, reverse=True)
    assert page.having("nav", aria_label="Sidor") == []


def test_each_post_has_what_a_report_needs(client: TestClient) -> None:
    page = page_of(client, "/sok?organisation=zinkhyttan&utskrift=1")
    first = posts_of(page)[2]
    assert first.one("h3").text == "Åkerbo kommun växer"
    assert first.one("p", class_="meta").text == "1 juni 2016 · Åkerbo kommun, Zinkhyttan"
    assert first.one("p", class_="address").text == f"{SITE}/inlagg/2016-06-01-kerbo-kommun-v-xer"
    other = posts_of(page)[0]
    assert [mark.text for mark in other.all("mark")] == ["Zinkhyttan"]
    assert "Hos Zinkhyttan var vi 11." in other.one("p", class_="snippet").text


def test_the_list_says_what_it_is_of_and_where_and_when_it_was_made(client: TestClient) -> None:
    page = page_of(client, "/sok?q=regn&fran=2016&utskrift=1")
    facts = {div.one("dt").text: div.one("dd").text for div in page.one("dl").all("div")}
    assert facts == {
        "Källa": f"Kunskapsbanken, {SITE}/sok?q=regn&fran=2016",
        "Utskriven": Messages("sv").day(Settings().today()),
        "Ordning": "Nyast först",
    }
    assert page.link("← Tillbaka till sökningen") == "/sok?q=regn&fran=2016"
    foot = page.one("p", class_="on-paper").text
    assert foot == f"Kunskapsbanken, {SITE}/sok?q=regn&fran=2016, {facts['Utskriven']}"


def test_it_keeps_the_words_and_takes_the_order_that_years_have(client: TestClient) -> None:
    page = page_of(client, "/sok?q=regn&ordning=aldst&utskrift=1")
    days = [li.one("time").attributes["datetime"] for li in posts_of(page)]
    assert days == sorted(days)
    assert {mark.text for li in posts_of(page) for mark in li.all("mark")} == {"Regn"}
    assert page.link("← Tillbaka till sökningen") == "/sok?q=regn&ordning=aldst"


def test_a_page_that_was_asked_for_is_left_out_of_its_address(client: TestClient) -> None:
    answer = client.get("/sok?q=regn&sida=2&utskrift=1")
    assert (answer.status_code, answer.headers["location"]) == (301, "/sok?q=regn&utskrift=1")


def test_a_list_that_is_not_all_says_so_and_where_all_is(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed, "MOST", 4)
    page = page_of(client, "/sok?fran=2015&till=2016&utskrift=1")
    assert page.one("h1").text.endswith("11 inlägg")
    facts = {div.one("dt").text: div.one("dd") for div in page.one("dl").all("div")}
    assert facts["Här"].text == "4 av 11 inlägg. Alla som tabell (CSV)"
    assert facts["Här"].link("Alla som tabell (CSV)") == "/sok.csv?fran=2015&till=2016"
    (year,) = page.having("section", class_="printed")
    assert year.one("h2").text == "2016 4 av 6 inlägg"


def test_nothing_found_is_said(client: TestClient) -> None:
    page = page_of(client, "/sok?q=xyzzy&utskrift=1")
    assert posts_of(page) == []
    assert page.link("← Tillbaka till sökningen") == "/sok?q=xyzzy"
