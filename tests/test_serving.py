import asyncio
import multiprocessing
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection

import pytest

from kb.errors import KnowledgeBaseError
from kb.web import serving


def waits_for_no_acknowledgement(listener: socket.socket) -> bool:
    """Accept a connection as uvicorn does, and tell whether what is written leaves at once."""

    async def accept() -> bool:
        options: asyncio.Queue[int] = asyncio.Queue()

        def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = writer.get_extra_info("socket")
            options.put_nowait(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(accepted, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname()[:2])
            option = await options.get()
            writer.close()
        return bool(option)

    return asyncio.run(accept())


def in_a_worker(listener: socket.socket, answer: Connection) -> None:
    answer.send(waits_for_no_acknowledgement(listener))


def test_answers_on_a_kept_connection_leave_at_once() -> None:
    with serving.listen("127.0.0.1", 0) as listener:
        assert waits_for_no_acknowledgement(listener)


def test_answers_of_a_worker_leave_at_once_too() -> None:
    spawning = multiprocessing.get_context("spawn")  # as uvicorn starts its workers
    here, there = spawning.Pipe()
    with serving.listen("127.0.0.1", 0) as listener:
        worker = spawning.Process(target=in_a_worker, args=(listener, there))
        worker.start()
        assert here.poll(60)
        assert here.recv()
        worker.join()


@pytest.mark.parametrize(
    "ask", [lambda taken: ("127.0.0.1", taken), lambda _: ("192.0.2.1", 0)], ids=["port", "host"]
)
def test_where_it_cannot_listen_it_says_what_to_do(ask: Callable[[int], tuple[str, int]]) -> None:
    with (
        serving.listen("127.0.0.1", 0) as taken,
        pytest.raises(KnowledgeBaseError, match="--port or --host"),
    ):
        serving.listen(*ask(taken.getsockname()[1]))
