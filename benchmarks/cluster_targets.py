"""What is asked of an index in a cluster, as `search_speed.figures` has it of one in a folder."""

from benchmarks.search_speed.figures import Target

TARGETS: tuple[Target, ...] = (
    ("search, p50, ms", "pages.cluster.p50", 40, 20, False),
    ("search, p95, ms", "pages.cluster.p95", 120, 60, False),
    ("engine calls of a page, the most", "pages.most calls", 4, 2, False),
    ("bulk with analysis / analysis alone", "build.ratio", 0.5, 0.8, True),
    ("edit until it is found, s", "edits.median, s", 1, 1, False),
    ("node killed: failed searches", "killed.killed.failed", 0, 0, False),
    ("node killed: slowest answer, ms", "killed.killed.worst", 1000, 300, False),
)
