"""`/`: the search box, the newest posts, the facets."""

from dataclasses import dataclass
from typing import ClassVar

from kb.web.pages.facets import FacetView, facet_views
from kb.web.pages.hits import HitView, hit_views
from kb.web.pages.page import Form, Head, empty_form
from kb.web.visit import Visit


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What the front page shows."""

    template: ClassVar[str] = "front.html"
    head: Head
    form: Form
    hits: tuple[HitView, ...]
    facets: tuple[FacetView, ...]
    total: str
    all_posts: str


def front(visit: Visit) -> FrontPage:
    """Answer `/`."""
    answer = visit.service.search(visit.request)
    messages = visit.messages
    total = messages.posts(answer.total)
    if answer.total:
        title = messages.gettext("Search {posts}", posts=total)
    else:
        title = messages.gettext("There are no posts here yet")
    return FrontPage(
        head=Head(title, canonical="/"),
        form=empty_form(visit.urls),
        hits=tuple(hit_views(answer, visit)),
        facets=tuple(facet_views(answer, visit.urls, messages)),
        total=total,
        all_posts=visit.urls.search(answer.request),
    )
