"""`/`: whose archive it is and what it holds, the search, examples, the newest posts, ways in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from kb.messages import Messages
from kb.search.presenting.answer import Answer
from kb.search.query.query import YEAR
from kb.search.query.request import make_request
from kb.web.pages.facets import years
from kb.web.pages.hits import HitView, hit_views
from kb.web.pages.links import Link, kinds_of
from kb.web.pages.page import Form, Head, empty_form
from kb.web.visit import Visit

_NEWEST = 5
# Entries of a kind that are named at once.
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Shelf:
    """The entries of a kind that most posts are about, and where all of them are listed."""

    id: str
    name: str
    entries: tuple[Link, ...]
    all: Link


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the front page shows; of an archive without posts, that it has none.

    `about` says whose archive it is, and of what, where a setting tells; `examples` are searches
    that find something.
    """

    template: ClassVar[str] = "front.html"
    head: Head
    form: Form
    about: str
    examples: tuple[Link, ...]
    hits: tuple[HitView, ...]
    all_posts: Link
    shelves: tuple[Shelf, ...]
    years: tuple[Link, ...]


def front(visit: Visit) -> FrontPage:
    """Answer `/`."""
    service, urls, messages = visit.service, visit.urls, visit.messages
    answer = service.search(replace(visit.request, per_page=_NEWEST))
    posts = messages.posts(answer.total)
    title, about = _title(answer, messages), visit.settings.site_description
    return FrontPage(
        head=Head(title, about or f"{title}.", canonical="/", data=(_site(visit),)),
        form=empty_form(urls),
        about=about,
        examples=tuple(Link(text, urls.search(make_request(text))) for text in service.examples),
        hits=tuple(hit_views(answer, visit)),
        all_posts=Link(
            messages.gettext("All {posts}, newest first", posts=posts), urls.search(answer.request)
        ),
        shelves=tuple(_shelves(answer, visit)),
        years=tuple(years(answer, urls, messages)),
    )


def _title(answer: Answer, messages: Messages) -> str:
    """Say how many posts there are, and of which years."""
    held = [int(value.id) for value in answer.facets[YEAR]]
    if not held:
        return messages.gettext("There are no posts here yet")
    first, last = min(held), max(held)
    return messages.gettext(
        "Search {posts} from {years}",
        posts=messages.posts(answer.total),
        years=str(first) if first == last else f"{first}–{last}",
    )


def _shelves(answer: Answer, visit: Visit) -> Iterator[Shelf]:
    messages, urls = visit.messages, visit.urls
    for kind in kinds_of(answer):
        values = answer.facets[kind.name]
        name = messages.gettext(kind.label_plural)
        everything = messages.gettext(
            "All {count} {entries}", count=messages.number(len(values)), entries=name.lower()
        )
        entries = (
            Link(value.label, urls.entry(kind, value.id), count=messages.number(value.count))
            for value in values[:_MOST_NAMED]
        )
        if values:
            yield Shelf(kind.name, name, tuple(entries), Link(everything, urls.register(kind)))


def _site(visit: Visit) -> dict[str, Any]:
    """Tell search engines what the site is called, and how to search it."""
    settings = visit.settings
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": settings.site_name,
        "url": f"{settings.site_url}/",
        "inLanguage": "sv",
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.site_url}{visit.urls.SEARCH}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }
