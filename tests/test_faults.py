from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.browsing import Element, browsing, read_page

FAULTY = (
    "/sok?q=bron&organisation=akerbo-kommun&organisation=zinkhyttan&projekt=grannkraft"
    "&fran=2016-02-30&till=x&ordning=bra&sida=0"
)


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 422
    return read_page(answer.text)


def test_the_summary_has_the_focus_and_leads_to_the_fields(client: TestClient) -> None:
    page = page_of(client, FAULTY)
    summary = page.one("div", role="alert")
    assert {"autofocus", "tabindex"} <= summary.attributes.keys()
    assert summary.text == "Rätta: Från, Till, Ordning, Sida"
    fields = {field.attributes.get("id") for field in page.all("input", "select")}
    for link in summary.all("a"):
        assert link.attributes["href"].removeprefix("#") in fields


def test_each_fault_stands_with_its_field(client: TestClient) -> None:
    page = page_of(client, FAULTY)
    faults = {
        "fran": "30 februari 2016 finns inte.",
        "till": "”x” är inget datum. Skriv ett år, en månad eller en dag: 2017, 2017-06 eller "
        "2017-06-29.",
        "ordning": "”bra” är ingen ordning. Välj relevans, nyast eller aldst.",
        "sida": "”0” är inget sidnummer. Sidorna räknas från 1.",
    }
    for name, message in faults.items():
        (field,) = [f for f in page.all("input", "select") if f.attributes.get("id") == name]
        assert field.attributes["aria-invalid"] == "true"
        assert page.one("p", id=field.attributes["aria-describedby"]).text == message


def test_what_was_chosen_is_shown_by_name_and_can_be_left_out(client: TestClient) -> None:
    page = page_of(client, FAULTY)
    assert [
        (group.one("legend").text, [label.text for label in group.all("label")])
        for group in page.all("fieldset")
    ] == [
        ("Organisation", ["Åkerbo kommun", "Zinkhyttan"]),
        ("Projekt", ["Grannkraft"]),
    ]
    boxes = page.having("input", type="checkbox")
    assert [(box.attributes["name"], box.attributes["value"]) for box in boxes] == [
        ("organisation", "akerbo-kommun"),
        ("organisation", "zinkhyttan"),
        ("projekt", "grannkraft"),
    ]
    assert all("checked" in box.attributes for box in boxes)


def test_what_is_too_much_is_not_offered_again(client: TestClient) -> None:
    many = "&".join(f"organisation=o{number}" for number in range(21))
    page = page_of(client, f"/sok?{many}&projekt=grannkraft&lang=en")
    assert [group.one("legend").text for group in page.all("fieldset")] == ["Project"]
    assert "Organisation: 21 are too many at once" in page.one("div", role="alert").text
    assert page.one("input", name="lang").attributes["type"] == "hidden"
