"""Serving the site: a socket that listens, and the processes that answer on it."""

import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from tempfile import TemporaryDirectory

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from kb.errors import KnowledgeBaseError

# A folder in which processes add up what each has counted: prometheus-client's own variable, which
# it reads when it is imported.
SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"


# While searches compute, who answers waits for the interpreter: some turns of so many seconds. Of
# 5 ms to .1 ms, none costs two threads that search any CPU that could be measured.
_TURN = 0.0001
# Looking for garbage stops everything, for longer the more there is: 2 to 4 ms with so many, which
# two or three searches make, and 30 with ten times as many, which wins nothing. It never looks in
# what was there from the start.
_NEW_OBJECTS = 2_000


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a host's port; port 0 is any.

    Raises:
        KnowledgeBaseError: another program has the port, or there is no such host.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        server = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise KnowledgeBaseError(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another --port or --host"
        ) from None
    # Asked of the system, its protocol is TCP; as made, 0. asyncio switches Nagle's algorithm off
    # for TCP only, and with it on, the body of an answer waits 40 ms for the head to be received.
    return socket.socket(fileno=server.detach())


def address(listener: socket.socket) -> str:
    """Return where a listening socket's site is read."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_public(listener: socket.socket) -> bool:
    """Tell whether others than this machine reach a listening socket."""
    return not ip_address(listener.getsockname()[0]).is_loopback


def site() -> ASGIApp:
    """Return the site that the environment names, for a process that does nothing else."""
    from kb.web.app import create_app  # noqa: PLC0415 (the command line need not wait for it)

    app = create_app()
    settle()
    return app


def settle() -> None:
    """Have this process, which does nothing but serve, answer soon beside its searches."""
    sys.setswitchinterval(_TURN)
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
    gc.freeze()


def run(
    listener: socket.socket, index: str | None, engine: str, workers: int, site_url: str
) -> None:
    """Serve the site over an index, until Ctrl-C or SIGTERM; without, over that of the settings."""
    config = uvicorn.Config(
        "kb.web.serving:site",
        factory=True,
        workers=workers,
        log_level="warning",
        server_header=False,
    )
    # Where the workers' settings find them.
    named = {"KB_INDEX": index} if index else {}
    with _environment(**named, KB_ENGINE=engine, KB_SITE_URL=site_url):
        if workers > 1:
            shared = TemporaryDirectory(prefix="kb-metrics-")
            with shared as folder, _environment(**{SHARED_COUNTS: folder}):
                Multiprocess(config, sockets=[listener]).run()
        else:
            with _ended_by_signals():
                uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set variables of the environment for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """End with status 0 on Ctrl-C and SIGTERM: uvicorn raises them anew after it has ended."""

    def end(*_: object) -> None:
        raise SystemExit(0)

    previous = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
