"""A search as it is asked for: the query with its filters, order and page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kb.errors import QueryError, QueryFault
from kb.search.query.dates import DateError, first_day, last_day
from kb.search.query.parser import parse
from kb.search.query.query import Filters, Order, TypedQuery

MAX_PER_PAGE = 100

NOTHING_TYPED = TypedQuery()
NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page of a search."""

    query: TypedQuery = NOTHING_TYPED
    filters: Filters = NO_FILTERS
    order: Order = Order.NEWEST
    page: int = 1
    per_page: int = 10


def make_request(
    text: str = "",
    entries: Mapping[str, Iterable[str]] | None = None,
    *,
    published_from: str | date | None = None,
    published_to: str | date | None = None,
    order: str | None = None,
    page: int = 1,
    per_page: int = 10,
) -> SearchRequest:
    """Return the request for a text and the choices beside it.

    `entries` are ids by the name of their kind. Dates are `datetime.date`, or text as `2017`,
    `2017-06`, `2017-06-29` (in `published_to` to its last day) and as `kb.search.query.dates` has
    it. Without an order it is relevance where anything is scored, else newest.

    Raises:
        QueryError: with every field that cannot be read.
    """
    faults: list[QueryFault] = []
    start = _day(published_from, first_day, "published_from", faults)
    end = _day(published_to, last_day, "published_to", faults)
    if start and end and start > end:
        faults.append(QueryFault("published_from", "range", str(published_from)))
        faults.append(QueryFault("published_to", "range", str(published_to)))
    if order is not None and order not in set(Order):
        faults.append(QueryFault("order", "order", order))
    if page < 1:
        faults.append(QueryFault("page", "page", str(page)))
    if not 1 <= per_page <= MAX_PER_PAGE:
        faults.append(QueryFault("per_page", "per_page", str(per_page)))
    if faults:
        raise QueryError(faults)
    query = parse(text)
    filters = Filters.of(entries or {}, start, end)
    return SearchRequest(query, filters, possible_order(order, query), page, per_page)


def possible_order(asked: str | None, query: TypedQuery) -> Order:
    """Return the order that a query's posts can take: the one asked for, or its default."""
    wanted = Order(asked) if asked else Order.RELEVANCE
    # Without words there is nothing to be relevant to.
    return Order.NEWEST if wanted is Order.RELEVANCE and not query.ranked else wanted


def _day(
    value: str | date | None,
    read: Callable[[str], date],
    field: str,
    faults: list[QueryFault],
) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return read(value)
    except DateError as error:
        faults.append(QueryFault(field, error.kind, error.value))
        return None
