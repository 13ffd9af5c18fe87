from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.web.assets import Assets
from tests.browsing import browsing, read_page


@pytest.fixture
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "10-b.css").write_text("b { margin: 0 }\n")
    (tmp_path / "css" / "00-a.css").write_text("a { margin: 0 }\n")
    (tmp_path / "kb.js").write_text("'use strict'\n")
    return tmp_path


def test_the_sheet_is_joined_in_the_order_of_names(client: TestClient) -> None:
    sheet = client.get("/static/kb.css").text
    assert sheet.index("color-scheme") < sheet.index(".hits") < sheet.index("@media print")


def test_another_version_has_another_address(folder: Path) -> None:
    before = Assets(folder)
    (folder / "css" / "10-b.css").write_text("b { margin: 1px }\n")
    after = Assets(folder)
    assert after.address("kb.css") != before.address("kb.css")
    assert after.address("kb.js") == before.address("kb.js")


def test_every_file_that_a_page_names_is_kept_for_ever(client: TestClient) -> None:
    page = read_page(client.get("/").text)
    named = [
        each.attributes.get("href") or each.attributes.get("src", "")
        for each in page.all("link", "script")
    ]
    named = [address for address in named if address.startswith("/static/")]
    assert len(named) >= 2
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["kb.css", "kb.00000000.css"])
def test_another_address_of_a_file_is_the_file_as_it_is_now(client: TestClient, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["none.css", "css/00-base.css", "../app.py", "kb.css/", ""])
def test_what_is_no_file_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code in (301, 404)
