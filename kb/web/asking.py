"""What a request tells: its parameters, the language to answer in, what to answer from."""

import re
from functools import cache, lru_cache

from starlette.requests import Request

from kb.knowledge_base import KnowledgeBase
from kb.messages import Messages
from kb.search.service import SearchService
from kb.settings import Settings
from kb.web.addresses import LANGUAGE, LANGUAGES, Parameters, Urls, pairs_of, read

# What an Accept-Language header says of how much a language is wished for.
_QUALITY = re.compile(r"(?:q=(?P<q>[01](?:\.[0-9]{0,3})?))?")


def service_of(request: Request) -> SearchService:
    """Return the generation that is live; hold on to it for one answer."""
    knowledge_base: KnowledgeBase = request.app.state.knowledge_base
    return knowledge_base.service


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
    return Urls(parameters_of(request, LANGUAGE).lang)


def language(request: Request) -> str:
    """Return the language to answer in: of the address, else the browser's wish, else the site's.

    It is known also where nothing else of a request can be understood.
    """
    asked = parameters_of(request, LANGUAGE).lang
    wish = wished(request.headers.get("accept-language", ""))
    return asked or wish or settings_of(request).language


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
