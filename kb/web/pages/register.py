"""`/organisationer`, `/projekt`, `/kategorier`: every entry of a kind that has posts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from starlette.exceptions import HTTPException

from kb.corpus.kinds import Kind
from kb.language.collation import swedish_order
from kb.language.tokens import normal_form
from kb.messages import Messages
from kb.search.presenting.answer import FacetValue
from kb.search.query.request import make_request
from kb.search.service import SearchService
from kb.web.pages.facets import origin
from kb.web.pages.links import Link
from kb.web.pages.name_filter import Marks, NameFilter
from kb.web.pages.page import Form, Head, empty_form
from kb.web.visit import Visit

# A register of no more names is seen at a glance, and needs no way to its initials.
SHORT = 40
# As many names as a page shows. Of a longer register it shows an initial, or what the filter
# finds, and no more than this of either.
MOST = 400
# Of a longer register, before anything is asked for: those that most posts are about.
_FOREMOST = 24
_FIGURES, _SIGNS = "0–9", "…"
_SIGNS_BEFORE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in a list.

    Attributes:
        name: as it is shown, with what was typed marked.
        also: another name of it, where that has what was typed and `name` has not.
        posts, years: how many posts are about it, and when the first and the last of them were.
        suggested: it was found by machine, among others that people have written.
    """

    name: str
    marks: Marks
    also: str
    also_marks: Marks
    href: str
    posts: str
    years: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Entries whose names have an initial; it is empty where a list is not divided by them."""

    initial: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """What the list of a kind's entries shows.

    Attributes:
        name: of the register; `total` is how many entries it has, empty for none.
        in_text: whether posts name them, or were given them.
        origin: which of the names a machine found; empty for none.
        typed: into the filter box, which is sent to `action`; `everything` is the way back.
        initials: of all names, each the link to those that have it; none in a short register.
        heading: of a list that is not divided by them.
        parts: the list; `left_out` says what it lacks.
        in_posts: the search of the posts for what was typed.
    """

    template: ClassVar[str] = "register.html"
    head: Head
    form: Form
    name: str
    total: str
    in_text: bool
    origin: str
    typed: str
    action: str
    everything: str
    initials: tuple[Link, ...]
    heading: str
    parts: tuple[Part, ...]
    left_out: str
    in_posts: str


def register(kind: Kind, visit: Visit) -> RegisterPage:
    """Answer the address of a kind's list, or of those in it whose names have what was typed.

    An initial that is typed alone stands for the names that begin with it.
    """
    service, messages, urls = visit.service, visit.messages, visit.urls
    if kind not in service.registers.kinds:
        raise HTTPException(404)
    values = sorted(_values(kind, service), key=lambda value: _alphabetical(value.label))
    initials = list(dict.fromkeys(initial(value.label) for value in values))
    typed, is_long = visit.request.query.text, len(values) > MOST
    sought, heading = NameFilter(""), ""
    wanted = values
    if typed.upper() in initials:
        wanted = [value for value in values if initial(value.label) == typed.upper()]
    elif typed:
        sought = NameFilter(typed)
        wanted = [v for v in values if any(map(sought.finds, _names(kind, v, service)))]
        heading = _found(len(wanted), typed, messages)
    elif is_long:
        wanted = sorted(values, key=lambda value: -value.count)[:_FOREMOST]
        heading = messages.gettext("In the most posts")
    shown, left = wanted[:MOST], len(wanted) - MOST
    return RegisterPage(
        head=_head(kind, visit),
        form=empty_form(urls),
        name=messages.gettext(kind.label_plural),
        total=messages.number(len(values)) if values else "",
        in_text=kind.in_text,
        origin=origin(shown, messages),
        typed=typed,
        action=kind.path,
        everything=urls.register(kind),
        initials=tuple(_initial_links(kind, initials, visit, is_long=is_long))
        if len(values) > SHORT
        else (),
        heading=heading,
        parts=tuple(_parts(_rows(kind, shown, sought, visit), divided=not heading)),
        left_out=messages.ngettext(
            "{count} more is not shown. Write more of the name.",
            "{count} more are not shown. Write more of the name.",
            left,
        )
        if left > 0
        else "",
        in_posts=urls.search(make_request(typed)),
    )


def initial(name: str) -> str:
    """Return the heading that a name stands under: its first letter, or a sign for all others."""
    first = normal_form(_SIGNS_BEFORE.sub("", name, count=1))[:1]
    if first.isalpha():
        return first.upper()
    return _FIGURES if first else _SIGNS


def _alphabetical(name: str) -> str:
    return swedish_order(_SIGNS_BEFORE.sub("", name, count=1))


def _values(kind: Kind, service: SearchService) -> Iterator[FacetValue]:
    registers = service.registers
    for entry_id, years in service.history[kind.name].items():
        entry = registers.entry(kind, entry_id)
        yield FacetValue(
            entry_id,
            unicodedata.normalize("NFC", registers.label(kind, entry_id)),
            sum(years.values()),
            selected=False,
            suggested=entry is not None and entry.suggested,
        )


def _names(kind: Kind, value: FacetValue, service: SearchService) -> Iterator[str]:
    yield value.label
    entry = service.registers.entry(kind, value.id)
    for name in entry.aliases if entry else ():
        yield unicodedata.normalize("NFC", name)


def _rows(
    kind: Kind, values: Sequence[FacetValue], sought: NameFilter, visit: Visit
) -> Iterator[Row]:
    history = visit.service.history[kind.name]
    mixed = not all(value.suggested for value in values)
    for value in values:
        names = _names(kind, value, visit.service)
        name, marks = next((name, m) for name in names if (m := sought.marks(name)) is not None)
        by_name = name == value.label
        first, last = min(history[value.id]), max(history[value.id])
        yield Row(
            name=value.label,
            marks=marks if by_name else (),
            also="" if by_name else name,
            also_marks=() if by_name else marks,
            href=visit.urls.entry(kind, value.id),
            posts=visit.messages.posts(value.count),
            years=f"{first}" if first == last else f"{first}–{last}",
            suggested=mixed and value.suggested,
        )


def _parts(rows: Iterable[Row], *, divided: bool) -> Iterator[Part]:
    for letter, group in groupby(rows, lambda row: initial(row.name) if divided else ""):
        yield Part(letter, tuple(group))


def _initial_links(
    kind: Kind, initials: Sequence[str], visit: Visit, *, is_long: bool
) -> Iterator[Link]:
    for letter in initials:
        if is_long:
            href = visit.urls.at(kind.path, make_request(letter))
        else:
            href = f"{visit.urls.register(kind)}#{letter}"
        yield Link(letter, href, current=visit.request.query.text.upper() == letter)


def _found(count: int, typed: str, messages: Messages) -> str:
    if not count:
        return messages.gettext("No name matches “{text}”", text=typed)
    return messages.ngettext(
        "{count} name matches “{text}”", "{count} names match “{text}”", count, text=typed
    )


def _head(kind: Kind, visit: Visit) -> Head:
    messages, typed = visit.messages, visit.request.query.text
    name = messages.gettext(kind.label_plural)
    if typed:
        # What a filter finds is no page of its own for search robots.
        return Head(messages.gettext("{kind}: “{text}”", kind=name, text=typed))
    description = messages.gettext(
        "{kind} in {site}, in alphabetical order, with the number of posts and their years.",
        kind=name,
        site=visit.settings.site_name,
    )
    return Head(name, description, canonical=kind.path)
