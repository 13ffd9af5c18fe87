"""Times → figures: medians and ratios by kind and class, and what is asked of each."""

import operator
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.search_speed.searches import BROAD, MIDDLE, NARROW, Search

# Below this a ratio to tantivy says nothing that anyone would notice, in ms.
_LEAST = 2.0
_CLASSES = (NARROW, MIDDLE, BROAD)

Rows = Mapping[str, Sequence[Sequence[float]]]
Kind = dict[str, Any]


def by_kind(searches: Sequence[Search], rows: Rows) -> list[Kind]:
    """Return a row a kind: its class, and by side the medians of milliseconds and of totals."""
    kinds: dict[str, Kind] = {}
    for side, timed in rows.items():
        for number, milliseconds, total in timed:
            search = searches[int(number)]
            row = kinds.setdefault(
                search.kind, {"kind": search.kind, "class": search.breadth, "ms": {}, "totals": {}}
            )
            row["ms"].setdefault(side, []).append(milliseconds)
            row["totals"].setdefault(side, []).append(total)
    order = list(dict.fromkeys(search.kind for search in searches))
    for row in kinds.values():
        row["instances"] = len(row["ms"]["this"])
        for values in (row["ms"], row["totals"]):
            for side in values:
                values[side] = statistics.median(values[side])
    return sorted(kinds.values(), key=lambda row: order.index(row["kind"]))


def ratios(kinds: Iterable[Kind], other: str) -> dict[str, float]:
    """Return geometric means over kinds of this project's median relative to another side's.

    `all` are the three classes; relaxed searches, which no other side has, stand by themselves.
    """
    of_class: dict[str, list[float]] = {}
    for row in kinds:
        ratio = row["ms"]["this"] / row["ms"][other]
        of_class.setdefault(row["class"], []).append(ratio)
        if row["class"] in _CLASSES:
            of_class.setdefault("all", []).append(ratio)
    return {name: statistics.geometric_mean(values) for name, values in of_class.items()}


def worst(kinds: Iterable[Kind], other: str) -> tuple[str, float]:
    """Return the kind that is slowest relative to another side or 2 ms, and that ratio."""
    found = [(row["ms"]["this"] / max(row["ms"][other], _LEAST), str(row["kind"])) for row in kinds]
    ratio, kind = max(found)
    return kind, ratio


def spread(rows: Sequence[Sequence[float]]) -> dict[str, float]:
    """Return the median, the 99th percentile and the worst of a side's milliseconds."""
    times = [row[1] for row in rows]
    return {
        "median": statistics.median(times),
        "p99": statistics.quantiles(times, n=100, method="inclusive")[-1],
        "worst": max(times),
    }


# --- the table of what is asked ---------------------------------------------------------------

# What is measured, the way to its figure in the results of one size, pass, aim: at most, or (where
# it is `True`) at least so much.
Target = tuple[str, str, float, float, bool]
TARGETS: tuple[Target, ...] = (
    ("whole search / tantivy's, geometric mean", "whole.ratios.tantivy.all", 2.5, 1.2, False),
    ("  broad", "whole.ratios.tantivy.broad", 1.5, 0.6, False),
    ("  middle", "whole.ratios.tantivy.middle", 2.5, 1.2, False),
    ("  narrow", "whole.ratios.tantivy.narrow", 4, 2, False),
    (
        "matching and facets / tantivy's, same terms",
        "matching.ratios.tantivy, same terms.all",
        1.5,
        0.8,
        False,
    ),
    ("worst kind / tantivy's or 2 ms", "whole.worst.ratio", 6, 3, False),
    ("median whole search, ms", "whole.spread.this.median", 5, 2.5, False),
    ("99th percentile, ms", "whole.spread.this.p99", 25, 10, False),
    ("cold / warm", "cold.ratio", 5, 2, False),
    ("opening to the first answer, ms", "cold.opened and answered", 100, 30, False),
    ("kb search as a process, s", "process.seconds", 0.8, 0.4, False),
    ("growth of the median from a tenth of the posts", "growth", 6, 3, False),
    ("memory of a serving process, MB", "serving.memory, MB.Rss", 500, 250, False),
    ("full build, one core / FTS5's posts/s", "builds.relative.one core", 0.6, 1.2, True),
    ("full build, all cores / FTS5's posts/s", "builds.relative.all cores", 1.1, 2, True),
    ("peak memory of a full build, MB", "builds.this.all cores.peak", 1500, 600, False),
    ("index size / tantivy's", "builds.relative.size", 2.2, 1.3, False),
    ("10 segments / 1", "segments.ratio", 2, 1.3, False),
    ("repeated /sok / constant, 16 connections", "serving.repeated, br.ratio", 1.5, 1.2, False),
    ("healthz while 200 searches run, worst, ms", "serving.healthz, ms.worst", 50, 50, False),
    ("one edit to the first answer, s", "updates.edit to answer", 1, 0.2, False),
    ("kb index of all files with one edit, s", "updates.kb index, one edit", 6, 2, False),
)


def table(results: Mapping[str, Any], targets: Iterable[Target] = TARGETS) -> Iterator[str]:
    """Yield the table of what is asked beside what was seen; what was not measured is left out."""
    yield f"  {'':50}{'pass':>9}{'aim':>9}{'seen':>10}"
    for name, way, enough, aim, at_least in targets:
        seen = value_at(results, way)
        if seen is None:
            continue
        reached = operator.ge if at_least else operator.le
        said = "aim" if reached(seen, aim) else "pass" if reached(seen, enough) else "—"
        sign = "≥" if at_least else "≤"
        yield f"  {name:50}{f'{sign} {enough:g}':>9}{f'{sign} {aim:g}':>9}{seen:10.4g}  {said}"


def value_at(results: Any, way: str) -> float | None:
    """Return a figure of one size by its way, names with dots between; None where it is none."""
    for step in way.split("."):
        if not isinstance(results, Mapping) or step not in results:
            return None
        results = results[step]
    return float(results)


def kinds_lines(kinds: Sequence[Kind], sides: Sequence[str]) -> Iterator[str]:
    """Yield a table of kinds: medians in ms and totals of each side."""
    heads = "".join(f"{side[:12]:>13}{'posts':>8}" for side in sides)
    yield f"  {'':10}{'':36}{heads}"
    for row in kinds:
        cells = "".join(
            f"{row['ms'][side]:13.2f}{row['totals'][side]:8.0f}"
            if side in row["ms"]
            else f"{'':21}"
            for side in sides
        )
        yield f"  {row['class']:10}{row['kind']:36}{cells}"
