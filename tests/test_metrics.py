import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from tests.browsing import browsing

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def client(index_dir: Path) -> Iterator[TestClient]:
    with browsing(index_dir) as client:
        yield client


def samples(text: str) -> Samples:
    """Read what Prometheus would: each sample by its name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def answers(client: TestClient) -> dict[tuple[str, str], float]:
    """Return the answers counted, by route and status."""
    found = samples(client.get("/metrics").text)
    return {
        (dict(labels)["route"], dict(labels)["status"]): value
        for (name, labels), value in found.items()
        if name == "kb_answers_total"
    }


def test_answers_are_counted_by_route_and_status(client: TestClient) -> None:
    for address in ("/sok?q=hemligt", "/sok", "/sok?sida=x", "/inlagg/none", "/none", "/no/ne"):
        client.get(address)
    tag = client.get("/om").headers["etag"]
    client.get("/om", headers={"If-None-Match": tag})
    client.post("/sok")
    assert answers(client) == {
        ("/sok", "200"): 2,
        ("/sok", "422"): 1,
        ("/sok", "405"): 1,
        ("/inlagg/{id}", "404"): 1,
        ("/om", "200"): 1,
        ("/om", "304"): 1,
        ("none", "404"): 2,
    }


def test_a_fault_of_ours_is_counted(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.web.pages.search.hit_views", lambda *args: 1 / 0)
    client.get("/sok")
    assert answers(client) == {("/sok", "500"): 1}


def test_how_long_answers_took_is_counted_by_route(client: TestClient) -> None:
    for _ in range(3):
        client.get("/sok")
    found = samples(client.get("/metrics").text)
    assert found["kb_answer_seconds_count", (("route", "/sok"),)] == 3
    assert found["kb_answer_seconds_bucket", (("le", "+Inf"), ("route", "/sok"))] == 3
    assert found["kb_answer_seconds_sum", (("route", "/sok"),)] > 0
    assert found["kb_answer_seconds_bucket", (("le", "0.001"), ("route", "/sok"))] <= 3


def test_the_live_generation_is_told(client: TestClient) -> None:
    generation = client.app.state.knowledge_base.service.engine.generation  # type: ignore[attr-defined]
    found = samples(client.get("/metrics").text)
    assert found["kb_posts", ()] == generation.posts == 12
    assert found["kb_generation_info", (("name", generation.name),)] == 1
    built = datetime.fromisoformat(generation.built_at).timestamp()
    assert found["kb_generation_built_timestamp_seconds", ()] == built


def test_nothing_tells_who_asked_or_for_what(client: TestClient) -> None:
    for address in ("/sok?q=hemligt", "/inlagg/hemligt", "/hemligt", "/forslag?q=hemligt"):
        client.get(address, headers={"User-Agent": "hemligt", "X-Forwarded-For": "10.9.8.7"})
    text = client.get("/metrics").text
    assert "hemligt" not in text
    assert not re.search(r"\d+\.\d+\.\d+\.\d+|testclient", text)


def test_it_says_what_it_is(client: TestClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
