"""What machines ask for by themselves: opensearch.xml, sitemap.xml, robots.txt, healthz."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from starlette.testclient import TestClient

from kb.corpus.store import write_post
from kb.indexing import build_index
from kb.settings import Settings
from kb.web.app import create_app
from kb.web.machines import sitemap
from kb.web.machines.opensearch import cut
from tests.browsing import browsing, read_page
from tests.corpora import post

SITE = Settings().site_url
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


# --- opensearch.xml ---------------------------------------------------------------------------


def test_a_browser_accepts_the_description(client: TestClient) -> None:
    (link,) = read_page(client.get("/").text).having("link", rel="search")
    assert link.attributes["title"] == "Kunskapsbanken"
    answer = client.get(link.attributes["href"])
    assert answer.headers["content-type"] == link.attributes["type"]
    description = etree.fromstring(answer.content)
    assert description.tag == f"{OPENSEARCH}OpenSearchDescription"
    texts = {child.tag.removeprefix(OPENSEARCH): child.text for child in description}
    assert texts["ShortName"] == "Kunskapsbanken"
    assert texts["Description"] == "Sök i Kunskapsbanken"
    assert texts["InputEncoding"] == texts["OutputEncoding"] == "UTF-8"
    assert texts["Language"] == "sv"
    assert client.get(texts["Image"]).headers["content-type"].startswith("image/svg+xml")


def test_what_the_description_names_is_there(client: TestClient) -> None:
    description = etree.fromstring(client.get("/opensearch.xml").content)
    found = {}
    for url in description.iter(f"{OPENSEARCH}Url"):
        template = url.get("template")
        assert template.startswith(f"{SITE}/")
        address = template.replace("{searchTerms}", "kooperativ").replace("{startPage?}", "1")
        answer = client.get(address)
        if answer.status_code == 301:  # the first page says no number
            answer = client.get(answer.headers["location"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == url.get("type")
        found[url.get("rel"), url.get("type")] = answer
    suggestions = found["suggestions", "application/x-suggestions+json"]
    assert suggestions.json()[0] == "kooperativ"
    assert set(found) == {
        ("results", "text/html"),
        ("results", "application/atom+xml"),
        ("suggestions", "application/x-suggestions+json"),
        ("self", "application/opensearchdescription+xml"),
    }


def test_the_description_is_in_the_language_asked_for(client: TestClient) -> None:
    answer = client.get("/opensearch.xml", headers={"Accept-Language": "en"})
    assert "Search Kunskapsbanken" in answer.text
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Arkivet", "Arkivet"),
        ("Sexton tecken är", "Sexton tecken är"),
        ("Coompanion Skånes nyhetsarkiv", "Coompanion"),
        ("Arkivet – Coompanion Skåne", "Arkivet"),
        ("Medborgarinflytandebanken", "Medborgarinflyta"),
    ],
)
def test_short_names_end_with_a_word(name: str, short: str) -> None:
    assert cut(name, 16) == short


@given(name=st.text(min_size=1, max_size=60))
def test_a_short_name_is_short(name: str) -> None:
    assert 0 < len(cut(name, 16)) <= 16


# --- sitemap.xml ------------------------------------------------------------------------------


def addresses(client: TestClient, path: str, name: str = "urlset") -> dict[str, str | None]:
    """Return the addresses of a sitemap, each with the day on which it was changed."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    root = etree.fromstring(answer.content)
    assert root.tag == SITEMAPS + name
    pairs = [
        (each.findtext(f"{SITEMAPS}loc"), each.findtext(f"{SITEMAPS}lastmod")) for each in root
    ]
    assert len(dict(pairs)) == len(pairs) <= 50_000
    assert len(answer.content) < 50_000_000
    return dict(pairs)


def test_every_page_but_searches_is_in_the_sitemap(client: TestClient) -> None:
    found = addresses(client, "/sitemap.xml")
    paths = [address.removeprefix(SITE) for address in found]
    assert len([path for path in paths if path.startswith("/inlagg/")]) == 12
    assert {"/", "/om", "/organisationer", "/projekt", "/projekt/grannkraft"} <= set(paths)
    assert "/kategorier" not in paths
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        # Each is the one address of its page.
        canonical = read_page(answer.text).one("link", rel="canonical")
        assert canonical.attributes["href"] == SITE + path
    assert found[f"{SITE}/inlagg/2017-06-01-tv-nya-kooperativ"] == "2017-06-01"
    newest = max(day for day in found.values() if day)
    assert found[f"{SITE}/"] == newest


def test_a_change_is_told(corpus_dir: Path, tmp_path: Path) -> None:
    changed = post("2022-02-02", "Ny rondell", "Äntligen.").model_copy(
        update={"updated": post("2023-01-01", "x", "y").published}
    )
    write_post(corpus_dir, changed)
    build_index(corpus_dir, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        found = addresses(client, "/sitemap.xml")
    assert found[f"{SITE}/inlagg/2022-02-02-ny-rondell"] == "2023-01-01"


def test_many_posts_are_told_in_parts(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(client, "/sitemap.xml")
    monkeypatch.setattr(sitemap, "PART", 5)
    parts = addresses(client, "/sitemap.xml?parts", "sitemapindex")  # which nobody has asked for
    assert list(parts) == [f"{SITE}/sitemap-{number}.xml" for number in (1, 2, 3)]
    found = [addresses(client, part) for part in parts]
    posts = [[one for one in part if "/inlagg/" in one] for part in found]
    assert [len(each) for each in posts] == [5, 5, 2]
    assert posts[0][0] == f"{SITE}/inlagg/2015-03-02-kooperativ-tv-tt-i-kerbo"
    assert {address for part in found for address in part} == set(whole)
    assert sum(map(len, found)) == len(whole)
    for path in ("/sitemap-4.xml", "/sitemap-0.xml", "/sitemap-x.xml", "/sitemap--1.xml"):
        assert client.get(path).status_code == 404


def test_an_empty_site_has_a_sitemap(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "posts").mkdir(parents=True)
    build_index(tmp_path / "corpus", tmp_path / "index", allow_empty=True)
    with browsing(tmp_path / "index") as client:
        assert set(addresses(client, "/sitemap.xml")) == {f"{SITE}/", f"{SITE}/om"}


# --- robots.txt -------------------------------------------------------------------------------


def may_read(rules: list[tuple[bool, str]], path: str) -> bool:
    """Tell what a robot does that keeps to RFC 9309: the longest rule that fits counts."""
    fitting = [
        (len(rule), allowed)
        for allowed, rule in rules
        if re.match(re.escape(rule).replace(r"\*", ".*").replace(r"\$", "$"), path)
    ]
    return max(fitting, default=(0, True))[1]


@pytest.fixture(scope="module")
def rules(client: TestClient) -> list[tuple[bool, str]]:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    agent, *lines = [line for line in answer.text.splitlines() if line]
    assert agent == "User-agent: *"
    assert lines.pop() == f"Sitemap: {SITE}/sitemap.xml"
    pairs = [line.split(": ") for line in lines]
    return [({"Allow": True, "Disallow": False}[name], rule) for name, rule in pairs]


def test_robots_read_what_the_sitemap_names(
    client: TestClient, rules: list[tuple[bool, str]]
) -> None:
    found = [address.removeprefix(SITE) for address in addresses(client, "/sitemap.xml")]
    assert all(may_read(rules, path) for path in found)
    assert all(may_read(rules, f"{path}?lang=en") for path in found)
    page = read_page(client.get("/").text)
    assert all(may_read(rules, link.attributes["href"]) for link in page.having("link", rel="icon"))


@pytest.mark.parametrize(
    "path",
    [
        *("/sok", "/sok?q=bron", "/sok.json?q=bron", "/sok.atom", "/sok.csv", "/sok.embed?sida=2"),
        *("/forslag?q=b", "/?q=bron", "/inlagg/2017-06-01-x?q=bron", "/organisationer?q=x"),
        *("/?q=bron&lang=en", "/?lang=en&q=bron", "/?sida=2", "/sok?lang=en"),
    ],
)
def test_robots_leave_searches_alone(rules: list[tuple[bool, str]], path: str) -> None:
    assert not may_read(rules, path)


def test_a_robot_that_follows_every_link_ends(
    client: TestClient, rules: list[tuple[bool, str]]
) -> None:
    """It finds no page but those of the sitemap, in either language, and files."""
    known, queue = {"/"}, ["/"]
    while queue:
        answer = client.get(queue.pop())
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in read_page(answer.text).all("a", "link"):
            path = link.attributes.get("href", "").split("#")[0].removeprefix(SITE)
            if path.startswith("/") and path not in known and may_read(rules, path):
                known.add(path)
                queue.append(path)
    pages = {path.removesuffix("?lang=en").removesuffix("?lang=sv") for path in known}
    pages = {path for path in pages if not path.startswith("/static/")}
    pages -= {"/opensearch.xml", "/openapi.json"}
    assert {"/", "/om", "/projekt/grannkraft"} < pages
    assert pages <= {path.removeprefix(SITE) for path in addresses(client, "/sitemap.xml")}


# --- the site's address -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/opensearch.xml", "/sitemap.xml", "/robots.txt", "/sok.atom"])
def test_addresses_are_of_the_setting(index_dir: Path, path: str) -> None:
    app: Any = create_app(Settings(index=str(index_dir), site_url="https://arkiv.example.org"))
    with TestClient(app) as client:
        text = client.get(path, headers={"host": "evil.example"}).text
    app.state.knowledge_base.close()
    assert "https://arkiv.example.org/" in text
    assert "evil.example" not in text
    assert SITE not in text
