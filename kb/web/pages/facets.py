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
from kb.web.pages.links import Link, filtered, kinds_of, toggled, toggled_year

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
    `alone`: it is all that is chosen, so that the link takes it away.
    """

    link: Link
    height: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class FurtherValues:
    """Values that are chosen in a list.

    Attributes:
        label: what they are.
        parameter: which they are values of.
        kept: the other parameters of the search.
        options: value and label of each, in the order of the alphabet.
        all: where those are found that have no room in the list; None where all have.
    """

    label: str
    parameter: str
    kept: tuple[tuple[str, str], ...]
    options: tuple[tuple[str, str], ...]
    all: Link | None


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet to choose from.

    Attributes:
        values: those that show as links; the chosen ones are among them.
        further: those that do not; None for none.
        bars: the years, in place of values.
        origin: which of its values a machine found; empty for none.
        hint: what a choice does that could be mistaken; empty for nothing.
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
        chosen = sum(value.selected for value in values)
        if chosen >= MAX_VALUES:  # no address holds another
            values = tuple(value for value in values if value.selected)
        shown = [v for n, v in enumerate(values) if n < _SHOWN_VALUES or v.selected]
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
            hint=messages.gettext("Each number is what that choice would give by itself.")
            if chosen
            else "",
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
    for value in answer.facets[YEAR]:
        yield _choice(value, urls.search(toggled_year(answer.request, value)), messages)


def _further(
    answer: Answer, kind: Kind, values: Sequence[FacetValue], urls: Urls, messages: Messages
) -> FurtherValues | None:
    rest = [value for value in values[_SHOWN_VALUES:] if not value.selected]
    if not rest:
        return None
    plural = messages.gettext(kind.label_plural).lower()
    listed = sorted(rest[:_LISTED_VALUES], key=lambda value: swedish_order(value.label))
    everything = None
    if len(rest) > len(listed):
        count = messages.number(len(values))
        text = messages.gettext("Search among all {count} {kind}", count=count, kind=plural)
        everything = Link(text, urls.register(kind))
    return FurtherValues(
        label=messages.gettext("More {kind}", kind=plural),
        parameter=kind.parameter,
        kept=tuple(urls.pairs(filtered(answer.request, answer.request.filters))),
        options=tuple(
            (value.id, f"{value.label} ({messages.number(value.count)})") for value in listed
        ),
        all=everything,
    )


def _years(answer: Answer, urls: Urls, messages: Messages) -> FacetView:
    filters = answer.request.filters
    period = messages.period(filters.published_from, filters.published_to)
    clear = None
    hint = messages.gettext("Choose a year, and a second one for all the years between them.")
    if period:
        ever = urls.search(filtered(answer.request, filters.between(None, None)))
        clear = Link(messages.gettext("Remove the time {period}", period=period), ever)
        if _chosen_alone(filters):
            rule = N_("Another year is added, with those between; the chosen one is taken away.")
        else:
            rule = N_(
                "Another year is added, with those between; a chosen one becomes the only one."
            )
        hint = messages.gettext(rule)
    return FacetView(
        id=YEAR,
        name=messages.gettext(YEAR_LABEL),
        bars=tuple(_bars(answer, urls, messages)),
        hint=hint,
        clear=clear,
    )


def _bars(answer: Answer, urls: Urls, messages: Messages) -> Iterator[Bar]:
    values = {int(value.id): value for value in answer.facets[YEAR]}
    links = dict(zip(values, years(answer, urls, messages), strict=True))
    between = range(min(values, default=0), max(values, default=-1) + 1)
    alone = _chosen_alone(answer.request.filters)
    busiest = max((value.count for value in values.values()), default=0)
    for year in between if len(between) <= _MOST_BARS else sorted(values):
        if year in values:
            height = -(-_HIGHEST * values[year].count // (busiest or 1))
            yield Bar(links[year], height, year == alone)
        else:
            current = _is_inside(year, answer.request.filters)
            yield Bar(Link(str(year), "", current=current, count="0"), 0)


def _is_inside(year: int, filters: Filters) -> bool:
    """Whether dates are chosen and the whole year lies inside them."""
    start, end = filters.published_from, filters.published_to
    return bool(start or end) and (
        (start or date.min) <= date(year, 1, 1) and date(year, 12, 31) <= (end or date.max)
    )


def _chosen_alone(filters: Filters) -> int | None:
    """Return the year that is all of the chosen time; None where that is more, or less."""
    start, end = filters.published_from, filters.published_to
    if start and (start, end) == (date(start.year, 1, 1), date(start.year, 12, 31)):
        return start.year
    return None


def _choice(value: FacetValue, href: str, messages: Messages) -> Link:
    return Link(value.label, href, current=value.selected, count=messages.number(value.count))
