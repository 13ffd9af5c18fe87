import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from kb.cli import main
from kb.corpus.store import write_post
from kb.errors import IndexMissingError
from kb.indexing import build_index
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.web.app import create_app
from tests.browsing import browsing, read_page
from tests.corpora import post

BREAD = "2017-06-01-tv-nya-kooperativ"


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


# --- every address ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/", "Sök bland 12 inlägg från 2015–2021"),
        ("/sok", "Alla 12 inlägg"),
        ("/sok?q=kooperativ", "”kooperativ”: 3 inlägg"),
        ("/sok?q=mejerilokal", "”mejerilokal”: 1 inlägg"),
        ("/sok?q=xyzzy", "”xyzzy”: inga inlägg"),
        ("/sok?q=xyzzy&sida=2", "”xyzzy”: inga inlägg"),
        ("/sok?sida=2", "Alla 12 inlägg, sida 2 av 2"),
        (f"/inlagg/{BREAD}", "Två nya kooperativ"),
        ("/organisationer/akerbo-kommun", "Åkerbo kommun"),
        ("/projekt/grannkraft", "Grannkraft"),
        ("/om", "Om och hjälp"),
    ],
)
def test_pages(client: TestClient, address: str, heading: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = read_page(answer.text)
    assert page.one("h1").text == heading
    assert page.one("title").text == f"{heading} – Kunskapsbanken"


@pytest.mark.parametrize(
    ("address", "heading", "count"),
    [("/organisationer", "Organisationer", 4), ("/projekt", "Projekt", 2)],
)
def test_registers(client: TestClient, address: str, heading: str, count: int) -> None:
    page = read_page(client.get(address).text)
    assert page.one("h1").text == f"{heading} {count}"
    assert page.one("title").text == f"{heading} – Kunskapsbanken"


@pytest.mark.parametrize("address", ["/", "/sok", "/sok.json", "/om", "/healthz", "/static/kb.css"])
def test_head_answers_as_get_without_a_body(client: TestClient, address: str) -> None:
    head, get = client.head(address), client.get(address)
    assert head.status_code == 200
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("address", ["/", "/sok", "/sok.embed", "/om", f"/inlagg/{BREAD}"])
def test_what_would_change_something_is_refused_in_the_same_dress(
    client: TestClient, address: str
) -> None:
    answer = client.post(address)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert read_page(answer.text).one("h1").text == "Så går det inte att fråga"


@pytest.mark.parametrize(
    "address",
    [
        *("/none", "/none/", "/inlagg", "/inlagg/", "/inlagg/.", "/static", "/static/"),
        *("/inlagg/2017-06-01-none", "/organisationer/none", "/projekt/akerbo-kommun"),
        *("/static/none.css", "/static/../app.py", "/static/%2e%2e/app.py", "/inlagg/a%2Fb"),
    ],
)
def test_what_is_not_there_is_404_in_the_same_dress(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    page = read_page(answer.text)
    assert page.one("h1").text == "Sidan finns inte"
    assert page.one("form").attributes["action"] == "/sok"


def test_static_files(client: TestClient) -> None:
    page = read_page(client.get("/").text)
    for link in page.having("link", rel="stylesheet") + page.having("link", rel="icon"):
        answer = client.get(link.attributes["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(("text/css", "image/svg+xml"))


def test_health_tells_the_generation(client: TestClient, index_dir: Path) -> None:
    answer = client.get("/healthz")
    generation = (index_dir / "current").read_text().strip()
    assert answer.json() == {"status": "ok", "generation": generation, "posts": 12}
    assert answer.headers["cache-control"] == "no-store"


def test_there_is_no_site_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="kb index"):
        create_app(Settings(index=str(tmp_path)))


def test_a_former_id_moves_for_ever(client: TestClient) -> None:
    answer = client.get("/inlagg/2015-03-02-tvatten?lang=en")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo?lang=en"
    assert client.get(answer.headers["location"]).status_code == 200


# --- what is malformed or out of reach --------------------------------------------------------


def test_an_unknown_id_is_no_fault(client: TestClient) -> None:
    page = read_page(client.get("/sok?organisation=none&projekt=nothing").text)
    assert page.one("h1").text == "none, nothing: inga inlägg"
    assert [notice.text for notice in page.having("p", role="status")] == [
        "Det finns ingen organisation ”none”.",
        "Det finns inget projekt ”nothing”.",
    ]
    answer = client.get("/sok.json?organisation=none")
    assert answer.status_code == 200
    assert (answer.json()["total"], answer.json()["hits"]) == (0, [])
    assert answer.json()["notices"] == ["Det finns ingen organisation ”none”."]


def test_a_page_past_the_last_keeps_the_total_and_leads_to_the_last(client: TestClient) -> None:
    answer = client.get("/sok?organisation=akerbo-kommun&ordning=aldst&sida=7")
    assert answer.status_code == 200
    page = read_page(answer.text)
    assert page.one("h1").text == "Åkerbo kommun: 4 inlägg"
    assert page.having("ol", class_="hits") == []
    last = page.link("Till sista sidan (1)")
    assert last == "/sok?organisation=akerbo-kommun&ordning=aldst"
    data = client.get("/sok.json?sida=7").json()
    assert (data["total"], data["page"], data["pages"], data["hits"]) == (12, 7, 2, [])
    assert read_page(client.get("/sok?sida=999999999").text).link("Till sista sidan (2)")


@pytest.mark.parametrize("q", ["%00", "%ff", "%F0%9F%8D%9E", "%E2%80%AE", "*", "-", '"', "%25"])
def test_odd_characters_are_searched_for(client: TestClient, q: str) -> None:
    answer = client.get(f"/sok?q={q}")
    while answer.status_code == 301:
        answer = client.get(answer.headers["location"])
    assert answer.status_code == 200
    read_page(answer.text)


def test_a_very_long_query_moves_to_its_beginning_and_says_so(client: TestClient) -> None:
    answer = client.get("/sok", params={"q": "kooperativ " * 1000 + "x"})
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/sok?q={'kooperativ+' * 27}%E2%80%A6"
    page = read_page(client.get(answer.headers["location"]).text)
    (notice,) = page.having("p", role="status")
    assert notice.text == "Sökningen kortades till 300 tecken."
    assert page.one("input", id="q").attributes["value"].endswith("kooperativ …")


# --- JSON -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "arguments", "choices"),
    [
        ("", [], {}),
        ("?q=kooperativ", ["kooperativ"], {"text": "kooperativ"}),
        (
            "?q=kommun&organisation=akerbo-kommun&organisation=zinkhyttan&projekt=odla-ihop"
            "&fran=2017&till=2019-06&ordning=aldst",
            [
                *("kommun", "--organisation", "akerbo-kommun", "--organisation", "zinkhyttan"),
                *("--project", "odla-ihop", "--from", "2017", "--to", "2019-06"),
                *("--order", "oldest"),
            ],
            {
                "text": "kommun",
                "organisations": ["akerbo-kommun", "zinkhyttan"],
                "projects": ["odla-ihop"],
                "published_from": "2017",
                "published_to": "2019-06",
                "order": "oldest",
            },
        ),
        ("?sida=2", ["--page", "2"], {"page": 2}),
        ("?q=-kooperativ", ["-kooperativ"], {"text": "-kooperativ"}),
        ("?organisation=none", ["--organisation", "none"], {"organisations": ["none"]}),
    ],
)
def test_json_is_that_of_the_command_and_of_the_library(
    client: TestClient,
    index_dir: Path,
    parameters: str,
    arguments: list[str],
    choices: dict[str, object],
) -> None:
    answer = client.get(f"/sok.json{parameters}")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    command = ["search", "--json", "--index", str(index_dir), *arguments]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert answer.json() == json.loads(done.stdout)
    with KnowledgeBase(index_dir) as knowledge_base:
        results = knowledge_base.search(**choices)  # type: ignore[arg-type]
    assert answer.json() == results.to_json()


def test_completions_are_those_of_the_command(client: TestClient, index_dir: Path) -> None:
    answer = client.get("/forslag?q=grannk")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    done = CliRunner().invoke(main, ["suggest", "grannk", "--json", "--index", str(index_dir)])
    assert answer.json() == json.loads(done.stdout) != []
    for nothing in ("/forslag", "/forslag?q=xyzzy", "/forslag?lang=en"):
        assert client.get(nothing).json() == []


def test_pages_and_json_tell_of_the_same_hits(client: TestClient) -> None:
    data = client.get("/sok.json?q=kooperativ").json()
    page = read_page(client.get("/sok?q=kooperativ").text)
    titles = page.one("ol", class_="hits").all("h2")
    assert [(h.text, h.link(h.text)) for h in titles] == [
        (hit["title"], hit["url"] + "?q=kooperativ") for hit in data["hits"]
    ]
    assert page.having("link", type="application/json")[0].attributes["href"] == (
        "/sok.json?q=kooperativ"
    )


# --- a new generation -------------------------------------------------------------------------


def test_a_new_generation_is_served_without_a_restart(corpus_dir: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index(corpus_dir, index)
    with browsing(index) as client:
        before = client.get("/healthz").json()
        write_post(corpus_dir, post("2022-02-02", "Ny rondell", "Äntligen invigd."))
        assert client.get("/sok.json?q=rondell").json()["total"] == 0
        build_index(corpus_dir, index)
        assert client.get("/sok.json?q=rondell").json()["total"] == 1
        assert client.get("/inlagg/2022-02-02-ny-rondell").status_code == 200
        after = client.get("/healthz").json()
        assert after["posts"] == before["posts"] + 1
        assert after["generation"] > before["generation"]
        for _ in range(3):  # the generation that the client began with is gone by now
            build_index(corpus_dir, index, full=True)
        assert client.get("/sok.json?q=rondell").json()["total"] == 1


def test_a_post_taken_away_is_gone(corpus_dir: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index(corpus_dir, index)
    with browsing(index) as client:
        assert client.get(f"/inlagg/{BREAD}").status_code == 200
        (corpus_dir / "posts" / "2017" / f"{BREAD}.md").unlink()
        build_index(corpus_dir, index)
        assert client.get(f"/inlagg/{BREAD}").status_code == 404


def test_a_post_taken_down_says_that_it_was_here(corpus_dir: Path, tmp_path: Path) -> None:
    removed = "- id: 2014-01-01-borta\n- id: 2014-02-01-fel\n  date: 2014-03-01\n  reason: <Fel.>\n"
    (corpus_dir / "removed.yaml").write_text(removed, encoding="utf-8")
    build_index(corpus_dir, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        answer = client.get("/inlagg/2014-01-01-borta?lang=en")
        assert answer.status_code == 410
        page = read_page(answer.text)
        assert page.one("h1").text == "The post has been removed"
        assert "has been taken down" in page.one("p", class_="lead").text
        why = read_page(client.get("/inlagg/2014-02-01-fel?lang=en").text).one("main")
        assert [p.text for p in why.all("p")][:2] == [
            "It was taken down on 1 March 2014.",
            "<Fel.>",
        ]
        assert why.all("p")[1].attributes == {"lang": "sv"}
        assert page.link("To the front page") == "/?lang=en"
        assert client.get("/inlagg/2014-01-01-borta-2").status_code == 404
