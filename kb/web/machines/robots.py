"""`/robots.txt`: what search robots are to read (RFC 9309)."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.web.addresses import LANGUAGES
from kb.web.asking import settings_of

# Searches are as many as facets combine. What they lead to, the sitemap names.
_RULES = ("User-agent: *", "Disallow: /sok", "Disallow: /forslag", "Disallow: /*?")
# The longest rule that fits an address counts.
_IN_A_LANGUAGE = ("Allow: /*?lang={0}$", "Disallow: /sok*?lang={0}$")


def robots(request: Request) -> Response:
    """Answer `/robots.txt`: all but searches, and pages that remember one."""
    more = (rule.format(lang) for lang in LANGUAGES for rule in _IN_A_LANGUAGE)
    sitemap = f"Sitemap: {settings_of(request).site_url}/sitemap.xml"
    return PlainTextResponse("\n".join([*_RULES, *more, "", sitemap, ""]))
