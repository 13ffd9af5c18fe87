"""A feed → posts: its titles and texts read, its days told, what is no post left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlsplit

from kb.errors import ImportFileError
from kb.importers.feed.days import NoDayError, read_day
from kb.importers.feed.items import Feed, Item
from kb.importers.feed.json_feed import looks_like_json, parse_json_feed
from kb.importers.feed.mending import begins_as_feed, decode
from kb.importers.feed.protection import is_protected
from kb.importers.feed.texts import is_beginning, read_body, read_title, without_appeared
from kb.importers.feed.xml_feed import is_export, parse_xml_feed
from kb.importers.found import Extraction, FoundPost, LeftOut, Quarantined
from kb.importers.html.text import plain
from kb.importers.wordpress.post import is_no_category

# Enough for what stands above the first element, and for the head of a feed.
_START = 64 * 1024
_IN_UTC = re.compile(r"(?i)(?:Z|GMT|UTC?|[+-]00:?00)\s*\Z")
_DAY_IN_ADDRESS = re.compile(r"/(?P<year>\d{4})/(?P<month>\d\d)/(?:(?P<day>\d\d)/)?")


def read_feed(
    content: bytes, name: str, address: str | None = None, content_type: str | None = None
) -> Extraction:
    """Return the posts of a feed: RSS, Atom or JSON Feed.

    Args:
        content: as it was saved or sent.
        name: the file's or the address, for messages.
        address: where it was read, which relative addresses begin at; None for a file.
        content_type: the header of that name.

    Raises:
        ImportFileError: it is no feed.
    """
    return to_posts(parse_feed(content, name, address, content_type), address)


def looks_like_feed(content: bytes) -> bool:
    """Tell whether a file or an answer is a feed, by how it begins; an export is none."""
    start = decode(content[:_START]).lstrip("\ufeff \t\r\n")
    if looks_like_json(start):
        return "jsonfeed.org/version" in start
    return start.startswith("<") and begins_as_feed(start) and not is_export(start)


def parse_feed(
    content: bytes, name: str, address: str | None = None, content_type: str | None = None
) -> Feed:
    """Return what a feed says, as `read_feed`."""
    found = re.search(r"""(?i)charset\s*=\s*["']?([\w.:-]+)""", content_type or "")
    text = decode(content, found[1] if found else None)
    if not text.strip("\ufeff\0 \t\r\n"):
        raise ImportFileError(f"{name}: is empty; there is nothing to import")
    if looks_like_json(text):
        return parse_json_feed(text, name, address)
    return parse_xml_feed(text, name, address)


@dataclass
class _Found:
    posts: list[FoundPost] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    beginnings: int = 0
    changed_only: int = 0


def to_posts(feed: Feed, address: str | None = None) -> Extraction:
    """Return the posts of a feed that was parsed; of several pages, put together."""
    found = _Found()
    seen: set[Item] = set()
    for number, item in enumerate(_with_own_keys(feed.items), start=1):
        where = f"item {number}"
        if item in seen and not is_protected(item):
            found.left_out.append(LeftOut(read_title(item), where, "stands twice in the feed"))
        else:
            _read(item, feed, where, found)
        seen.add(item)
    return Extraction(
        tuple(found.posts),
        tuple(found.quarantined),
        tuple(found.left_out),
        complete=False,  # a feed has the newest posts, and says nothing of others
        source=(feed.site or _origin(address) or "").rstrip("/") or None,
        notes=tuple(_notes(feed, found)),
    )


def _with_own_keys(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items, those that share a key under their addresses if they have their own."""
    unlike = set(items)
    keys = Counter(item.key for item in unlike)
    links = Counter(item.link for item in unlike)
    return tuple(
        replace(item, key=item.link if item.link and links[item.link] == 1 else None)
        if item.key and keys[item.key] > 1
        else item
        for item in items
    )


def _read(item: Item, feed: Feed, where: str, found: _Found) -> None:
    """Read one item into what was found."""
    if is_protected(item):
        reason = "protected by a password, so that not everybody may read it"
        found.left_out.append(LeftOut("", where, reason))
        return
    if item.cut:
        # Whether a password protects it would have stood further down.
        found.left_out.append(LeftOut("", where, "the feed ends within it; save the feed anew"))
        return
    text, appeared = without_appeared(item)
    title = read_title(item)
    body = read_body(item, text, feed)
    if appeared:
        reason = "stands under every text of this feed"
        found.left_out.append(LeftOut(appeared, where, reason))
    doubt = ""
    day = updated = None
    try:
        day, updated = _days(item)
    except NoDayError as error:
        doubt = f"its date {error}"
    if not title and not body:
        doubt = doubt or "it has neither title nor text"
    if doubt or day is None:
        found.quarantined.append(Quarantined(title, where, doubt, body))
        return
    found.changed_only += not item.published.strip()
    found.beginnings += is_beginning(item, body)
    tags, categories = _terms(item.terms, feed)
    found.posts.append(
        FoundPost(
            title=title,
            published=day,
            body=body,
            where=where,
            key=unescape(item.key) if item.key else None,
            updated=updated,
            link=item.link,
            tags=tags,
            categories=categories,
        )
    )


def _days(item: Item) -> tuple[date, date | None]:
    """Return the days of publishing and, where there was one later, of the last change.

    Raises:
        NoDayError: there is none, or it cannot be read.
    """
    written = item.published if item.published.strip() else item.updated
    day = _by_address(read_day(written), written, item.link)
    try:
        updated = read_day(item.updated)
    except NoDayError:
        return day, None
    return day, updated if updated > day else None


def _by_address(day: date, written: str, link: str | None) -> date:
    """Return the day that stands in the address, where the feed tells it by Greenwich's clock.

    WordPress does, and the address has the day of the site's own clock.
    """
    found = _DAY_IN_ADDRESS.search(urlsplit(link).path) if link else None
    if not found or not _IN_UTC.search(written):
        return day
    own = {name: int(number) for name, number in found.groupdict().items() if number}
    for near in (day, day + timedelta(days=1), day - timedelta(days=1)):
        if all(getattr(near, name) == number for name, number in own.items()):
            return near
    return day


def _terms(terms: Sequence[tuple[str, str]], feed: Feed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return tags and categories; what the feed does not tell apart is a tag."""
    tags: set[str] = set()
    categories: set[str] = set()
    for name, of in terms:
        if not (clean := plain(name)) or (feed.is_wordpress and is_no_category(clean)):
            continue
        is_category = of == "category" or re.search(r"/(?:category|kategori)/", of.lower() + "/")
        (categories if is_category else tags).add(clean)
    return tuple(sorted(tags)), tuple(sorted(categories))


def _notes(feed: Feed, found: _Found) -> list[str]:
    notes = []
    if feed.damage:
        notes.append(f"the feed {feed.damage}; what could be read of it was")
    if not feed.items:
        notes.append("the feed has no posts")
    if found.beginnings:
        notes.append(
            f"the feed has only the beginnings of {_posts(found.beginnings)}; for whole texts, "
            "import the site another way"
        )
    if found.changed_only:
        notes.append(
            f"of {_posts(found.changed_only)} the feed tells no day of publishing; "
            "that of the last change stands in"
        )
    return notes


def _posts(count: int) -> str:
    return f"{count} post" if count == 1 else f"{count} posts"


def _origin(address: str | None) -> str | None:
    if not address:
        return None
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else None
