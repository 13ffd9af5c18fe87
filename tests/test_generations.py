"""How the embedded engine's generations lie on disk: locks, leftovers, damage, old ones."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.checking import check_index
from kb.engines import live_generation, open_engine, open_writer
from kb.engines.embedded import generations as generations_module
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.reader import EmbeddedEngine
from kb.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    KnowledgeBaseError,
)
from kb.indexing import build_index
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import matched, small_corpus


@pytest.fixture
def index(index_dir: Path, tmp_path: Path) -> Path:
    """A copy of the small index, to damage."""
    return Path(shutil.copytree(index_dir, tmp_path / "index"))


def live(index: Path) -> Path:
    name = live_generation(index)
    assert name is not None
    return index / name


def edit_manifest(index: Path, **values: object) -> None:
    path = live(index) / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**manifest, **values}), encoding="utf-8")


def built(index: Path) -> list[str]:
    """The names of the folders of generations, finished or not."""
    return sorted(path.name for path in index.iterdir() if path.is_dir())


# --- what lies where --------------------------------------------------------------------------


def test_a_generation_says_what_it_is(index_dir: Path) -> None:
    manifest = json.loads((live(index_dir) / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest) == {
        "format",
        "fingerprint",
        "corpus",
        "posts",
        "built_at",
        "files",
        "sizes",
        "checksum",
    }
    assert manifest["posts"] == 12
    files = {path.name for path in live(index_dir).iterdir()} - {"manifest.json"}
    assert set(manifest["files"]) == set(manifest["sizes"]) == files
    assert all(len(checksum) == 64 for checksum in manifest["files"].values())
    assert all((live(index_dir) / n).stat().st_size == s for n, s in manifest["sizes"].items())


def test_the_last_two_generations_are_kept(corpus_dir: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    names = [build_index(corpus_dir, index, full=True).generation for _ in range(5)]
    assert built(index) == names[-2:]
    assert live_generation(index) == names[-1]


def test_what_a_crash_left_is_removed(index: Path, tmp_path: Path) -> None:
    leftover = index / ".building-20200101T000000000000"
    leftover.mkdir()
    (leftover / "half.seg").write_bytes(b"half")
    build_index(small_corpus(tmp_path / "corpus"), index, full=True)
    assert not leftover.exists()


def test_a_generation_never_switched_to_takes_no_ones_place(index: Path, tmp_path: Path) -> None:
    first = live(index).name
    for orphan in ("20200101T000000000000", "99990101T000000000000"):
        shutil.copytree(index / first, index / orphan)
    second = build_index(small_corpus(tmp_path / "corpus"), index, full=True).generation
    assert built(index) == sorted([first, second])


# --- one writer at a time ---------------------------------------------------------------------


def test_a_second_writer_is_told_to_wait(
    index: Path, corpus_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations_module, "_LOCK_SECONDS", 0.01)
    before = live_generation(index)
    writer = open_writer(index)
    with pytest.raises(IndexBusyError, match="another `kb index` is writing here"):
        build_index(corpus_dir, index, full=True)
    assert live_generation(index) == before
    writer.abort()
    assert build_index(corpus_dir, index, full=True).generation != before


def test_readers_do_not_wait_for_a_writer(index: Path) -> None:
    writer = open_writer(index)
    engine = open_engine(index)
    assert matched(engine, make_request("kooperativ")).total == 3
    engine.close()
    writer.abort()


@pytest.mark.parametrize("step", ["begin", "create_in"])
def test_a_writer_that_cannot_begin_leaves_nothing(
    index: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    before = built(index)
    with monkeypatch.context() as patched:
        if step == "begin":
            patched.setattr(Generations, "begin", full)
        else:
            patched.setattr("kb.engines.embedded.writer.index.create_in", full)
        with pytest.raises(OSError, match="No space left"):
            open_writer(index, anew=True)
    assert built(index) == before
    open_writer(index).abort()  # the lock is free again


# --- failures of the last step ----------------------------------------------------------------


@pytest.mark.parametrize("step", ["write_atomically", "rename", "sync_folder"])
def test_a_switch_that_fails_leaves_the_old_generation(
    index: Path, corpus_dir: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = live_generation(index)
    folders = built(index)

    def fails(*arguments: object, **_: object) -> None:
        raise OSError(28, "No space left on device")

    def fails_at_the_pointer(path: Path, text: str) -> None:
        if path.name == "current":
            raise OSError(28, "No space left on device")
        path.write_text(text, encoding="utf-8")

    with monkeypatch.context() as patched:
        if step == "write_atomically":
            patched.setattr(generations_module, step, fails_at_the_pointer)
        elif step == "sync_folder":
            patched.setattr(generations_module, step, fails)
        else:
            patched.setattr(Path, "rename", fails)
        with pytest.raises(OSError, match="No space left"):
            build_index(corpus_dir, index, full=True)
    assert live_generation(index) == before
    assert built(index) == folders
    engine = open_engine(index)
    assert matched(engine, make_request("kooperativ")).total == 3
    engine.close()


def test_an_old_generation_that_cannot_be_removed_stops_nothing(
    index: Path, corpus_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus_dir, index, full=True)

    def held(path: Path, ignore_errors: bool = False, **_: object) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(shutil, "rmtree", held)
    report = build_index(corpus_dir, index, full=True)
    assert live_generation(index) == report.generation


def test_what_reads_back_otherwise_is_not_switched_to(
    index: Path, corpus_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, folders = live_generation(index), built(index)
    monkeypatch.setattr(EmbeddedEngine, "stored_checksums", lambda self: iter(()))
    with pytest.raises(IndexDamagedError, match="nothing was switched"):
        build_index(corpus_dir, index, full=True)
    assert (live_generation(index), built(index)) == (before, folders)


# --- stale and damaged ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"format": -1},
        {"fingerprint": "0" * 16},
        {"format": 999, "segments": "a field that a later format may have"},
    ],
    ids=["format", "fingerprint", "fields"],
)
def test_a_stale_index_is_detected_and_rebuilt(
    index: Path, corpus_dir: Path, values: dict[str, object]
) -> None:
    edit_manifest(index, **values)
    with pytest.raises(IndexStaleError, match="run `kb index`"):
        open_engine(index)
    report = build_index(corpus_dir, index)
    assert (report.posts, report.added) == (12, 12)
    open_engine(index).close()


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"format": 1}', b'"text"']
)
def test_a_damaged_manifest_is_an_error_and_rebuilt(
    index: Path, corpus_dir: Path, content: bytes | None
) -> None:
    path = live(index) / "manifest.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises((IndexDamagedError, IndexStaleError), match="run `kb index"):
        open_engine(index)
    assert build_index(corpus_dir, index).posts == 12
    open_engine(index).close()


@pytest.mark.parametrize("content", [b"nowhere\n", b"\xff\xfe\0", b"../..\n", b".\n", b"a\0b"])
def test_a_damaged_pointer_is_an_error_and_rebuilt(
    index: Path, corpus_dir: Path, content: bytes
) -> None:
    (index / "current").write_bytes(content)
    with pytest.raises(IndexDamagedError, match="run `kb index"):
        open_engine(index)
    assert build_index(corpus_dir, index).posts == 12
    open_engine(index).close()


def test_an_empty_pointer_is_no_index(index: Path) -> None:
    (index / "current").write_bytes(b"")
    with pytest.raises(IndexMissingError, match="kb index"):
        open_engine(index)


def damages(index: Path) -> Iterator[tuple[Path, bytes | None]]:
    """Every file of the live generation: gone, emptied, cut, overwritten."""
    for path in sorted(live(index).iterdir()):
        content = path.read_bytes()
        for damaged in (None, b"", content[: len(content) // 2], b"\xff" * len(content)):
            if damaged != content:
                yield path, damaged


def reading(index: Path) -> None:
    """Open an index as whoever searches it does."""
    engine = open_engine(index)
    try:
        SearchService(engine)
    finally:
        engine.close()


# Whoosh does not close the files that it could not read.
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore:.*:pytest.PytestUnraisableExceptionWarning"
)
def test_damaged_files_are_an_error_and_rebuilt(index: Path, corpus_dir: Path) -> None:
    for path, damaged in list(damages(index)):
        content = path.read_bytes()
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)
        overwritten = damaged is not None and len(damaged) == len(content)
        if overwritten and path.suffix in (".pst", ".col"):
            # What is in them is looked at when a search asks for it; checking reads all.
            assert any("kb index" in p or path.name in p for p in check_index(index).problems)
        else:
            with pytest.raises(KnowledgeBaseError, match="run `kb index"):
                reading(index)
        path.write_bytes(content)
    reading(index)
    engine = open_engine(index)
    assert matched(engine, make_request("kooperativ")).total == 3
    engine.close()
    next(live(index).glob("*.pst")).unlink()
    assert build_index(corpus_dir, index).posts == 12
    reading(index)


@pytest.mark.parametrize("name", ["lookups.json", "lexicon.bin"])
def test_what_lies_beside_the_posts_is_rebuilt_too(
    index: Path, corpus_dir: Path, name: str
) -> None:
    path = live(index) / name
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(b"\xff" * len(content))
    before = live_generation(index)
    report = build_index(corpus_dir, index)
    assert (report.posts, report.generation == before) == (12, False)
    reading(index)


@pytest.mark.parametrize("name", ["titles.npy", "checksums.npy"])
def test_what_is_read_later_is_an_error_then(index: Path, name: str) -> None:
    path = live(index) / name
    path.write_bytes(path.read_bytes()[:-20] + b"\xff" * 20)
    engine = open_engine(index)
    with pytest.raises(IndexDamagedError, match="run `kb index --full`"):
        _ = list(engine.checksums()), engine.beginnings(["bro"], 0, 8)
    engine.close()
