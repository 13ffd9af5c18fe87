"""`make bench`: how quickly this project and its peers search and build; docs/performance.md.

    python -m benchmarks.search_speed [--sizes 1000,10000] [--json FILE] [--only PART,PART] [--keep]

What is made for it lies in build/bench/<posts>: the corpus, made once; an index a side, made anew
unless --keep is given. Every part runs in fresh processes, none beside another.
"""

import argparse
import json
from pathlib import Path

from benchmarks.search_speed import figures
from benchmarks.search_speed.bench import PARTS, Bench, Results, say
from benchmarks.search_speed.measuring import machine


def main() -> None:
    """Print every figure, size by size."""
    options = _options()
    clock = "CPU" if options.cpu else "wall"
    everything: Results = {"machine": machine(), "clock": clock, "sizes": {}}
    say(everything["machine"])
    for posts in options.sizes:
        say("", f"{posts} posts")
        bench = Bench(posts, options.keep, options.cpu, not options.without_whoosh)
        everything["sizes"][str(posts)] = bench.results
        bench.builds()
        for part in options.only:
            PARTS[part](bench)
        _compare(everything["sizes"], posts)
        say(*figures.table(bench.results))
        if options.json:
            text = json.dumps(everything, ensure_ascii=False, indent=1)
            options.json.write_text(text + "\n", "utf-8")


def _compare(sizes: Results, posts: int) -> None:
    """Add how the median grew from an index of a tenth of the posts, if that was measured."""
    medians = [
        sizes[str(each)]["whole"]["spread"]["this"]["median"]
        for each in (posts // 10, posts)
        if "whole" in sizes.get(str(each), {})
    ]
    if len(medians) == 2:
        sizes[str(posts)]["growth"] = medians[1] / medians[0]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_speed")
    parser.add_argument("--sizes", type=_numbers, default=[1_000, 10_000, 100_000])
    parser.add_argument("--only", type=_parts, default=list(PARTS), help=", ".join(PARTS))
    parser.add_argument("--without-whoosh", action="store_true", help="it takes most of the time")
    parser.add_argument("--keep", action="store_true", help="use the indexes that there are")
    parser.add_argument(
        "--cpu", action="store_true", help="of one process, count CPU: the machine has other work"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return sorted(int(number) for number in text.replace(",", " ").split())


def _parts(text: str) -> list[str]:
    chosen = text.split(",")
    if unknown := set(chosen) - PARTS.keys():
        raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}")
    return [part for part in PARTS if part in chosen]


if __name__ == "__main__":
    main()
