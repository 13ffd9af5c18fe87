"""`/sok.csv`: what a Swedish Excel makes of it, and how it is sent."""

import asyncio
import csv
import socket
import time
import unicodedata
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.corpus.store import write_post
from kb.indexing import build_index
from kb.search.port.engine import Match
from kb.search.service import SearchService
from kb.settings import Settings
from kb.web.app import create_app
from kb.web.outputs import table
from kb.web.outputs.table import cell
from tests.browsing import browsing, running_site
from tests.corpora import post

HEADINGS = [
    *("Datum", "Rubrik", "Adress", "Organisationer", "Projekt", "Etiketter", "Först publicerat"),
]


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def rows_of(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_swedish_excel_opens_it(client: TestClient) -> None:
    answer = client.get("/sok.csv?q=grannkraft&ordning=aldst")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.content.startswith(b"\xef\xbb\xbfDatum;Rubrik;")
    assert answer.content.endswith(b"\r\n")
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n")
    headings, first, *_ = rows_of(answer.content)
    assert headings == HEADINGS
    assert first == [
        "2017-01-15",
        "Grannkraft får stöd",
        "http://127.0.0.1:8000/inlagg/2017-01-15-grannkraft-f-r-st-d",
        "Ängslunda bygdelag, Åkerbo kommun",
        "Grannkraft",
        "",
        "",
    ]


def test_every_hit_is_in_it_once(client: TestClient) -> None:
    _, *rows = rows_of(client.get("/sok.csv").content)
    assert len(rows) == len({row[2] for row in rows}) == 12
    assert [row[0] for row in rows] == sorted((row[0] for row in rows), reverse=True)


def test_a_search_without_hits_has_its_headings(client: TestClient) -> None:
    assert rows_of(client.get("/sok.csv?q=xyzzy").content) == [HEADINGS]


def test_headings_are_in_the_language_asked_for(client: TestClient) -> None:
    headings, first, *_ = rows_of(client.get("/sok.csv?lang=en").content)
    assert headings[:3] == ["Date", "Title", "Address"]
    assert first[2].endswith("?lang=en")


def test_what_a_site_has_is_in_it(corpus_dir: Path, tmp_path: Path) -> None:
    (corpus_dir / "categories.yaml").write_text("- id: nytt\n  name: Nytt\n", encoding="utf-8")
    written = post("2022-02-02", "Ny rondell", "Äntligen.").model_copy(
        update={
            "source": "https://example.org/rondell",
            "tags": ("trafik", "cirkel; stor"),
            "categories": ("nytt",),
        }
    )
    write_post(corpus_dir, written)
    build_index(corpus_dir, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        headings, row = rows_of(client.get("/sok.csv?q=rondell").content)
    found = dict(zip(headings, row, strict=True))
    assert found["Kategorier"] == "Nytt"
    assert found["Etiketter"] == "trafik, cirkel; stor"
    assert found["Först publicerat"] == "https://example.org/rondell"


@pytest.mark.parametrize(
    ("address", "plain", "whole"),
    [
        ("/sok.csv", "kunskapsbanken-alla-inlagg.csv", "Kunskapsbanken%20Alla%20inl%C3%A4gg.csv"),
        (
            "/sok.csv?q=%22ideell+sektor%22&organisation=akerbo-kommun&fran=2016&till=2017",
            "kunskapsbanken-ideell-sektor-akerbo-kommun-2016-2017.csv",
            "Kunskapsbanken%20ideell%20sektor%2C%20%C3%85kerbo%20kommun%2C%202016%E2%80%932017.csv",
        ),
        (
            "/sok.csv?q=a%2Fb%5C..%22%3B%0Ax",
            "kunskapsbanken-a-b-x.csv",
            "Kunskapsbanken%20a%20b%20..%3B%20x.csv",
        ),
    ],
)
def test_the_file_is_called_after_the_search(
    client: TestClient, address: str, plain: str, whole: str
) -> None:
    answer = client.get(address)
    while answer.status_code == 301:
        answer = client.get(answer.headers["location"])
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"
    )


# --- cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Två nya kooperativ", "Två nya kooperativ"),
        ("=1+1", "'=1+1"),
        ("-5 grader", "'-5 grader"),
        ("+46 40 12 34", "'+46 40 12 34"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("﹣1", "'﹣1"),
        ("\t=1+1", "'=1+1"),
        ("\r=1+1", "'=1+1"),
        (' " =1+1', "'\" =1+1"),
        ("'=1+1", "''=1+1"),
        ("\u200b=1+1", "'=1+1"),
        ("Rad ett\r\nrad två", "Rad ett rad två"),
        ("5 - 3 = 2", "5 - 3 = 2"),
        ("– ett tankstreck", "– ett tankstreck"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, shown: str) -> None:
    assert cell(text) == shown


@given(text=st.text())
@example("\u0000=1")
@example("\u3000＝1")
@example("\ufeff=1")
def test_whatever_a_cell_holds_stays_in_it(text: str) -> None:
    shown = cell(text)
    assert shown.isprintable()
    for sign in (shown[:1], unicodedata.normalize("NFKC", shown).strip(' "“”‘’`')[:1]):
        assert sign not in ("=", "+", "-", "@", "\t", "\r")


# --- the stream -------------------------------------------------------------------------------


def test_posts_are_read_as_they_are_sent(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that goes away after the first piece stops the work."""
    monkeypatch.setattr(table, "_STEP", 2)
    read: list[str] = []
    each = SearchService.each

    def noting(*arguments: Any) -> Iterator[Match]:
        for match in each(*arguments):
            read.append(match.document.id)
            yield match

    monkeypatch.setattr(SearchService, "each", noting)
    app = create_app(Settings(index=str(index_dir)))
    left = asyncio.Event()
    sent: list[bytes] = []

    async def receive() -> dict[str, Any]:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if sent[-1]:
            left.set()
            await asyncio.sleep(0.05)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/sok.csv",
        "query_string": b"",
        "headers": [],
    }
    asyncio.run(app(scope, receive, send))
    app.state.knowledge_base.close()
    assert 0 < len(read) < 12
    assert len([body for body in sent if body]) < 6


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_whoever_goes_away_stops_the_work_of_a_server(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(table, "_STEP", 200)
    each = SearchService.each
    read = 0

    def endless(*arguments: Any) -> Iterator[Match]:
        nonlocal read
        matches = list(each(*arguments))
        while True:
            read += len(matches)
            yield from matches

    monkeypatch.setattr(SearchService, "each", endless)
    with running_site(index_dir) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(
                f"GET /sok.csv HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {encoding}\r\n\r\n".encode()
            )
            client.recv(1000)
        before = -1
        while before != read:  # what never ends is stopped by the time limit of the run
            before = read
            time.sleep(0.5)
    assert read > 0


def test_a_head_reads_no_post(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(SearchService, "each", fail)
    with browsing(index_dir) as client:
        assert client.head("/sok.csv").status_code == 200


def test_a_new_generation_does_not_break_a_table(
    corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What began in a generation ends in it, however many have come since."""
    monkeypatch.setattr(table, "_STEP", 5)
    index = tmp_path / "index"
    build_index(corpus_dir, index)
    each = SearchService.each

    def switching(*arguments: Any) -> Iterator[Match]:
        for number, match in enumerate(each(*arguments)):
            if number == 3:
                write_post(corpus_dir, post("2022-02-02", "Ny rondell", "Äntligen invigd."))
                for _ in range(3):
                    build_index(corpus_dir, index, full=True)
                assert site.get("/sok.json?q=rondell").json()["total"] == 1
            yield match

    with browsing(index) as site:
        monkeypatch.setattr(SearchService, "each", switching)
        _, *rows = rows_of(site.get("/sok.csv?ordning=aldst").content)
    assert len(rows) == 12
