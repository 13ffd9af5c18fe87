"""`/sok.atom`: held against RFC 4287, 4151 and 5005 rule by rule, and read by feedparser."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from starlette.testclient import TestClient

from kb.corpus.store import write_post
from kb.indexing import build_index
from kb.settings import Settings
from kb.web.app import create_app
from tests.browsing import browsing
from tests.corpora import post

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SITE = Settings().site_url
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00Z")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}:\d{4}-\d\d-\d\d(-[a-z0-9]+)+")
# What an element may hold, by RFC 4287, 4.1: (once at least, once at most).
FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (1, None), "link": (1, None)}
ENTRY = {
    **dict.fromkeys(("id", "title", "updated"), (1, 1)),
    **dict.fromkeys(("published", "summary"), (0, 1)),
    **{"link": (1, None), "category": (0, None)},
}


@pytest.fixture(scope="module")
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def read_feed(client: TestClient, address: str) -> Any:
    """Read a feed, strictly."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = etree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    check(feed, {**FEED, "entry": (0, None)})
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    for entry in feed.iter(f"{ATOM}entry"):
        check(entry, ENTRY)
        assert TAG.fullmatch(entry.findtext(f"{ATOM}id"))
        assert links(entry)["alternate"].startswith(f"{SITE}/inlagg/")
    for moment in feed.iter(f"{ATOM}updated", f"{ATOM}published"):
        assert MOMENT.fullmatch(moment.text)
        assert date.fromisoformat(moment.text[:10])
    assert not feedparser.parse(answer.content).bozo
    return feed


def check(element: Any, allowed: dict[str, tuple[int, int | None]]) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element]
    assert set(names) <= set(allowed)
    for name, (least, most) in allowed.items():
        assert least <= names.count(name) <= (most or len(names)), name
    for link in element.findall(f"{ATOM}link"):
        assert re.match("https?://", link.get("href"))
    for text in element.findall(f"{ATOM}title") + element.findall(f"{ATOM}summary"):
        assert text.get("type", "text") == "text"
        assert len(text) == 0
        assert "… …" not in text.text


def links(element: Any) -> dict[str, str]:
    """Return the addresses by their relations, each of which there is one of."""
    pairs = [(link.get("rel"), link.get("href")) for link in element.findall(f"{ATOM}link")]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def titles(feed: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_a_feed_is_the_search_newest_first(client: TestClient) -> None:
    feed = read_feed(client, "/sok.atom?q=kooperativ&ordning=nyast")
    assert feed.get(LANG) == "sv"
    assert feed.findtext(f"{ATOM}title") == "”kooperativ” – Kunskapsbanken"
    assert feed.findtext(f"{ATOM}id") == f"{SITE}/sok.atom?q=kooperativ&ordning=nyast"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Kunskapsbanken"
    assert links(feed) == {
        "self": f"{SITE}/sok.atom?q=kooperativ&ordning=nyast",
        "alternate": f"{SITE}/sok?q=kooperativ&ordning=nyast",
        "first": f"{SITE}/sok.atom?q=kooperativ&ordning=nyast",
        "last": f"{SITE}/sok.atom?q=kooperativ&ordning=nyast",
    }
    published = [entry.findtext(f"{ATOM}published") for entry in feed.iter(f"{ATOM}entry")]
    assert published == sorted(published, reverse=True) != []
    assert feed.findtext(f"{ATOM}updated") == published[0]


def test_an_entry_tells_what_a_hit_does(client: TestClient) -> None:
    feed = read_feed(client, "/sok.atom?q=grannkraft&ordning=aldst")
    entry = next(feed.iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}id") == "tag:127.0.0.1,2017:2017-01-15-grannkraft-f-r-st-d"
    assert entry.findtext(f"{ATOM}title") == "Grannkraft får stöd"
    assert entry.findtext(f"{ATOM}published") == "2017-01-15T00:00:00Z"
    assert "Projektet Grannkraft ska visa" in entry.findtext(f"{ATOM}summary")
    assert entry.get(LANG) == "sv"
    categories = [dict(each.attrib) for each in entry.findall(f"{ATOM}category")]
    assert {"term": "grannkraft", "scheme": f"{SITE}/projekt", "label": "Grannkraft"} in categories
    assert {each["scheme"] for each in categories} == {f"{SITE}/organisationer", f"{SITE}/projekt"}


def test_a_feed_is_named_in_the_language_asked_for(client: TestClient) -> None:
    feed = read_feed(client, "/sok.atom?lang=en")
    assert feed.get(LANG) == "en"
    assert feed.findtext(f"{ATOM}title") == "All posts – Kunskapsbanken"
    assert links(feed)["self"] == f"{SITE}/sok.atom?lang=en"
    # It is the same feed.
    assert feed.findtext(f"{ATOM}id") == f"{SITE}/sok.atom"
    assert {entry.get(LANG) for entry in feed.iter(f"{ATOM}entry")} == {"sv"}


def test_filters_are_told_in_words(client: TestClient) -> None:
    feed = read_feed(client, "/sok.atom?organisation=akerbo-kommun&fran=2016&till=2017")
    assert feed.findtext(f"{ATOM}title") == "Åkerbo kommun, 2016–2017 – Kunskapsbanken"


def test_a_feed_of_nothing_is_one(client: TestClient) -> None:
    for address in ("/sok.atom?q=xyzzy", "/sok.atom?sida=9"):
        feed = read_feed(client, address)
        assert titles(feed) == []
        assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert links(feed)["previous"] == links(feed)["last"] == f"{SITE}/sok.atom"


def test_pages_of_a_feed_have_every_post_once(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    for number in range(120):
        published = date(2020, 1 + number % 12, 1 + number % 28).isoformat()
        write_post(corpus, post(published, f"Nummer {number}", "Text."))
    build_index(corpus, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        pages = [read_feed(client, "/sok.atom")]
        while following := links(pages[-1]).get("next"):
            pages.append(read_feed(client, following.removeprefix(SITE)))
        assert [len(titles(page)) for page in pages] == [50, 50, 20]
        assert len({title for page in pages for title in titles(page)}) == 120
        assert {page.findtext(f"{ATOM}id") for page in pages} == {f"{SITE}/sok.atom"}
        for page in pages:
            assert links(page)["first"] == f"{SITE}/sok.atom"
            assert links(page)["last"] == f"{SITE}/sok.atom?sida=3"
            assert links(page)["alternate"] == f"{SITE}/sok"
        assert links(pages[2])["previous"] == f"{SITE}/sok.atom?sida=2"


def test_nothing_changes_from_build_to_build(corpus_dir: Path, tmp_path: Path) -> None:
    build_index(corpus_dir, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        before = client.get("/sok.atom?q=kooperativ").content
        build_index(corpus_dir, tmp_path / "index", full=True)
        assert client.get("/sok.atom?q=kooperativ").content == before


def test_a_change_moves_updated_and_keeps_the_id(corpus_dir: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build_index(corpus_dir, index)
    with browsing(index) as client:
        (before,) = read_feed(client, "/sok.atom?q=mejerilokal").iter(f"{ATOM}entry")
        path = corpus_dir / "posts" / post_path(before)
        text = path.read_text("utf-8").replace("\npublished:", "\nupdated: 2023-05-06\npublished:")
        path.write_text(text, "utf-8")
        build_index(corpus_dir, index)
        feed = read_feed(client, "/sok.atom?q=mejerilokal")
        (after,) = feed.iter(f"{ATOM}entry")
        assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
        assert after.findtext(f"{ATOM}published") == before.findtext(f"{ATOM}published")
        assert after.findtext(f"{ATOM}updated") == "2023-05-06T00:00:00Z"
        assert feed.findtext(f"{ATOM}updated") == "2023-05-06T00:00:00Z"


def post_path(entry: Any) -> str:
    post_id: str = entry.findtext(f"{ATOM}id").rpartition(":")[2]
    return f"{post_id[:4]}/{post_id}.md"


def test_ids_outlast_the_scheme_and_the_port(index_dir: Path) -> None:
    found = set()
    for site in ("http://arkiv.example.org", "https://arkiv.example.org"):
        app = create_app(Settings(index=str(index_dir), site_url=site))
        with TestClient(app) as client:
            feed = etree.fromstring(client.get("/sok.atom?q=mejerilokal").content)
        app.state.knowledge_base.close()
        (entry,) = feed.iter(f"{ATOM}entry")
        assert links(entry)["alternate"].startswith(f"{site}/inlagg/")
        found.add(entry.findtext(f"{ATOM}id"))
    (only,) = found
    assert only.startswith("tag:arkiv.example.org,")


def test_where_it_was_first_published(corpus_dir: Path, tmp_path: Path) -> None:
    source = "https://example.org/först?a=1&b=2"
    written = post("2022-02-02", "Ny rondell", "Äntligen.").model_copy(update={"source": source})
    write_post(corpus_dir, written)
    build_index(corpus_dir, tmp_path / "index")
    with browsing(tmp_path / "index") as client:
        (entry,) = read_feed(client, "/sok.atom?q=rondell").iter(f"{ATOM}entry")
        assert links(entry)["via"] == source


@given(text=st.text(max_size=40))
def test_no_text_breaks_a_feed(client: TestClient, text: str) -> None:
    answer = client.get("/sok.atom", params={"q": text, "organisation": text[:6]})
    if answer.status_code == 301:
        answer = client.get(answer.headers["location"])
    feed = etree.fromstring(answer.content)
    whole = "".join(feed.itertext())
    assert all(c.isprintable() for c in whole)
