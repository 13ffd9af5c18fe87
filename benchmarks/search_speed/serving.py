"""The site under load: a repeated view, `/healthz` beside searches, memory after many searches."""

import asyncio
import json
import multiprocessing
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.search_speed.measuring import memory

_HOST = "127.0.0.1"
_CONNECTIONS = 16
_AT_ONCE = 200
# Seconds of asking one address before it is the other's turn, and how often.
_TURN, _TURNS = 1.5, 3
_ENCODINGS = {"br": "br, gzip", "identity": "identity"}


class Answer(NamedTuple):
    """An answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


def measure(index: Path, texts: Sequence[str], folder: Path) -> dict[str, Any]:
    """Return the figures of one server process; `texts` are searches, none of them twice."""
    addresses = [f"/sok?q={quote(text)}" for text in texts]
    constant = folder / "constant.bin"
    figures: dict[str, Any] = {}
    for name, encoding in _ENCODINGS.items():
        with _served(index, constant) as (port, _):
            page = asyncio.run(_once(port, addresses[0], encoding))
            kept = ("content-type", "content-encoding", "content-language", "vary")
            headers = {key: page.headers[key] for key in kept if key in page.headers}
            constant.write_bytes(json.dumps(headers).encode() + b"\n" + page.body)
            figures[f"repeated, {name}"] = _repeated(port, addresses[0], encoding, len(page.body))
    with _served(index, constant) as (port, pid):
        asyncio.run(_once(port, "/healthz", "identity"))
        figures["memory at first, MB"] = memory(pid)
        figures["healthz, ms"] = _healthz(port, addresses[1 : _AT_ONCE + 1])
        asyncio.run(_all(port, addresses[_AT_ONCE + 1 :]))
        figures["memory, MB"] = memory(pid)
        figures["searches"] = len(addresses) - 1
    constant.unlink()
    return figures


@contextmanager
def _served(index: Path, constant: Path) -> Iterator[tuple[int, int]]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.search_speed.site"]
    process = subprocess.Popen(
        [*command, str(index), str(constant)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        port, pid = process.stdout.readline().split()
        yield int(port), int(pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _repeated(port: int, address: str, encoding: str, size: int) -> dict[str, float]:
    """Return medians in ms of a page and of the same bytes, over some connections, in turns."""
    times: dict[str, list[float]] = {address: [], "/constant": []}
    for _ in range(_TURNS):
        for asked in times:
            times[asked] += asyncio.run(_load(port, asked, encoding))
    page, constant = (statistics.median(found) * 1e3 for found in times.values())
    return {"page": page, "constant": constant, "ratio": page / constant, "bytes": size}


async def _load(port: int, address: str, encoding: str) -> list[float]:
    end = time.perf_counter() + _TURN

    async def client() -> list[float]:
        times = []
        reader, writer = await asyncio.open_connection(_HOST, port)
        while (begun := time.perf_counter()) < end:
            await _ask(reader, writer, address, encoding)
            times.append(time.perf_counter() - begun)
        writer.close()
        return times

    return [
        t for times in await asyncio.gather(*(client() for _ in range(_CONNECTIONS))) for t in times
    ]


def _healthz(port: int, addresses: Sequence[str]) -> dict[str, float]:
    """Return ms of `/healthz` while so many searches run, all begun at once.

    Another process asks for them: to open so many connections takes as long as to let them in.
    """
    processes = multiprocessing.get_context("spawn")
    begun, ended = processes.Event(), processes.Event()
    crowd = processes.Process(target=_ask_all_at_once, args=(port, addresses, begun, ended))
    crowd.start()
    while crowd.is_alive() and not begun.wait(timeout=1):
        pass
    start = time.perf_counter()
    times: list[float] = []
    while not ended.is_set() and crowd.is_alive():
        asked = time.perf_counter()
        with urlopen(f"http://{_HOST}:{port}/healthz") as answer:
            answer.read()
        times.append((time.perf_counter() - asked) * 1e3)
        time.sleep(0.01)
    seconds = time.perf_counter() - start
    crowd.join()
    if crowd.exitcode:
        raise SystemExit("searches at once failed")
    return {
        "median": statistics.median(times),
        "worst": max(times),
        "asked": len(times),
        "seconds of the searches": seconds,
        "searches": len(addresses),
    }


def _ask_all_at_once(port: int, addresses: Sequence[str], begun: Event, ended: Event) -> None:
    async def ask() -> None:
        begun.set()
        await asyncio.gather(*(_once(port, address, "br, gzip") for address in addresses))

    asyncio.run(ask())
    ended.set()


async def _all(port: int, addresses: Sequence[str]) -> None:
    reader, writer = await asyncio.open_connection(_HOST, port)
    for address in addresses:
        await _ask(reader, writer, address, "br, gzip")
    writer.close()


async def _once(port: int, address: str, encoding: str) -> Answer:
    reader, writer = await asyncio.open_connection(_HOST, port)
    answer = await _ask(reader, writer, address, encoding)
    writer.close()
    return answer


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str, encoding: str
) -> Answer:
    writer.write(
        f"GET {address} HTTP/1.1\r\nHost: {_HOST}\r\nAccept-Language: sv\r\n"
        f"Accept-Encoding: {encoding}\r\n\r\n".encode()
    )
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    else:
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    status = int(head[0].split()[1])
    if status != 200:
        raise SystemExit(f"{address}: status {status}, {headers}")
    return Answer(status, headers, body)
