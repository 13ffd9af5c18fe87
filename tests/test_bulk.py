"""Many documents written at once: what a cluster does not take now is sent again, in less."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")

from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport import bulk
from kb.engines.opensearch.transport.cluster import Cluster, RefusedError
from kb.errors import EngineUnavailableError
from tests.fake_nodes import Answer, Asked, FakeNode, fake_node, finds


class Store:
    """Keeps documents, the way the test says."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.requests: list[int] = []
        # Of the first requests, what is answered to all; then, to single documents.
        self.statuses: list[int] = []
        self.rejected: dict[str, list[int]] = {}

    def __call__(self, asked: Asked) -> Answer:
        lines = [json.loads(line) for line in asked.body.splitlines()]
        self.requests.append(len(asked.body))
        if self.statuses:
            status = self.statuses.pop(0)
            error = {"type": "es_rejected_execution_exception", "reason": "full"}
            return Answer({"error": error, "status": status}, status)
        items = []
        while lines:
            [(action, about)] = lines.pop(0).items()
            body = None if action == "delete" else lines.pop(0)
            items.append({action: self._done(action, about["_id"], body)})
        return Answer({"errors": True, "items": items})

    def _done(self, action: str, name: str, body: Any) -> dict[str, Any]:
        if self.rejected.get(name):
            error = {"type": "es_rejected_execution_exception", "reason": "full"}
            return {"status": self.rejected[name].pop(0), "error": error}
        if action == "delete":
            return {"status": 200 if self.documents.pop(name, None) else 404}
        if action == "create" and name in self.documents:
            return {"status": 409, "error": {"type": "version_conflict", "reason": "is there"}}
        self.documents[name] = body
        return {"status": 201}


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def node(store: Store) -> Iterator[FakeNode]:
    with fake_node(store) as node:
        yield node


@pytest.fixture
def cluster(node: FakeNode, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    monkeypatch.setattr(bulk, "sleep", lambda _: None)
    cluster = Cluster(Location.parse(f"{node.url}/by"))
    yield cluster
    cluster.close()


def operation(name: str, action: str = "index", size: int = 1) -> bytes:
    head = json.dumps({action: {"_index": "by", "_id": name}})
    return head.encode() if action == "delete" else f'{head}\n{{"x":"{"y" * size}"}}\n'.encode()


def test_every_document_is_written_and_what_is_no_fault_is_told(
    cluster: Cluster, store: Store
) -> None:
    assert cluster.bulk([]) == []
    operations = [operation("a"), operation("b", "create"), operation("b", "create")]
    operations += [operation("a", "delete"), operation("none", "delete"), operation("c")]
    assert cluster.bulk(operations, refresh="true") == [201, 201, 409, 200, 404, 201]
    assert set(store.documents) == {"b", "c"}


@pytest.mark.parametrize("status", [429, 413])
def test_what_is_too_much_is_sent_in_smaller_parts(
    cluster: Cluster, store: Store, status: int
) -> None:
    store.statuses = [status] * 3
    operations = [operation(str(number), size=50_000) for number in range(40)]
    assert cluster.bulk(operations) == [201] * 40
    assert len(store.documents) == 40
    assert max(store.requests[3:]) <= store.requests[0] / 2


@pytest.mark.parametrize("status", [429, 503])
def test_what_is_rejected_alone_is_sent_again_alone(
    cluster: Cluster, store: Store, status: int
) -> None:
    store.rejected = {"2": [status, status], "5": [status]}
    operations = [operation(str(number)) for number in range(8)]
    assert cluster.bulk(operations) == [201] * 8
    assert [size // store.requests[1] for size in store.requests] == [4, 1, 0]


def test_what_is_never_taken_is_told_in_the_end(
    cluster: Cluster, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_PATIENCE", -1)
    monkeypatch.setattr("kb.engines.opensearch.transport.cluster._WRITE_AGAIN", 0.1)
    store.rejected = {"1": [429] * 99}
    with pytest.raises(EngineUnavailableError, match=r"has too much to do \(full\); "):
        cluster.bulk([operation("1")])


def test_what_is_refused_is_told_at_once(cluster: Cluster, store: Store) -> None:
    store.rejected = {"1": [400]}
    with pytest.raises(RefusedError, match=r"refuses: 400 \(full\)") as refused:
        cluster.bulk([operation("0"), operation("1")])
    assert refused.value.status == 400
    store.statuses = [413]
    with pytest.raises(RefusedError) as refused:
        cluster.bulk([operation("0")])
    assert refused.value.status == 413


def test_an_answer_without_an_item_is_none(
    cluster: Cluster, node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.engines.opensearch.transport.cluster._WRITE_AGAIN", 0.1)
    node.behaviour = finds
    with pytest.raises(EngineUnavailableError, match="no OpenSearch"):
        cluster.bulk([operation("0")])
