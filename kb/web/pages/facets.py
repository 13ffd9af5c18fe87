"""Facets as links that choose a value, or take the choice away; the years as bars of such links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.corpus.kinds import Kind
from kb.language.collation import swedish_order
from kb.messages import N_, Messages
from kb.search.presenting.answer import Answer, FacetValue
from kb.search.query.query import YEAR, Filters
from kb.web.addresses import MAX_VALUES, Urls
from kb.web.pages.links import (
    Link,
    chosen_of,
    filtered,
    kinds_of,
    outer_years,
    toggled,
    toggled_year,
)

# Values of a facet that stand as links, and further ones to choose in a list: so a page weighs
# little however many there are.
_SHOWN_VALUES = 8
_LISTED_VALUES = 40
# Years without a post stand between the others, so long as the bars are few.
_MOST_BARS = 60
# As many heights as the style sheet has.
_HIGHEST = 20
YEAR_LABEL = N_("Year")


@dataclass(frozen=True, slots=True)
class Bar:
    """A year: the link that chooses it, which has no address where no post is of it.

    `height` is 0 to 20, 20 being that of the year with most posts; 0 is for no post alone.
    `removes`: the link takes the year away.
    """

    link: Link
    height: int
    removes: bool = False


@dataclass(frozen=True, slots=True)
class FurtherValues:
    """Values that are chosen in a list.

    Attributes:
        label: what they are.
        parameter: which they are values of.
        kept: the other parameters of the search.
        prompt: how many there are, and which of them are listed.
        options: value and label of each, in the order of the alphabet.
        all: where those are found that have no room in the list; None where all have.
    """

    label: str
    parameter: str
    kept: tuple[tuple[str, str], ...]
    prompt: str
    options: tuple[tuple[str, str], ...]
    all: Link | None


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet to choose from.

    Attributes:
        values: those that show as links, the chosen ones first.
        further: those that do not; None for none.
        bars: the years, in place of values.
        origin: which of its values a machine found; empty for none.
        hint: what a choice does, where it differs from other facets.
        clear: the link that takes away what is chosen of it, where that says how much it is.
    """

    id: str
    name: str
    values: tuple[Link, ...] = ()
    further: FurtherValues | None = None
    bars: tuple[Bar, ...] = ()
    origin: str = ""
    hint: str = ""
    clear: Link | None = None


def facet_views(answer: Answer, urls: Urls, messages: Messages) -> Iterator[FacetView]:
    """Yield each facet that has any value to choose, the years last."""
    for kind in kinds_of(answer):
        values = answer.facets[kind.name]
        if not values:
            continue
        chosen = chosen_of(answer, kind)
        if len(chosen) >= MAX_VALUES:  # no address holds another
            values = tuple(chosen)
        shown = [*chosen, *(value for value in values[:_SHOWN_VALUES] if not value.selected)]
        mixed = not all(value.suggested for value in values)
        yield FacetView(
            id=kind.name,
            name=messages.gettext(kind.label),
            values=tuple(
                replace(
                    _choice(value, urls.search(toggled(answer.request, kind, value)), messages),
                    suggested=mixed and value.suggested,
                )
                for value in shown
            ),
            further=_further(answer, kind, values, urls, messages),
            origin=origin(shown, messages),
        )
    if answer.facets[YEAR]:
        yield _years(answer, urls, messages)


def origin(values: Sequence[FacetValue], messages: Messages) -> str:
    """Say which of some values a machine found; nothing where it found none."""
    if not any(value.suggested for value in values):
        return ""
    if all(value.suggested for value in values):
        return messages.gettext("Found automatically in the posts")
    return messages.gettext("Names in italics were found automatically in the posts")


def years(answer: Answer, urls: Urls, messages: Messages) -> Iterator[Link]:
    """Yield each year that has posts as the link that chooses it, the newest first."""
    values = answer.facets[YEAR]
    for value in values:
        yield _choice(value, urls.search(toggled_year(answer.request, value, values)), messages)


def _further(
    answer: Answer, kind: Kind, values: Sequence[FacetValue], urls: Urls, messages: Messages
) -> FurtherValues | None:
    rest = values[_SHOWN_VALUES:]
    if chosen_of(answer, kind):
        rest = [value for value in rest if not value.selected]
    if not rest:
        return None
    plural = messages.gettext(kind.label_plural).lower()
    listed = sorted(rest[:_LISTED_VALUES], key=lambda value: swedish_order(value.label))
    everything, prompt = None, messages.gettext("{count} more …", count=messages.number(len(rest)))
    if len(rest) > len(listed):
        count = messages.number(len(values))
        text = messages.gettext("Search among all {count} {kind}", count=count, kind=plural)
        everything = Link(text, urls.register(kind))
        prompt = messages.gettext(
            "The {listed} most common of {count} more …",
            listed=len(listed),
            count=messages.number(len(rest)),
        )
    return FurtherValues(
        label=messages.gettext("More {kind}", kind=plural),
        parameter=kind.parameter,
        kept=tuple(urls.pairs(filtered(answer.request, answer.request.filters))),
        prompt=prompt,
        options=tuple(
            (value.id, f"{value.label} ({messages.number(value.count)})") for value in listed
        ),
        all=everything,
    )


def _years(answer: Answer, urls: Urls, messages: Messages) -> FacetView:
    filters = answer.request.filters
    period = messages.period(filters.published_from, filters.published_to)
    bars = tuple(_bars(answer, urls, messages))
    clear = None
    hint = messages.gettext("Choose a year, and a second one for all the years between them.")
    if period:
        ever = urls.search(filtered(answer.request, filters.between(None, None)))
        clear = Link(messages.gettext("Remove the time {period}", period=period), ever)
        if _chosen_alone(filters):
            rule = N_("Another year is added, with those between; the chosen one is taken away.")
        else:
            rule = N_(
                "A year outside is added, with those between; the first or the last is taken away; "
                "one between them becomes the only one."
            )
        hint = messages.gettext(rule)
    return FacetView(
        id=YEAR,
        name=messages.gettext(YEAR_LABEL),
        bars=bars,
        hint=hint if len(bars) > 1 else "",
        clear=clear,
    )


def _bars(answer: Answer, urls: Urls, messages: Messages) -> Iterator[Bar]:
    values = {int(value.id): value for value in answer.facets[YEAR]}
    links = dict(zip(values, years(answer, urls, messages), strict=True))
    between = range(min(values, default=0), max(values, default=-1) + 1)
    removed = _removed(answer.request.filters, answer.facets[YEAR])
    busiest = max((value.count for value in values.values()), default=0)
    for year in between if len(between) <= _MOST_BARS else sorted(values):
        if year in values:
            height = -(-_HIGHEST * values[year].count // (busiest or 1))
            yield Bar(links[year], height, year in removed)
        else:
            current = _is_inside(year, answer.request.filters)
            yield Bar(Link(str(year), "", current=current, count="0"), 0)


def _is_inside(year: int, filters: Filters) -> bool:
    """Whether dates are chosen and the whole year lies inside them."""
    start, end = filters.published_from, filters.published_to
    return bool(start or end) and (
        (start or date.min) <= date(year, 1, 1) and date(year, 12, 31) <= (end or date.max)
    )


def _removed(filters: Filters, values: Sequence[FacetValue]) -> set[int]:
    """Return the years that choosing them takes away."""
    alone = _chosen_alone(filters)
    selected = {int(value.id) for value in values if value.selected}
    if alone or len(selected) < 2:
        return {alone} if alone else set()
    return selected & {*outer_years(filters, values)}


def _chosen_alone(filters: Filters) -> int | None:
    """Return the year that is all of the chosen time; None where that is more, or less."""
    start, end = filters.published_from, filters.published_to
    if start and (start, end) == (date(start.year, 1, 1), date(start.year, 12, 31)):
        return start.year
    return None


def _choice(value: FacetValue, href: str, messages: Messages) -> Link:
    return Link(value.label, href, current=value.selected, count=messages.number(value.count))
