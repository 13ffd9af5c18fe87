"""What the fields above a text mean: title, days, words, and whether its site shows it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from kb.importers.html.text import plain
from kb.importers.written_days import written_day

_DATES = ("date", "publishdate", "published", "pubdate", "publishedat", "datum", "publicerad")
_CREATED = ("created", "createdat", "datecreated", "skapad")
_UPDATES = ("lastmod", "updated", "modified", "lastmodifiedat", "lastmodified", "updatedat")
_ENDS = ("expirydate", "unpublishdate")
# What Eleventy takes from the file itself, which tells of copying more than of writing.
_OF_THE_FILE = ("last modified", "created", "git last modified", "git created")
_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0")
_HIDDEN = ("draft", "private", "pending", "future", "scheduled", "trash", "unpublished", "utkast")
_DAY = re.compile(r"(\d{4})[-_.](\d{1,2})[-_.](\d{1,2})(?!\d)[-_ ]*(.*)")
_HASHED = re.compile(r"\s*(?:#\S+\s*)+")
_DAY_FOLDERS = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?=[/_-])")


class FieldError(Exception):
    """A field that cannot be read: its `name`, what is wrong with it and what to do."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name


def day_of(fields: Mapping[str, Any], path: PurePosixPath, in_bundle: bool) -> date | None:
    """Return the day of a post: as a field says it, else as the names of its path do.

    `in_bundle`: the folder belongs to another file in it, an index.md, and so does its day.

    Raises:
        FieldError: a field says it in a way that cannot be read.
    """
    for name in _DATES:
        day = _day(fields, name)
        if day is not None:
            return day
    return _day_of_path(PurePosixPath(path.name) if in_bundle else path) or next(
        (day for day in (_day(fields, name) for name in _CREATED) if day), None
    )


def updated_of(fields: Mapping[str, Any]) -> date | None:
    """Return the day of a post's last change, where a field says it."""
    return next(filter(None, (written_day(fields.get(name)) for name in _UPDATES)), None)


def title_of(fields: Mapping[str, Any]) -> str:
    """Return the title that the fields give; empty where they give none.

    Raises:
        FieldError: it is no text.
    """
    title = fields.get("title")
    if isinstance(title, list | dict):
        raise FieldError("title", "is no text; write it on one line, between quotation marks")
    return plain(str(title)) if title is not None else ""


def name_of(path: PurePosixPath) -> str:
    """Return a title made of a file's name, without its date."""
    name = stem_of(path)
    found = _DAY.fullmatch(name)
    words = re.sub(r"[-_]+", " ", found[4] if found and found[4] else name).strip()
    return f"{words[:1].upper()}{words[1:]}" if found is None or found[4] else name


def stem_of(path: PurePosixPath) -> str:
    """Return a file's name without its ending; that of its folder for index.md."""
    stem = path.stem
    is_index = re.fullmatch(r"(?i)_?index(\.[a-z]{2}(-[a-z]{2})?)?", stem) is not None
    return path.parent.name if is_index and path.parent.name else stem


def words_of(
    fields: Mapping[str, Any], names: Iterable[str], parted_by_spaces: bool
) -> tuple[str, ...]:
    """Return tags or categories, of whatever shape."""
    found = (word for name in names for word in _words(fields.get(name), name, parted_by_spaces))
    return tuple(dict.fromkeys(filter(None, (plain(word).removeprefix("#") for word in found))))


def why_not_shown(
    fields: Mapping[str, Any], path: PurePosixPath, today: date, shows_future: bool
) -> str | None:
    """Say why a post's site does not show it; None where it does."""
    if "_drafts" in path.parts[:-1] or is_true(fields.get("draft")):
        return "a draft"
    status = str(fields.get("status") or fields.get("poststatus") or "").lower()
    if status in _HIDDEN:
        return f"not public: its status is {status}"
    if fields.get("password") or is_true(fields.get("private")):
        return "not public"
    if any(is_false(fields.get(name)) for name in ("published", "publish", "permalink")):
        return "not published: its front matter says so"
    build = fields.get("build")
    never = isinstance(build, Mapping) and str(build.get("render")).lower() in ("never", "false")
    if never or is_true(fields.get("headless")):
        return "its site makes no page of it"
    return _why_not_today(fields, path, today, shows_future)


def _why_not_today(
    fields: Mapping[str, Any], path: PurePosixPath, today: date, shows_future: bool
) -> str | None:
    ends = [day for name in _ENDS if (day := written_day(fields.get(name)))]
    if ends and min(ends) <= today:
        return f"not public since {min(ends)}"
    begins = [day for name in ("publishdate", "date") if (day := written_day(fields.get(name)))]
    start = max(begins, default=_day_of_path(path))
    return f"not public before {start}" if start and start > today and not shows_future else None


def is_true(value: object) -> bool:
    """Tell whether a field says yes."""
    return value is True or str(value).lower() in _TRUE


def is_false(value: object) -> bool:
    """Tell whether a field says no."""
    return value is False or str(value).lower() in _FALSE


def _day(fields: Mapping[str, Any], name: str) -> date | None:
    value = fields.get(name)
    if (
        value in (None, "")
        or isinstance(value, bool)
        or str(value).lower() in (*_TRUE, *_FALSE, *_OF_THE_FILE)
    ):
        return None
    day = written_day(value)
    if day is None:
        shown = str(value) if len(str(value)) <= 60 else f"{str(value)[:59]}…"
        message = f"{shown!r} is no date, or may be more than one; write it as 2017-06-29"
        raise FieldError(name, message)
    return day


def _day_of_path(path: PurePosixPath) -> date | None:
    for name in (path.stem, *reversed(path.parent.parts)):
        if (found := _DAY.match(name)) and (day := _calendar_day(found)):
            return day
    folders = _DAY_FOLDERS.search(str(path))
    return _calendar_day(folders) if folders else None


def _calendar_day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _words(value: object, name: str, parted_by_spaces: bool) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from [str(each)] if isinstance(each, str | int) else _words(each, name, False)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        text = str(value)
        if "," in text:
            yield from text.split(",")
        elif name.endswith("s") and (parted_by_spaces or _HASHED.fullmatch(text)):
            yield from text.split()
        else:
            yield text
    elif isinstance(value, Mapping):
        yield from map(str, value)
