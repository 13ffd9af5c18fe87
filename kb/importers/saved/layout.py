"""Where on a page its posts are: the values that finding them gives."""

from dataclasses import dataclass

from bs4.element import Tag

from kb.importers.saved.dom import named, within
from kb.importers.saved.mark import Mark
from kb.importers.saved.view import CONTENT


@dataclass
class Place:
    """A part of the page that is one post, and the date that stands in it."""

    root: Tag
    mark: Mark | None
    title: Tag | None = None


@dataclass
class Layout:
    """The posts of a page: `single` says that the page is one post's."""

    places: list[Place]
    single: bool = False
    certain: bool = True
    score: float = 0
    made_of: str = ""


def in_text(mark: Mark, root: Tag) -> bool:
    """Tell whether a date stands in what a page names the text of a post in `root`."""
    holder = mark.anchor.find_parent(lambda tag: named(tag, CONTENT))
    return holder is not None and within(holder, root) and holder is not root
