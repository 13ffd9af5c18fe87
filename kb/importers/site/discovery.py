"""Where a site's feed is: its pages link to it, else it lies where feeds mostly lie."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

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
    root = _parsed(page.text)
    if root is None:
        return []
    base = next((_joined(page.url, tag.get("href")) for tag in root.iter("base")), None)
    found: dict[str, None] = {}
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" not in relations or kind not in FEED_TYPES:
            continue
        address = _joined(base or page.url, link.get("href"))
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


def _parsed(html: str) -> Any:
    """Return the root of a page, None where there is none."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        return etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None


def _joined(base: str, href: str | None) -> str | None:
    if not href:
        return None
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return None
