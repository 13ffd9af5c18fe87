import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from kb.errors import ImportFileError
from kb.importers.found import Extraction
from kb.importers.site.address import read_address
from tests.sites import Answer, Page, client, site

RSS = "application/rss+xml; charset=utf-8"
JSON = "application/json; charset=utf-8"


def rss(*titles: str) -> Answer:
    items = "".join(
        f"<item><title>{title}</title><link>{{site}}/{title}/</link>"
        "<pubDate>Wed, 03 May 2017 10:00:00 GMT</pubDate></item>"
        for title in titles
    )
    return Answer(f"<rss><channel><link>{{site}}</link>{items}</channel></rss>", RSS)


def linking(*addresses: str) -> Answer:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{address}">'
        for address in addresses
    )
    return Answer(f"<html><head><title>Sajt</title>{links}</head><body><h1>Sajt</h1></body></html>")


ARTICLE = Answer(
    "<html lang='sv'><head><title>Nyheter</title></head><body><main>"
    + "".join(
        f"<article><h2>Nyhet nummer {number}</h2><time datetime='2017-05-0{number}'>"
        f"{number} maj 2017</time><p>Detta är hela texten i nyhet {number}, som är lång.</p>"
        "</article>"
        for number in range(1, 5)
    )
    + "</main></body></html>"
)
POST = {
    "id": 7,
    "date": "2017-05-03T10:00:00",
    "date_gmt": "2017-05-03T08:00:00",
    "modified": "2017-05-03T10:00:00",
    "modified_gmt": "2017-05-03T08:00:00",
    "guid": {"rendered": "https://exempel.se/?p=7"},
    "link": "https://exempel.se/ny/",
    "title": {"rendered": "Ny rapport"},
    "content": {"rendered": "<p>Hela texten.</p>", "protected": False},
    "categories": [],
    "tags": [],
}


def wordpress(front: Answer) -> dict[str, Page]:
    def answer(value: object, total: int = 1) -> Answer:
        headers = {"X-WP-Total": str(total), "X-WP-TotalPages": "1"}
        return Answer(json.dumps(value), JSON, headers=headers)

    described = {"name": "Sajt", "home": "https://exempel.se", "namespaces": ["wp/v2"]}
    return {
        "/": front,
        "/nyheter/": front,
        "/wp-json/": answer(described),
        "/wp-json/?*": answer(described),
        "/wp-json/wp/v2/posts?*": answer([POST]),
        "/wp-json/wp/v2/categories?*": answer([], 0),
        "/wp-json/wp/v2/tags?*": answer([], 0),
    }


def read(
    pages: Mapping[str, Page], path: str = "/", kind: str | None = None
) -> tuple[str, Extraction, list[str]]:
    with site(pages) as server, client() as asking:
        found, extraction = read_address(server.url + path, asking, kind=kind)
        return found, extraction, server.asked


def refusal(pages: Mapping[str, Page], path: str = "/", kind: str | None = None) -> str:
    with site(pages) as server, client() as asking, pytest.raises(ImportFileError) as raised:
        read_address(server.url + path, asking, kind=kind)
    message = str(raised.value)
    assert message.startswith(server.url)
    return message.removeprefix(server.url)


def titles(extraction: Extraction) -> list[str]:
    return [post.title for post in extraction.posts]


# --- ways in ------------------------------------------------------------------------------------


def test_wordpress_comes_first() -> None:
    kind, extraction, _ = read(wordpress(linking("/feed/")) | {"/feed/": rss("Flöde")})
    assert kind == "wordpress"
    assert titles(extraction) == ["Ny rapport"]
    assert extraction.source == "https://exempel.se"
    assert extraction.complete


def test_of_a_page_the_whole_site_is_read_and_that_is_said() -> None:
    linked = Answer(
        "<h1>Nyheter</h1>", headers={"Link": '<{site}/wp-json/>; rel="https://api.w.org/"'}
    )
    kind, extraction, _ = read(wordpress(linked), "/nyheter/")
    assert kind == "wordpress"
    assert titles(extraction) == ["Ny rapport"]
    assert extraction.notes[0].startswith("the posts of the whole site were read")


def test_a_front_page_where_the_interface_should_be() -> None:
    front = linking("/feed/")
    kind, extraction, _ = read({"/": front, "/wp-json/": front, "/feed/": rss("Ett")})
    assert (kind, titles(extraction)) == ("feed", ["Ett"])


def test_a_feed_that_the_page_links_to() -> None:
    pages = {"/": linking("/comments/feed/", "/nyheter.rss"), "/nyheter.rss": rss("Ett", "Två")}
    kind, extraction, asked = read(pages | {"/comments/feed/": rss("Kommentar")})
    assert (kind, titles(extraction)) == ("feed", ["Ett", "Två"])
    assert not extraction.complete
    assert "/comments/feed/" not in asked
    assert extraction.notes[0].startswith("read from the feed http://")


@pytest.mark.parametrize("path", ["/feed/", "/rss.xml", "/index.xml", "/atom.xml"])
def test_a_feed_that_lies_where_feeds_do(path: str) -> None:
    kind, extraction, _ = read({"/": linking(), path: rss("Ett")})
    assert (kind, titles(extraction)) == ("feed", ["Ett"])


def test_a_feed_that_fails_is_told_and_the_next_one_read() -> None:
    pages = {"/": linking("/a.rss", "/b.rss"), "/a.rss": Answer("hej", RSS), "/b.rss": rss("Ett")}
    kind, extraction, _ = read({**pages})
    assert (kind, titles(extraction)) == ("feed", ["Ett"])
    assert any("a.rss" in note for note in extraction.notes)


def test_the_address_of_a_feed() -> None:
    for kind in (None, "feed"):
        found, extraction, asked = read({"/nyheter.rss": rss("Ett")}, "/nyheter.rss", kind)
        assert (found, titles(extraction)) == ("feed", ["Ett"])
        assert asked == ["/nyheter.rss"]


def test_the_address_of_a_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"id": "1", "title": "Ett", "date_published": "2017-05-03"}],
    }
    pages: dict[str, Page] = {"/feed.json": Answer(json.dumps(feed), JSON)}
    kind, extraction, _ = read(pages, "/feed.json")
    assert (kind, titles(extraction)) == ("feed", ["Ett"])


def test_the_address_of_an_export() -> None:
    export = Answer(
        '<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://exempel.se</wp:base_blog_url>"
        "<item><title>Ny</title><link>https://exempel.se/ny/</link>"
        "<guid isPermaLink='false'>https://exempel.se/?p=7</guid>"
        "<content:encoded><![CDATA[<p>Text.</p>]]></content:encoded><wp:post_id>7</wp:post_id>"
        "<wp:post_date>2017-05-03 10:00:00</wp:post_date><wp:status>publish</wp:status>"
        "<wp:post_type>post</wp:post_type></item></channel></rss>",
        "application/octet-stream",
    )
    kind, extraction, _ = read({"/sajt.xml": export}, "/sajt.xml")
    assert (kind, titles(extraction)) == ("wordpress", ["Ny"])


def test_else_the_page_itself() -> None:
    kind, extraction, asked = read({"/": ARTICLE})
    assert kind == "html"
    assert titles(extraction) == [f"Nyhet nummer {number}" for number in range(1, 5)]
    assert len(asked) < 25


def test_an_empty_feed_is_no_way_in() -> None:
    kind, extraction, _ = read({"/": ARTICLE, "/feed/": rss()})
    assert (kind, len(extraction.posts)) == ("html", 4)


def test_an_interface_that_fails_leaves_the_feed() -> None:
    pages = wordpress(linking("/feed/")) | {"/feed/": rss("Ett")}
    pages["/wp-json/wp/v2/posts?*"] = Answer(
        json.dumps({"code": "rest_not_logged_in", "message": "Nej", "data": {"status": 401}}),
        JSON,
        status=401,
    )
    kind, extraction, _ = read(pages)
    assert (kind, titles(extraction)) == ("feed", ["Ett"])


# --- insisting ----------------------------------------------------------------------------------


def test_insisting_on_a_kind() -> None:
    pages = wordpress(linking("/nyheter.rss")) | {"/nyheter.rss": rss("Ett")}
    assert read(pages, kind="wordpress")[0] == "wordpress"
    kind, extraction, asked = read(pages, kind="feed")
    assert (kind, titles(extraction)) == ("feed", ["Ett"])
    assert not any("wp-json" in path for path in asked)
    kind, extraction, asked = read({"/": ARTICLE, "/feed/": rss("Ett")}, kind="html")
    assert (kind, len(extraction.posts), asked) == ("html", 4, ["/"])


def test_insisting_in_vain() -> None:
    assert refusal({"/": ARTICLE}, kind="wordpress").startswith("/: no WordPress answers here")
    said = refusal({"/": ARTICLE}, kind="feed")
    assert said.startswith("/: no feed is here, none is linked to, and none lies where they mostly")
    assert refusal({"/": rss("Ett")}, kind="html").startswith(
        "/: is no web page, but application/rss"
    )


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "asks for a password"),
        (403, "does not let this program in"),
        (404, "there is nothing at this address"),
        (410, "was taken away"),
        (451, "check the address in a browser"),
    ],
)
def test_an_address_that_refuses(status: int, said: str) -> None:
    message = refusal({"/a//b": Answer("no", status=status)}, "/a//b")
    assert message.startswith(f"/a//b: answers {status}: ")
    assert said in message


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("application/pdf", "%PDF-1.7"), ("application/zip", "PK\3\4"), ("text/plain", "x")],
)
def test_an_address_of_something_else(content_type: str, body: str) -> None:
    said = refusal({"/fil": Answer(body, content_type)}, "/fil")
    assert said.startswith(f"/fil: is no web page, but {content_type}")


def test_a_page_without_posts() -> None:
    pages = {"/": Answer("<html><body><p>Hej</p></body></html>")}
    assert "(neither WordPress nor a feed was found)" in refusal(pages)
    assert "WordPress" not in refusal(pages, kind="html")


def test_a_file_on_a_wordpress_is_a_file() -> None:
    pages = wordpress(linking()) | {"/fil.pdf": Answer("%PDF-1.7", "application/pdf")}
    assert refusal(pages, "/fil.pdf").startswith("/fil.pdf: is no web page, but application/pdf")


def test_a_feed_on_a_wordpress_is_a_feed_unless_somebody_insists() -> None:
    pages = wordpress(linking()) | {"/feed/": rss("Ett")}
    assert read(pages, "/feed/")[0] == "feed"
    assert read(pages, "/feed/", kind="wordpress")[0] == "wordpress"


def test_nobody_there() -> None:
    with site({}) as server:
        url = server.url
    with client() as asking, pytest.raises(ImportFileError, match="nothing answers there"):
        read_address(url, asking)


# --- going on where it was ----------------------------------------------------------------------


def test_what_was_kept_goes_once_all_was_read(tmp_path: Path) -> None:
    second: Page = [Answer(status=503)] * 4 + [rss("Två")]
    first = rss("Ett")
    link = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/2"/></channel>'
    first = Answer(str(first.body).replace("</channel>", link), RSS)
    folder = tmp_path / "kept"
    with site({"/1": first, "/2": second}) as server:
        with client(resume=folder) as asking:
            _, extraction = read_address(f"{server.url}/1", asking)
        assert titles(extraction) == ["Ett"]
        assert folder.exists()
        with client(resume=folder) as asking:
            _, extraction = read_address(f"{server.url}/1", asking)
        assert titles(extraction) == ["Ett", "Två"]
        assert extraction.notes[-1].endswith("answers not asked for again: 1")
        assert not folder.exists()
        assert server.asked.count("/1") == 1
