"""A page, typed → HTML in the language of whoever asks."""

from collections.abc import Mapping
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from kb.web.addresses import LANGUAGES, RESULTS, Urls
from kb.web.asking import language, messages_in, parameters_of, service_of, urls_of
from kb.web.caching import NEVER
from kb.web.pages.page import Page

# Of a path that some page may have.
MAX_PATH = 200


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
    if shown.head.incomplete:
        answer.headers["Cache-Control"] = NEVER
    return answer


def _other_language(request: Request, lang: str) -> str:
    """Return the address of the same page in the other language."""
    (other,) = (each for each in LANGUAGES if each != lang)
    path = quote(request.scope["path"])
    if len(path) > MAX_PATH:
        return Urls(other).front()  # of no page, and a page would repeat it
    parameters = parameters_of(request, RESULTS)
    return Urls(other).at(path, parameters.request, printable=parameters.printable)
