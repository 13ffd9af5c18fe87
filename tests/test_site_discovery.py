import pytest

from kb.importers.site.discovery import is_feed, linked_feeds, usual_feeds
from kb.importers.site.response import Response


def page(html: str, url: str = "https://exempel.se/nyheter/") -> Response:
    return Response.of(url, 200, [("Content-Type", "text/html")], html.encode())


def test_feeds_that_a_page_links_to() -> None:
    found = linked_feeds(
        page(
            "<link rel='alternate' type='application/rss+xml' title='Kommentarer' href='/a/'>"
            "<link rel='alternate' type='application/rss+xml' title='x' href='/comments/feed/'>"
            "<link rel='stylesheet' type='text/css' href='/a.css'>"
            "<link rel='alternate' hreflang='en' href='/en/'>"
            "<link rel='alternate' type='application/json+oembed' href='/oembed'>"
            "<LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF='atom.xml'>"
            "<link rel='alternate' type='application/rss+xml' href='https://exempel.se/rss'>"
            "<link rel='alternate' type='application/rss+xml' href='https://exempel.se/rss'>"
            "<link rel='alternate home' type='application/feed+json' href='//exempel.se/feed.json'>"
            "<link rel='alternate' type='application/rss+xml' href='http://[broken'>"
            "<link rel='alternate' type='application/rss+xml'>"
        )
    )
    assert found == [
        "https://exempel.se/nyheter/atom.xml",
        "https://exempel.se/rss",
        "https://exempel.se/feed.json",
    ]


def test_pages_of_other_dialects() -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/å/'/>"
    xhtml = (
        f"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'a' 'b'><html xmlns='c'><head>{link}</head>"
    )
    assert linked_feeds(page(xhtml)) == ["https://exempel.se/å/"]
    latin = Response.of("https://exempel.se/", 200, [], link.encode("latin-1"))
    assert linked_feeds(latin) == ["https://exempel.se/å/"]


def test_links_begin_at_the_pages_base() -> None:
    link = "<base href='/blogg/'><link rel='alternate' type='application/rss+xml' href='rss'>"
    assert linked_feeds(page(link)) == ["https://exempel.se/blogg/rss"]


@pytest.mark.parametrize(
    "html",
    [
        "",
        " ",
        "hej",
        "https://exempel.se/",
        "\0\1",
        "<" * 5000,
        "<?xml version='1.0'?><urlset/>",
        "<!---->",
    ],
)
def test_pages_without_links(html: str) -> None:
    assert linked_feeds(page(html)) == []


def test_usual_places_are_few() -> None:
    assert next(usual_feeds(page("", "https://exempel.se"))) == "https://exempel.se/feed/"
    found = list(usual_feeds(page("")))
    assert found[:2] == ["https://exempel.se/nyheter/index.xml", "https://exempel.se/nyheter/feed/"]
    assert len(found) < 10


@pytest.mark.parametrize(
    ("content_type", "body", "feed"),
    [
        ("application/rss+xml", "", True),
        ("text/xml", "<?xml version='1.0'?>\n<!-- a -->\n<rss>", True),
        ("text/html", "\ufeff  <feed xmlns=''>", True),
        ("", "<?xml version='1.0'?><?xml-stylesheet href='a'?><rdf:RDF", True),
        ("application/json", '{"version": "https://jsonfeed.org/version/1"', True),
        ("application/json", '{"name": "Sajt", "namespaces": []}', False),
        ("text/html", "<!doctype html><html><rss>", False),
        ("application/xml", "<urlset>", False),
        ("", "", False),
    ],
)
def test_what_a_feed_looks_like(content_type: str, body: str, feed: bool) -> None:
    answer = Response.of(
        "https://exempel.se/", 200, [("Content-Type", content_type)], body.encode()
    )
    assert is_feed(answer) is feed
