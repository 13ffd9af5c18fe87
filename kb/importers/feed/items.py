"""What a feed says, whatever kind of feed it is."""

from dataclasses import dataclass
from typing import Literal

# How a text is written: `guess` where the kind of feed does not tell.
Form = Literal["html", "text", "guess"]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed, as it is written there.

    Attributes:
        title, title_form: as it stands, and how it is written.
        text, text_form: likewise; the whole text where there is one, else the summary.
        whole: the text is said to be the whole one, or not; None where the feed does not tell.
        base: the address that relative ones in the text begin at, None where there is none.
        key: the feed's own name for the entry, None where there is none.
        link: its address, None where there is none.
        published, updated: the days as they are written, "" for none.
        terms: categories and tags, each with what the feed says it belongs to.
        cut: the feed ends within the entry.
    """

    title: str
    title_form: Form
    text: str
    text_form: Form
    whole: bool | None
    base: str | None
    key: str | None
    link: str | None
    published: str
    updated: str
    terms: tuple[tuple[str, str], ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that was parsed.

    Attributes:
        items: its entries, in its order.
        site: the address of the site that it is of, None where it does not tell.
        following: the address of the feed that goes on where this one ends, None for none.
        generator: the program that made it, in its own words, "" where it does not tell.
        damage: what is wrong with it as a whole, "" for nothing.
    """

    items: tuple[Item, ...]
    site: str | None
    following: str | None
    generator: str = ""
    damage: str = ""

    @property
    def is_wordpress(self) -> bool:
        """Tell whether WordPress made it."""
        return "wordpress" in self.generator.lower()
