"""Entries that a machine found: kept with the register, and said to be that wherever they stand."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.corpus.kinds import ORGANISATION
from kb.corpus.register import Entry, Registers, read_register
from kb.indexing import build_index
from kb.knowledge_base import KnowledgeBase
from tests.browsing import Element, browsing, read_page
from tests.corpora import ORGANISATIONS, news, write_corpus

FOUND = "- id: fyra-grannar\n  name: Fyra grannar\n  suggested: true\n"
# Every project is found by machine, some organisations are, and no category is.
PROJECTS = """\
- {id: grannkraft, name: Grannkraft, suggested: true}
- {id: odla-ihop, name: Odla ihop, suggested: true}
"""
OTHER = {"categories.yaml": "- {id: kurs, name: Kurser}\n"}
ALL = "Hittade automatiskt i texterna"
SOME = "Namn i kursiv stil är hittade automatiskt i texterna"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suggested")
    posts = [*news()[:-1], news()[-1].model_copy(update={"categories": ("kurs",)})]
    corpus = write_corpus(folder / "corpus", posts, ORGANISATIONS + FOUND, PROJECTS, OTHER)
    build_index(corpus, folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[TestClient]:
    with browsing(index) as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200
    return read_page(answer.text)


# --- kept -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "suggested"),
    [("", False), ("  suggested: true\n", True), ("  suggested: false\n", False)],
)
def test_a_register_says_it(tmp_path: Path, field: str, suggested: bool) -> None:
    path = tmp_path / "organisations.yaml"
    path.write_text(f"- id: a\n  name: A\n{field}", encoding="utf-8")
    read = read_register(path)
    assert not read.faults
    assert [entry.suggested for entry in read.entries] == [suggested]


def test_anything_else_is_a_fault_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "organisations.yaml"
    path.write_text("- id: a\n  name: A\n  suggested: kanske\n", encoding="utf-8")
    (fault,) = read_register(path).faults
    assert fault.where == f"{path}:3"
    assert "suggested" in fault.message


def test_a_generation_carries_it() -> None:
    written = Registers({"organisation": (Entry(id="a", name="A", suggested=True),)})
    text = json.dumps(written.to_json())
    assert Registers.from_json(json.loads(text)) == written
    # A register of people's own is written as it always was.
    assert "suggested" not in json.dumps(
        Registers({"organisation": (Entry(id="a", name="A"),)}).to_json()
    )


def test_taking_the_mark_away_is_a_change(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", news(), FOUND, "")
    before = build_index(corpus, tmp_path / "index").generation
    write_corpus(corpus, (), FOUND.replace("  suggested: true\n", ""), "")
    assert build_index(corpus, tmp_path / "index").generation != before
    with KnowledgeBase(tmp_path / "index") as knowledge_base:
        registers = knowledge_base.service.registers
    assert registers.entries(ORGANISATION) == (Entry(id="fyra-grannar", name="Fyra grannar"),)


# --- said -------------------------------------------------------------------------------------


def test_facets_say_which_values_a_machine_found(client: TestClient) -> None:
    page = page_of(client, "/sok")
    some, every, none, year = page.having("section", class_="facet")
    assert some.one("p", class_="hint").text == SOME
    # The slant is not all that tells it.
    assert [li.text for li in some.all("li") if li.having("span", class_="value found")] == [
        "Fyra grannar (hittat automatiskt) 1"
    ]
    assert every.one("p", class_="hint").text == ALL
    assert [li.text for li in every.all("li")] == ["Grannkraft 2", "Odla ihop 2"]
    assert none.having("p", class_="hint") == []
    assert "hittat" not in year.text


def test_what_a_search_finds_decides_what_is_said(client: TestClient) -> None:
    page = page_of(client, "/sok?q=bron")
    assert ALL not in page.text
    assert SOME not in page.text
    page = page_of(client, "/sok?q=tv%C3%A4ttmaskin")
    assert SOME in page.text


def test_lists_say_which_entries_a_machine_found(client: TestClient) -> None:
    page = page_of(client, "/organisationer")
    assert page.one("p", class_="hint").text.endswith(f"{SOME}.")
    rows = [row.text for row in page.one("div", class_="register").all("li")]
    assert rows[0] == "Fyra grannar (hittat automatiskt) 1 inlägg 2015"
    assert sum("hittat automatiskt" in row for row in rows) == 1
    page = page_of(client, "/projekt")
    assert page.one("p", class_="hint").text.endswith(f"{ALL}.")
    assert [row.text for row in page.one("div", class_="register").all("li")] == [
        "Grannkraft 2 inlägg 2017–2019",
        "Odla ihop 2 inlägg 2018–2019",
    ]
    assert "automatiskt" not in page_of(client, "/kategorier").one("main").text


def test_an_entry_says_it(client: TestClient) -> None:
    said = "Namnet är hittat automatiskt i texterna; ingen har granskat det."
    assert said in page_of(client, "/projekt/grannkraft").text
    assert said in page_of(client, "/organisationer/fyra-grannar").text
    assert said not in page_of(client, "/organisationer/zinkhyttan").text


def test_the_page_about_the_site_says_it(client: TestClient, index_dir: Path) -> None:
    said = "Några namn är hittade automatiskt"
    assert said in page_of(client, "/om").text
    with browsing(index_dir) as other:
        for address in ("/", "/sok", "/organisationer", "/projekt/grannkraft", "/om"):
            page = page_of(other, address)
            assert "automatiskt i texterna" not in page.text
            assert page.having("span", class_="value found") == []


def test_programs_get_what_they_got(client: TestClient) -> None:
    facets = client.get("/sok.json").json()["facets"]
    assert set(facets["organisation"][0]) == {"id", "label", "count", "selected"}
