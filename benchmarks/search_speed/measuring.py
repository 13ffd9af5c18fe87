"""Work in a process of its own: what it returned, and how much memory it and its children took."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Seconds between looks at how much memory is taken.
_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """What a task returned; `peak` is the most memory in MB that was seen of its processes."""

    result: Any
    peak: float


def run(task: str, *how: str, **arguments: Any) -> Run:
    """Run a task of `tasks.py` in a fresh process; `how` is for it to read, see there.

    Memory is the proportional set size of the process and all below it: pages that several share
    count once, mapped files as far as they are read.
    """
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.search_speed.tasks", task]
    process = subprocess.Popen(
        [*command, json.dumps(arguments, default=str), *how],
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("KB_")},
    )
    watch = _Watch(process.pid)
    watch.start()
    out, _ = process.communicate()
    watch.ended.set()
    watch.join()
    if process.returncode:
        raise SystemExit(f"{task} failed with status {process.returncode}")
    return Run(json.loads(out.splitlines()[-1]), watch.peak)


class _Watch(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.ended = threading.Event()
        self.peak = 0.0

    def run(self) -> None:
        while not self.ended.wait(_EVERY):
            self.peak = max(self.peak, sum(memory(pid)["Pss"] for pid in processes(self._pid)))


def processes(pid: int) -> Iterator[int]:
    """Yield a process and all below it."""
    yield pid
    with suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text("utf-8").split():
                yield from processes(int(child))


def memory(pid: int) -> dict[str, float]:
    """Return `Rss`, `Pss` and `Anonymous` of a process in MB; zeros where it has ended."""
    found = dict.fromkeys(("Rss", "Pss", "Anonymous"), 0.0)
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()[1:]:
            name, value, *_ = line.split()
            if name.rstrip(":") in found:
                found[name.rstrip(":")] = int(value) / 1024
    return found


def size(folder: Path) -> float:
    """Return the megabytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def machine() -> str:
    """Return the processor, how many of it, and how much memory."""
    model = "unknown processor"
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    cores = len(os.sched_getaffinity(0))
    megabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{model}, {cores} cores, {megabytes:.0f} GB, Python {sys.version.split()[0]}"
