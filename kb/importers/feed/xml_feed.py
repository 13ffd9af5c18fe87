"""RSS and Atom → items, by way of feedparser.

feedparser is given a mended text, so that it seldom needs its second parser, which is for what
is not well-formed. Its sanitiser is off, since it would take words out; what is no text goes
where HTML becomes Markdown.
"""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax import SAXException

import feedparser
from lxml import etree

from kb.errors import ImportFileError
from kb.importers.feed.items import Feed, Form, Item
from kb.importers.feed.links import absolute
from kb.importers.feed.mending import mend

_EXPORT = re.compile(r"wordpress\.org/export/|<wp:\w+")
_OF_EXPORT = re.compile(r"<wp:(?:status|post_type|post_password|post_id)\b")
_FIRST_ITEM = re.compile(r"<(?:item|entry)\b")
_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.IGNORECASE | re.S)
# RFC 5005: the next page of a feed, or the archive before it.
_FOLLOWING = ("next", "prev-archive")
_FAILURES = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# Kinds that are no subjects: what an entry is to Blogger, what a picture in it is of.
_NO_SUBJECTS = ("schemas.google.com/g/2005#kind", "search.yahoo.com/mrss")


def is_export(text: str) -> bool:
    """Tell whether this is an export of WordPress: RSS, too, but with drafts and secrets in it.

    That stands above its first item, and in the elements of its items; in their texts, somebody
    may have written about exports.
    """
    first = _FIRST_ITEM.search(text)
    if _EXPORT.search(text, 0, first.start() if first else len(text)):
        return True
    outside = (piece.partition("<![CDATA[")[0] for piece in text.split("]]>"))
    return "<wp:" in text and any(map(_OF_EXPORT.search, outside))


def parse_xml_feed(text: str, name: str, address: str | None) -> Feed:
    """Return the items of RSS 0.9 to 2 and Atom.

    Raises:
        ImportFileError: it is something else.
    """
    if is_export(text):
        raise ImportFileError(
            f"{name}: is an export of WordPress, which holds more than a feed; "
            f"import it by: kb import wordpress {name}"
        )
    mended = mend(text)
    if mended is None:
        raise ImportFileError(
            f"{name}: is no feed; a feed is RSS, Atom or JSON Feed. "
            "If it is a web page, import it as html"
        )
    found, broken = _parsed(mended.encode(), name)
    cut = not _END.search(mended)
    links = found.feed.get("links", ())
    site = absolute(address, _first(links, ("alternate",)) or found.feed.get("link"))
    base = site or address
    last = len(found.entries) - 1
    items = tuple(
        _item(
            dict(entry), base, found.version.startswith("atom"), cut and broken and number == last
        )
        for number, entry in enumerate(found.entries)
    )
    damage = "ends too early" if cut else "is not well-formed XML" if broken else ""
    following = absolute(address or base, _first(links, _FOLLOWING))
    return Feed(items, site, following, str(found.feed.get("generator") or ""), damage)


def _parsed(content: bytes, name: str) -> tuple[Any, bool]:
    """Return what feedparser makes of a feed, and whether that is not well-formed.

    Raises:
        ImportFileError: it makes nothing of it.
    """
    try:
        return _by_feedparser(content)
    except _FAILURES:
        pass
    # Elements that overlap bring its second parser down; libxml2 ends them where they must.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
        return _by_feedparser(etree.tostring(root, encoding="utf-8"))[0], True
    except (*_FAILURES, etree.XMLSyntaxError):
        raise ImportFileError(
            f"{name}: is no well-formed XML, and cannot be read as a feed; save the feed anew"
        ) from None


def _by_feedparser(content: bytes) -> tuple[Any, bool]:
    # In a stream: of a text alone, feedparser would make out a file or an address to open.
    found = feedparser.parse(
        io.BytesIO(content),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return found, isinstance(found.get("bozo_exception"), SAXException)


def _item(entry: Mapping[str, Any], base: str | None, is_atom: bool, cut: bool) -> Item:
    title = entry.get("title_detail") or {}
    key = str(entry.get("id") or "").strip() or None
    link = absolute(base, entry.get("feedburner_origlink") or _first(_links(entry), ("alternate",)))
    if link is None and entry.get("guidislink"):
        link = absolute(None, key)
    text, form, own_base, whole = _text(entry, is_atom)
    # In RSS, the date of Dublin Core is the only one, and to feedparser that of a change.
    dated = "" if is_atom else entry.get("updated")
    # Without a base of its own, a text is read at the address that it stands at.
    text_base = absolute(link or base, own_base) or link or base
    return Item(
        title=str(entry.get("title") or ""),
        title_form=_form(title.get("type"), is_atom),
        text=text,
        text_form=form,
        whole=whole,
        base=text_base,
        key=key or link,
        link=link,
        published=str(entry.get("published") or entry.get("created") or dated or ""),
        updated=str(entry.get("updated") or ""),
        terms=tuple(_terms(entry.get("tags") or ())),
        cut=cut,
    )


def _text(entry: Mapping[str, Any], is_atom: bool) -> tuple[str, Form, str | None, bool | None]:
    """Return the longest of an entry's texts, how it is written, its base, whether it is whole.

    An entry may have a summary beside its text, for podcasts or for pictures.
    """
    contents = [content for content in entry.get("content") or () if content.get("value")]
    summary = entry.get("summary_detail") or {}
    whole = True if contents else False if is_atom else None
    best = max(contents, key=lambda content: len(content["value"]), default=summary)
    text = str(best.get("value") or "")
    return text, _form(best.get("type"), is_atom), best.get("base") or None, whole


def _form(kind: str | None, is_atom: bool) -> Form:
    """Return how a text is written; RSS says nothing of it, and feedparser only guesses."""
    if kind == "application/xhtml+xml":
        return "html"
    if not is_atom:
        return "guess"
    return "text" if kind in (None, "text/plain") else "html"


def _terms(tags: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [
        (str(tag.get("label") or tag.get("term") or ""), str(tag.get("scheme") or ""))
        for tag in tags
        if not any(scheme in str(tag.get("scheme")) for scheme in _NO_SUBJECTS)
    ]


def _links(entry: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    links: Sequence[Mapping[str, Any]] = entry.get("links") or ()
    return links


def _first(links: Sequence[Mapping[str, Any]], relations: Sequence[str]) -> str | None:
    """Return the first link of these relations, a web page sooner than anything else."""
    of_kind = [link for link in links if link.get("rel") in relations and link.get("href")]
    pages = [link for link in of_kind if "html" in str(link.get("type") or "html")]
    return str((pages or of_kind)[0]["href"]) if of_kind else None
