"""`/forslag`: completions of what is being typed."""

from starlette.responses import JSONResponse, Response

from kb.corpus.kinds import KINDS
from kb.messages import N_
from kb.search.completions import POST, WORD, Completion
from kb.search.query.request import make_request
from kb.web.visit import Visit

SUGGESTIONS = "application/x-suggestions+json"
_LABELS = {kind.name: kind.label for kind in KINDS} | {POST: N_("Post"), WORD: N_("Search")}


def completions(visit: Visit) -> Response:
    """Answer `/forslag`: as `kb suggest --json`, or in the shape that OpenSearch has."""
    text = visit.request.query.text
    found = visit.service.completions.of(text)
    if not visit.opensearch:
        return JSONResponse([completion.to_json() for completion in found])
    shape = [
        text,
        [completion.text for completion in found],
        [visit.messages.gettext(_LABELS[completion.kind]) for completion in found],
        [visit.settings.site_url + _address(completion, visit) for completion in found],
    ]
    return JSONResponse(shape, media_type=SUGGESTIONS)


def _address(completion: Completion, visit: Visit) -> str:
    return completion.url or visit.urls.search(make_request(completion.text))
