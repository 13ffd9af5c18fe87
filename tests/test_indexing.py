import itertools
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.corpus.post import Post
from kb.corpus.store import path_of
from kb.engines import live_generation, open_engine
from kb.engines.embedded import writer as writer_module
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.writer import EmbeddedWriter
from kb.errors import CorpusError
from kb.indexing import IndexReport, build_index
from kb.search.parser import make_query
from kb.search.service import SearchService
from tests.corpora import matched, news, post, small_corpus, write_corpus


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.posts, report.added, report.updated, report.removed


def found(index: Path, text: str = "") -> set[str]:
    engine = open_engine(index)
    matches = matched(engine, make_query(text, per_page=100))
    engine.close()
    return {post_id for post_id, _ in matches.hits}


def edit(corpus: Path, each: Post, old: str, new: str) -> None:
    path = path_of(corpus, each.id)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- what a run does --------------------------------------------------------------------------


def test_the_first_run_adds_every_post(corpus_dir: Path, index: Path) -> None:
    report = build_index(corpus_dir, index)
    assert counts(report) == (12, 12, 0, 0)
    assert report.warnings == ()
    assert report.seconds > 0
    assert report.generation == live_generation(index)
    assert found(index) == {each.id for each in news()}


def test_an_unchanged_corpus_builds_nothing(
    corpus_dir: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_index(corpus_dir, index)

    def not_now(*_: object) -> None:
        raise AssertionError("a writer was opened")

    monkeypatch.setattr("kb.indexing.open_writer", not_now)
    second = build_index(corpus_dir, index)
    assert (second.generation, *counts(second)) == (first.generation, 12, 0, 0, 0)


def test_full_builds_anew_although_nothing_changed(corpus_dir: Path, index: Path) -> None:
    first = build_index(corpus_dir, index)
    second = build_index(corpus_dir, index, full=True)
    assert second.generation != first.generation
    assert counts(second) == (12, 0, 0, 0)


def test_changes_are_counted(corpus_dir: Path, index: Path) -> None:
    build_index(corpus_dir, index)
    write_corpus(corpus_dir, [post("2022-01-01", "Ny")])
    edit(corpus_dir, news()[4], "hälften", "en tredjedel")
    path_of(corpus_dir, news()[6].id).unlink()
    assert counts(build_index(corpus_dir, index)) == (12, 1, 1, 1)
    assert found(index, "tredjedel") == {news()[4].id}
    assert found(index, "ideell") == {news()[2].id}


def test_a_changed_register_changes_the_posts_it_is_named_in(corpus_dir: Path, index: Path) -> None:
    build_index(corpus_dir, index)
    register = corpus_dir / "projects.yaml"
    more = register.read_text(encoding="utf-8") + "- {id: skordefest, name: Skördefest}\n"
    register.write_text(more, encoding="utf-8")
    assert counts(build_index(corpus_dir, index)) == (12, 0, 1, 0)
    engine = open_engine(index)
    assert matched(engine, make_query(projects=["skordefest"])).total == 1
    assert engine.tables.registers.label("skordefest") == "Skördefest"
    engine.close()


def test_a_corpus_without_posts_or_registers_is_fine(tmp_path: Path, index: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert counts(build_index(tmp_path / "empty", index)) == (0, 0, 0, 0)
    assert found(index) == set()
    engine = open_engine(index)
    results = SearchService(engine).search(make_query("bro", organisations=["x"]))
    assert (results.total, results.pages) == (0, 0)
    engine.close()
    assert counts(build_index(small_corpus(tmp_path / "empty"), index)) == (12, 12, 0, 0)


def test_progress_sees_every_post(corpus_dir: Path, index: Path) -> None:
    seen: list[str] = []

    def progress(posts: Iterable[Post]) -> Iterator[Post]:
        for each in posts:
            seen.append(each.id)
            yield each

    build_index(corpus_dir, index, progress=progress)
    assert seen == sorted(each.id for each in news())


def test_report_as_json(corpus_dir: Path, index: Path) -> None:
    report = build_index(corpus_dir, index).to_json()
    assert list(report) == [
        *("generation", "posts", "added", "updated", "removed", "warnings", "seconds")
    ]
    assert report["warnings"] == []
    assert isinstance(report["seconds"], float)


def test_a_post_is_indexed_with_all_that_is_shown_of_it(corpus_dir: Path, index: Path) -> None:
    build_index(corpus_dir, index)
    engine = open_engine(index)
    (document,) = engine.documents([news()[2].id])
    engine.close()
    assert document.organisations == ("angslunda-bygdelag",)
    assert [each.text for each in document.paragraphs] == [
        "Ängslunda bygdelag har samlat virke i tre år.",
        "Så gick det till",
        "Brädorna kom från en riven lada.",
        "Spikarna räckte precis.",
        "Den ideella sektorn gör sådant som ingen annan hinner med.",
    ]
    assert all(f'id="{each.anchor}"' in document.html for each in document.paragraphs)


# --- which posts are due ----------------------------------------------------------------------


def test_drafts_and_posts_of_the_future_are_left_out(tmp_path: Path, index: Path) -> None:
    corpus = write_corpus(
        tmp_path / "corpus",
        [
            post("2017-01-01", "Gammal"),
            post("2017-01-02", "Utkast", draft=True),
            post("2017-01-03", "I dag"),
            post("2017-01-04", "I morgon"),
        ],
    )
    today = date(2017, 1, 3)
    report = build_index(corpus, index, today=today)
    assert found(index) == {"2017-01-01-gammal", "2017-01-03-i-dag"}
    assert build_index(corpus, index, today=today).generation == report.generation
    # Its day comes: a change, though no file changed.
    assert counts(build_index(corpus, index, today=date(2017, 1, 4))) == (3, 1, 0, 0)
    assert "2017-01-04-i-morgon" in found(index)


def test_today_is_the_day_it_is(tmp_path: Path, index: Path) -> None:
    corpus = write_corpus(
        tmp_path / "corpus",
        [post(date.today().isoformat(), "I dag"), post("9999-12-31", "Sist")],
    )
    assert build_index(corpus, index).posts == 1


def test_a_draft_that_is_published_is_added(tmp_path: Path, index: Path) -> None:
    draft = post("2017-01-02", "Utkast", draft=True)
    corpus = write_corpus(tmp_path / "corpus", [draft])
    assert build_index(corpus, index).posts == 0
    edit(corpus, draft, "draft: true", "draft: false")
    assert counts(build_index(corpus, index)) == (1, 1, 0, 0)


# --- warnings and faults ----------------------------------------------------------------------


def test_ids_that_no_register_knows_are_warned_about(tmp_path: Path, index: Path) -> None:
    corpus = write_corpus(
        tmp_path / "corpus",
        [
            post("2017-01-01", "Bron", organisations=["okand", "zinkhyttan"], projects=["inget"]),
            post("2017-01-02", "Utkast", organisations=["annan"], draft=True),
        ],
    )
    expected = (
        "2017-01-01-bron: organisation 'okand' stands in no register; it is shown under its id",
        "2017-01-01-bron: project 'inget' stands in no register; it is shown under its id",
    )
    assert build_index(corpus, index).warnings == expected
    assert build_index(corpus, index).warnings == expected  # also when nothing is built
    assert found(index) == {"2017-01-01-bron"}


@pytest.fixture
def faulty(corpus_dir: Path) -> Path:
    """A corpus in which two posts have faults, three in all."""
    edit(corpus_dir, news()[0], "published: 2015-03-02", "published: 2015-02-30\ncolour: red")
    edit(corpus_dir, news()[1], "title:", "titel:")
    return corpus_dir


def test_every_faulty_file_is_named_with_its_line(faulty: Path, index: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        build_index(faulty, index)
    faults = [str(fault) for fault in caught.value.faults]
    first, second = (path_of(faulty, each.id) for each in news()[:2])
    assert f"{first}:4: published: '2015-02-30' is no date: write it as 2017-06-29" in faults
    assert f"{first}:5: colour: is no field of a post" in faults
    assert f"{second}:3: titel: is no field of a post" in faults
    assert all(fault.startswith((f"{first}:", f"{second}:")) for fault in faults)
    assert not index.exists()


def test_faulty_posts_leave_the_old_generation_live(corpus_dir: Path, index: Path) -> None:
    before = build_index(corpus_dir, index).generation
    edit(corpus_dir, news()[1], "title:", "titel:")
    with pytest.raises(CorpusError):
        build_index(corpus_dir, index, full=True)
    assert live_generation(index) == before
    assert len(found(index)) == 12


def test_skip_faulty_builds_without_them(faulty: Path, index: Path) -> None:
    report = build_index(faulty, index, skip_faulty=True)
    assert report.posts == 10
    assert len(report.warnings) >= 3
    assert all(warning.startswith("left out: ") for warning in report.warnings)
    assert found(index) == {each.id for each in news()[2:]}


def test_no_corpus_is_an_error_that_says_what_to_do(tmp_path: Path, index: Path) -> None:
    with pytest.raises(CorpusError, match=r"nowhere: no such folder; .*--corpus"):
        build_index(tmp_path / "nowhere", index)
    assert not index.exists()


# --- a build that fails, wherever -------------------------------------------------------------


def full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def after(calls: int, fails: Callable[..., None], real: Any) -> Any:
    counter = itertools.count()

    def call(*arguments: Any, **options: Any) -> Any:
        if next(counter) == calls:
            fails()
        return real(*arguments, **options)

    return call


POINTS: dict[str, Callable[[pytest.MonkeyPatch, Callable[..., None]], None]] = {
    "first post": lambda patch, fails: patch.setattr(EmbeddedWriter, "add", fails),
    "seventh post": lambda patch, fails: patch.setattr(
        EmbeddedWriter, "add", after(6, fails, EmbeddedWriter.add)
    ),
    "reading a post": lambda patch, fails: patch.setattr("kb.indexing.render", fails),
    "writing Whoosh's files": lambda patch, fails: patch.setattr(
        "whoosh.writing.SegmentWriter.commit", fails
    ),
    "midway in Whoosh's files": lambda patch, fails: patch.setattr(
        "whoosh.writing.SegmentWriter._commit_toc", fails
    ),
    "posting lists": lambda patch, fails: patch.setattr(
        "whoosh.writing.SegmentWriter._flush_segment", fails
    ),
    "tables": lambda patch, fails: patch.setattr(writer_module, "write_tables", fails),
    "checksums": lambda patch, fails: patch.setattr(writer_module, "checksums", fails),
    "manifest": lambda patch, fails: patch.setattr(Generations, "finish", fails),
    "verifying": lambda patch, fails: patch.setattr(EmbeddedWriter, "_verify", fails),
    "switching": lambda patch, fails: patch.setattr(Generations, "switch", fails),
}


@pytest.mark.parametrize(
    ("fails", "before"), [(full_disk, True), (full_disk, False), (interrupted, True)]
)
@pytest.mark.parametrize("point", POINTS)
# Whoosh does not close the files of a writer that failed.
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore:.*:pytest.PytestUnraisableExceptionWarning"
)
def test_a_failed_build_leaves_everything_as_it_was(
    corpus_dir: Path,
    index_dir: Path,
    index: Path,
    monkeypatch: pytest.MonkeyPatch,
    point: str,
    fails: Callable[..., None],
    before: bool,
) -> None:
    if before:
        shutil.copytree(index_dir, index)  # built from the same posts
    files = {path for path in index.rglob("*") if path.name != ".lock"}
    live = live_generation(index)
    edit(corpus_dir, news()[0], "Fyra grannar", "Fem grannar")
    with monkeypatch.context() as patch:
        POINTS[point](patch, fails)
        with pytest.raises((OSError, KeyboardInterrupt)):
            build_index(corpus_dir, index, full=point == "seventh post")
    assert live_generation(index) == live
    assert {path for path in index.rglob("*") if path.name != ".lock"} == files
    if before:
        assert found(index, '"fyra grannar"') == {news()[0].id}
    assert build_index(corpus_dir, index).posts == 12
    assert found(index, '"fem grannar"') == {news()[0].id}
