"""What every address does: read its parameters, move to its one spelling, answer."""

from collections.abc import Callable, Mapping, Sequence
from inspect import iscoroutinefunction
from urllib.parse import quote

from starlette.concurrency import iterate_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Match, Route

from kb.corpus.register import Registers
from kb.messages import Messages
from kb.search.query.request import SearchRequest
from kb.search.service import SearchService
from kb.web.addresses import LANGUAGE, MAX_LENGTH, Parameters, Urls, of_site
from kb.web.asking import language, messages_in, parameters_of, service_of, settings_of
from kb.web.intake import in_thread, searching
from kb.web.pages.faults import fault_page
from kb.web.pages.page import Page
from kb.web.problems import FOR_PROGRAMS, faults_problem, is_for_programs
from kb.web.rendering import render
from kb.web.visit import Visit

# What programs that make links of addresses in a text take for a part of them, and a slash.
_AFTER_ADDRESS = "/.,:;!?…)]}>*_\"'”’“»` \t\n\u00a0\u200b\ufeff"
_PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def page(
    path: str,
    answer: Callable[[Visit], Page | Response],
    known: Sequence[str] = LANGUAGE,
    *,
    faulty: Callable[[Parameters, Registers, Messages], Page] = fault_page,
    headers: Mapping[str, str] | None = None,
) -> Route:
    """Return the route of a page; parameters that it does not have are dropped.

    `faulty` makes the page that says what is wrong in the address.
    """

    def endpoint(request: Request) -> Response:
        if len(request.path_params.get("id", "")) > MAX_LENGTH:
            raise HTTPException(404)  # no id is, and a redirect would repeat it
        service = service_of(request)
        parameters = parameters_of(request, of_site(known, service.registers.kinds))
        if parameters.request is None:
            shown = faulty(parameters, service.registers, messages_in(language(request)))
            return render(request, shown, 422, headers)
        moved = _moved(request, parameters, parameters.request)
        if moved:
            return moved
        found = answer(_visit(request, service, parameters, parameters.request))
        return found if isinstance(found, Response) else render(request, found, headers=headers)

    return Route(path, searching(endpoint))


def data(
    path: str, answer: Callable[[Visit], Response], known: Sequence[str], *, strict: bool = True
) -> Route:
    """Return the route of an answer for programs of any site.

    Parameters that it does not have are faults; where it is not `strict`, they are dropped.
    """

    def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=FOR_PROGRAMS | _PREFLIGHT)
        service = service_of(request)
        names = of_site(known, service.registers.kinds)
        parameters = parameters_of(request, names)
        asked = parameters.request
        if asked is None or (strict and parameters.unknown):
            messages = messages_in(language(request))
            return faults_problem(parameters, names, messages, strict=strict)
        found = _moved(request, parameters, asked)
        if found is None:
            found = answer(_visit(request, service, parameters, asked))
        if request.method == "HEAD" and isinstance(found, StreamingResponse):
            found.body_iterator = iterate_in_threadpool(())  # nobody reads it
        found.headers.update(FOR_PROGRAMS)
        return found

    return Route(path, searching(endpoint), methods=["GET", "HEAD", "OPTIONS"])


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
                answer = await _answered(route, Request(scope | found))
            except HTTPException as error:
                return None if error.status_code == 404 else _redirect(bare, request)
            # It may lead on itself, as from a former id.
            return answer if answer.status_code in (301, 302) else _redirect(bare, request)
    return None


async def _answered(route: Route, request: Request) -> Response:
    if iscoroutinefunction(route.endpoint):
        answer: Response = await route.endpoint(request)
        return answer
    return await in_thread(route.endpoint, request)


def _redirect(path: str, request: Request) -> Response:
    query = request.scope["query_string"].decode("latin-1")
    address = quote(path) + (f"?{query}" if query else "")
    headers = FOR_PROGRAMS if is_for_programs(path) else None
    return RedirectResponse(address, status_code=301, headers=headers)


def _moved(request: Request, parameters: Parameters, asked: SearchRequest) -> Response | None:
    """Send another spelling of an address to the one that it has, and a search to its page."""
    urls = Urls(parameters.lang)
    path = quote(request.scope["path"])
    form = {"printable": parameters.printable, "opensearch": parameters.opensearch}
    if path == "/" and Urls().pairs(asked):
        path = urls.SEARCH
    elif list(parameters.pairs) == urls.pairs(asked, **form):
        return None
    # An unknown parameter may come to mean something one day: that move is not for ever.
    status = 302 if parameters.unknown else 301
    return RedirectResponse(urls.at(path, asked, **form), status_code=status)


def _visit(
    request: Request, service: SearchService, parameters: Parameters, asked: SearchRequest
) -> Visit:
    return Visit(
        service=service,
        request=asked,
        id=request.path_params.get("id", ""),
        printable=parameters.printable,
        opensearch=parameters.opensearch,
        urls=Urls(parameters.lang),
        messages=messages_in(language(request)),
        settings=settings_of(request),
    )
