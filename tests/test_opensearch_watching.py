"""Which generation is live, asked by one thread for all: nobody else waits, and it never ends."""

import threading
import time
from collections.abc import Iterator

import pytest

pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")

from kb.engines.opensearch import watching
from kb.engines.opensearch.generations import Live, State
from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport.cluster import Cluster
from kb.engines.opensearch.watching import forget, live_name, remember, watch
from kb.errors import EngineUnavailableError

FIRST, SECOND = (Live("kb-20200101000000-abcd", number) for number in (1, 2))


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    monkeypatch.setattr(watching, "_POLL_SECONDS", 0.01)
    cluster = Cluster(Location.parse("http://127.0.0.1:1"))
    yield cluster
    forget(cluster)
    cluster.close()


def test_whatever_goes_wrong_it_is_asked_again(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = [EngineUnavailableError("no answer"), RuntimeError("a fault"), KeyError("another")]
    asking = []

    def state(_: Cluster) -> State:
        asking.append(threading.current_thread().name)
        if errors:
            raise errors.pop()
        return State(SECOND, {})

    monkeypatch.setattr(watching, "read_state", state)
    assert watch(cluster, FIRST) == FIRST
    names = [live_name(cluster)]
    end = time.monotonic() + 30
    while names[-1] != SECOND.name:
        assert time.monotonic() < end
        names.append(live_name(cluster))
    assert {*names} <= {FIRST.name, SECOND.name}
    assert {*asking} == {"generations"}


def test_who_is_first_asks(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "read_state", lambda _: State(None, {}))
    assert live_name(cluster) is None
    assert watch(cluster, FIRST) is None  # it is known already
    remember(cluster, FIRST)
    monkeypatch.setattr(watching, "read_state", lambda _: State(FIRST, {}))
    assert live_name(cluster) == FIRST.name


def test_for_a_writer_alone_nothing_is_watched(cluster: Cluster) -> None:
    remember(cluster, FIRST)
    assert cluster not in watching._watched
