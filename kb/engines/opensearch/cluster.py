"""All talk with a cluster: time-outs, retries, and no answer that is not whole."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnectionError
from opensearchpy.exceptions import TransportError

from kb.engines.opensearch.location import Location
from kb.errors import EngineUnavailableError

Result = TypeVar("Result")
_READ = 3.0
_WRITE = 30.0


class RefusedError(EngineUnavailableError):
    """The cluster answers that it does not do it; `status` and `kind` say why.

    `kind` is OpenSearch's name of the reason, such as index_not_found_exception.
    """

    def __init__(self, message: str, status: int, kind: str) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind


class Cluster:
    """The nodes of a location, safe to use from many threads."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self._reading = [_client(address, _READ) for address in location.addresses]
        self._writing = [_client(address, _WRITE) for address in location.addresses]
        self._turn = count()

    def search(self, index: str | None, body: Mapping[str, Any], **params: Any) -> dict[str, Any]:
        """Search; the answer is of every shard, or there is none. `index`: None with a PIT."""
        params = {"allow_partial_search_results": "false", **params}
        answer: dict[str, Any] = self.read(
            lambda client: client.search(
                index=index, body=body, params={**params, **({} if index is None else self.nearby)}
            )
        )
        self._checked(answer)
        return answer

    def msearch(
        self, searches: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
    ) -> list[dict[str, Any]]:
        """Search several times at once, (header, body) each; all answers are whole."""

        def lines() -> list[Mapping[str, Any]]:
            whole = {"allow_partial_search_results": False, **self.nearby}
            return [line for header, body in searches for line in ({**whole, **header}, body)]

        answers: list[dict[str, Any]] = self.read(lambda client: client.msearch(body=lines()))[
            "responses"
        ]
        for answer in answers:
            self._checked(answer)
        return answers

    @property
    def nearby(self) -> dict[str, str]:
        """Parameters by which a read (mget, get, creation of a PIT) avoids nodes that hang."""
        return {}

    def read(self, call: Callable[[OpenSearch], Result]) -> Result:
        """Ask a node, and another one where it does not answer; `call` changes nothing."""
        return self._done(self._reading, call)

    def write(self, call: Callable[[OpenSearch], Result], *, again: bool = False) -> Result:
        """Have something changed; not tried again where it may have been done already.

        `again`: whether it may be done twice.
        """
        return self._done(self._writing, call)

    def bulk(self, operations: Sequence[bytes], **params: Any) -> list[int]:
        """Write many documents, each an operation: its action's line and, but for delete, another.

        Returns the status of each, 409 (create: is there already) and 404 (delete) among them.
        """
        body = b"".join(operation.rstrip(b"\n") + b"\n" for operation in operations)
        answer = self.write(lambda client: client.bulk(body=body, params=params), again=True)
        items = [next(iter(item.values())) for item in answer["items"]]
        for item in items:
            if item["status"] >= 400 and item["status"] not in (404, 409):
                raise RefusedError(str(item["error"]), item["status"], item["error"]["type"])
        return [item["status"] for item in items]

    def _done(self, clients: Sequence[OpenSearch], call: Callable[[OpenSearch], Result]) -> Result:
        try:
            return call(clients[next(self._turn) % len(clients)])
        except NoConnectionError as error:
            raise EngineUnavailableError(f"{self.location.where}: {error.error}") from None
        except TransportError as error:
            status = int(error.status_code)
            raise RefusedError(
                f"{self.location.where}: {error.error} ({status})", status, str(error.error)
            ) from None

    def _checked(self, answer: Mapping[str, Any]) -> None:
        shards = answer.get("_shards", {})
        if answer.get("timed_out") or shards.get("successful") != shards.get("total", -1):
            raise EngineUnavailableError(f"{self.location.where}: not all shards answer")


def cluster_of(location: Location | str) -> Cluster:
    """Return the cluster at a location, one and the same for all of a process."""
    where = Location.parse(location) if isinstance(location, str) else location
    return _cluster(where, os.getpid())


@lru_cache(maxsize=8)
def _cluster(location: Location, process: int) -> Cluster:
    return Cluster(location)


def _client(address: str, seconds: float) -> OpenSearch:
    return OpenSearch([address], timeout=seconds, max_retries=0, pool_maxsize=32)
