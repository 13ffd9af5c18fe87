from pathlib import Path

import pytest

from kb.errors import ImportFileError
from kb.importers.found import Extraction
from kb.importers.site.paging import read_feed_pages
from tests.sites import Answer, Page, client, site

RSS = "application/rss+xml; charset=utf-8"
WORDPRESS = "<generator>https://wordpress.org/?v=6.1.1</generator>"


def rss(numbers: range | list[int], channel: str = "") -> Answer:
    items = "".join(
        f"<item><title>Nr {number}</title><guid>{number}</guid>"
        "<pubDate>Wed, 03 May 2017 10:00:00 GMT</pubDate></item>"
        for number in numbers
    )
    return Answer(
        f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<link>{{site}}</link>{channel}{items}</channel></rss>",
        RSS,
    )


def atom(numbers: range, link: str) -> Answer:
    entries = "".join(
        f"<entry><title>Nr {number}</title><id>{number}</id>"
        "<published>2017-05-03</published></entry>"
        for number in numbers
    )
    return Answer(f'<feed xmlns="http://www.w3.org/2005/Atom">{link}{entries}</feed>', "text/xml")


def read(pages: dict[str, Page], path: str = "/feed/") -> tuple[Extraction, bool, list[str]]:
    with site(pages) as server, client() as asking:
        extraction, whole = read_feed_pages(asking, asking.get(server.url + path))
        assert not extraction.complete
        return extraction, whole, server.asked


def keys(extraction: Extraction) -> list[int]:
    return [int(post.key or 0) for post in extraction.posts]


def test_a_feed_of_one_page() -> None:
    extraction, whole, asked = read({"/feed/": rss(range(3))})
    assert keys(extraction) == [0, 1, 2]
    assert whole
    assert asked == ["/feed/"]


def test_wordpress_is_asked_for_more_until_there_is_none() -> None:
    extraction, whole, asked = read(
        {
            "/feed/": rss(range(3), WORDPRESS),
            "/feed/?paged=2": rss([2, 3, 4], WORDPRESS),  # a post was published meanwhile
            "/feed/?paged=3": rss([5], WORDPRESS),
        }
    )
    assert keys(extraction) == [0, 1, 2, 3, 4, 5]
    assert [post.where for post in extraction.posts][-1] == "item 6"
    assert whole
    assert asked[-1] == "/feed/?paged=4"


def test_wordpress_with_plain_addresses() -> None:
    pages: dict[str, Page] = {
        "/?feed=rss2": rss([1], WORDPRESS),
        "/?feed=rss2&paged=2": rss([2], WORDPRESS),
    }
    assert keys(read(pages, "/?feed=rss2")[0]) == [1, 2]


@pytest.mark.parametrize("last", [rss([]), rss([1, 2]), rss([2, 1], WORDPRESS)])
def test_an_empty_page_or_one_seen_before_is_the_end(last: Answer) -> None:
    extraction, whole, asked = read({"/feed/": rss([1, 2], WORDPRESS), "/feed/?paged=2": last})
    assert keys(extraction) == [1, 2]
    assert whole
    assert len(asked) == 2


@pytest.mark.parametrize("relation", ["next", "prev-archive"])
def test_pages_that_link_to_the_next(relation: str) -> None:
    extraction, whole, _ = read(
        {
            "/feed/": atom(range(2), f'<link rel="{relation}" href="2.xml"/>'),
            "/feed/2.xml": atom(range(2, 4), f'<link rel="{relation}" href="/3.xml"/>'),
            "/3.xml": rss([4], f'<atom:link rel="{relation}" href="{{site}}/4.xml"/>'),
            "/4.xml": rss([5]),
        }
    )
    assert keys(extraction) == [0, 1, 2, 3, 4, 5]
    assert whole


def test_json_feed_goes_on() -> None:
    item = '{{"id": "{}", "title": "a", "date_published": "2017-05-03"}}'
    pages: dict[str, Page] = {
        "/feed.json": Answer(f'{{"items": [{item.format(1)}], "next_url": "{{site}}/2"}}'),
        "/2": Answer(f'{{"items": [{item.format(2)}], "next_url": "/feed.json"}}'),
    }
    extraction, whole, asked = read(pages, "/feed.json")
    assert keys(extraction) == [1, 2]
    assert whole
    assert asked == ["/feed.json", "/2"]


@pytest.mark.parametrize(
    "second",
    [
        Answer(status=500),
        Answer(status=403),
        Answer("<html>no feed</html>"),
        Answer(status=302, headers={"Location": "https://exempel.se/"}),
    ],
)
def test_a_page_that_fails_ends_the_reading_and_is_told(second: Answer) -> None:
    extraction, whole, _ = read({"/feed/": rss([1], WORDPRESS), "/feed/?paged=2": second})
    assert keys(extraction) == [1]
    assert not whole
    assert extraction.notes[-1].startswith("the feed goes on, but its page 2 could not be read (")


def test_a_next_page_on_another_host_is_told() -> None:
    away = '<atom:link rel="next" href="https://exempel.se/2"/>'
    extraction, whole, asked = read({"/feed/": rss([1], away)})
    assert keys(extraction) == [1]
    assert not whole
    assert "on another host" in extraction.notes[-1]
    assert asked == ["/feed/"]


def test_feeds_that_link_round_in_a_circle_end() -> None:
    pages: dict[str, Page] = {
        f"/{number}": rss([number], f'<atom:link rel="next" href="/{(number + 1) % 3}"/>')
        for number in range(3)
    }
    assert keys(read(pages, "/0")[0]) == [0, 1, 2]


def test_one_key_for_all_tells_nothing() -> None:
    item = (
        "<item><title>{0}</title><guid>x</guid><link>/{0}</link>"
        "<pubDate>3 May 2017</pubDate></item>"
    )
    pages: dict[str, Page] = {
        "/feed/": Answer(
            f"<rss><channel>{WORDPRESS}{item.format(1)}{item.format(2)}</channel></rss>"
        ),
        "/feed/?paged=2": Answer(f"<rss><channel>{item.format(2)}{item.format(3)}</channel></rss>"),
    }
    extraction, _, _ = read(pages)
    assert [post.title for post in extraction.posts] == ["1", "2", "3"]


def test_goes_on_where_it_was(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "/feed/": rss([1], WORDPRESS),
        "/feed/?paged=2": rss([2], WORDPRESS),
        "/feed/?paged=3": [Answer(status=503)] * 4 + [rss([3], WORDPRESS)],
    }
    with site(pages) as server:
        for expected in ([1, 2], [1, 2, 3]):
            with client(resume=tmp_path) as asking:
                first = asking.get(f"{server.url}/feed/")
                extraction, whole = read_feed_pages(asking, first)
                assert keys(extraction) == expected
        assert whole
        assert server.asked.count("/feed/") == 1
        assert server.asked.count("/feed/?paged=2") == 1


def test_no_feed() -> None:
    with pytest.raises(ImportFileError, match="is no feed"):
        read({"/feed/": Answer("<html></html>")})
