import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Headers
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from kb.settings import Settings
from kb.web.app import create_app
from kb.web.headers import FRAMED, HEADERS, SafeHeaders
from kb.web.problems import FOR_PROGRAMS
from tests.browsing import browsing


@pytest.fixture
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


ADDRESSES = [
    "/",
    "/sok?q=kooperativ",
    "/sok?q=&sida=1",  # a redirect
    "/sok?sida=x",
    "/sok.json",
    "/sok.json?what=1",
    "/sok.atom",
    "/sok.csv",
    "/inlagg/2015-03-02-tvatten",  # a redirect to the post's present id
    "/organisationer",
    "/om",
    "/healthz",
    "/metrics",
    "/static/kb.css",
    "/static/none.css",
    "/none",
]
FOR_ANY_SITE = ("/sok.json", "/sok.json?what=1", "/sok.atom", "/sok.csv")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(client: TestClient, address: str) -> None:
    expected = dict(HEADERS)
    if address in FOR_ANY_SITE:
        expected["Cross-Origin-Resource-Policy"] = "cross-origin"
    for headers in (client.get(address).headers, client.head(address).headers):
        for name, value in expected.items():
            assert headers.get_list(name) == [value], name
        assert "set-cookie" not in headers
        assert "server" not in headers


@pytest.mark.parametrize("address", ["/om", "/sok.json", "/static/kb.css"])
def test_a_304_leaves_the_headers_as_they_came_with_the_answer(
    client: TestClient, address: str
) -> None:
    tag = client.get(address).headers["etag"]
    answer = client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    # But what lets a script of another site know of it, which the 304 itself is asked for.
    own = {"cache-control", "etag", "vary"} | {name.lower() for name in FOR_PROGRAMS}
    assert set(answer.headers) <= own


def test_an_unexpected_error_carries_them_too(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.web.pages.search.hit_views", lambda *args: 1 / 0)
    answer = client.get("/sok")
    assert answer.status_code == 500
    assert "Något gick fel" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert answer.headers.items() >= {k.lower(): v for k, v in HEADERS.items()}.items()


# --- each of them -----------------------------------------------------------------------------


def directives(policy: str) -> dict[str, str]:
    return dict(directive.strip().split(" ", 1) for directive in policy.split(";"))


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    policy = directives(HEADERS["Content-Security-Policy"])
    assert policy["default-src"] == "'none'"  # fonts, frames, manifests, workers among them
    assert set(policy.values()) == {"'none'", "'self'"}
    assert {name for name, whose in policy.items() if whose == "'self'"} == {
        *("style-src", "script-src", "connect-src", "img-src", "form-action")
    }
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"


def test_what_pages_of_others_frame_runs_nothing() -> None:
    policy = directives(FRAMED["Content-Security-Policy"])
    assert policy["frame-ancestors"] == "*"
    assert policy["script-src"] == policy["connect-src"] == policy["default-src"] == "'none'"


def test_a_page_asks_for_none_of_what_a_machine_has() -> None:
    permissions = HEADERS["Permissions-Policy"].split(", ")
    assert {"camera=()", "geolocation=()", "microphone=()", "payment=()"} <= set(permissions)
    assert all(permission.endswith("=()") for permission in permissions)
    assert not any("clipboard-write" in permission for permission in permissions)  # copy a link


def answered(own: dict[str, str], *, https: bool = False) -> Headers:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response("", headers=own)(scope, receive, send)

    return TestClient(SafeHeaders(app, https=https)).get("/").headers


def test_an_answer_keeps_a_header_of_its_own() -> None:
    headers = answered({"Referrer-Policy": "no-referrer"})
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


def test_an_answer_that_may_be_framed_is_not_denied_in_the_older_way() -> None:
    headers = answered(FRAMED)
    assert "x-frame-options" not in headers
    assert headers["content-security-policy"] == FRAMED["Content-Security-Policy"]
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_embed_may_be_framed(client: TestClient) -> None:
    headers = client.get("/sok.embed").headers
    assert headers.items() >= {k.lower(): v for k, v in FRAMED.items()}.items()
    assert "x-frame-options" not in headers


def test_data_for_any_site_may_be_loaded_by_any() -> None:
    assert answered({})["cross-origin-resource-policy"] == "same-origin"
    headers = answered({"Access-Control-Allow-Origin": "*"})
    assert headers["cross-origin-resource-policy"] == "cross-origin"


def test_browsers_keep_to_https_where_the_site_is_read_over_it(index_dir: Path) -> None:
    assert "strict-transport-security" not in answered({})
    assert answered({}, https=True)["strict-transport-security"] == "max-age=31536000"
    for address, expected in (("https://x.se", True), ("http://x.se", False)):
        app = create_app(Settings(index=str(index_dir), site_url=address))
        with TestClient(app) as client:
            assert ("strict-transport-security" in client.get("/om").headers) == expected
        app.state.knowledge_base.close()


def test_what_is_no_request_passes_untouched() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    asyncio.run(SafeHeaders(app, https=True)({"type": "lifespan"}, receive, send))
    assert seen == ["lifespan"]
