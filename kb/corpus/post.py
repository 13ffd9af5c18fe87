"""A post: one piece of news, as it stands in one file of the corpus."""

import contextlib
import re
import unicodedata
from collections.abc import Container
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from kb.corpus.kinds import Kind

ID_LENGTH = 80
_ID = re.compile(r"\d{4}-\d\d-\d\d(-[a-z0-9]+)+", re.ASCII)
_REGISTER_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# How people write a date; only 2017-06-29 is taken for one.
_DATES = (
    re.compile(r"(?P<year>\d{4})[-/. ]?(?P<month>\d\d?)[-/. ]?(?P<day>\d\d?)(?!\d)", re.ASCII),
    re.compile(r"(?P<day>\d\d?)[-/. ]+(?P<month>\d\d?)[-/. ]+(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d\d?)(?::e|\.)? (?P<month>[a-z]{3})[a-z]*\.? (?P<year>\d{4})", re.ASCII),
)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_LETTERS = str.maketrans({"å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o", "ß": "ss"})


def is_post_id(text: str) -> bool:
    """Tell whether `text` may be a post's id, which becomes a path and an address."""
    return len(text) <= ID_LENGTH and _ID.fullmatch(text) is not None


def make_id(published: date, title: str, taken: Container[str] = ()) -> str:
    """Return a new id from date and title: å, ä → a, ö → o, `-2` and on if it is taken."""
    base = f"{published.isoformat()}-{slug(title) or 'post'}"
    number, ending = 1, ""
    while True:
        room = ID_LENGTH - len(ending)
        candidate = (base if len(base) <= room else _cut(base, room)) + ending
        if candidate not in taken:
            return candidate
        number += 1
        ending = f"-{number}"


def slug(text: str) -> str:
    """Return a text as an id is written: `Coompanion Skåne` → `coompanion-skane`."""
    folded = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    ascii_only = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", ascii_only))


def _cut(base: str, length: int) -> str:
    """Cut at a word's end, unless the title's first word alone is too long."""
    whole_words = base[: length + 1].rpartition("-")[0]
    return whole_words if len(whole_words) > len("2017-06-29") else base[:length].rstrip("-")


def _checked_id(text: str) -> str:
    if not is_post_id(text):
        raise ValueError(
            f"{text!r} cannot be an id; write a date and words of a-z and 0-9 joined by hyphens, "
            f"as 2017-06-29-kooperativ-tryggar-jobb, at most {ID_LENGTH} characters"
        )
    return text


def _checked_register_id(text: str) -> str:
    if len(text) > ID_LENGTH or not _REGISTER_ID.fullmatch(text):
        meant = slug(text)
        write = "words of a-z and 0-9 joined by hyphens"
        if meant and len(meant) <= ID_LENGTH:
            write = meant
        raise ValueError(f"{text!r} cannot be an id; write {write}, at most {ID_LENGTH} characters")
    return text


def _checked_address(text: str) -> str:
    if not re.fullmatch(r"https?://\S+", text):
        write = "one that begins with https:// or http://, without spaces"
        if re.fullmatch(r"[^\s:/]+\.\w[^\s:]*", text):
            write = f"https://{text}"
        raise ValueError(f"{text!r} is no address; write {write}")
    return text


def _iso_date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    meant = _meant_date(value)
    if meant is not None and meant.isoformat() == value:
        return meant
    wrong = "no day of the calendar" if _DATES[0].fullmatch(value) and not meant else "no date"
    raise ValueError(f"{value!r} is {wrong}; write {meant or 'it as 2017-06-29'}")


def _meant_date(text: str) -> date | None:
    """Return the day that a text means, however it is written."""
    for form in _DATES:
        if found := form.match(text.lower()):
            month = found["month"]
            number = _MONTHS.index(month) + 1 if month in _MONTHS else month
            with contextlib.suppress(ValueError):  # no day of the calendar
                return date(int(found["year"]), int(number), int(found["day"]))
    return None


def _listed(value: Any) -> Any:
    return () if value is None else value


PostId = Annotated[str, AfterValidator(_checked_id)]
RegisterId = Annotated[str, AfterValidator(_checked_register_id)]
Address = Annotated[str, AfterValidator(_checked_address)]
Date = Annotated[date, BeforeValidator(_iso_date)]
Ids = Annotated[tuple[RegisterId, ...], BeforeValidator(_listed)]
Tag = Annotated[str, Field(min_length=1)]
Tags = Annotated[tuple[Tag, ...], BeforeValidator(_listed)]


class Imported(BaseModel):
    """Where an import found a post, and what it took.

    Attributes:
        source: the name of the source.
        key: the source's own name for the post.
        checksum: of what was read.
        former: addresses that the post had at its source before its present one.
        title_made: the source has no title; this one is made of the first words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    source: str = Field(alias="from")
    key: str
    checksum: str
    former: Annotated[tuple[Address, ...], BeforeValidator(_listed)] = ()
    title_made: bool = False


class Post(BaseModel):
    """A post, its `body` in Markdown. The fields are those of the front matter, in its order."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    id: PostId
    title: str = Field(min_length=1)
    published: Date
    updated: Date | None = None
    source: Address | None = None
    organisations: Ids = ()
    projects: Ids = ()
    categories: Ids = ()
    tags: Tags = ()
    not_mentioned: Ids = ()
    aliases: Annotated[tuple[PostId, ...], BeforeValidator(_listed)] = ()
    draft: bool = False
    imported: Imported | None = None
    body: str = Field(default="", exclude=True)

    def set_by_hand(self, kind: Kind) -> tuple[str, ...]:
        """Return the ids of the entries of a kind that its front matter names."""
        ids: tuple[str, ...] = getattr(self, kind.plural)
        return ids
