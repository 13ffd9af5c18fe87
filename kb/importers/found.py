"""What a reader of a foreign format found: posts, doubts and leftovers, nothing else."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post as the source has it; `body` is Markdown.

    `key` is the source's own name for the post, None where the source has none. `where` is
    where it stood in the source, as `lines 12-40`.
    """

    title: str
    published: date
    body: str
    where: str
    key: str | None = None
    updated: date | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What could not be told apart safely: its whole text, where it stood and why."""

    title: str
    where: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text that belongs to no post (a page's heading, a date line), where and why."""

    text: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All of a source: each of its characters, white space aside, is in exactly one of these."""

    posts: tuple[FoundPost, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
