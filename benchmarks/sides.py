"""Two checkouts of the project, each run by its own interpreter, and times of theirs side by side.

Only what stays as it is from one time to another is used of a checkout: its command line, and
what driver.py uses of its Python interface.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
_DRIVER = Path(__file__).with_name("driver.py")

# Seconds of wall and of CPU.
Time = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Side:
    """A checkout: `name` is how figures call it."""

    name: str
    root: Path
    python: Path

    def environment(self) -> dict[str, str]:
        """Its own kb, whatever its environment has installed, and no settings of the user's."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        return kept | {"PYTHONPATH": str(self.root), "PYTHONWARNINGS": "ignore"}

    def command(self, *arguments: str | Path) -> list[str]:
        """Return a command line of its `kb`."""
        return [str(self.python), "-P", "-m", "kb", *map(str, arguments)]

    def index(self, corpus: Path, index: Path) -> Time:
        """Bring an index up to date; return how long the whole command took."""
        arguments = self.command("index", "--corpus", corpus, "--index", index, "--json")
        _, took = self._run(arguments)
        return took

    def drive(self, command: str, index: Path, searches: Path, *more: Path) -> Any:
        """Have driver.py do something, and return its result."""
        out = index.with_suffix(".out.json")
        arguments = [self.python, "-P", _DRIVER, command, index, searches, out, *more]
        self._run([str(argument) for argument in arguments])
        answer = json.loads(out.read_text("utf-8"))
        out.unlink()
        if self.root not in Path(answer["kb"]).parents:
            raise SystemExit(f"{self.name}: {answer['kb']} answered, which is not in {self.root}")
        return answer["result"]

    def _run(self, arguments: Sequence[str]) -> tuple[str, Time]:
        start, used = time.perf_counter(), _cpu_of_children()
        done = subprocess.run(
            arguments, env=self.environment(), capture_output=True, text=True, check=False
        )
        took = time.perf_counter() - start, _cpu_of_children() - used
        if done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
        return done.stdout, took


def other_side(root: Path) -> Side:
    """Return the side of another checkout, which has an environment of its own."""
    root = root.resolve()
    python = root / ".venv" / "bin" / "python"
    if not python.exists() or not (root / "kb").is_dir():
        raise SystemExit(
            f"{root}: no checkout with kb/ and .venv/bin/python; try `make index` in it"
        )
    return Side("other", root, python)


def this_side() -> Side:
    """Return the side of this checkout."""
    return Side("this", REPOSITORY, Path(sys.executable))


@dataclass
class Times:
    """Times by figure and side."""

    values: dict[str, dict[str, list[Time]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, figure: str, side: Side, *times: Iterable[float]) -> None:
        self.values[figure][side.name] += [(wall, cpu) for wall, cpu in times]

    def to_json(self) -> dict[str, Any]:
        """Return medians by figure: seconds of wall by side, ratios of wall and of CPU."""
        return {figure: _medians(by_side) for figure, by_side in self.values.items()}

    def lines(self) -> Iterator[str]:
        """Yield a table."""
        yield f"  {'':28}{'other':>12}{'this':>12}{'ratio':>8}{'of CPU':>8}{'times':>8}"
        for figure, row in self.to_json().items():
            other, this = _readable(row["other"]), _readable(row["this"])
            ratios = f"{row['ratio']:8.2f}{row['cpu_ratio']:8.2f}"
            yield f"  {figure:28}{other:>12}{this:>12}{ratios}{row['times']:8}"


def _medians(by_side: dict[str, list[Time]]) -> dict[str, Any]:
    wall, cpu = (
        {name: statistics.median(time[which] for time in times) for name, times in by_side.items()}
        for which in (0, 1)
    )
    return {
        "other": wall["other"],
        "this": wall["this"],
        "ratio": wall["this"] / wall["other"],
        "cpu_ratio": cpu["this"] / cpu["other"],
        "times": len(by_side["this"]),
    }


def _readable(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 10 else f"{seconds * 1e3:.1f} ms"


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
