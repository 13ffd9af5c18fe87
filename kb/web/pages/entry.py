"""`/organisationer/{id}`, `/projekt/{id}` …: an entry of a register and its posts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from starlette.exceptions import HTTPException

from kb.corpus.kinds import ORGANISATION, Kind
from kb.corpus.register import Entry, Registers
from kb.search.presenting.answer import Answer
from kb.search.query.query import YEAR
from kb.web.addresses import Urls
from kb.web.pages.facets import FacetView, facet_views, years
from kb.web.pages.hits import HitView, hit_views
from kb.web.pages.links import Link
from kb.web.pages.page import Form, Head, Scope
from kb.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a timeline; `share` is its part of the busiest year, 0 to 100."""

    link: Link
    share: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What the page of an entry shows.

    `in_text` tells whether posts name it, or were given it.
    """

    template: ClassVar[str] = "entry.html"
    head: Head
    form: Form
    kind: str
    in_text: bool
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


def entry(kind: Kind, visit: Visit) -> EntryPage:
    """Answer the address of an entry."""
    service, urls, messages = visit.service, visit.urls, visit.messages
    registers = service.registers
    if kind not in registers.kinds or not service.knows(kind, visit.id):
        raise HTTPException(404)
    filters = visit.request.filters.choosing(kind, [visit.id])
    answer = service.search(replace(visit.request, filters=filters))
    found = registers.entry(kind, visit.id)
    name = registers.label(kind, visit.id)
    return EntryPage(
        head=Head(name, canonical=f"{kind.path}/{visit.id}"),
        form=Form(kept=tuple(urls.pairs()), scope=Scope(kind.parameter, visit.id, name)),
        kind=messages.gettext(kind.label),
        in_text=kind.in_text,
        name=name,
        other_names=found.aliases if found else (),
        entry=found,
        years_active="–".join(filter(None, (found.start, found.end))) if found else "",
        owner=_owner(found, registers, urls),
        total=messages.posts(answer.total),
        timeline=tuple(_timeline(answer, visit)),
        hits=tuple(hit_views(answer, visit)),
        all_posts=urls.search(answer.request),
        related=tuple(
            view
            for view in facet_views(answer, urls, messages)
            if view.id not in (kind.name, YEAR) and view.values
        ),
    )


def _owner(found: Entry | None, registers: Registers, urls: Urls) -> Link | None:
    if found is None or not found.owner:
        return None
    has_page = registers.entry(ORGANISATION, found.owner)
    href = urls.entry(ORGANISATION, found.owner) if has_page else ""
    return Link(registers.label(ORGANISATION, found.owner), href)


def _timeline(answer: Answer, visit: Visit) -> Iterator[Year]:
    counts = [value.count for value in answer.facets[YEAR]]
    busiest = max(counts, default=1)
    for count, link in zip(counts, years(answer, visit.urls, visit.messages), strict=True):
        yield Year(link, round(100 * count / busiest))
