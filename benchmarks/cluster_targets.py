"""What is asked of an index in a cluster, and how `benchmarks.cluster_speed` finds it to be."""

from collections.abc import Iterator, Mapping
from typing import Any

# What is measured, the way to its figure, pass, aim, and whether that is the least of it.
_TARGETS = (
    ("search, p50, ms", "pages.cluster.p50", 40, 20, False),
    ("search, p95, ms", "pages.cluster.p95", 120, 60, False),
    ("engine calls of a page, the most", "pages.most calls", 4, 2, False),
    ("bulk with analysis / analysis alone", "build.ratio", 0.5, 0.8, True),
    ("edit until it is found, s", "edits.median, s", 1, 1, False),
    ("node killed: failed searches", "killed.killed.failed", 0, 0, False),
    ("node killed: slowest answer, ms", "killed.killed.worst", 1000, 300, False),
)


def table(results: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is asked of one size, and how it is."""
    for what, way, least, aim, more in _TARGETS:
        value: Any = results
        for step in way.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is not None:
            sign = 1 if more else -1
            verdict = next(
                (
                    name
                    for name, limit in (("aim", aim), ("pass", least))
                    if sign * value >= sign * limit
                ),
                "FAIL",
            )
            yield f"  {what:40}{value:12.2f}   pass {least}, aim {aim}: {verdict}"
