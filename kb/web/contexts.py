"""What each page's template gets: one typed context a page; templates only lay out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from kb.corpus.register import Entry
from kb.search.port.document import Document
from kb.search.presenting.answer import Hit, Snippet
from kb.web.links import FacetView, Link


@dataclass(frozen=True, slots=True)
class Form:
    """The search form: what was typed, and the choices that a new search keeps."""

    text: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit in a list of results.

    Attributes:
        reasons: why it was found, in words, where no mark says it.
        snippets: its passages; none without a mark beside such reasons.
    """

    hit: Hit
    href: str
    date: str
    about: tuple[Link, ...]
    reasons: tuple[str, ...]
    snippets: tuple[Snippet, ...]


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

    template: ClassVar[str] = "front.html"
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
        named: the entries of which the query is a name.
        chosen: each filter, as the link that removes it.
        clear: the link that removes every filter; empty without any.
        is_empty: there is no post to find, whatever is asked.
        ways_on: where nothing was found: searches that find something.
    """

    template: ClassVar[str] = "search.html"
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
    is_empty: bool
    ways_on: tuple[Link, ...]
    json: str


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of a kind that a post is about."""

    id: str
    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PostPage:
    """`/inlagg/{id}`: a post, whom it is about, and its tags.

    A tag leads to the search for it; without a letter or figure it leads nowhere. `more_tags` are
    those shown on demand.
    """

    template: ClassVar[str] = "post.html"
    document: Document
    date: str
    updated: str
    about: tuple[Group, ...]
    tags: tuple[Link, ...]
    more_tags: tuple[Link, ...]
    back: Link | None


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a timeline; `share` is its part of the busiest year, 0 to 100."""

    link: Link
    share: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`/organisationer/{id}`, `/projekt/{id}` …: an entry of a register and its posts.

    `in_text` tells whether posts name it, or were given it.
    """

    template: ClassVar[str] = "entry.html"
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


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """`/organisationer`, `/projekt`, `/kategorier`: every entry that has posts.

    `origin` says which of them a machine found; empty for none. `in_text` tells whether posts
    name them, or were given them.
    """

    template: ClassVar[str] = "register.html"
    heading: str
    links: tuple[Link, ...]
    origin: str
    in_text: bool


@dataclass(frozen=True, slots=True)
class AboutPage:
    """`/om`: what the site is, how to search it, how accessible it is.

    Attributes:
        posts: how many there are.
        facets: what hits are narrowed down by, in words.
        has_kinds: whether that is more than years.
        has_suggested: whether a machine found some of the names to choose from.
    """

    template: ClassVar[str] = "about.html"
    posts: int
    facets: str
    has_kinds: bool
    has_suggested: bool


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An error: what is not there, or went wrong; and a search form."""

    template: ClassVar[str] = "error.html"
    heading: str
    text: str
    form: Form


@dataclass(frozen=True, slots=True)
class FaultView:
    """What is wrong with a parameter; `has_field`: the form below has a field to mend it."""

    name: str
    label: str
    message: str
    has_field: bool


@dataclass(frozen=True, slots=True)
class FaultPage:
    """422: what is wrong in an address, each fault with its field in the form below it.

    `labels` are of the fields; `orders` and `languages` are the choices of two of them, (value,
    label).
    """

    template: ClassVar[str] = "faults.html"
    faults: tuple[FaultView, ...]
    labels: Mapping[str, str]
    form: Form
    first: str
    last: str
    orders: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...] = (("sv", "Svenska"), ("en", "English"))

    @property
    def faulty(self) -> frozenset[str]:
        """The parameters that have a fault."""
        return frozenset(fault.name for fault in self.faults)


Page = (
    FrontPage | SearchPage | PostPage | EntryPage | RegisterPage | AboutPage | ErrorPage | FaultPage
)
