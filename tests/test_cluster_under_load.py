"""A cluster whose nodes are killed and frozen while it is searched and written: the whole product.

Every answer is compared with what the embedded engine finds in the same generation. -s shows the
table; KB_CLUSTER_TABLE names a file for it, as JSON.
"""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from starlette.testclient import TestClient

pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")

from kb.engines import CLUSTER
from kb.engines.opensearch import remove_location
from kb.engines.opensearch.location import Location
from kb.errors import EngineUnavailableError, IndexBusyError
from kb.indexing import build_index
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.web.app import create_app
from tests import under_load
from tests.cluster import LoopbackCluster, LoopbackNode, wait_until
from tests.corpora import NEWS
from tests.under_load import CLIENTS, GENERATIONS, REQUESTS, Load, differs, shown

pytestmark = pytest.mark.cluster

# Seconds between a client's searches, at the least: all of them together are to leave the machine
# half of its time, since it has a cluster and a writer, too, and who waits for a processor for as
# long as a search may take (3 s) tells nothing of nodes.
PAUSE = float(os.environ.get("KB_CLUSTER_PAUSE", "1"))
# A node that hangs costs no search more; a page is two calls at the least, which may both meet one.
FROZEN = 5.0
# The generation that is built anew; the others are edits.
ANEW = 6
# What is sought in the small corpus: words, a phrase, a beginning, what is misspelt, all.
WORDS = ("bron", '"ideella sektorn"', "koop*", "kooperatvi", "")


@pytest.fixture
def location(cluster: LoopbackCluster, tmp_path: Path) -> Iterator[str]:
    """Where an index of three shards is, each on two nodes."""
    beside = Location.parse(f"{cluster.url}/load-{os.getpid()}")
    text = replace(beside, shards=3, replicas=1, cache=tmp_path / "cache").text
    yield text
    cluster.mend()
    remove_location(text)


class Writer:
    """Writes generations in a process of its own, each until it is told that it is live."""

    def __init__(self, location: str) -> None:
        self._location = location
        self.generations: dict[str, int] = {}
        # What went wrong meanwhile, each of which is one line.
        self.troubles: list[str] = []

    def write_all(self, pool: ProcessPoolExecutor) -> None:
        for generation in range(1, GENERATIONS + 1):
            name = self._write(pool, generation)
            self.generations[name] = generation
            time.sleep(1)

    def _write(self, pool: ProcessPoolExecutor, generation: int) -> str:
        end = time.monotonic() + 300
        while True:
            task: Future[str] = pool.submit(
                under_load.write, self._location, CLUSTER, generation, generation == ANEW
            )
            try:
                return task.result()
            except (EngineUnavailableError, IndexBusyError) as error:
                if time.monotonic() > end:
                    raise
                self.troubles.append(str(error))
                time.sleep(1)


def test_no_search_fails_and_none_is_wrong(
    cluster: LoopbackCluster, location: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = under_load.expected(tmp_path / "embedded")
    first = under_load.write(location, CLUSTER, 0)
    cluster.mend()
    writer = Writer(location)
    writer.generations[first] = 0
    killed: list[LoopbackNode] = []

    def kill(which: Callable[[], LoopbackNode]) -> None:
        killed.append(which())
        killed[-1].kill()

    with (
        KnowledgeBase(location, CLUSTER) as knowledge_base,
        ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool,
        ThreadPoolExecutor(1) as background,
    ):
        seconds = []
        for number, request in enumerate(REQUESTS):
            begun = time.monotonic()
            found = shown(knowledge_base.service.search(request))
            seconds.append(time.monotonic() - begun)
            assert differs(found, answers[0][number]) is None, request
        load = Load(knowledge_base, max(PAUSE, 2 * CLIENTS * statistics.median(seconds)))
        with load.going_on():
            load.step("nothing", lambda: None, 3)
            written = background.submit(writer.write_all, pool)
            load.step("a data node killed", lambda: kill(cluster.other), 6)
            load.step("it is restarted", cluster.mend)
            load.step("the elected manager killed", lambda: kill(cluster.manager), 6)
            load.step("it is restarted", cluster.mend)
            load.step("a node frozen", lambda: cluster.other().freeze(), 8)
            load.step("it goes on", cluster.mend)
            load.step("the rest of ten generations", written.result)
            time.sleep(under_load.QUIET)
    table = load.table()
    failed = [each for each in load.searches if each.error]
    wrong = list(load.wrong(writer.generations, answers))
    with capsys.disabled():
        print(f"\n{len(load.searches)} searches, {len(failed)} failed, {len(wrong)} wrong; ms")
        print("\n".join(under_load.lines(table)))
        for each in failed:
            print(f"failed after {each.seconds:.1f} s: {each.error}")
        print(f"writing: {len(writer.troubles)} times anew", *writer.troubles, sep="\n  ")
    if file := os.environ.get("KB_CLUSTER_TABLE"):
        Path(file).write_text(json.dumps(table, ensure_ascii=False, indent=1), "utf-8")
    assert [each.error for each in failed] == []
    assert wrong == []
    assert len({each.generation for each in load.searches}) > 2
    assert all(len(trouble.splitlines()) == 1 for trouble in writer.troubles)
    assert max(each.seconds for each in load.searches) < 2 * FROZEN


# --- what cannot go on --------------------------------------------------------------------------


@pytest.fixture
def small(location: str, corpus_dir: Path) -> str:
    """An index of the small corpus in the cluster."""
    build_index(corpus_dir, location, engine=CLUSTER, workers=1)
    return location


def test_without_a_quorum_reads_are_right_or_say_so_and_writes_fail_in_one_line(
    cluster: LoopbackCluster, small: str, corpus_dir: Path
) -> None:
    cluster.mend()
    with KnowledgeBase(small, CLUSTER) as knowledge_base:
        live = knowledge_base.service.engine.generation.name
        before = {text: knowledge_base.search(text).to_json() for text in WORDS}
        for node in cluster.nodes[1:]:
            node.kill()
        troubles = []
        for text in WORDS:
            try:
                assert knowledge_base.search(text).to_json() == before[text]
            except EngineUnavailableError as error:
                troubles.append(str(error))
        assert all(len(trouble.splitlines()) == 1 for trouble in troubles)
        edited = next((corpus_dir / "posts").rglob("*.md"))
        edited.write_text(edited.read_text("utf-8") + "\nEtt tillägg om kvorumzq.\n", "utf-8")
        with pytest.raises(EngineUnavailableError) as failed:
            build_index(corpus_dir, small, engine=CLUSTER, workers=1)
        assert len(str(failed.value).splitlines()) == 1
        cluster.mend()
        # Nothing half done, and it goes on by itself.
        assert knowledge_base.service.engine.generation.name == live
        assert {text: knowledge_base.search(text).to_json() for text in WORDS} == before
        report = build_index(corpus_dir, small, engine=CLUSTER, workers=1)
        assert (report.updated, report.posts) == (1, len(NEWS))
        wait_until(lambda: knowledge_base.search("kvorumzq").total == 1)


def test_the_site_says_that_all_nodes_are_gone_and_comes_back_by_itself(
    cluster: LoopbackCluster, small: str
) -> None:
    where = Location.parse(small)
    settings = Settings(
        engine=CLUSTER,
        engine_url=cluster.url,
        engine_cache=where.cache,
        index=where.alias,
        page_cache=0,
    )
    cluster.mend()
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        addresses = [f"/sok{output}?q=bron" for output in ("", ".json", ".atom", ".csv")]
        assert [client.get(address).status_code for address in addresses] == [200] * 4
        found = client.get("/sok.json?q=bron").json()
        for node in cluster.nodes:
            node.kill()
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 503, address
            assert 0 < int(answer.headers["retry-after"]) <= 60
            assert answer.headers["cache-control"] == "no-store"
            html = address == addresses[0]
            kind = "text/html; charset=utf-8" if html else "application/problem+json"
            assert answer.headers["content-type"] == kind
            assert not any(node in answer.text for node in where.addresses)
        cluster.mend()
        wait_until(lambda: client.get(addresses[1]).status_code == 200)
        assert client.get("/sok.json?q=bron").json() == found
        assert [client.get(address).status_code for address in addresses] == [200] * 4
    app.state.knowledge_base.close()
