"""Many documents written at once, no faster than the cluster takes them."""

import random
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from time import monotonic, sleep
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import SerializationError, TransportError

from kb.engines.opensearch.transport.client import refused

# Bytes of one request: more of them would not be taken faster.
_MOST_BYTES = 8 << 20
_LEAST_BYTES = 64 << 10
# Seconds in which a shard may come back, and after which nothing more is hoped for.
_SHARD = "10s"
_PATIENCE = 60.0
_PAUSE = 0.1
_MOST_PAUSE = 5.0
# What the cluster may take later.
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
# What is no fault: deleted already, created already.
_FINE = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)


_Call = Callable[[OpenSearch], list[int]]


def sent(
    write: Callable[[_Call], list[int]], operations: Sequence[bytes], params: Mapping[str, Any]
) -> list[int]:
    """Send operations by what has a call done; see `Cluster.bulk`."""
    statuses = [0] * len(operations)
    waiting = list(range(len(operations)))
    most, pause = _MOST_BYTES, _PAUSE
    moved = monotonic()
    while waiting:
        part = _first(operations, waiting, most)
        last = monotonic() - moved > _PATIENCE
        found = write(_call([operations[number] for number in part], params, last))
        for number, status in zip(part, found, strict=True):
            statuses[number] = status
        later = [number for number in part if statuses[number] in _LATER]
        waiting[: len(part)] = later
        if len(later) < len(part):
            moved, pause = monotonic(), _PAUSE
        if later:
            most = max(sum(len(operations[number]) for number in part) // 2, _LEAST_BYTES)
            # No two processes come again at the same moment.
            sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (no secret)
            pause = min(2 * pause, _MOST_PAUSE)
    return statuses


def _first(operations: Sequence[bytes], numbers: Sequence[int], most: int) -> Sequence[int]:
    """Return the first numbers, of operations of at most so many bytes together, or one."""
    size = 0
    for count, number in enumerate(numbers):
        size += len(operations[number])
        if size > most and count:
            return numbers[:count]
    return numbers


def _call(operations: Sequence[bytes], params: Mapping[str, Any], last: bool) -> _Call:
    """Return what sends operations and tells the status of each.

    The `last` time, also what the cluster may take later is an error.
    """
    body = b"".join(operation.rstrip(b"\n") + b"\n" for operation in operations)

    def call(client: OpenSearch) -> list[int]:
        try:
            answer = client.bulk(body=body, params={**_PARAMS, **params})
        except TransportError as error:
            busy = error.status_code == HTTPStatus.TOO_MANY_REQUESTS and not last
            large = error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and len(operations) > 1
            if busy or large:
                return [HTTPStatus.TOO_MANY_REQUESTS] * len(operations)
            raise
        items = answer.get("items", ())
        if len(items) != len(operations):
            raise SerializationError("items are missing")
        return [_status(item, last) for item in items]

    return call


_PARAMS: dict[str, Any] = {
    "timeout": _SHARD,
    "request_timeout": 30,
    "filter_path": "errors,items.*.status,items.*.error",
}


def _status(item: Mapping[str, Any], last: bool) -> int:
    """Return the status of one operation, of one that may be taken later, too, but the last time.

    Raises:
        TransportError: the cluster does not take it.
    """
    [told] = item.values()
    status = int(told["status"])
    if status >= HTTPStatus.BAD_REQUEST and status not in _FINE and (last or status not in _LATER):
        raise refused(status, told.get("error"))
    return status
