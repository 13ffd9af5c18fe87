"""`/robots.txt`: what search robots are to read (RFC 9309)."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.web.asking import settings_of

# Searches are as many as facets combine. Posts, registers and entries are what they lead to, and
# the sitemap names all of these.
_RULES = """\
User-agent: *
Disallow: /sok
Disallow: /forslag
Disallow: /*?
Allow: /*?lang=sv$
Allow: /*?lang=en$
"""


def robots(request: Request) -> Response:
    """Answer `/robots.txt`: all but searches, and pages that remember one."""
    return PlainTextResponse(f"{_RULES}\nSitemap: {settings_of(request).site_url}/sitemap.xml\n")
