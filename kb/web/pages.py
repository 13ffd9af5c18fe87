"""Results → what a template shows. Every page has one typed context; templates only lay out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.corpus.kinds import Kind
from kb.corpus.register import Entry, Registers
from kb.messages import Messages
from kb.search.document import Document
from kb.search.query import Facet, Filters, Order, Query
from kb.search.results import FacetValue, Hit, Results
from kb.search.service import SearchService
from kb.web.links import (
    FACET_NAMES,
    ORDER_LABELS,
    FacetView,
    Link,
    chosen,
    facet_views,
    filtered,
    orders,
    page_address,
    pager,
    toggled,
    ways_on,
)
from kb.web.params import Asked, address, canonical, with_pairs


@dataclass(frozen=True, slots=True)
class Form:
    """The search form: what was typed, and the choices that a new search keeps."""

    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit in a list of results."""

    hit: Hit
    href: str
    date: str
    about: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """The from–to form beside the years: what it holds, and the choices it keeps."""

    first: str
    last: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What pages with a list of results share: hits and facets."""

    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]


@dataclass(frozen=True, slots=True)
class FrontPage:
    """`/`: the search box, the newest posts, the facets."""

    form: Form
    listing: Listing
    total: str
    all_posts: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`/sok`: results, and every way on from them.

    Attributes:
        heading: query, total and page in words; also the page's title.
        suggestion: the search with words spelt otherwise, where that finds more.
        named: the organisations and projects of which the query is a name.
        chosen: each filter, as the link that removes it.
        clear: the link that removes every filter; empty without any.
        ways_on: where nothing was found: searches that find something.
    """

    heading: str
    form: Form
    listing: Listing
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
    ways_on: tuple[Link, ...]
    json: str


@dataclass(frozen=True, slots=True)
class PostPage:
    """`/inlagg/{id}`: a post, and whom it is about."""

    document: Document
    date: str
    updated: str
    organisations: tuple[Link, ...]
    projects: tuple[Link, ...]
    back: Link | None


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a timeline; `share` is its part of the busiest year, 0 to 100."""

    link: Link
    share: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`/organisationer/{id}`, `/projekt/{id}`: an entry of a register and its posts."""

    kind: str
    name: str
    other_names: tuple[str, ...]
    entry: Entry | None
    years_active: str
    owner: Link | None
    total: str
    timeline: tuple[Year, ...]
    hits: tuple[HitView, ...]
    all_posts: str
    related: tuple[FacetView, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """`/organisationer`, `/projekt`: every entry that has posts."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FaultPage:
    """422: what is wrong in an address, each fault with its field in the form below it.

    `faults` are (parameter, message); `orders` and `languages` are the choices of the fields for
    these, (value, label).
    """

    faults: tuple[tuple[str, str], ...]
    form: Form
    first: str
    last: str
    orders: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...] = (("sv", "Svenska"), ("en", "English"))

    @property
    def faulty(self) -> frozenset[str]:
        """The parameters that have a fault."""
        return frozenset(name for name, _ in self.faults)


def front_page(
    results: Results, registers: Registers, messages: Messages, lang: str | None
) -> FrontPage:
    """Return the context of the front page, of a search for everything."""
    return FrontPage(
        form=Form(),
        listing=_listing(results, registers, messages, lang),
        total=messages.posts(results.total),
        all_posts=address(results.request, lang),
    )


def search_page(
    results: Results, service: SearchService, messages: Messages, lang: str | None
) -> SearchPage:
    """Return the context of a page of results."""
    query = results.request
    kept = canonical(replace(query, text="", page=1, order=_default_order(query)), lang)
    pages = results.pages
    past = query.page > max(pages, 1)
    return SearchPage(
        heading=_heading(results, messages),
        form=Form(query.text, tuple(kept)),
        listing=_listing(results, service.registers, messages, lang),
        notices=_notices(results),
        suggestion=_suggestion(results, lang),
        named=tuple(_named(results, messages)),
        chosen=tuple(chosen(query, results, messages, lang)),
        clear=address(filtered(query, Filters()), lang) if query.filters else "",
        orders=tuple(orders(query, messages, lang)) if results.total > 1 else (),
        dates=_dates(query, lang),
        pager=tuple(pager(query, pages, messages, lang)) if pages > 1 and not past else (),
        previous=page_address(query, query.page - 1, lang) if 1 < query.page <= pages else "",
        next=page_address(query, query.page + 1, lang) if query.page < pages else "",
        last_page=Link(
            messages.gettext("To the last page ({page})", page=pages),
            page_address(query, pages, lang),
        )
        if past and pages
        else None,
        ways_on=() if results.total else tuple(ways_on(query, results, service, messages, lang)),
        json=address(query, path="/sok.json"),
    )


def post_page(
    document: Document, registers: Registers, search: Query, messages: Messages, lang: str | None
) -> PostPage:
    """Return the context of a post's page; `search` is how the reader came to it, if by one."""
    if search.text:
        back = messages.gettext("Back to the search “{text}”", text=search.text)
    else:
        back = messages.gettext("Back to the list")
    return PostPage(
        document=document,
        date=messages.day(document.published),
        updated=messages.day(document.updated) if document.updated else "",
        organisations=tuple(
            Link(registers.label(value), f"/organisationer/{value}")
            for value in document.organisations
        ),
        projects=tuple(
            Link(registers.label(value), f"/projekt/{value}") for value in document.projects
        ),
        back=Link(back, address(search, lang)) if canonical(search) else None,
    )


def entry_page(
    entry_id: str,
    facet: Facet,
    results: Results,
    registers: Registers,
    messages: Messages,
    lang: str | None,
) -> EntryPage:
    """Return the context of an organisation's or a project's page, of a search for its posts."""
    entry = registers.by_id.get(entry_id)
    owner = entry.owner if entry else None
    has_page = any(known.id == owner for known in registers.organisations)
    return EntryPage(
        kind=messages.gettext(FACET_NAMES[facet]),
        name=registers.label(entry_id),
        other_names=entry.aliases if entry else (),
        entry=entry,
        years_active="–".join(filter(None, (entry.start, entry.end))) if entry else "",
        owner=Link(registers.label(owner), f"/organisationer/{owner}" if has_page else "")
        if owner
        else None,
        total=messages.posts(results.total),
        timeline=tuple(_timeline(results, messages, lang)),
        hits=tuple(_hits(results, registers, messages, lang)),
        all_posts=address(results.request, lang),
        related=tuple(
            view
            for view in facet_views(results, messages, lang)
            if view.id not in (facet.value, Facet.YEAR.value) and view.values
        ),
    )


def register_page(kind: Kind, values: Sequence[FacetValue], messages: Messages) -> RegisterPage:
    """Return the context of a list of organisations or projects."""
    links = (
        Link(value.label, f"{kind.path}/{value.id}", count=messages.number(value.count))
        for value in values
    )
    return RegisterPage(messages.gettext(kind.label_plural), tuple(links))


def fault_page(asked: Asked, messages: Messages) -> FaultPage:
    """Return the context of the page that says what is wrong with an address."""
    faulty = {"q", "fran", "till", "sida", *(fault.name for fault in asked.faults)}
    kept = [
        (name, value)
        for name, values in asked.values.items()
        for value in values
        if value and name not in faulty
    ]
    return FaultPage(
        faults=tuple((fault.name, fault.message(messages)) for fault in asked.faults),
        form=Form("".join(asked.values["q"][-1:]), tuple(kept)),
        orders=tuple((name, messages.gettext(label)) for name, label in ORDER_LABELS.items()),
        first=asked.value("fran"),
        last=asked.value("till"),
    )


# --- parts of pages ---------------------------------------------------------------------------


def _listing(
    results: Results, registers: Registers, messages: Messages, lang: str | None
) -> Listing:
    return Listing(
        tuple(_hits(results, registers, messages, lang)),
        tuple(facet_views(results, messages, lang)),
    )


def _notices(results: Results) -> tuple[str, ...]:
    return (*results.notices, *([results.relaxed.text] if results.relaxed else ()))


def _suggestion(results: Results, lang: str | None) -> Link | None:
    if results.suggestion is None:
        return None
    other = replace(results.request, text=results.suggestion, page=1)
    return Link(results.suggestion, address(other, lang))


def _named(results: Results, messages: Messages) -> Iterator[Link]:
    for facet, entry in results.named:
        path = "/organisationer" if facet is Facet.ORGANISATION else "/projekt"
        text = messages.gettext("{name}: page with all posts", name=entry.name)
        yield Link(text, f"{path}/{entry.id}")


def _hits(
    results: Results, registers: Registers, messages: Messages, lang: str | None
) -> Iterator[HitView]:
    search = canonical(results.request, lang)
    for hit in results.hits:
        organisations = (
            Link(registers.label(value), f"/organisationer/{value}") for value in hit.organisations
        )
        projects = (Link(registers.label(value), f"/projekt/{value}") for value in hit.projects)
        yield HitView(
            hit,
            with_pairs(hit.url, search),
            messages.day(hit.date),
            (*projects, *organisations),
        )


def _default_order(query: Query) -> Order:
    return Order.RELEVANCE if query.ranked else Order.NEWEST


def _dates(query: Query, lang: str | None) -> Dates:
    fields = dict(canonical(query))
    without = replace(query.filters, published_from=None, published_to=None)
    return Dates(
        first=fields.get("fran", ""),
        last=fields.get("till", ""),
        kept=tuple(canonical(filtered(query, without), lang)),
    )


def _heading(results: Results, messages: Messages) -> str:
    query = results.request
    hits = messages.hits(results.total) if results.total else messages.gettext("No hits")
    if query.text:
        heading = messages.gettext("{hits} for “{text}”", hits=hits, text=query.text)
    else:
        heading = messages.gettext("{hits} in the archive", hits=hits)
    if query.page == 1 or not results.pages:
        return heading
    return messages.gettext(
        "{heading}, page {page} of {pages}", heading=heading, page=query.page, pages=results.pages
    )


def _timeline(results: Results, messages: Messages, lang: str | None) -> Iterator[Year]:
    values = results.facets[Facet.YEAR.value]
    busiest = max((value.count for value in values), default=1)
    for value in values:
        href = address(toggled(results.request, Facet.YEAR, value), lang)
        link = Link(value.label, href, count=messages.number(value.count))
        yield Year(link, round(100 * value.count / busiest))
