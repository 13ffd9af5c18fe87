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
from kb.importers.feed.items import Feed, Form, Item
from kb.importers.feed.json_feed import looks_like_json, parse_json_feed
from kb.importers.feed.mending import decode
from kb.importers.feed.protection import is_protected
from kb.importers.feed.xml_feed import parse_xml_feed
from kb.importers.found import Extraction, FoundPost, LeftOut, Quarantined
from kb.importers.html.markdown import to_markdown
from kb.importers.html.text import plain, tidy
from kb.importers.plain_text import from_plain_text
from kb.importers.wordpress.canonical import canonical
from kb.importers.wordpress.post import is_no_category

_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
# What a plug-in of WordPress puts under each text in a feed, and nowhere else.
_APPEARED = re.compile(
    r"(?i)<p>\s*(?:the post|inlägget)\s+<a\b[^<>]*>[^<>]*</a>\s+(?:appeared first on|"
    r"(?:dök|visades|publicerades)\s+(?:först\s+)?(?:upp\s+)?(?:först\s+)?(?:på|i))\s+"
    r"<a\b[^<>]*>[^<>]*</a>\.?\s*</p>\s*\Z"
)
# WordPress writes emoji as pictures in feeds, and nowhere else.
_EMOJI = re.compile(r"""<img\b[^<>]*?\balt=(["'])([^"'<>]{1,32})\1[^<>]*>""")
_CUT_OFF = re.compile(
    r"(?i)(?:\[?(?:…|\.\.\.)\]?|\b(?:läs mer|läs hela inlägget|läs vidare|fortsätt läsa|read more|"
    r"continue reading)\b[^.!?]{0,100}(?:[→»…]|\.\.\.)?)[\s\])*]*\Z"
)
# Of a text that is said to be whole, three dots may be the author's.
_SHORTENED = re.compile(r"\[(?:…|\.\.\.)\\?\]\s*\Z")
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
            found.left_out.append(LeftOut(_title(item), where, "stands twice in the feed"))
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
    html, appeared = _without_appeared(item)
    title = _title(item)
    body = _body(html, item, feed)
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
    found.beginnings += _is_beginning(item, body)
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


def _title(item: Item) -> str:
    if item.title_form == "text":
        return " ".join(tidy(item.title).split())
    return plain(item.title)


def _body(text: str, item: Item, feed: Feed) -> str:
    if _is_html(text, item.text_form):
        html = _EMOJI.sub(_emoji, text)
        # So that a WordPress says the same by its feed as by its interface.
        html = canonical(html, feed.site) if feed.is_wordpress else html
        return to_markdown(html, item.base)
    if item.text_form == "guess":
        text = unescape(text)
    return from_plain_text(tidy(text))


def _is_html(text: str, form: Form) -> bool:
    """Tell how a text is written; of one without a tag, lines are its only structure."""
    return form == "html" or (form == "guess" and _MARKUP.search(text) is not None)


def _emoji(image: re.Match[str]) -> str:
    """Return the sign that a picture stands for, which is what it is called; else the picture."""
    name = image[2]
    stands_for_a_sign = not re.search(r"\w", re.sub("[0-9#*]\ufe0f?\u20e3", "", name))
    return name if "wp-smiley" in image.group() and stands_for_a_sign else image.group()


def _without_appeared(item: Item) -> tuple[str, str]:
    """Return the text without the line under it that says where it stood first, and that line."""
    end = _APPEARED.search(item.text, max(0, len(item.text) - 3000))
    return (item.text[: end.start()], plain(end.group())) if end else (item.text, "")


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


def _is_beginning(item: Item, body: str) -> bool:
    """Tell whether a text goes on elsewhere."""
    end = re.sub(r"\]\([^()\s]*\)", "", body[-600:])
    if item.whole:
        return _SHORTENED.search(end) is not None
    marked = _CUT_OFF.search(end) is not None
    return bool(body) and (item.whole is False or marked)


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
