"""`/sitemap.xml`: every page that search robots are to know, in parts where they are many."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.search.query.query import Order
from kb.search.query.request import NO_FILTERS, NOTHING_TYPED
from kb.search.service import SearchService
from kb.web.addresses import Urls
from kb.web.asking import service_of, settings_of

# The protocol allows 50,000; so many are read in the time of a large page, and take 2 MB.
PART = 5_000
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_E = ElementMaker(namespace=_SITEMAPS, nsmap={None: _SITEMAPS})
_Element = Any  # lxml has no types


def sitemap(request: Request) -> Response:
    """Answer `/sitemap.xml`: the only part, or an index of several."""
    service, site = service_of(request), settings_of(request).site_url
    parts = -(-service.engine.generation.posts // PART)
    if parts < 2:
        return _xml(_E.urlset(*_pages(service, site), *_posts(service, site, 1)))
    addresses = (f"{site}/sitemap-{number}.xml" for number in range(1, parts + 1))
    return _xml(_E.sitemapindex(*(_E.sitemap(_E.loc(address)) for address in addresses)))


def sitemap_part(request: Request) -> Response:
    """Answer `/sitemap-{number}.xml`: the oldest posts in the first, with all that are no posts.

    A post that is added changes the last part, and no other.
    """
    service, site = service_of(request), settings_of(request).site_url
    number: int = request.path_params["number"]
    posts = list(_posts(service, site, number)) if number else []
    if not posts:
        raise HTTPException(404)
    return _xml(_E.urlset(*(_pages(service, site) if number == 1 else ()), *posts))


def _pages(service: SearchService, site: str) -> Iterator[_Element]:
    """Yield the pages that are no posts; what is new on the first of them is the newest post."""
    everything = service.interpret(NOTHING_TYPED)
    found = service.match(everything, NO_FILTERS, Order.NEWEST, 0, 1, facets=True)
    urls = Urls()
    yield _url(site + urls.front(), *(match.document.published for match in found.hits))
    for kind in service.kinds:
        yield _url(site + urls.register(kind))
        for entry_id in sorted(found.counts[kind.name]):
            yield _url(site + urls.entry(kind, entry_id))
    yield _url(site + urls.about())


def _posts(service: SearchService, site: str, part: int) -> Iterator[_Element]:
    stop = part * PART
    everything = service.interpret(NOTHING_TYPED)
    found = service.match(everything, NO_FILTERS, Order.OLDEST, stop - PART, stop)
    for match in found.hits:
        document = match.document
        yield _url(site + Urls().post(document.id), document.updated or document.published)


def _url(address: str, *changed: date) -> _Element:
    return _E.url(_E.loc(address), *(_E.lastmod(day.isoformat()) for day in changed))


def _xml(root: _Element) -> Response:
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type="application/xml")
