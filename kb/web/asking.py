"""What a request tells: its parameters, the language to answer in, what to answer from."""

import asyncio
import re
from functools import cache, lru_cache

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.requests import Request
from starlette.types import Scope

from kb.knowledge_base import KnowledgeBase
from kb.messages import Messages
from kb.search.service import SearchService
from kb.settings import Settings
from kb.web.addresses import LANGUAGES, Parameters, Urls, language_in, pairs_of, read

# Where the scope of a request has the generation that answers it.
_HELD = "kb.service"
_OPENING = CapacityLimiter(1)
# What is live, as seen at this turn of the loop.
_SEEN: RunVar[dict[KnowledgeBase, SearchService]] = RunVar("kb.seen")
# What an Accept-Language header says of how much a language is wished for.
_QUALITY = re.compile(r"(?:q=(?P<q>[01](?:\.[0-9]{0,3})?))?")


async def hold_service(scope: Scope) -> SearchService:
    """Return the generation that a request is answered from, to the end: the one that is live.

    Only where it has to be opened first does that take a thread, one of its own: those that search
    may all be taken.
    """
    held: SearchService | None = scope.get(_HELD)
    if held is not None:
        return held
    knowledge_base: KnowledgeBase = scope["app"].state.knowledge_base
    service = _opened(knowledge_base)
    if service is None:
        service = await to_thread.run_sync(lambda: knowledge_base.service, limiter=_OPENING)
    scope[_HELD] = service
    return service


def _opened(knowledge_base: KnowledgeBase) -> SearchService | None:
    """Return the generation that is live, where it is open already.

    All who are let in at one turn of the loop came before it began: one look is for them all. While
    threads search, a call to the system may take the loop a millisecond.
    """
    seen = _SEEN.get(None)
    if seen is None:
        seen = {}
        _SEEN.set(seen)
    service = seen.get(knowledge_base) or knowledge_base.opened
    if service and not seen:
        seen[knowledge_base] = service
        asyncio.get_running_loop().call_soon(seen.clear)
    return service


def service_of(request: Request) -> SearchService:
    """Return the generation that a request is answered from."""
    held: SearchService | None = request.scope.get(_HELD)
    if held is not None:
        return held
    knowledge_base: KnowledgeBase = request.app.state.knowledge_base
    service = request.scope[_HELD] = knowledge_base.service
    return service


def settings_of(request: Request) -> Settings:
    """Return the settings of the site."""
    settings: Settings = request.app.state.settings
    return settings


def parameters_of(request: Request, known: tuple[str, ...]) -> Parameters:
    """Return what the address asks for, by the parameters that it has."""
    return _read(request.scope["query_string"], settings_of(request).per_page, known)


# Five ask for it while one page is answered.
@lru_cache(maxsize=32)
def _read(query: bytes, per_page: int, known: tuple[str, ...]) -> Parameters:
    return read(pairs_of(query), per_page, known)


def urls_of(request: Request) -> Urls:
    """Return the links for whoever asks: the language that an address asks for stays on them."""
    return Urls(_asked(request.scope["query_string"]))


def language(request: Request) -> str:
    """Return the language to answer in: of the address, else the browser's wish, else the site's.

    It is known also where nothing else of a request can be understood.
    """
    asked = _asked(request.scope["query_string"])
    wish = wished(request.headers.get("accept-language", ""))
    return asked or wish or settings_of(request).language


# An answer that is kept is known by its language: to find out must not be what it costs.
@lru_cache(maxsize=256)
def _asked(query: bytes) -> str | None:
    return language_in(pairs_of(query))


@lru_cache(maxsize=256)
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
