"""Talk with a cluster: what goes wrong ends in another node's answer, or in one clear line."""

import json
import logging
import pickle
import ssl
import time
import warnings
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")

from kb.engines.opensearch.location import Location
from kb.engines.opensearch.transport import cluster as transport
from kb.engines.opensearch.transport import nodes
from kb.engines.opensearch.transport.cluster import Cluster, RefusedError, cluster_of
from kb.errors import EngineUnavailableError, KnowledgeBaseError
from tests.cluster import free_ports
from tests.fake_nodes import (
    FOUND,
    Answer,
    Asked,
    Behaviour,
    FakeNode,
    fake_node,
    finds,
    refuses,
    signed,
)

SECRET = "hemligt-lösenord-€"
PARTIAL = FOUND | {"_shards": {"total": 3, "successful": 2, "skipped": 0, "failed": 0}}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs here hangs for ever: the tests need not wait as long as a search may take."""
    monkeypatch.setattr(nodes, "LATE", 0.2)
    monkeypatch.setattr(nodes, "PATIENT", 1.0)
    monkeypatch.setattr(transport, "PATIENT", 1.0)
    monkeypatch.setattr(nodes, "WRITING", 0.4)
    monkeypatch.setattr(transport, "_AGAIN", 0.3)
    monkeypatch.setattr(transport, "_WRITE_AGAIN", 0.3)


class Fakes:
    """Fake nodes, and the cluster that they pretend to be; all end with the test."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.nodes: list[FakeNode] = []

    def add(self, behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> FakeNode:
        node = self._stack.enter_context(fake_node(behaviour, tls))
        self.nodes.append(node)
        return node

    def cluster(self, *addresses: str, **more: Any) -> Cluster:
        text = ",".join(addresses or [node.url for node in self.nodes])
        cluster = Cluster(replace(Location.parse(text), **more))
        self._stack.callback(cluster.close)
        return cluster


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    with ExitStack() as stack:
        yield Fakes(stack)


def search(cluster: Cluster) -> dict[str, Any]:
    return cluster.search("by", {"query": {"match_all": {}}})


def said_by(call: Callable[[], object]) -> str:
    """Return the one line that a call fails with."""
    with pytest.raises(EngineUnavailableError) as raised:
        call()
    line = str(raised.value)
    assert len(line.splitlines()) == 1
    assert ": " in line
    assert "; " in line  # what to do
    return line


# --- answers that are whole -------------------------------------------------------------------


def test_a_search_is_asked_for_whole(fakes: Fakes) -> None:
    node = fakes.add(finds)
    assert search(fakes.cluster()) == FOUND
    (asked,) = node.asked
    assert asked.path == "/by/_search?allow_partial_search_results=false"
    assert "Authorization" not in asked.headers


@pytest.mark.parametrize(
    "change",
    [
        {"timed_out": True},
        {"_shards": {"total": 3, "successful": 2, "skipped": 0, "failed": 0}},
        {"_shards": {"total": 3, "successful": 3, "skipped": 0, "failed": 1}},
    ],
)
def test_no_answer_is_taken_for_whole_that_is_not(fakes: Fakes, change: dict[str, Any]) -> None:
    fakes.add(lambda _: Answer(FOUND | change))
    assert "cannot answer in full: 503" in said_by(lambda: search(fakes.cluster()))


def test_what_one_node_answers_in_part_another_may_answer_in_full(fakes: Fakes) -> None:
    fakes.add(lambda _: Answer(PARTIAL))
    fakes.add(finds)
    cluster = fakes.cluster()
    assert [search(cluster) for _ in range(4)] == [FOUND] * 4


def test_several_searches_are_asked_at_once_and_all_are_whole(fakes: Fakes) -> None:
    answers: list[dict[str, Any]] = [FOUND, FOUND]
    node = fakes.add(lambda _: Answer({"responses": answers}))
    cluster = fakes.cluster()
    searches = [({"index": "by"}, {"size": 0}), ({"index": "by"}, {"size": 1})]
    assert cluster.msearch(searches) == answers
    whole = {"allow_partial_search_results": False, "index": "by"}
    lines = [json.loads(line) for line in node.asked[0].body.splitlines()]
    assert lines == [whole, {"size": 0}, whole, {"size": 1}]
    answers[1] = PARTIAL
    assert "2 of 3 shards" in said_by(lambda: cluster.msearch(searches))
    answers[1] = {"error": {"type": "index_not_found_exception", "reason": "no"}, "status": 404}
    with pytest.raises(RefusedError) as refused:
        cluster.msearch(searches)
    assert (refused.value.status, refused.value.kind) == (404, "index_not_found_exception")
    del answers[1]
    assert "no OpenSearch" in said_by(lambda: cluster.msearch(searches))


# --- nodes that fail --------------------------------------------------------------------------


def resets(_: Asked) -> Answer:
    return Answer(raw=b"")


FAILING: dict[str, tuple[Behaviour, str]] = {
    "reset": (resets, "the connection broke off"),
    "half an answer": (
        lambda _: Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"),
        "the connection broke off",
    ),
    "no HTTP": (lambda _: Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n"), "the connection broke off"),
    "garbage": (lambda _: Answer(b"\xff\xfe{"), "no OpenSearch"),
    "HTML": (lambda _: Answer("<p>Hej", type="text/html"), "no OpenSearch"),
    "text": (lambda _: Answer("Hej", type="text/plain"), "no OpenSearch"),
    "a list": (lambda _: Answer([]), "no OpenSearch"),
    "nothing": (lambda _: Answer(b""), "no OpenSearch"),
    "no search": (lambda _: Answer({}), "no OpenSearch"),
    "an error that is a list": (lambda _: Answer([1], 500), "cannot answer in full: 500"),
    "500": (refuses(500, "null_pointer_exception", "null"), "cannot answer in full: 500 (null)"),
    "502": (lambda _: Answer("<p>Bad Gateway", 502, "text/html"), "cannot answer in full: 502"),
    "503": (refuses(503, "search_phase_execution_exception", "all shards failed"), "503 (all sha"),
    "429": (refuses(429, "circuit_breaking_exception", "Data too large"), "too much to do (Data"),
    "no way": (refuses(500, "node_not_connected_exception", "[n1]"), "does not reach the nodes"),
    "no manager": (refuses(503, "cluster_block_exception", "no master"), "has no manager"),
}


@pytest.mark.parametrize("how", FAILING)
def test_a_node_that_fails_is_told_of_in_one_line(
    fakes: Fakes, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    behaviour, said = FAILING[how]
    node = fakes.add(behaviour)
    begun = time.monotonic()
    line = said_by(lambda: search(fakes.cluster()))
    assert line.startswith(f"{node.url}: ")
    assert said in line
    # Maybe it was just then; a machine that is very busy may take all the time there is for once.
    assert len(node.asked) > 1 or time.monotonic() - begun > transport._AGAIN
    assert caplog.records == []


@pytest.mark.parametrize("how", FAILING)
def test_where_a_node_fails_another_answers(fakes: Fakes, how: str) -> None:
    fakes.add(FAILING[how][0])
    fakes.add(finds)
    cluster = fakes.cluster()
    assert [search(cluster) for _ in range(4)] == [FOUND] * 4


def test_a_node_that_nobody_listens_at(fakes: Fakes) -> None:
    ports = free_ports(2)
    gone = [f"http://127.0.0.1:{port}" for port in ports]
    line = said_by(lambda: search(fakes.cluster(*gone)))
    assert sorted(line.partition(": connection refused; ")[0].split(", ")) == sorted(gone)
    assert "KB_ENGINE_URL" in line
    well = fakes.add(finds)
    cluster = fakes.cluster(*gone, well.url)
    assert [search(cluster) for _ in range(5)] == [FOUND] * 5


def test_different_faults_are_all_told(fakes: Fakes) -> None:
    one, other = fakes.add(resets), fakes.add(FAILING["503"][0])
    line = said_by(lambda: search(fakes.cluster()))
    assert f"{one.url}: the connection broke off" in line
    assert f"{other.url}: cannot answer in full" in line


def test_a_host_that_there_is_not(fakes: Fakes) -> None:
    line = said_by(lambda: search(fakes.cluster("http://nowhere.invalid")))
    assert line.startswith("http://nowhere.invalid:9200: there is no host of this name; ")


def test_a_node_that_was_away_is_asked_again(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "_BETWEEN", 0.05)
    fakes.add(finds)
    away = fakes.add(resets)
    cluster = fakes.cluster()
    for _ in range(3):
        search(cluster)
    away.behaviour = finds
    before = len(away.asked)
    end = time.monotonic() + 30
    while len(away.asked) == before:
        assert time.monotonic() < end
        search(cluster)


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (400, "parsing_exception", "refuses: 400 (why)"),
        (401, "security_exception", "does not let those without a name in; set KB_ENGINE_USER"),
        (403, "security_exception", "does not let those without a name do that (why)"),
        (403, "cluster_block_exception", "lets nobody write (why)"),
        (404, "index_not_found_exception", "refuses: 404 (why); run `kb index`"),
        (409, "version_conflict_engine_exception", "refuses: 409 (why)"),
    ],
)
def test_what_a_node_refuses_no_other_is_asked(
    fakes: Fakes, status: int, kind: str, said: str
) -> None:
    one, other = (fakes.add(refuses(status, kind, "why")) for _ in range(2))
    cluster = fakes.cluster()
    with pytest.raises(RefusedError) as refused:
        search(cluster)
    assert said in str(refused.value)
    assert (refused.value.status, refused.value.kind) == (status, kind)
    assert len(one.asked) + len(other.asked) == 1
    again = pickle.loads(pickle.dumps(refused.value))
    assert (str(again), again.status, again.kind) == (str(refused.value), status, kind)
    with pytest.raises(RefusedError):
        cluster.write(lambda client: client.indices.delete(index="by"), again=True)


def test_a_long_reason_is_cut_to_one_line(fakes: Fakes) -> None:
    fakes.add(refuses(400, "x", "so\nit\tis " * 1000))
    assert len(said_by(lambda: search(fakes.cluster()))) < 500


# --- nodes that hang --------------------------------------------------------------------------


def test_once_a_node_hangs_the_others_are_asked_past_it(fakes: Fakes) -> None:
    frozen = fakes.add(finds)
    well = [fakes.add(finds) for _ in range(2)]
    for node in well:
        node.well, node.ill = ("b", "c"), ("a",)
    frozen.frozen = True
    cluster = fakes.cluster()
    for _ in range(6):
        assert search(cluster) == FOUND
    assert frozen.asked == []
    last = [node.asked[-1].path for node in well if node.asked]
    assert any("preference=_prefer_nodes" in path for path in last)
    assert cluster.nearby == {"preference": "_prefer_nodes:b,c"}


def test_a_node_that_thaws_is_trusted_once_it_knows_what_the_others_know(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes, "_BETWEEN", 0.05)
    thawing, well = fakes.add(finds), fakes.add(finds)
    cluster = fakes.cluster()
    search(cluster)
    search(cluster)
    thawing.frozen = True
    for _ in range(3):
        search(cluster)
    well.version = 9  # they have put it out of the cluster
    cluster._nodes.look()
    time.sleep(0.5)
    thawing.ended.set()
    thawing.frozen = False
    asked = len(thawing.asked)
    for _ in range(10):
        time.sleep(0.05)
        search(cluster)
    assert len(thawing.asked) == asked
    thawing.version = 9
    end = time.monotonic() + 30
    while len(thawing.asked) == asked:
        assert time.monotonic() < end
        search(cluster)
    assert cluster.nearby == {}


def test_where_all_hang_it_is_said(fakes: Fakes) -> None:
    for _ in range(2):
        fakes.add(finds).frozen = True
    cluster = fakes.cluster()
    assert "no answer within" in said_by(lambda: search(cluster))
    assert "no answer within" in said_by(lambda: search(cluster))


def test_what_is_slow_is_waited_for_longer(fakes: Fakes) -> None:
    def slow(_: Asked) -> Answer:
        time.sleep(0.5)
        return Answer(FOUND)

    node = fakes.add(slow)
    assert search(fakes.cluster()) == FOUND
    assert len(node.asked) == 1


def test_who_may_not_ask_how_the_nodes_are_searches_all_the_same(fakes: Fakes) -> None:
    class Guarded(FakeNode):
        def answer(self, asked: Asked) -> Answer:
            if asked.path.startswith(("/_cluster", "/_nodes")):
                return refuses(403, "security_exception", "no permissions")(asked)
            return super().answer(asked)

    hanging, well = fakes.add(finds), fakes.add(finds)
    well.__class__ = Guarded
    hanging.frozen = True
    cluster = fakes.cluster()
    assert [search(cluster) for _ in range(4)] == [FOUND] * 4


# --- what is written --------------------------------------------------------------------------


def create(cluster: Cluster, *, again: bool = False) -> dict[str, Any]:
    return cluster.write(lambda client: client.indices.create(index="by"), again=again)


def test_what_was_not_sent_is_sent_to_another_node(fakes: Fakes) -> None:
    well = fakes.add(lambda _: Answer({"acknowledged": True}))
    cluster = fakes.cluster(f"http://127.0.0.1:{free_ports(1)[0]}", well.url)
    for _ in range(3):
        assert create(cluster) == {"acknowledged": True}


@pytest.mark.parametrize("frozen", [True, False])
def test_what_may_have_been_done_is_done_anew_only_if_it_may_be(fakes: Fakes, frozen: bool) -> None:
    bad = fakes.add(resets)
    bad.frozen = frozen
    cluster = fakes.cluster()
    assert "it may have been done" in said_by(lambda: create(cluster))
    well = fakes.add(lambda _: Answer({"acknowledged": True}))
    cluster = fakes.cluster()
    assert create(cluster, again=True) == {"acknowledged": True}
    assert len(well.asked) == 1


def test_what_a_cluster_without_a_manager_did_not_take_is_sent_again(fakes: Fakes) -> None:
    def elects(asked: Asked) -> Answer:
        first = len(node.asked) == 1
        return FAILING["no manager"][0](asked) if first else Answer({"acknowledged": True})

    node = fakes.add(elects)
    assert create(fakes.cluster()) == {"acknowledged": True}
    assert len(node.asked) == 2


# --- who asks, and whom to trust --------------------------------------------------------------


def test_a_user_is_told_to_the_node_and_to_nobody_else(
    fakes: Fakes,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Everything that is printed, logged or raised is looked through, whatever a node repeats."""
    caplog.set_level(logging.DEBUG)
    token = b64encode(f"by:{SECRET}".encode()).decode()
    node = fakes.add(finds)
    cluster = fakes.cluster(user="by", password=SECRET)
    search(cluster)
    assert node.asked[0].headers["authorization"] == f"Basic {token}"
    shown = [repr(cluster.location), repr(vars(cluster)), str(cluster.location.text)]
    for status in (400, 401, 403, 404, 429, 500, 503):
        node.behaviour = refuses(status, "x", f"no entry for by:{SECRET} ({token})")
        for call in (search, create):
            try:
                call(cluster)
            except EngineUnavailableError as error:
                shown += [str(error), repr(error)]
            else:
                pytest.fail("nothing was raised")
    for behaviour, _ in FAILING.values():
        node.behaviour = behaviour
        shown.append(said_by(lambda: search(cluster)))
    node.behaviour = refuses(401, "x", "x")
    assert "does not let 'by' in; see whether KB_ENGINE_USER" in said_by(lambda: search(cluster))
    shown += [record.getMessage() + str(record.exc_info) for record in caplog.records]
    shown += capfd.readouterr()
    for secret in (SECRET, token):
        assert not [line for line in shown if secret in line]


def test_a_certificate_of_a_known_ca(fakes: Fakes, tmp_path: Path) -> None:
    certificates = signed(tmp_path / "ca")
    fakes.add(finds, certificates.server)
    assert search(fakes.cluster(ca=certificates.ca)) == FOUND


def test_a_certificate_of_another_ca(fakes: Fakes, tmp_path: Path) -> None:
    node = fakes.add(finds, signed(tmp_path / "one").server)
    other = signed(tmp_path / "other").ca
    for ca, known in ((other, str(other)), (None, "this system knows")):
        line = said_by(lambda ca=ca: search(fakes.cluster(ca=ca)))  # type: ignore[misc]
        assert line.startswith(f"{node.url}: its certificate is not trusted (")
        assert known in line
        assert "KB_ENGINE_CA" in line
    assert node.asked == []


def test_a_certificate_with_another_name(fakes: Fakes, tmp_path: Path) -> None:
    certificates = signed(tmp_path / "ca", "DNS:other.example.org")
    fakes.add(finds, certificates.server)
    line = said_by(lambda: search(fakes.cluster(ca=certificates.ca)))
    assert "write the name that the certificate has in KB_ENGINE_URL" in line


def test_a_certificate_that_nobody_looks_at(fakes: Fakes, tmp_path: Path) -> None:
    fakes.add(finds, signed(tmp_path / "ca").server)
    with warnings.catch_warnings():
        assert search(fakes.cluster(verify=False)) == FOUND


def test_https_where_there_is_none_and_the_other_way_round(fakes: Fakes, tmp_path: Path) -> None:
    plain = fakes.add(finds)
    line = said_by(lambda: search(fakes.cluster(plain.url.replace("http:", "https:"))))
    assert "speaks no TLS" in line
    tls = fakes.add(finds, signed(tmp_path / "ca").server)
    line = said_by(lambda: search(fakes.cluster(tls.url.replace("https:", "http:"))))
    assert "https://" in line


@pytest.mark.parametrize(("text", "said"), [(None, "No such file"), ("x", "no certificate in it")])
def test_a_file_of_a_ca_that_is_none(
    fakes: Fakes, tmp_path: Path, text: str | None, said: str
) -> None:
    path = tmp_path / "ca.pem"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match=f"^KB_ENGINE_CA: {path}: {said}"):
        search(fakes.cluster("https://127.0.0.1:1", ca=path))


def test_one_cluster_for_a_location(fakes: Fakes) -> None:
    location = Location.parse("http://127.0.0.1:1/by")
    assert cluster_of(location) is cluster_of(location.text)
    assert cluster_of(location) is not cluster_of(replace(location, user="by", password="x"))
