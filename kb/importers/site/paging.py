"""A feed at an address, page after page, as far back as the site gives it."""

from collections.abc import Iterator
from dataclasses import replace

import httpx2

from kb.errors import ImportFileError
from kb.importers.feed.items import Feed, Item
from kb.importers.feed.reading import parse_feed, to_posts
from kb.importers.found import Extraction, Progress, silent
from kb.importers.site.client import Client
from kb.importers.site.response import Response

# A feed has ten posts a page, or more.
_MOST_PAGES = 2_000


def read_feed_pages(
    client: Client, first: Response, progress: Progress = silent
) -> tuple[Extraction, bool]:
    """Return the posts of a feed and of the pages that it goes on with, and whether none failed.

    A page says which one follows (rel=next, prev-archive, next_url); WordPress says nothing, and
    is asked for `paged=2` until there is no more. Pages shift where a post is published
    meanwhile, so that an entry may come twice. A page that fails ends the reading, and is told;
    what came before it stays.

    Raises:
        ImportFileError: the first page is no feed.
    """
    pages = [parse_feed(first.body, first.url, first.url, first.headers.get("content-type"))]
    trouble: list[str] = []
    items = list(pages[0].items)
    names = set(map(_name, items))
    for page in progress(_following(client, first.url, pages[0], trouble), "pages of the feed"):
        new = [item for item in page.items if _name(item) not in names]
        items += new
        names.update(map(_name, new))
        pages.append(page)
    damage = next((page.damage for page in pages if page.damage), "")
    whole = to_posts(replace(pages[0], items=tuple(items), damage=damage), first.url)
    return replace(whole, notes=(*whole.notes, *trouble)), not trouble


def _following(client: Client, url: str, feed: Feed, trouble: list[str]) -> Iterator[Feed]:
    """Give the pages behind the first, up to one that is not there, empty, or was seen.

    Where pages have numbers, one that fails is passed over; two together are the end.
    """
    asked = {url}
    seen = set(map(_name, feed.items))
    failed = 0
    for number in range(2, _MOST_PAGES):
        following = feed.following or _paged(url, feed, number)
        if following is None or following in asked:
            return
        asked.add(following)
        try:
            page = _page(client, following)
        except ImportFileError as error:
            trouble.append(f"the feed goes on, but its page {number} could not be read ({error})")
            failed += 1
            if feed.following or failed == 2:
                return
            continue
        names = set(map(_name, page.items)) if page else set()
        if page is None or names <= seen:
            return
        feed, failed = page, 0
        seen |= names
        yield feed


def _page(client: Client, url: str) -> Feed | None:
    """Return a page of a feed; None where there is none.

    Raises:
        ImportFileError: it cannot be read.
    """
    response = client.get(url)
    if response.status in (404, 410):
        return None
    if response.status >= 400:
        raise ImportFileError(f"{url}: answers {response.status}")
    return parse_feed(
        response.body, response.url, response.url, response.headers.get("content-type")
    )


def _paged(url: str, feed: Feed, number: int) -> str | None:
    """Return the address of a page of a feed by WordPress, None for other programs."""
    if not feed.is_wordpress:
        return None
    address = httpx2.URL(url)
    return str(address.copy_with(params=address.params.set("paged", number)))


def _name(item: Item) -> tuple[str | None, ...]:
    """Return what an entry goes by from page to page; some feeds give all entries one key."""
    return (item.key, item.link) if item.key else (None, item.title, item.published, item.text)
