"""Answers → the contexts that templates show."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kb.corpus.kinds import KINDS, ORGANISATION, Kind
from kb.corpus.register import Entry, Registers
from kb.messages import Messages
from kb.search.port.document import Document
from kb.search.presenting.answer import Answer, FacetValue
from kb.search.query.query import YEAR
from kb.search.query.request import NO_FILTERS, SearchRequest
from kb.search.service import SearchService
from kb.web.addresses import PARAMETERS, Parameters, Urls
from kb.web.contexts import (
    AboutPage,
    Dates,
    EntryPage,
    ErrorPage,
    FaultPage,
    FaultView,
    Form,
    FrontPage,
    Group,
    HitView,
    Listing,
    PostPage,
    RegisterPage,
    SearchPage,
    Year,
)
from kb.web.links import (
    ORDER_LABELS,
    SHOWN_TAGS,
    YEAR_LABEL,
    Link,
    chosen,
    facet_views,
    filtered,
    orders,
    origin,
    page_address,
    pager,
    tag_links,
    ways_on,
    years,
)


def front_page(answer: Answer, registers: Registers, urls: Urls, messages: Messages) -> FrontPage:
    """Return the context of the front page, of a search for everything."""
    return FrontPage(
        form=Form("", tuple(urls.pairs())),
        listing=_listing(answer, registers, urls, messages),
        total=messages.posts(answer.total),
        all_posts=urls.search(answer.request),
    )


def search_page(
    answer: Answer, service: SearchService, urls: Urls, messages: Messages
) -> SearchPage:
    """Return the context of a page of results."""
    request, pages = answer.request, answer.pages
    page = request.page
    past = page > max(pages, 1)
    return SearchPage(
        heading=_heading(answer, messages),
        form=Form(request.query.text, tuple(urls.pairs(SearchRequest(filters=request.filters)))),
        listing=_listing(answer, service.registers, urls, messages),
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


def post_page(
    document: Document, registers: Registers, search: SearchRequest, urls: Urls, messages: Messages
) -> PostPage:
    """Return the context of a post's page; `search` is how the reader came to it, if by one."""
    tags = tuple(tag_links(document.tags, urls))
    return PostPage(
        document=document,
        date=messages.day(document.published),
        updated=messages.day(document.updated) if document.updated else "",
        about=tuple(_about(document, registers, urls, messages)),
        tags=tags[:SHOWN_TAGS],
        more_tags=tags[SHOWN_TAGS:],
        back=_back(search, urls, messages),
    )


def entry_page(
    entry_id: str,
    kind: Kind,
    answer: Answer,
    registers: Registers,
    urls: Urls,
    messages: Messages,
) -> EntryPage:
    """Return the context of an entry's page, of a search for its posts."""
    entry = registers.entry(kind, entry_id)
    return EntryPage(
        kind=messages.gettext(kind.label),
        in_text=kind.in_text,
        name=registers.label(kind, entry_id),
        other_names=entry.aliases if entry else (),
        entry=entry,
        years_active="–".join(filter(None, (entry.start, entry.end))) if entry else "",
        owner=_owner(entry, registers, urls),
        total=messages.posts(answer.total),
        timeline=tuple(_timeline(answer, urls, messages)),
        hits=tuple(_hits(answer, registers, urls, messages)),
        all_posts=urls.search(answer.request),
        related=tuple(
            view
            for view in facet_views(answer, urls, messages)
            if view.id not in (kind.name, YEAR) and view.values
        ),
    )


def register_page(
    kind: Kind, values: Sequence[FacetValue], urls: Urls, messages: Messages
) -> RegisterPage:
    """Return the context of the list of a kind's entries."""
    mixed = not all(value.suggested for value in values)
    links = (
        Link(
            value.label,
            urls.entry(kind, value.id),
            count=messages.number(value.count),
            suggested=mixed and value.suggested,
        )
        for value in values
    )
    heading = messages.gettext(kind.label_plural)
    return RegisterPage(heading, tuple(links), origin(values, messages), kind.in_text)


def about_page(service: SearchService, messages: Messages) -> AboutPage:
    """Return the context of the page about the site: what is there to choose, and no more."""
    registers, kinds = service.registers, service.kinds
    facets = [messages.gettext(label).lower() for label in (*(k.label for k in kinds), YEAR_LABEL)]
    return AboutPage(
        posts=service.engine.generation.posts,
        facets=messages.listed(facets),
        has_kinds=bool(kinds),
        has_suggested=any(each.suggested for kind in kinds for each in registers.entries(kind)),
    )


def error_page(heading: str, text: str, urls: Urls, messages: Messages) -> ErrorPage:
    """Return the context of an error's page."""
    form = Form("", tuple(urls.pairs()))
    return ErrorPage(messages.gettext(heading), messages.gettext(text), form)


def fault_page(parameters: Parameters, messages: Messages) -> FaultPage:
    """Return the context of the page that says what is wrong with an address."""
    labels = {each.name: messages.gettext(each.label) for each in PARAMETERS}
    hidden = {each.name for each in PARAMETERS if each.kind}
    faulty = {fault.name for fault in parameters.faults}
    kept = [
        (name, value)
        for name, values in parameters.values.items()
        if name not in faulty | {"q", "fran", "till", "sida"}
        for value in values
        if value
    ]
    return FaultPage(
        faults=tuple(
            FaultView(
                fault.name,
                labels[fault.name],
                fault.message(messages),
                has_field=fault.name not in hidden,
            )
            for fault in parameters.faults
        ),
        labels=labels,
        form=Form(parameters.value("q"), tuple(kept)),
        first=parameters.value("fran"),
        last=parameters.value("till"),
        orders=tuple((name, messages.gettext(label)) for name, label in ORDER_LABELS.items()),
    )


# --- parts of pages ---------------------------------------------------------------------------

# A project says more of a post than the organisations that it names.
_NEAREST_FIRST = tuple(reversed(KINDS))


def _listing(answer: Answer, registers: Registers, urls: Urls, messages: Messages) -> Listing:
    hits = tuple(_hits(answer, registers, urls, messages))
    return Listing(hits, tuple(facet_views(answer, urls, messages)))


def _hits(
    answer: Answer, registers: Registers, urls: Urls, messages: Messages
) -> Iterator[HitView]:
    for hit in answer.hits:
        about = (
            link
            for kind in _NEAREST_FIRST
            for link in _entries(kind, hit.about(kind), registers, urls)
        )
        href = urls.post(hit.id, answer.request)
        reasons = tuple(map(messages.notice, hit.reasons))
        snippets = tuple(s for s in hit.snippets if s.highlights or not reasons)
        yield HitView(hit, href, messages.day(hit.date), tuple(about), reasons, snippets)


def _about(
    document: Document, registers: Registers, urls: Urls, messages: Messages
) -> Iterator[Group]:
    for kind in _NEAREST_FIRST:
        links = tuple(_entries(kind, document.about(kind), registers, urls))
        if links:
            yield Group(kind.plural, messages.gettext(kind.label_plural), links)


def _entries(kind: Kind, ids: Iterable[str], registers: Registers, urls: Urls) -> Iterator[Link]:
    if kind in registers.kinds:
        for entry_id in ids:
            yield Link(registers.label(kind, entry_id), urls.entry(kind, entry_id))


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


def _owner(entry: Entry | None, registers: Registers, urls: Urls) -> Link | None:
    if entry is None or not entry.owner:
        return None
    has_page = registers.entry(ORGANISATION, entry.owner)
    href = urls.entry(ORGANISATION, entry.owner) if has_page else ""
    return Link(registers.label(ORGANISATION, entry.owner), href)


def _back(search: SearchRequest, urls: Urls, messages: Messages) -> Link | None:
    if not Urls().pairs(search):
        return None
    if search.query.text:
        text = messages.gettext("Back to the search “{text}”", text=search.query.text)
    else:
        text = messages.gettext("Back to the list")
    return Link(text, urls.search(search))


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


def _timeline(answer: Answer, urls: Urls, messages: Messages) -> Iterator[Year]:
    counts = [value.count for value in answer.facets[YEAR]]
    busiest = max(counts, default=1)
    for count, link in zip(counts, years(answer, urls, messages), strict=True):
        yield Year(link, round(100 * count / busiest))
