"""What a reader of a foreign format found: posts, doubts and leftovers, nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post as the source has it.

    Attributes:
        title: on one line; empty where the source has none, and `sync` makes one.
        published: the day by the source's own clock.
        body: Markdown.
        where: where it stood in the source, as `lines 12-40`.
        key: the source's own name for the post, None where the source has none.
        updated: the day of its last change, None where the source does not tell.
        link: its address at the source, None where the source does not tell.
        former_links: addresses that it had before, which may still be linked to.
        tags: words of its own, as the source spells them.
        categories: names out of a list that the source keeps, likewise.
    """

    title: str
    published: date
    body: str
    where: str
    key: str | None = None
    updated: date | None = None
    link: str | None = None
    former_links: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A category or a tag that the source keeps; `parent` is the name of the one above it."""

    name: str
    taxonomy: Literal["category", "tag"]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What could not be told apart safely: its whole text, where it stood and why."""

    title: str
    where: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What belongs to no post (a page's heading, a date line), where and why.

    `text` never holds anything of a post that its source does not show to everybody.
    """

    text: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read of a source.

    Of a text, each character, white space aside, is in a post, quarantined or left out.

    Attributes:
        complete: all of the source was read, so that a post which is in none of them is no
            longer there. A feed, or a list of which one page failed, is not complete.
        source: the site that it says it is of, as an address; None where it does not tell.
        terms: the categories and tags that it keeps; those that only posts name may be missing.
        notes: what is to be told once about all of it, a sentence each.
    """

    posts: tuple[FoundPost, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    complete: bool = False
    source: str | None = None
    terms: tuple[FoundTerm, ...] = ()
    notes: tuple[str, ...] = ()


class Progress(Protocol):
    """Gives the items on, one by one, and may show how far it is.

    `label` says what is being done, in English; `length` is how many items there are, for an
    iterator that does not tell.
    """

    def __call__(
        self, items: Iterable[Item], label: str, length: int | None = None
    ) -> Iterable[Item]:
        """Return the items, to be taken one by one."""
        ...


def silent(items: Iterable[Item], label: str, length: int | None = None) -> Iterator[Item]:
    """Show nothing."""
    del label, length
    return iter(items)
