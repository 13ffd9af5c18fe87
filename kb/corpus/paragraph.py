"""A paragraph of a post: read where posts are shown, which knows no Markdown."""

from typing import NamedTuple


class Paragraph(NamedTuple):
    """A paragraph, heading, list item or cell of a table as a reader sees it.

    `text` is plain, its line breaks kept; `anchor` is its id on the page.
    """

    anchor: str
    text: str
    heading: bool = False
