import os
import tempfile
from pathlib import Path

import pytest

from kb.files import WritingMany, users_cache, write_atomically


def test_writes_utf8_with_plain_line_ends_into_a_new_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.md"
    write_atomically(path, "å\nö\n")
    assert path.read_bytes() == "å\nö\n".encode()
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_file_is_readable_by_others(tmp_path: Path) -> None:
    path = tmp_path / "c.md"
    write_atomically(path, "x")
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "c.md"
    write_atomically(path, "gammal")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(step, fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(path, "ny")
    assert path.read_text() == "gammal"
    assert list(tmp_path.iterdir()) == [path]


def test_text_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "c.md"
    write_atomically(path, "gammal")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "\ud800")
    assert path.read_text() == "gammal"
    assert list(tmp_path.iterdir()) == [path]


def test_many_files_are_each_whole_and_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.files._AT_ONCE", 3)
    placed: list[str] = []
    replace = Path.replace

    def noted(part: Path, path: Path) -> Path:
        assert part.read_text(encoding="utf-8") == f"å {path.stem}"
        placed.append(path.name)
        return replace(part, path)

    monkeypatch.setattr(Path, "replace", noted)
    names = [f"{number}.md" for number in range(8)]
    with WritingMany() as files:
        for name in names:
            files.write(tmp_path / f"{len(name)}" / name, f"å {name[:-3]}")
        assert placed == names[:6]
    assert placed == names
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == names


def test_failure_among_many_files_leaves_whole_ones(tmp_path: Path) -> None:
    (tmp_path / "b.md").mkdir()
    files = WritingMany()

    def write() -> None:
        with files:
            for name in ("a.md", "b.md", "c.md"):
                files.write(tmp_path / name, name)

    with pytest.raises(OSError, match=r"b\.md"):
        write()
    assert files.path == tmp_path / "b.md"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md"]


def test_the_cache_is_where_the_environment_or_the_home_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert users_cache("kb") == tmp_path / "cache" / "kb"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert users_cache("kb") == tmp_path / ".cache" / "kb"

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    assert users_cache("kb").parent == Path(tempfile.gettempdir())
