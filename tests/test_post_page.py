import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.indexing import build_index
from tests.browsing import Element, browsing, read_page
from tests.corpora import post, write_corpus

BRIDGE = "/inlagg/2016-05-09-bygdelaget-lagar-bron"
LENT = "/inlagg/2017-01-15-grannkraft-f-r-st-d"
LONG = "x" * 400


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return read_page(answer.text)


def marks(page: Element) -> list[str]:
    return [mark.text for mark in page.one("article").all("mark")]


# --- from a search ----------------------------------------------------------------------------


def test_the_words_of_the_search_are_marked_and_the_first_is_one_link_away(
    client: TestClient,
) -> None:
    page = page_of(client, "/inlagg/2017-06-01-tv-nya-kooperativ?q=kooperativ")
    assert marks(page) == [
        "kooperativ",
        *("kooperativet", "kooperativen", "kooperativens"),
    ]
    assert page.one("h1").one("mark").text == "kooperativ"
    back = page.one("nav", aria_label="Din sökning")
    assert back.link("← Tillbaka till sökningen ”kooperativ”") == "/sok?q=kooperativ"
    ways = page.one("p", class_="to-marks")
    assert ways.link("Till träff 1 av 3") == "#traff"
    first = page.one("div", class_="body").all("mark")[0]
    assert first.attributes["id"] == "traff"
    assert ways.link("Visa utan markeringar") == "/inlagg/2017-06-01-tv-nya-kooperativ"


def test_a_single_hit_is_not_counted(client: TestClient) -> None:
    ways = page_of(client, f"{BRIDGE}?q=spikarna").one("p", class_="to-marks")
    assert ways.link("Till träffen") == "#traff"


def test_marks_in_the_title_alone_are_counted_nowhere_but_can_be_hidden(client: TestClient) -> None:
    ways = page_of(client, f"{BRIDGE}?q=bron").one("p", class_="to-marks")
    assert [a.text for a in ways.all("a")] == ["Visa utan markeringar"]


@pytest.mark.parametrize(
    ("search", "back"),
    [
        ("q=xyzzy", "← Tillbaka till sökningen ”xyzzy”"),
        ("q=%3F%3F", "← Tillbaka till sökningen ”??”"),
        ("organisation=angslunda-bygdelag&fran=2016", "← Tillbaka till listan"),
        ("ordning=aldst&sida=2", "← Tillbaka till listan"),
    ],
)
def test_without_marks_the_way_back_is_kept(client: TestClient, search: str, back: str) -> None:
    page = page_of(client, f"{BRIDGE}?{search}")
    ways = page.one("nav", aria_label="Din sökning")
    assert [(a.text, a.attributes["href"]) for a in ways.all("a")] == [(back, f"/sok?{search}")]
    assert marks(page) == []
    assert page.having("p", class_="to-marks") == []


def test_whoever_did_not_search_has_no_way_back(client: TestClient) -> None:
    for address in (BRIDGE, f"{BRIDGE}?lang=en"):
        page = page_of(client, address)
        assert page.having("nav", class_="back") == []
        assert marks(page) == []


def test_a_former_id_keeps_the_search(client: TestClient) -> None:
    answer = client.get("/inlagg/2015-03-02-tvatten?q=tv%C3%A4tt")
    assert answer.status_code == 301
    page = page_of(client, answer.headers["location"])
    assert page.one("h1").one("mark").text == "tvätt"
    plain = page.one("p", class_="to-marks").link("Visa utan markeringar")
    assert plain == "/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo"


# --- under the title, and beside the text -----------------------------------------------------


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (LENT, "15 januari 2017 · Grannkraft"),
        (f"{LENT}?lang=en", "15 January 2017 · Grannkraft"),
        (BRIDGE, "9 maj 2016"),
        ("/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo", "2 mars 2015 · ändrat 4 mars 2015"),
        (
            "/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo?lang=en",
            "2 March 2015 · changed 4 March 2015",
        ),
    ],
)
def test_under_the_title_stand_its_dates_and_its_project(
    client: TestClient, address: str, told: str
) -> None:
    head = page_of(client, address).one("div", class_="post-head")
    assert [child.tag for child in head.children if isinstance(child, Element)] == ["h1", "p"]
    assert head.one("p").text == told
    assert head.all("time")[0].attributes["datetime"] in address


def test_many_projects_stand_beside_the_text(tmp_path: Path) -> None:
    names = ["Eken", "Tallen", "Granen", "Linden"]
    projects = "".join(f"- id: {name.lower()}\n  name: {name}\n" for name in names)
    posts = [
        post("2020-01-01", "Tre", "Eken, Tallen och Granen växer."),
        post("2020-01-02", "Fyra", "Eken, Tallen, Granen och Linden växer."),
    ]
    build_index(write_corpus(tmp_path / "corpus", posts, "", projects), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        three = page_of(client, "/inlagg/2020-01-01-tre")
        assert [a.text for a in three.one("div", class_="post-head").all("a")] == names[:3]
        assert three.all("aside") == []
        four = page_of(client, "/inlagg/2020-01-02-fyra")
        assert four.one("div", class_="post-head").all("a") == []
        assert [a.text for a in four.one("aside").all("a")] == names


def test_a_tag_whose_contact_is_masked_is_not_searched_for(tmp_path: Path) -> None:
    tags = ["Skriv till vd@example.org", "vd@example.org, 070-123 45 67", "vd@example.org", "bron"]
    each = post("2020-01-01", "Nytt", "Text.", tags=tags)
    build_index(write_corpus(tmp_path / "corpus", [each], "", ""), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        shown = page_of(client, f"/inlagg/{each.id}").one("ul", class_="tags")
        assert [li.text for li in shown.all("li")] == [
            "Skriv till [e-postadress dold]",
            "[e-postadress dold], [telefonnummer dolt]",
            "bron",
        ]
        assert [a.text for a in shown.all("a")] == ["bron"]


def test_whom_a_post_is_about_stands_in_an_aside_before_the_text(client: TestClient) -> None:
    article = page_of(client, f"{LENT}?lang=en").one("article")
    assert [child.tag for child in article.children if isinstance(child, Element)] == [
        *("div", "aside", "a", "div", "footer"),
    ]
    aside = article.one("aside")
    assert aside.one("h2", id=aside.attributes["aria-labelledby"]).text == "About this post"
    terms = [(div.one("dt").text, div.one("dd").text) for div in aside.one("dl").all("div")]
    assert terms == [
        ("Organisations", "Ängslunda bygdelagÅkerbo kommun"),
    ]
    assert aside.link("Åkerbo kommun") == "/organisationer/akerbo-kommun?lang=en"


def test_long_lists_are_folded_but_not_for_one_more(tmp_path: Path) -> None:
    def tagged(number: int) -> list[str]:
        return [f"ord nummer {each}" for each in range(number)]

    posts = [
        post("2020-01-05", "Fem", "Text.", tags=tagged(5)),
        post("2020-01-06", "Sex", "Text.", tags=tagged(6)),
        post("2020-01-07", "Sju", "Text.", tags=tagged(7)),
    ]
    build_index(write_corpus(tmp_path / "corpus", posts), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        for title, at_once in (("05-fem", 5), ("06-sex", 6), ("07-sju", 5)):
            aside = page_of(client, f"/inlagg/2020-01-{title}").one("aside")
            first, *rest = aside.having("ul", class_="tags")
            assert len(first.all("li")) == at_once
            assert len(aside.all("details")) == len(rest) == (title == "07-sju")
        assert [len(each.all("li")) for each in rest] == [2]


# --- on to other posts ------------------------------------------------------------------------


def test_a_post_leads_to_those_before_and_after_it_in_its_project(client: TestClient) -> None:
    address, seen = "/inlagg/2021-01-01-none", []
    page = page_of(client, LENT)
    while True:
        nav = page.one("nav", aria_label="Föregående och nästa i Grannkraft")
        assert nav.one("h2").link("Grannkraft") == "/projekt/grannkraft"
        seen.append([li.text for li in nav.all("li")])
        following = nav.having("a", rel="next")
        if not following:
            break
        address = following[0].attributes["href"]
        page = page_of(client, address)
    assert seen == [
        ["Nästa Året som gick 24 december 2019"],
        ["Föregående Grannkraft får stöd 15 januari 2017"],
    ]
    assert nav.one("a", rel="prev").attributes["href"] == LENT


def test_a_post_of_no_project_or_alone_in_it_leads_to_no_other_of_it(client: TestClient) -> None:
    assert page_of(client, BRIDGE).having("nav", class_="beside") == []


def test_of_many_projects_three_lead_on(tmp_path: Path) -> None:
    names = ["Eken", "Tallen", "Granen", "Linden"]
    projects = "".join(f"- id: {name.lower()}\n  name: {name}\n" for name in names)
    text = " ".join(f"Projektet {name} växer." for name in names)
    posts = [post(f"2020-01-0{day}", f"Nummer {day}", text) for day in (1, 2, 3)]
    build_index(write_corpus(tmp_path / "corpus", posts, "", projects), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        page = page_of(client, "/inlagg/2020-01-02-nummer-2")
        navs = page.having("nav", class_="beside")
        assert len(navs) == 3
        assert len({nav.attributes["aria-label"] for nav in navs}) == 3
        for nav in navs:
            assert [a.text for a in nav.one("ul").all("a")] == ["Nummer 1", "Nummer 3"]


def test_similar_posts_are_others_and_there_are_five_at_the_most(tmp_path: Path) -> None:
    alike = [
        post(f"2020-02-{day:02}", f"Biodling {day}", f"Bikupor, drottningar och svärmar {day}.")
        for day in range(1, 9)
    ]
    others = [
        post(f"2019-{month}-{day:02}", f"Annat {day}", f"Ett ämne: {chr(96 + day) * month}.")
        for month in (10, 11)
        for day in range(1, 27)
    ]
    folder = tmp_path / "corpus"
    build_index(write_corpus(folder, [*alike, *others], "", ""), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        page = page_of(client, "/inlagg/2020-02-03-biodling-3?q=svärmar&lang=en")
        nav = page.one("nav", aria_label="Similar posts")
        links = [a.attributes["href"] for a in nav.all("a")]
        assert len(links) == len(set(links)) == 5
        assert all(link.startswith("/inlagg/2020-02-") for link in links)
        assert all(link.endswith("?lang=en") for link in links)  # it is no hit of the search
        assert "/inlagg/2020-02-03-biodling-3?lang=en" not in links
        for item in nav.all("li"):
            assert item.one("time").attributes["datetime"] in item.one("a").attributes["href"]
        page = page_of(client, "/inlagg/2019-10-01-annat-1")
        assert page.having("nav", class_="similar") == []
        assert "Liknande" not in page.text


def test_what_stands_beside_a_post_is_not_told_again_as_similar(tmp_path: Path) -> None:
    projects = "- id: bikupan\n  name: Bikupan\n"
    posts = [
        *(
            post(f"2020-02-0{day}", f"Biodling {day}", "Bikupan, svärmar och honung.")
            for day in range(1, 9)
        ),
        *(
            post(f"2019-{month}-{day:02}", f"Annat {day}", f"Ett ämne: {chr(96 + day) * month}.")
            for month in (10, 11)
            for day in range(1, 27)
        ),
    ]
    build_index(write_corpus(tmp_path / "corpus", posts, "", projects), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        page = page_of(client, "/inlagg/2020-02-04-biodling-4")
        beside = {a.text for a in page.one("nav", class_="beside").one("ul").all("a")}
        similar = {a.text for a in page.one("nav", class_="similar").all("a")}
        assert beside == {"Biodling 3", "Biodling 5"}
        assert similar
        assert similar <= {f"Biodling {day}" for day in (1, 2, 6, 7, 8)}


# --- where it comes from, and what others are told --------------------------------------------


def test_the_source_is_called_by_its_host(tmp_path: Path) -> None:
    sources = {
        "https://www.example.org/nyheter/2020/?id=17": "example.org",
        f"http://{'a' * 60}.example:8080/{LONG}": f"{'a' * 60}.example",
    }
    posts = [
        post(f"2020-01-0{day}", f"Nyhet {day}", "Text.", source=source)
        for day, source in enumerate(sources, 1)
    ]
    build_index(write_corpus(tmp_path / "corpus", posts, "", ""), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        for each, (address, host) in zip(posts, sources.items(), strict=True):
            source = page_of(client, f"/inlagg/{each.id}").one("p", class_="source")
            assert source.text == f"Först publicerat på {host}"
            assert source.link(host) == address


def test_a_post_from_nowhere_else_says_nothing_of_it(client: TestClient) -> None:
    assert page_of(client, LENT).having("p", class_="source") == []


def test_search_robots_are_told_of_the_article_as_visitors_are_shown_it(tmp_path: Path) -> None:
    title = "Skriv till </script> vd@example.org"
    each = post("2020-01-01", title, "Vår adress är vd@example.org.", tags=["vd@example.org"])
    build_index(write_corpus(tmp_path / "corpus", [each], "", ""), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        page = page_of(client, f"/inlagg/{each.id}?q=adress")
        first, trail = page.having("script", type="application/ld+json")
        article = json.loads(first.text)
        assert (
            article["headline"] == page.one("h1").text == "Skriv till </script> [e-postadress dold]"
        )
        assert article["description"] == "Vår adress är [e-postadress dold]."
        assert json.loads(trail.text)["itemListElement"][-1]["name"] == article["headline"]
        assert "vd@" not in client.get(f"/inlagg/{each.id}").text


def test_the_head_tells_when_and_what(client: TestClient) -> None:
    page = page_of(client, "/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo?q=tv%C3%A4tt&lang=en")
    meta = {
        m.attributes.get("property"): m.attributes["content"]
        for m in page.all("meta")
        if "content" in m.attributes
    }
    assert meta["article:published_time"] == "2015-03-02"
    assert meta["article:modified_time"] == "2015-03-04"
    assert page.one("meta", name="description").attributes["content"].startswith("Fyra grannar ")
    assert "article:modified_time" not in client.get(BRIDGE).text


def test_names_and_texts_are_swedish_on_an_english_page(client: TestClient) -> None:
    article = page_of(client, f"{LENT}?lang=en").one("article")
    for element in (
        article.one("h1"),
        article.one("p", class_="dated").one("a"),
        article.one("div", class_="body"),
        *article.one("aside").all("ul"),
        *article.one("nav", class_="beside").all("a"),
    ):
        assert element.attributes["lang"] == "sv"
    assert "lang" not in page_of(client, LENT).one("h1").attributes


def test_headings_descend_and_ids_are_unique(client: TestClient) -> None:
    page = page_of(client, f"{LENT}?q=grannkraft")
    levels = [int(e.tag[1]) for e in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [e.attributes["id"] for e in page.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
