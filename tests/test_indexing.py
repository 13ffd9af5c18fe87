import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import whoosh.index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import PROJECT
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.corpus.store import path_of, write_post
from kb.engines import better_anew, live_generation, open_engine
from kb.engines.embedded import writer as writer_module
from kb.engines.embedded.building.segment_builder import SegmentBuilder
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.writer import EmbeddedWriter
from kb.engines.files.array_file import ArrayWriter
from kb.errors import CorpusError, IndexStaleError, KnowledgeBaseError
from kb.indexing import (
    IndexReport,
    Stage,
    build_index,
    documents,
    processes,
    write_generation,
)
from kb.indexing.known import Known
from kb.results import Results
from kb.search.port.batch import Batch
from kb.search.port.document import Document
from kb.search.port.engine import StatisticsRequest
from kb.search.port.queries import Form, Term
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import ORGANISATIONS, matched, news, post, small_corpus, write_corpus


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def counts(report: IndexReport) -> tuple[int, int, int, int]:
    return report.posts, report.added, report.updated, report.removed


def found(index: Path, text: str = "") -> set[str]:
    engine = open_engine(index)
    matches = matched(engine, make_request(text, per_page=100))
    engine.close()
    return {match.document.id for match in matches.hits}


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

    monkeypatch.setattr("kb.indexing.generation.open_writer", not_now)
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


def test_where_that_is_better_for_the_engine_a_generation_is_made_anew(
    corpus_dir: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(corpus_dir, index)
    asked: list[tuple[int, int]] = []

    def better(posts: int, replaced: int, engine: str) -> bool:
        asked.append((posts, replaced))
        return True

    monkeypatch.setattr("kb.indexing.better_anew", better)
    write_corpus(corpus_dir, [post("2022-01-01", "Ny")])
    edit(corpus_dir, news()[4], "hälften", "en tredjedel")
    path_of(corpus_dir, news()[6].id).unlink()
    assert counts(build_index(corpus_dir, index)) == (12, 1, 1, 1)
    # One that was edited, one that is gone.
    assert asked == [(12, 2)]
    assert found(index, "tredjedel") == {news()[4].id}
    assert len(found(index)) == 12


def test_a_few_or_a_small_share_of_posts_are_replaced_in_place() -> None:
    assert not better_anew(2_000, 900, "whoosh")
    assert not better_anew(1_000_000, 900_000, "whoosh")


def test_a_changed_register_changes_the_posts_it_is_named_in(corpus_dir: Path, index: Path) -> None:
    build_index(corpus_dir, index)
    register = corpus_dir / "projects.yaml"
    more = register.read_text(encoding="utf-8") + "- {id: skordefest, name: Skördefest}\n"
    register.write_text(more, encoding="utf-8")
    assert counts(build_index(corpus_dir, index)) == (12, 0, 1, 0)
    engine = open_engine(index)
    request = make_request(entries={"project": ["skordefest"]})
    assert matched(engine, request).total == 1
    assert SearchService(engine).registers.label(PROJECT, "skordefest") == "Skördefest"
    engine.close()


def test_a_corpus_without_posts_or_registers_is_fine(tmp_path: Path, index: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert counts(build_index(tmp_path / "empty", index)) == (0, 0, 0, 0)
    assert found(index) == set()
    engine = open_engine(index)
    results = SearchService(engine).search(make_request("bro", {"organisation": ["x"]}))
    assert (results.total, results.pages) == (0, 0)
    engine.close()
    assert counts(build_index(small_corpus(tmp_path / "empty"), index)) == (12, 12, 0, 0)


def test_progress_is_told_of_every_post(corpus_dir: Path, index: Path) -> None:
    told: list[tuple[Stage, int, int]] = []

    @contextmanager
    def progress(stage: Stage, posts: int) -> Iterator[Callable[[int], object]]:
        done: list[int] = []
        yield done.append
        told.append((stage, posts, sum(done)))

    build_index(corpus_dir, index, progress=progress)
    assert told == [(Stage.READING, 12, 12), (Stage.INDEXING, 12, 12)]
    told.clear()
    edit(corpus_dir, news()[4], "hälften", "en tredjedel")
    build_index(corpus_dir, index, progress=progress)
    assert told[-1] == (Stage.INDEXING, 1, 1)


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
    assert document is not None
    assert document.entries == {"organisation": ("angslunda-bygdelag",), "project": ()}
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
    no_day = "published: '2015-02-30' is no day of the calendar; write it as 2017-06-29"
    assert f"{first}:4: {no_day}" in faults
    assert f"{first}:5: colour: is no field of a post; delete the line" in faults
    assert f"{second}:3: titel: is no field of a post; did you mean title?" in faults
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


def unkept(patch: pytest.MonkeyPatch, fails: Callable[..., None]) -> None:
    """Files of the generation before are linked to, others are copied."""
    for name in ("link", "copy_whole"):
        patch.setattr(writer_module, name, fails)


POINTS: dict[str, Callable[[pytest.MonkeyPatch, Callable[..., None]], None]] = {
    "first posts": lambda patch, fails: patch.setattr(EmbeddedWriter, "add", fails),
    "further posts": lambda patch, fails: patch.setattr(
        EmbeddedWriter, "add", after(2, fails, EmbeddedWriter.add)
    ),
    "reading a post": lambda patch, fails: patch.setattr("kb.indexing.posts.render", fails),
    "what is known": lambda patch, fails: patch.setattr(Known, "to_text", fails),
    "a segment": lambda patch, fails: patch.setattr(SegmentBuilder, "finish", fails),
    "midway in a segment": lambda patch, fails: patch.setattr(
        ArrayWriter, "add", after(20, fails, ArrayWriter.add)
    ),
    "what stays": unkept,
    "columns": lambda patch, fails: patch.setattr(writer_module, "rank_arrays", fails),
    "table of contents": lambda patch, fails: patch.setattr("whoosh.index.TOC.write", fails),
    "checksums": lambda patch, fails: patch.setattr(writer_module, "hash_files", fails),
    "manifest": lambda patch, fails: patch.setattr(Generations, "finish", fails),
    "verifying": lambda patch, fails: patch.setattr(EmbeddedWriter, "_verify", fails),
    "switching": lambda patch, fails: patch.setattr(Generations, "switch", fails),
}


@pytest.mark.parametrize(
    ("fails", "before"), [(full_disk, True), (full_disk, False), (interrupted, True)]
)
@pytest.mark.parametrize("point", POINTS)
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
        patch.setattr(processes, "_AT_ONCE", 3)
        POINTS[point](patch, fails)
        with pytest.raises((OSError, KnowledgeBaseError, KeyboardInterrupt)):
            build_index(corpus_dir, index, full=point == "further posts")
    assert live_generation(index) == live
    assert {path for path in index.rglob("*") if path.name != ".lock"} == files
    if before:
        assert found(index, '"fyra grannar"') == {news()[0].id}
    assert build_index(corpus_dir, index).posts == 12
    assert found(index, '"fem grannar"') == {news()[0].id}


# --- builds that start with the live generation -----------------------------------------------


@pytest.fixture
def reindexed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the posts that were indexed, in order."""
    ids: list[str] = []
    real = EmbeddedWriter.add

    def add(writer: EmbeddedWriter, batch: Batch) -> None:
        ids.extend(document.id for document in batch.documents)
        real(writer, batch)

    monkeypatch.setattr(EmbeddedWriter, "add", add)
    return ids


def whoosh_counts(index: Path) -> tuple[int, int]:
    """How many posts Whoosh's files hold, and how many of them are live."""
    opened = whoosh.index.open_dir(str(index / (live_generation(index) or "")), readonly=True)
    counted = opened.doc_count_all(), opened.doc_count()
    opened.close()
    return counted


def test_one_edited_post_is_indexed_and_no_other(
    corpus_dir: Path, index: Path, reindexed: list[str]
) -> None:
    build_index(corpus_dir, index)
    assert whoosh_counts(index) == (12, 12)
    reindexed.clear()
    edit(corpus_dir, news()[4], "hälften", "en tredjedel")
    assert counts(build_index(corpus_dir, index)) == (12, 0, 1, 0)
    assert reindexed == [news()[4].id]
    assert whoosh_counts(index) == (13, 12)
    assert (found(index, "tredjedel"), found(index, "hälften")) == ({news()[4].id}, set())


def test_what_is_dead_is_swept_out_in_the_end(
    corpus_dir: Path, index: Path, reindexed: list[str]
) -> None:
    build_index(corpus_dir, index)
    reindexed.clear()
    for number in range(12):
        old, new = ("hälften", "tredjedelen")[:: 1 if number % 2 == 0 else -1]
        edit(corpus_dir, news()[4], old, new)
        assert counts(build_index(corpus_dir, index)) == (12, 0, 1, 0)
        everything, living = whoosh_counts(index)
        assert living == 12
        assert everything <= 12 * 1.2 + 2
        assert found(index, new) == {news()[4].id}
        assert not found(index, old)
    assert reindexed == [news()[4].id] * 12


def test_a_removed_file_is_a_post_that_is_gone(
    corpus_dir: Path, index: Path, reindexed: list[str]
) -> None:
    build_index(corpus_dir, index)
    reindexed.clear()
    gone = news()[0]
    path_of(corpus_dir, gone.id).unlink()
    assert counts(build_index(corpus_dir, index)) == (11, 0, 0, 1)
    assert reindexed == []
    engine = open_engine(index)
    service = SearchService(engine)
    term = Term(Form.EXACT, "hemtjänsten")
    assert engine.statistics(StatisticsRequest([term])).frequencies == {term: 0}
    assert engine.beginnings(["hemtjän"], 10, 10).words == ()
    assert service.search(make_request("hemtjänsten")).total == 0
    # Nor is it what a slip is taken for.
    assert service.search(make_request("hemtjänstne")).total == 0
    for post_id in (gone.id, *gone.aliases):
        assert service.post(post_id) is None
    assert gone.id not in dict(engine.checksums())
    assert sum(value.count for value in service.search(make_request()).facets["year"]) == 11
    engine.close()


def test_every_post_removed(corpus_dir: Path, index: Path) -> None:
    build_index(corpus_dir, index)
    shutil.rmtree(corpus_dir / "posts")
    assert counts(build_index(corpus_dir, index, allow_empty=True)) == (0, 0, 0, 12)
    assert found(index) == set()
    assert counts(build_index(small_corpus(corpus_dir), index)) == (12, 12, 0, 0)
    assert found(index, "kooperativ") == {news()[number].id for number in (0, 1, 5)}


def test_an_alias_finds_mentions_of_long_ago(
    corpus_dir: Path, index: Path, reindexed: list[str]
) -> None:
    build_index(corpus_dir, index)
    reindexed.clear()
    register = corpus_dir / "organisations.yaml"
    text = register.read_text(encoding="utf-8")
    name = "  name: Zinkhyttan\n"
    register.write_text(
        text.replace(name, f"{name}  aliases: [mejerilokalen, biblioteket]\n"), encoding="utf-8"
    )
    # One post names it by one alias, another did by its name already.
    assert counts(build_index(corpus_dir, index)) == (12, 0, 1, 0)
    assert reindexed == [news()[11].id]
    engine = open_engine(index)
    for text in ("mejerilokalen", "Zinkhyttan"):
        results = SearchService(engine).search(make_request(text))
        assert [entry.id for _, entry in results.interpretation.names] == ["zinkhyttan"]
        assert {hit.id for hit in results.hits} == {news()[number].id for number in (1, 6, 11)}
    engine.close()


def test_edited_synonyms_are_in_force_after_the_next_run(
    corpus_dir: Path, index: Path, reindexed: list[str]
) -> None:
    def total(text: str) -> int:
        engine = open_engine(index)
        results = SearchService(engine).search(make_request(text))
        engine.close()
        return results.total

    build_index(corpus_dir, index)
    reindexed.clear()
    assert total("spång") == 0
    (corpus_dir / "synonyms.yaml").write_text("- [bro, spång]\n", encoding="utf-8")
    assert total("spång") == 0
    assert counts(build_index(corpus_dir, index)) == (12, 0, 0, 0)
    assert total("spång") == total("bro") == 2
    (corpus_dir / "synonyms.yaml").unlink()
    build_index(corpus_dir, index)
    assert total("spång") == 0
    assert reindexed == []


# --- an index of another version --------------------------------------------------------------


def files_of(index: Path) -> dict[str, bytes]:
    """What lies in an index, but for the lock."""
    return {
        str(path.relative_to(index)): path.read_bytes()
        for path in index.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def as_of_another_version(index: Path) -> None:
    """Make an index stale, as a new version of the program finds that of an old one."""
    manifest = index / (live_generation(index) or "") / "manifest.json"
    values = {**json.loads(manifest.read_text(encoding="utf-8")), "fingerprint": "0" * 16}
    manifest.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(IndexStaleError):
        open_engine(index)


def test_an_index_of_another_version_is_built_anew_though_the_corpus_is_the_same(
    corpus_dir: Path, index_dir: Path, index: Path, reindexed: list[str]
) -> None:
    shutil.copytree(index_dir, index)  # built from the same posts
    assert counts(build_index(corpus_dir, index)) == (12, 0, 0, 0)
    assert reindexed == []
    as_of_another_version(index)
    assert counts(build_index(corpus_dir, index)) == (12, 12, 0, 0)
    assert reindexed == sorted(each.id for each in news())
    assert found(index) == set(reindexed)


# --- one function writes every generation -------------------------------------------------------


def made(*titles: str) -> list[Document]:
    return list(documents([post("2017-01-01", title) for title in titles], Mentions(Registers())))


@pytest.mark.parametrize("anew", [False, True])
def test_a_generation_holds_its_documents_and_no_others(
    index: Path, reindexed: list[str], anew: bool
) -> None:
    bridge, church, mill = made("Bron", "Kyrkan", "Kvarnen")
    first, checksums = write_generation(index, [bridge, church], Registers(), corpus="one")
    assert (first.name, first.posts, first.corpus) == (live_generation(index), 2, "one")
    assert checksums == {each.id: each.checksum for each in (bridge, church)}
    reindexed.clear()
    second, checksums = write_generation(index, iter([church, mill]), Registers(), anew=anew)
    assert (second.name, second.posts, second.corpus) == (live_generation(index), 2, "")
    assert checksums == {each.id: each.checksum for each in (church, mill)}
    assert found(index) == {church.id, mill.id}
    assert reindexed == ([church.id, mill.id] if anew else [mill.id])


@pytest.mark.parametrize(
    ("fails", "anew", "before"),
    [
        (full_disk, False, True),
        (full_disk, True, True),
        (full_disk, False, False),
        (interrupted, False, True),
    ],
)
def test_documents_that_cannot_all_be_made_leave_the_live_generation(
    index: Path, fails: Callable[..., None], anew: bool, before: bool
) -> None:
    bridge, church = made("Bron", "Kyrkan")
    if before:
        write_generation(index, [bridge], Registers())
    live, files = live_generation(index), files_of(index)

    def one_and_no_more() -> Iterator[Document]:
        yield church
        fails()

    with pytest.raises((OSError, KeyboardInterrupt)):
        write_generation(index, one_and_no_more(), Registers(), anew=anew)
    assert live_generation(index) == live
    assert files_of(index) == files
    if before:
        assert found(index) == {bridge.id}
    # Nobody is kept waiting for the lock.
    write_generation(index, [church], Registers(), anew=anew)
    assert found(index) == {church.id}


# --- however an index came about ---------------------------------------------------------------

# Ids of posts, and what stands in them; None is no file. Words of one slip's distance, so that
# which of them are taken for a misspelt one could depend on what is left of removed posts.
TEXTS = st.lists(
    st.sampled_from(
        [
            *("bro", "bron", "broar", "kyrka", "kyrkan", "kyrkor", "kyrkas", "kyrkad", "kyrkat"),
            *("dragspel", "företag", "och", "Zinkhyttan", "Åkerbo kommun", "Grannkraft"),
            *("byns nya kooperativ (BNK)", "BNK", "stenbro", "\n\n"),
        ]
    ),
    max_size=12,
).map(" ".join)
STEP = st.dictionaries(st.integers(0, 7), st.none() | TEXTS, min_size=1, max_size=5)
HISTORY = st.lists(
    st.tuples(STEP, st.sampled_from(["", "- [bro, dragspel]\n"]), st.booleans()),
    min_size=2,
    max_size=4,
)
ASKED = [
    "",
    "bro",
    "kyrkax",
    "foretag bro",
    '"bro kyrka"',
    "bnk",
    "bro*",
    "zinkhyttan",
    "spel",
    "och",
]


def answers(index: Path) -> list[object]:
    engine = open_engine(index)
    service = SearchService(engine)
    found: list[object] = [
        Results.of(service.search(make_request(text, per_page=100)), repr).to_json()
        for text in ASKED
    ]
    engine.close()
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(HISTORY)
def test_scores_do_not_tell_how_the_index_came_about(
    tmp_path_factory: pytest.TempPathFactory,
    history: list[tuple[dict[int, str | None], str, bool]],
) -> None:
    folder = tmp_path_factory.mktemp("history")
    corpus = write_corpus(folder / "corpus")
    for number in range(8):  # most of them stay throughout
        write_corpus(corpus, [post("2017-01-01", "Nyhet", "bro kyrka", id=f"2017-01-01-p{number}")])
    build_index(corpus, folder / "index")
    for changes, synonyms, renamed in history:
        for number, text in changes.items():
            each = post("2017-01-01", "Nyhet", text or "", id=f"2017-01-01-p{number}")
            path_of(corpus, each.id).unlink(missing_ok=True)
            if text is not None:
                write_post(corpus, each)
        organisations = (
            ORGANISATIONS.replace("Zinkhyttan", "Dragspel") if renamed else ORGANISATIONS
        )
        write_corpus(corpus, organisations=organisations, other_files={"synonyms.yaml": synonyms})
        # Some histories take away more than half of the posts.
        build_index(corpus, folder / "index", allow_empty=True)
    build_index(corpus, folder / "anew")
    assert answers(folder / "index") == answers(folder / "anew")
    shutil.rmtree(folder)
