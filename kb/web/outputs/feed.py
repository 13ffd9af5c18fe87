"""`/sok.atom`: a search to follow (RFC 4287), page by page (RFC 5005)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.builder import ElementMaker
from starlette.responses import Response

from kb.search.port.document import Document
from kb.search.presenting.answer import Hit
from kb.search.query.parser import printable
from kb.web.addresses import Urls
from kb.web.caching import if_incomplete
from kb.web.pages.headings import sought
from kb.web.visit import Visit

MEDIA_TYPE = "application/atom+xml"
ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_E = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})
_Element = Any  # lxml has no types
# A feed without an entry has never changed.
_NEVER = date(1970, 1, 1)
# Between two passages, of which each may show where text is left out.
_LEFT_OUT = re.compile("…(?: …)+")


def feed(visit: Visit) -> Response:
    """Answer `/sok.atom`: of what is known of an entry nothing changes from build to build."""
    service = visit.service
    request = replace(visit.request, per_page=ENTRIES)
    interpretation = service.interpret(request.query)
    stop = request.page * ENTRIES
    matches = service.match(interpretation, request.filters, request.order, stop - ENTRIES, stop)
    documents = [service.listed(match.document) for match in matches.hits]
    hits = service.present(interpretation, matches.hits, request.filters)
    pages = -(-matches.total // ENTRIES)
    root = _E.feed(
        {_LANG: visit.messages.lang},
        *_head(visit, pages, max(map(_changed, documents), default=_NEVER)),
        *map(partial(_entry, visit), documents, hits),
    )
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type=MEDIA_TYPE, headers=if_incomplete(interpretation))


def _head(visit: Visit, pages: int, updated: date) -> Iterator[_Element]:
    settings, urls = visit.settings, visit.urls
    site, name = settings.site_url, printable(settings.site_name)
    first = replace(visit.request, page=1)
    # Neither its pages nor its language make it another feed.
    yield _E.id(site + Urls().search(first, ".atom"))
    yield _E.title(f"{printable(sought(visit))} – {name}")
    yield _E.updated(_moment(updated))
    yield _E.author(_E.name(name))
    yield _link("alternate", site + urls.search(first), type="text/html")
    here, last = visit.request.page, max(pages, 1)
    beside = {"self": here, "first": 1, "previous": min(here - 1, last), "next": here + 1}
    for relation, page in (beside | {"last": last}).items():
        if relation == "self" or 1 <= page <= last:
            address = urls.search(replace(visit.request, page=page), ".atom")
            yield _link(relation, site + address, type=MEDIA_TYPE)


def _entry(visit: Visit, document: Document, hit: Hit) -> _Element:
    site = visit.settings.site_url
    entry = _E.entry(
        {_LANG: "sv"},
        _E.id(entry_id(site, document)),
        _E.title(printable(hit.title)),
        _E.published(_moment(document.published)),
        _E.updated(_moment(_changed(document))),
        _link("alternate", site + hit.url, type="text/html"),
    )
    if document.source:
        entry.append(_link("via", document.source))
    entry.extend(_categories(visit, document))
    passages = " … ".join(printable(snippet.text) for snippet in hit.snippets)
    if passages:
        entry.append(_E.summary(_LEFT_OUT.sub("…", passages)))
    return entry


def entry_id(site: str, document: Document) -> str:
    """Return a tag (RFC 4151) that a post keeps for ever, as long as the site has the same host.

    Its address would make it another one with https, or on another port.
    """
    return f"tag:{urlsplit(site).hostname},{document.id[:4]}:{document.id}"


def _categories(visit: Visit, document: Document) -> Iterator[_Element]:
    registers = visit.service.registers
    for kind in registers.kinds:
        for one in document.about(kind):
            scheme = visit.settings.site_url + kind.path
            yield _E.category(term=one, scheme=scheme, label=printable(registers.label(kind, one)))


def _link(relation: str, address: str, **attributes: str) -> _Element:
    return _E.link(rel=relation, href=printable(address), **attributes)


def _changed(document: Document) -> date:
    return document.updated or document.published


def _moment(day: date) -> str:
    """Return the beginning of a day in UTC, which is on that day in Sweden, too."""
    return f"{day.isoformat()}T00:00:00Z"
