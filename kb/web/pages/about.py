"""`/om`: what the site is, how to search it, how accessible it is."""

from dataclasses import dataclass
from typing import ClassVar

from kb.web.pages.facets import YEAR_LABEL
from kb.web.pages.page import Form, Head, empty_form
from kb.web.visit import Visit


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What the page about the site shows.

    Attributes:
        posts: how many there are.
        facets: what hits are narrowed down by, in words.
        has_kinds: whether that is more than years.
        has_suggested: whether a machine found some of the names to choose from.
        masks_contacts: whether posts are shown without contact details.
    """

    template: ClassVar[str] = "about.html"
    head: Head
    form: Form
    posts: int
    facets: str
    has_kinds: bool
    has_suggested: bool
    masks_contacts: bool
    sent_to: str


def about(visit: Visit) -> AboutPage:
    """Answer `/om`: what is there to choose, and no more."""
    service, messages = visit.service, visit.messages
    kinds = service.kinds
    labels = (*(kind.label for kind in kinds), YEAR_LABEL)
    entries = (each for kind in kinds for each in service.registers.entries(kind))
    return AboutPage(
        head=Head(
            messages.gettext("About and help"), visit.settings.site_description, canonical="/om"
        ),
        form=empty_form(visit.urls),
        posts=service.engine.generation.posts,
        facets=messages.listed([messages.gettext(label).lower() for label in labels]),
        has_kinds=bool(kinds),
        has_suggested=any(entry.suggested for entry in entries),
        masks_contacts=visit.settings.mask_contacts,
        sent_to=visit.settings.sent_to,
    )
