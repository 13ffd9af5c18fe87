"""What a search gives: values and codes, for whoever shows them to say in words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, overload

from kb.corpus.kinds import CATEGORY, ORGANISATION, PROJECT, Kind
from kb.search.query.query import Notice
from kb.search.query.request import SearchRequest
from kb.search.rewriting.interpretation import Interpretation


class Snippet(NamedTuple):
    """A passage of plain text; each highlight is (start, end) in code points of `text`."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()


class Hit(NamedTuple):
    """A post among the results. `title_highlights` are offsets in the title.

    `entries` has the ids of entries that it is about, by the name of their kind. `reasons` says
    why it was found where no highlight does.
    """

    id: str
    title: str
    date: date
    score: float
    entries: Mapping[str, tuple[str, ...]]
    snippets: tuple[Snippet, ...]
    title_highlights: tuple[tuple[int, int], ...] = ()
    reasons: tuple[Notice, ...] = ()

    @property
    def url(self) -> str:
        """Where the post is read, below the site's root."""
        return f"/inlagg/{self.id}"

    def about(self, kind: Kind) -> tuple[str, ...]:
        """Return the ids of the entries of a kind that it is about."""
        return self.entries.get(kind.name, ())

    @property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that it is about."""
        return self.about(ORGANISATION)

    @property
    def projects(self) -> tuple[str, ...]:
        """The projects that it is about."""
        return self.about(PROJECT)

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that it is in."""
        return self.about(CATEGORY)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet; `count` is the total if it were the only choice in its facet.

    `suggested`: its register has it from a machine, and nobody has looked it over.
    """

    id: str
    label: str
    count: int
    selected: bool
    suggested: bool = False


class Label(NamedTuple):
    """How a value of a facet is called; labels sort as they are listed."""

    order: str
    value: str
    label: str
    suggested: bool


class FacetValues(Sequence[FacetValue]):
    """The values of a facet, each made when it is asked for: of hundreds a page shows few."""

    def __init__(
        self,
        values: Sequence[str],
        labels: Mapping[str, Label],
        counts: Mapping[str, int],
        chosen: Collection[str],
    ) -> None:
        """Take values in the order in which they are shown; a value without a count has 0."""
        self._values = values
        self._of = labels, counts, chosen

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FacetValues) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self._values))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._values)

    def __iter__(self) -> Iterator[FacetValue]:
        """Yield all of them."""
        return map(self._made, self._values)

    @overload
    def __getitem__(self, place: int) -> FacetValue: ...

    @overload
    def __getitem__(self, place: slice) -> "FacetValues": ...

    def __getitem__(self, place: int | slice) -> "FacetValue | FacetValues":
        """Return a value, or some."""
        if isinstance(place, slice):
            return FacetValues(self._values[place], *self._of)
        return self._made(self._values[place])

    def _made(self, value: str) -> FacetValue:
        labels, counts, chosen = self._of
        _, _, label, suggested = labels[value]
        return FacetValue(value, label, counts.get(value, 0), value in chosen, suggested)


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of what a search found.

    Attributes:
        request: what was asked for.
        interpretation: what it was understood to be.
        total: how many posts match, filters included.
        pages: into how many pages they divide.
        hits: those of the page.
        facets: by name, in the order in which they are shown.
        notices: what a visitor should know, how the query was relaxed aside.
    """

    request: SearchRequest
    interpretation: Interpretation
    total: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[FacetValue]]
    notices: tuple[Notice, ...] = ()

    @property
    def told(self) -> tuple[Notice, ...]:
        """All that a visitor is told; of how it was relaxed, where that found anything."""
        return (*self.notices, *(self.interpretation.told if self.total else ()))
