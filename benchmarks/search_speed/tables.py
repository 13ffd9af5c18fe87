"""Figures as Markdown, for docs/performance.md.

    python -m benchmarks.search_speed.tables FILE ...

Each FILE is what a run of `make bench JSON=FILE` wrote, on the same machine.
"""

import json
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.search_speed.figures import TARGETS, value_at

Results = Mapping[str, Any]


def markdown(runs: Sequence[Results]) -> Iterator[str]:
    """Yield the lines of all tables, a size a column where that can be.

    What is asked stands beside the medians of all runs, with the least and the most that was seen;
    the other tables are of the last run.
    """
    last = runs[-1]
    sizes: dict[str, Results] = last["sizes"]
    heads = [f"{int(name):,} posts" for name in sizes]
    yield f"{last['machine']}; times by {last['clock']}; runs: {len(runs)}."
    yield from ("", "### What is asked", "")
    seen = [[run["sizes"][name] for run in runs if name in run["sizes"]] for name in sizes]
    yield from _table(["measure", "pass", "aim", *heads], _targets(seen))
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


def _targets(sizes: Sequence[Sequence[Results]]) -> Iterator[Sequence[str]]:
    """Yield a row a target; of each size there are the results of some runs."""
    for name, way, enough, aim, at_least in TARGETS:
        seen = [[value_at(results, way) for results in runs] for runs in sizes]
        found = [[value for value in values if value is not None] for values in seen]
        if any(found):
            sign = "≥" if at_least else "≤"
            yield [name.strip(), f"{sign} {enough:g}", f"{sign} {aim:g}", *map(_shown, found)]


def _shown(values: Sequence[float]) -> str:
    """Return the median of what was seen in some runs, and between what it lies."""
    if not values:
        return ""
    middle = _number(statistics.median(values))
    least, most = _number(min(values)), _number(max(values))
    return middle if least == most else f"{middle} ({least} to {most})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


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
    read = [json.loads(Path(file).read_text("utf-8")) for file in sys.argv[1:]]
    print(*markdown(read), sep="\n")
