"""Searches of one generation, as long as that is kept.

A generation is read by an alias that has its name. Whoever is to delete versions that it sees takes
that away first: a reader that has stayed in it for too long gets no answer, but never a wrong one.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from time import monotonic, sleep
from typing import Any, TypeVar

from kb.engines.opensearch.generations import read_state
from kb.engines.opensearch.manifest import index_of
from kb.engines.opensearch.transport.cluster import Cluster, RefusedError
from kb.errors import EngineUnavailableError

Result = TypeVar("Result")
# A post as the cluster tells of it.
Hit = Mapping[str, Any]

# A node that comes back may not know of a generation for so many seconds.
_LATE = 2.0
_PAUSE = 0.1


class Kept:
    """Searches a generation, by its name; any thread may ask.

    Errors are those of `Cluster.search`, and EngineUnavailableError where it is kept no more.
    """

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._name = name

    def search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Search once."""
        return self._asked(lambda: self._cluster.search(self._name, body))

    def msearch(self, bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Search several times at once."""
        searches = [({"index": self._name}, body) for body in bodies]
        return self._asked(lambda: self._cluster.msearch(searches))

    def _asked(self, search: Callable[[], Result]) -> Result:
        end = monotonic() + _LATE
        while True:
            try:
                return search()
            except RefusedError as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
                aliases = read_state(self._cluster, surely=True).aliases
                if monotonic() > end or self._name not in aliases.get(index_of(self._name), ()):
                    raise self._gone() from None
            sleep(_PAUSE)

    def _gone(self) -> EngineUnavailableError:
        return EngineUnavailableError(
            f"{self._cluster.location.where}: the generation {self._name} is kept no more, since "
            "others took its place; ask again, which opens the one that is live"
        )
