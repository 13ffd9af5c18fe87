from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.browsing import browsing, read_page

BREAD = "2017-06-01-tv-nya-kooperativ"


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


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
    # All of a search but kategori: this site has no categories.
    names = "q, organisation, projekt, fran, till, ordning, sida, lang"
    assert names in answer.json()["errors"][1]["message"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_no_address_comes_from_the_host_header(client: TestClient) -> None:
    for address in ("/", "/sok?sida=1", "/om/", "/inlagg/2015-03-02-tvatten", "/none", "/sok.json"):
        answer = client.get(address, headers={"host": "evil.example"})
        assert "evil.example" not in answer.text + str(answer.headers)


# --- what is malformed ---


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


def test_errors_keep_the_language(client: TestClient) -> None:
    for address in ("/none?lang=en", "/sok?lang=en&sida=x", "/none?lang=en&sida=x&y=z"):
        page = read_page(client.get(address).text)
        assert page.link("Till startsidan") == "/?lang=en"
    page = read_page(client.get("/sok?lang=klingon").text)
    assert page.link("Till startsidan") == "/"
