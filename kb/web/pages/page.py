"""What every page has: a template, what its head tells, and the search form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from kb.web.addresses import Urls


@dataclass(frozen=True, slots=True)
class Scope:
    """An entry that a search from its page keeps to, unless the visitor chooses the whole archive.

    `name` and `value` are its parameter, `label` is what people call it.
    """

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Form:
    """The search form in the head of a page.

    Attributes:
        text: what was typed.
        kept: the choices that a new search keeps, as parameters.
        scope: the entry whose page it stands on.
    """

    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a page tells whoever links to it, and search robots.

    Attributes:
        title: of the page, without the name of the site.
        description: in a sentence or two; empty for none.
        canonical: the path of the one address of what it shows; empty where it has none, and
            then search robots leave it out.
        kind: OpenGraph's word for it.
        data: what JSON-LD says of it, an object each.
        feeds: other forms of it: (media type, title, address).
        incomplete: whether it may have more another time, so that nobody is to keep it.
    """

    title: str
    description: str = ""
    canonical: str = ""
    kind: str = "website"
    data: tuple[Mapping[str, Any], ...] = ()
    feeds: Sequence[tuple[str, str, str]] = ()
    incomplete: bool = False


class Page(Protocol):
    """What a template gets; templates only lay out."""

    template: ClassVar[str]

    @property
    def head(self) -> Head:
        """What it tells whoever links to it."""

    @property
    def form(self) -> Form:
        """The search form in its head."""


def empty_form(urls: Urls) -> Form:
    """Return the form of a page from which a new search begins."""
    return Form(kept=tuple(urls.pairs()))
