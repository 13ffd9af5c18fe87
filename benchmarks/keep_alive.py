"""How long a request waits on a kept-alive connection: `python -m benchmarks.keep_alive [OTHER]`.

Starts `kb serve` over the shipped corpus, on a free port and with an index in a temporary folder,
and times 200 requests for each of some addresses over one kept-alive HTTP/1.1 connection, as a
browser or a proxy has it, and as many over a fresh connection each. Printed are medians and 95th
percentiles in milliseconds, and the ratio of the medians kept/fresh. Kept should be the quicker
one, since it need not connect; where it takes some 40 ms more, the server sends headers and body as
two segments with Nagle's algorithm on: the second waits until the client acknowledges the
first, and clients delay that by 40 ms or more. On a fresh connection Linux acknowledges at once,
so a benchmark that connects anew does not see it.

With OTHER, a folder with kb/ and .venv/bin/python, that checkout is served, too, and asked in turns
with this one; the last column is the ratio of the medians this/other.
"""

import argparse
import http.client
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.sides import Side, other_side, this_side

_HOST = "127.0.0.1"
_ADDRESSES = ("/healthz", "/sok?q=kooperativ")
_REQUESTS = 200
# Requests before it is another's turn. A server closes a connection that nobody used for 5 s.
_BLOCK = 20
_WARM_UP = 5
_STARTS_WITHIN = 120

# Seconds of each request, by address, kind of connection and side.
Times = dict[tuple[str, str, str], list[float]]


@contextmanager
def served(side: Side, folder: Path) -> Iterator[int]:
    """Serve a checkout's shipped corpus; yield the port once it answers."""
    with socket.socket() as free:
        free.bind((_HOST, 0))
        port: int = free.getsockname()[1]
    corpus, index = side.root / "corpus", folder / side.name
    command = side.command(
        *("serve", "--host", _HOST, "--port", str(port), "--corpus", corpus, "--index", index)
    )
    log = folder / f"{side.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=side.environment(), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        deadline = time.monotonic() + _STARTS_WITHIN
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{side.name}: does not serve:\n{log.read_text('utf-8')[-2000:]}")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        ask(http.client.HTTPConnection(_HOST, port, timeout=5), _ADDRESSES[0])
    except OSError:
        return False
    return True


def ask(connection: http.client.HTTPConnection, address: str) -> float:
    """Return the seconds until an answer has been read to its end."""
    start = time.perf_counter()
    connection.request("GET", address)
    response = connection.getresponse()
    response.read()
    took = time.perf_counter() - start
    if response.status != 200:
        raise SystemExit(f"{address}: status {response.status}")
    return took


def ask_anew(port: int, address: str) -> float:
    """Return the seconds of connecting and an answer."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection(_HOST, port)
    ask(connection, address)
    took = time.perf_counter() - start
    connection.close()
    return took


def measure(ports: dict[str, int], requests: int) -> Times:
    """Ask each side in turns, over one kept-alive connection a side and over fresh ones."""
    times: Times = defaultdict(list)
    kept = {side: http.client.HTTPConnection(_HOST, port) for side, port in ports.items()}
    for connection in kept.values():
        for address in _ADDRESSES * _WARM_UP:
            ask(connection, address)
    local = {side: connection.sock.getsockname() for side, connection in kept.items()}
    for _ in range(-(-requests // _BLOCK)):
        for address in _ADDRESSES:
            for side, port in ports.items():
                times[address, "kept", side] += [ask(kept[side], address) for _ in range(_BLOCK)]
                times[address, "fresh", side] += [ask_anew(port, address) for _ in range(_BLOCK)]
    for side, connection in kept.items():
        # http.client connects anew, unasked, where an answer says `Connection: close`.
        if connection.sock is None or connection.sock.getsockname() != local[side]:
            raise SystemExit(f"{side}: does not keep connections alive")
        connection.close()
    return times


def lines(times: Times, sides: list[str]) -> Iterator[str]:
    """Yield a table: an address and a kind of connection a line."""
    titles = "".join(f"{f'{side}: median':>16}{'95 %':>8}" for side in sides)
    yield f"{'ms':28}{titles}{'this/other':>12}" if len(sides) > 1 else f"{'ms':28}{titles}"
    for address in _ADDRESSES:
        medians = {}
        for kind in ("kept", "fresh"):
            row = f"{address:20}{kind:8}"
            for side in sides:
                values = times[address, kind, side]
                medians[kind, side] = statistics.median(values)
                late = statistics.quantiles(values, n=20)[-1]
                row += f"{medians[kind, side] * 1e3:16.2f}{late * 1e3:8.2f}"
            if len(sides) > 1:
                row += f"{medians[kind, 'this'] / medians[kind, 'other']:12.2f}"
            yield row
        ratios = "".join(f"{medians['kept', s] / medians['fresh', s]:16.2f}{'':8}" for s in sides)
        yield f"{'':20}{'ratio':8}{ratios}".rstrip()


def main() -> int:
    """Print every figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.keep_alive")
    parser.add_argument("other", metavar="OTHER", type=Path, nargs="?")
    parser.add_argument("--requests", type=int, default=_REQUESTS, help="of each kind")
    options = parser.parse_args()
    sides = [this_side()]
    if options.other:
        sides.insert(0, other_side(options.other))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        ports = {side.name: servers.enter_context(served(side, Path(folder))) for side in sides}
        times = measure(ports, options.requests)
    print(*lines(times, [side.name for side in sides]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
