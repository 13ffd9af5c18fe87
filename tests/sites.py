"""A site on this machine, for tests of what asks over the network."""

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from kb.importers.site.client import Client, Limits


@dataclass(frozen=True)
class Answer:
    """What a path answers; `length` is what it says of itself, where that is not so."""

    body: bytes | str = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None

    @property
    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


# Called with the handler, which it may write to as it likes, or the answers one after the other
# (the last for good), or one answer.
Wild = Callable[["Handler"], Answer | None]
Page = Answer | list[Answer] | Wild


class Site(ThreadingHTTPServer):
    """Answers what its pages say, by path with query, `?*` for any; else it is not found."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, pages: Mapping[str, Page], host: str = "127.0.0.1") -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.pages = dict(pages)
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        super().__init__((host, 0), Handler)
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that break off are the point."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        pages = self.server.pages
        bare = self.path.partition("?")[0] + "?*"
        page = pages.get(self.path) or pages.get(bare) or Answer("not here", status=404)
        if callable(page):
            answer = page(self)
            if answer is None:
                self.close_connection = True
                return
        elif isinstance(page, list):
            answer = page.pop(0) if len(page) > 1 else page[0]
        else:
            answer = page
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value.replace("{site}", self.server.url))
        content = answer.content.replace(b"{site}", self.server.url.encode())
        self.send_header("Content-Length", str(answer.length or len(content)))
        if answer.content_type:
            self.send_header("Content-Type", answer.content_type)
        self.end_headers()
        self.wfile.write(content)
        if answer.length:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def site(
    pages: Mapping[str, Page], host: str = "127.0.0.1", context: ssl.SSLContext | None = None
) -> Iterator[Site]:
    """Serve pages; `{site}` in a body or a header becomes the site's address."""
    server = Site(pages, host)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.url = server.url.replace("http:", "https:")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


QUICK = Limits(connect=2, read=0.3, whole=0.6, largest=1024 * 1024, requests=100, pause=0)


def client(**changes: object) -> Client:
    """A client that waits for nothing."""
    return Client(**({"limits": QUICK, "sleep": lambda _: None} | changes))  # type: ignore[arg-type]
