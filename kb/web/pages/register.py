"""`/organisationer`, `/projekt`, `/kategorier`: every entry of a kind that has posts."""

from dataclasses import dataclass
from typing import ClassVar

from starlette.exceptions import HTTPException

from kb.corpus.kinds import Kind
from kb.language.collation import swedish_order
from kb.web.pages.facets import origin
from kb.web.pages.links import Link
from kb.web.pages.page import Form, Head, empty_form
from kb.web.visit import Visit


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """What the list of a kind's entries shows.

    `origin` says which of them a machine found; empty for none. `in_text` tells whether posts
    name them, or were given them.
    """

    template: ClassVar[str] = "register.html"
    head: Head
    form: Form
    links: tuple[Link, ...]
    origin: str
    in_text: bool


def register(kind: Kind, visit: Visit) -> RegisterPage:
    """Answer the address of a kind's list."""
    messages = visit.messages
    if kind not in visit.service.registers.kinds:
        raise HTTPException(404)
    values = visit.service.search(visit.request).facets[kind.name]
    mixed = not all(value.suggested for value in values)
    links = (
        Link(
            value.label,
            visit.urls.entry(kind, value.id),
            count=messages.number(value.count),
            suggested=mixed and value.suggested,
        )
        for value in sorted(values, key=lambda value: swedish_order(value.label))
    )
    return RegisterPage(
        head=Head(messages.gettext(kind.label_plural), canonical=kind.path),
        form=empty_form(visit.urls),
        links=tuple(links),
        origin=origin(values, messages),
        in_text=kind.in_text,
    )
