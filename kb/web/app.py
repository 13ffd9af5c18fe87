"""The application: a handler for each address, all of them over one knowledge base."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from kb.corpus.kinds import ORGANISATION, PROJECT, Kind
from kb.knowledge_base import KnowledgeBase
from kb.messages import N_, Messages
from kb.search.facets import swedish_order
from kb.search.parser import make_query, printable
from kb.search.query import Facet, Query
from kb.search.service import SearchService
from kb.settings import Settings, read_settings
from kb.web import pages
from kb.web.headers import HEADERS, SafeHeaders
from kb.web.params import MAX_LENGTH, MAX_VALUES, NAMES, Asked, canonical, read, with_pairs
from kb.web.templates import STATIC, page_templates

_CORS = {"Access-Control-Allow-Origin": "*"}
_ERRORS = {
    404: (
        N_("The page does not exist"),
        N_("The address may be misspelt, or there never was one."),
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
            Route("/", front),
            Route("/sok", search),
            Route("/sok.json", search_json),
            Route("/forslag", completions),
            Route("/inlagg/{id}", post),
            Route("/organisationer", organisations),
            Route("/organisationer/{id}", organisation),
            Route("/projekt", projects),
            Route("/projekt/{id}", project),
            Route("/om", about),
            Route("/healthz", health),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={HTTPException: error_page, Exception: error_page},
    )
    # Starlette builds that redirect from the Host header, which a visitor chooses.
    app.router.redirect_slashes = False
    app.state.settings = settings
    app.state.knowledge_base = KnowledgeBase(settings.index)
    app.state.templates = page_templates(settings)
    return app


# --- searching --------------------------------------------------------------------------------


def front(request: Request) -> Response:
    """`/`: the search box, the newest posts, the facets."""
    if elsewhere := _only_known(request, {"lang"}):
        return elsewhere
    service = _service(request)
    results = service.search(make_query(per_page=_settings(request).per_page))
    lang = request.query_params.get("lang")
    page = pages.front_page(results, service.registers, _messages(lang), lang)
    return _page(request, "front.html", page)


def search(request: Request) -> Response:
    """`/sok`: results."""
    asked = _asked(request)
    if asked.query is None:
        return _page(
            request, "faults.html", pages.fault_page(asked, _messages(asked.lang)), status_code=422
        )
    if elsewhere := _one_address(request, asked, asked.query):
        return elsewhere
    service = _service(request)
    results = service.search(asked.query)
    page = pages.search_page(results, service, _messages(asked.lang), asked.lang)
    return _page(request, "search.html", page)


def search_json(request: Request) -> Response:
    """`/sok.json`: the same results, for programs."""
    return _json(request, NAMES, lambda query: _service(request).search(query).to_json())


def completions(request: Request) -> Response:
    """`/forslag`: completions of what is being typed, for programs."""

    def answer(query: Query) -> list[dict[str, Any]]:
        return [each.to_json() for each in _service(request).suggestions.completions(query.text)]

    return _json(request, ("q", "lang"), answer)


def _json(request: Request, known: Sequence[str], answer: Callable[[Query], Any]) -> Response:
    """Answer a search in JSON to programs of any site; name every fault and unknown parameter."""
    asked = _asked(request)
    messages = _messages(asked.lang)
    unknown = messages.gettext(
        "unknown parameter; those that exist are {names}", names=", ".join(known)
    )
    faults = [
        {"field": fault.name, "message": fault.message(messages)}
        for fault in asked.faults
        if fault.name in known
    ]
    others = dict.fromkeys(name for name, _ in asked.pairs if name not in known)
    faults += [
        {"field": printable(name)[:MAX_LENGTH], "message": unknown}
        for name in islice(others, MAX_VALUES)
    ]
    if len(others) > MAX_VALUES:
        rest = messages.ngettext(
            "{count} more is unknown", "{count} more are unknown", len(others) - MAX_VALUES
        )
        faults.append({"field": "…", "message": rest})
    if faults or asked.query is None:
        return JSONResponse({"errors": faults}, status_code=422, headers=_CORS)
    if elsewhere := _one_address(request, asked, asked.query):
        elsewhere.headers.update(_CORS)
        return elsewhere
    return JSONResponse(answer(asked.query), headers=_CORS)


def _asked(request: Request) -> Asked:
    return read(request.query_params.multi_items(), _settings(request).per_page)


def _one_address(request: Request, asked: Asked, query: Query) -> Response | None:
    """Send another spelling of a search to its one address."""
    right = canonical(query, asked.lang)
    if list(asked.pairs) == right:
        return None
    # An unknown parameter may come to mean something one day: that move is not for ever.
    status = 302 if asked.unknown else 301
    return RedirectResponse(with_pairs(request.url.path, right), status_code=status)


def _only_known(request: Request, known: set[str]) -> Response | None:
    """Drop parameters that a page does not have; send another spelling of the rest on."""
    asked = _asked(request)
    faults = tuple(fault for fault in asked.faults if fault.name in known)
    if faults:
        page = pages.fault_page(replace(asked, faults=faults), _messages(asked.lang))
        return _page(request, "faults.html", page, status_code=422)
    right = [("lang", asked.lang)] if asked.lang else []
    if list(asked.pairs) == right:
        return None
    status = 301 if all(name in known for name, _ in asked.pairs) else 302
    return RedirectResponse(with_pairs(request.url.path, right), status_code=status)


# --- reading ----------------------------------------------------------------------------------


def post(request: Request) -> Response:
    """`/inlagg/{id}`: a post, with the way back to the search it was found by.

    A former id leads to the post; one that was taken down answers 410.
    """
    service = _service(request)
    asked_id = request.path_params["id"]
    if asked_id in service.engine.tables.removed:
        raise HTTPException(410)
    document = service.post(asked_id)
    if document is None:
        raise HTTPException(404)
    asked = _asked(request)
    if asked.query is None:
        return _page(
            request, "faults.html", pages.fault_page(asked, _messages(asked.lang)), status_code=422
        )
    pairs = canonical(asked.query, asked.lang)
    if document.id != asked_id:
        return RedirectResponse(with_pairs(f"/inlagg/{document.id}", pairs), status_code=301)
    if elsewhere := _one_address(request, asked, asked.query):
        return elsewhere
    page = pages.post_page(
        document, service.registers, asked.query, _messages(asked.lang), asked.lang
    )
    return _page(request, "post.html", page)


def organisation(request: Request) -> Response:
    """`/organisationer/{id}`: an organisation, its timeline and posts."""
    query = make_query(
        organisations=[request.path_params["id"]], per_page=_settings(request).per_page
    )
    return _entry(request, Facet.ORGANISATION, query)


def project(request: Request) -> Response:
    """`/projekt/{id}`: a project, its timeline and posts."""
    query = make_query(projects=[request.path_params["id"]], per_page=_settings(request).per_page)
    return _entry(request, Facet.PROJECT, query)


def _entry(request: Request, facet: Facet, query: Query) -> Response:
    service = _service(request)
    entry_id = request.path_params["id"]
    results = service.search(query)
    if not results.total and not _is_registered(service, facet, entry_id):
        raise HTTPException(404)
    if elsewhere := _only_known(request, {"lang"}):
        return elsewhere
    lang = request.query_params.get("lang")
    page = pages.entry_page(entry_id, facet, results, service.registers, _messages(lang), lang)
    return _page(request, "entry.html", page)


def _is_registered(service: SearchService, facet: Facet, entry_id: str) -> bool:
    registers = service.registers
    entries = registers.organisations if facet is Facet.ORGANISATION else registers.projects
    return any(entry.id == entry_id for entry in entries)


def organisations(request: Request) -> Response:
    """`/organisationer`: every organisation with a post."""
    return _register(request, ORGANISATION)


def projects(request: Request) -> Response:
    """`/projekt`: every project with a post."""
    return _register(request, PROJECT)


def _register(request: Request, kind: Kind) -> Response:
    if elsewhere := _only_known(request, {"lang"}):
        return elsewhere
    values = _service(request).search(make_query()).facets[kind.name]
    values = tuple(sorted(values, key=lambda value: swedish_order(value.label)))
    return _page(request, "register.html", pages.register_page(kind, values, _messages(None)))


# --- the rest ---------------------------------------------------------------------------------


def about(request: Request) -> Response:
    """`/om`: what the site is, how to search it, how accessible it is."""
    if elsewhere := _only_known(request, {"lang"}):
        return elsewhere
    return _page(request, "about.html", _service(request).engine.generation)


def health(request: Request) -> Response:
    """`/healthz`: for whoever watches over the site."""
    generation = _service(request).engine.generation
    return JSONResponse(
        {"status": "ok", "generation": generation.name, "posts": generation.posts},
        headers={"Cache-Control": "no-store"},
    )


async def error_page(request: Request, error: Exception) -> Response:
    """Answer an error in the site's own dress."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    # Starlette answers the unexpected outside every middleware, so the headers come from here.
    headers = error.headers if isinstance(error, HTTPException) else HEADERS
    heading, text = _ERRORS.get(status, _ERRORS[500])
    messages = _messages(request.query_params.get("lang"))
    context = {"heading": messages.gettext(heading), "text": messages.gettext(text)}
    return _page(request, "error.html", context, status_code=status, headers=headers)


def _page(
    request: Request,
    template: str,
    page: Any,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    templates: Jinja2Templates = request.app.state.templates
    messages = _messages(request.query_params.get("lang"))
    context = {"page": page, "messages": messages, "gettext": messages.gettext}
    return templates.TemplateResponse(
        request, template, context, status_code=status_code, headers=headers
    )


@cache
def _messages(lang: str | None) -> Messages:
    """Return the words for whoever asked for a language: Swedish, of which the site is made."""
    return Messages("sv")


def _service(request: Request) -> SearchService:
    knowledge_base: KnowledgeBase = request.app.state.knowledge_base
    return knowledge_base.service


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
