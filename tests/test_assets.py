import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.settings import DARK, LIGHT, Settings
from kb.web.assets import FOLDER, Assets
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


def serving(assets: Assets) -> TestClient:
    return TestClient(Starlette(routes=[Route("/static/{name}", assets.answer)]))


# --- addresses --------------------------------------------------------------------------------


def test_another_version_has_another_address(folder: Path) -> None:
    before = Assets(Settings(), folder)
    (folder / "css" / "10-b.css").write_text("b { margin: 1px }\n")
    after = Assets(Settings(), folder)
    assert after.address("kb.css") != before.address("kb.css")
    assert after.address("kb.js") == before.address("kb.js")


def test_every_file_that_a_page_names_is_kept_for_ever(client: TestClient) -> None:
    page = read_page(client.get("/").text)
    named = [each.attributes["href"] for each in page.having("link", rel="stylesheet")]
    named += [each.attributes["href"] for each in page.having("link", rel="icon")]
    assert len(named) == 2
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["kb.css", "kb.00000000.css"])
def test_another_address_of_a_file_is_the_file_as_it_is_now(client: TestClient, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["none.css", "css/00-base.css", "%2e%2e/app.py", "css", ""])
def test_what_is_no_file_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


# --- what is served ---------------------------------------------------------------------------


def test_the_sheet_is_joined_in_the_order_of_names(folder: Path) -> None:
    sheet = serving(Assets(Settings(), folder)).get("/static/kb.css").text
    assert sheet.index("--accent") < sheet.index("a {") < sheet.index("b {")


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("kb.css", "text/css; charset=utf-8"),
        ("kb.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("odd.q7", "application/octet-stream"),
    ],
)
def test_a_file_says_what_it_is(folder: Path, name: str, media_type: str) -> None:
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "odd.q7").write_bytes(b"\x00")
    answer = serving(Assets(Settings(), folder)).get(f"/static/{name}")
    assert answer.headers["content-type"] == media_type


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("identity", None),
        ("zstd", None),
        ("br;q=0,gzip; q=0.000", None),
        ("", None),
    ],
)
def test_a_file_comes_packed_as_the_browser_takes_it(
    client: TestClient, accepted: str, encoding: str | None
) -> None:
    plain = client.get("/static/kb.css", headers={"Accept-Encoding": "identity"}).content
    with client.stream("GET", "/static/kb.css", headers={"Accept-Encoding": accepted}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(packed)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(packed) == plain
    assert encoding is None or len(packed) < len(plain) / 2


def test_a_file_that_packing_makes_longer_comes_as_it_is(folder: Path) -> None:
    answer = serving(Assets(Settings(), folder)).get("/static/kb.js")
    assert "content-encoding" not in answer.headers


def test_who_has_a_file_is_told_so(client: TestClient) -> None:
    first = client.get("/static/kb.css")
    tag = first.headers["etag"]
    again = client.get("/static/kb.css", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert client.get("/static/kb.css", headers={"If-None-Match": '"x"'}).status_code == 200


def test_head_gives_the_headers_alone(client: TestClient) -> None:
    asked = {"Accept-Encoding": "br"}
    got, head = (ask("/static/kb.css", headers=asked) for ask in (client.get, client.head))
    assert head.headers == got.headers
    assert head.content == b""


# --- the accent -------------------------------------------------------------------------------


def test_the_accent_of_the_settings_is_in_the_sheet_and_the_icon() -> None:
    settings = Settings(accent="#7a4b00")
    client = serving(Assets(settings))
    sheet = client.get("/static/kb.css").text
    assert re.findall(r"--accent: (\S+);", sheet)[:2] == ["#7a4b00", settings.dark_accent]
    assert 'fill="#7a4b00"' in client.get("/static/icon.svg").text
    assert Assets(settings).address("icon.svg") != Assets(Settings()).address("icon.svg")


def test_the_settings_know_what_the_accent_stands_on() -> None:
    base = (FOLDER / "css" / "00-base.css").read_text(encoding="utf-8")
    light, dark = base.split("prefers-color-scheme: dark")[:2]
    for text, grounds in ((light, LIGHT), (dark, DARK)):
        found = [re.findall(rf"--{name}: (\S+);", text)[0] for name in ("paper", "sheet", "warn")]
        assert tuple(found) == grounds
