import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.indexing import build_index
from tests.browsing import browsing, read_page

BREAD = "2017-06-01-tv-nya-kooperativ"


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def asked(client: TestClient, path: str, query: bytes = b"") -> tuple[int, str]:
    """Ask as a server does, for whatever path and bytes; return the status and where it leads."""
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": []}
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(client.app(scope, receive, send))  # type: ignore[arg-type]
    headers = dict(sent[0]["headers"])
    return sent[0]["status"], headers.get(b"location", b"").decode()


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


def test_letters_in_two_pieces_move_to_those_in_one(client: TestClient) -> None:
    answer = client.get("/sok?q=fo%CC%88retag")
    assert (answer.status_code, answer.headers["location"]) == (301, "/sok?q=f%C3%B6retag")


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
    # All of a search but kategori: this site has no categories.
    names = "q, organisation, projekt, fran, till, ordning, sida, lang"
    assert names in answer.json()["errors"][1]["message"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_no_address_comes_from_the_host_header(client: TestClient) -> None:
    for address in ("/", "/sok?sida=1", "/om/", "/inlagg/2015-03-02-tvatten", "/none", "/sok.json"):
        answer = client.get(address, headers={"host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)


# --- addresses as they are passed on ---


AFTER = (
    *("/", ".", ",", ")", "].", "/.", "...", "”", '".', "'", ">", "?", ").,", " ", "\u00a0", "//"),
    *("!", ":", ";", "*", "_", "…", "»", "\t"),
)


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize(
    ("path", "query"),
    [
        *(("/sok", ""), ("/sok", "?q=bron&sida=2"), ("/sok.json", "?q=bron"), ("/forslag", "?q=b")),
        *((f"/inlagg/{BREAD}", ""), (f"/inlagg/{BREAD}", "?q=br%C3%B6d&lang=en"), ("/om", "")),
        *(("/organisationer", ""), ("/organisationer/zinkhyttan", ""), ("/projekt/grannkraft", "")),
        *(("/healthz", ""), ("/om", "?lang=en")),
    ],
)
def test_what_follows_an_address_leads_to_it(
    client: TestClient, path: str, query: str, after: str
) -> None:
    assert asked(client, path + after, query[1:].encode()) == (301, path + query)
    assert client.get(path + query).status_code == 200


def test_what_follows_an_address_needs_one_move(client: TestClient) -> None:
    for path, query, right in (
        ("/sok/", b"q=+bron+", "/sok?q=bron"),
        ("/", b"sida=1&q=bron", "/sok?q=bron"),
        ("/inlagg/2015-03-02-tvatten.", b"", "/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo"),
        ("/.", b"", "/"),
        ("//", b"", "/"),
        ("/)", b"q=bron", "/sok?q=bron"),
    ):
        assert asked(client, path, query) == (301, right)
        assert client.get(right).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *(
            "//evil.example/",
            "//evil.example",
            "//evil.example/.",
            "///evil.example/",
            "/ //evil.se/",
        ),
        *("/\\evil.example/", "/\\\\evil.example.", "/inlagg/\\evil.example.", "\\\\evil.example/"),
        *("/inlagg//evil.example/", "/sok//evil.example/", "/http://evil.example/", "/@evil.se/"),
        *("/sok/../evil.example.", "/inlagg/\r\nLocation: http://evil.example.", "/..//evil.se/"),
        *(
            "/none/",
            "/none.",
            "/inlagg/none/",
            "/inlagg/",
            "/static/",
            "/static/none/",
            "/sok.xml/",
        ),
        *(f"/inlagg/{BREAD}/x/", f"/inlagg/{BREAD}.x", f"/{BREAD}/", f"//inlagg/{BREAD}/"),
    ],
)
def test_nothing_leads_elsewhere(client: TestClient, path: str) -> None:
    assert asked(client, path) == (404, "")


def test_a_search_of_the_front_page_leads_to_its_page(client: TestClient) -> None:
    for query, right in {
        "q=br%C3%B6d": "/sok?q=br%C3%B6d",
        "q=br%F6d": "/sok?q=br%C3%B6d",
        "lang=en&q=bron&organisation=zinkhyttan": "/sok?q=bron&organisation=zinkhyttan&lang=en",
        "sida=2": "/sok?sida=2",
    }.items():
        answer = client.get(f"/?{query}")
        assert (answer.status_code, answer.headers["location"]) == (301, right)
    answer = client.get("/?q=bron&utm_source=x")
    assert (answer.status_code, answer.headers["location"]) == (302, "/sok?q=bron")
    assert client.get("/?q=").headers["location"] == "/"
    assert client.get("/?q=bron&sida=x").status_code == 422


def test_a_search_that_is_sent_is_refused_whatever_follows(client: TestClient) -> None:
    assert client.post("/sok", data={"q": "bron"}).status_code == 405
    assert client.post("/sok/", data={"q": "bron"}).status_code == 404


def test_a_post_taken_down_is_gone_whatever_follows(corpus_dir: Path, tmp_path: Path) -> None:
    (corpus_dir / "removed.yaml").write_text("- id: 2014-01-01-borta\n", encoding="utf-8")
    build_index(corpus_dir, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        assert client.get("/inlagg/2014-01-01-borta.").headers["location"] == (
            "/inlagg/2014-01-01-borta"
        )


# --- encodings ---


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("f%F6retag", "f%C3%B6retag"),
        ("f%f6retag+%C5s", "f%C3%B6retag+%C3%85s"),
        ("%E5%E4%F6", "%C3%A5%C3%A4%C3%B6"),
        ("%93bro%94+%96lag", "%E2%80%9Cbro%E2%80%9D+%E2%80%93lag"),
        # mixed: each as it is
        ("f%F6retag+f%C3%B6rskola", "f%C3%B6retag+f%C3%B6rskola"),
        # broken
        ("f%C3", "f%C3%83"),
        ("%C3%28", "%C3%83%28"),
        ("%ED%A0%80x", "%C3%AD%C2%A0%E2%82%ACx"),
        ("a%81b", "a%EF%BF%BDb"),
        ("%F6%zz%", "%C3%B6%25zz%25"),
    ],
)
def test_what_is_no_utf8_is_latin1(client: TestClient, query: str, right: str) -> None:
    for path in ("/sok", "/sok.json", "/forslag"):
        answer = client.get(f"{path}?q={query}")
        assert answer.status_code == 301
        assert answer.headers["location"] in (
            f"{path}?q={right}",
            f"{path}?q={right}".replace("%C2%A0", "+"),
        )
        assert client.get(answer.headers["location"]).status_code == 200


def test_latin1_is_read_in_every_parameter(client: TestClient) -> None:
    answer = client.get("/sok?organisation=%E5&fran=%E5r")
    assert answer.status_code == 422
    assert "”år” är inget datum" in answer.text
    answer = client.get("/sok?%F6=1&organisation=%E5")
    assert (answer.status_code, answer.headers["location"]) == (302, "/sok?organisation=%C3%A5")
    assert client.get("/sok.json?%F6=1").status_code == 422


@pytest.mark.parametrize("path", ["/", "/sok", "/sok.json", "/om", "/none", "/sok/", "/inlagg/x."])
@given(query=st.binary(max_size=40))
def test_no_bytes_are_an_error(client: TestClient, path: str, query: bytes) -> None:
    """Servers pass the bytes of an address on, percent-encoded or not."""
    for name in (b"", b"q=", b"lang=", b"fran="):
        status, _ = asked(client, path, name + query)
        assert status < 500


# --- what is malformed ---


def test_every_fault_is_named_on_the_page(client: TestClient) -> None:
    answer = client.get("/sok?q=bron&organisation=zinkhyttan&fran=2018&till=2017&sida=0&ordning=x")
    assert answer.status_code == 422
    page = read_page(answer.text)
    faults = page.one("div", role="alert").all("a")
    assert [fault.attributes["href"] for fault in faults] == ["#fran", "#till", "#ordning", "#sida"]
    for name, value in (("fran", "2018"), ("till", "2017")):
        field = page.one("input", id=name)
        assert field.attributes["value"] == value
        assert field.attributes["aria-invalid"] == "true"
        assert field.attributes["aria-describedby"] == f"fel-{name}"
    assert page.one("input", id="q").attributes["value"] == "bron"
    assert page.one("input", type="checkbox").attributes["value"] == "zinkhyttan"


def test_every_fault_is_named_in_json(client: TestClient) -> None:
    answer = client.get("/sok.json?fran=2018&till=2017&sida=0&ordning=x&lang=y")
    assert answer.status_code == 422
    fields = [fault["field"] for fault in answer.json()["errors"]]
    assert fields == ["fran", "till", "ordning", "sida", "lang"]
    assert answer.headers["access-control-allow-origin"] == "*"


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
        assert message in read_page(answer.text).one("main").text
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
    assert errors[-1]["message"] == "980 okända till."


def test_completions_have_one_address_and_name_every_fault(client: TestClient) -> None:
    answer = client.get("/forslag?lang=en&q=+gra")
    assert (answer.status_code, answer.headers["location"]) == (301, "/forslag?q=gra&lang=en")
    assert answer.headers["access-control-allow-origin"] == "*"
    answer = client.get("/forslag?q=gra&sida=0&utm_source=x&lang=y")
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["lang", "sida", "utm_source"]
    assert "De som finns är q, format, lang." in answer.json()["errors"][1]["message"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_redirect_of_json_may_be_followed_from_any_site(client: TestClient) -> None:
    answer = client.get("/sok.json?sida=1")
    assert answer.status_code == 301
    assert answer.headers["access-control-allow-origin"] == "*"


def test_errors_keep_the_language(client: TestClient) -> None:
    for address in ("/none?lang=en", "/sok?lang=en&sida=x", "/none?lang=en&sida=x&y=z"):
        page = read_page(client.get(address).text)
        assert page.link("To the front page") == "/?lang=en"
    page = read_page(client.get("/sok?lang=klingon").text)
    assert page.link("Till startsidan") == "/"
