"""An index in a cluster whose builder is killed, or whose nodes have too much to do."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kb
from kb.checking import check_index
from kb.engines import open_engine
from kb.evaluation import evaluate
from kb.indexing import build_index, write_generation
from tests.cluster import LoopbackCluster, built
from tests.clustered import places_in_a_cluster
from tests.corpora import small_corpus
from tests.opened import random_documents
from tests.test_engines import REGISTERS

pytestmark = pytest.mark.cluster

ENGINE = "opensearch"
KILLS = 30


def answers(index: str) -> list[object]:
    with kb.open_knowledge_base(index, engine=ENGINE) as opened:
        return [opened.search(text).to_json() for text in ("", "kooperativ", "nyord")]


@pytest.mark.crash
def test_thirty_kills(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A post more, a post changed, a post less, and back; all anew now and then; killed."""
    from kb.engines.opensearch.generations import read_state
    from kb.engines.opensearch.location import Location
    from kb.engines.opensearch.transport.cluster import cluster_of

    old, new = tmp_path / "old", tmp_path / "new"
    small_corpus(old)
    shutil.copytree(old, new)
    first, second, *_ = sorted(new.glob("posts/*/*.md"))
    first.unlink()
    second.write_text(second.read_text(encoding="utf-8") + "\nNyord i texten.\n", encoding="utf-8")
    with places_in_a_cluster(request, tmp_path) as place:
        index = place("index")
        build_index(new, place("after"), engine=ENGINE)
        build_index(old, index, engine=ENGINE)
        before, after = answers(index), answers(place("after"))
        assert before != after

        where = Location.parse(index)
        environment = {
            **os.environ,
            "KB_ENGINE": ENGINE,
            "KB_ENGINE_URL": ",".join(where.addresses),
            "KB_ENGINE_CACHE": str(where.cache),
            "KB_ENGINE_REPLICAS": "0",
        }
        command = [sys.executable, "-m", "kb", "index", "--index", where.alias, "--corpus"]
        begun = time.monotonic()
        subprocess.run([*command, str(new)], check=True, capture_output=True, env=environment)
        whole = time.monotonic() - begun
        chance = random.Random(4)
        outcomes = {"before": 0, "after": 0}
        for kill in range(KILLS):
            full = ["--full"] if kill % 5 in (0, 1) else []
            running = subprocess.Popen(
                [*command, str(old if kill % 2 else new), *full],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
            # Much of the time goes to starting Python, so most kills fall into the later part.
            time.sleep(whole * chance.triangular(0.2, 1.3 if full else 1.1, 0.7))
            running.send_signal(signal.SIGKILL)
            running.wait()
            found = answers(index)
            assert found in (before, after)
            outcomes["before" if found == before else "after"] += 1
            assert check_index(index, ENGINE).problems == ()
        print(f"{KILLS} kills: {outcomes}")
        subprocess.run(
            [*command, str(new), "--full"], check=True, capture_output=True, env=environment
        )
        assert answers(index) == after
        assert check_index(index, ENGINE).problems == ()
        # One is live; others are kept a minute for who may still be in them. No writer's is left.
        aliases = read_state(cluster_of(index), surely=True).aliases
        assert sum(where.alias in some for some in aliases.values()) == 1
        for name, some in aliases.items():
            assert all(each == where.alias or each.rpartition(".")[0] == name for each in some)


def test_a_cluster_with_too_much_to_do_loses_nothing(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Its node takes a few posts at a time, from three processes."""
    server = built(request.config.cache.mkdir("opensearch"))
    busy = LoopbackCluster(server, tmp_path / "nodes", size=1)
    for node in busy.nodes:
        node.command += ["indexing_pressure.memory.limit=160kb", "thread_pool.write.queue_size=1"]
    try:
        busy.start()
        from kb.engines.opensearch.location import Location

        location = Location.parse(f"{busy.url}/busy").text
        posts = random_documents(random.Random(1), ["bro", "spång", "grannkraft"], 1500)
        generation, _ = write_generation(location, posts, REGISTERS, engine=ENGINE, workers=3)
        assert generation.posts == 1500
        engine = open_engine(location, ENGINE)
        assert dict(engine.checksums()) == {each.id: each.checksum for each in posts}
        engine.close()
        node = busy.nodes[0].ask("/_nodes/stats/indexing_pressure,thread_pool")["nodes"]
        [told] = node.values()
        rejected = told["indexing_pressure"]["memory"]["total"]["coordinating_rejections"]
        assert rejected + told["thread_pool"]["write"]["rejected"] > 0
    finally:
        busy.stop()


def test_a_corpus_is_indexed_checked_and_searched(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    small_corpus(corpus)
    build_index(corpus, tmp_path / "embedded")
    with places_in_a_cluster(request, tmp_path) as place:
        index = place("index")
        report = build_index(corpus, index, engine=ENGINE)
        assert build_index(corpus, index, engine=ENGINE).generation == report.generation
        assert check_index(index, ENGINE).problems == ()
        with kb.open_knowledge_base(tmp_path / "embedded") as embedded:
            expected = [embedded.search(text).to_json() for text in ("", "kooperativ", "nyord")]
        assert answers(index) == expected
        post = sorted(corpus.glob("posts/*/*.md"))[0]
        post.write_text(post.read_text(encoding="utf-8") + "\nÄndrad.\n", encoding="utf-8")
        changed = build_index(corpus, index, engine=ENGINE)
        assert (changed.updated, changed.posts) == (1, report.posts)
        assert changed.generation.rpartition(".")[0] == report.generation.rpartition(".")[0]
        assert check_index(index, ENGINE).problems == ()


def test_relevance_is_measured_in_an_index_that_is_gone_then(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "En bro", "text": "Över ån."}\n'
        '{"_id": "b", "title": "Annat", "text": "Mer."}\n'
    )
    (tmp_path / "queries.jsonl").write_text('{"_id": "q", "text": "bron"}\n')
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")
    with places_in_a_cluster(request, tmp_path) as place:
        assert evaluate(tmp_path, ENGINE, place("index")) == evaluate(tmp_path)
