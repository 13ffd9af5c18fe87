import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from kb.settings import Settings
from kb.web.app import create_app
from kb.web.compression import compression
from tests.browsing import browsing

BROWSER = "gzip, deflate, br, zstd"
UNPACK: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def raw(client: TestClient, address: str, accepted: str) -> tuple[str | None, bytes]:
    with client.stream("GET", address, headers={"Accept-Encoding": accepted}) as answer:
        return answer.headers.get("content-encoding"), b"".join(answer.iter_raw())


@pytest.mark.parametrize("address", ["/", "/sok", "/sok.json", "/om", "/none"])
@pytest.mark.parametrize(
    ("accepted", "encoding"), [(BROWSER, "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")]
)
def test_an_answer_comes_packed_as_the_browser_takes_it(
    client: TestClient, address: str, accepted: str, encoding: str
) -> None:
    _, plain = raw(client, address, "identity")
    found, packed = raw(client, address, accepted)
    assert found == encoding
    assert UNPACK[encoding](packed) == plain
    assert len(packed) < len(plain) * 0.6


def test_a_page_of_results_is_small(shipped_index: Path) -> None:
    with browsing(shipped_index) as client:
        for address in ("/sok", "/sok?q=kooperativ"):
            for accepted in (BROWSER, "gzip"):
                assert len(raw(client, address, accepted)[1]) <= 9_000


def test_a_small_answer_comes_as_it_is(client: TestClient) -> None:
    assert raw(client, "/healthz", BROWSER)[0] is None


def test_a_tag_stays_weak_whatever_the_packing(client: TestClient) -> None:
    tags = {
        client.get("/sok", headers={"Accept-Encoding": accepted}).headers["etag"]
        for accepted in (BROWSER, "gzip", "identity")
    }
    (tag,) = tags
    assert tag.startswith("W/")


def test_a_file_is_packed_once(client: TestClient) -> None:
    encoding, packed = raw(client, "/static/kb.css", BROWSER)
    assert encoding == "br"
    assert b"--accent" in brotli.decompress(packed)


@pytest.mark.parametrize(
    "media_type",
    [
        *("text/html", "text/csv", "application/atom+xml", "application/json", "application/xml"),
        *("application/problem+json", "application/opensearchdescription+xml", "image/svg+xml"),
    ],
)
def test_texts_are_packed(media_type: str) -> None:
    client = TestClient(of(lambda _: Response("x" * 2000, media_type=media_type)))
    assert raw(client, "/", BROWSER)[0] == "br"


def test_pictures_are_not() -> None:
    client = TestClient(of(lambda _: Response(b"x" * 2000, media_type="image/png")))
    assert raw(client, "/", BROWSER)[0] is None


# --- streams ----------------------------------------------------------------------------------

ROWS = [f"2017-06-29;Rad nummer {number};{number * 7919 % 10007}\r\n" for number in range(20_000)]


def of(endpoint: Callable[[Request], Response]) -> Starlette:
    return Starlette(routes=[Route("/", endpoint)], middleware=[compression()])


async def rows() -> AsyncIterator[bytes]:
    for first in range(0, len(ROWS), 200):
        yield "".join(ROWS[first : first + 200]).encode()


@pytest.mark.parametrize(
    ("accepted", "unpack"),
    [
        ("br", brotli.decompress),
        ("gzip", lambda packed: zlib.decompress(packed, 31)),
        ("identity", bytes),
    ],
)
def test_a_stream_comes_whole(accepted: str, unpack: Callable[[bytes], bytes]) -> None:
    client = TestClient(of(lambda _: StreamingResponse(rows(), media_type="text/csv")))
    assert unpack(raw(client, "/", accepted)[1]) == "".join(ROWS).encode()


@pytest.mark.parametrize("accepted", [b"br", b"gzip", b"identity"])
def test_a_stream_leaves_in_pieces_through_every_middleware(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch, accepted: bytes
) -> None:
    """Nothing waits for the end: pieces leave while the answer is still being made."""
    sent: list[int] = []
    made: list[int] = []

    async def counted() -> AsyncIterator[bytes]:
        async for piece in rows():
            made.append(sum(sent))
            yield piece

    monkeypatch.setattr(
        "kb.web.app.health", lambda _: StreamingResponse(counted(), media_type="text/csv")
    )
    app = create_app(Settings(index=str(index_dir)))

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(len(message.get("body", b"")))

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/healthz",
        "query_string": b"",
        "headers": [(b"accept-encoding", accepted)],
    }
    asyncio.run(app(scope, receive, send))
    assert made[len(made) // 2] > sum(sent) / 4
    app.state.knowledge_base.close()
