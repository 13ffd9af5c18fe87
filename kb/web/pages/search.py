"""`/sok`: results, and every way on from them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from markupsafe import Markup

from kb.messages import Messages
from kb.search.presenting.answer import Answer
from kb.search.query.query import Order
from kb.search.query.request import NO_FILTERS, SearchRequest
from kb.web.addresses import Urls
from kb.web.pages.advice import ways_on, words_alike
from kb.web.pages.facets import FacetView, facet_views
from kb.web.pages.headings import heading_in_parts, sought
from kb.web.pages.hits import HitView, hit_views
from kb.web.pages.links import Link, chosen, filtered, orders, page_address, pager
from kb.web.pages.page import Form, Head
from kb.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Dates:
    """The from–to form beside the years: what it holds, and the choices it keeps."""

    first: str
    last: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """Other forms of a search, for who follows it, takes it along or passes it on.

    `address` is the search's own, in full; `frame` is the HTML that shows it on another page.
    """

    address: str
    frame: str
    atom: str
    csv: str
    json: str
    printable: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a page of results shows, and every way on from them.

    Attributes:
        heading: in three parts, of which the second says what the hits were narrowed down by.
        facets: none where there is nothing to narrow down.
        suggestion: the search with words spelt otherwise, where that finds more.
        named: the entries of which the query is a name.
        chosen: each filter, as the link that removes it.
        clear: the link that removes every filter; empty without any.
        part: which of how many posts these are; empty where they are all.
        total: how many posts there are, in words.
        is_empty: there is no post to find, whatever is asked.
        everything: the search for all posts.
        ways_on: where nothing was found: searches that find something.
        alike: where nothing was found: words of the archive that begin as those typed.
        shared: where something was found.
    """

    template: ClassVar[str] = "search.html"
    head: Head
    form: Form
    heading: tuple[str, str, str]
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    notices: tuple[str, ...]
    suggestion: Link | None
    named: tuple[Link, ...]
    chosen: tuple[Link, ...]
    clear: str
    part: str
    total: str
    orders: tuple[Link, ...]
    dates: Dates
    pager: tuple[Link | None, ...]
    previous: str
    next: str
    last_page: Link | None
    is_empty: bool
    everything: Link
    ways_on: tuple[Link, ...]
    alike: tuple[Link, ...]
    shared: Shared | None


def search(visit: Visit) -> SearchPage:
    """Answer `/sok`."""
    service, urls, messages = visit.service, visit.urls, visit.messages
    answer = service.search(visit.request)
    request, pages = answer.request, answer.pages
    page, posts = request.page, service.engine.generation.posts
    past = page > max(pages, 1)
    shared = _shared(answer, visit)
    parts = heading_in_parts(answer, visit)
    return SearchPage(
        head=Head(
            "".join(parts),
            feeds=_feeds(shared, visit),
            incomplete=answer.interpretation.incomplete,
        ),
        form=Form(request.query.text, tuple(urls.pairs(SearchRequest(filters=request.filters)))),
        heading=parts,
        hits=tuple(hit_views(answer, visit)),
        facets=_facets(answer, urls, messages),
        notices=tuple(map(messages.notice, answer.told)),
        suggestion=_suggestion(answer, urls),
        named=tuple(_named(answer, urls, messages)),
        chosen=tuple(chosen(answer, urls, messages)),
        clear=urls.search(filtered(request, NO_FILTERS)) if request.filters else "",
        part=_part(answer, messages),
        total=messages.posts(answer.total),
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
        is_empty=not posts,
        everything=Link(
            messages.ngettext("The only post", "All {count} posts", posts),
            urls.search(SearchRequest()),
        ),
        ways_on=() if answer.total else tuple(ways_on(answer, service, urls, messages)),
        alike=() if answer.total else tuple(words_alike(answer, service, urls)),
        shared=shared if answer.total else None,
    )


def _facets(answer: Answer, urls: Urls, messages: Messages) -> tuple[FacetView, ...]:
    if not any(value.count for values in answer.facets.values() for value in values):
        return ()
    return tuple(facet_views(answer, urls, messages))


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
        text = messages.gettext("About {name}: description, timeline and posts", name=entry.name)
        yield Link(text, urls.entry(kind, entry.id))


def _part(answer: Answer, messages: Messages) -> str:
    if len(answer.hits) == answer.total or not answer.hits:
        return ""
    before = (answer.request.page - 1) * answer.request.per_page
    return messages.gettext(
        "{first}–{last} of {total}",
        first=messages.number(before + 1),
        last=messages.number(before + len(answer.hits)),
        total=messages.number(answer.total),
    )


def _dates(request: SearchRequest, urls: Urls) -> Dates:
    fields = dict(urls.pairs(request))
    without = filtered(request, request.filters.between(None, None))
    return Dates(fields.get("fran", ""), fields.get("till", ""), tuple(urls.pairs(without)))


def _shared(answer: Answer, visit: Visit) -> Shared:
    urls, site = visit.urls, visit.settings.site_url
    first = replace(answer.request, page=1)
    newest = replace(first, order=Order.NEWEST)
    frame = Markup('<iframe src="{}" title="{}" width="100%" height="640"></iframe>')
    return Shared(
        address=site + urls.search(answer.request),
        frame=str(frame.format(site + urls.search(first, ".embed"), sought(visit))),
        atom=urls.search(newest, ".atom"),
        csv=urls.search(first, ".csv"),
        json=urls.search(answer.request, ".json"),
        printable=urls.printable(answer.request),
    )


def _feeds(shared: Shared, visit: Visit) -> tuple[tuple[str, str, str], ...]:
    what, messages = sought(visit), visit.messages
    return (
        ("application/atom+xml", messages.gettext("{what}, newest first", what=what), shared.atom),
        ("application/json", what, shared.json),
    )
