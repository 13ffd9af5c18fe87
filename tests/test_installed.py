"""The lexicon of an installation: found where it is, built where it is not."""

import shutil
import sys
from pathlib import Path

import pytest

from kb.errors import LexiconError
from kb.language.building.installed import installed_lexicon


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation without a lexicon."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "share" / "kb"


def test_one_that_is_there_is_taken(lexicon_path: Path, nowhere: Path) -> None:
    nowhere.mkdir(parents=True)
    shutil.copy2(lexicon_path, nowhere)
    told: list[Path] = []
    assert installed_lexicon(told.append) == nowhere / lexicon_path.name
    assert told == []


def test_a_build_that_fails_says_so_and_leaves_nothing(
    nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    told: list[Path] = []
    with pytest.raises(LexiconError, match=r"lexicon-\w+\.bin: the lexicon cannot be built"):
        installed_lexicon(told.append)
    assert len(told) == 1
    assert not list(nowhere.glob("*.bin"))
