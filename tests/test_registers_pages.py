"""The registers and their entries, as pages; `kb/web/pages/register.py` and `entry.py`."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from starlette.testclient import TestClient

from kb.corpus.post import Post
from kb.indexing import build_index
from kb.web.pages import register
from kb.web.pages.register import MOST, initial
from tests.browsing import Element, browsing, read_page
from tests.corpora import PROJECTS, post, write_corpus

ORGANISATIONS = """\
- {id: zeta, name: Zeta, aliases: [Sista handen]}
- {id: angslunda, name: Ängslunda bygdelag, url: "https://example.org/bygd"}
- {id: osthamra, name: Östhamra odlare}
- {id: akerbo, name: Åkerbo kommun, description: Kommunen vid ån.}
- {id: handkraft, name: Handkraft Syd}
- {id: fyran, name: "4:an"}
- {id: citat, name: ”Bygg själv”}
- {id: tyst, name: Tystnaden}
- {id: gissad, name: Gissade gänget, suggested: true}
"""
OTHER = {"categories.yaml": "- {id: kurs, name: Kurser}\n- {id: tom, name: Tomt}\n"}
ALL = ["zeta", "angslunda", "osthamra", "akerbo", "handkraft", "fyran", "citat", "gissad"]


def posts() -> Iterator[Post]:
    yield post("2014-03-03", "Allt börjar", "Alla kom.", organisations=ALL)
    for number in range(12):
        day = f"{2014 + number // 3 * 2}-05-{number + 1:02}"
        text = f"Det regnade. Här är Åkerbo kommun nummer {number}."
        yield post(day, f"Nyhet {number}", text, projects=["grannkraft"])
    yield post("2021-06-01", "Kurs", "Åkerbo kommun och Zeta.", categories=["kurs"])


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("registers")
    build_index(
        write_corpus(folder / "corpus", posts(), ORGANISATIONS, PROJECTS, OTHER), folder / "index"
    )
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[TestClient]:
    with browsing(index) as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return read_page(answer.text)


def names(page: Element) -> list[str]:
    return [li.all("a")[0].text for li in page.one("div", class_="register").all("li")]


# --- a register -------------------------------------------------------------------------------


def test_a_register_stands_under_its_initials_in_swedish_order(client: TestClient) -> None:
    page = page_of(client, "/organisationer")
    assert page.one("h1").text == "Organisationer 8"
    letters = ["0–9", "B", "G", "H", "Z", "Å", "Ä", "Ö"]
    sections = page.one("div", class_="register").all("section")
    assert [section.one("h2").text for section in sections] == letters
    assert [section.attributes["aria-labelledby"] for section in sections] == letters
    # So short a list needs no way to them.
    assert page.having("nav", aria_label="Begynnelsebokstäver") == []
    # An entry that no post names is not there.
    assert names(page) == [
        *("4:an", "”Bygg själv”", "Gissade gänget", "Handkraft Syd", "Zeta"),
        *("Åkerbo kommun", "Ängslunda bygdelag", "Östhamra odlare"),
    ]


def test_a_register_of_some_length_leads_to_its_initials(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "SHORT", 7)
    with browsing(index) as client:
        page = page_of(client, "/organisationer")
    nav = page.one("nav", aria_label="Begynnelsebokstäver")
    assert [(a.text, a.attributes["href"]) for a in nav.all("a")] == [
        (letter, f"/organisationer#{letter}")
        for letter in ["0–9", "B", "G", "H", "Z", "Å", "Ä", "Ö"]
    ]
    monkeypatch.setattr(register, "SHORT", 8)
    with browsing(index) as client:
        page = page_of(client, "/organisationer")
    assert page.having("nav", aria_label="Begynnelsebokstäver") == []


def test_a_register_says_what_is_in_it(client: TestClient) -> None:
    text = page_of(client, "/organisationer").one("main").text
    assert "Organisationer som nämns i inläggen, med antal inlägg och år." in text
    assert "Med antal inlägg och år." in page_of(client, "/kategorier").one("main").text


def test_each_entry_has_its_posts_and_years(client: TestClient) -> None:
    page = page_of(client, "/organisationer")
    rows = {
        li.all("a")[0].text: li.one("span", class_="count").text
        for li in page.one("div", class_="register").all("li")
    }
    assert rows["Åkerbo kommun"] == "14 inlägg 2014–2021"
    assert rows["4:an"] == "1 inlägg 2014"
    assert page.link("Åkerbo kommun") == "/organisationer/akerbo"


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        *(("åkerbo", "Å"), ("Øresund", "Ö"), ("École", "E"), ("Ω", "Ω")),
        *(("7:an", "0–9"), ("(4H)", "0–9"), ("”Hus”", "H"), ("_x", "X"), ("!!!", "…")),
    ],
)
def test_the_initial_of_a_name(name: str, letter: str) -> None:
    assert initial(name) == letter


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hand", ["Handkraft Syd", "Zeta"]),
        ("HANDKRAFT", ["Handkraft Syd"]),
        ("akerbo", ["Åkerbo kommun"]),
        ("kraft syd", ["Handkraft Syd"]),
        # An initial gives what begins with it.
        ("z", ["Zeta"]),
        ("Ä", ["Ängslunda bygdelag"]),
        ("0–9", ["4:an"]),
    ],
)
def test_the_filter_box(client: TestClient, typed: str, found: list[str]) -> None:
    page = page_of(client, f"/organisationer?q={quote_plus(typed)}")
    assert names(page) == found
    assert page.one("input", id="name").attributes["value"] == typed
    # The search form is another one, and stays empty.
    assert page.one("input", id="q").attributes.get("value", "") == ""
    assert page.link("Visa alla 8 igen") == "/organisationer"
    assert page.one("meta", name="robots").attributes["content"] == "noindex"


def test_what_was_typed_is_marked_in_whichever_name_has_it(client: TestClient) -> None:
    page = page_of(client, "/organisationer?q=hand")
    assert page.one("h2", class_="list-head").text == "2 namn har ”hand”"
    hand, zeta = page.one("div", class_="register").all("li")
    assert [mark.text for mark in hand.all("mark")] == ["Hand"]
    assert hand.having("span", class_="also") == []
    assert zeta.one("span", class_="also").text == "kallas också Sista handen"
    assert [mark.text for mark in zeta.all("mark")] == ["hand"]


def test_the_filter_box_makes_the_one_address(client: TestClient) -> None:
    page = page_of(client, "/organisationer?lang=en")
    form = page.one("form", class_="name-filter")
    assert form.attributes["action"] == "/organisationer"
    assert [field.attributes["name"] for field in form.all("input")] == ["q", "lang"]
    answer = client.get("/organisationer?lang=en&q=+hand+")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/organisationer?q=hand&lang=en"
    answer = client.get("/organisationer?q=hand&sida=2")
    assert (answer.status_code, answer.headers["location"]) == (302, "/organisationer?q=hand")


def test_a_name_that_is_not_there_may_be_in_the_posts(client: TestClient) -> None:
    page = page_of(client, "/projekt?q=<b>regn")
    assert page.one("h2", class_="list-head").text == "Inget namn har ”<b>regn”"
    assert page.having("div", class_="register") == []
    assert page.link("Sök ”<b>regn” bland inläggen") == "/sok?q=%3Cb%3Eregn"


def test_what_a_machine_found_is_said_where_it_is_shown(client: TestClient) -> None:
    found = "hittat automatiskt"
    assert found in page_of(client, "/organisationer").one("main").text
    assert "automatiskt" in page_of(client, "/organisationer?q=g").one("main").text
    assert "automatiskt" not in page_of(client, "/organisationer?q=zeta").one("main").text


def test_a_long_register_is_shown_piece_by_piece(tmp_path: Path) -> None:
    entries = [f"- {{id: b-{n}, name: Bolag {n:04}}}" for n in range(MOST + 20)]
    entries += ["- {id: ahus, name: Åhus}", "- {id: aa, name: Aa}"]
    ids = [f"b-{n}" for n in range(MOST + 20)]
    everyone = [
        post("2015-01-01", "Alla", "Många.", organisations=[*ids, "ahus", "aa"]),
        post("2016-01-01", "En", "Få.", organisations=["ahus"]),
    ]
    corpus = write_corpus(tmp_path / "corpus", everyone, "\n".join(entries), "")
    build_index(corpus, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        page = page_of(client, "/organisationer")
        assert page.one("h2", class_="list-head").text == "I flest inlägg"
        assert names(page)[:3] == ["Åhus", "Aa", "Bolag 0000"]
        assert len(names(page)) < 30
        nav = page.one("nav", aria_label="Begynnelsebokstäver")
        assert nav.link("Å") == "/organisationer?q=%C3%85"
        page = page_of(client, nav.link("Å"))
        assert names(page) == ["Åhus"]
        current = page.one("nav", aria_label="Begynnelsebokstäver").one("a", aria_current="page")
        assert current.text == "Å"
        for address in (nav.link("B"), "/organisationer?q=bolag"):
            answer = client.get(address)
            page = read_page(answer.text)
            assert len(names(page)) == MOST
            assert "20 till visas inte." in page.text
            assert len(answer.content) < 80_000
        assert names(page_of(client, "/organisationer?q=0415")) == ["Bolag 0415"]


# --- an entry ---------------------------------------------------------------------------------


def test_an_entry_tells_its_history_in_a_line(client: TestClient) -> None:
    page = page_of(client, "/organisationer/akerbo")
    assert page.one("p", class_="kind").link("Organisationer") == "/organisationer"
    assert page.one("p", class_="lead").text == "Kommunen vid ån."
    line = page.one("p", class_="mentions")
    assert line.text == "Nämns i 14 inlägg, först den 3 mars 2014 och senast den 1 juni 2021."
    assert line.link("3 mars 2014") == "/inlagg/2014-03-03-allt-b-rjar?organisation=akerbo"
    once = page_of(client, "/organisationer/fyran").one("p", class_="mentions")
    assert once.text == "Nämns i 1 inlägg, den 3 mars 2014."
    # Posts have categories, and do not name them.
    given = page_of(client, "/kategorier/kurs").one("p", class_="mentions")
    assert given.text == "1 inlägg, från den 1 juni 2021."


def test_its_timeline_goes_forward_with_its_empty_years(client: TestClient) -> None:
    columns = page_of(client, "/organisationer/akerbo").one("ol", class_="years-row").all("li")
    words = [column.one("span", class_="year").text for column in columns]
    assert [text[:4] for text in words] == [str(year) for year in range(2014, 2022)]
    assert [column.one("text").text for column in columns] == [*"40303031"]
    # The picture is for the eyes; the words beside it say the same.
    assert {column.one("svg").attributes["aria-hidden"] for column in columns} == {"true"}
    assert words[:2] == ["2014 (4 inlägg)", "2015 (0 inlägg)"]
    assert [len(column.all("a")) for column in columns] == [1, 0, 1, 0, 1, 0, 1, 1]
    (link,) = columns[2].all("a")
    assert link.attributes["href"] == "/sok?organisation=akerbo&fran=2016&till=2016"
    heights = [column.one("rect").attributes["height"] for column in columns]
    assert heights == ["100%", "0%", "75%", "0%", "75%", "0%", "75%", "25%"]
    # One year is no history.
    assert page_of(client, "/organisationer/fyran").having("ol", class_="years-row") == []


def test_a_long_silence_is_one_column(tmp_path: Path) -> None:
    days = ("1902-01-01", "1904-01-01", "2014-01-01")
    corpus = write_corpus(tmp_path / "corpus", [post(day, "Zinkhyttan") for day in days])
    build_index(corpus, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        years = page_of(client, "/organisationer/zinkhyttan").having("span", class_="year")
        assert [year.text.split(" (")[0] for year in years] == [
            *("1902", "1903", "1904", "1905–2013", "2014")
        ]


def test_it_shows_the_newest_of_its_posts_and_says_so(client: TestClient) -> None:
    page = page_of(client, "/organisationer/akerbo")
    assert page.one("h2", id="entry-posts").text == "De nyaste inläggen 1–10 av 14"
    hits = page.one("ol", class_="hits").all("h3")
    assert len(hits) == 10
    assert page.link("Visa alla 14 inlägg") == "/sok?organisation=akerbo"
    snippet = page.one("ol", class_="hits").having("p", class_="snippet")[1]
    assert [mark.text for mark in snippet.all("mark")] == ["Åkerbo kommun"]
    page = page_of(client, "/organisationer/fyran")
    assert page.one("h2", id="entry-posts").text == "Inläggen"
    assert "Visa alla" not in page.text


def test_its_other_forms_have_all_of_its_posts(client: TestClient) -> None:
    page = page_of(client, "/organisationer/akerbo")
    forms = page.one("p", class_="forms")
    assert [(a.text, a.attributes["href"]) for a in forms.all("a")] == [
        ("Visa alla 14 inlägg", "/sok?organisation=akerbo"),
        ("Avgränsa på tid", "/sok?organisation=akerbo#facet-year"),
        ("Skriv ut alla", "/sok?organisation=akerbo&utskrift=1"),
        ("Hämta alla (CSV)", "/sok.csv?organisation=akerbo"),
        ("Följ (Atom)", "/sok.atom?organisation=akerbo"),
    ]
    assert page_of(client, "/sok?organisation=akerbo").having("h3", id="facet-year")
    # One post has no others to be shown, and no time to choose from.
    forms = page_of(client, "/organisationer/fyran").one("p", class_="forms")
    assert [a.text for a in forms.all("a")] == ["Skriv ut alla", "Hämta alla (CSV)", "Följ (Atom)"]
    feed = page.one("link", rel="alternate", type="application/atom+xml").attributes
    assert (feed["href"], feed["title"]) == (
        "/sok.atom?organisation=akerbo",
        "Nya inlägg: Åkerbo kommun",
    )


def test_whom_it_is_named_together_with(client: TestClient) -> None:
    page = page_of(client, "/organisationer/akerbo")
    aside = page.one("aside", aria_labelledby="entry-partners")
    assert aside.one("h2").text == "Nämns tillsammans med"
    organisations, projects, categories = aside.all("section")
    rows = [li.text for li in organisations.all("li")]
    assert rows[0] == "Zeta i 2 inlägg"
    assert len(rows) == 7
    assert organisations.link("Zeta") == "/organisationer/zeta"
    assert page.link("Nämns tillsammans med ↓") == "#entry-partners"
    # Both of one kind is nothing that a search can ask for.
    assert organisations.all("li")[0].all("a")[1:] == []
    assert projects.link("12 inlägg") == "/sok?organisation=akerbo&projekt=grannkraft"
    assert categories.link("Kurser") == "/kategorier/kurs"


def test_of_very_many_partners_the_page_has_some_and_says_so(tmp_path: Path) -> None:
    entries = "\n".join(f"- {{id: b-{n}, name: Bolag {n:04}}}" for n in range(100))
    everyone = [post("2015-01-01", "Alla", "Många.", organisations=[f"b-{n}" for n in range(100)])]
    build_index(write_corpus(tmp_path / "corpus", everyone, entries, ""), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        aside = page_of(client, "/organisationer/b-0").one("aside")
        shown, more = aside.all("ul")
        assert [li.all("a")[0].text for li in shown.all("li")][:2] == ["Bolag 0001", "Bolag 0002"]
        assert (len(shown.all("li")), len(more.all("li"))) == (8, 40)
        assert aside.one("summary").text == "Visa 40 till"
        assert aside.one("details").one("p").text == "Och 51 till."


def test_an_entry_that_no_post_names(client: TestClient) -> None:
    page = page_of(client, "/organisationer/tyst")
    assert page.one("p", class_="mentions").text == "Inget inlägg nämner den ännu."
    assert page.one("main").all("section", "aside", "ol", "dl") == []
    page = page_of(client, "/kategorier/tom")
    assert page.one("p", class_="mentions").text == "Inget inlägg har den ännu."


def test_a_search_from_its_page_keeps_to_it(client: TestClient) -> None:
    form = page_of(client, "/projekt/grannkraft").having("form", role="search")[0]
    (here,) = form.having("input", name="projekt")
    assert (here.attributes["type"], here.attributes["value"]) == ("checkbox", "grannkraft")
    assert "checked" in here.attributes


@pytest.mark.parametrize(
    ("address", "what", "years"),
    [
        ("/organisationer/zeta", "Verksam", "sedan 2014"),
        ("/organisationer/akerbo", "Verksam", "2014–2019"),
        ("/organisationer/fyran", "Verksam", "till och med 2019"),
        ("/projekt/pagar", "Pågår", "sedan 2016"),
        ("/projekt/lang", "Pågår", "2016–9998-06"),
        ("/projekt/slut", "Pågick", "2016–2018"),
        ("/projekt/kort", "Pågick", "2016"),
        ("/projekt/sent", "Pågick", "till och med 2018-05-01"),
    ],
)
def test_when_an_entry_was_there(tmp_path: Path, address: str, what: str, years: str) -> None:
    organisations = """\
- {id: zeta, name: Zeta, from: "2014"}
- {id: akerbo, name: Åkerbo kommun, from: "2014", to: "2019"}
- {id: fyran, name: "4:an", to: "2019"}
"""
    projects = """\
- {id: pagar, name: Pågår, from: "2016"}
- {id: lang, name: Lång, from: "2016", to: "9998-06"}
- {id: slut, name: Slut, from: "2016", to: "2018"}
- {id: kort, name: Kort, from: "2016", to: "2016"}
- {id: sent, name: Sent, to: "2018-05-01"}
"""
    build_index(write_corpus(tmp_path / "corpus", [], organisations, projects), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        fact = page_of(client, address).one("dl").one("div")
        assert (fact.one("dt").text, fact.one("dd").text) == (what, years)


def test_an_organisation_tells_what_it_owns(index_dir: Path) -> None:
    with browsing(index_dir) as client:
        facts = page_of(client, "/organisationer/angslunda-bygdelag").one("dl")
        assert [dt.text for dt in facts.all("dt")] == ["Kallas också", "Äger"]
        assert facts.link("Grannkraft") == "/projekt/grannkraft"


def test_its_head_tells_what_it_is(client: TestClient) -> None:
    page = page_of(client, "/organisationer/akerbo")
    assert page.one("meta", name="description").attributes["content"] == (
        "Kommunen vid ån. Åkerbo kommun nämns i 14 inlägg i Kunskapsbanken."
    )
    assert page.one("link", rel="canonical").attributes["href"].endswith("/organisationer/akerbo")
