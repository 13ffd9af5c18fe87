"""From one search to others: every link that narrows, widens, turns or orders results."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kb.corpus.kinds import KINDS, Kind
from kb.messages import N_, Messages
from kb.search.presenting.answer import Answer, FacetValue
from kb.search.presenting.contacts import EMAIL_HIDDEN, PHONE_HIDDEN
from kb.search.query.parser import as_phrase
from kb.search.query.query import Filters, Order
from kb.search.query.request import SearchRequest, make_request
from kb.web.addresses import ORDERS, Urls

ORDER_LABELS = {
    "relevans": N_("Best match first"),
    "nyast": N_("Newest first"),
    "aldst": N_("Oldest first"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `current` marks where the reader already is, `count` how many posts it leads to.

    `suggested` marks what a machine found among what people have written. `label` is the text
    with what it is, for who does not see what stands around it. `named`: the text is a name.
    """

    text: str
    href: str
    current: bool = False
    count: str = ""
    suggested: bool = False
    label: str = ""
    named: bool = False


def kinds_of(answer: Answer) -> Iterator[Kind]:
    """Yield the kinds of entries that an answer has a facet of."""
    return (kind for kind in KINDS if kind.name in answer.facets)


def chosen_of(answer: Answer, kind: Kind) -> list[FacetValue]:
    """Return the values of a facet that are chosen: mostly none, which makes none of the others."""
    values = answer.facets[kind.name] if answer.request.filters.ids(kind) else ()
    return [value for value in values if value.selected]


def toggled(request: SearchRequest, kind: Kind, value: FacetValue) -> SearchRequest:
    """Return the search with an entry chosen, or no longer chosen."""
    filters = request.filters
    return filtered(request, filters.choosing(kind, {*filters.ids(kind)} ^ {value.id}))


def toggled_year(
    request: SearchRequest, value: FacetValue, values: Sequence[FacetValue]
) -> SearchRequest:
    """Return the search with a year chosen, or no longer chosen; `values` are all years.

    One outside the dates that are chosen extends them to it. The first or the last of several
    is taken away, one between them is then the only one, and with the only one the dates go.
    """
    year = (date(int(value.id), 1, 1), date(int(value.id), 12, 31))
    start, end = request.filters.published_from, request.filters.published_to
    between = request.filters.between
    if (start, end) == year:
        return filtered(request, between(None, None))
    if not (start or end):
        return filtered(request, between(*year))
    if not value.selected:
        return filtered(request, between(start and min(start, year[0]), end and max(end, year[1])))
    first, last = outer_years(request.filters, values)
    if first == last or first < year[0].year < last:
        return filtered(request, between(*year))
    if first == year[0].year:
        return filtered(request, between(year[1] + timedelta(1), end))
    return filtered(request, between(start, year[0] - timedelta(1)))


def outer_years(filters: Filters, values: Iterable[FacetValue]) -> tuple[int, int]:
    """Return the first and the last year that the chosen dates touch, of those with posts."""
    start, end = filters.published_from or date.min, filters.published_to or date.max
    inside = [year for one in values if start.year <= (year := int(one.id)) <= end.year]
    return min(inside), max(inside)


def filtered(request: SearchRequest, filters: Filters) -> SearchRequest:
    """Return the first page of a search with other filters."""
    return replace(request, filters=filters, page=1)


def chosen(answer: Answer, urls: Urls, messages: Messages) -> Iterator[Link]:
    """Yield each filter as the link that removes it."""
    request = answer.request

    def removing(what: str, text: str, without: SearchRequest, *, named: bool = False) -> Link:
        label = f"{messages.gettext(what)}: {text}"
        return Link(text, urls.search(without), label=label, named=named)

    for kind in kinds_of(answer):
        for value in chosen_of(answer, kind):
            yield removing(kind.label, value.label, toggled(request, kind, value), named=True)
    first, last = request.filters.published_from, request.filters.published_to
    if first or last:
        period = messages.period(first, last)
        yield removing(N_("Time"), period, filtered(request, request.filters.between(None, None)))


def orders(request: SearchRequest, urls: Urls, messages: Messages) -> Iterator[Link]:
    """Yield the orders that a search can take."""
    for name, order in ORDERS.items():
        if order is Order.RELEVANCE and not request.query.ranked:
            continue
        href = urls.search(replace(request, order=order, page=1))
        yield Link(messages.gettext(ORDER_LABELS[name]), href, current=order is request.order)


def page_address(request: SearchRequest, page: int, urls: Urls) -> str:
    """Return the address of a page of a search."""
    return urls.search(replace(request, page=page))


def pager(
    request: SearchRequest, pages: int, urls: Urls, messages: Messages
) -> Iterator[Link | None]:
    """Yield links to the first, the last and the pages around this one; None for a gap."""
    near = {1, pages, *range(request.page - 1, request.page + 2)} & set(range(1, pages + 1))
    before = 0
    for page in sorted(near):
        if page - before > 1:
            yield None
        here = page == request.page
        yield Link(messages.number(page), page_address(request, page, urls), current=here)
        before = page


def tag_links(tags: Iterable[str], urls: Urls) -> Iterator[Link]:
    """Yield each tag as the link that searches for it as a phrase.

    One without a word leads nowhere, nor does one whose contact is masked: nothing has the mask.
    """
    for tag in tags:
        phrase = "" if EMAIL_HIDDEN in tag or PHONE_HIDDEN in tag else as_phrase(tag)
        yield Link(tag, urls.search(make_request(phrase)) if phrase else "")
