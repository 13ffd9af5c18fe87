"""The plan for larger archives: it grows with what it is for, and searches queue as they must."""

import json
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from benchmarks import scaling
from benchmarks.scaling import BUSY, MACHINE, Figures, p50_p95, plan, simulate


def part(posts: int) -> dict[str, Any]:
    return {
        "build": {
            "bytes a post, each once": 8000,
            "CPU of the client a post, ms": 1.5,
            "CPU of the cluster a post, ms": 2.5,
        },
        "pages": {
            "CPU of the cluster a page, ms": 9 + posts / 1e4,
            "CPU of the client a page, ms": 8,
            "kinds": [{"ms": {"cluster": ms}} for ms in (10, 20, 60)],
        },
    }


MEASURED = {"sizes": {str(posts): part(posts) for posts in (10_000, 100_000)}}
FIGURES = Figures.read(MEASURED)


def test_figures_are_taken_apart_into_what_grows_and_what_does_not() -> None:
    assert pytest.approx(3) == FIGURES.fixed_ms
    assert pytest.approx(100) == FIGURES.post_ms
    assert list(FIGURES.spread) == pytest.approx([1 / 3, 2 / 3, 2])


def test_one_size_is_enough() -> None:
    figures = Figures.read({"sizes": {"10000": part(10_000)}})
    assert figures.fixed_ms * 3 == pytest.approx(5)
    assert figures.post_ms == pytest.approx(500)


def test_more_takes_more() -> None:
    plans = [plan(FIGURES, 10**posts, rate) for rate in (1, 100, 1000) for posts in (5, 6, 7, 8)]
    for smaller in plans:
        for larger in plans:
            if smaller.posts <= larger.posts and smaller.rate <= larger.rate:
                assert smaller.nodes <= larger.nodes
                assert smaller.shards <= larger.shards
                assert smaller.dollars_month <= larger.dollars_month
    for each in plans:
        assert each.nodes >= 3
        assert each.copies >= 2
        assert each.rate * each.shards * each.shard_ms / 1e3 <= each.cores * BUSY * 1.001
        assert each.shard_gb * 1e9 <= scaling.SHARD_BYTES


def small(rate: float) -> scaling.Plan:
    made = plan(FIGURES, 10**6, rate)
    return replace(made, nodes=4, shards=4, copies=2)


def test_who_is_alone_waits_for_nobody() -> None:
    made = small(0.01)
    figures = replace(FIGURES, spread=[1.0])
    times = simulate(figures, made, 0.01, pages=50)
    assert made.shard_ms * 0.7 <= min(times)
    assert max(times) <= made.shard_ms * 1.3


def test_the_more_come_the_longer_they_wait_and_too_many_for_ever() -> None:
    made = small(1)
    most = made.nodes * MACHINE.cores / (made.shards * made.shard_ms / 1e3)
    quick, full, over = (simulate(FIGURES, made, most * load) for load in (0.3, 0.95, 3))
    assert p50_p95(quick)[1] < p50_p95(full)[1] < p50_p95(over)[1]
    assert median(over[-100:]) > 3 * median(over[:100])


def test_a_node_lost_costs_no_page_where_there_are_copies() -> None:
    made = small(1)
    assert len(simulate(FIGURES, made, 50, lost=1, pages=500)) == 500
    assert not simulate(FIGURES, replace(made, copies=1), 50, lost=1, pages=500)


def test_the_tables_are_written_into_the_document(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (repository / "docs" / "scaling.md").read_text(encoding="utf-8")
    document, measured = tmp_path / "scaling.md", tmp_path / "measured.json"
    document.write_text(text, encoding="utf-8")
    measured.write_text(json.dumps(MEASURED), encoding="utf-8")
    monkeypatch.setattr(scaling, "_DOC", document)
    monkeypatch.setattr("sys.argv", ["scaling", str(measured), "--write"])
    scaling.main()
    once = document.read_text(encoding="utf-8")
    scaling.main()
    assert document.read_text(encoding="utf-8") == once
    assert "| posts in the largest index searched | 100,000 |" in once
    assert once.startswith(text.partition("<!--")[0])
    assert once.endswith(text.rpartition("-->")[2])
