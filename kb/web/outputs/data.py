"""`/sok.json`: the same page of results, for programs."""

from starlette.responses import JSONResponse, Response

from kb.results import Results
from kb.web.caching import if_incomplete
from kb.web.visit import Visit


def search_json(visit: Visit) -> Response:
    """Answer `/sok.json`, as `kb search --json` does."""
    answer = visit.service.search(visit.request)
    results = Results.of(answer, visit.messages.notice).to_json()
    return JSONResponse(results, headers=if_incomplete(answer.interpretation))
