"""JSON lines → posts: one object a line, or an array of such objects."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kb.importers.found import Extraction, FoundPost, LeftOut, Progress, Quarantined, silent
from kb.importers.html.markdown import to_markdown
from kb.importers.html.text import plain, tidy
from kb.importers.json_objects import read_objects
from kb.importers.markdown_folder.bodies import Body
from kb.importers.plain_text import from_plain_text
from kb.importers.written_days import written_day

_BODIES = ("text", "html", "markdown")
_FIELDS = frozenset(
    ("title", "published", *_BODIES, "key", "source", "updated", "tags", "categories")
)
# What others call the fields; asked for by name where ours is missing.
_OTHER_NAMES = {
    "published": (
        *("date", "datum", "publicerad", "published_at", "publishedAt", "datePublished"),
        *("date_published", "pubDate", "created", "created_at", "timestamp", "time"),
    ),
    "text": ("body", "content", "contents", "description", "innehåll", "brödtext", "content_html"),
}
_OPTIONAL_BY_OTHER_NAMES = {
    "title": ("headline", "rubrik", "name", "titel"),
    "key": ("id", "guid", "uuid", "_id"),
    "source": ("url", "link", "permalink", "canonical_url"),
    "updated": ("modified", "lastmod", "updated_at", "dateModified"),
    "tags": ("keywords", "etiketter"),
    "categories": ("category", "kategori", "kategorier"),
}
_NOT_PUBLIC = ("draft", "private", "pending", "future", "trash", "scheduled", "unpublished")
_SAYS_HIDDEN = re.compile(
    rf'(?i)"draft"\s*:\s*true|"status"\s*:\s*"(?:{"|".join(_NOT_PUBLIC)})"|"password"\s*:\s*"[^"]'
)
_DAY_FORM = "write it as 2017-06-29"


class _LineError(Exception):
    """What is wrong with one object, and what to do."""


@dataclass
class _Found:
    """What has been read so far."""

    posts: list[FoundPost] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unknown: dict[str, None] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    keys: dict[str, FoundPost] = field(default_factory=dict)
    bodies: dict[tuple[str, date, str], FoundPost] = field(default_factory=dict)


def read_jsonl(path: Path, progress: Progress = silent) -> Extraction:
    """Read a file of posts, an object each.

    Fields are `title`, `published`, one of `text`, `html` and `markdown`, and, where there are
    such, `key` (the source's own name for the post), `source` (its address), `updated`, `tags`
    and `categories`. Others are named once. An object that cannot be read is quarantined with
    its line, and the others come in; only a file without such is a complete reading.

    Raises:
        ImportFileError: the file cannot be read, or is no JSON at all.
    """
    found = _Found()
    for where, raw in progress(read_objects(path), "Reading posts"):
        try:
            item = _parsed(raw) if isinstance(raw, str) else raw
            _take(item, where, found)
        except _LineError as error:
            text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False)
            if _SAYS_HIDDEN.search(text):
                # Nothing of it is written anywhere, be it faulty or not.
                found.left_out.append(LeftOut("", where, f"not public, and {error}"))
            else:
                doubt = Quarantined(_title_of(raw), where, str(error), tidy(text))
                found.quarantined.append(doubt)
    notes = []
    if found.unknown:
        names = _listed(found.unknown)
        notes.append(f"fields that were not imported, since none of them is known: {names}")
        notes += [
            f"{other!r} may be what is called {name} here: rename it, and import again"
            for name, others in _OPTIONAL_BY_OTHER_NAMES.items()
            for other in others
            if other in found.unknown and name not in found.known
        ]
    return Extraction(
        posts=tuple(found.posts),
        quarantined=tuple(found.quarantined),
        left_out=tuple(found.left_out),
        complete=not found.quarantined,
        notes=tuple(notes),
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    item = dict(pairs)
    if len(item) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _LineError(f"gives {twice!r} twice; keep one of them")
    return item


def _parsed(line: str) -> Any:
    try:
        return json.loads(line, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        message = f"is no JSON ({error.msg} at column {error.colno}); mend the line"
    except RecursionError:
        message = "is nested too deep to be a post; mend the line"
    except ValueError as error:  # a number of thousands of digits
        message = f"is no JSON ({error}); mend the line"
    raise _LineError(message)


def _take(item: Any, where: str, found: _Found) -> None:
    """Add what one object is."""
    if not isinstance(item, dict):
        raise _LineError(f"is {_kind(item)}, not an object with title, published and a text")
    hidden = _why_not_public(item)
    if hidden is not None:
        found.left_out.append(LeftOut("", where, hidden))
        return
    post = _post(item, where)
    found.known.update(name for name in item if name in _FIELDS)
    found.unknown.update(dict.fromkeys(name for name in item if name not in _FIELDS))
    same = found.bodies.get((post.title, post.published, post.body))
    if same is not None and same.key == post.key:
        found.left_out.append(LeftOut(post.title, where, f"the same post as {same.where}"))
        return
    if post.key is not None and post.key in found.keys:
        other = found.keys[post.key].where
        raise _LineError(
            f"has the key {post.key!r} of {other}; give each post its own, or keep one"
        )
    if post.key is not None:
        found.keys[post.key] = post
    found.bodies[post.title, post.published, post.body] = post
    found.posts.append(post)


def _post(item: Mapping[str, Any], where: str) -> FoundPost:
    source = _text(item, "source").strip() or None
    if source is not None and not re.fullmatch(r"(?i)https?://[^\s/]\S*", source):
        raise _LineError(
            f"source: {source!r} is no address; begin it with https://, or leave it out"
        )
    updated = item.get("updated")
    return FoundPost(
        title=plain(_text(item, "title")),
        published=_published(item),
        body=_body(item, source),
        where=where,
        key=_key(item),
        updated=None if updated in (None, "") else _day(updated, "updated"),
        link=source,
        tags=_names(item, "tags"),
        categories=_names(item, "categories"),
    )


def _published(item: Mapping[str, Any]) -> date:
    value = item.get("published")
    if value in (None, ""):
        other = _other_name(item, "published")
        if other is not None:
            raise _LineError(f"has no published; it has {other!r}: rename that to published")
        raise _LineError(f"has no published; give its day, {_DAY_FORM}")
    return _day(value, "published")


def _day(value: object, name: str) -> date:
    day = written_day(value)
    if day is None:
        raise _LineError(
            f"{name}: {_shown(value)} is no date, or may be more than one; {_DAY_FORM}"
        )
    return day


def _body(item: Mapping[str, Any], source: str | None) -> str:
    given = [name for name in _BODIES if item.get(name) is not None]
    if len([name for name in given if item[name] != ""]) > 1:
        raise _LineError(f"has {' and '.join(given)}; keep the one that is the post's text")
    if not given:
        other = _other_name(item, "text")
        if other is not None:
            raise _LineError(
                f"has no text; it has {other!r}: rename that to text, html or markdown"
            )
        raise _LineError(
            'has none of text, html and markdown; a post without a text has "text": ""'
        )
    name = next((each for each in given if item[each] != ""), given[0])
    text = _text(item, name)
    if name == "html":
        return to_markdown(text, source)
    if name == "markdown":
        body = Body(text)
        # Markdown stays as it is, but for HTML in it: that is shown as it stands.
        return (
            body.written(source, None, breaks=True) if body.has_html else body.markdown.strip("\n")
        )
    return from_plain_text(tidy(text))


def _key(item: Mapping[str, Any]) -> str | None:
    value = item.get("key")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return " ".join(tidy(_text(item, "key")).split()) or None


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _LineError(f"{name}: is {_kind(value)}, not a text; write it between quotation marks")
    return value


def _names(item: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = item.get(name)
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list) or not all(
        isinstance(each, str | int) and not isinstance(each, bool) for each in value
    ):
        raise _LineError(f'{name}: is no list of words; write it as ["miljö", "arbete"]')
    return tuple(dict.fromkeys(filter(None, (plain(str(each)) for each in value))))


def _why_not_public(item: Mapping[str, Any]) -> str | None:
    """Say why the source does not show a post to everybody; None where it does."""
    if item.get("draft") is True or item.get("published") is False:
        return "a draft"
    status = item.get("status")
    if isinstance(status, str) and status.lower() in _NOT_PUBLIC:
        return f"not public: its status is {status}"
    return "not public: it has a password" if item.get("password") else None


def _other_name(item: Mapping[str, Any], name: str) -> str | None:
    return next((other for other in _OTHER_NAMES[name] if other in item), None)


def _title_of(raw: Any) -> str:
    title = raw.get("title") if isinstance(raw, dict) else None
    if isinstance(raw, str) and (given := re.search(r'"title"\s*:\s*("(?:[^"\\]|\\.)*")', raw)):
        try:
            title = json.loads(given[1])
        except ValueError:
            title = None
    return plain(title) if isinstance(title, str) else ""


def _kind(value: object) -> str:
    names: dict[type, str] = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "empty")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _listed(names: Iterable[str]) -> str:
    shown = sorted(map(tidy, names))
    return ", ".join(shown[:20]) + (f" and {len(shown) - 20} more" if len(shown) > 20 else "")
