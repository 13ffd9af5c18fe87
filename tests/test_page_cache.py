"""A page that many ask for is made once, and who gets it kept cannot tell."""

import asyncio
import gc
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Message

from kb.indexing import build_index
from kb.settings import Settings
from kb.web.app import create_app
from kb.web.compression import packing
from kb.web.page_cache import PageCache

POST = "/inlagg/2016-05-09-bygdelaget-lagar-bron"
KEPT = [
    *("/", "/sok", "/sok?q=kooperativ", "/sok?q=kooperativ&utskrift=1", POST, "/om?lang=en"),
    *("/organisationer", "/sok.json?q=kooperativ", "/sok.atom", "/sok.embed", "/forslag?q=ko"),
    *("/sitemap.xml", "/opensearch.xml", "/openapi.json", "/robots.txt"),
]
OTHERS = ["/sok.csv", "/healthz", "/none", "/inlagg/none", "/sok?sida=x", "/sok?q=", "/sok?what=1"]
ACCEPTED = ["gzip, deflate, br, zstd", "gzip", "identity"]
_GZIP = b"\x1f\x8b"
# All of an answer as it is sent.
Whole = tuple[int, list[tuple[bytes, bytes]], bytes]


@contextmanager
def asking(index: Path, page_cache: int = 8) -> Iterator[TestClient]:
    app = create_app(Settings(index=str(index), page_cache=page_cache))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
    app.state.knowledge_base.close()


@pytest.fixture
def client(index_dir: Path) -> Iterator[TestClient]:
    with asking(index_dir) as client:
        yield client


def whole(client: TestClient, address: str, accepted: str = "br", method: str = "GET") -> Whole:
    with client.stream(method, address, headers={"Accept-Encoding": accepted}) as answer:
        body = b"".join(answer.iter_raw())
    if body.startswith(_GZIP):
        body = body[:4] + body[8:]  # without the second in which it was packed
    return answer.status_code, answer.headers.raw, body


def counted(client: TestClient, name: str) -> float:
    """Return the sum of what /metrics says under a name."""
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


@contextmanager
def robots(index: Path, answer: Callable[[Request], Response]) -> Iterator[Starlette]:
    """Give a site that answers /robots.txt by a function."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kb.web.app.robots", answer)
        app = create_app(Settings(index=str(index), page_cache=8))
    yield app
    app.state.knowledge_base.close()


async def ask(app: Starlette) -> tuple[int, bytes]:
    """Ask a site for /robots.txt, from within the loop that it runs in."""
    said: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        said.append(message)

    path = "/robots.txt"
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    await app(scope, receive, send)
    return said[0]["status"], b"".join(message.get("body", b"") for message in said)


# --- the same answer --------------------------------------------------------------------------


@pytest.mark.parametrize("address", KEPT)
def test_a_repeated_view_is_the_same_without_any_work(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    first = [whole(client, address, accepted) for accepted in ACCEPTED]
    assert {status for status, _, _ in first} == {200}
    with monkeypatch.context() as patch:
        patch.setattr("starlette.routing.Route.handle", None)
        patch.setattr("starlette_compress.CompressMiddleware.__call__", None)
        for accepted, before in zip(ACCEPTED, first, strict=True):
            assert whole(client, address, accepted) == before
            assert whole(client, address, accepted, "HEAD")[:2] == before[:2]
    assert counted(client, "kb_answers_kept_total") == 6


@pytest.mark.parametrize("address", [*KEPT, *OTHERS])
def test_an_answer_is_as_where_none_are_kept(
    index_dir: Path, client: TestClient, address: str
) -> None:
    with asking(index_dir, page_cache=0) as other:
        for accepted in ACCEPTED:
            for method in ("HEAD", "GET", "GET", "HEAD"):
                ours, theirs = (whole(each, address, accepted, method) for each in (client, other))
                assert ours == theirs
        assert counted(other, "kb_answers_kept_total") == 0


@pytest.mark.parametrize("address", [*OTHERS, "/metrics"])
def test_what_is_streamed_private_or_not_there_is_not_kept(
    client: TestClient, address: str
) -> None:
    for _ in range(2):
        client.get(address)
    assert counted(client, "kb_answers_kept_total") == 0


def test_every_answer_is_counted_kept_or_not(client: TestClient) -> None:
    for _ in range(3):
        client.get("/sok")
    assert counted(client, 'kb_answers_total{route="/sok",status="200"}') == 3
    assert counted(client, "kb_answers_kept_total") == 2


def test_who_has_a_kept_answer_is_told_so(client: TestClient) -> None:
    tag = client.get("/sok").headers["etag"]
    for known in (tag, tag.removeprefix("W/"), "*"):
        assert client.get("/sok", headers={"If-None-Match": known}).status_code == 304
    assert client.get("/sok", headers={"If-None-Match": '"another"'}).status_code == 200
    assert counted(client, "kb_answers_kept_total") == 1


def test_a_head_alone_keeps_nothing(client: TestClient) -> None:
    client.head("/sok")
    assert client.get("/sok").content
    assert counted(client, "kb_answers_kept_total") == 0


# --- what makes an answer another one ---------------------------------------------------------


def test_each_language_has_its_answer(client: TestClient) -> None:
    def lang(wish: str, address: str = "/om") -> str:
        return client.get(address, headers={"Accept-Language": wish}).headers["content-language"]

    for _ in range(2):
        assert [lang("en-GB, sv;q=0.1"), lang("sv"), lang("de")] == ["en", "sv", "sv"]
        assert [lang("sv", "/om?lang=en"), lang("en", "/om?l%61ng=sv")] == ["en", "sv"]
    # ”de” gets what ”sv” got.
    assert counted(client, "kb_answers_kept_total") == 6


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.text("br*gzipdeflate;q=01., \tBR", max_size=12)
        | st.sampled_from(["br", "gzip", "*", "br;q=0", "gzip;q=0.5", "*;q=0", "x-gzip"]),
        max_size=5,
    )
)
def test_an_answer_is_kept_as_it_is_packed(client: TestClient, accepted: list[str]) -> None:
    header = ",".join(accepted)
    for _ in range(2):
        with client.stream("GET", "/om", headers={"Accept-Encoding": header}) as answer:
            assert answer.headers.get("content-encoding", "") == packing(header)


def test_another_day_has_other_answers(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/sok")
    day = date(2031, 1, 1)
    monkeypatch.setattr(Settings, "today", lambda _: day)
    assert client.get("/sok").headers["etag"] != first.headers["etag"]
    assert counted(client, "kb_answers_kept_total") == 0


def test_a_new_generation_has_other_answers_and_frees_those_before(
    corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before: list[weakref.ref[object]] = []
    find = PageCache._pages_of

    def noting(cache: PageCache, generation: str) -> object:
        pages = find(cache, generation)
        before.append(weakref.ref(pages.kept))
        return pages

    monkeypatch.setattr(PageCache, "_pages_of", noting)
    build_index(corpus_dir, tmp_path / "index")
    with asking(tmp_path / "index") as client:
        first = client.get("/sok").headers["etag"]
        build_index(corpus_dir, tmp_path / "index", full=True)
        assert client.get("/sok").headers["etag"] != first
        gc.collect()
        assert before[0]() is None
        assert counted(client, "kb_answers_kept_total") == 0


# --- room -------------------------------------------------------------------------------------


def test_what_was_not_asked_for_longest_goes_first(index_dir: Path) -> None:
    with robots(index_dir, lambda _: Response(b"x" * 1_000_000)) as app:
        client = TestClient(app)
        for number in range(20):
            client.get(f"/robots.txt?{number}")
            client.get("/om")
        assert counted(client, "kb_answers_kept_total") == 19
        client.get("/robots.txt?0")
        assert counted(client, "kb_answers_kept_total") == 19
        client.get("/robots.txt?19")
        assert counted(client, "kb_answers_kept_total") == 20


def test_what_would_take_much_of_the_room_is_not_kept(index_dir: Path) -> None:
    with robots(index_dir, lambda _: Response(b"x" * 1_100_000)) as app:
        client = TestClient(app)
        for _ in range(2):
            assert len(client.get("/robots.txt").content) == 1_100_000
        assert counted(client, "kb_answers_kept_total") == 0


# --- at once ----------------------------------------------------------------------------------


def test_who_asks_for_what_is_on_its_way_waits_for_it(index_dir: Path) -> None:
    made: list[Request] = []

    async def slow(request: Request) -> Response:
        made.append(request)
        await asyncio.sleep(0.05)
        return Response(b"x" * len(made))

    async def both(app: Starlette) -> list[tuple[int, bytes]]:
        return await asyncio.gather(*(ask(app) for _ in range(16)))

    with robots(index_dir, slow) as app:  # type: ignore[arg-type]
        assert asyncio.run(both(app)) == [(200, b"x")] * 16
        assert len(made) == 1


def test_threads_with_a_loop_each_wait_for_no_other(index_dir: Path) -> None:
    def slow(_: Request) -> Response:
        time.sleep(0.001)
        return Response(b"x")

    with robots(index_dir, slow) as app, ThreadPoolExecutor(8) as threads:
        for _ in range(5):
            answers = list(threads.map(lambda _: asyncio.run(ask(app)), range(8)))
            assert answers == [(200, b"x")] * 8


@pytest.mark.parametrize("status", [404, 500, None])
def test_nobody_waits_for_long_for_what_is_not_kept(index_dir: Path, status: int | None) -> None:
    begun = asyncio.Event()
    going = asyncio.Event()

    async def slow(_: Request) -> Response:
        if begun.is_set():  # the others
            going.set()
            return Response(b"y")
        begun.set()
        await asyncio.sleep(0.01)
        if status is None:
            raise ZeroDivisionError
        return Response(b"x", status)

    async def several(app: Starlette) -> list[tuple[int, bytes] | BaseException]:
        return await asyncio.gather(*(ask(app) for _ in range(3)), return_exceptions=True)

    with robots(index_dir, slow) as app:  # type: ignore[arg-type]
        first, *others = asyncio.run(several(app))
        assert isinstance(first, ZeroDivisionError) if status is None else first == (status, b"x")
        assert others == [(200, b"y")] * 2
