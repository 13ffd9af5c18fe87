"""Servers that answer as a node of OpenSearch might, well or not; with certificates, too."""

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

# What a node that is well says of one shard and of two hits.
FOUND = {
    "took": 1,
    "timed_out": False,
    "_shards": {"total": 3, "successful": 3, "skipped": 0, "failed": 0},
    "hits": {"total": {"value": 2, "relation": "eq"}, "hits": []},
}


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Answer:
    """What is sent; `raw` in place of all of it, which may be nothing at all."""

    body: Any = None
    status: int = 200
    type: str = "application/json"
    raw: bytes | None = None


Behaviour = Callable[[Asked], Answer]


@dataclass
class FakeNode:
    """A node; `behaviour` answers all but what looks whether it is there."""

    behaviour: Behaviour
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    version: int = 7
    # Lets go of those that wait for an answer.
    ended: threading.Event = field(default_factory=threading.Event)
    frozen: bool = False
    # Ids of nodes that answer this one, and of those that do not.
    well: tuple[str, ...] = ("a", "b", "c")
    ill: tuple[str, ...] = ()

    def answer(self, asked: Asked) -> Answer:
        """Answer, or never."""
        if self.frozen:
            return self.hang(asked)
        if asked.path.startswith("/_cluster/state/version"):
            return Answer({"version": self.version})
        if asked.path.startswith("/_nodes/_all"):
            nodes = {name: {"name": name} for name in self.well}
            return Answer({"_nodes": {"failed": len(self.ill)}, "nodes": nodes})
        self.asked.append(asked)
        return self.behaviour(asked)

    def hang(self, _: Asked) -> Answer:
        """Answer nothing, as long as the test lasts."""
        self.ended.wait()
        return Answer(raw=b"")


def finds(_: Asked) -> Answer:
    """Answer a search."""
    return Answer(FOUND)


def refuses(status: int, kind: str, reason: str) -> Behaviour:
    """Return what answers with an error, as OpenSearch writes it."""
    error = {"type": kind, "reason": reason}
    return lambda _: Answer({"error": {"root_cause": [error], **error}, "status": status}, status)


@contextmanager
def fake_node(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[FakeNode]:
    """Run a node."""
    node = FakeNode(behaviour)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:  # whoever asked is gone
                self.close_connection = True

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            answer = node.answer(Asked(self.command, self.path, dict(self.headers), body))
            if answer.raw is not None:
                self.wfile.write(answer.raw)
                self.close_connection = True
                return
            text = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body)
            sent = text.encode() if isinstance(text, str) else text
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.type)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # as of a client that does not trust it

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    node.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    try:
        yield node
    finally:
        node.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Signed:
    """Certificates of a CA that was made for a test."""

    ca: Path
    server: ssl.SSLContext


def signed(folder: Path, name: str = "IP:127.0.0.1") -> Signed:
    """Make a CA, and a certificate of it for a name; skips the test where there is no openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("making certificates needs openssl: Debian's package openssl")
    folder.mkdir()

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl(
        *("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2"),
        *("-subj", "/CN=CA of a test", "-addext", "keyUsage=critical,keyCertSign"),
    )
    openssl("req", *key, "-keyout", "node.key", "-out", "node.csr", "-subj", "/CN=node")
    (folder / "names").write_text(f"subjectAltName={name}\n", encoding="utf-8")
    openssl(
        *("x509", "-req", "-in", "node.csr", "-CA", "ca.pem", "-CAkey", "ca.key"),
        *("-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "node.pem"),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "node.pem", folder / "node.key")
    return Signed(folder / "ca.pem", context)
