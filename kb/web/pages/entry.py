"""`/organisationer/{id}`, `/projekt/{id}` …: an entry of a register, its history and its posts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from starlette.exceptions import HTTPException

from kb.corpus.kinds import CATEGORY, ORGANISATION, PROJECT, Kind
from kb.corpus.register import Entry, Registers
from kb.language.collation import swedish_order
from kb.messages import Messages
from kb.search.query.request import SearchRequest
from kb.web.addresses import Urls
from kb.web.pages.hits import HitView, hit_views
from kb.web.pages.links import Link, filtered
from kb.web.pages.page import Form, Head, Scope
from kb.web.pages.timeline import Column, timeline
from kb.web.visit import Visit

# Partners of a kind that show at once, and those one click away, on the page already.
_SHOWN_PARTNERS = 8
_MORE_PARTNERS = 40
# What schema.org calls an entry of a kind.
_SCHEMA = "https://schema.org"
_TYPES = {ORGANISATION: "Organization", PROJECT: "Project", CATEGORY: "DefinedTerm"}


@dataclass(frozen=True, slots=True)
class Time:
    """When an entry was there, in words: `what` it does or did, and in which `years`."""

    what: str
    years: str


@dataclass(frozen=True, slots=True)
class Partner:
    """An entry of the same posts, and the search for those where there is one."""

    entry: Link
    posts: Link


@dataclass(frozen=True, slots=True)
class Partners:
    """Entries of a kind; `more` are those shown on demand, `rest` is how many others there are."""

    id: str
    name: str
    shown: tuple[Partner, ...]
    more: tuple[Partner, ...]
    rest: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What the page of an entry shows.

    Attributes:
        register: the list that it is from.
        in_text: whether posts name it, or were given it.
        entry: of the register; None where only posts know it.
        time: when it was there; None where nobody has written that down.
        owner: of a project.
        owned: the projects of an organisation.
        total: how many posts are about it; empty for none.
        first, last: the days of the first and the last, each the link to that post.
        timeline: how many there are year by year.
        hits: the newest of them; `part` says how many of how many, where they are not all.
        everything: the search for them; `feed`, `csv` and `print` are other forms of it.
        partners: what is in the same posts.
    """

    template: ClassVar[str] = "entry.html"
    head: Head
    form: Form
    register: Link
    in_text: bool
    name: str
    other_names: tuple[str, ...]
    entry: Entry | None
    time: Time | None
    owner: Link | None
    owned: tuple[Link, ...]
    total: str
    first: Link | None
    last: Link | None
    timeline: tuple[Column, ...]
    hits: tuple[HitView, ...]
    part: str
    everything: str
    feed: str
    csv: str
    print: str
    partners: tuple[Partners, ...]


def entry(kind: Kind, visit: Visit) -> EntryPage:
    """Answer the address of an entry."""
    service, urls, messages = visit.service, visit.urls, visit.messages
    registers = service.registers
    if kind not in registers.kinds or not service.knows(kind, visit.id):
        raise HTTPException(404)
    filters = visit.request.filters.choosing(kind, [visit.id])
    answer = service.search(replace(visit.request, filters=filters))
    request, total = answer.request, answer.total
    name, found = registers.label(kind, visit.id), registers.entry(kind, visit.id)
    first, last = _first_and_last(kind, request, visit)
    feed = urls.search(request, ".atom")
    years = service.history[kind.name].get(visit.id, {})
    return EntryPage(
        head=Head(
            name,
            _described(kind, found, total, visit),
            canonical=f"{kind.path}/{visit.id}",
            data=tuple(_data(kind, found, visit)),
            feeds=[
                ("application/atom+xml", messages.gettext("New posts: {name}", name=name), feed)
            ],
        ),
        form=Form(kept=tuple(urls.pairs()), scope=Scope(kind.parameter, visit.id, name)),
        register=Link(messages.gettext(kind.label_plural), urls.register(kind)),
        in_text=kind.in_text,
        name=name,
        other_names=found.aliases if found else (),
        entry=found,
        time=_time(kind, found, visit) if found else None,
        owner=_owner(found, registers, urls),
        owned=tuple(_owned(kind, visit)),
        total=messages.posts(total) if total else "",
        first=first,
        last=last,
        timeline=tuple(timeline(years, request, visit)) if len(years) > 1 else (),
        hits=tuple(hit_views(answer, visit)),
        part=_part(len(answer.hits), total, messages),
        everything=urls.search(request),
        feed=feed,
        csv=urls.search(request, ".csv"),
        print=urls.printable(request),
        partners=tuple(_partners(kind, request, visit)),
    )


def _time(kind: Kind, found: Entry, visit: Visit) -> Time | None:
    messages, start, end = visit.messages, found.start, found.end
    if start and end:
        years = start if start == end else f"{start}–{end}"
    elif start:
        years = messages.gettext("since {day}", day=start)
    elif end:
        years = messages.gettext("until {day}", day=end)
    else:
        return None
    if kind is not PROJECT:
        return Time(messages.gettext("Active"), years)
    is_over = end and end < visit.settings.today().isoformat()[: len(end)]
    return Time(messages.gettext("Ran") if is_over else messages.gettext("Under way"), years)


def _owner(found: Entry | None, registers: Registers, urls: Urls) -> Link | None:
    if found is None or not found.owner:
        return None
    has_page = registers.entry(ORGANISATION, found.owner)
    href = urls.entry(ORGANISATION, found.owner) if has_page else ""
    return Link(registers.label(ORGANISATION, found.owner), href)


def _owned(kind: Kind, visit: Visit) -> Iterator[Link]:
    if kind is ORGANISATION:
        for project in visit.service.registers.entries(PROJECT):
            if project.owner == visit.id:
                yield Link(project.name, visit.urls.entry(PROJECT, project.id))


def _first_and_last(
    kind: Kind, request: SearchRequest, visit: Visit
) -> tuple[Link | None, Link | None]:
    ends = visit.service.first_and_last(kind, visit.id)
    if ends is None:
        return None, None
    first, last = (
        Link(visit.messages.day(post.published), visit.urls.post(post.id, request)) for post in ends
    )
    return first, None if ends[0].id == ends[1].id else last


def _part(shown: int, total: int, messages: Messages) -> str:
    if shown == total:
        return ""
    return messages.gettext(
        "1–{shown} of {total}", shown=messages.number(shown), total=messages.number(total)
    )


def _partners(kind: Kind, request: SearchRequest, visit: Visit) -> Iterator[Partners]:
    registers, messages, urls = visit.service.registers, visit.messages, visit.urls
    counts = visit.service.together(kind, visit.id)
    for other in registers.kinds:
        found = sorted(
            counts[other.name].items(),
            key=lambda item: (-item[1], swedish_order(registers.label(other, item[0]))),
        )
        partners = [
            Partner(
                Link(registers.label(other, entry_id), urls.entry(other, entry_id)),
                # Of two of one kind a search finds the posts of either.
                Link(messages.gettext("in {posts}", posts=messages.posts(posts)), "")
                if other is kind
                else Link(
                    messages.posts(posts),
                    urls.search(filtered(request, request.filters.choosing(other, [entry_id]))),
                ),
            )
            for entry_id, posts in found[: _SHOWN_PARTNERS + _MORE_PARTNERS]
        ]
        if partners:
            yield Partners(
                other.plural,
                messages.gettext(other.label_plural),
                tuple(partners[:_SHOWN_PARTNERS]),
                tuple(partners[_SHOWN_PARTNERS:]),
                messages.number(rest) if (rest := len(found) - len(partners)) else "",
            )


# --- what the head of the page tells ----------------------------------------------------------


def _described(kind: Kind, found: Entry | None, total: int, visit: Visit) -> str:
    """Return what the page is about in a sentence or two."""
    messages = visit.messages
    values = {
        "name": visit.service.registers.label(kind, visit.id),
        "posts": messages.posts(total),
        "site": visit.settings.site_name,
    }
    if kind.in_text:
        counted = messages.gettext("{name} is named in {posts} in {site}.", **values)
    else:
        counted = messages.gettext("{name}: {posts} in {site}.", **values)
    return f"{found.description} {counted}" if found and found.description else counted


def _data(kind: Kind, found: Entry | None, visit: Visit) -> Iterator[Mapping[str, Any]]:
    """Yield what JSON-LD says: where the page is and, of what people have written down, what of."""
    site, messages = visit.settings.site_url, visit.messages
    name = visit.service.registers.label(kind, visit.id)
    address = f"{site}{kind.path}/{visit.id}"
    steps = (
        (visit.settings.site_name, f"{site}/"),
        (messages.gettext(kind.label_plural), f"{site}{kind.path}"),
        (name, address),
    )
    yield {
        "@context": _SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": step, "item": href}
            for position, (step, href) in enumerate(steps, start=1)
        ],
    }
    if found and not found.suggested:
        said = {
            "name": name,
            "alternateName": list(found.aliases),
            "description": found.description,
            "url": found.url,
            "mainEntityOfPage": address,
        }
        yield {"@context": _SCHEMA, "@type": _TYPES[kind]} | {
            key: value for key, value in said.items() if value
        }
