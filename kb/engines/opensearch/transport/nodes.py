"""The nodes that may be asked, and which of them are better not: those that hang or are gone.

A node that hangs holds up every search that needs a shard of it, whichever node was asked. So once
an answer is late, all nodes are looked at, and until all are well again, searches prefer the shards
of those that are.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from threading import Lock, Thread
from time import monotonic, sleep

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnectionError
from opensearchpy.exceptions import OpenSearchException, TransportError

from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport.client import Watch, client

# Seconds after which an answer to what reads is late: something may hang. Those that it is waited
# for all the same, since it may just be slow; and what changes something.
LATE = 1.2
PATIENT = 3.0
WRITING = 30.0
# How long a node is given to say that it is there; to hear from the others; to tell that.
_SIGN = 0.5
_OTHERS = 0.3
_LOOK = 0.8
# A look so young is taken for a new one; between two of them where a node is not well.
_FRESH = 0.3
_BETWEEN = 1.0
# Ids of nodes that a search names; an address has no room for more.
_MOST_NAMED = 100


class Node:
    """An address to ask, by clients of various patience."""

    def __init__(self, address: str, location: Location, watch: Callable[["Node"], Watch]) -> None:
        self.address = address
        self.suspect = False
        self._location = location
        self._watch = watch(self)

    @cached_property
    def reading(self) -> OpenSearch:
        """Waits as long as a search may take, unless a node is found to hang."""
        return client(self.address, self._location, PATIENT, LATE, self._watch)

    @cached_property
    def patient(self) -> OpenSearch:
        """Waits as long as a search may take."""
        return client(self.address, self._location, PATIENT)

    @cached_property
    def writing(self) -> OpenSearch:
        """Waits as long as a change may take."""
        return client(self.address, self._location, WRITING)

    @cached_property
    def looking(self) -> OpenSearch:
        """Waits for a sign of life."""
        return client(self.address, self._location, _SIGN)

    def close(self) -> None:
        """Close the connections of its clients."""
        for name in ("reading", "patient", "writing", "looking"):
            if name in self.__dict__:
                self.__dict__[name].close()


@dataclass(frozen=True, slots=True)
class _Sign:
    """What a node tells when it is looked at.

    Attributes:
        version: of the cluster's state that it knows; None where it may not say.
        well: ids of the nodes that answer it; None where all do, or it may not say.
    """

    version: int | None = None
    well: frozenset[str] | None = None


class Nodes:
    """The nodes of a location, safe to use from many threads."""

    def __init__(self, location: Location) -> None:
        self._nodes = [Node(address, location, self._watch_of) for address in location.addresses]
        self._turn = count()
        self._looking = Lock()
        self._looked = float("-inf")
        self._version = 0
        self._well: frozenset[str] | None = None
        self._watching = False
        self._closed = False

    def next(self, tried: Iterable[str] = ()) -> Node:
        """Return a node to ask: of those that are not suspect the next, rather one not `tried`."""
        nodes = [node for node in self._nodes if not node.suspect] or self._nodes
        fresh = [node for node in nodes if node.address not in tried] or nodes
        return fresh[next(self._turn) % len(fresh)]

    @property
    def all_suspect(self) -> bool:
        """Whether no node is worth being asked."""
        return all(node.suspect for node in self._nodes)

    @property
    def nearby(self) -> dict[str, str]:
        """The parameter by which a search prefers the shards of nodes that are well."""
        well = self._well
        if not well or len(well) > _MOST_NAMED:
            return {}
        return {"preference": f"_prefer_nodes:{','.join(sorted(well))}"}

    def gone(self, node: Node) -> None:
        """Ask others than a node, until it answers again."""
        node.suspect = True
        self._watch()

    def look(self) -> None:
        """See which nodes are well; takes a second at the most."""
        with self._looking:
            if monotonic() - self._looked > _FRESH:
                self._look()
                self._looked = monotonic()
        if self._troubled:
            self._watch()

    def _watch_of(self, node: Node) -> Watch:
        """Return what looks after an answer of a node.

        It is given up where something is found to hang that was not known to, or nobody may know.
        """

        def watch() -> Callable[[], bool]:
            known = self._well

            def give_up() -> bool:
                self.look()
                return node.suspect or self._well != known or self._version == 0

            return give_up

        return watch

    @property
    def _troubled(self) -> bool:
        return self._well is not None or any(node.suspect for node in self._nodes)

    def _look(self) -> None:
        with ThreadPoolExecutor(len(self._nodes)) as threads:
            signs = list(threads.map(_sign, self._nodes))
        newest = max((sign.version or 0 for sign in signs if sign), default=0)
        # Where all know less than was known, it is another cluster.
        self._version = min(self._version, newest) if all(signs) else self._version
        for node, sign in zip(self._nodes, signs, strict=True):
            # Who was frozen may still take the cluster for what it was, and answer what was so.
            node.suspect = sign is None or (sign.version or self._version) < self._version
        told = [sign for node, sign in zip(self._nodes, signs, strict=True) if not node.suspect]
        self._version = max(self._version, newest)
        missed = [sign.well for sign in told if sign and sign.well is not None]
        if told:
            self._well = frozenset[str]().union(*missed) if missed else None

    def _watch(self) -> None:
        """Look again and again, until all is well."""
        with self._looking:
            if self._watching or self._closed:
                return
            self._watching = True
        Thread(target=self._watched, name="opensearch-nodes", daemon=True).start()

    def _watched(self) -> None:
        while True:
            sleep(_BETWEEN)
            with self._looking:
                if not self._closed:
                    with suppress(RuntimeError):  # the program is ending
                        self._look()
                if self._closed or not self._troubled:
                    self._watching = False
                    return

    def close(self) -> None:
        """Close all connections."""
        self._closed = True
        for node in self._nodes:
            node.close()


def _sign(node: Node) -> _Sign | None:
    """Look at a node; None where it does not answer."""
    try:
        state = node.looking.transport.perform_request(
            "GET", "/_cluster/state/version", params={"local": "true"}
        )
        version = int(state["version"])
    except NoConnectionError:
        return None
    except TransportError as error:
        # It is there; maybe whoever asks has no right to know.
        return _Sign() if error.status_code in (401, 403, 404, 429) else None
    except (OpenSearchException, LookupError, TypeError, ValueError):
        return None
    try:
        # It asks the others itself. `timeout` is its own, `request_timeout` that of this program.
        others = node.looking.transport.perform_request(
            "GET",
            "/_nodes/_all/_none",
            params={
                "timeout": f"{round(_OTHERS * 1000)}ms",
                "request_timeout": _LOOK,
                "filter_path": "_nodes,nodes.*.name",
            },
        )
        missed = others["_nodes"]["failed"]
        return _Sign(version, frozenset(others["nodes"]) if missed else None)
    except (OpenSearchException, LookupError, TypeError):
        return _Sign(version)  # it is there all the same
