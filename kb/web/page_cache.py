"""Answers kept whole, as they were sent: a page that many ask for is searched and written once.

What makes an answer another one is its key: generation and day, address, language and packing. The
settings and the code are those of the process.
"""

import asyncio
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.cache import Cache
from kb.settings import Settings
from kb.web.asking import hold_service, language
from kb.web.caching import is_known, knows_any
from kb.web.compression import packing
from kb.web.metrics import Metrics

_MB = 1 << 20
# An answer may take no more of the room: the longest lists would drive out all that many ask for.
_SHARE = 8
# Bytes of memory for a page's own objects and those of its headers, by its and their number.
_OF_PAGE = 500
_OF_HEADER = 150

# Path, parameters as they came, language, packing.
_Key = tuple[str, bytes, str, str]


@dataclass(frozen=True, slots=True)
class _Page:
    """An answer with status 200, whole."""

    headers: list[tuple[bytes, bytes]]
    body: bytes
    tag: str

    @property
    def size(self) -> int:
        """Roughly how many bytes of memory it takes."""
        head = sum(len(name) + len(value) + _OF_HEADER for name, value in self.headers)
        return _OF_PAGE + head + len(self.body)


class _Pages:
    """The answers of one generation on one day.

    `making` has those that are on their way, by the loop in which somebody may wait for them.
    """

    def __init__(self, of: tuple[str, date], room: int) -> None:
        self.of = of
        self.kept = Cache[_Key, _Page](room, lambda page: page.size)
        self.making: dict[tuple[asyncio.AbstractEventLoop, _Key], asyncio.Event] = {}


class PageCache:
    """ASGI middleware that keeps answers, as many as the setting has room for.

    Kept is what has a tag and comes in one piece, by the answer to a GET. Who asks for what is on
    its way waits for it. With a new generation or day, all goes.
    """

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self.app = app
        self._room = settings.page_cache * _MB
        self._settings = settings
        self._metrics = metrics
        self._pages = _Pages(("", date.min), self._room)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with what is kept if it can be."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not self._room:
            await self.app(scope, receive, send)
            return
        service = await hold_service(scope)
        pages = self._pages_of(service.engine.generation.name)
        request = Request(scope)
        # Several lines of it are one, as they are where answers are packed.
        accepted = ",".join(request.headers.getlist("accept-encoding"))
        key = (scope["path"], scope["query_string"], language(request), packing(accepted))
        page = pages.kept.find(key)
        making = None if page else pages.making.get((asyncio.get_running_loop(), key))
        if making:
            await making.wait()
            page = pages.kept.find(key)
        if page and not (is_known(request, page.tag) or knows_any(request)):
            self._metrics.count_kept()
            await send({"type": "http.response.start", "status": 200, "headers": [*page.headers]})
            await send({"type": "http.response.body", "body": page.body})
        elif page or making or scope["method"] == "HEAD":
            await self.app(scope, receive, send)
        else:
            await self._make(pages, key, scope, receive, send)

    def _pages_of(self, generation: str) -> _Pages:
        of = generation, self._settings.today()
        if self._pages.of != of:
            self._pages = _Pages(of, self._room)
        return self._pages

    async def _make(
        self, pages: _Pages, key: _Key, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Have a request answered; keep the answer if it may be, and let go of who waits for it."""
        here = asyncio.get_running_loop(), key
        made = pages.making[here] = asyncio.Event()
        start: Message | None = None

        async def keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message if message["status"] == 200 else None
            elif start and not made.is_set():
                if not message.get("more_body"):
                    self._keep(pages, key, start, message)
                made.set()
            await send(message)

        try:
            await self.app(scope, receive, keep)
        finally:
            del pages.making[here]
            made.set()

    def _keep(self, pages: _Pages, key: _Key, start: Message, body: Message) -> None:
        tag = Headers(raw=start["headers"]).get("etag")
        if tag is not None:
            page = _Page([*start["headers"]], body.get("body", b""), tag)
            if page.size <= self._room // _SHARE:
                pages.kept.keep(key, page)
