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
from kb.search.parser import make_query
from kb.settings import Settings
from kb.web.app import create_app
from kb.web.params import NAMES
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
        ("/", "Sök bland 12 inlägg"),
        ("/sok", "12 träffar i arkivet"),
        ("/sok?q=kooperativ", "3 träffar på ”kooperativ”"),
        ("/sok?q=mejerilokal", "1 träff på ”mejerilokal”"),
        ("/sok?q=xyzzy", "Inga träffar på ”xyzzy”"),
        ("/sok?q=xyzzy&sida=2", "Inga träffar på ”xyzzy”"),
        ("/sok?sida=2", "12 träffar i arkivet, sida 2 av 2"),
        (f"/inlagg/{BREAD}", "Två nya kooperativ"),
        ("/organisationer", "Organisationer"),
        ("/organisationer/akerbo-kommun", "Åkerbo kommun"),
        ("/projekt", "Projekt"),
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


@pytest.mark.parametrize("address", ["/", "/sok", "/sok.json", "/om", "/healthz", "/static/kb.css"])
def test_head_answers_as_get_without_a_body(client: TestClient, address: str) -> None:
    head, get = client.head(address), client.get(address)
    assert head.status_code == 200
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("address", ["/", "/sok", "/sok.json", "/om", f"/inlagg/{BREAD}"])
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
        *("/none", "/sok/", "/om/", "/inlagg", "/inlagg/", "/static"),
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
        create_app(Settings(index=tmp_path))


# --- one address ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/sok", "/sok.json"])
def test_another_spelling_moves_for_ever(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}?sida=1&till=2017-12-31&fran=2017-01-01&q=+nya++kooperativ")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{path}?q=nya+kooperativ&fran=2017&till=2017"
    assert client.get(answer.headers["location"]).status_code == 200


def test_the_same_characters_encoded_otherwise_are_the_same_address(client: TestClient) -> None:
    for spelling in ("q=v%c3%a4g+a", "q=v%C3%A4g%20a", "q=%76%C3%A4g+a"):
        assert client.get(f"/sok?{spelling}").status_code == 200


def test_a_form_sent_empty_moves_to_the_plain_address(client: TestClient) -> None:
    answer = client.get("/sok?q=&fran=&till=")
    assert (answer.status_code, answer.headers["location"]) == (301, "/sok")


def test_an_unknown_parameter_is_dropped_for_now(client: TestClient) -> None:
    answer = client.get("/sok?q=bron&utm_source=x")
    assert (answer.status_code, answer.headers["location"]) == (302, "/sok?q=bron")
    for path in ("/", "/om", "/organisationer", "/projekt/grannkraft", f"/inlagg/{BREAD}"):
        answer = client.get(f"{path}?utm_source=x&lang=en")
        assert (answer.status_code, answer.headers["location"]) == (302, f"{path}?lang=en")


def test_other_pages_read_the_language_as_the_search_does(client: TestClient) -> None:
    for path in ("/", "/om", "/projekt", f"/inlagg/{BREAD}"):
        assert client.get(f"{path}?lang=en").status_code == 200
        answer = client.get(f"{path}?lang=")
        assert (answer.status_code, answer.headers["location"]) == (301, path)
        answer = client.get(f"{path}?lang=klingon")
        assert answer.status_code == 422
        assert "”klingon” är inget språk" in answer.text


def test_an_unknown_parameter_is_named_in_json(client: TestClient) -> None:
    answer = client.get("/sok.json?q=bron&utm_source=x&sida=0")
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["sida", "utm_source"]
    assert ", ".join(NAMES) in answer.json()["errors"][1]["message"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_no_address_comes_from_the_host_header(client: TestClient) -> None:
    for address in ("/", "/sok?sida=1", "/om/", "/inlagg/2015-03-02-tvatten", "/none", "/sok.json"):
        answer = client.get(address, headers={"host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)


def test_a_former_id_moves_for_ever(client: TestClient) -> None:
    answer = client.get("/inlagg/2015-03-02-tvatten?lang=en")
    assert answer.status_code == 301
    assert answer.headers["location"] == "/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo?lang=en"
    assert client.get(answer.headers["location"]).status_code == 200


# --- what is malformed or out of reach --------------------------------------------------------


def test_every_fault_is_named_on_the_page(client: TestClient) -> None:
    answer = client.get("/sok?q=bron&organisation=zinkhyttan&fran=2018&till=2017&sida=0&ordning=x")
    assert answer.status_code == 422
    page = read_page(answer.text)
    faults = page.one("div", role="alert").all("li")
    assert [fault.attributes["id"] for fault in faults] == [
        "fel-fran",
        "fel-till",
        "fel-ordning",
        "fel-sida",
    ]
    for name, value in (("fran", "2018"), ("till", "2017")):
        field = page.one("input", id=name)
        assert field.attributes["value"] == value
        assert field.attributes["aria-invalid"] == "true"
        assert field.attributes["aria-describedby"] == f"fel-{name}"
    assert page.one("input", id="q").attributes["value"] == "bron"
    assert page.one("input", type="hidden").attributes["value"] == "zinkhyttan"


def test_every_fault_is_named_in_json(client: TestClient) -> None:
    answer = client.get("/sok.json?fran=2018&till=2017&sida=0&ordning=x&lang=y")
    assert answer.status_code == 422
    fields = [fault["field"] for fault in answer.json()["errors"]]
    assert fields == ["fran", "till", "ordning", "sida", "lang"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_an_unknown_id_is_no_fault(client: TestClient) -> None:
    page = read_page(client.get("/sok?organisation=none&projekt=nothing").text)
    assert page.one("h1").text == "Inga träffar i arkivet"
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
    assert page.one("h1").text == "4 träffar i arkivet, sida 7 av 1"
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


@pytest.mark.parametrize("name", ["q", "organisation", "projekt"])
def test_control_characters_move_to_an_address_without_them(client: TestClient, name: str) -> None:
    answer = client.get(f"/sok.json?{name}=a%00b%1B%C2%9B%E2%80%AEc")
    assert (answer.status_code, answer.headers["location"]) == (301, f"/sok.json?{name}=a+b+c")
    assert client.get(answer.headers["location"]).json()["query"] in ("a b c", "")


def test_no_answer_holds_a_control_character(client: TestClient) -> None:
    odd = "%00%1B%C2%85%C2%9B%E2%80%AE"
    for address in (
        f"/sok?q={odd}x&organisation={odd}&fran={odd}x&ordning={odd}x&lang={odd}x&sida=x{odd}",
        f"/sok.json?{odd}=x&fran={odd}x",
        f"/om?lang={odd}x",
    ):
        answer = client.get(address)
        assert answer.status_code == 422
        assert all(c.isprintable() or c == "\n" for c in answer.text)


@pytest.mark.parametrize("path", ["/sok", "/sok.json"])
@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("&".join(f"organisation=o{n}" for n in range(21)), "organisation", "21 är för många"),
        ("&".join(f"projekt=p{n}" for n in range(21)), "projekt", "21 är för många"),
        ("q=a&" * 21, "q", "21 är för många"),
        (f"organisation={'o' * 81}", "organisation", "”ooo"),
        (f"projekt={'%C3%B6' * 14}", "projekt", "för långt"),
    ],
)
def test_too_much_is_a_fault(
    client: TestClient, path: str, query: str, name: str, message: str
) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 422
    if path == "/sok":
        assert message in read_page(answer.text).one("li", id=f"fel-{name}").text
    else:
        (fault,) = answer.json()["errors"]
        assert fault["field"] == name
        assert message in fault["message"]


def test_as_much_as_fits_is_none(client: TestClient) -> None:
    values = [f"{'o' * 78}{number}" for number in range(10, 30)]
    answer = client.get("/sok.json", params={"organisation": values, "projekt": values})
    assert answer.status_code == 200
    assert len(answer.json()["notices"]) == 40


def test_many_unknown_parameters_are_counted_in_json(client: TestClient) -> None:
    answer = client.get("/sok.json?" + "&".join(f"x{number}={number}" for number in range(1000)))
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert [error["field"] for error in errors] == [*(f"x{number}" for number in range(20)), "…"]
    assert errors[-1]["message"] == "980 okända till"


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
        results = knowledge_base.service.search(make_query(**choices))  # type: ignore[arg-type]
    assert answer.json() == results.to_json()


def test_completions_are_those_of_the_command(client: TestClient, index_dir: Path) -> None:
    answer = client.get("/forslag?q=grannk")
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    done = CliRunner().invoke(main, ["suggest", "grannk", "--json", "--index", str(index_dir)])
    assert answer.json() == json.loads(done.stdout) != []
    for nothing in ("/forslag", "/forslag?q=xyzzy", "/forslag?lang=en"):
        assert client.get(nothing).json() == []


def test_completions_have_one_address_and_name_every_fault(client: TestClient) -> None:
    answer = client.get("/forslag?lang=en&q=+gra")
    assert (answer.status_code, answer.headers["location"]) == (301, "/forslag?q=gra&lang=en")
    assert answer.headers["access-control-allow-origin"] == "*"
    answer = client.get("/forslag?q=gra&sida=0&utm_source=x&lang=y")
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["lang", "sida", "utm_source"]
    assert "de som finns är q, lang" in answer.json()["errors"][1]["message"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_redirect_of_json_may_be_followed_from_any_site(client: TestClient) -> None:
    answer = client.get("/sok.json?sida=1")
    assert answer.status_code == 301
    assert answer.headers["access-control-allow-origin"] == "*"


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
