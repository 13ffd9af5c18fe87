"""`/inlagg/{id}`: a post, whom it is about, and its tags."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from kb.search.port.document import Document
from kb.search.query.request import SearchRequest
from kb.web.addresses import Urls
from kb.web.pages.hits import NEAREST_FIRST, entry_links
from kb.web.pages.links import SHOWN_TAGS, Link, tag_links
from kb.web.pages.page import Form, Head, empty_form
from kb.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of a kind that a post is about."""

    id: str
    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PostPage:
    """What the page of a post shows.

    A tag leads to the search for it; without a letter or figure it leads nowhere. `more_tags` are
    those shown on demand. `back` leads to the search by which the reader came.
    """

    template: ClassVar[str] = "post.html"
    head: Head
    form: Form
    document: Document
    date: str
    updated: str
    about: tuple[Group, ...]
    tags: tuple[Link, ...]
    more_tags: tuple[Link, ...]
    back: Link | None


def post(visit: Visit) -> PostPage | Response:
    """Answer the address of a post, with the way back to the search it was found by.

    A former id leads to the post; one that was taken down answers 410.
    """
    service, urls, messages = visit.service, visit.urls, visit.messages
    if visit.id in service.lookups.removed:
        raise HTTPException(410)
    document = service.post(visit.id)
    if document is None:
        raise HTTPException(404)
    if document.id != visit.id:
        return RedirectResponse(urls.post(document.id, visit.request), status_code=301)
    tags = tuple(tag_links(document.tags, urls))
    return PostPage(
        head=Head(document.title, canonical=f"/inlagg/{document.id}", kind="article"),
        form=empty_form(urls),
        document=document,
        date=messages.day(document.published),
        updated=messages.day(document.updated) if document.updated else "",
        about=tuple(_about(document, visit)),
        tags=tags[:SHOWN_TAGS],
        more_tags=tags[SHOWN_TAGS:],
        back=_back(visit.request, visit),
    )


def _about(document: Document, visit: Visit) -> Iterator[Group]:
    for kind in NEAREST_FIRST:
        links = tuple(entry_links(kind, document.about(kind), visit))
        if links:
            yield Group(kind.plural, visit.messages.gettext(kind.label_plural), links)


def _back(search: SearchRequest, visit: Visit) -> Link | None:
    if not Urls().pairs(search):
        return None
    if search.query.text:
        text = visit.messages.gettext("Back to the search “{text}”", text=search.query.text)
    else:
        text = visit.messages.gettext("Back to the list")
    return Link(text, visit.urls.search(search))
