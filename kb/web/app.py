"""The application: what each address shows, over one knowledge base."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.corpus.kinds import KINDS
from kb.errors import EngineUnavailableError, KnowledgeBaseError
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings, read_settings
from kb.web.addresses import COMPLETIONS, LANGUAGE, RESULTS, SEARCH, WHOLE
from kb.web.asking import hold_service, language, messages_in, service_of, urls_of
from kb.web.assets import Assets
from kb.web.caching import NEVER, Caching
from kb.web.compression import compression
from kb.web.endpoints import data, page, without_what_follows
from kb.web.headers import FRAMED, HEADERS, SafeHeaders
from kb.web.intake import Intake, in_thread, searching
from kb.web.machines.health import health
from kb.web.machines.openapi import openapi
from kb.web.machines.opensearch import opensearch
from kb.web.machines.robots import robots
from kb.web.machines.sitemap import sitemap, sitemap_part
from kb.web.metrics import Measuring, Metrics
from kb.web.outputs.completions import completions
from kb.web.outputs.data import search_json
from kb.web.outputs.embed import embed, embed_error, embed_faults
from kb.web.outputs.feed import feed
from kb.web.outputs.table import table
from kb.web.page_cache import PageCache
from kb.web.pages.about import about
from kb.web.pages.entry import entry
from kb.web.pages.errors import error_page
from kb.web.pages.front import front
from kb.web.pages.page import Form, Page
from kb.web.pages.post import post
from kb.web.pages.printed import printed
from kb.web.pages.register import register
from kb.web.pages.search import search
from kb.web.problems import is_for_programs, problem
from kb.web.rendering import render
from kb.web.templates import page_templates
from kb.web.visit import Visit

EMBED = "/sok.embed"
_WORDS = ("q", *LANGUAGE)
# Threads of a process that search: one goes on while another waits for a file or counts in numpy,
# which lets go of the interpreter. Of 1, 2 and 3, each more makes /healthz wait longer beside them,
# and none gets more searches out of a second of CPU.
SEARCHING = 2
# Seconds, when an index could not be read: a new one takes about as long. When machines do not
# answer: others do their work within about as long.
RETRY_AFTER = "120"
RETRY_SEARCH_AFTER = "30"
_LOG = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> Starlette:
    """Return the site over the index that the settings name.

    Raises:
        KnowledgeBaseError: a setting is wrong, or there is no index to read.
    """
    settings = settings or read_settings()
    assets = Assets(settings)
    metrics = Metrics()
    app = Starlette(
        routes=[
            page("/", front, SEARCH),
            page("/sok", results, RESULTS),
            data("/sok.json", search_json, SEARCH),
            data("/sok.atom", feed, SEARCH, strict=False),
            data("/sok.csv", table, WHOLE, strict=False),
            page(EMBED, embed, SEARCH, faulty=embed_faults, headers=FRAMED),
            data("/forslag", completions, COMPLETIONS),
            page("/inlagg/{id}", post, SEARCH),
            *(page(kind.path, partial(register, kind), _WORDS) for kind in KINDS),
            *(page(f"{kind.path}/{{id}}", partial(entry, kind)) for kind in KINDS),
            page("/om", about),
            Route("/opensearch.xml", searching(opensearch)),
            Route("/sitemap.xml", searching(sitemap)),
            Route("/sitemap-{number:int}.xml", searching(sitemap_part)),
            Route("/robots.txt", robots),
            data("/openapi.json", openapi, ()),
            Route("/healthz", health),
            Route("/metrics", metrics.answer),
            Route("/static/{name}", assets.answer),
        ],
        # The outermost first: what is measured is all of it, what is kept is ready to be sent,
        # what is tagged has not been packed.
        middleware=[
            Middleware(Measuring, metrics=metrics),
            Middleware(Intake),
            Middleware(PageCache, settings=settings, metrics=metrics),
            Middleware(SafeHeaders, https=settings.site_url.startswith("https:")),
            Middleware(Caching, settings=settings),
            compression(),
        ],
        lifespan=few_searches_at_once,
        exception_handlers={
            HTTPException: error,
            EngineUnavailableError: unavailable,
            Exception: error,
        },
    )
    # Starlette builds that redirect from the Host header, which a visitor chooses.
    app.router.redirect_slashes = False
    app.state.settings = settings
    app.state.knowledge_base = KnowledgeBase(
        settings.location(), settings.engine, settings.mask_contacts, settings.embedder()
    )
    app.state.assets = assets
    app.state.templates = page_templates(settings, assets.address)
    return app


@asynccontextmanager
async def few_searches_at_once(_: Starlette) -> AsyncIterator[None]:
    """Let a few threads search, of all that ask; the others wait for their turn.

    Python runs one of them at a time: more make none of them quicker, and all that is no search
    wait longer.
    """
    to_thread.current_default_thread_limiter().total_tokens = SEARCHING
    yield


def results(visit: Visit) -> Page:
    """`/sok`: a page of results, or all of them in one list."""
    return printed(visit) if visit.printable else search(visit)


async def error(request: Request, raised: Exception) -> Response:
    """Answer an error in the site's own dress, where no address like it is right."""
    status = raised.status_code if isinstance(raised, HTTPException) else 500
    if isinstance(raised, KnowledgeBaseError):
        status = 503
    if status == 404 and (right := await without_what_follows(request)):
        return right
    # Starlette answers the unexpected outside every middleware, so the headers come from here.
    headers = (
        raised.headers if isinstance(raised, HTTPException) else HEADERS | {"Cache-Control": NEVER}
    )
    if status == 503:
        headers = {**(headers or {}), "Retry-After": RETRY_AFTER}
    shown = await in_thread(
        error_page,
        status,
        request.scope["path"],
        await hold_service(request.scope),
        urls_of(request),
        messages_in(language(request)),
    )
    if is_for_programs(request.scope["path"]):
        return problem(status, shown.head.title, shown.text, headers)
    return render(request, shown, status, headers)


async def unavailable(request: Request, raised: Exception) -> Response:
    """Answer where the engine does not, in the form that was asked for, and tell the log.

    Unlike what is unexpected, it passes all that every answer does: it is counted, and never kept.
    """
    _LOG.warning("%s", raised)
    return await in_thread(_without_engine, request)


def _without_engine(request: Request) -> Response:
    path, messages, urls = request.scope["path"], messages_in(language(request)), urls_of(request)
    headers = {"Retry-After": RETRY_SEARCH_AFTER}
    if path == EMBED:
        return render(request, embed_error(503, urls, messages), 503, FRAMED | headers)
    shown = error_page(503, path, service_of(request), urls, messages)
    if is_for_programs(path):
        return problem(503, shown.head.title, shown.text, headers)
    # What was typed and chosen stays, to be tried again.
    asked = request.query_params
    kept = [(name, value) for name, value in asked.multi_items() if name in WHOLE and name != "q"]
    shown = replace(shown, form=Form(asked.get("q", ""), tuple(kept)))
    return render(request, shown, 503, headers)
