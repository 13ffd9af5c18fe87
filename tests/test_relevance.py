"""The test collection of our own: its shape, and how well the production path does on it."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import ir_measures
import pytest
from ir_measures import nDCG

from kb.engines import CLUSTER
from kb.evaluation import MEASURES, Collection, read_collection, search
from kb.knowledge_base import open_knowledge_base
from tests.cluster import LoopbackCluster
from tests.relevance.collection import read_own_collection, read_queries

KINDS = {
    "abbreviation",
    "compound",
    "misspelt",
    "name",
    "none",
    "phrase",
    "question",
    "synonym",
    "undotted",
    "word",
    "year",
}
# What docs/evaluation.md has, less .015: a change that loses more is a regression.
FLOOR = 0.79
SWEFAQ = Path(__file__).resolve().parents[2] / "shared" / "data" / "swefaq-dev"


@pytest.fixture(scope="module")
def collection() -> Collection:
    return read_own_collection()


def test_there_are_queries_of_every_kind_and_each_has_text_of_its_own() -> None:
    queries = read_queries()
    texts = [text for _, text in queries.values()]
    assert len(queries) >= 60
    assert all(text.strip() for text in texts)
    assert len(set(texts)) == len(texts)
    assert {kind for kind, _ in queries.values()} == KINDS


def test_every_judged_post_is_in_the_corpus(collection: Collection) -> None:
    posts = {post.id for post in collection.posts}
    judged = {post for posts in collection.judgements.values() for post in posts}
    assert judged - posts == set()


def test_a_query_has_a_relevant_post_unless_its_kind_says_none(collection: Collection) -> None:
    answered = {key for key, posts in collection.judgements.items() if max(posts.values()) > 0}
    assert answered == {key for key, (kind, _) in read_queries().items() if kind != "none"}


def test_relevance_is_judged_in_three_steps(collection: Collection) -> None:
    given = {score for posts in collection.judgements.values() for score in posts.values()}
    assert given == {0, 1, 2}


def test_the_production_path_is_as_good_as_it_was(
    collection: Collection, shipped_index: Path
) -> None:
    with open_knowledge_base(shipped_index) as knowledge_base:
        run = {
            key: {
                hit.id: -float(rank)
                for rank, hit in enumerate(knowledge_base.search(text, per_page=10).hits)
            }
            for key, text in collection.queries.items()
        }
    means = ir_measures.calc_aggregate([nDCG @ 10], collection.judgements, run)
    assert means[nDCG @ 10] >= FLOOR


COLLECTIONS: dict[str, Callable[[], Collection]] = {
    "own": read_own_collection,
    "swefaq-dev": partial(read_collection, SWEFAQ),
}


@pytest.mark.cluster
@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_cluster_is_as_good(name: str, running_cluster: LoopbackCluster, tmp_path: Path) -> None:
    """Both engines, to .002 by every measure."""
    from kb.engines.opensearch.location import Location

    if name == "swefaq-dev" and not SWEFAQ.exists():
        pytest.skip("the collection ../shared/data/swefaq-dev is not here")
    collection = COLLECTIONS[name]()
    beside = Location.parse(f"{running_cluster.url}/relevance-{os.getpid()}")
    where = replace(beside, shards=3, replicas=0, cache=tmp_path).text
    means = [
        ir_measures.calc_aggregate(MEASURES, collection.judgements, run)
        for run in (search(collection), search(collection, CLUSTER, where))
    ]
    embedded, clustered = [{str(each): own[each] for each in MEASURES} for own in means]
    assert clustered == pytest.approx(embedded, abs=0.002)
