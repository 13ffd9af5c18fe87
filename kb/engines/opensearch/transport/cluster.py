"""All talk with a cluster: time-outs, retries on other nodes, and no answer that is not whole.

A search that is late is asked anew of a node that is well, by way of shards on such nodes. What
changes something is not done twice unless it may be.
"""

import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from time import monotonic, sleep
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException, SerializationError

from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport.bulk import sent
from kb.engines.opensearch.transport.client import refused
from kb.engines.opensearch.transport.nodes import PATIENT, Nodes
from kb.engines.opensearch.transport.troubles import (
    Kind,
    RefusedError,
    Trouble,
    error_of,
    trouble_of,
)

__all__ = ["Cluster", "RefusedError", "cluster_of"]

Result = TypeVar("Result")

# Seconds after which a read is not tried again; those after which it is not where every node was
# asked; those after which a change is not.
_BUDGET = 4.0
_AGAIN = 1.0
_WRITE_AGAIN = 10.0
# The first pause before asking again what was asked of all nodes; each is twice as long.
_PAUSE = 0.05
_MOST_PAUSE = 1.0
# Its own, since other threads ask, too: what somebody else draws is not to depend on that.
_CHANCE = random.Random()  # noqa: S311 (no secret)


class Cluster:
    """The nodes of a location, safe to use from many threads."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self._nodes = Nodes(location)

    def search(self, index: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Search; the answer is of every shard.

        Raises:
            EngineUnavailableError: there is no such answer.
            RefusedError: there is none to have, as of an index that does not exist.
        """

        def call(client: OpenSearch) -> dict[str, Any]:
            params = {"allow_partial_search_results": "false", **self.nearby}
            return _whole(client.search(index=index, body=body, params=params))

        return self.read(call)

    def msearch(
        self, searches: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
    ) -> list[dict[str, Any]]:
        """Search several times at once, each a header and a body; all answers are of every shard.

        Raises:
            EngineUnavailableError, RefusedError: as of `search`, where one of them is without.
        """

        def call(client: OpenSearch) -> list[dict[str, Any]]:
            whole = {"allow_partial_search_results": False, **self.nearby}
            lines = [line for header, body in searches for line in ({**whole, **header}, body)]
            answers = client.msearch(body=lines).get("responses", ())
            if len(answers) != len(searches):
                raise SerializationError("answers are missing")
            return [_whole(answer) for answer in answers]

        return self.read(call)

    @property
    def nearby(self) -> dict[str, str]:
        """Parameters by which what reads from shards (mget, get) passes by nodes that hang."""
        return self._nodes.nearby

    def read(self, call: Callable[[OpenSearch], Result]) -> Result:
        """Have something asked that changes nothing, of another node where one does not answer.

        Raises:
            EngineUnavailableError: no node answers in time, or all of them in part.
            RefusedError: they answer that they do not do it.
        """
        begun = monotonic()
        troubles: dict[str, Trouble] = {}
        hung = False
        given_up = self._nodes.all_suspect
        for pause in _pauses():
            node = self._nodes.next(troubles)
            asked = monotonic()
            try:
                return call(node.patient if hung else node.reading)
            except OpenSearchException as error:
                trouble = trouble_of(error, self.location, monotonic() - asked)
            troubles.pop(node.address, None)
            troubles[node.address] = trouble
            passed = monotonic() - begun
            match trouble.kind:
                case Kind.REFUSED:
                    raise error_of(troubles)
                case Kind.HANGS:
                    # Where none is found that hangs, it was waited for as long as a search may be.
                    if hung or passed >= PATIENT or (given_up and self._nodes.all_suspect):
                        raise error_of(troubles)
                    hung = True
                    continue
                case Kind.UNREACHED | Kind.BROKEN:
                    self._nodes.gone(node)
            all_tried = len(troubles) == len(self.location.addresses)
            if passed > _BUDGET or (all_tried and passed > _AGAIN):
                raise error_of(troubles)
            if all_tried:
                sleep(pause)
        raise AssertionError  # pauses do not end

    def write(self, call: Callable[[OpenSearch], Result], *, again: bool = False) -> Result:
        """Have something changed; where it may have been done, it is not tried anew.

        `again`: whether it may be done twice.

        Raises:
            EngineUnavailableError: it is not done, or nobody knows.
            RefusedError: the cluster answers that it does not do it.
        """
        begun = monotonic()
        troubles: dict[str, Trouble] = {}
        hung = False
        for pause in _pauses():
            node = self._nodes.next(troubles)
            asked = monotonic()
            try:
                return call(node.writing)
            except OpenSearchException as error:
                trouble = trouble_of(error, self.location, monotonic() - asked)
            if trouble.kind in (Kind.UNREACHED, Kind.BROKEN):
                self._nodes.gone(node)
            maybe_done = trouble.kind in (Kind.BROKEN, Kind.HANGS, Kind.UNREADY)
            if maybe_done:
                advice = f"it may have been done all the same: try again; {trouble.advice}"
                trouble = replace(trouble, advice=advice)
            troubles.pop(node.address, None)
            troubles[node.address] = trouble
            if trouble.kind is Kind.REFUSED or (maybe_done and not again):
                raise error_of(troubles)
            if trouble.kind is Kind.HANGS and not hung:
                hung = True
                self._nodes.look()
                continue
            if monotonic() - begun > _WRITE_AGAIN:
                raise error_of(troubles)
            if len(troubles) == len(self.location.addresses):
                sleep(pause)
        raise AssertionError  # pauses do not end

    def bulk(self, operations: Sequence[bytes], **params: Any) -> list[int]:
        """Write many documents: each operation is the line of an action, and that of a document.

        Each may be done twice. Where the cluster has too much to do, what it did not take is sent
        again, later and in smaller parts. Returns the status of each operation; 409 (of `create`:
        it is there already) and 404 (of `delete`: it is not there) are among them.

        Raises:
            EngineUnavailableError, RefusedError: not all is written.
        """
        return sent(partial(self.write, again=True), operations, params)

    def close(self) -> None:
        """Close its connections; it is not used after."""
        self._nodes.close()


def _whole(answer: Any) -> dict[str, Any]:
    """Return an answer of a search if it is of every shard.

    That none failed says nothing: one that no node has is not counted among those that failed.
    """
    if not isinstance(answer, dict) or "error" in answer:
        raise refused(answer.get("status", 500), answer["error"])
    shards = answer.get("_shards")
    if not isinstance(shards, dict):
        raise SerializationError("no search")
    if answer.get("timed_out") or shards.get("failed") or shards["successful"] != shards["total"]:
        told = f"{shards['successful']} of {shards['total']} shards in time"
        raise refused(503, {"type": "partial", "reason": told})
    return answer


def _pauses() -> Iterator[float]:
    """Yield pauses, each longer than the one before; by chance, so that not all come at once."""
    pause = _PAUSE
    while True:
        yield pause * _CHANCE.uniform(0.5, 1)
        pause = min(2 * pause, _MOST_PAUSE)


def cluster_of(location: Location | str) -> Cluster:
    """Return the cluster at a location, one and the same for all of a process."""
    where = Location.parse(location) if isinstance(location, str) else location
    return _cluster(where, os.getpid())


@lru_cache(maxsize=8)
def _cluster(location: Location, process: int) -> Cluster:
    return Cluster(location)
