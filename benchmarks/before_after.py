"""Whether two checkouts answer alike, and which is faster.

    python -m benchmarks.before_after OTHER_CHECKOUT

The other checkout is a folder with kb/ and .venv/bin/python: the state before a change, say. Both
index the same two corpora, the other's shipped one (an older checkout need not read newer
files) and a generated one, and answer 500 searches on each; then both are timed, in turns. Each
side is run by its own interpreter, and of each only the command line and `kb.open_knowledge_base`
are used, so that their insides may differ in everything.

Printed for each corpus:

- how many searches agree in hits (ids, titles, dates, registers, snippets with their highlights,
  scores to 1e-4), facets, total, pages, relaxed step, suggestion and number of notices; how often
  which of them differ, and the first ten searches that do. A facet that only one side knows is
  left out where it is the category's. Asked again of the indexes after some updates.
- medians of times, and their ratios this/other (below 1: this one is faster), of wall time and of
  CPU time, which other work on the machine disturbs less: opening an index, the same with a first
  search and closing, all searches in a fresh process (cold) and once more in it (warm), a full
  build, and an update after one post was edited, both as whole commands.

Ends with 0 where all searches agree, else with 1. With 5,000 posts and five rounds it takes some
half an hour, nearly all of it in full builds: `--build-rounds` says how many of them.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.generated import write_corpus
from benchmarks.queries import Search, make_searches
from benchmarks.sides import Side, Times, other_side, this_side

_SHOWN = 10
_SHOWN_OF_ONE = 4
_WIDTH = 100
# Scores are rounded to 1e-4; a little more, since 0.0001 is no binary fraction.
_TOLERANCE = 1.001e-4


def differences(other: Any, this: Any, path: str = "") -> Iterator[str]:
    """Yield what differs between two answers, each as path: value → value."""
    if isinstance(other, dict) and isinstance(this, dict):
        for name in sorted(other.keys() | this.keys()):
            if (path, name) == ("facets", "category") and (name in other) != (name in this):
                continue
            inner = f"{path}.{name}" if path else name
            yield from differences(other.get(name), this.get(name), inner)
    elif isinstance(other, list) and isinstance(this, list):
        if _keys(other) != _keys(this):
            yield f"{path}: {_list_change(_keys(other), _keys(this))}"
            return
        for number, (one, two) in enumerate(zip(other, this, strict=True)):
            yield from differences(one, two, f"{path}[{number}]")
    elif isinstance(other, float | int) and isinstance(this, float | int):
        if abs(other - this) > _TOLERANCE:
            yield f"{path}: {other} → {this}"
    elif other != this:
        yield f"{path}: {_short(other)} → {_short(this)}"


def _keys(items: list[Any]) -> list[Any]:
    """Return what tells items of a list apart: ids where they have them."""
    return [item["id"] if isinstance(item, dict) and "id" in item else None for item in items]


def _list_change(other: list[Any], this: list[Any]) -> str:
    if len(other) != len(this) or set(other) != set(this):
        less = [key for key in other if key not in this]
        more = [key for key in this if key not in other]
        return f"{len(other)} → {len(this)}, gone {_short(less)}, new {_short(more)}"
    place = next(n for n, (one, two) in enumerate(zip(other, this, strict=True)) if one != two)
    return f"other order from [{place}] on: {_short(other[place:])} → {_short(this[place:])}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"


@dataclass(frozen=True)
class Agreement:
    """How many searches agree; for each other one, what differs."""

    searches: int
    differing: list[tuple[Search, list[str]]]

    @property
    def agree(self) -> int:
        return self.searches - len(self.differing)

    def lines(self) -> Iterator[str]:
        yield f"  {self.agree} of {self.searches} searches agree"
        if not self.differing:
            return
        places: Counter[str] = Counter()
        for _, found in self.differing:
            places.update({re.sub(r"\[\d+\]", "", text.partition(": ")[0]) for text in found})
        yield f"  differ in: {', '.join(f'{name} {n}' for name, n in places.most_common())}"
        for search, found in self.differing[:_SHOWN]:
            chosen = {
                k: v for k, v in asdict(search).items() if k != "kind" and v not in (None, ())
            }
            yield f"  - {search.kind}: {chosen}"
            yield from (f"      {text}" for text in found[:_SHOWN_OF_ONE])
            if len(found) > _SHOWN_OF_ONE:
                yield f"      and {len(found) - _SHOWN_OF_ONE} more"

    def to_json(self) -> dict[str, Any]:
        differ = [{"search": asdict(search), "in": found} for search, found in self.differing]
        return {"searches": self.searches, "agree": self.agree, "differ": differ}


class Comparison:
    """Both sides over one corpus, in a folder of their own."""

    def __init__(self, corpus: Path, folder: Path, sides: tuple[Side, Side], probes: Path) -> None:
        self._corpus = corpus
        self._folder = folder
        self._sides = sides
        self._probes = probes
        self._searches: list[Search] = []
        self._file = folder / "searches.json"
        self.times = Times()

    def make_searches(self, count: int, seed: int) -> None:
        self._searches = make_searches(self._corpus, count, seed)
        rows = [asdict(search) for search in self._searches]
        self._file.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    def build(self) -> None:
        """Build each side's index anew."""
        for side in self._sides:
            shutil.rmtree(self._index(side), ignore_errors=True)
            self.times.add("full build", side, side.index(self._corpus, self._index(side)))

    def update(self, number: int) -> None:
        """Edit a post, and bring each side's index up to date."""
        posts = sorted(self._corpus.glob("posts/*/*.md"))
        post = posts[(number * 17 + 5) % len(posts)]
        text = post.read_text("utf-8")
        post.write_text(f"{text}\nTillägg nummer {number} om kooperativ.\n", "utf-8")
        for side in self._sides:
            took = side.index(self._corpus, self._index(side))
            self.times.add("update of one post", side, took)

    def search(self) -> None:
        """Time opening and searching."""
        for side in self._sides:
            probe = self._probes / side.name
            opened = side.drive("open", self._index(side), self._file, probe)
            self.times.add("open", side, *opened["open"])
            self.times.add("open, first search, close", side, *opened["open_search_close"])
        for side in self._sides:
            probe = self._probes / side.name
            searched = side.drive("searches", self._index(side), self._file, probe)
            count = len(self._searches)
            self.times.add(f"{count} searches, cold", side, searched["cold"])
            self.times.add(f"{count} searches, warm", side, searched["warm"])

    def agreement(self) -> Agreement:
        """Ask both sides all searches."""
        other, this = (side.drive("answers", self._index(side), self._file) for side in self._sides)
        found = [
            (search, list(differences(one, two)))
            for search, one, two in zip(self._searches, other, this, strict=True)
        ]
        return Agreement(len(found), [(search, texts) for search, texts in found if texts])

    def _index(self, side: Side) -> Path:
        return self._folder / f"index-{side.name}"


def compare(
    name: str, comparison: Comparison, options: argparse.Namespace
) -> tuple[dict[str, Any], bool]:
    """Print everything about one corpus; return it, and whether all searches agree."""
    comparison.make_searches(options.queries, options.seed)
    comparison.build()
    agreement = comparison.agreement()
    print(name, *agreement.lines(), sep="\n", flush=True)
    for _ in range(options.rounds):
        comparison.search()
    for _ in range(1, options.build_rounds or options.rounds):
        comparison.build()
    for number in range(options.rounds):
        comparison.update(number)
    updated = comparison.agreement()
    print(f"  after {options.rounds} updates:", *updated.lines(), sep="\n")
    print(*comparison.times.lines(), sep="\n", flush=True)
    figures = {
        "answers": agreement.to_json(),
        "answers_after_updates": updated.to_json(),
        "seconds": comparison.times.to_json(),
    }
    return figures, not (agreement.differing or updated.differing)


def main() -> int:
    """Print every figure; return 0 where all searches agree."""
    options = _options()
    sides = other_side(options.other), this_side()
    figures: dict[str, Any] = {"posts": options.posts}
    alike = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        corpora = {"shipped": folder / "shipped" / "corpus"}
        shutil.copytree(sides[0].root / "corpus", corpora["shipped"])
        if options.posts:
            corpora["generated"] = folder / "generated" / "corpus"
            write_corpus(corpora["generated"], corpora["shipped"], options.posts, options.seed)
        write_corpus(folder / "few", corpora["shipped"], posts=20)
        for side in sides:
            side.index(folder / "few", folder / "probes" / side.name)
        for name, corpus in corpora.items():
            comparison = Comparison(corpus, corpus.parent, sides, folder / "probes")
            figures[name], all_agree = compare(name, comparison, options)
            alike = alike and all_agree
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0 if alike else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.before_after")
    parser.add_argument("other", metavar="OTHER_CHECKOUT", type=Path)
    parser.add_argument("--posts", type=int, default=5_000, help="generated ones; 0 for none")
    parser.add_argument("--queries", type=int, default=500, help="on each corpus")
    parser.add_argument("--rounds", type=int, default=5, help="of everything that is timed")
    parser.add_argument("--build-rounds", type=int, help="of full builds, if other")
    parser.add_argument("--seed", type=int, default=1, help="of the posts and the searches")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
