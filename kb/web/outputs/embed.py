"""`/sok.embed`: the same page of results for a frame on somebody's site, without a script."""

from dataclasses import dataclass, replace
from typing import ClassVar

from kb.corpus.register import Registers
from kb.messages import Messages
from kb.web.addresses import PARAMETERS, Parameters, Urls
from kb.web.pages.errors import what_is_said
from kb.web.pages.headings import sought
from kb.web.pages.hits import HitView, hit_views
from kb.web.pages.page import Form, Head, empty_form
from kb.web.visit import Visit


@dataclass(frozen=True, slots=True)
class EmbedPage:
    """What a frame shows.

    Attributes:
        total: how many posts there are, in words; empty where the address has a fault.
        all_hits: where the search is on the site.
        notices: what its reader should know, or what is wrong in the address.
        position: which of its pages this is, in words; empty where there is one.
        previous, next: the pages beside it, in the frame; empty where there is none.
    """

    template: ClassVar[str] = "embed.html"
    head: Head
    form: Form
    total: str
    all_hits: str
    notices: tuple[str, ...]
    hits: tuple[HitView, ...] = ()
    position: str = ""
    previous: str = ""
    next: str = ""


def embed(visit: Visit) -> EmbedPage:
    """Answer `/sok.embed`."""
    answer = visit.service.search(visit.request)
    urls, messages = visit.urls, visit.messages
    page, pages = visit.request.page, answer.pages

    def beside(number: int) -> str:
        inside = 1 <= number <= pages
        return urls.search(replace(visit.request, page=number), ".embed") if inside else ""

    position = messages.gettext("Page {page} of {pages}", page=page, pages=pages)
    return EmbedPage(
        head=Head(sought(visit), incomplete=answer.interpretation.incomplete),
        form=empty_form(urls),
        total=messages.hits(answer.total) if answer.total else messages.gettext("No posts"),
        all_hits=urls.search(visit.request),
        notices=tuple(map(messages.notice, answer.told)),
        hits=tuple(hit_views(answer, visit)),
        position=position if pages > 1 else "",
        previous=beside(min(page - 1, pages)),
        next=beside(page + 1),
    )


def embed_faults(parameters: Parameters, registers: Registers, messages: Messages) -> EmbedPage:
    """Return what a frame shows whose address has a fault."""
    urls = Urls(parameters.lang)
    labels = {each.name: messages.gettext(each.label) for each in PARAMETERS}
    faults = parameters.faults
    return EmbedPage(
        head=Head(messages.gettext("The search could not be understood")),
        form=empty_form(urls),
        total="",
        all_hits=urls.front(),
        notices=tuple(f"{labels[fault.name]}: {fault.message(messages)}" for fault in faults),
    )


def embed_error(status: int, urls: Urls, messages: Messages) -> EmbedPage:
    """Return what a frame shows where its search cannot be answered."""
    title, text = what_is_said(status, messages)
    return EmbedPage(Head(title), empty_form(urls), "", urls.front(), (text,))
