"""The application: what each address shows, over one knowledge base."""

from dataclasses import replace
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kb.corpus.kinds import KINDS, Kind
from kb.knowledge_base import KnowledgeBase
from kb.language.collation import swedish_order
from kb.messages import N_
from kb.results import Results
from kb.settings import Settings, read_settings
from kb.web import contexts, pages
from kb.web.addresses import LANGUAGE, SEARCH, STATIC, Urls
from kb.web.endpoints import (
    Visit,
    data,
    language,
    messages_in,
    page,
    render,
    service_of,
    without_what_follows,
)
from kb.web.headers import HEADERS, SafeHeaders
from kb.web.templates import page_templates

_ERRORS = {
    404: (
        N_("The page does not exist"),
        N_("The address may be misspelt, or there never was such a page."),
    ),
    405: (N_("This is no way to ask"), N_("This address can only be read.")),
    410: (N_("The post is removed"), N_("It was here, but has been taken down.")),
    500: (N_("Something went wrong"), N_("The fault is ours, not yours. Try again in a while.")),
}


def create_app(settings: Settings | None = None) -> Starlette:
    """Return the site over the index that the settings name.

    Raises:
        KnowledgeBaseError: a setting is wrong, or there is no index to read.
    """
    settings = settings or read_settings()
    app = Starlette(
        routes=[
            page("/", front, SEARCH),
            page("/sok", search, SEARCH),
            data("/sok.json", search_json, SEARCH),
            data("/forslag", completions, ("q", *LANGUAGE)),
            page("/inlagg/{id}", post, SEARCH),
            *(page(kind.path, partial(register, kind)) for kind in KINDS),
            *(page(f"{kind.path}/{{id}}", partial(entry, kind)) for kind in KINDS),
            page("/om", about),
            Route("/healthz", health),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: error_page, Exception: error_page},
    )
    # Starlette builds that redirect from the Host header, which a visitor chooses.
    app.router.redirect_slashes = False
    app.state.settings = settings
    app.state.knowledge_base = KnowledgeBase(settings.index, settings.engine)
    app.state.templates = page_templates(settings)
    return app


# --- searching --------------------------------------------------------------------------------


def front(visit: Visit) -> contexts.Page:
    """`/`: the search box, the newest posts, the facets."""
    answer = visit.service.search(visit.request)
    return pages.front_page(answer, visit.service.registers, visit.urls, visit.messages)


def search(visit: Visit) -> contexts.Page:
    """`/sok`: results."""
    answer = visit.service.search(visit.request)
    return pages.search_page(answer, visit.service, visit.urls, visit.messages)


def search_json(visit: Visit) -> dict[str, Any]:
    """`/sok.json`: the same results, for programs."""
    answer = visit.service.search(visit.request)
    return Results.of(answer, visit.messages.notice).to_json()


def completions(visit: Visit) -> list[dict[str, Any]]:
    """`/forslag`: completions of what is being typed, for programs."""
    found = visit.service.completions.of(visit.request.query.text)
    return [completion.to_json() for completion in found]


# --- reading ----------------------------------------------------------------------------------


def post(visit: Visit) -> contexts.Page | Response:
    """`/inlagg/{id}`: a post, with the way back to the search it was found by.

    A former id leads to the post; one that was taken down answers 410.
    """
    service, urls = visit.service, visit.urls
    if visit.id in service.lookups.removed:
        raise HTTPException(410)
    document = service.post(visit.id)
    if document is None:
        raise HTTPException(404)
    if document.id != visit.id:
        return RedirectResponse(urls.post(document.id, visit.request), status_code=301)
    return pages.post_page(document, service.registers, visit.request, urls, visit.messages)


def entry(kind: Kind, visit: Visit) -> contexts.Page:
    """`/organisationer/{id}` and its like: an entry, its timeline and posts."""
    service, registers = visit.service, visit.service.registers
    if kind not in registers.kinds or not service.knows(kind, visit.id):
        raise HTTPException(404)
    filters = visit.request.filters.choosing(kind, [visit.id])
    answer = service.search(replace(visit.request, filters=filters))
    return pages.entry_page(visit.id, kind, answer, registers, visit.urls, visit.messages)


def register(kind: Kind, visit: Visit) -> contexts.Page:
    """`/organisationer` and its like: every entry with a post."""
    if kind not in visit.service.registers.kinds:
        raise HTTPException(404)
    values = visit.service.search(visit.request).facets[kind.name]
    in_order = sorted(values, key=lambda value: swedish_order(value.label))
    return pages.register_page(kind, in_order, visit.urls, visit.messages)


# --- the rest ---------------------------------------------------------------------------------


def about(visit: Visit) -> contexts.Page:
    """`/om`: what the site is, how to search it, how accessible it is."""
    return pages.about_page(visit.service, visit.messages)


def health(request: Request) -> Response:
    """`/healthz`: for whoever watches over the site."""
    generation = service_of(request).engine.generation
    return JSONResponse(
        {"status": "ok", "generation": generation.name, "posts": generation.posts},
        headers={"Cache-Control": "no-store"},
    )


async def error_page(request: Request, error: Exception) -> Response:
    """Answer an error in the site's own dress, where no address like it is right."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404 and (right := await without_what_follows(request)):
        return right
    # Starlette answers the unexpected outside every middleware, so the headers come from here.
    headers = error.headers if isinstance(error, HTTPException) else HEADERS
    lang = language(request)
    shown = pages.error_page(*_ERRORS.get(status, _ERRORS[500]), Urls(lang), messages_in(lang))
    return render(request, shown, status, headers)
