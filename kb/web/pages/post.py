"""`/inlagg/{id}`: a post, whom it is about, and the posts to go on to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from kb.corpus.kinds import PROJECT, Kind
from kb.messages import N_
from kb.search.port.document import Document
from kb.search.presenting.marked_html import FIRST_MARK, MarkedPost
from kb.web.addresses import Urls
from kb.web.pages.article import article, description
from kb.web.pages.hits import NEAREST_FIRST, entry_links
from kb.web.pages.links import Link, tag_links
from kb.web.pages.page import Form, Head, empty_form
from kb.web.pages.reading import readable
from kb.web.visit import Visit

# Of each kind of entry, and of tags, those that show at once; a single other one shows, too.
_SHOWN = 5
# As many projects stand under the title; more, as all else that a post is about, beside the text.
# Of as many a post leads on to the posts before and after it.
_PROJECTS = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of a kind that a post is about, or its tags; `more` are those shown on demand."""

    id: str
    name: str
    links: Sequence[Link]
    more: Sequence[Link]


@dataclass(frozen=True, slots=True)
class PostLink:
    """A link to another post; `date` is `published` in words."""

    title: str
    href: str
    published: date
    date: str


@dataclass(frozen=True, slots=True)
class Beside:
    """The posts about a project just before and after the one that is read."""

    project: Link
    previous: PostLink | None
    next: PostLink | None


@dataclass(frozen=True, slots=True)
class Found:
    """The search by which a reader came to a post.

    Attributes:
        back: leads back to it.
        first: leads to the first of the words that it marks; None where no text has any.
        plain: leads to the post without marks; None where there are none.
    """

    back: Link
    first: Link | None = None
    plain: Link | None = None


@dataclass(frozen=True, slots=True)
class PostPage:
    """What the page of a post shows.

    Attributes:
        found: how it was found.
        title_highlights: the places of its title that match the search.
        body: its text as safe HTML, with what matches in `<mark>`.
        published, updated: its dates in words; `updated` is empty where it was not changed.
        projects: that stand under its title.
        about: whom and what else it is about, its tags last.
        source: where it was first published, called by its host.
        beside: of each of its first projects that has other posts.
        similar: the posts most like it that none of these leads to.
    """

    template: ClassVar[str] = "post.html"
    head: Head
    form: Form
    document: Document
    found: Found | None
    title_highlights: Sequence[tuple[int, int]]
    body: str
    published: str
    updated: str
    projects: Sequence[Link]
    about: Sequence[Group]
    source: Link | None
    beside: Sequence[Beside]
    similar: Sequence[PostLink]


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
    marked = MarkedPost((), document.html, 0)
    if visit.request.query.clauses:
        marked = service.marked(document, visit.request.query)
    projects = tuple(entry_links(PROJECT, document.about(PROJECT), visit))
    if len(projects) > _PROJECTS:
        projects = ()
    beside = tuple(_beside(document, visit))
    head = Head(
        document.title,
        description=description(document),
        canonical=Urls().post(document.id),
        kind="article",
        data=article(document, visit),
    )
    return PostPage(
        head=head,
        form=empty_form(urls),
        document=document,
        found=_found(marked, visit),
        title_highlights=marked.title_highlights,
        body=readable(marked.html, messages),
        published=messages.day(document.published),
        updated=messages.day(document.updated) if document.updated else "",
        projects=projects,
        about=tuple(_about(document, visit, without=PROJECT if projects else None)),
        source=_source(document),
        beside=beside,
        similar=tuple(_similar(document, beside, visit)),
    )


def _about(document: Document, visit: Visit, without: Kind | None) -> Iterator[Group]:
    groups = [
        (kind.plural, kind.label_plural, entry_links(kind, document.about(kind), visit))
        for kind in NEAREST_FIRST
        if kind is not without
    ]
    groups.append(("tags", N_("Tags"), tag_links(document.tags, visit.urls)))
    for id_, label, links in groups:
        every = tuple(links)
        shown = _SHOWN if len(every) > _SHOWN + 1 else len(every)
        if every:
            yield Group(id_, visit.messages.gettext(label), every[:shown], every[shown:])


def _source(document: Document) -> Link | None:
    if document.source is None:
        return None
    host = urlsplit(document.source).hostname or ""
    return Link(host.removeprefix("www.") or document.source, document.source)


def _found(marked: MarkedPost, visit: Visit) -> Found | None:
    search, messages = visit.request, visit.messages
    if not Urls().pairs(search):
        return None
    first = plain = None
    if search.query.text:
        text = messages.gettext("Back to the search “{text}”", text=search.query.text)
    else:
        text = messages.gettext("Back to the list")
    if marked.count:
        to_first = messages.ngettext("To the hit", "To hit 1 of {count}", marked.count)
        first = Link(to_first, f"#{FIRST_MARK}")
    if marked.count or marked.title_highlights:
        plain = Link(messages.gettext("Show without marks"), visit.urls.post(visit.id))
    return Found(Link(text, visit.urls.search(search)), first, plain)


def _beside(document: Document, visit: Visit) -> Iterator[Beside]:
    projects = document.about(PROJECT)[:_PROJECTS]
    for project, link in zip(projects, entry_links(PROJECT, projects, visit), strict=True):
        previous, following = (
            _link_to(each, visit) if each else None
            for each in visit.service.neighbours(document, PROJECT, project)
        )
        if previous or following:
            yield Beside(link, previous, following)


def _similar(document: Document, beside: Sequence[Beside], visit: Visit) -> Iterator[PostLink]:
    near = {link.href for each in beside for link in (each.previous, each.next) if link}
    links = (_link_to(each, visit) for each in visit.service.similar(document))
    return (link for link in links if link.href not in near)


def _link_to(document: Document, visit: Visit) -> PostLink:
    day = visit.messages.day(document.published)
    return PostLink(document.title, visit.urls.post(document.id), document.published, day)
