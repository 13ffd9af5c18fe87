"""Killed at any moment, an index answers as before or as after."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kb
from kb.checking import check_index
from kb.indexing import build_index
from tests.corpora import small_corpus

KILLS = 50


def answers(index: Path) -> list[object]:
    with kb.open_knowledge_base(index) as opened:
        return [opened.search(text).to_json() for text in ("", "kooperativ", "nyord")]


@pytest.mark.crash
def test_fifty_kills(tmp_path: Path) -> None:
    """A post more, a post changed, a post less, and back; killed somewhere on the way."""
    old, new = tmp_path / "old", tmp_path / "new"
    small_corpus(old)
    shutil.copytree(old, new)
    first, second, *_ = sorted(new.glob("posts/*/*.md"))
    first.unlink()
    second.write_text(second.read_text(encoding="utf-8") + "\nNyord i texten.\n", encoding="utf-8")
    index = tmp_path / "index"
    build_index(new, tmp_path / "after")
    build_index(old, index)
    before, after = answers(index), answers(tmp_path / "after")
    assert before != after

    command = [sys.executable, "-m", "kb", "index", "--index", str(index), "--corpus"]
    begun = time.monotonic()
    subprocess.run([*command, str(new)], check=True, capture_output=True)
    whole = time.monotonic() - begun
    chance = random.Random(4)
    outcomes = {"before": 0, "after": 0}
    for kill in range(KILLS):
        # Half of the time goes to starting Python, so most kills fall into the later half.
        running = subprocess.Popen(
            [*command, str(old if kill % 2 else new)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(whole * chance.triangular(0.2, 1.1, 0.7))
        running.send_signal(signal.SIGKILL)
        running.wait()
        found = answers(index)
        assert found in (before, after)
        outcomes["before" if found == before else "after"] += 1
        assert check_index(index).problems == ()
    print(f"{KILLS} kills: {outcomes}")
    subprocess.run([*command, str(new), "--full"], check=True, capture_output=True)
    assert answers(index) == after
    assert {path.name for path in index.glob(".*")} == {".lock"}
