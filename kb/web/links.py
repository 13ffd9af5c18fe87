"""From one search to others: every link that narrows, widens, turns or orders results."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.messages import N_, Messages
from kb.search.query import Clause, Facet, Filters, Occur, Order, Phrase, Prefix, Query, Term
from kb.search.results import FacetValue, Results
from kb.search.service import SearchService
from kb.web.params import ORDERS, address

# Values of a facet that show at once; the others are one click away, on the page already.
_SHOWN_VALUES = 8
FACET_NAMES = {
    Facet.ORGANISATION: ORGANISATION.label,
    Facet.PROJECT: PROJECT.label,
    Facet.YEAR: N_("Year"),
}
ORDER_LABELS = {
    "relevans": N_("Relevance"),
    "nyast": N_("Newest first"),
    "aldst": N_("Oldest first"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `current` marks where the reader already is, `count` how many posts it leads to."""

    text: str
    href: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet as links; `more` are those shown on demand."""

    id: str
    name: str
    values: tuple[Link, ...]
    more: tuple[Link, ...]


def facet_views(results: Results, messages: Messages, lang: str | None) -> Iterator[FacetView]:
    """Yield each facet as links that choose a value, or unchoose a chosen one."""
    for facet, name in FACET_NAMES.items():
        links = [
            Link(
                value.label,
                address(toggled(results.request, facet, value), lang),
                current=value.selected,
                count=messages.number(value.count),
            )
            for value in results.facets[facet.value]
        ]
        # Chosen values stay in sight.
        shown = [link for place, link in enumerate(links) if place < _SHOWN_VALUES or link.current]
        rest = [link for link in links if link not in shown]
        if facet is Facet.YEAR:
            shown, rest = links, []
        yield FacetView(facet.value, messages.gettext(name), tuple(shown), tuple(rest))


def toggled(query: Query, facet: Facet, value: FacetValue) -> Query:
    """Return the search with a facet's value chosen, or no longer chosen."""
    filters = query.filters
    if facet is Facet.YEAR:
        if value.selected:
            return filtered(query, replace(filters, published_from=None, published_to=None))
        first, last = date(int(value.id), 1, 1), date(int(value.id), 12, 31)
        return filtered(query, replace(filters, published_from=first, published_to=last))
    if facet is Facet.ORGANISATION:
        ids = _without_or_with(filters.organisations, value.id)
        return filtered(query, replace(filters, organisations=ids))
    ids = _without_or_with(filters.projects, value.id)
    return filtered(query, replace(filters, projects=ids))


def _without_or_with(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(sorted(set(values) ^ {value}))


def filtered(query: Query, filters: Filters) -> Query:
    """Return the first page of a search with other filters."""
    return replace(query, filters=filters, page=1)


def chosen(query: Query, results: Results, messages: Messages, lang: str | None) -> Iterator[Link]:
    """Yield each filter as the link that removes it."""
    for facet in (Facet.ORGANISATION, Facet.PROJECT):
        name = messages.gettext(FACET_NAMES[facet])
        for value in results.facets[facet.value]:
            if value.selected:
                without = address(toggled(query, facet, value), lang)
                yield Link(f"{name}: {value.label}", without)
    first, last = query.filters.published_from, query.filters.published_to
    if first or last:
        ever = filtered(query, replace(query.filters, published_from=None, published_to=None))
        period = messages.period(first, last)
        yield Link(messages.gettext("Time: {period}", period=period), address(ever, lang))


def orders(query: Query, messages: Messages, lang: str | None) -> Iterator[Link]:
    """Yield the orders that a search can take."""
    for name, order in ORDERS.items():
        if order is Order.RELEVANCE and not query.ranked:
            continue
        href = address(replace(query, order=order, page=1), lang)
        yield Link(messages.gettext(ORDER_LABELS[name]), href, current=order is query.order)


def page_address(query: Query, page: int, lang: str | None) -> str:
    """Return the address of a page of a search."""
    return address(replace(query, page=page), lang)


def pager(query: Query, pages: int, messages: Messages, lang: str | None) -> Iterator[Link | None]:
    """Yield links to the first, the last and the pages around this one; None for a gap."""
    near = {1, pages, *range(query.page - 1, query.page + 2)} & set(range(1, pages + 1))
    before = 0
    for page in sorted(near):
        if page - before > 1:
            yield None
        here = page == query.page
        yield Link(messages.number(page), page_address(query, page, lang), current=here)
        before = page


def ways_on(
    query: Query,
    results: Results,
    service: SearchService,
    messages: Messages,
    lang: str | None,
) -> Iterator[Link]:
    """Yield searches that find something: without one filter, without any, with fewer words."""
    tries = list(_wider(query, results, messages))
    if len(tries) > 1:
        tries.append((messages.gettext("Without filters"), filtered(query, Filters())))
    words = [clause for clause in query.clauses if clause.occur is Occur.MUST]
    if len(words) > 1:
        for clause in words:
            text = _written(clause, messages)
            alone = replace(query, text=text, clauses=(clause,))
            only = messages.gettext("Only {words}", words=text)
            tries.append((only, filtered(alone, Filters())))
    for name, wider in tries:
        found = service.count(wider)
        if found:
            yield Link(name, address(wider, lang), count=messages.hits(found))


def _wider(query: Query, results: Results, messages: Messages) -> Iterator[tuple[str, Query]]:
    filters = query.filters
    labels = {v.id: v.label for values in results.facets.values() for v in values}

    def leaving_out(value: str) -> str:
        return messages.gettext("Without {filter}", filter=labels[value])

    for value in filters.organisations:
        others = tuple(other for other in filters.organisations if other != value)
        yield leaving_out(value), filtered(query, replace(filters, organisations=others))
    for value in filters.projects:
        others = tuple(other for other in filters.projects if other != value)
        yield leaving_out(value), filtered(query, replace(filters, projects=others))
    if filters.published_from or filters.published_to:
        without = replace(filters, published_from=None, published_to=None)
        yield messages.gettext("Without limits in time"), filtered(query, without)


def _written(clause: Clause, messages: Messages) -> str:
    alternative = messages.gettext("OR")
    return f" {alternative} ".join(_written_term(term) for term in clause.terms)


def _written_term(term: Term) -> str:
    if isinstance(term, Phrase):
        return '"' + " ".join(term.words) + '"'
    return f"{term.text}*" if isinstance(term, Prefix) else term.text
