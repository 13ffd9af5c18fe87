"""JSON Feed → items."""

import json
from collections.abc import Mapping
from typing import Any

from kb.errors import ImportFileError
from kb.importers.feed.items import Feed, Form, Item
from kb.importers.feed.links import absolute


def looks_like_json(text: str) -> bool:
    """Tell whether a text is JSON rather than XML."""
    return text.lstrip("\ufeff \t\r\n")[:1] == "{"


def parse_json_feed(text: str, name: str, address: str | None) -> Feed:
    """Return the items of a JSON Feed.

    Raises:
        ImportFileError: it is no JSON, or another kind of it.
    """
    try:
        feed = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ImportFileError(
            f"{name}: is not whole as JSON{where}; save the feed anew, to its end"
        ) from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ImportFileError(
            f"{name}: is JSON, but no JSON Feed, which has a list of items; "
            "give posts as JSON lines, one object a line"
        )
    site = absolute(address, _string(feed, "home_page_url"))
    base = site or address
    items = tuple(
        _item(entry, base) for entry in feed["items"] if isinstance(entry, dict) and entry
    )
    own = address or absolute(base, _string(feed, "feed_url"))
    return Feed(items, site, absolute(own, _string(feed, "next_url")))


def _item(entry: Mapping[str, Any], base: str | None) -> Item:
    link = absolute(base, _string(entry, "url")) or absolute(base, _string(entry, "external_url"))
    text, form, whole = _text(entry)
    tags = entry.get("tags")
    return Item(
        title=_string(entry, "title"),
        title_form="text",
        text=text,
        text_form=form,
        whole=whole,
        base=link or base,
        key=_string(entry, "id").strip() or link,
        link=link,
        published=_string(entry, "date_published"),
        updated=_string(entry, "date_modified"),
        terms=tuple((tag, "") for tag in tags if isinstance(tag, str))
        if isinstance(tags, list)
        else (),
    )


def _text(entry: Mapping[str, Any]) -> tuple[str, Form, bool]:
    if html := _string(entry, "content_html"):
        return html, "html", True
    if text := _string(entry, "content_text"):
        return text, "text", True
    return _string(entry, "summary"), "text", False


def _string(entry: Mapping[str, Any], field: str) -> str:
    """Return a field as text; some write numbers where the standard has texts."""
    value = entry.get(field)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
