"""`/sok?…&utskrift=1`: all hits of a search in one list, to print or to put into a report."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import ClassVar

from kb.messages import Messages
from kb.search.presenting.answer import Answer
from kb.search.query.query import Filters, Order
from kb.search.query.request import SearchRequest
from kb.web.pages.headings import heading
from kb.web.pages.hits import HitView, hit_views
from kb.web.pages.links import ORDER_LABELS
from kb.web.pages.page import Form, Head
from kb.web.visit import Visit

# That is some 150 sheets of paper, and finding the sentences takes a second or two.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Year:
    """The posts of a year; `posts` says how many, and of how many where the list ends within it."""

    year: int
    posts: str
    hits: tuple[HitView, ...]


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What the list shows.

    Attributes:
        years: the posts by year.
        order: of the years and posts, in words; it cannot be that of relevance.
        part: how many of how many are shown; empty where all are. All are in `csv`.
        notices: what a reader should know of how the words were understood.
        search: the page of results; `address` is its address in full.
        today: the day on which it is printed.
    """

    template: ClassVar[str] = "printed.html"
    head: Head
    form: Form
    years: tuple[Year, ...]
    order: str
    part: str
    csv: str
    notices: tuple[str, ...]
    search: str
    address: str
    today: str


def printed(visit: Visit) -> PrintedPage:
    """Answer `/sok` where it is to be printed."""
    messages, urls = visit.messages, visit.urls
    oldest_first = visit.request.order is Order.OLDEST
    order = Order.OLDEST if oldest_first else Order.NEWEST
    answer = visit.service.search(replace(visit.request, order=order, page=1, per_page=MOST))
    search = urls.search(replace(visit.request, page=1))
    return PrintedPage(
        head=Head(heading(answer, visit), incomplete=answer.interpretation.incomplete),
        form=Form(
            visit.request.query.text,
            tuple(urls.pairs(SearchRequest(filters=visit.request.filters))),
        ),
        years=tuple(_years(answer, visit)),
        order=messages.gettext(ORDER_LABELS["aldst" if oldest_first else "nyast"]),
        part=_part(len(answer.hits), answer.total, messages),
        csv=urls.search(replace(visit.request, page=1), ".csv"),
        notices=tuple(map(messages.notice, answer.told)),
        search=search,
        address=visit.settings.site_url + search,
        today=messages.day(visit.settings.today()),
    )


def _years(answer: Answer, visit: Visit) -> Iterator[Year]:
    left = len(answer.hits)
    for year, group in groupby(hit_views(answer, visit), lambda view: view.hit.date.year):
        hits = tuple(group)
        left -= len(hits)
        total = (
            len(hits)
            if left
            else visit.service.total(answer.interpretation, _within(year, answer.request.filters))
        )
        part = _part(len(hits), total, visit.messages)
        yield Year(year, part or visit.messages.posts(total), hits)


def _within(year: int, filters: Filters) -> Filters:
    first, last = date(year, 1, 1), date(year, 12, 31)
    return filters.between(
        max(first, filters.published_from or first), min(last, filters.published_to or last)
    )


def _part(shown: int, total: int, messages: Messages) -> str:
    if shown == total:
        return ""
    return messages.gettext(
        "{shown} of {posts}", shown=messages.number(shown), posts=messages.posts(total)
    )
