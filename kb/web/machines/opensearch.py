"""`/opensearch.xml`: the site as a search engine of a browser (OpenSearch 1.1)."""

from lxml import etree
from lxml.builder import ElementMaker
from starlette.requests import Request
from starlette.responses import Response

from kb.search.query.parser import printable
from kb.web.asking import language, messages_in, settings_of
from kb.web.outputs import completions, feed

MEDIA_TYPE = "application/opensearchdescription+xml"
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_E = ElementMaker(namespace=_OPENSEARCH, nsmap={None: _OPENSEARCH})
# As the specification has it, and as browsers insist.
_SHORT, _LONG = 16, 48
_FORMS = (
    ("text/html", "results", "/sok?q={searchTerms}"),
    (feed.MEDIA_TYPE, "results", "/sok.atom?q={searchTerms}&ordning=nyast&sida={startPage?}"),
    (completions.SUGGESTIONS, "suggestions", "/forslag?q={searchTerms}&format=opensearch"),
    (MEDIA_TYPE, "self", "/opensearch.xml"),
)


def opensearch(request: Request) -> Response:
    """Answer `/opensearch.xml`, in the words of whoever asks."""
    settings, messages = settings_of(request), messages_in(language(request))
    name, site = printable(settings.site_name), settings.site_url
    about = messages.gettext("Search {site}", site=name)
    icon = site + request.app.state.assets.address("icon.svg")
    description = _E.OpenSearchDescription(
        _E.ShortName(cut(name, _SHORT)),
        _E.LongName(cut(name, _LONG)),
        _E.Description(about),
        *(_E.Url(type=type_, rel=rel, template=site + path) for type_, rel, path in _FORMS),
        _E.Image(icon, width="16", height="16", type="image/svg+xml"),
        _E.Language("sv"),
        _E.InputEncoding("UTF-8"),
        _E.OutputEncoding("UTF-8"),
    )
    body: bytes = etree.tostring(description, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type=MEDIA_TYPE)


def cut(name: str, length: int) -> str:
    """Return as many of a name's words as fit; of a first word that is too long, its beginning."""
    if len(name) <= length:
        return name
    words = name[: length + 1].rpartition(" ")[0]
    return words.rstrip(" ,.:;–-") or name[:length]
