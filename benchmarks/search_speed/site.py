"""The site as `kb serve` serves it, and beside it `/constant`: bytes that nothing is done to.

`python -m benchmarks.search_speed.site INDEX CONSTANT` prints its port and answers until it is
ended. CONSTANT is a file, read at the first request: a line of JSON with headers, then the body.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.settings import Settings
from kb.web.app import create_app
from kb.web.serving import listen, settle


def site(index: str, constant: Path) -> Starlette:
    """Return the app."""
    app = create_app(Settings(index=index))
    kept: list[Response] = []

    async def answer(request: Request) -> Response:
        if not kept:
            headers, body = constant.read_bytes().split(b"\n", 1)
            kept.append(Response(body, headers=json.loads(headers)))
        return kept[0]

    app.router.routes.insert(0, Route("/constant", answer))
    return app


def main(index: str, constant: str) -> None:
    """Serve on a free port."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(site(index, Path(constant)), log_level="warning", server_header=False)
    settle()
    print(listener.getsockname()[1], os.getpid(), flush=True)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main(*sys.argv[1:])
