"""Facets as lists of links that choose a value, or take the choice away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.messages import N_, Messages
from kb.search.presenting.answer import Answer, FacetValue
from kb.search.query.query import YEAR
from kb.search.query.request import SearchRequest
from kb.web.addresses import Urls
from kb.web.pages.links import Link, kinds_of, toggled, toggled_year

# Values of a facet that show at once; the others are one click away, on the page already.
_SHOWN_VALUES = 8
YEAR_LABEL = N_("Year")


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as links; `more` are those shown on demand.

    `origin` says which of its values a machine found; empty for none.
    """

    id: str
    name: str
    values: tuple[Link, ...]
    more: tuple[Link, ...]
    origin: str = ""


def facet_views(answer: Answer, urls: Urls, messages: Messages) -> Iterator[FacetView]:
    """Yield each facet as links that choose a value, or unchoose a chosen one."""
    for kind in kinds_of(answer):
        values = answer.facets[kind.name]
        mixed = not all(value.suggested for value in values)
        links = [
            replace(
                _choice(value, toggled(answer.request, kind, value), urls, messages),
                suggested=mixed and value.suggested,
            )
            for value in values
        ]
        # Chosen values stay in sight.
        shown = [link for index, link in enumerate(links) if index < _SHOWN_VALUES or link.current]
        rest = tuple(link for link in links if link not in shown)
        name = messages.gettext(kind.label)
        yield FacetView(kind.name, name, tuple(shown), rest, origin(values, messages))
    name = messages.gettext(YEAR_LABEL)
    yield FacetView(YEAR, name, tuple(years(answer, urls, messages)), ())


def origin(values: Sequence[FacetValue], messages: Messages) -> str:
    """Say which of some values a machine found; nothing where it found none."""
    if not any(value.suggested for value in values):
        return ""
    if all(value.suggested for value in values):
        return messages.gettext("Found automatically in the posts")
    return messages.gettext("Names in italics were found automatically in the posts")


def years(answer: Answer, urls: Urls, messages: Messages) -> Iterator[Link]:
    """Yield each year as the link that chooses it, or takes the dates away."""
    for value in answer.facets[YEAR]:
        yield _choice(value, toggled_year(answer.request, value), urls, messages)


def _choice(value: FacetValue, request: SearchRequest, urls: Urls, messages: Messages) -> Link:
    count = messages.number(value.count)
    return Link(value.label, urls.search(request), current=value.selected, count=count)
