"""A paragraph of a post: read where posts are shown, which knows no Markdown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading, list item or cell of a table as a reader sees it.

    `text` is plain, its line breaks kept; `anchor` is its id on the page.
    """

    anchor: str
    text: str
    heading: bool = False
