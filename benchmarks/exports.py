"""How long all hits of a search take as a table, and how much memory it takes.

`python -m benchmarks.exports [FOLDER]` makes up a corpus of 10,000 posts and indexes it, in a
temporary folder or in FOLDER, where a second run finds it again. Then the site answers `/sok.csv`
in a process of its own, as over a socket, for all posts and for those with a common word. Printed
are rows, seconds, megabytes sent, and by how many megabytes the process grew at most; and what
the passages of a page of results would add.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.generated import write_corpus
from kb.indexing import build_index
from kb.knowledge_base import KnowledgeBase
from kb.search.query.request import make_request
from kb.settings import Settings
from kb.web.app import create_app

_CORPUS = Path(__file__).parents[1] / "corpus"
_SEARCHES = ("", "q=och", "q=kooperativ")
_SAMPLE = 500


def table(index: str, query: str) -> dict[str, float]:
    """Return the figures of one answer, asked of a site that has answered another search."""
    app = create_app(Settings(index=index))
    _ask(app, "/sok", "q=kommun")
    _ask(app, "/sok.csv", "q=kommun&fran=2025")
    before = _most_memory()
    begun, used = time.perf_counter(), time.process_time()
    rows, size = _ask(app, "/sok.csv", query)
    return {
        "rows": rows - 1,
        "seconds": time.perf_counter() - begun,
        "of CPU": time.process_time() - used,
        "MB sent": size / 1e6,
        "MB of memory": _most_memory() - before,
    }


def _ask(app: Any, path: str, query: str) -> tuple[int, int]:
    """Ask as a server does; return how many lines and bytes were sent."""
    scope = {
        **{"type": "http", "method": "GET", "path": path, "query_string": query.encode()},
        "headers": [],
    }
    lines = size = 0

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(3600)  # nobody goes away
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal lines, size
        if message["type"] == "http.response.start" and message["status"] != 200:
            raise SystemExit(f"{path}?{query}: status {message['status']}")
        lines += message.get("body", b"").count(b"\n")
        size += len(message.get("body", b""))

    asyncio.run(app(scope, receive, send))
    return lines, size


def _most_memory() -> float:
    """Return the most megabytes that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def passages(index: str) -> float:
    """Return the seconds of CPU that the passages of a page of results take for 10,000 posts."""
    with KnowledgeBase(index) as knowledge_base:
        service, request = knowledge_base.service, make_request("och")
        interpretation = service.interpret(request.query)
        found = service.match(interpretation, request.filters, request.order, 0, _SAMPLE)
        used = time.process_time()
        service.present(interpretation, found.hits, request.filters)
        return (time.process_time() - used) / len(found.hits) * 10_000


def main() -> int:
    """Print every figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exports")
    parser.add_argument("folder", metavar="FOLDER", type=Path, nargs="?")
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--search", help=argparse.SUPPRESS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        index = str(folder / "index")
        if options.search is not None:
            print(json.dumps(table(index, options.search)))
            return 0
        if not (folder / "index" / "current").exists():
            write_corpus(folder / "corpus", _CORPUS, posts=options.posts)
            build_index(folder / "corpus", folder / "index")
        for search in _SEARCHES:
            command = [sys.executable, "-W", "ignore", "-m", "benchmarks.exports", str(folder)]
            command += [f"--search={search}"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            figures = json.loads(done.stdout)
            print(f"/sok.csv?{search:16}", *(f"{n}: {v:.2f}" for n, v in figures.items()), sep="  ")
        print(f"passages of 10,000 hits: {passages(index):.1f} s of CPU more")
    return 0


if __name__ == "__main__":
    sys.exit(main())
