"""A date on a page: where it stands, and what is known of it."""

from dataclasses import dataclass, field
from datetime import date

from bs4.element import NavigableString

from kb.importers.saved.dates import DateText, find
from kb.importers.saved.dom import Line


@dataclass(slots=True)
class Mark:
    """A date on the page that may be a post's.

    Attributes:
        nodes: the texts that tell it.
        published: the day, None where the text does not make one: `doubt` says why.
        updated: the day of the last change, where the same line tells it.
        partial: the day and month, where the text names no year.
        rest: what else stands in its line.
        pure: nothing else does.
        kind: what the page's author made it of, to tell one row of dates from another.
        swappable: day and month may be the other way round.
        only_updated: it tells of a change alone.
    """

    nodes: tuple[NavigableString, ...]
    line: Line
    published: date | None
    kind: str
    updated: date | None = None
    partial: DateText | None = None
    text: DateText | None = None
    rest: str = ""
    pure: bool = True
    machine: bool = False
    only_updated: bool = False
    doubt: str = ""
    anchor: NavigableString = field(init=False)

    def __post_init__(self) -> None:
        # The text in which the date itself begins.
        self.anchor = next((node for node in self.nodes if find(node)), self.nodes[0])
