import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.indexing import build_index
from kb.settings import Settings
from kb.web.app import create_app
from kb.web.caching import code_of_site
from tests.browsing import browsing

POST = "/inlagg/2016-05-09-bygdelaget-lagar-bron"
PAGES = ["/", "/sok?q=kooperativ", POST, "/organisationer", "/projekt", "/om"]
DATA = [
    *(f"/sok.{form}?q=kooperativ" for form in ("json", "atom", "csv", "embed")),
    *("/forslag?q=ko", "/sitemap.xml", "/opensearch.xml", "/openapi.json", "/robots.txt"),
]


@pytest.fixture
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def tag(index: Path, address: str = "/sok?q=kooperativ", **settings: str) -> str:
    app = create_app(Settings(index=str(index), **settings))  # type: ignore[arg-type]
    with TestClient(app) as client:
        answer = client.get(address)
    app.state.knowledge_base.close()
    return answer.headers["etag"]


# --- who has an answer ------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*PAGES, *DATA])
def test_who_has_an_answer_is_told_so_without_any_work(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    first = client.get(address)
    assert first.status_code == 200
    assert first.headers["etag"].startswith('W/"')
    monkeypatch.setattr("starlette.routing.Route.handle", None)
    for ask in (client.get, client.head):
        again = ask(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "cache-control", "vary"):
            assert again.headers[name] == first.headers[name]
        assert "content-type" not in again.headers
        # By these a browser lets a script of another site have it.
        for name in ("access-control-allow-origin", "access-control-expose-headers"):
            assert again.headers.get(name) == first.headers.get(name)


@pytest.mark.parametrize("known", ["W/{}", "{}", '"x", W/{}', 'W/"y",{}, W/"z"'])
def test_a_tag_is_known_weak_or_strong_among_others(client: TestClient, known: str) -> None:
    bare = client.get("/om").headers["etag"].removeprefix("W/")
    answer = client.get("/om", headers={"If-None-Match": known.format(bare)})
    assert answer.status_code == 304


@pytest.mark.parametrize("known", ['"x"', "", "x", 'W/"'])
def test_another_tag_is_not(client: TestClient, known: str) -> None:
    assert client.get("/om", headers={"If-None-Match": known}).status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *((address, 304) for address in (*PAGES, *DATA)),
        ("/sok?q=&sida=1", 301),
        ("/sok?what=1", 302),
        ("/sok?sida=x", 422),
        ("/inlagg/none", 404),
        ("/none", 404),
        ("/healthz", 200),
        ("/metrics", 200),
    ],
)
def test_who_has_any_answer_is_told_so_where_there_is_one(
    client: TestClient, address: str, status: int
) -> None:
    plain = client.get(address)
    for ask in (client.get, client.head):
        answer = ask(address, headers={"If-None-Match": "*"})
        assert answer.status_code == status
        for name in ("etag", "cache-control", "vary", "access-control-allow-origin"):
            assert answer.headers.get(name) == plain.headers.get(name)
    assert status != 304 or not answer.content


# --- what makes a tag -------------------------------------------------------------------------


def test_every_address_has_a_tag_of_its_own(client: TestClient) -> None:
    addresses = [*PAGES, *DATA, "/sok", "/sok?q=kooperativ&sida=2", "/sok?q=kooperativ&lang=en"]
    tags = {client.get(address).headers["etag"] for address in addresses}
    assert len(tags) == len(addresses)


def test_the_same_answer_has_the_same_tag_in_every_process(index_dir: Path) -> None:
    assert tag(index_dir) == tag(index_dir)


def test_another_setting_makes_another_tag(index_dir: Path) -> None:
    settings = {"site_name": "X", "accent": "#000000", "site_url": "https://x.se", "contact": "a@b"}
    tags = [tag(index_dir, **{name: value}) for name, value in settings.items()]
    assert len({tag(index_dir), *tags}) == 5


def test_another_day_makes_another_tag(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tag(index_dir)
    monkeypatch.setattr(Settings, "today", lambda _: date(2031, 1, 1))
    assert tag(index_dir) != before


def test_another_code_makes_another_tag(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tag(index_dir)
    monkeypatch.setattr("kb.web.caching.code_of_site", lambda: "another")
    assert tag(index_dir) != before


def test_the_code_is_templates_and_catalogues_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = code_of_site()
    monkeypatch.setattr("kb.web.caching.templates_folder", lambda: tmp_path)
    code_of_site.cache_clear()
    try:
        without = code_of_site()
        (tmp_path / "base.html").write_text("x")
        code_of_site.cache_clear()
        assert len({before, without, code_of_site()}) == 3
    finally:
        code_of_site.cache_clear()


def test_a_new_generation_makes_another_tag(corpus_dir: Path, tmp_path: Path) -> None:
    build_index(corpus_dir, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        before = client.get("/sok").headers["etag"]
        assert client.get("/sok", headers={"If-None-Match": before}).status_code == 304
        build_index(corpus_dir, tmp_path / "index", full=True)
        answer = client.get("/sok", headers={"If-None-Match": before})
        assert answer.status_code == 200
        assert answer.headers["etag"] != before


def test_a_tag_is_of_the_language_that_the_answer_is_in(client: TestClient) -> None:
    def tag_for(wish: str) -> str:
        return client.get("/om", headers={"Accept-Language": wish}).headers["etag"]

    assert tag_for("en-GB, sv;q=0.1") == tag_for("en") != tag_for("sv") == tag_for("de")
    english = {"Accept-Language": "sv", "If-None-Match": tag_for("en")}
    assert client.get("/om", headers=english).status_code == 200


# --- how long ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status", "kept"),
    [
        *((address, 200, "no-cache") for address in (*PAGES, *DATA)),
        ("/sok?q=&sida=1", 301, "public, max-age=3600"),
        ("/om/", 301, "public, max-age=3600"),
        ("/inlagg/2015-03-02-tvatten", 301, "public, max-age=3600"),
        ("/sok?what=1", 302, "no-cache"),
        ("/sok?sida=x", 422, "no-cache"),
        ("/sok.json?what=1", 422, "no-cache"),
        ("/none", 404, "no-cache"),
        ("/healthz", 200, "no-store"),
        ("/metrics", 200, "no-store"),
    ],
)
def test_every_answer_says_how_long_it_may_be_kept(
    client: TestClient, address: str, status: int, kept: str
) -> None:
    for ask in (client.get, client.head):
        answer = ask(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (status, kept)
        assert ("etag" in answer.headers) == (status == 200 and kept == "no-cache")


def test_every_route_says_how_long(client: TestClient) -> None:
    for route in client.app.routes:  # type: ignore[attr-defined]
        answer = client.get(re.sub("{.*?}", "1", route.path))
        assert answer.headers["cache-control"], route.path


def test_nobody_keeps_a_fault_of_ours(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.web.pages.search.hit_views", lambda *args: 1 / 0)
    answer = client.get("/sok")
    assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")


def test_an_answer_depends_on_the_language_unless_its_address_says_which(
    client: TestClient,
) -> None:
    assert client.get("/om").headers["vary"] == "Accept-Encoding, Accept-Language"
    assert client.get("/om?lang=sv").headers["vary"] == "Accept-Encoding"
    plain = client.get("/om?lang=sv", headers={"Accept-Encoding": "identity"})
    assert plain.headers["vary"] == "Accept-Encoding"
