"""A real cluster whose nodes are killed and frozen while it is searched: `make test-cluster`.

It tells, as it goes, how long the slowest answer took: -s shows it where all is well, too.
"""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")

from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport.cluster import Cluster, RefusedError
from kb.errors import EngineUnavailableError
from tests.cluster import LoopbackCluster, LoopbackNode

pytestmark = pytest.mark.cluster

THREADS = 16
# Seconds between a client's searches: all of them together leave the machine some time to answer.
PAUSE = float(os.environ.get("KB_CLUSTER_PAUSE", "0.1"))
POSTS = 3000
# Of every ten posts, so many have the word that is sought.
EVERY = 3
QUERY = {"query": {"match": {"text": "bron"}}, "track_total_hits": True}
FOUND = POSTS // EVERY


@dataclass
class Load:
    """Searches that go on in many threads, and what came of them."""

    seconds: list[float] = field(default_factory=list)
    totals: set[int] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def told(self, what: str) -> str:
        """Return the figures."""
        ordered = sorted(self.seconds)
        middle, most = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
        return (
            f"{what}: {len(ordered)} searches, {len(self.errors)} failed, "
            f"p50 {middle * 1000:.0f} ms, p99 {most * 1000:.0f} ms, slowest {ordered[-1]:.2f} s, "
            f"{sum(each > 1 for each in ordered)} slower than 1 s"
        )


def under_load(cluster: Cluster, index: str, during: Callable[[], None]) -> Load:
    """Search in many threads while something happens, and some seconds before and after."""
    load = Load()
    ended = threading.Event()

    def searching() -> None:
        while not ended.is_set():
            begun = time.monotonic()
            try:
                load.totals.add(cluster.search(index, QUERY)["hits"]["total"]["value"])
            except EngineUnavailableError as error:
                load.errors.append(str(error))
            load.seconds.append(time.monotonic() - begun)
            ended.wait(PAUSE)

    threads = [threading.Thread(target=searching) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(2)
        during()
        time.sleep(3)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    return load


@pytest.fixture
def client(cluster: LoopbackCluster) -> Iterator[Cluster]:
    client = Cluster(Location.parse(cluster.url))
    yield client
    client.close()


def filled(cluster: LoopbackCluster, client: Cluster, index: str, replicas: int) -> str:
    """Make an index of three shards, with posts."""
    body = {
        "settings": {"number_of_shards": 3, "number_of_replicas": replicas},
        "mappings": {"properties": {"text": {"type": "text"}}},
    }
    client.write(lambda each: each.indices.create(index=index, body=body))
    operations = [
        f'{{"index":{{"_index":"{index}","_id":"{number}"}}}}\n'
        f'{{"text":"{"bron" if number % EVERY == 0 else "vägen"} {number}"}}'.encode()
        for number in range(POSTS)
    ]
    assert set(client.bulk(operations, refresh="true")) == {201}
    cluster.mend()
    assert client.search(index, QUERY)["hits"]["total"]["value"] == FOUND
    return index


@pytest.fixture
def index(cluster: LoopbackCluster, client: Cluster) -> Iterator[str]:
    """An index of which every shard has a copy on another node."""
    name = f"copied-{uuid.uuid4().hex}"
    yield filled(cluster, client, name, 1)
    cluster.mend()
    client.write(lambda each: each.indices.delete(index=name))


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    def say(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}")

    return say


NODES: dict[str, Callable[[LoopbackCluster], LoopbackNode]] = {
    "a data node": LoopbackCluster.other,
    "the elected manager": LoopbackCluster.manager,
}


@pytest.mark.parametrize("which", NODES)
def test_a_node_is_killed_and_no_search_fails(
    cluster: LoopbackCluster,
    client: Cluster,
    index: str,
    say: Callable[[str], None],
    which: str,
) -> None:
    load = under_load(client, index, NODES[which](cluster).kill)
    say(load.told(f"{which} killed"))
    assert load.errors == []
    assert load.totals == {FOUND}
    load = under_load(client, index, cluster.mend)
    say(load.told(f"{which} restarted"))
    assert load.errors == []
    assert load.totals == {FOUND}


@pytest.mark.parametrize("which", NODES)
def test_a_node_is_frozen_and_no_search_fails(
    cluster: LoopbackCluster,
    client: Cluster,
    index: str,
    say: Callable[[str], None],
    which: str,
) -> None:
    node = NODES[which](cluster)

    def frozen() -> None:
        node.freeze()
        time.sleep(6)

    load = under_load(client, index, frozen)
    say(load.told(f"{which} frozen"))
    assert load.errors == []
    assert load.totals == {FOUND}
    load = under_load(client, index, cluster.mend)
    say(load.told(f"{which} thawed"))
    assert load.errors == []
    assert load.totals == {FOUND}


def test_an_answer_without_a_shard_is_none(cluster: LoopbackCluster, client: Cluster) -> None:
    """OpenSearch as it is answers with fewer hits, and that none failed."""
    index = filled(cluster, client, "single", 0)
    cluster.other().kill()
    for call in (
        lambda: client.search(index, QUERY),
        lambda: client.msearch([({"index": index}, QUERY)]),
    ):
        with pytest.raises(EngineUnavailableError, match=r"in full: 503|does not reach"):
            call()
    cluster.mend()
    assert client.search(index, QUERY)["hits"]["total"]["value"] == FOUND
    # Without it the cluster would never be whole while a node is away.
    client.write(lambda each: each.indices.delete(index=index))


def test_without_a_quorum_nothing_is_written_and_no_search_is_wrong(
    cluster: LoopbackCluster, client: Cluster, index: str, say: Callable[[str], None]
) -> None:
    left, *others = cluster.nodes
    for node in others:
        node.kill()

    def outcome(what: str, call: Callable[[], Any]) -> str:
        begun = time.monotonic()
        try:
            call()
            said = "done"
        except EngineUnavailableError as error:
            said = str(error)
            assert len(said.splitlines()) == 1
            assert said.startswith(left.url) or others[0].url in said
        say(f"without a quorum, {what} ({time.monotonic() - begun:.1f} s): {said}")
        return said

    def searched() -> None:
        found = client.search(index, QUERY)
        assert found["hits"]["total"]["value"] == FOUND

    outcome("a search", searched)
    one = f'{{"index":{{"_index":"{index}","_id":"new"}}}}\n{{"text":"bron"}}'.encode()
    assert outcome("a bulk", lambda: client.bulk([one])) != "done"
    create = outcome(
        "an index",
        lambda: client.write(
            lambda each: each.indices.create(index="x", params={"cluster_manager_timeout": "2s"})
        ),
    )
    assert create != "done"
    cluster.mend()
    assert client.search(index, QUERY)["hits"]["total"]["value"] in (FOUND, FOUND + 1)
    with pytest.raises(RefusedError):
        client.read(lambda each: each.indices.get(index="x"))
