"""How the embedded engine's generations lie on disk: locks, leftovers, damage, old ones."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import kb
from kb.checking import check_index
from kb.engines import live_generation, open_engine, open_writer
from kb.engines.embedded import generations as generations_module
from kb.engines.embedded import hashing as hashing_module
from kb.engines.embedded import writer as writer_module
from kb.engines.embedded.building.segment_builder import SegmentBuilder
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.parts import Part
from kb.engines.embedded.writer import EmbeddedWriter
from kb.engines.files.array_file import ArrayFile
from kb.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    KnowledgeBaseError,
)
from kb.indexing import build_index
from kb.language.token_types import TokenTypes
from kb.search.port.batch import analysed
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import ORGANISATIONS, analyzer, matched, news, post, small_corpus, write_corpus
from tests.opened import document


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
        "segments",
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


@pytest.mark.parametrize("step", ["begin", "SegmentBuilder"])
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
            patched.setattr("kb.engines.embedded.writer.SegmentBuilder", full)
        with pytest.raises(KnowledgeBaseError, match="no room left on the disk"):
            open_writer(index, anew=True)
    assert built(index) == before
    open_writer(index).abort()  # the lock is free again


@pytest.mark.parametrize("again", [False, True])
def test_a_writer_that_is_interrupted_waits_for_no_segment(
    index: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    def until_stopped(builder: SegmentBuilder) -> int:
        while not builder._is_stopped:
            time.sleep(0.001)
        raise CancelledError

    def interrupted() -> None:
        raise KeyboardInterrupt

    before = built(index)
    monkeypatch.setattr(writer_module, "MOST_DOCUMENTS", 2)
    monkeypatch.setattr(SegmentBuilder, "finish", until_stopped)
    writer = open_writer(index, anew=True)
    assert isinstance(writer, EmbeddedWriter)
    types = TokenTypes(analyzer())
    for ids in ("ab", "cd"):
        writer.add(analysed(map(document, ids), types, 0, len(types.types)))
    if again:
        monkeypatch.setattr(writer._thread, "shutdown", interrupted)
    with pytest.raises(KeyboardInterrupt) if again else nullcontext():
        writer.abort()
    assert built(index) == before
    assert not list(index.glob(".building-*"))
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
        with pytest.raises(KnowledgeBaseError, match="no room left on the disk"):
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
    monkeypatch.setattr(Part, "read_back", lambda *_: [("2015-03-02-tvatten", "0" * 64)])
    with pytest.raises(IndexDamagedError, match="nothing was switched"):
        build_index(corpus_dir, index, full=True)
    assert (live_generation(index), built(index)) == (before, folders)


def test_whoever_breaks_off_waits_for_no_piece_that_was_not_begun(
    index: Path, corpus_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    count = 0

    def read_back(_: Part, start: int, stop: int) -> list[tuple[str, str]]:
        nonlocal count
        count += 1
        if start == 0:
            raise KeyboardInterrupt
        go_on.wait(60)
        return []

    def few_threads(most: int = 2) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(most)

    def shut_down(pool: ThreadPoolExecutor, **how: bool) -> None:
        real(pool, wait=False, **how)
        go_on.set()
        real(pool)

    real = ThreadPoolExecutor.shutdown
    monkeypatch.setattr(ThreadPoolExecutor, "shutdown", shut_down)
    monkeypatch.setattr(writer_module, "ThreadPoolExecutor", few_threads)
    monkeypatch.setattr(writer_module, "_READ_AT_ONCE", 1)
    monkeypatch.setattr(Part, "read_back", read_back)
    before, folders = live_generation(index), built(index)
    with pytest.raises(KeyboardInterrupt):
        build_index(corpus_dir, index, full=True, workers=1)
    assert count <= 4 < len(news())
    assert (live_generation(index), built(index)) == (before, folders)


def test_a_disk_that_loses_a_bit_is_noticed(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finish(builder: SegmentBuilder) -> int:
        docs = real(builder)
        (path,) = index.glob(".building-*/MAIN_*.arrays")
        file = ArrayFile(path)
        stored = file["stored/data"].tobytes()
        file.close()
        flip(path, path.read_bytes().index(stored) + len(stored) // 2)
        return docs

    real = SegmentBuilder.finish
    before, folders = live_generation(index), built(index)
    monkeypatch.setattr(SegmentBuilder, "finish", finish)
    with pytest.raises(IndexDamagedError, match="nothing was switched"):
        build_index(grown(tmp_path / "corpus"), index)
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


def test_damaged_files_are_an_error_and_rebuilt(index: Path, corpus_dir: Path) -> None:
    for path, damaged in list(damages(index)):
        content = path.read_bytes()
        path.unlink()
        if damaged is not None:
            path.write_bytes(damaged)
        overwritten = damaged is not None and len(damaged) == len(content)
        if overwritten and (path.suffix == ".toc" or path.name == "known.json"):
            # Who searches reads neither; checking reads all.
            assert any(path.name in problem for problem in check_index(index).problems)
        else:
            with pytest.raises(KnowledgeBaseError, match="run `kb index"):
                reading(index)
        path.write_bytes(content)
    reading(index)
    engine = open_engine(index)
    assert matched(engine, make_request("kooperativ")).total == 3
    engine.close()
    segment(index).unlink()
    assert build_index(corpus_dir, index).posts == 12
    reading(index)


def segment(index: Path) -> Path:
    (path,) = live(index).glob("MAIN_*.arrays")
    return path


def flip(path: Path, place: int) -> None:
    """Change one bit, and nothing that tells of it."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def grown(corpus: Path, title: str = "En till") -> Path:
    return write_corpus(corpus, [*news(), post("2020-01-01", title, "Ett kooperativ till.")])


@pytest.mark.parametrize("name", ["segment", "columns.arrays", "lexicon.bin", "_MAIN_1.toc"])
def test_a_flipped_bit_is_not_carried_over(index: Path, tmp_path: Path, name: str) -> None:
    """Also where the generation would go on with the file as it is."""
    path = segment(index) if name == "segment" else live(index) / name
    flip(path, path.stat().st_size // 3)
    assert any(path.name in problem for problem in check_index(index).problems)
    report = build_index(grown(tmp_path / "corpus"), index)
    assert (report.posts, report.added) == (13, 1)
    assert check_index(index).problems == ()
    assert len(list(live(index).glob("MAIN_*.arrays"))) == 1


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


def test_a_lexicon_from_elsewhere_is_not_damaged_with_the_index(
    index: Path, corpus_dir: Path, tmp_path: Path
) -> None:
    """And so is at hand as it was when the index is built anew."""
    lexicon = tmp_path / "own.bin"
    shutil.copy(live(index) / "lexicon.bin", lexicon)
    content = lexicon.read_bytes()
    other = tmp_path / "other"
    build_index(corpus_dir, other, lexicon=lambda: lexicon)
    flip(live(other) / "lexicon.bin", len(content) // 2)
    assert lexicon.read_bytes() == content
    build_index(corpus_dir, other, full=True, lexicon=lambda: lexicon)
    assert (live(other) / "lexicon.bin").read_bytes() == content


# --- from one generation to the next ----------------------------------------------------------


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are hashed."""
    names: list[str] = []

    def digest(file: Any, kind: str) -> Any:
        names.append(Path(file.name).name)
        return hashlib.file_digest(file, kind)

    monkeypatch.setattr(
        hashing_module, "hashlib", SimpleNamespace(file_digest=digest, sha256=hashlib.sha256)
    )
    return names


def inodes(generation: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in generation.iterdir()}


def test_files_that_stay_are_linked_and_neither_hashed_nor_read_again(
    index: Path, corpus_dir: Path, tmp_path: Path, hashed: list[str]
) -> None:
    build_index(corpus_dir, index, full=True)
    before, first = inodes(live(index)), segment(index).name
    hashed.clear()
    build_index(grown(tmp_path / "corpus"), index)
    after = inodes(live(index))
    linked = {name for name in after if before.get(name) == after[name]}
    assert {first, "lexicon.bin"} <= linked
    assert set(hashed) == after.keys() - linked - {"manifest.json"}
    (second,) = {path.name for path in live(index).glob("MAIN_*.arrays")} - {first}
    assert (live(index) / second).stat().st_size < (live(index) / first).stat().st_size
    with kb.open_knowledge_base(index) as opened:
        assert opened.search("kooperativ").total == 4


def test_columns_are_linked_where_no_post_changes(
    index: Path, corpus_dir: Path, tmp_path: Path
) -> None:
    before = inodes(live(index))
    corpus = write_corpus(
        tmp_path / "corpus",
        news(),
        organisations=ORGANISATIONS
        + """\
- id: utan-nyheter
  name: Helt utan nyheter
""",
    )
    build_index(corpus, index)
    after = inodes(live(index))
    linked = {name for name in after if before.get(name) == after[name]}
    assert {"columns.arrays", "_MAIN_1.toc", segment(index).name} <= linked


def test_a_file_that_was_touched_is_hashed_again(
    index: Path, corpus_dir: Path, tmp_path: Path, hashed: list[str]
) -> None:
    build_index(corpus_dir, index, full=True)
    os.utime(segment(index))
    hashed.clear()
    name = segment(index).name
    build_index(grown(tmp_path / "corpus"), index)
    assert name in hashed
    assert name in inodes(live(index))


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"lexicon.bin": 1}', b"\xff"])
def test_without_what_was_noted_all_is_hashed(
    index: Path, tmp_path: Path, hashed: list[str], content: bytes | None
) -> None:
    (index / "hashed.json").unlink(missing_ok=True)
    if content is not None:
        (index / "hashed.json").write_bytes(content)
    name = segment(index).name
    build_index(grown(tmp_path / "corpus"), index)
    assert name in hashed
    assert len(list(live(index).glob("MAIN_*.arrays"))) == 2


def test_what_cannot_be_linked_is_copied(
    index: Path, corpus_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on file systems without links."""

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    before = inodes(live(index))
    first = segment(index).name
    report = build_index(grown(tmp_path / "corpus"), index)
    assert report.posts == 13
    assert inodes(live(index))[first] != before[first]
    assert check_index(index).problems == ()


def test_a_copy_that_differs_is_not_switched_to(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = live(index)

    def copied(file: Path, copy: Path) -> bool:
        copy.write_bytes(file.read_bytes())
        flip(copy, 100)
        return False

    monkeypatch.setattr(writer_module, "link", copied)
    with pytest.raises(IndexDamagedError, match="nothing was switched"):
        build_index(grown(tmp_path / "corpus"), index)
    assert live(index) == before
    assert built(index) == [before.name]


def test_segments_stay_few(index: Path, tmp_path: Path) -> None:
    """Post by post, replaced and removed, too."""
    corpus = small_corpus(tmp_path / "corpus")
    posts = {each.id: each for each in news()}
    for number in range(45):
        new = post("2020-01-01", f"Nr {number % 30}", f"Ett kooperativ, {number}.")
        posts[new.id] = new
        if number % 7 == 0:
            gone = next(iter(posts))
            del posts[gone]
            next(corpus.glob(f"posts/*/{gone}.md")).unlink()
        write_corpus(corpus, [new])
        report = build_index(corpus, index)
        assert report.posts == len(posts)
        assert len(list(live(index).glob("MAIN_*.arrays"))) <= 12
    assert check_index(index).problems == ()
    with kb.open_knowledge_base(index) as opened:
        expected = sum("kooperativ" in each.body.casefold() for each in posts.values())
        assert opened.search("kooperativ").total >= expected


def test_a_reader_goes_on_while_segments_are_merged(index: Path, tmp_path: Path) -> None:
    engine = open_engine(index)
    before = matched(engine, make_request("kooperativ"))
    for number in range(8):
        build_index(grown(tmp_path / "corpus", f"Nr {number}"), index)
    assert not (index / engine.generation.name).exists()
    assert matched(engine, make_request("kooperativ")) == before
    engine.close()


def test_who_opens_while_two_builds_end_opens_the_last(
    index: Path, corpus_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it had begun to open is gone then."""
    manifest = Generations.manifest

    def slowly(self: Generations, name: str) -> generations_module.Manifest:
        found = manifest(self, name)
        monkeypatch.setattr(Generations, "manifest", manifest)
        for _ in range(2):
            build_index(corpus_dir, index, full=True)
        return found

    monkeypatch.setattr(Generations, "manifest", slowly)
    engine = open_engine(index)
    assert engine.generation.name == live_generation(index)
    engine.close()


def test_a_flipped_bit_in_a_post_is_told_to_who_searches(index: Path) -> None:
    path = segment(index)
    file = ArrayFile(path)
    start = path.read_bytes().index(file["stored/data"].tobytes())
    size = len(file["stored/data"])
    file.close()
    for place in range(start + 20, start + size, size // 12):
        flip(path, place)
    engine = open_engine(index)
    with pytest.raises(IndexDamagedError, match="run `kb index --full`"):
        matched(engine, make_request(""))
    engine.close()


# --- a disk that is full, a file that is cut --------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("only who may mount a file system can fill one")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("spared_kb", [0, 40, 200])
def test_a_full_disk_leaves_the_old_generation(
    small_disk: Path, corpus_dir: Path, tmp_path: Path, spared_kb: int
) -> None:
    """However far the build gets."""
    index = small_disk / "index"
    build_index(corpus_dir, index)
    before, folders = live_generation(index), built(index)
    corpus = small_corpus(tmp_path / "corpus")
    words = " ".join(each.body for each in news()).split()
    chance = random.Random(1)
    write_corpus(
        corpus,
        [
            post("2020-01-01", f"Nr {n}", " ".join(chance.choices(words, k=3_000)))
            for n in range(40)
        ],
    )
    free = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(bytes(free - spared_kb * 1024))
    with pytest.raises(KnowledgeBaseError) as raised:
        build_index(corpus, index)
    message = str(raised.value)
    assert str(index) in message
    assert "no room left on the disk" in message
    assert "run `kb index` again" in message
    assert "\n" not in message
    assert (live_generation(index), built(index)) == (before, folders)
    assert {path.name for path in index.glob(".*")} == {".lock"}
    engine = open_engine(index)
    assert matched(engine, make_request("kooperativ")).total == 3
    engine.close()
    (small_disk / "ballast").unlink()
    assert build_index(corpus, index).posts == 52


CUT = """
import sys
from pathlib import Path
from kb.engines import open_engine
from kb.errors import IndexDamagedError
from kb.search.query.request import make_request
from kb.search.service import SearchService

index, name = Path(sys.argv[1]), sys.argv[2]
engine = open_engine(index)
service = SearchService(engine)
(path,) = (index / engine.generation.name).glob(name)
with path.open("r+b") as file:
    file.truncate(int(sys.argv[3]))
for text in ("kooperativ", "", "bron", "odl*"):
    try:
        print(service.search(make_request(text)).total)
    except IndexDamagedError as error:
        print("told", error)
"""


@pytest.mark.parametrize("size", [0, 5_000])
@pytest.mark.parametrize("name", ["MAIN_*.arrays", "columns.arrays", "lexicon.bin"])
def test_a_file_that_is_cut_under_a_reader_ends_no_process(
    index: Path, name: str, size: int
) -> None:
    """Who asks a page that is not there any more gets a signal, so it is to be asked before."""
    done = subprocess.run(
        [sys.executable, "-c", CUT, str(index), name, str(size)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 4
    # Not every search asks for a word.
    told = [line for line in lines if name != "lexicon.bin" or not line.isdigit()]
    assert told
    assert all(line.startswith("told") and "run `kb index --full`" in line for line in told)
