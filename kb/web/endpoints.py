"""What every address does: read its parameters, move to its one spelling, answer, render."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.templating import Jinja2Templates

from kb.knowledge_base import KnowledgeBase
from kb.messages import Messages
from kb.search.query.parser import printable
from kb.search.query.request import SearchRequest
from kb.search.service import SearchService
from kb.settings import Settings
from kb.web.addresses import (
    LANGUAGE,
    LANGUAGES,
    MAX_LENGTH,
    MAX_VALUES,
    RESULTS,
    Parameters,
    Urls,
    of_site,
    pairs_of,
    read,
)
from kb.web.pages.faults import fault_page
from kb.web.pages.page import Page
from kb.web.visit import Visit

# What an Accept-Language header says of how much a language is wished for.
_QUALITY = re.compile(r"(?:q=(?P<q>[01](?:\.[0-9]{0,3})?))?")
# Of a path that some page may have.
MAX_PATH = 200
_CORS = {"Access-Control-Allow-Origin": "*"}
# What programs that make links of addresses in a text take for a part of them, and a slash.
_AFTER_ADDRESS = "/.,:;!?…)]}>*_\"'”’“»` \t\n\u00a0\u200b\ufeff"


def page(
    path: str, answer: Callable[[Visit], Page | Response], known: Sequence[str] = LANGUAGE
) -> Route:
    """Return the route of a page; parameters that it does not have are dropped."""

    def endpoint(request: Request) -> Response:
        if len(request.path_params.get("id", "")) > MAX_LENGTH:
            raise HTTPException(404)  # no id is, and a redirect would repeat it
        service = service_of(request)
        parameters = _read(request, of_site(known, service.registers.kinds))
        if parameters.request is None:
            shown = fault_page(parameters, service.registers, messages_in(language(request)))
            return render(request, shown, status_code=422)
        moved = _moved(request, parameters, parameters.request)
        if moved:
            return moved
        found = answer(_visit(request, service, parameters, parameters.request))
        return found if isinstance(found, Response) else render(request, found)

    return Route(path, endpoint)


def data(path: str, answer: Callable[[Visit], Any], known: Sequence[str]) -> Route:
    """Return the route of JSON for programs of any site; parameters it does not have are faults."""

    def endpoint(request: Request) -> Response:
        service = service_of(request)
        names = of_site(known, service.registers.kinds)
        parameters = _read(request, names)
        if parameters.request is None or parameters.unknown:
            faults = list(_faults(parameters, names, messages_in(language(request))))
            return JSONResponse({"errors": faults}, status_code=422, headers=_CORS)
        moved = _moved(request, parameters, parameters.request)
        if moved:
            moved.headers.update(_CORS)
            return moved
        visit = _visit(request, service, parameters, parameters.request)
        return JSONResponse(answer(visit), headers=_CORS)

    return Route(path, endpoint)


async def without_what_follows(request: Request) -> Response | None:
    """Return the way to the address without a slash or signs after it; None where none is there."""
    path = request.scope["path"]
    bare = path.rstrip(_AFTER_ADDRESS) or "/"
    if bare == path or request.method not in ("GET", "HEAD"):
        return None
    scope = {**request.scope, "path": bare, "path_params": {}}
    for route in request.app.routes:
        match, found = route.matches(scope)
        if match is Match.FULL and isinstance(route, Route):
            try:
                answer = await run_in_threadpool(route.endpoint, Request(scope | found))
            except HTTPException as error:
                return None if error.status_code == 404 else _redirect(bare, request)
            # It may lead on itself, as from a former id.
            return answer if answer.status_code in (301, 302) else _redirect(bare, request)
    return None


def _redirect(path: str, request: Request) -> Response:
    query = request.scope["query_string"].decode("latin-1")
    address = quote(path) + (f"?{query}" if query else "")
    return RedirectResponse(address, status_code=301, headers=_CORS)


def service_of(request: Request) -> SearchService:
    """Return the generation that is live; hold on to it for one answer."""
    knowledge_base: KnowledgeBase = request.app.state.knowledge_base
    return knowledge_base.service


def render(
    request: Request,
    shown: Page,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a page as HTML, in the language that was asked for."""
    templates: Jinja2Templates = request.app.state.templates
    messages = messages_in(language(request))
    context = {
        "page": shown,
        "path": request.scope["path"],
        "kinds": service_of(request).kinds,
        "urls": urls_of(request),
        "other_language": _other_language(request, messages.lang),
        "messages": messages,
        # What posts and registers say is Swedish, whatever the page around it.
        "swedish": "" if messages.lang == "sv" else Markup(' lang="sv"'),
        "gettext": messages.gettext,
        "ngettext": messages.ngettext,
    }
    answer = templates.TemplateResponse(
        request, shown.template, context, status_code=status_code, headers=headers
    )
    answer.headers["Content-Language"] = messages.lang
    return answer


def urls_of(request: Request) -> Urls:
    """Return the links for whoever asks: the language that an address asks for stays on them."""
    return Urls(_read(request, LANGUAGE).lang)


def language(request: Request) -> str:
    """Return the language to answer in: of the address, else the browser's wish, else the site's.

    It is known also where nothing else of a request can be understood.
    """
    settings: Settings = request.app.state.settings
    asked = _read(request, LANGUAGE).lang
    return asked or wished(request.headers.get("accept-language", "")) or settings.language


def wished(header: str) -> str | None:
    """Return the language of the site that an Accept-Language header likes best (RFC 9110, 12.5.4).

    None where it likes none of them, or has no preference.
    """
    wishes: dict[str, float] = {}
    for item in header.split(","):
        tag, _, weight = item.partition(";")
        name = tag.strip().lower().split("-")[0]
        quality = _QUALITY.fullmatch(weight.replace(" ", ""))
        if name in LANGUAGES and quality:
            wishes[name] = max(wishes.get(name, 0.0), float(quality["q"] or 1))
    best = max(wishes, key=lambda name: wishes[name], default=None)
    return best if best and wishes[best] else None


@cache
def messages_in(lang: str) -> Messages:
    """Return the words of a language; its catalogue is read once."""
    return Messages(lang)


def _other_language(request: Request, lang: str) -> str:
    """Return the address of the same page in the other language."""
    (other,) = (each for each in LANGUAGES if each != lang)
    path = quote(request.scope["path"])
    if len(path) > MAX_PATH:
        return Urls(other).front()  # of no page, and a page would repeat it
    parameters = _read(request, RESULTS)
    return Urls(other).at(path, parameters.request, printable=parameters.printable)


def _read(request: Request, known: Sequence[str]) -> Parameters:
    settings: Settings = request.app.state.settings
    return read(pairs_of(request.scope["query_string"]), settings.per_page, known)


def _moved(request: Request, parameters: Parameters, asked: SearchRequest) -> Response | None:
    """Send another spelling of an address to the one that it has, and a search to its page."""
    urls = Urls(parameters.lang)
    path = quote(request.scope["path"])
    if path == "/" and Urls().pairs(asked):
        path = urls.SEARCH
    elif list(parameters.pairs) == urls.pairs(asked, printable=parameters.printable):
        return None
    # An unknown parameter may come to mean something one day: that move is not for ever.
    status = 302 if parameters.unknown else 301
    return RedirectResponse(
        urls.at(path, asked, printable=parameters.printable), status_code=status
    )


def _visit(
    request: Request, service: SearchService, parameters: Parameters, asked: SearchRequest
) -> Visit:
    return Visit(
        service=service,
        request=asked,
        id=request.path_params.get("id", ""),
        printable=parameters.printable,
        urls=Urls(parameters.lang),
        messages=messages_in(language(request)),
        settings=request.app.state.settings,
    )


def _faults(
    parameters: Parameters, known: Sequence[str], messages: Messages
) -> Iterator[dict[str, str]]:
    for fault in parameters.faults:
        yield {"field": fault.name, "message": fault.message(messages)}
    unknown = messages.gettext(
        "unknown parameter; those that exist are {names}", names=", ".join(known)
    )
    for name in islice(parameters.unknown, MAX_VALUES):
        yield {"field": printable(name)[:MAX_LENGTH], "message": unknown}
    rest = len(parameters.unknown) - MAX_VALUES
    if rest > 0:
        more = messages.ngettext("{count} more is unknown", "{count} more are unknown", rest)
        yield {"field": "…", "message": more}
