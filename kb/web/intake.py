"""Requests that come all at once: let in a few at a time, and searched once all are in.

The loop takes in requests in turns: each turn calls what was ready when it began, then asks the
system what else is. What comes in a turn is through with it before the next begins, so whoever asks
for `/healthz` waits for all that came just before. And a thread that searches makes all of it slow:
at each call to the system the loop gives the interpreter away, and waits until it is given back.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import TypeVar, cast

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_T = TypeVar("_T")

# Requests that are let in at a turn, of some .1 ms of work each.
_AT_A_TURN = 4
# Who asks for these is never kept waiting.
_AT_ONCE = ("/healthz",)
# From a connection that the system has to its request, here: accepted, made, listened to, read,
# begun. So many turns in which none came, and none is under way.
_TURNS = 5
# Seconds. Requests that come all the time must not keep all searches from beginning.
_PATIENCE = 0.1
# How many threads there may be is told by what their own tasks hold.
_ANY = CapacityLimiter(math.inf)


class Turns:
    """The turns of a loop: who was let in, who waits, the longest first."""

    def __init__(self) -> None:
        self._come = 0
        self._room = _AT_A_TURN
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._going_on = False

    async def enter(self) -> None:
        """Return when a request may be let in."""
        self._come += 1
        if not self._going_on:
            self._going_on = True
            asyncio.get_running_loop().call_soon(self._turn)
        if self._room:
            self._room -= 1
            return
        waits = asyncio.get_running_loop().create_future()
        self._waiting.append(waits)
        await waits

    def _turn(self) -> None:
        self._room = _AT_A_TURN
        self._going_on = bool(self._waiting)
        while self._room and self._waiting:
            waits = self._waiting.popleft()
            if not waits.done():  # not cancelled meanwhile
                self._room -= 1
                waits.set_result(None)
        if self._going_on:
            asyncio.get_running_loop().call_soon(self._turn)

    async def calm(self) -> None:
        """Return when all that have come are in, or the patience of who waits has ended."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _PATIENCE
        quiet = 0
        while quiet < _TURNS and loop.time() < end:
            before = self._come
            await asyncio.sleep(0)
            quiet = quiet + 1 if before == self._come and not self._waiting else 0


_OF_LOOP: RunVar[Turns] = RunVar("kb.turns")


def turns() -> Turns:
    """Return the turns of the loop that runs."""
    found = _OF_LOOP.get(None)
    if found is None:
        found = Turns()
        _OF_LOOP.set(found)
    return found


class Intake:
    """ASGI middleware that lets requests in a few at a time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, in its turn."""
        if scope["type"] == "http" and scope["path"] not in _AT_ONCE:
            await turns().enter()
        await self.app(scope, receive, send)


async def in_thread(function: Callable[..., _T], *args: object) -> _T:
    """Return what a function does, called in one of the threads that search, once there is calm."""
    async with to_thread.current_default_thread_limiter():
        await turns().calm()
        return await to_thread.run_sync(function, *args, limiter=_ANY)


async def each_in_thread(pieces: Iterator[_T]) -> AsyncIterator[_T]:
    """Yield what an iterator does, each piece made as `in_thread` has it."""
    end = object()
    while (piece := await in_thread(next, pieces, end)) is not end:
        yield cast(_T, piece)


def searching(endpoint: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that answers as `in_thread` has it."""

    async def answer(request: Request) -> Response:
        return await in_thread(endpoint, request)

    return answer
