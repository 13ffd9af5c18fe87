"""Whoever does the work, however it ends: an index is as one process builds it, or as before."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kb.corpus.mentions import Mentions
from kb.corpus.store import format_post, path_of, read_corpus
from kb.engines import live_generation, open_engine
from kb.engines.embedded.codec.codec import EXTENSION
from kb.engines.embedded.writer import EmbeddedWriter
from kb.errors import CorpusError, KnowledgeBaseError
from kb.indexing import Stage, build_index, documents, processes, write_generation
from kb.results import Results
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import NEWS, post, write_corpus

pytestmark = pytest.mark.skipif(os.name == "nt", reason="ends processes by signals")

POSTS = [
    post(f"20{number:02}-0{1 + place % 9}-1{place % 10}", title, f"{body}\n\nOrd{number} {place}.")
    for number in range(4)
    for place, (_, title, body) in enumerate(NEWS)
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", POSTS)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> list[processes._Process]:
    """The processes that are started; all work is enough for them, a few posts at a time."""
    started: list[processes._Process] = []

    class Noted(processes._Process):
        def __init__(self, folder: Path, source: int) -> None:
            super().__init__(folder, source)
            started.append(self)

    monkeypatch.setattr(processes, "_Process", Noted)
    monkeypatch.setattr(processes, "_MANY", 1)
    monkeypatch.setattr(processes, "_READ_AT_ONCE", 7)
    monkeypatch.setattr(processes, "_AT_ONCE", 5)
    return started


def ended(started: list[processes._Process]) -> bool:
    return all(each._process.poll() is not None for each in started)


def answers(index: Path) -> list[object]:
    engine = open_engine(index)
    service = SearchService(engine)
    found: list[object] = [
        Results.of(service.search(make_request(text, per_page=100)), repr).to_json()
        for text in (
            "",
            "kooperativ",
            "ord1",
            '"fyra grannar"',
            "hemtjansten",
            "zinkhyttan",
            "bro*",
        )
    ]
    engine.close()
    return found


def segments(index: Path) -> list[bytes]:
    """What is in the files of a generation's segments."""
    folder = index / (live_generation(index) or "")
    return [path.read_bytes() for path in sorted(folder.glob(f"*{EXTENSION}"))]


def edit(corpus: Path, number: int, old: str, new: str) -> None:
    path = path_of(corpus, POSTS[number].id)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def _nothing(done: int = 0) -> Iterator[Callable[[int], object]]:
    yield lambda posts: None


def when(stage: Stage, do: Callable[[], object]) -> Callable[[Stage, int], object]:
    """Do something when a stage of a build begins."""

    def progress(begun: Stage, posts: int) -> object:
        if begun is stage:
            do()
        return _nothing()

    return progress


# --- the same index, whoever does the work ----------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_an_index_is_the_same_whoever_does_the_work(
    tmp_path: Path, corpus: Path, crew: list[processes._Process], workers: int
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    build_index(corpus, one, workers=1)
    assert not crew
    report = build_index(corpus, other, workers=workers)
    assert (report.posts, report.added) == (len(POSTS), len(POSTS))
    assert len(crew) == (workers if workers > 1 else 0)
    assert ended(crew)
    assert answers(one) == answers(other)
    assert segments(one) == segments(other)
    engines = open_engine(one), open_engine(other)
    assert dict(engines[0].checksums()) == dict(engines[1].checksums())
    for engine in engines:
        engine.close()
    # A register that names more: everything is looked through, little is indexed anew.
    register = corpus / "projects.yaml"
    more = register.read_text(encoding="utf-8") + "- {id: spikar, name: Spikarna}\n"
    register.write_text(more, encoding="utf-8")
    for folder, many in ((one, 1), (other, workers)):
        assert build_index(corpus, folder, workers=many).updated == 4
    assert answers(one) == answers(other)


@pytest.mark.parametrize("workers", [1, 2])
def test_so_is_one_of_documents_that_somebody_has_made(
    tmp_path: Path, crew: list[processes._Process], workers: int
) -> None:
    registers = read_corpus(write_corpus(tmp_path / "corpus")).registers
    made = list(documents(POSTS, Mentions(registers)))
    index = tmp_path / "index"
    _, checksums = write_generation(index, iter(made), registers, workers=workers)
    assert checksums == {each.id: each.checksum for each in made}
    assert len(crew) == (workers if workers > 1 else 0)
    assert ended(crew)
    write_generation(tmp_path / "plain", made, registers)
    assert answers(index) == answers(tmp_path / "plain")
    assert segments(index) == segments(tmp_path / "plain")
    # Some are there already.
    changed = [
        replace(each, title="Annan titel") if not n % 9 else each for n, each in enumerate(made)
    ]
    _, checksums = write_generation(index, changed[:-1], registers, workers=workers)
    assert checksums == {each.id: each.checksum for each in changed[:-1]}


def test_little_work_is_done_without_processes(
    corpus: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_now(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(processes, "_Process", not_now)
    assert build_index(corpus, index, workers=2).posts == len(POSTS)


def test_a_faulty_file_is_told_by_whoever_read_it(
    corpus: Path, index: Path, crew: list[processes._Process]
) -> None:
    edit(corpus, 3, "title:", "titel:")
    with pytest.raises(CorpusError) as caught:
        build_index(corpus, index, workers=2)
    path = path_of(corpus, POSTS[3].id)
    assert len(caught.value.faults) == 2
    assert all(fault.where.startswith(f"{path}:") for fault in caught.value.faults)
    assert crew
    assert ended(crew)
    assert build_index(corpus, index, workers=2, skip_faulty=True).posts == len(POSTS) - 1


# --- files that change meanwhile --------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_a_text_that_changes_while_others_are_indexed_counts_as_it_is_then(
    corpus: Path, index: Path, crew: list[processes._Process], workers: int
) -> None:
    def change() -> None:
        edit(corpus, 2, "Spikarna räckte precis.", "Spikarna var alldeles för få.")

    progress = when(Stage.INDEXING, change)
    report = build_index(corpus, index, workers=workers, progress=progress)  # type: ignore[arg-type]
    engine = open_engine(index)
    found = SearchService(engine).search(make_request('"alldeles för få"'))
    engine.close()
    assert [hit.id for hit in found.hits] == [POSTS[2].id]
    again = build_index(corpus, index, workers=workers)
    assert (again.generation, again.updated) == (report.generation, 0)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: path.unlink(), "cannot be read"),
        (lambda path: path.write_text("---\nid: x\n---\n"), "title: is missing"),
        (
            lambda path: path.write_text(path.read_text().replace("title:", "draft: true\ntitle:")),
            "was changed while the index was built, which stays as it was; run `kb index` again",
        ),
    ],
)
def test_a_post_that_is_no_more_what_it_was_ends_the_build(
    corpus: Path,
    index: Path,
    crew: list[processes._Process],
    workers: int,
    change: Callable[[Path], object],
    message: str,
) -> None:
    before = build_index(corpus, index).generation
    path = path_of(corpus, POSTS[2].id)
    progress = when(Stage.INDEXING, lambda: change(path))
    with pytest.raises(KnowledgeBaseError) as caught:
        build_index(corpus, index, full=True, workers=workers, progress=progress)  # type: ignore[arg-type]
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert live_generation(index) == before
    assert ended(crew)


# --- untimely ends ----------------------------------------------------------------------------


def test_a_process_that_is_killed_is_one_clear_line(
    corpus: Path, index: Path, crew: list[processes._Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build_index(corpus, index, workers=1).generation
    files = {path for path in index.rglob("*") if path.name != ".lock"}
    real = EmbeddedWriter.add

    def add(writer: EmbeddedWriter, *arguments: object) -> None:
        real(writer, *arguments)  # type: ignore[arg-type]
        crew[-1]._process.kill()

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedWriter, "add", add)
        with pytest.raises(KnowledgeBaseError) as caught:
            build_index(corpus, index, full=True, workers=2)
    assert "a process of the build was ended (SIGKILL); the index stays as it was" in str(
        caught.value
    )
    assert "\n" not in str(caught.value)
    assert len(crew) == 2
    assert ended(crew)
    assert live_generation(index) == before
    assert {path for path in index.rglob("*") if path.name != ".lock"} == files
    assert build_index(corpus, index, full=True, workers=2).posts == len(POSTS)


def test_a_process_that_cannot_start_is_one_clear_line(
    corpus: Path, index: Path, crew: list[processes._Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(KnowledgeBaseError, match=r"was ended \(exit status 1\)"):
        build_index(corpus, index, workers=2)
    assert ended(crew)
    assert not index.exists()


def test_an_error_of_a_process_is_that_of_the_build(
    corpus: Path, crew: list[processes._Process]
) -> None:
    with processes.Crew(corpus, 2) as several, pytest.raises(TypeError) as caught:
        list(several.read([None] * 20))  # type: ignore[list-item]
    assert "in a process of the build:\nTraceback" in "".join(caught.value.__notes__)
    assert ended(crew)


def children(parent: int) -> set[int]:
    listed = subprocess.run(["ps", "-A", "-o", "ppid=,pid="], capture_output=True, check=True)
    rows = (line.split() for line in listed.stdout.decode().splitlines())
    return {int(pid) for ppid, pid in rows if int(ppid) == parent}


def alive(pid: int) -> bool:
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()[:1] not in ("", "Z")


def within_a_minute(holds: Callable[[], object]) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def building(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", Path, set[int]]]:
    """A `kb index` with a live generation, whose two processes are at work; and their ids."""
    corpus, index = write_corpus(tmp_path / "corpus"), tmp_path / "index"
    build_index(corpus, index)
    body = " ".join(NEWS[0][2] for _ in range(20))
    (corpus / "posts" / "2017").mkdir()
    for number in range(1200):
        each = post("2017-01-01", "Nytt", body, id=f"2017-01-01-nytt-{number}")
        path_of(corpus, each.id).write_text(format_post(each), encoding="utf-8")
    command = [sys.executable, "-m", "kb", "index", "--workers", "2"]
    # Tests that run in the background ignore Ctrl-C, and so would what they start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*command, "--corpus", str(corpus), "--index", str(index)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    signal.signal(signal.SIGINT, before)
    try:
        assert within_a_minute(lambda: len(children(process.pid)) == 2 or process.poll())
        workers = children(process.pid)
        assert within_a_minute(lambda: list(index.glob(".building-*")) or process.poll())
        assert process.poll() is None
        yield process, index, workers
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_leaves_nothing_behind(
    building: tuple["subprocess.Popen[str]", Path, set[int]],
) -> None:
    process, index, workers = building
    live = live_generation(index)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert said[0] == ""
    assert said[1].split() == ["Aborted!"]
    assert not any(map(alive, workers))
    assert live_generation(index) == live
    assert {path.name for path in index.glob(".*")} <= {".lock"}


def test_no_process_outlives_a_build_that_is_killed(
    building: tuple["subprocess.Popen[str]", Path, set[int]],
) -> None:
    process, index, workers = building
    live = live_generation(index)
    process.kill()
    said = process.communicate(timeout=60)
    assert within_a_minute(lambda: not any(map(alive, workers)))
    assert said[1] == ""
    assert live_generation(index) == live
