"""`/healthz`: for whoever watches over the site."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.web.asking import service_of
from kb.web.caching import NEVER


async def health(request: Request) -> Response:
    """Answer `/healthz`: that it answers, and from which generation.

    It takes no thread: who watches waits for no search.
    """
    generation = service_of(request).engine.generation
    return JSONResponse(
        {"status": "ok", "generation": generation.name, "posts": generation.posts},
        headers={"Cache-Control": NEVER},
    )
