"""`/sok`: results, and every way on from them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from kb.messages import Messages
from kb.search.presenting.answer import Answer
from kb.search.query.request import NO_FILTERS, SearchRequest
from kb.web.addresses import Urls
from kb.web.pages.facets import FacetView, facet_views
from kb.web.pages.hits import HitView, hit_views
from kb.web.pages.links import Link, chosen, filtered, orders, page_address, pager, ways_on
from kb.web.pages.page import Form, Head
from kb.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Dates:
    """The from–to form beside the years: what it holds, and the choices it keeps."""

    first: str
    last: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a page of results shows, and every way on from them.

    Attributes:
        suggestion: the search with words spelt otherwise, where that finds more.
        named: the entries of which the query is a name.
        chosen: each filter, as the link that removes it.
        clear: the link that removes every filter; empty without any.
        is_empty: there is no post to find, whatever is asked.
        ways_on: where nothing was found: searches that find something.
    """

    template: ClassVar[str] = "search.html"
    head: Head
    form: Form
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    notices: tuple[str, ...]
    suggestion: Link | None
    named: tuple[Link, ...]
    chosen: tuple[Link, ...]
    clear: str
    orders: tuple[Link, ...]
    dates: Dates
    pager: tuple[Link | None, ...]
    previous: str
    next: str
    last_page: Link | None
    is_empty: bool
    ways_on: tuple[Link, ...]
    json: str


def search(visit: Visit) -> SearchPage:
    """Answer `/sok`."""
    service, urls, messages = visit.service, visit.urls, visit.messages
    answer = service.search(visit.request)
    request, pages = answer.request, answer.pages
    page = request.page
    past = page > max(pages, 1)
    return SearchPage(
        head=Head(_heading(answer, messages)),
        form=Form(request.query.text, tuple(urls.pairs(SearchRequest(filters=request.filters)))),
        hits=tuple(hit_views(answer, visit)),
        facets=tuple(facet_views(answer, urls, messages)),
        notices=_notices(answer, messages),
        suggestion=_suggestion(answer, urls),
        named=tuple(_named(answer, urls, messages)),
        chosen=tuple(chosen(answer, urls, messages)),
        clear=urls.search(filtered(request, NO_FILTERS)) if request.filters else "",
        orders=tuple(orders(request, urls, messages)) if answer.total > 1 else (),
        dates=_dates(request, urls),
        pager=tuple(pager(request, pages, urls, messages)) if pages > 1 and not past else (),
        previous=page_address(request, page - 1, urls) if 1 < page <= pages else "",
        next=page_address(request, page + 1, urls) if page < pages else "",
        last_page=Link(
            messages.gettext("To the last page ({page})", page=pages),
            page_address(request, pages, urls),
        )
        if past and pages
        else None,
        is_empty=not service.engine.generation.posts,
        ways_on=() if answer.total else tuple(ways_on(answer, service, urls, messages)),
        json=urls.search(request, ".json"),
    )


def _notices(answer: Answer, messages: Messages) -> tuple[str, ...]:
    relaxed = answer.interpretation.relaxed
    return tuple(map(messages.notice, (*answer.notices, *([relaxed] if relaxed else []))))


def _suggestion(answer: Answer, urls: Urls) -> Link | None:
    text = answer.interpretation.suggestion
    if text is None:
        return None
    request = answer.request
    return Link(
        text, urls.search(replace(request, query=replace(request.query, text=text), page=1))
    )


def _named(answer: Answer, urls: Urls, messages: Messages) -> Iterator[Link]:
    for kind, entry in answer.interpretation.names:
        text = messages.gettext("{name}: page with all posts", name=entry.name)
        yield Link(text, urls.entry(kind, entry.id))


def _dates(request: SearchRequest, urls: Urls) -> Dates:
    fields = dict(urls.pairs(request))
    without = filtered(request, request.filters.between(None, None))
    return Dates(fields.get("fran", ""), fields.get("till", ""), tuple(urls.pairs(without)))


def _heading(answer: Answer, messages: Messages) -> str:
    request = answer.request
    hits = messages.hits(answer.total) if answer.total else messages.gettext("No hits")
    if request.query.text:
        heading = messages.gettext("{hits} for “{text}”", hits=hits, text=request.query.text)
    else:
        heading = messages.gettext("{hits} in the archive", hits=hits)
    if request.page == 1 or not answer.pages:
        return heading
    return messages.gettext(
        "{heading}, page {page} of {pages}",
        heading=heading,
        page=request.page,
        pages=answer.pages,
    )
