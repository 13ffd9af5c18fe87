import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from kb.web.headers import HEADERS, SafeHeaders
from tests.browsing import browsing


@pytest.fixture
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/sok?q=kooperativ",
        "/sok?q=&sida=1",  # a redirect
        "/sok?sida=x",
        "/sok.json",
        "/sok.json?what=1",
        "/inlagg/2015-03-02-tvatten",  # a redirect to the post's present id
        "/organisationer",
        "/om",
        "/healthz",
        "/static/kb.css",
        "/static/none.css",
        "/none",
    ],
)
def test_every_answer_carries_the_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers.items() >= {k.lower(): v for k, v in HEADERS.items()}.items()
    assert "set-cookie" not in headers


def test_an_unexpected_error_carries_them_too(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.web.pages.search.hit_views", lambda *args: 1 / 0)
    answer = client.get("/sok")
    assert answer.status_code == 500
    assert "Något gick fel" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert answer.headers.items() >= {k.lower(): v for k, v in HEADERS.items()}.items()


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in HEADERS["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"  # scripts, fonts, frames, connections among them
    assert set(policy.values()) == {"'none'", "'self'"}
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_an_answer_keeps_a_header_of_its_own() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("", headers={"Referrer-Policy": "no-referrer"})(scope, receive, send)

    headers = TestClient(SafeHeaders(app)).get("/").headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


def test_what_is_no_request_passes_untouched() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    asyncio.run(SafeHeaders(app)({"type": "lifespan"}, receive, send))
    assert seen == ["lifespan"]
