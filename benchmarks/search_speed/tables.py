"""Figures as Markdown, for docs/performance.md: `python -m benchmarks.search_speed.tables FILE`.

FILE is what `make bench JSON=FILE` wrote.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.search_speed.figures import TARGETS, value_at

Results = Mapping[str, Any]


def markdown(everything: Results) -> Iterator[str]:
    """Yield the lines of all tables, a size a column where that can be."""
    sizes: dict[str, Results] = everything["sizes"]
    heads = [f"{int(name):,} posts" for name in sizes]
    yield f"{everything['machine']}; times by {everything['clock']}."
    yield from ("", "### What is asked", "")
    yield from _table(["measure", "pass", "aim", *heads], _targets(sizes.values()))
    yield from ("", "### Builds", "")
    yield from _table(["side", "posts", "posts/s", "peak MB", "MB on disk"], _builds(sizes))
    yield from ("", "### Whole searches, ms", "")
    yield from _table(["side", "posts", "median", "99 %", "worst"], _spread(sizes, "whole"))
    largest = list(sizes.values())[-1]
    for part, title in (("whole", "Whole searches"), ("matching", "Matching and facets")):
        if part in largest:
            yield from ("", f"### {title}, kind by kind, {heads[-1]}", "")
            yield from _kinds(largest[part]["kinds"])


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _targets(sizes: Any) -> Iterator[Sequence[str]]:
    for name, way, enough, aim, at_least in TARGETS:
        seen = [value_at(results, way) for results in sizes]
        if any(value is not None for value in seen):
            sign = "≥" if at_least else "≤"
            shown = [
                "" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
                for value in seen
            ]
            yield [name.strip(), f"{sign} {enough:g}", f"{sign} {aim:g}", *shown]


def _builds(sizes: Mapping[str, Results]) -> Iterator[Sequence[str]]:
    for posts, results in sizes.items():
        for side, row in results.get("builds", {}).items():
            for cores in ("one core", "all cores"):
                if side != "relative" and cores in row:
                    rate, peak = row[cores]["posts/s"], row[cores]["peak"]
                    shown = (f"{rate:,.0f}", f"{peak:,.0f}", f"{row['size']:,.0f}")
                    yield [f"{side}, {cores}", f"{int(posts):,}", *shown]


def _spread(sizes: Mapping[str, Results], part: str) -> Iterator[Sequence[str]]:
    for posts, results in sizes.items():
        for side, row in results.get(part, {}).get("spread", {}).items():
            shown = [f"{row[name]:.1f}" for name in ("median", "p99", "worst")]
            yield [side, f"{int(posts):,}", *shown]


def _kinds(kinds: Sequence[Results]) -> Iterator[str]:
    sides = list(kinds[0]["ms"])
    rows = (
        [
            row["class"],
            row["kind"],
            *(f"{row['ms'][side]:.2f}" if side in row["ms"] else "" for side in sides),
            *(f"{row['totals'][side]:,.0f}" if side in row["totals"] else "" for side in sides),
        ]
        for row in kinds
    )
    heads = [*(f"{side}, ms" for side in sides), *(f"{side}, posts" for side in sides)]
    yield from _table(["class", "kind", *heads], rows)


if __name__ == "__main__":
    print(*markdown(json.loads(Path(sys.argv[1]).read_text("utf-8"))), sep="\n")
