"""Who may write: a document of the control index, with a lease.

It saves two writers from working for nothing. What keeps one that lost it from spoiling anything
is its aliases (`kb.engines.opensearch.fence`), which the next writer takes from it.
"""

import contextlib
import json
import os
import socket
from http import HTTPStatus
from pathlib import Path
from secrets import token_hex
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any, NamedTuple

from opensearchpy import OpenSearch

from kb.engines.opensearch.manifest import control_index
from kb.engines.opensearch.transport.cluster import Cluster, RefusedError
from kb.errors import EngineUnavailableError, IndexBusyError

# A writer that has shown no life for so many seconds is taken for dead. Times of different
# machines are never compared: it is who waits that measures.
LEASE_SECONDS = 15.0
# A build of a large corpus takes minutes; who waits longer than this wants to know.
WAIT_SECONDS = 30.0
_PAUSE = 0.2
_ID = "lock"


class _Held(NamedTuple):
    """The document as it was read or written last."""

    seq_no: int
    term: int
    owner: str
    number: int


class Lock:
    """The writer's lock, taken; it is renewed until it is released.

    `number` is the writer's own: no other had it or will have it.
    """

    def __init__(self, cluster: Cluster, least: int = 1) -> None:
        """Take the lock, with a number that is `least` or more.

        Raises:
            IndexBusyError: another writer has it, and shows life.
            EngineUnavailableError: the cluster does not answer, or takes no writes.
        """
        self._cluster = cluster
        self._index = control_index(cluster.location.alias)
        self._owner = _this_process()
        self.lost = False
        self._held = self._take(least)
        self.number = self._held.number
        self._released = Event()
        self._renewing = Thread(target=self._renew, name="lease", daemon=True)
        self._renewing.start()

    def release(self) -> None:
        """Let the next writer in."""
        self._released.set()
        self._renewing.join()
        if not self.lost:
            with contextlib.suppress(EngineUnavailableError):  # it will be taken for dead
                self._put(self._held._replace(owner=""))

    def check(self) -> None:
        """Raise IndexBusyError where another writer has taken the lock."""
        if self.lost:
            raise IndexBusyError(
                f"{self._cluster.location.where}: this `kb index` stood still for so long that "
                "another took its place; the index is as that leaves it. Run `kb index` again"
            )

    def _take(self, least: int) -> _Held:
        begun = monotonic()
        seen, since = None, begun
        while True:
            held = self._get()
            now = monotonic()
            if seen is None or held is None or held.seq_no != seen.seq_no:
                seen, since = held, now
            if held is None or not held.owner or now - since > LEASE_SECONDS or _dead(held.owner):
                number = max(least, held.number + 1 if held else 1)
                before = held or _Held(-1, -1, "", 0)
                taken = self._put(before._replace(owner=self._owner, number=number))
                if taken:
                    return taken
            elif now - begun > WAIT_SECONDS:
                raise IndexBusyError(
                    f"{self._cluster.location.where}: another `kb index` is writing to "
                    f"{self._cluster.location.alias}; wait for it to end"
                )
            sleep(_PAUSE)

    def _renew(self) -> None:
        while not self._released.wait(LEASE_SECONDS / 4):
            with contextlib.suppress(EngineUnavailableError):  # until it answers again
                renewed = self._put(self._held)
                if renewed is None:
                    self.lost = True
                    return
                self._held = renewed

    def _get(self) -> _Held | None:
        try:
            found = self._cluster.read(
                lambda client: client.get(
                    index=self._index, id=_ID, params={**self._cluster.nearby}
                )
            )
        except RefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        source = found["_source"]
        return _Held(
            found["_seq_no"], found["_primary_term"], source["owner"], int(source["number"])
        )

    def _put(self, held: _Held) -> _Held | None:
        """Write it over the version that it has; None where another was quicker."""
        versions: dict[str, Any] = {"op_type": "create"}
        if held.seq_no >= 0:
            versions = {"if_seq_no": held.seq_no, "if_primary_term": held.term}
        body = {"owner": held.owner, "number": held.number}

        def call(client: OpenSearch) -> dict[str, Any]:
            answer: dict[str, Any] = client.index(
                index=self._index, id=_ID, body=body, params={**versions, "request_timeout": 5}
            )
            return answer

        try:
            # Done twice it is refused the second time, and looks like another's.
            answer = self._cluster.write(call, again=True)
        except RefusedError as error:
            if error.status != HTTPStatus.CONFLICT:
                raise
            found = self._get()
            ours = found and (found.owner, found.number) == (held.owner, held.number)
            return found if ours and held.owner else None
        return held._replace(seq_no=answer["_seq_no"], term=answer["_primary_term"])


# --- processes --------------------------------------------------------------------------------


def _this_process() -> str:
    """Return what no other writer says, and tells those beside it whether its process lives."""
    return json.dumps([_machine(), os.getpid(), _started(os.getpid()), token_hex(4)])


def _dead(owner: str) -> bool:
    """Tell whether an owner is known to be dead: a process of this machine that is gone."""
    try:
        machine, pid, started, _ = json.loads(owner)
        return bool(machine) and machine == _machine() and _started(int(pid)) != started
    except (ValueError, TypeError):
        return False


def _machine() -> str:
    """Return what no other machine, and no other container, says; empty where there is no such."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()} {socket.gethostname()}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Return when a process was started, in ticks of the machine; empty where there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        # What stands in brackets, the program's name, may have spaces and brackets.
        state, *rest = text.rpartition(")")[2].split()
        return "" if state in "ZX" else rest[18]
    except (OSError, ValueError, IndexError):
        return ""
