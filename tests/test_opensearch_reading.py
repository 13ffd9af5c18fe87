"""Reading a generation in a real cluster: how often it is called, and slices far down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest

from kb.engines import CLUSTER, open_engine
from kb.engines.opensearch.reading import matching, orders
from kb.engines.opensearch.transport.cluster import Cluster
from kb.search.port.engine import Engine, Ladder, Matches, MatchRequest, StatisticsRequest
from kb.search.port.queries import EVERYTHING, BooleanClause, BooleanQuery, DisjunctionMax
from kb.search.query.query import Filters, Occur, Order
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.clustered import places_in_a_cluster
from tests.test_engines import build, random_posts

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("places")
    with places_in_a_cluster(request, folder) as place:
        build(place("reading"), CLUSTER, random_posts(60, seed=9))
        opened = open_engine(place("reading"), CLUSTER)
        yield opened
        opened.close()


@contextmanager
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect the calls that anything makes to a cluster."""
    made: list[str] = []
    for name in ("search", "msearch"):
        call = getattr(Cluster, name)

        def counted(self: Cluster, *args: Any, call: Any = call, name: str = name) -> Any:
            made.append(name)
            return call(self, *args)

        monkeypatch.setattr(Cluster, name, counted)
    yield made
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("text", "most"),
    [("bro", 2), ("röd bron", 2), ('"bro bron"', 2), ("gra*", 2), ("", 2), ("bro -får", 2)],
)
def test_a_page_costs_two_calls(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, text: str, most: int
) -> None:
    service = SearchService(engine)
    with calls(monkeypatch) as made:
        found = service.search(make_request(text, {"organisation": ["a-a"]}))
    assert found.total > 0
    assert 1 <= len(made) <= most


def test_what_was_counted_is_not_counted_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = SearchService(engine)
    service.search(make_request("röd grannar"))
    with calls(monkeypatch) as made:
        service.search(make_request("röd grannar", page=2))
    assert len(made) == 1


def test_a_common_word_is_counted_by_no_call(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = SearchService(engine)
    with calls(monkeypatch) as made:
        assert service.search(make_request("bro")).total >= 10
    assert made == ["search"]


def test_words_cost_no_call(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with calls(monkeypatch) as made:
        assert engine.beginnings(["gra"], 5, 0).words
    assert made == []


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("tiers", [1, 2])
@pytest.mark.parametrize("facets", [True, False])
def test_slices_far_down_are_those_of_the_whole_list(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, order: Order, tiers: int, facets: bool
) -> None:
    queries = [EVERYTHING]
    if tiers > 1:
        strict = _query(engine, "bro")
        queries = [strict, EVERYTHING]
    request = MatchRequest(tuple(queries), Filters(), order, 0, 1000, facets)
    whole = engine.match(request)
    assert whole.total == len(whole.hits) > 40
    for name, value in (("WINDOW", 7), ("_FEW", 7), ("_STEP", 5), ("_PART", 3)):
        monkeypatch.setattr(matching, name, value)

    def sliced(start: int, stop: int) -> Matches:
        return engine.match(replace(request, start=start, stop=stop))

    for start, stop in ((0, 7), (0, 8), (3, 30), (6, 9), (20, 21), (50, 10**20), (10**20, 10**21)):
        found = sliced(start, stop)
        assert found.hits == whole.hits[start:stop]
        assert (found.total, found.counts) == (whole.total, whole.counts)
    # An export: slice after slice.
    read = [hit for start in range(0, whole.total, 9) for hit in sliced(start, start + 9).hits]
    assert tuple(read) == whole.hits


def test_an_export_goes_on_where_the_last_slice_ended(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("WINDOW", 7), ("_STEP", 5), ("_PART", 30)):
        monkeypatch.setattr(matching, name, value)
    request = MatchRequest((EVERYTHING,), Filters(), Order.NEWEST, 0, 20, facets=False)
    engine.match(request)
    with calls(monkeypatch) as made:
        engine.match(replace(request, start=20, stop=40))
    # Its length, and its hits.
    assert len(made) == 2


def _query(engine: Engine, text: str) -> Any:
    (rewriting, *_) = SearchService(engine).interpret(make_request(text).query).rewritten
    return rewriting.query


@pytest.mark.parametrize("beside", [1, 2, 5])
def test_ids_decide_far_down_too(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, beside: int
) -> None:
    # Each post in it scores the same.
    same = BooleanQuery((BooleanClause(DisjunctionMax((_query(engine, "bro"),)), Occur.MAY, 0.0),))
    for query in (_query(engine, "bro"), same):
        request = MatchRequest((query,), Filters(), Order.RELEVANCE, 0, 1000, facets=True)
        whole = engine.match(request)
        with monkeypatch.context() as patch:
            patch.setattr(orders, "_FAR", beside)
            patch.setattr(orders, "_BESIDE", beside)
            for start in range(beside, whole.total + 2):
                for stop in (start + 1, start + 4):
                    found = engine.match(replace(request, start=start, stop=stop))
                    assert found.hits == whole.hits[start:stop]
                    assert (found.total, found.counts) == (whole.total, whole.counts)


def test_what_is_enough_is_counted_no_further(engine: Engine) -> None:
    queries = [_query(engine, text) for text in ("bro", "röd bron", "bro OR får", "bro -får")]
    requests = [MatchRequest((query,), Filters(), Order.NEWEST, 0, 0) for query in queries]
    for enough in (1.0, 3.0, 10.0, inf):
        ladders = tuple(Ladder((query,), enough) for query in queries)
        told = engine.statistics(StatisticsRequest(ladders=ladders)).totals
        for (total,), request in zip(told, requests, strict=True):
            real = engine.match(request).total
            assert total == real or enough <= total < real
