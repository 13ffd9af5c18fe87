"""What may be kept: every answer says so, and one that somebody has is not worked out again.

An answer is a function of the generation, the address, the language, the day, the settings and the
code. Its tag is their hash, so whoever comes with the tag is told that nothing has changed before
anything is searched or written.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.search.rewriting.interpretation import Interpretation
from kb.settings import Settings
from kb.web.addresses import LANGUAGES
from kb.web.asking import hold_service, language
from kb.web.problems import FOR_PROGRAMS, is_for_programs
from kb.web.templates import templates_folder

# Kept, but asked about each time: a new generation shows at once.
_ASK_AGAIN = "no-cache"
NEVER = "no-store"
# The one spelling of an address is for ever, but where a former id leads may be mended.
_AN_HOUR = "public, max-age=3600"
_PACKAGE = Path(__file__).parents[1]
_QUOTED = re.compile(r'"[^"]*"')


class Caching:
    """ASGI middleware that tags answers, and says how long each may be kept.

    What an answer says of itself stays.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings
        # How many answers are kept here makes none another one.
        self._site = f"{code_of_site()} {settings.model_dump_json(exclude={'page_cache'})}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say that its answer is still the same."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        service = await hold_service(scope)
        tag = self._tag(request, service.engine.generation.name)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "cache-control" not in headers:
                    kept = _kept(message["status"])
                    headers["Cache-Control"] = kept
                    if message["status"] in (200, 304) and kept != NEVER:
                        headers["ETag"] = tag
                    _vary(headers, request)
            await send(message)

        if is_known(request, tag) or (knows_any(request) and await self._is_tagged(scope, receive)):
            # Without them a browser keeps the answer from the script of another site that asked.
            headers = FOR_PROGRAMS if is_for_programs(scope["path"]) else None
            await Response(status_code=304, headers=headers)(scope, receive, send_with_headers)
            return

        await self.app(scope, receive, send_with_headers)

    async def _is_tagged(self, scope: Scope, receive: Receive) -> bool:
        """Tell whether there is an answer at an address, and of those that get a tag."""
        tagged = False

        async def look(message: Message) -> None:
            nonlocal tagged
            if message["type"] == "http.response.start":
                own = Headers(raw=message["headers"])
                tagged = message["status"] == 200 and "cache-control" not in own

        await self.app({**scope, "method": "HEAD"}, receive, look)
        return tagged

    def _tag(self, request: Request, generation: str) -> str:
        asked = (request.scope["path"], request.scope["query_string"], language(request))
        day = self._settings.today()
        digest = hashlib.sha256(repr((self._site, generation, asked, day)).encode()).hexdigest()
        # Weak, since the answer may be packed one way or another.
        return f'W/"{digest[:16]}"'


def if_incomplete(interpretation: Interpretation) -> dict[str, str] | None:
    """Return what an answer that another time may have more says of itself: nobody keeps it."""
    return {"Cache-Control": NEVER} if interpretation.incomplete else None


def is_known(request: Request, tag: str) -> bool:
    """Tell whether whoever asks has the answer with a tag, weak as it is, already."""
    known = request.headers.get("if-none-match")
    return known is not None and tag.removeprefix("W/") in _QUOTED.findall(known)


def knows_any(request: Request) -> bool:
    """Tell whether whoever asks has an answer, and wants none whatever it is (RFC 9110, 13.1.2)."""
    return request.headers.get("if-none-match", "").strip() == "*"


def _kept(status: int) -> str:
    """Return how long an answer may be kept that does not say so itself."""
    if status >= 500:
        return NEVER
    return _AN_HOUR if status in (301, 308) else _ASK_AGAIN


def _vary(headers: MutableHeaders, request: Request) -> None:
    """Say by what else than its address an answer is another one."""
    said = {name.strip().lower() for name in headers.get("vary", "").split(",")}
    asked = request.query_params.get("lang") in LANGUAGES
    negotiated = [] if asked else ["Accept-Language"]
    for name in ("Accept-Encoding", *negotiated):
        if name.lower() not in said:
            headers.add_vary_header(name)


@cache
def code_of_site() -> str:
    """Return 16 hex digits that change with anything that answers are made of."""
    digest = hashlib.sha256()
    for folder in (_PACKAGE, templates_folder()):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
