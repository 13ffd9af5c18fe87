"""What a page says of itself for machines: its address, what it is, its posts."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from kb.importers.saved.dates import read_machine
from kb.importers.saved.dom import attr

_ARTICLE = re.compile(
    r"(?i)^(?:\w*NewsArticle|BlogPosting|Article|Report|SocialMediaPosting|LiveBlogPosting|"
    r"PressRelease|TechArticle)$"
)
_LIST = re.compile(r"(?i)^(?:CollectionPage|Blog|ItemList|SearchResultsPage|DataFeed)$")
# Where pages say for machines when they were published, the surest first.
_PUBLISHED = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "date",
]
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)\s*(\S+)", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"SingleFile[^>]{0,40}url:\s*(\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A post as the page tells it to machines; any of it may be missing."""

    headline: str = ""
    published: tuple[date, bool] | None = None
    updated: date | None = None
    address: str | None = None
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself.

    Attributes:
        address: its own, absolute; None where it does not tell.
        base: what its relative links start from.
        site: the site that it is of.
        title: what it calls itself, the site's name included.
        single: it says that it is one post's page; `listing`, that it is a list's.
    """

    address: str | None
    base: str | None
    site: str | None
    title: str
    headline: str
    site_name: str
    language: str
    single: bool
    listing: bool
    later_page: bool
    published: tuple[date, bool] | None
    updated: date | None
    said: tuple[Said, ...] = field(default=())


def read_facts(soup: BeautifulSoup, html: str, address: str | None) -> Facts:
    """Read what a page says of itself; `address` is where it was got from, if that is known."""
    metas = {
        (attr(tag, "property") or attr(tag, "name") or attr(tag, "itemprop")).lower(): attr(
            tag, "content"
        )
        for tag in reversed(soup.find_all("meta"))
    }
    links = {
        rel: attr(tag, "href")
        for tag in reversed(soup.find_all("link"))
        for rel in attr(tag, "rel").lower().split()
    }
    comment = _SAVED_FROM.search(html[:3000]) or _SINGLE_FILE.search(html[:3000])
    saved_from = _web(comment[1]) if comment else None
    own = _web(links.get("canonical", "")) or _web(metas.get("og:url", ""))
    where = _web(address or "") or saved_from or own
    base_tag = soup.find("base", href=True)
    base = _web(urljoin(where or "", attr(base_tag, "href"))) if base_tag else where
    items = list(_items(soup))
    said = tuple(_said(item, base or where) for item in items if _is(item, _ARTICLE))
    classes = f" {attr(soup.body, 'class') if soup.body else ''} ".lower()
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    kind = metas.get("og:type", "").lower()
    published = next(
        (day for name in _PUBLISHED if (day := read_machine(metas.get(name, "")))), None
    )
    listing = bool(
        re.search(
            r" (?:blog|archive|category|tag|search|search-results|post-type-archive) ", classes
        )
        or any(_is(item, _LIST) for item in items)
    )
    single = bool(
        re.search(
            r" (?:single|single-post|postid-\d+|single-format-\w+|node-type-(?:news|article|"
            r"nyhet)|page-node-type-(?:news|article|nyhet)\w*) ",
            classes,
        )
    )
    single = single or (kind == "article" and published is not None and not listing)
    site = _origin(where) or _origin(own) or _origin(base)
    return Facts(
        address=_own(own, where),
        base=base or where,
        site=_origin(own) or site,
        title=" ".join(title.split()),
        headline=" ".join(metas.get("og:title", "").split()),
        site_name=" ".join(metas.get("og:site_name", "").split()),
        language=attr(soup.html, "lang").lower()[:2] if soup.html else "",
        single=single,
        listing=listing,
        later_page=bool(links.get("prev") or re.search(r" paged ", classes)),
        published=published,
        updated=(read_machine(metas.get("article:modified_time", "")) or (None, False))[0],
        said=said,
    )


def _web(address: str) -> str | None:
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def _own(said: str | None, where: str | None) -> str | None:
    """Return a page's own address: what it says itself, but for templates that name the front."""
    if (
        said
        and where
        and urlsplit(said).path in ("", "/")
        and urlsplit(where).path not in ("", "/")
    ):
        said = None
    if said or not where:
        return said
    bare = re.sub(r"(?i)([?&])(?:utm_\w+|fbclid|gclid|mc_[ce]id)=[^&#]*&?", r"\1", where)
    return bare.partition("#")[0].rstrip("?&")


def _origin(address: str | None) -> str | None:
    if not address:
        return None
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _items(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """Yield every thing that JSON-LD tells of, those within others too."""
    for script in soup.find_all("script", type=re.compile(r"(?i)application/ld\+json")):
        text = script.string or script.get_text()
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        stack = [data]
        while stack:
            one = stack.pop()
            if isinstance(one, list):
                stack.extend(reversed(one))
            elif isinstance(one, dict):
                yield one
                stack.extend(v for v in reversed(one.values()) if isinstance(v, dict | list))


def _is(item: dict[str, Any], pattern: re.Pattern[str]) -> bool:
    kinds = item.get("@type")
    return any(
        isinstance(kind, str) and pattern.match(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _said(item: dict[str, Any], base: str | None) -> Said:
    def text(*fields: str) -> str:
        for name in fields:
            value = item.get(name)
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str) and value.strip():
                return " ".join(value.split())
        return ""

    def several(name: str) -> tuple[str, ...]:
        value = item.get(name)
        if isinstance(value, str):
            value = value.split(",")
        found = value if isinstance(value, list) else []
        return tuple(" ".join(one.split()) for one in found if isinstance(one, str) and one.strip())

    updated = read_machine(text("dateModified"))
    address = text("url", "mainEntityOfPage", "@id")
    return Said(
        headline=text("headline", "name"),
        published=read_machine(text("datePublished", "dateCreated")),
        updated=updated[0] if updated else None,
        address=_web(urljoin(base or "", address)) if address else None,
        section=several("articleSection"),
        keywords=several("keywords"),
    )
