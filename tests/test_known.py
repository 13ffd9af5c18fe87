"""A build reads only what changed since the last one, and the index is as if it had read all."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus import inventory
from kb.corpus.inventory import FileRead, PostFacts, ToRead
from kb.corpus.post_file import usual_path
from kb.corpus.register import Entry
from kb.corpus.store import format_post, path_of
from kb.engines import live_generation, open_engine
from kb.errors import CorpusError
from kb.indexing import Stage, build_index, known, work
from kb.indexing.known import Known, naming
from kb.indexing.posts import Notes
from kb.language.abbreviations import Abbreviation
from kb.results import Results
from kb.search.query.request import make_request
from kb.search.service import SearchService
from tests.corpora import news, post, registers, write_corpus

# Long enough ago that a file with this time was not written while anybody read it.
LONG_AGO = 1_500_000_000_000_000_000
IN_ORDER = sorted(each.id for each in news())


@pytest.fixture
def corpus(corpus_dir: Path) -> Path:
    """The small corpus, written long ago."""
    for path in corpus_dir.rglob("*.md"):
        as_old(path)
    return corpus_dir


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the posts' files that were read to see what is there, in order."""
    names: list[str] = []

    def read_file(folder: Path, file: ToRead) -> FileRead:
        names.append(Path(file[0].path).stem)
        return inventory.read_file(folder, file)

    monkeypatch.setattr(work, "read_file", read_file)
    return names


def as_old(path: Path, time_ns: int = LONG_AGO) -> None:
    os.utime(path, ns=(time_ns, time_ns))


def write(path: Path, text: str, time_ns: int = LONG_AGO) -> None:
    path.write_text(text, encoding="utf-8")
    as_old(path, time_ns)


def replace(path: Path, old: str, new: str, time_ns: int = LONG_AGO + 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    write(path, text.replace(old, new), time_ns)


def answers(index: Path) -> list[object]:
    engine = open_engine(index)
    service = SearchService(engine)
    found: list[object] = [
        Results.of(service.search(make_request(text, per_page=100)), repr).to_json()
        for text in ("", "kooperativ", "tredjedel", "hemtjansten", "zinkhyttan", "asf", "bnk")
    ]
    found.append(sorted(engine.checksums()))
    engine.close()
    return found


# --- which files are read ---------------------------------------------------------------------


def test_only_the_file_that_changed_is_read(corpus: Path, index: Path, read: list[str]) -> None:
    build_index(corpus, index)
    assert read == IN_ORDER * 2  # to see what is there, and to index it
    read.clear()
    build_index(corpus, index)
    assert read == []
    replace(path_of(corpus, news()[4].id), "hälften", "en tredjedel")
    assert build_index(corpus, index).updated == 1
    assert read == [news()[4].id] * 2


@pytest.mark.parametrize("time_ns", [LONG_AGO + 1, LONG_AGO - 1])
def test_a_file_of_another_time_is_told_by_its_checksum(
    corpus: Path, index: Path, read: list[str], time_ns: int
) -> None:
    before = build_index(corpus, index).generation
    read.clear()
    for each in news()[:3]:
        as_old(path_of(corpus, each.id), time_ns)
    assert build_index(corpus, index).generation == before
    assert read == [each.id for each in news()[:3]]
    read.clear()
    # The next generation knows their times.
    replace(path_of(corpus, news()[4].id), "hälften", "en tredjedel")
    build_index(corpus, index)
    read.clear()
    build_index(corpus, index)
    assert read == []


def test_full_trusts_nothing(corpus: Path, index: Path, read: list[str]) -> None:
    build_index(corpus, index)
    read.clear()
    path = path_of(corpus, news()[4].id)
    replace(path, "hälften", "HÄLFTEN", LONG_AGO)  # as long, and of the same time
    assert build_index(corpus, index).updated == 0
    assert read == []
    assert build_index(corpus, index, full=True).updated == 1
    assert len(read) == 24


@pytest.mark.parametrize("ago_ns", [-(10**12), 0, 10**9, 1_900_000_000])
def test_a_file_written_while_it_was_read_is_read_again(
    corpus: Path, index: Path, read: list[str], ago_ns: int
) -> None:
    """Written twice within a tick of the clock: as long, the same time, another text."""
    path = path_of(corpus, news()[4].id)
    now = time.time_ns() - ago_ns
    as_old(path, now)
    build_index(corpus, index)
    read.clear()
    replace(path, "hälften", "HÄLFTEN", now)
    assert build_index(corpus, index).updated == 1
    assert read == [news()[4].id] * 2


def test_a_file_written_in_the_same_second_long_before_is_not(
    corpus: Path, index: Path, read: list[str]
) -> None:
    as_old(path_of(corpus, news()[4].id), time.time_ns() - 3 * 10**9)
    build_index(corpus, index)
    read.clear()
    build_index(corpus, index)
    assert read == []


def test_files_of_another_folder_are_told_by_their_checksums(
    corpus: Path, index: Path, tmp_path: Path, read: list[str]
) -> None:
    build_index(corpus, index)
    read.clear()
    copy = tmp_path / "copy"
    shutil.copytree(corpus, copy)
    replace(path_of(copy, news()[4].id), "hälften", "HÄLFTEN", LONG_AGO)
    assert build_index(copy, index).updated == 1
    assert read == [*IN_ORDER, news()[4].id]


def test_a_corpus_is_the_same_by_whichever_path(
    corpus: Path, index: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build_index(corpus, index).generation
    read.clear()
    monkeypatch.chdir(corpus.parent)
    assert build_index(Path(corpus.name), index).generation == before
    assert read == []


def test_faulty_files_are_faults_at_every_run(corpus: Path, index: Path, read: list[str]) -> None:
    path = path_of(corpus, news()[1].id)
    replace(path, "title:", "titel:", LONG_AGO)
    report = build_index(corpus, index, skip_faulty=True)
    read.clear()
    with pytest.raises(CorpusError, match="titel: is no field of a post"):
        build_index(corpus, index)
    assert build_index(corpus, index, skip_faulty=True) == report or read == [news()[1].id] * 2
    replace(path, "titel:", "title:")
    assert build_index(corpus, index).added == 1


def test_a_file_that_becomes_faulty_is_a_fault(corpus: Path, index: Path) -> None:
    build_index(corpus, index)
    replace(path_of(corpus, news()[1].id), "title:", "titel:")
    for _ in range(2):
        with pytest.raises(CorpusError, match="titel: is no field of a post"):
            build_index(corpus, index)
    assert build_index(corpus, index, skip_faulty=True).removed == 1


def test_two_files_of_one_post_are_a_fault_though_neither_is_read(
    corpus: Path, index: Path, read: list[str]
) -> None:
    path = path_of(corpus, news()[1].id)
    copy = path.with_suffix(".markdown")
    shutil.copy2(path, copy)
    build_index(corpus, index, skip_faulty=True)
    for _ in range(2):
        with pytest.raises(CorpusError) as caught:
            build_index(corpus, index)
        (fault,) = caught.value.faults
        assert str(fault) == f"{path}: {copy} is the same post; keep one of them"
    copy.unlink()
    report = build_index(corpus, index)
    assert (report.posts, report.added, report.updated, report.removed) == (12, 0, 0, 0)


def test_aliases_of_files_that_are_not_read_clash(corpus: Path, index: Path) -> None:
    build_index(corpus, index)
    first, second = news()[0], path_of(corpus, news()[1].id)
    replace(second, "title:", f"aliases: [{first.aliases[0]}]\ntitle:")
    with pytest.raises(CorpusError, match=f"{first.aliases[0]} already leads to {first.id}"):
        build_index(corpus, index)


def test_warnings_are_told_at_every_run(tmp_path: Path, index: Path, read: list[str]) -> None:
    posts = [
        post("2017-01-01", "Ett", "Text [gallery ids='1']", projects=["inget"]),
        post("2017-01-02", "Borta"),
    ]
    corpus = write_corpus(
        tmp_path / "corpus", posts, other_files={"removed.yaml": f"- id: {posts[1].id}\n"}
    )
    path = path_of(corpus, posts[0].id)
    replace(path, "title: Ett", "title: Ett # två")
    as_old(path_of(corpus, posts[1].id))
    first = build_index(corpus, index)
    assert len(first.warnings) == 4
    assert first.warnings[0].startswith(f"{path}:3: title: ")
    read.clear()
    assert build_index(corpus, index).warnings == first.warnings
    write_corpus(corpus, [post("2017-01-03", "Till")])
    assert build_index(corpus, index).warnings == first.warnings
    assert set(read) == {"2017-01-03-till"}


def test_a_post_is_due_though_its_file_is_not_read(
    tmp_path: Path, index: Path, read: list[str]
) -> None:
    posts = [post("2017-01-01", "Förr"), post("2017-01-04", "Sedan")]
    corpus = write_corpus(tmp_path / "corpus", posts)
    for each in posts:
        as_old(path_of(corpus, each.id))
    assert build_index(corpus, index, today=date(2017, 1, 3)).posts == 1
    read.clear()
    assert build_index(corpus, index, today=date(2017, 1, 4)).added == 1
    assert read == [posts[1].id]  # to index it
    assert build_index(corpus, index, today=date(2017, 1, 3)).removed == 1
    assert read == [posts[1].id]


def test_a_post_that_comes_back_is_indexed(corpus: Path, index: Path, read: list[str]) -> None:
    build_index(corpus, index)
    removed = corpus / "removed.yaml"
    removed.write_text(f"- id: {news()[3].id}\n", encoding="utf-8")
    assert build_index(corpus, index).removed == 1
    removed.unlink()
    read.clear()
    assert build_index(corpus, index).added == 1
    assert read == [news()[3].id]


# --- what is derived anew ---------------------------------------------------------------------


def test_names_of_registers_are_looked_for_in_all_posts_and_descriptions_in_none(
    corpus: Path, index: Path, read: list[str]
) -> None:
    build_index(corpus, index)
    read.clear()
    register = corpus / "organisations.yaml"
    replace(register, "  name: Zinkhyttan\n", "  name: Zinkhyttan\n  description: Smälter.\n")
    assert build_index(corpus, index).updated == 0
    assert read == []
    (corpus / "synonyms.yaml").write_text("- [bro, spång]\n", encoding="utf-8")
    assert build_index(corpus, index).updated == 0
    assert read == []
    replace(register, "  name: Zinkhyttan\n", "  name: Zinkhyttan\n  aliases: [mejerilokalen]\n")
    assert build_index(corpus, index).updated == 1
    assert read == IN_ORDER


def test_abbreviations_of_posts_that_are_not_read_are_kept(
    tmp_path: Path, index: Path, read: list[str]
) -> None:
    posts = [
        post("2017-01-01", "Ett", "Byns nya kooperativ (BNK) bakar."),
        post("2017-01-02", "Två", "Byns nya kooperativ står där."),
        post("2017-01-03", "Tre", "Inget."),
    ]
    corpus = write_corpus(tmp_path / "corpus", posts)
    for each in posts:
        as_old(path_of(corpus, each.id))
    build_index(corpus, index)
    read.clear()
    replace(path_of(corpus, posts[2].id), "Inget.", "Något.")
    build_index(corpus, index)
    assert set(read) == {posts[2].id}
    engine = open_engine(index)
    assert SearchService(engine).search(make_request("bnk")).total == 2
    engine.close()


@pytest.mark.parametrize("spoil", [lambda text: "", lambda text: text[:-9], lambda text: "{}\n{}"])
def test_without_what_was_known_everything_is_read(
    corpus: Path, index: Path, read: list[str], spoil: Callable[[str], str]
) -> None:
    build_index(corpus, index)
    before = answers(index)
    file = index / (live_generation(index) or "") / known.FILE
    text = file.read_text(encoding="utf-8")
    file.unlink()
    file.write_text(spoil(text), encoding="utf-8")
    read.clear()
    build_index(corpus, index)
    assert len(read) == 24
    assert answers(index) == before
    read.clear()
    build_index(corpus, index)
    assert read == []


def test_a_build_that_was_overtaken_looks_again(corpus: Path, index: Path) -> None:
    """Else it would leave out what the other one has found since then."""
    assert build_index(corpus, index).posts == 12
    began: list[bool] = []

    @contextmanager
    def meanwhile(stage: Stage, posts: int) -> Iterator[Callable[[int], object]]:
        if not began:
            began.append(True)
            write_corpus(corpus, [post("2022-02-01", "Ny", "En ny bro.")])
            build_index(corpus, index)
        yield lambda done: None

    report = build_index(corpus, index, full=True, progress=meanwhile)
    assert (report.posts, report.added, report.removed) == (13, 0, 0)


# --- the file ---------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
IDS = st.sampled_from([each.id for each in news()])
FACTS = st.builds(
    PostFacts,
    st.sampled_from(["posts/2015/{}.md", "posts/x/{}.md"]),
    st.integers(0),
    st.integers(),
    TEXT,
    IDS,
    TEXT,
    st.booleans(),
    st.tuples() | st.tuples(IDS),
    st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
).map(lambda facts: facts._replace(path=facts.path.format(facts.id)))
NOTES = st.builds(
    Notes,
    TEXT,
    st.lists(st.builds(Abbreviation, TEXT, st.tuples(TEXT, TEXT)), max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
)


@given(
    st.lists(FACTS, unique_by=lambda facts: facts.id, max_size=4), st.lists(NOTES, max_size=4), TEXT
)
def test_what_is_written_is_read(facts: list[PostFacts], notes: list[Notes], text: str) -> None:
    written = Known(
        text,
        7,
        text,
        {each.path: each for each in facts},
        {each.id: note for each, note in zip(facts, notes, strict=False)},
    )
    assert Known.from_text(written.to_text()) == written


@given(st.data())
def test_what_is_not_whole_is_not_read(data: st.DataObject) -> None:
    each = news()[0]
    facts = PostFacts("p", 1, 2, "a", each.id, "2015-03-02", False)
    text = Known("f", 1, "n", {"p": facts}, {each.id: Notes("b")}).to_text()
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[place]))
    for spoilt in (text[:place] + sign + text[place + 1 :], text[:place], text + sign):
        with pytest.raises(ValueError, match="does not fit"):
            Known.from_text(spoilt)


def test_most_of_it_is_what_cannot_be_told_otherwise() -> None:
    facts = [
        PostFacts(usual_path(each.id), 1, LONG_AGO, "0" * 64, each.id, "2017-01-01", False)
        for each in news()
    ]
    text = Known("f", 1, "n", {each.path: each for each in facts}).to_text()
    columns = json.loads(text.partition("\n")[2])
    assert columns["path"] == [None] * len(facts)
    assert columns["aliases"] == columns["draft"] == columns["warnings"] == {}


def test_naming_changes_with_what_can_be_named() -> None:
    def entry(**fields: object) -> Entry:
        return Entry.model_validate({"id": "a", "name": "A & B", **fields})

    names = [
        naming(registers([entry()])),
        naming(registers([entry(aliases=("C",))])),
        naming(registers([entry(id="b")])),
        naming(registers((), [entry()])),
        naming(registers((), (), [entry()])),
        naming(registers((), (), ())),
        naming(registers([entry(), entry(id="b")])),
        naming(registers([entry(id="b"), entry()])),
    ]
    assert len(set(names)) == len(names)
    assert naming(registers([entry(description="x", url="https://x.se")])) == names[0]
    assert naming(registers([entry()], synonyms=(("a", "b"),))) == names[0]


# --- whatever happens to a corpus -------------------------------------------------------------

BODY = st.sampled_from(
    [
        *("", "Bron.", "Kyrkan och Zinkhyttan.", "Byns nya kooperativ (BNK).", "BNK bakar."),
        "Text [gallery ids='1']",
    ]
)
EVENT = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 4), BODY, st.booleans()),
    st.tuples(st.just("delete"), st.integers(0, 4)),
    st.tuples(st.just("touch"), st.integers(0, 4)),
    st.tuples(st.just("rename"), st.integers(0, 4)),
    st.tuples(st.just("remove"), st.integers(0, 4)),
    st.tuples(st.just("name"), st.sampled_from(["Bron", "Kyrkan", "Zinkhyttan"])),
    st.tuples(st.just("today"), st.integers(1, 5)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(EVENT, min_size=1, max_size=3), min_size=2, max_size=4))
def test_an_index_is_what_a_full_build_makes_of_the_corpus(
    tmp_path_factory: pytest.TempPathFactory, history: list[list[tuple[object, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    corpus = write_corpus(folder / "corpus")
    ids = [f"2017-01-0{number + 1}-p" for number in range(5)]
    (corpus / "posts" / "2017").mkdir(parents=True)
    day, clock = date(2017, 1, 3), LONG_AGO
    for events in history:
        for event in events:
            clock += 1
            number = event[1] if isinstance(event[1], int) else 0
            paths = sorted(corpus.glob(f"posts/2017/{ids[number % 5]}.*"))
            if event[0] == "write":
                each = post(ids[number][:10], "Nytt", str(event[2]), id=ids[number], draft=event[3])
                write(paths[0] if paths else path_of(corpus, each.id), format_post(each), clock)
            elif event[0] == "delete" and paths:
                paths[0].unlink()
            elif event[0] == "touch" and paths:
                as_old(paths[0], clock)
            elif event[0] == "rename" and paths:
                paths[0].rename(paths[0].with_suffix(".mkd" if paths[0].suffix == ".md" else ".md"))
            elif event[0] == "remove":
                write(corpus / "removed.yaml", f"- id: {ids[number]}\n")
            elif event[0] == "name":
                write(corpus / "organisations.yaml", f"- {{id: a, name: {event[1]}}}\n")
            elif event[0] == "today":
                day = date(2017, 1, number)
        options = {"today": day, "allow_empty": True}
        one = build_index(corpus, folder / "index", **options)  # type: ignore[arg-type]
        other = build_index(corpus, folder / "anew", full=True, **options)  # type: ignore[arg-type]
        assert (one.posts, one.warnings) == (other.posts, other.warnings)
        assert answers(folder / "index") == answers(folder / "anew")
    shutil.rmtree(folder)
