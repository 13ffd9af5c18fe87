"""What a repeated view costs beside its bytes alone: `python -m benchmarks.repeated_view [INDEX]`.

Serves an index, of the shipped corpus where none is named, in one process and as `kb serve` does.
Then 16 kept-alive connections ask for one page of results, each as soon as it has the answer
before, in turns with the same head and body as a constant: sent before the site looks at the
request, which is the least that an answer can take here, and answered by a route of the site,
past all of its middleware. Printed are medians and 99th percentiles in milliseconds, for Brotli
and unpacked, and the medians of the page relative to those of the constants.
"""

import argparse
import asyncio
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from benchmarks.sides import REPOSITORY
from kb.indexing import build_index
from kb.web import serving
from kb.web.app import create_app

_QUERY = "q=kooperativ"
_PAGE = f"/sok?{_QUERY}"
# Asks for the page, too, and keeps what is answered as the constant.
_RECORD = "/record"
_CONSTANT = "/constant"
_ROUTED = "/routed"
_CONNECTIONS = 16
_ROUNDS = 20
# Answers that a connection gets before it is another address' turn.
_BLOCK = 25
_STARTS_WITHIN = 60
# As a browser asks, and as who takes nothing packed.
_ACCEPTED = {"br": "gzip, deflate, br, zstd", "plain": "identity"}
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)

# Milliseconds of each answer, by how it is packed and address.
Times = dict[tuple[str, str], list[float]]


# --- the site, with constants -----------------------------------------------------------------


class Constants:
    """ASGI application: a site, and what it answered last when asked to record."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._recorded: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path")
        if path == _CONSTANT:
            for message in self._recorded:
                await send(dict(message))
        elif path == _RECORD:
            self._recorded = []
            scope = {**scope, "path": "/sok", "query_string": _QUERY.encode()}

            async def record(message: Message) -> None:
                self._recorded.append(dict(message))
                await send(message)

            await self.app(scope, receive, record)
        else:
            await self.app(scope, receive, send)

    async def routed(self, _: Request) -> Response:
        """Answer as a route whose answer is known, and that nobody is to keep."""
        start, body = self._recorded
        answer = Response(body["body"])
        own = [(name, value) for name, value in start["headers"] if name != b"cache-control"]
        answer.raw_headers = [*own, (b"cache-control", b"no-store")]
        return answer


def serve(descriptor: int) -> None:
    """Serve the site that the environment names, with constants, on a listening socket."""
    app = create_app()
    constants = Constants(app)
    app.router.routes.insert(0, Route(_ROUTED, constants.routed))
    config = uvicorn.Config(constants, log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


@contextmanager
def served(index: Path) -> Iterator[int]:
    """Run the site over an index in a process of its own; yield its port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    with serving.listen("127.0.0.1", 0) as listener:
        code = f"from benchmarks.repeated_view import serve; serve({listener.fileno()})"
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=REPOSITORY,
            env=kept | {"KB_INDEX": str(index.resolve())},
            pass_fds=[listener.fileno()],
        )
        port: int = listener.getsockname()[1]
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


# --- asking -----------------------------------------------------------------------------------


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> tuple[float, bytes]:
    """Return the milliseconds until an answer has been read to its end, and its body."""
    begun = time.perf_counter()
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200 ") or not length:
        raise SystemExit(f"{request.decode().splitlines()[0]}: {head.decode()}")
    body = await reader.readexactly(int(length[1]))
    return (time.perf_counter() - begun) * 1e3, body


async def measure(port: int, rounds: int) -> Times:
    """Ask for the page and both constants in turns, from all connections at once."""
    times: Times = defaultdict(list)
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(_CONNECTIONS)]

    async def block(packing: str, address: str) -> list[float]:
        request = (
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Accept: text/html\r\nAccept-Language: sv,en;q=0.8\r\n"
            f"Accept-Encoding: {_ACCEPTED[packing]}\r\n\r\n"
        ).encode()

        async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[float]:
            return [(await ask(reader, writer, request))[0] for _ in range(_BLOCK)]

        every = await asyncio.gather(*(one(*connection) for connection in connections))
        return [each for some in every for each in some]

    for packing, accepted in _ACCEPTED.items():
        head = f"Host: x\r\nAccept-Language: sv,en;q=0.8\r\nAccept-Encoding: {accepted}"
        bodies = {
            (await ask(*connections[0], f"GET {address} HTTP/1.1\r\n{head}\r\n\r\n".encode()))[1]
            for address in (_RECORD, _PAGE, _CONSTANT, _ROUTED)
        }
        if len(bodies) != 1:
            raise SystemExit("the page and its constants are not the same bytes")
        for number in range(rounds + 1):
            for address in (_PAGE, _CONSTANT, _ROUTED):
                took = await block(packing, address)
                if number:  # the first warms up
                    times[packing, address] += took
    for _, writer in connections:
        writer.close()
    return times


def lines(times: Times) -> Iterator[str]:
    """Yield a table: a packing and an address a line."""
    yield f"{'ms':8}{'':20}{'median':>8}{'99 %':>8}{'page/this':>12}"
    for packing in _ACCEPTED:
        page = statistics.median(times[packing, _PAGE])
        for address in (_PAGE, _CONSTANT, _ROUTED):
            values = times[packing, address]
            median = statistics.median(values)
            late = statistics.quantiles(values, n=100)[-1]
            ratio = f"{page / median:12.2f}" if address != _PAGE else ""
            yield f"{packing:8}{address:20}{median:8.2f}{late:8.2f}{ratio}"


def main() -> int:
    """Print every figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repeated_view")
    parser.add_argument("index", metavar="INDEX", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="of 400 answers each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or Path(folder) / "index"
        if not options.index:
            build_index(REPOSITORY / "corpus", index)
        with served(index) as port:
            times = asyncio.run(measure(port, options.rounds))
    print(*lines(times), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
