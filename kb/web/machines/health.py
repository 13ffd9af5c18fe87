"""`/healthz`: for whoever watches over the site."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.web.asking import service_of
from kb.web.caching import NEVER


def health(request: Request) -> Response:
    """Answer `/healthz`: that it answers, and from which generation."""
    generation = service_of(request).engine.generation
    return JSONResponse(
        {"status": "ok", "generation": generation.name, "posts": generation.posts},
        headers={"Cache-Control": NEVER},
    )
