"""What a reader of a foreign format found: posts, doubts and leftovers, nothing else."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post as the source has it.

    Attributes:
        title: on one line.
        published: the day by the source's own clock.
        body: Markdown.
        where: where it stood in the source, as `lines 12-40`.
        key: the source's own name for the post, None where the source has none.
        updated: the day of its last change, None where the source does not tell.
        link: its address at the source, None where the source does not tell.
        former_slugs: what its address ended in before, for links that are still out there.
        tags: words of its own, as the source spells them.
        categories: names out of a list that the source keeps, likewise.
        metadata: what else the source tells, name and value; never who wrote it.
    """

    title: str
    published: date
    body: str
    where: str
    key: str | None = None
    updated: date | None = None
    link: str | None = None
    former_slugs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()


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
class Extraction:
    """What was read of a source: each character of it, white space aside, is in one of these.

    `complete` says that all of the source was read, so that a post which is in none of them is
    no longer there. A feed, or a list of which one page failed, is not complete.
    """

    posts: tuple[FoundPost, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    complete: bool = False
