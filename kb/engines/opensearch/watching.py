"""Which generation is live, asked often: a thread asks the cluster for all who want to know."""

import contextlib
import threading
import time

from kb.engines.opensearch.generations import Live, read_state
from kb.engines.opensearch.transport.cluster import Cluster

_POLL_SECONDS = 0.25
_DOUBT_SECONDS = 5.0


class _Watched:
    """What was known last of an index."""

    def __init__(self, live: Live | None) -> None:
        self.live = live
        self._doubtful_since: float | None = None

    def seen(self, live: Live | None) -> None:
        """Take note of what a node says: of an older one only if it is said for long.

        A node that comes back has an old view for a moment; numbers only ever grow.
        """
        if self.live is None or (live is not None and live.number >= self.live.number):
            self.live, self._doubtful_since = live, None
            return
        now = time.monotonic()
        self._doubtful_since = self._doubtful_since or now
        if now - self._doubtful_since > _DOUBT_SECONDS:
            self.live, self._doubtful_since = live, None


_watched: dict[Cluster, _Watched] = {}
_lock = threading.Lock()
_watcher: threading.Thread | None = None


def live_name(cluster: Cluster) -> str | None:
    """Return the name of the live generation, as it was a moment ago.

    Only the first call for an index that nobody watches waits. Where the cluster does not answer
    it is the last that was known.
    """
    watched = _watched.get(cluster)
    live = watched.live if watched else watch(cluster, read_state(cluster).live)
    return live.name if live else None


def watch(cluster: Cluster, live: Live | None) -> Live | None:
    """Have an index watched until it is forgotten; return what is known of it.

    That is `live`, which was seen just now, unless it was watched before.
    """
    global _watcher  # noqa: PLW0603  one thread asks for all of a process
    with _lock:
        watched = _watched.setdefault(cluster, _Watched(live))
        if _watcher is None or not _watcher.is_alive():
            _watcher = threading.Thread(target=_watch, name="generations", daemon=True)
            _watcher.start()
    return watched.live


def remember(cluster: Cluster, live: Live | None) -> None:
    """Take note, where an index is watched, of what is live: from who knows it for sure."""
    with _lock:
        watched = _watched.get(cluster)
        if watched:
            watched.live = live


def forget(cluster: Cluster) -> None:
    """Ask no more for an index."""
    with _lock:
        _watched.pop(cluster, None)


def _watch() -> None:
    """Ask for what is watched, again and again, until nothing is."""
    global _watcher  # noqa: PLW0603
    while True:
        time.sleep(_POLL_SECONDS)
        with _lock:
            if not _watched:
                _watcher = None
                return
            watching = dict(_watched)
        for cluster, watched in watching.items():
            before = watched.live
            # Whatever goes wrong, what was known last is as good, and others are watched, too.
            with contextlib.suppress(Exception):
                live = read_state(cluster).live
                with _lock:
                    # What a commit has told meanwhile is newer.
                    if watched.live == before:
                        watched.seen(live)
