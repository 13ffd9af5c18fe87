from collections import Counter, deque
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urlsplit

import pytest
from starlette.testclient import TestClient

from kb.indexing import build_index
from tests.browsing import Element, browsing, data_of, read_page
from tests.corpora import post, write_corpus

BRIDGE = "/inlagg/2016-05-09-bygdelaget-lagar-bron"
CHOSEN = "/sok?q=kommun&organisation=akerbo-kommun&projekt=grannkraft&fran=2017&till=2017"
# One of every kind of page, and of every state that a page of results can be in.
PAGES = (
    *("/", "/sok", "/sok?sida=2", "/sok?sida=9", "/sok?q=kooperativ", "/sok?q=xyzzy+bron", CHOSEN),
    *("/sok?organisation=none", "/sok?fran=x&till=y&sida=0", "/om", "/none", BRIDGE),
    *("/organisationer", "/organisationer/akerbo-kommun", "/projekt", "/projekt/grannkraft"),
)
# Elements and attributes with which a browser fetches something unasked.
LOADING = {
    **dict.fromkeys(("img", "script", "iframe", "embed", "audio", "video", "source"), "src"),
    **{"link": "href", "object": "data", "input": "src", "form": "action"},
}


SAME_FOR_ALL = ("/static/", "/opensearch.xml", "/openapi.json")


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    return read_page(client.get(address).text)


# --- every page -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_built_for_everyone(client: TestClient, address: str) -> None:
    html = client.get(address).text
    assert html.startswith("<!doctype html>\n")
    page = read_page(html)
    assert page.one("html").attributes["lang"] == "sv"
    assert page.one("title").text.endswith(" – Kunskapsbanken")
    assert page.one("meta", name="viewport").attributes["content"].startswith("width=device-width")
    assert "maximum-scale" not in page.one("meta", name="viewport").attributes["content"]
    (heading,) = page.one("main").all("h1")
    assert heading.text
    for landmark in ("header", "main"):
        assert page.one(landmark)
    assert page.one("footer", class_="site-foot")
    assert page.one("nav", aria_label="Huvudmeny")
    assert len(page.having("form", role="search")) == 1
    assert_headings_descend(page)
    assert_skip_link(page)
    assert_labels(page)
    assert_ids(page)
    assert_named(page)


def assert_headings_descend(page: Element) -> None:
    levels = [int(h.tag[1]) for h in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    for above, below in pairwise(levels):
        assert below <= above + 1, levels


def assert_skip_link(page: Element) -> None:
    first = page.one("body").all("a")[0]
    assert first.text == "Hoppa till innehållet"
    assert page.one("main").attributes["id"] == first.attributes["href"].removeprefix("#")
    assert page.one("main").attributes["tabindex"] == "-1"  # so that focus moves there


def assert_labels(page: Element) -> None:
    labels = {label.attributes["for"]: label.text for label in page.all("label")}
    for field in page.all("input", "select", "textarea"):
        if field.attributes.get("type") != "hidden":
            assert labels[field.attributes["id"]], field
    for button in page.all("button"):
        assert button.text


def assert_ids(page: Element) -> None:
    ids = Counter(e.attributes["id"] for e in page.all() if "id" in e.attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    for element in page.all():
        for name in ("aria-labelledby", "aria-describedby"):
            for target in element.attributes.get(name, "").split():
                assert target in ids, f"{name}={target}"
        href = element.attributes.get("href", "")
        assert not href.startswith("#") or href[1:] in ids, href


def assert_named(page: Element) -> None:
    for link in page.all("a"):
        assert link.attributes["href"]
        assert link.text or link.attributes.get("aria-label"), link
    for part in page.all("nav", "section", "aside"):
        assert {"aria-label", "aria-labelledby"} & part.attributes.keys(), part.attributes
    names = Counter(nav.attributes["aria-label"] for nav in page.all("nav"))
    assert set(names.values()) == {1}


@pytest.mark.parametrize("address", PAGES)
def test_no_page_runs_or_loads_anything_from_elsewhere(client: TestClient, address: str) -> None:
    page = page_of(client, address)
    assert page.all("style", "iframe", "object", "embed", "base") == []
    assert data_of(page) is not None
    for element in page.all():
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
        if element.attributes.get("rel") in ("canonical", "alternate"):
            continue  # says where the page is, and loads nothing
        target = element.attributes.get(LOADING.get(element.tag, ""), "/")
        assert target.startswith("/"), element
        assert not target.startswith("//"), element


@pytest.mark.parametrize("address", PAGES)
def test_every_link_and_form_keeps_the_language(client: TestClient, address: str) -> None:
    page = page_of(client, f"{address}{'&' if '?' in address else '?'}lang=en")
    assert page.having("a")
    for element in page.all("a", "link"):
        link = urlsplit(element.attributes["href"])
        if element.tag == "link" and (link.scheme or element.attributes["rel"] == "search"):
            continue  # where the page is, in each language, and what is the same in all of them
        if element.attributes.get("hreflang"):
            assert parse_qsl(link.query)[-1] == ("lang", "sv"), element
            continue
        # What stands elsewhere, or is the same in every language, or on this very page.
        if link.scheme or link.path.startswith(SAME_FOR_ALL) or not link.path:
            continue
        assert parse_qsl(link.query)[-1] == ("lang", "en"), element
    for form in page.all("form"):
        fields = form.all("input", "select")
        assert [field.attributes["name"] for field in fields].count("lang") == 1
        (lang,) = form.having("input", name="lang")
        assert lang.attributes == {"type": "hidden", "name": "lang", "value": "en"}


@pytest.mark.parametrize("index", ["index_dir", "shipped_index"])
def test_every_link_leads_to_a_page_without_a_detour(
    request: pytest.FixtureRequest, index: str
) -> None:
    with browsing(request.getfixturevalue(index)) as client:
        waiting, seen = deque(["/"]), {"/"}
        pages = 0
        while waiting and pages < 200:
            address = waiting.popleft()
            pages += 1
            answer = client.get(address)
            assert answer.status_code == 200, address
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            page = read_page(answer.text)
            ids = {e.attributes["id"] for e in page.all() if "id" in e.attributes}
            for element in page.all("a", "link"):
                target, fragment = urldefrag(element.attributes["href"])
                if urlsplit(target).scheme:
                    continue
                if target and not target.startswith("/"):
                    continue  # a post's own, to a picture that stayed where it came from
                if not target or target == address:
                    assert not fragment or fragment in ids, element
                elif target not in seen:
                    seen.add(target)
                    waiting.append(target)
    assert pages > 50
    assert {"/om", "/organisationer", "/projekt"} <= seen


# --- searching --------------------------------------------------------------------------------


def test_matched_words_are_marked(client: TestClient) -> None:
    page = page_of(client, "/sok?q=kooperativ")
    for hit in page.one("ol", class_="hits").all("li"):
        marks = {mark.text.lower() for mark in hit.all("mark")}
        assert marks
        assert marks <= {"kooperativ", "kooperativet", "kooperativen", "kooperativens"}
    assert page.one("input", id="q").attributes["value"] == "kooperativ"


def test_a_hit_without_a_matched_word_says_why_it_is_one(tmp_path: Path) -> None:
    posts = [
        post("2022-03-01", "Nyhet", "Ett möte hölls.", organisations=["akerbo-kommun"]),
        post("2022-04-01", "Årsmöte", "Alla kom."),
        post("2022-05-01", "Två skäl", "Årsmöte hos oss.", organisations=["zinkhyttan"]),
    ]
    build_index(write_corpus(tmp_path / "corpus", posts), tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        (hit,) = page_of(client, "/sok?q=%C3%85kerbo+kommun").one("ol", class_="hits").all("li")
        assert hit.one("p", class_="reason").text == "Nämner Åkerbo kommun"
        assert hit.having("p", class_="snippet") == []
        hits = page_of(client, "/sok?q=%C3%A5rsm%C3%B6te+2022").one("ol", class_="hits").all("li")
        assert [hit.one("p", class_="reason").text for hit in hits] == ["Publicerad 2022"] * 2
        # What is marked is shown, too, and where nothing was asked, the beginning.
        assert [hit.one("p", class_="snippet").text for hit in hits[1:]] == ["Årsmöte hos oss."]
        assert hits[0].having("p", class_="snippet") == []
        assert page_of(client, "/sok?q=m%C3%B6te").having("p", class_="reason") == []
        assert len(page_of(client, "/sok").having("p", class_="snippet")) == 3
        # Programs get what they got.
        found = client.get("/sok.json?q=%C3%85kerbo+kommun").json()["hits"][0]
        assert "reasons" not in found
        assert found["snippets"] == [{"text": "Ett möte hölls.", "highlights": []}]


def test_what_every_hit_is_about_is_not_said_of_each(client: TestClient) -> None:
    for address in ("/sok?projekt=grannkraft", "/projekt/grannkraft"):
        hits = page_of(client, address).one("ol", class_="hits").all("li")
        assert hits
        for hit in hits:
            assert "Grannkraft" not in hit.one("p", class_="meta").text
    page = page_of(client, "/sok?q=grannkraft")
    assert any("Grannkraft" in meta.text for meta in page.having("p", class_="meta"))


@pytest.mark.parametrize("address", ["/sok?q=titel%3Axyzzy", "/sok?q=titel%3Abron"])
def test_signs_that_mean_nothing_are_explained(client: TestClient, address: str) -> None:
    notices = [notice.text for notice in page_of(client, address).having("p", role="status")]
    assert sum("fält som ”titel:”" in notice for notice in notices) == 1
    data = client.get(address.replace("/sok", "/sok.json")).json()
    assert sum("fält som ”titel:”" in notice for notice in data["notices"]) == 1


def test_a_date_is_written_in_swedish_and_for_machines(client: TestClient) -> None:
    page = page_of(client, "/sok?q=tvättmaskin")
    time = page.one("time", datetime="2015-03-02")
    assert time.text == "2 mars 2015"


def test_a_chosen_value_is_marked_and_can_be_removed(client: TestClient) -> None:
    page = page_of(client, CHOSEN)
    chosen = page.having("li", class_="chosen")
    assert [li.text for li in chosen] == ["Åkerbo kommun 1", "Grannkraft 1", "2017: 1"]
    *entries, year = (li.one("a") for li in chosen)
    for link in entries:
        assert link.attributes["aria-label"].endswith(", vald. Ta bort.")
        assert link.attributes["href"] != CHOSEN
    assert year.attributes["aria-current"] == "true"
    assert page.one("section", aria_labelledby="facet-year").link("Ta bort perioden 2017") == (
        "/sok?q=kommun&organisation=akerbo-kommun&projekt=grannkraft#facet-year"
    )
    removing = page.one("section", class_="chosen-filters")
    assert [link.attributes.get("aria-label", link.text) for link in removing.all("a")] == [
        "Ta bort Organisation: Åkerbo kommun",
        "Ta bort Projekt: Grannkraft",
        "Ta bort Tid: 2017",
        "Ta bort alla",
    ]
    assert removing.link("Ta bort alla") == "/sok?q=kommun"
    assert removing.link("2017 ×") == (
        "/sok?q=kommun&organisation=akerbo-kommun&projekt=grannkraft"
    )


def test_a_count_is_the_total_of_its_link(client: TestClient) -> None:
    for address in ("/sok", "/sok?q=kooperativ", "/sok?organisation=akerbo-kommun"):
        page = page_of(client, address)
        rows = [row for facet in page.having("section", class_="facet") for row in facet.all("li")]
        assert len(rows) >= 4
        for row in rows:
            if not row.all("a"):
                assert row.one("span", class_="count").text == "0"  # a year without posts
            elif "organisation" not in address:  # choosing a second value of a facet widens it
                heading = page_of(client, row.one("a").attributes["href"]).one("h1").text
                assert heading.endswith(f": {row.one('span', class_='count').text} inlägg")


def test_a_new_query_keeps_the_chosen_filters(client: TestClient) -> None:
    page = page_of(client, f"{CHOSEN}&ordning=aldst&lang=en")
    search, dates = page.having("form", class_="search")[0], page.one("form", class_="dates")
    kept = [
        (field.attributes["name"], field.attributes["value"])
        for field in search.having("input", type="hidden")
    ]
    assert kept == [
        ("organisation", "akerbo-kommun"),
        ("projekt", "grannkraft"),
        ("fran", "2017"),
        ("till", "2017"),
        ("lang", "en"),
    ]
    fields = {field.attributes["name"]: field.attributes["value"] for field in dates.all("input")}
    assert fields == {
        "q": "kommun",
        "organisation": "akerbo-kommun",
        "projekt": "grannkraft",
        "ordning": "aldst",
        "fran": "2017",
        "till": "2017",
        "lang": "en",
    }


def test_the_search_form_makes_the_one_address(client: TestClient) -> None:
    page = page_of(client, CHOSEN)
    form = page.having("form", class_="search")[0]
    fields = [(field.attributes["name"], field.attributes["value"]) for field in form.all("input")]
    assert fields == parse_qsl(urlsplit(CHOSEN).query)


def test_no_hits_leads_to_searches_that_find_something(client: TestClient) -> None:
    page = page_of(client, "/sok?q=xyzzy+bron&organisation=zinkhyttan")
    assert page.one("h1").text == "”xyzzy bron”, Zinkhyttan: inga inlägg"
    ways = page.one("ul", class_="ways-on")
    assert ways.link("Samma sökning utan Zinkhyttan") == "/sok?q=xyzzy+bron"
    assert ways.link("Bara bron") == "/sok?q=bron"
    assert [count.text for count in ways.all("span")] == ["2 inlägg"] * 2
    assert "rättstavade" in page.text


def test_another_spelling_is_offered_with_the_same_choices(client: TestClient) -> None:
    page = page_of(client, "/sok?q=kooperatvi&fran=2016&ordning=nyast&lang=en")
    (meant,) = [p for p in page.all("p") if p.text == "Did you mean kooperativ?"]
    assert meant.link("kooperativ") == "/sok?q=kooperativ&fran=2016&ordning=nyast&lang=en"
    assert "Did you mean" not in page_of(client, "/sok?q=kooperativ&lang=en").text


def test_advice_on_words_needs_words(client: TestClient) -> None:
    assert "rättstavade" not in page_of(client, "/sok?organisation=none").text


def test_turning_pages(client: TestClient) -> None:
    first, second = (
        page_of(client, "/sok?ordning=aldst"),
        page_of(client, "/sok?ordning=aldst&sida=2"),
    )
    assert first.one("nav", aria_label="Sidor").link("Nästa") == "/sok?ordning=aldst&sida=2"
    assert second.one("nav", aria_label="Sidor").link("Föregående") == "/sok?ordning=aldst"
    here = second.one("a", aria_current="page")
    assert (here.text, here.attributes["aria-label"]) == ("2", "Sida 2")
    seen = [h.text for page in (first, second) for h in page.one("ol", class_="hits").all("h2")]
    assert len(seen) == len(set(seen)) == 12
    assert first.one("link", rel="next").attributes["href"] == "/sok?ordning=aldst&sida=2"
    assert second.one("link", rel="prev").attributes["href"] == "/sok?ordning=aldst"


def test_one_page_needs_no_pager(client: TestClient) -> None:
    assert page_of(client, "/sok?q=kooperativ").having("nav", aria_label="Sidor") == []


# --- reading ----------------------------------------------------------------------------------


def test_a_post(client: TestClient) -> None:
    page = page_of(client, BRIDGE)
    assert page.one("article").all("time")[0].text == "9 maj 2016"
    assert page.link("example.org") == "https://example.org/bron"
    assert page.one("article").link("Ängslunda bygdelag") == "/organisationer/angslunda-bygdelag"
    body = page.one("div", class_="body")
    texts = [e for e in body.all("p", "h2", "li") if e.text]
    assert len(texts) == 5
    anchors = [e.attributes["id"] for e in texts]
    assert len(set(anchors)) == 5
    assert all(anchor.startswith("s-") for anchor in anchors)


def test_a_post_that_was_changed_says_when(client: TestClient) -> None:
    article = page_of(client, "/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo").one("article")
    assert [time.text for time in article.all("time")][:2] == ["2 mars 2015", "ändrat 4 mars 2015"]


def test_a_project(client: TestClient) -> None:
    page = page_of(client, "/projekt/grannkraft")
    assert page.one("p", class_="kind").link("Projekt") == "/projekt"
    assert page.one("dl").link("Ängslunda bygdelag") == "/organisationer/angslunda-bygdelag"
    assert page.one("h2", id="entry-posts").text == "Inläggen"
    years = page.one("ol", class_="years-row").having("span", class_="year")
    assert [year.text[:4] for year in years] == ["2017", "2018", "2019"]


def test_what_the_register_says_of_an_entry(tmp_path: Path) -> None:
    projects = """\
- id: spaden
  name: Spaden
  aliases: [Spadprojektet, Spade]
  description: Gräver <djupt>.
  url: https://example.org/spaden?a=1&b=2
  owner: ingen-alls
  from: 2016
  to: 2018-06
- id: vilande
  name: Vilande
"""
    corpus = write_corpus(
        tmp_path / "corpus", [post("2017-01-01", "Spaden", organisations=["okand"])], "", projects
    )
    build_index(corpus, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        page = page_of(client, "/projekt/spaden")
        facts = {div.one("dt").text: div.one("dd") for div in page.one("dl").all("div")}
        assert {name: fact.text for name, fact in facts.items()} == {
            "Kallas också": "Spadprojektet, Spade",
            "Ägare": "ingen-alls",
            "Pågick": "2016–2018-06",
            "Webbplats": "https://example.org/spaden?a=1&b=2",
        }
        assert facts["Ägare"].all("a") == []  # no page would answer
        assert page.one("p", class_="lead").text == "Gräver <djupt>."
        idle = page_of(client, "/projekt/vilande")
        assert idle.one("p", class_="mentions").text == "Inget inlägg nämner den ännu."
        assert idle.one("main").all("ol", "section") == []
        # An id that only a post knows is shown under itself.
        assert page_of(client, "/organisationer/okand").one("h1").text == "okand"


def test_an_empty_corpus_has_its_pages_too(tmp_path: Path) -> None:
    build_index(
        write_corpus(tmp_path / "corpus", organisations="", projects=""), tmp_path / "index"
    )
    with browsing(tmp_path / "index") as client:
        for address in ("/", "/sok", "/sok?q=x", "/organisationer", "/projekt", "/om"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert_named(read_page(answer.text))
