"""An embedder for tests: what means the same has the same place; texts that share it are near."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from kb.meaning.embedder import Embedder, EmbeddingError, Vectors, of_length_one

_DIMENSION = 64
# What the words of a row are about.
_SAME = (
    ("dagis", "förskola", "förskolan"),
    ("bil", "fordon", "skåpbil"),
)


class WordEmbedder(Embedder):
    """Adds up a random direction for each word; counts what it was asked for."""

    def __init__(self, name: str = "ord 1") -> None:
        self.name = name
        self.asked: list[str] = []
        self.fails = False

    def query(self, text: str) -> Vectors:
        found: Vectors = self.queries([text])[0]
        return found

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._of(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._of(texts)

    def _of(self, texts: Sequence[str]) -> Vectors:
        if self.fails:
            raise EmbeddingError("ord: svarar inte")
        self.asked += texts
        return of_length_one(np.array([_vector(text) for text in texts]))


def _vector(text: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    words = [word.strip(".,:;!?-") for word in text.lower().split()]
    # All texts have something in common, as with a real model.
    total = np.full(_DIMENSION, 0.5)
    for word in filter(None, words):
        meant = next((row[0] for row in _SAME if word in row), word)
        seed = int.from_bytes(hashlib.sha256(meant.encode()).digest()[:4], "big")
        total += np.random.default_rng(seed).normal(size=_DIMENSION) / len(words)
    return total


# --- an endpoint --------------------------------------------------------------------------------


@dataclass
class Server:
    """A small server of embeddings; `answer` may be replaced."""

    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], tuple[int, bytes]] = field(default_factory=lambda: embedded)


def embedded(asked: dict[str, Any]) -> tuple[int, bytes]:
    vectors = WordEmbedder().passages(asked["input"])
    data = [{"index": n, "embedding": each.tolist()} for n, each in enumerate(vectors)]
    return 200, json.dumps({"object": "list", "data": data[::-1]}).encode()


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append({"path": self.path, **asked})
            server.keys.append(self.headers["Authorization"])
            status, body = server.answer(asked)
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # who asked has gone

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    server.address = f"http://127.0.0.1:{listening.server_port}"
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
