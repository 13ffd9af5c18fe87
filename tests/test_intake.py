"""What comes all at once is let in a few at a time, and searched once all of it is in."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from kb.engines import live_generation
from kb.settings import Settings
from kb.web import intake
from kb.web.app import create_app
from kb.web.intake import Intake, searching, turns

MANY = 50


def scope(path: str, query: str = "") -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [],
        "scheme": "http",
        "server": ("x", 80),
    }


async def nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def drop(_: Message) -> None:
    """Send nothing."""


class Noting:
    """An app that notes what is let in at which turn of the loop."""

    def __init__(self) -> None:
        self.let_in: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.let_in.append(scope["path"])


def test_a_few_are_let_in_at_a_turn_in_order_and_none_is_lost() -> None:
    noting = Noting()
    paths = [f"/{number}" for number in range(MANY)]

    async def come() -> None:
        tasks = [asyncio.create_task(Intake(noting)(scope(path), nothing, drop)) for path in paths]
        had = 0
        while not all(task.done() for task in tasks):
            await asyncio.sleep(0)
            assert len(noting.let_in) - had <= intake._AT_A_TURN
            had = len(noting.let_in)

    asyncio.run(come())
    assert noting.let_in == paths


def test_who_watches_waits_for_nobody() -> None:
    noting = Noting()
    paths = [f"/{number}" for number in range(MANY)] + ["/healthz"]

    async def come() -> None:
        await asyncio.gather(*(Intake(noting)(scope(path), nothing, drop) for path in paths))

    asyncio.run(come())
    assert noting.let_in.index("/healthz") == intake._AT_A_TURN


def test_whoever_goes_while_waiting_holds_up_nobody() -> None:
    noting = Noting()
    paths = [f"/{number}" for number in range(MANY)]

    async def come() -> None:
        tasks = [asyncio.create_task(Intake(noting)(scope(path), nothing, drop)) for path in paths]
        await asyncio.sleep(0)
        for task in tasks[intake._AT_A_TURN :: 2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await Intake(noting)(scope("/last"), nothing, drop)

    asyncio.run(come())
    gone = set(paths[intake._AT_A_TURN :: 2])
    assert noting.let_in == [path for path in paths if path not in gone] + ["/last"]


def test_no_search_begins_until_all_are_in() -> None:
    come: list[str] = []
    had: list[int] = []

    def answer(request: Request) -> Response:
        had.append(len(come))
        return Response()

    endpoint = searching(answer)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        come.append(scope["path"])
        await endpoint(Request(scope))

    async def ask() -> None:
        # As connections come: some at each turn, none at a few.
        asked = []
        for number in range(MANY):
            asked.append(asyncio.create_task(Intake(app)(scope(f"/{number}"), nothing, drop)))
            for _ in range(number % intake._TURNS):
                await asyncio.sleep(0)
        await asyncio.gather(*asked)

    asyncio.run(ask())
    assert had == [MANY] * MANY


def test_patience_ends_where_requests_never_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_PATIENCE", 0.0)

    async def ask() -> None:
        go_on = True

        async def come() -> None:
            while go_on:
                await turns().enter()
                await asyncio.sleep(0)

        coming = asyncio.create_task(come())
        assert (await searching(lambda _: Response())(Request(scope("/")))).status_code == 200
        assert not coming.done()
        go_on = False
        await coming

    asyncio.run(ask())


def test_one_look_at_what_is_live_is_for_all_of_a_turn(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    def looking(*where: Any) -> str | None:
        nonlocal looks
        looks += 1
        return live_generation(*where)

    app = create_app(Settings(index=str(index_dir)))
    answered: list[int] = []

    async def note(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    async def ask() -> None:
        await asyncio.gather(
            *(app(scope("/sok", f"q=ord{number}"), nothing, note) for number in range(MANY))
        )

    monkeypatch.setattr("kb.knowledge_base.live_generation", looking)
    asyncio.run(ask())
    assert answered == [200] * MANY
    assert 0 < looks <= MANY // intake._AT_A_TURN + 1
    app.state.knowledge_base.close()
