"""Where a site's feed is: its pages link to it, else it lies where feeds mostly lie."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from kb.importers.feed import looks_like_feed
from kb.importers.site.response import Response

FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/rss",
        "text/rss+xml",
    }
)
# Where the usual programs put them: WordPress and Ghost, Hugo, Jekyll, Eleventy, Movable Type.
_USUAL = ("/feed/", "/rss.xml", "/index.xml", "/feed.xml", "/atom.xml", "/rss")
_OF_COMMENTS = re.compile(r"comment|kommentar", re.IGNORECASE)


def linked_feeds(page: Response) -> list[str]:
    """Return the feeds that a page links to in its head, those of comments left out."""
    soup = BeautifulSoup(page.text, "lxml")
    base_tag = soup.find("base", href=True)
    base = page.url
    if isinstance(base_tag, Tag):
        base = _joined(page.url, str(base_tag["href"])) or page.url
    found: dict[str, None] = {}
    for link in soup.find_all("link", href=True):
        relations = {str(relation).lower() for relation in link.get_attribute_list("rel")}
        kind = str(link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" not in relations or kind not in FEED_TYPES:
            continue
        address = _joined(base, str(link["href"]))
        if address and not _OF_COMMENTS.search(f"{address} {link.get('title') or ''}"):
            found[address] = None
    return list(found)


def usual_feeds(page: Response) -> Iterator[str]:
    """Give the addresses at which a site's feed mostly lies, that of the page's folder first."""
    if urlsplit(page.url).path.strip("/"):
        yield urljoin(page.url, "index.xml")
        yield urljoin(page.url, "feed/")
    for path in _USUAL:
        yield urljoin(page.url, path)


def is_feed(response: Response) -> bool:
    """Tell whether an answer is meant as a feed, by its type or how it begins."""
    return response.content_type in FEED_TYPES or looks_like_feed(response.body)


def _joined(base: str, href: str) -> str | None:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return None
