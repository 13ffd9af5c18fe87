"""What still answers while all who may search are searching, over real sockets."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from kb.web.pages.page import Page
from kb.web.pages.search import search
from kb.web.visit import Visit
from tests.browsing import running_site

SEARCHES = 200


@pytest.fixture
def going(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Give an event that every search waits for."""
    going = threading.Event()

    def held(visit: Visit) -> Page:
        assert going.wait(60)
        return search(visit)

    monkeypatch.setattr("kb.web.app.search", held)
    yield going
    going.set()


def begin(address: str, path: str) -> socket.socket:
    """Ask for a page; the answer is still to be read."""
    site = urlsplit(address)
    connection = socket.create_connection((site.hostname, site.port), timeout=60)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    return connection


def rest(connection: socket.socket) -> bytes:
    """Read an answer to its end."""
    pieces = []
    while piece := connection.recv(1 << 16):
        pieces.append(piece)
    return b"".join(pieces)


def test_while_searches_run_all_that_is_none_answers(
    index_dir: Path, going: threading.Event
) -> None:
    with running_site(index_dir) as address, ExitStack() as connections:
        with urlopen(f"{address}/om") as answer:
            about = answer.read()
        searches = [
            connections.enter_context(begin(address, f"/sok?q=ord{number}"))
            for number in range(SEARCHES)
        ]
        for path in ("/healthz", "/metrics", "/static/kb.css", "/om", "/healthz"):
            with urlopen(f"{address}{path}", timeout=60) as answer:
                assert answer.status == 200
                assert path != "/om" or answer.read() == about
        assert not going.is_set()
        going.set()
        assert {rest(each)[:13] for each in searches} == {b"HTTP/1.1 200 "}


def test_whoever_goes_leaves_the_others_in_turn(index_dir: Path, going: threading.Event) -> None:
    with running_site(index_dir) as address, ExitStack() as connections:
        gone = [begin(address, f"/sok?q=ord{number}") for number in range(20)]
        stays = connections.enter_context(begin(address, "/sok?q=ord0"))
        for each in gone:
            each.close()
        going.set()
        assert rest(stays).startswith(b"HTTP/1.1 200 ")
