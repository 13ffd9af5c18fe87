"""The vectors of an index: made after its words, kept from build to build, checked."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from kb.checking import check_index
from kb.engines import live_generation, open_engine
from kb.engines.embedded.reader import EmbeddedEngine
from kb.engines.files.array_file import ArrayFile, write_arrays
from kb.errors import KnowledgeBaseError
from kb.indexing import IndexReport, Stage, build_index, meaning
from kb.indexing.meaning import spool_folder
from kb.knowledge_base import KnowledgeBase
from kb.meaning import building, retriever
from kb.meaning.embedder import EmbeddingError, Vectors
from kb.meaning.passages import passages
from kb.meaning.query_vectors import QueryVectors
from kb.meaning.retriever import open_retriever
from kb.meaning.store import ABOUT, ARRAYS, VectorStore
from tests.clustered import places_in_a_cluster
from tests.corpora import news, post, write_corpus
from tests.embedding import WordEmbedder

LONG = post("2020-01-01", "Dagis i byn", "\n\n".join(f"Stycke {n} om barnen. " * 40 for n in "abc"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", [*news(), LONG])


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def embedder() -> WordEmbedder:
    return WordEmbedder()


def store(index: Path) -> VectorStore:
    engine = open_engine(index)
    try:
        return VectorStore(engine.file)
    finally:
        engine.close()


def vectors(index: Path) -> dict[str, object]:
    """All that a search makes use of."""
    found = store(index)
    passages = found.passages.passages
    return {
        "about": found.about,
        "ids": list(found.rows.ids),
        "starts": found.starts.tolist(),
        "numbers": passages.numbers.tolist(),
        "scales": passages.scales.tolist(),
        "lengths": found.passages.lengths.tolist(),
        "query_mean": found.passages.query_mean.tolist(),
    }


def ids(found: KnowledgeBase, text: str) -> list[str]:
    return [hit.id for hit in found.search(text).hits]


def test_every_passage_has_a_vector(corpus: Path, index: Path, embedder: WordEmbedder) -> None:
    report = build_index(corpus, index, embedder=embedder)
    found = store(index)
    engine = open_engine(index)
    assert report.generation == engine.generation.name == live_generation(index)
    assert (found.about.model, found.about.missing) == ("ord 1", 0)
    assert list(found.rows.ids) == sorted(post_id for post_id, _ in engine.checksums())
    for number, post_id in enumerate(found.rows.ids):
        (document,) = engine.documents([post_id])
        assert document is not None
        count = len(passages(document))
        assert found.starts[number + 1] - found.starts[number] == count
    assert check_index(index).ok
    engine.close()


def test_the_words_are_switched_to_first(corpus: Path, index: Path, embedder: WordEmbedder) -> None:
    seen = []

    class Looking(WordEmbedder):
        def passages(self, texts: Sequence[str]) -> Vectors:
            with KnowledgeBase(index, embedder=self) as found:
                seen.append((found.search("kooperativ").total, found.search("dagis").total))
            return super().passages(texts)

    first = build_index(corpus, index, embedder=Looking()).generation
    assert seen[0][0] > 0
    assert live_generation(index) == first


def test_an_edited_post_costs_its_own_passages(
    corpus: Path, index: Path, embedder: WordEmbedder
) -> None:
    build_index(corpus, index, embedder=embedder)
    assert len(embedder.asked) == len({*embedder.asked})
    embedder.asked.clear()
    path = next((corpus / "posts").rglob("*dagis-i-byn.md"))
    path.write_text(path.read_text().replace("Stycke a", "Ett stycke", 1))
    build_index(corpus, index, embedder=embedder)
    texts = [text for text in embedder.asked if "\n" in text]
    assert len(texts) == 1
    assert "Ett stycke" in texts[0]
    assert check_index(index).ok


def test_an_index_that_grew_is_as_one_that_was_built_at_once(
    corpus: Path, index: Path, tmp_path: Path, embedder: WordEmbedder
) -> None:
    build_index(corpus, index, embedder=embedder)
    (path,) = (corpus / "posts").rglob("*bron-h-ller.md")
    path.unlink()
    (path,) = (corpus / "posts").rglob("*ret-som-gick.md")
    path.write_text(path.read_text().replace("potatis", "morötter"))
    write_corpus(corpus, [post("2018-01-01", "Nytt fordon", "En skåpbil som går på el.")])
    build_index(corpus, index, embedder=embedder)
    build_index(corpus, tmp_path / "anew", embedder=WordEmbedder())
    assert vectors(index) == vectors(tmp_path / "anew")


def test_where_posts_have_only_gone_it_is_as_one_that_was_built_at_once(
    corpus: Path, index: Path, tmp_path: Path, embedder: WordEmbedder
) -> None:
    build_index(corpus, index, embedder=embedder)
    (path,) = (corpus / "posts").rglob("*dagis-i-byn.md")
    path.unlink()
    embedder.asked.clear()
    build_index(corpus, index, embedder=embedder, words_only=True)
    assert (store(index).about.missing, store(index).about.outdated) == (0, True)
    assert check_index(index).ok
    generation = build_index(corpus, index, embedder=embedder).generation
    build_index(corpus, tmp_path / "anew", embedder=WordEmbedder())
    assert vectors(index) == vectors(tmp_path / "anew")
    assert not any("\n" in text for text in embedder.asked)  # words to try at the most
    assert build_index(corpus, index, embedder=embedder).generation == generation


def test_where_nothing_is_to_do_little_is_read(
    corpus: Path, index: Path, embedder: WordEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = build_index(corpus, index, embedder=embedder).generation

    def unwanted(*_: object) -> NoReturn:
        raise AssertionError("read")

    monkeypatch.setattr(meaning, "VectorSpool", unwanted)
    monkeypatch.setattr(EmbeddedEngine, "checksums", unwanted)
    assert build_index(corpus, index, embedder=embedder).generation == generation


def test_another_model_by_the_same_name_is_one_clear_line(
    corpus: Path, index: Path, embedder: WordEmbedder
) -> None:
    class Shorter(WordEmbedder):
        def _of(self, texts: Sequence[str]) -> Vectors:
            return super()._of(texts)[:, :8]

    build_index(corpus, index, embedder=embedder)
    (spool,) = index.glob(".meaning-*.vectors")
    for lost in (False, True):
        if lost:
            spool.unlink()
        day = f"2018-01-0{1 + lost}"
        write_corpus(corpus, [post(day, "Nytt fordon", "En skåpbil som går på el.")])
        with pytest.raises(EmbeddingError, match=r"8 numbers after 64.*KB_MEANING_MODEL") as raised:
            build_index(corpus, index, embedder=Shorter())
        assert "\n" not in str(raised.value)
    build_index(corpus, index, embedder=embedder)
    assert store(index).about.missing == 0


def test_a_rebuilt_index_costs_nothing(corpus: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index(corpus, index, embedder=embedder)
    before = vectors(index)
    embedder.asked.clear()
    generation = build_index(corpus, index, embedder=embedder).generation
    assert build_index(corpus, index, embedder=embedder).generation == generation
    assert build_index(corpus, index, embedder=embedder, full=True).generation != generation
    assert embedder.asked == []
    assert vectors(index) == before


def test_texts_are_embedded_a_few_at_a_time(corpus: Path, index: Path) -> None:
    asked: list[int] = []

    class Counting(WordEmbedder):
        def passages(self, texts: Sequence[str]) -> Vectors:
            asked.append(len(texts))
            return super().passages(texts)

    write_corpus(corpus, [post(f"2021-01-{day:02}", f"Nummer {day}") for day in range(1, 29)])
    build_index(corpus, index, embedder=Counting())
    assert len(asked) > 2
    assert {*asked[:-1]} == {16}
    assert 0 < asked[-1] <= 16


def test_an_interrupted_run_goes_on_where_it_was(corpus: Path, index: Path) -> None:
    class Ending(WordEmbedder):
        def passages(self, texts: Sequence[str]) -> Vectors:
            if self.asked:
                raise KeyboardInterrupt
            return super().passages(texts)

    first, second = Ending(), WordEmbedder()
    with pytest.raises(KeyboardInterrupt):
        build_index(corpus, index, embedder=first)
    assert first.asked
    with KnowledgeBase(index, embedder=second) as found:
        assert found.search("kooperativ").total  # by words it is whole
    build_index(corpus, index, embedder=second)
    assert not {*first.asked} & {*second.asked}
    assert store(index).about.missing == 0
    assert not list(index.glob("tmp*"))


def test_while_new_posts_wait_the_others_are_found_by_meaning(
    corpus: Path, index: Path, embedder: WordEmbedder
) -> None:
    build_index(corpus, index, embedder=embedder)
    write_corpus(corpus, [post("2018-01-01", "Nytt fordon", "En skåpbil som går på el.")])
    embedder.asked.clear()
    build_index(corpus, index, embedder=embedder, words_only=True)
    assert embedder.asked == []
    assert store(index).about.missing == 1
    assert len(store(index).rows.ids) == len(news()) + 1
    assert check_index(index).ok
    build_index(corpus, index, embedder=embedder)
    assert store(index).about.missing == 0


def test_where_there_are_no_vectors_to_be_had_the_words_are_live(
    corpus: Path, index: Path, embedder: WordEmbedder
) -> None:
    embedder.fails = True
    with pytest.raises(EmbeddingError, match=r"svarar inte; .* by its words"):
        build_index(corpus, index, embedder=embedder)
    with KnowledgeBase(index, embedder=embedder) as found:
        assert found.search("kooperativ").total
    assert check_index(index).ok


def test_vectors_of_another_model_are_made_anew(
    corpus: Path, index: Path, embedder: WordEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    build_index(corpus, index, embedder=embedder)
    other = WordEmbedder("ord 2")
    with KnowledgeBase(index, embedder=other) as found:
        assert found.search("kooperativ").total
    assert "vectors of ord 1, not of ord 2; run `kb index`" in caplog.text
    count = len(embedder.asked)
    build_index(corpus, index, embedder=other)
    assert len(other.asked) == count
    assert store(index).about.model == "ord 2"


def test_vectors_of_passages_that_are_cut_otherwise_are_made_anew(
    corpus: Path,
    index: Path,
    embedder: WordEmbedder,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    generation = build_index(corpus, index, embedder=embedder).generation
    for module in (building, retriever):
        monkeypatch.setattr(module, "cut", lambda: "another")
    with KnowledgeBase(index, embedder=embedder) as found:
        assert found.search("kooperativ").total
    (record,) = caplog.records
    assert "as another version of this program cuts them; run `kb index`" in record.getMessage()
    assert build_index(corpus, index, embedder=embedder).generation != generation
    assert store(index).about.cut == "another"


def test_without_an_embedder_vectors_go(corpus: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index(corpus, index, embedder=embedder)
    build_index(corpus, index, full=True)
    engine = open_engine(index)
    assert not engine.file(ABOUT).exists()
    assert open_retriever(engine, QueryVectors(embedder)) is None
    engine.close()


def test_an_empty_corpus_has_none(tmp_path: Path, index: Path, embedder: WordEmbedder) -> None:
    build_index(write_corpus(tmp_path / "empty"), index, embedder=embedder)
    with KnowledgeBase(index, embedder=embedder) as found:
        assert found.search("dagis").total == 0
    assert check_index(index).ok


def test_progress_is_told_of_every_text(corpus: Path, index: Path, embedder: WordEmbedder) -> None:
    told: list[tuple[Stage, int, int]] = []

    @contextmanager
    def progress(stage: Stage, count: int) -> Iterator[Callable[[int], object]]:
        done: list[int] = []
        yield done.append
        told.append((stage, count, sum(done)))

    build_index(corpus, index, embedder=embedder, progress=progress)
    count = len(embedder.asked)
    assert told[-1] == (Stage.EMBEDDING, count, count)


# --- checking -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("array", "change", "said"),
    [
        ("keys", lambda keys: keys ^ 1, "its vectors are of another text"),
        ("checksums", lambda sums: sums ^ 1, "its vectors are of another text"),
        ("scales", lambda scales: scales * np.nan, "has numbers that are none"),
        ("starts", lambda starts: starts[:-1], "cannot be read"),
    ],
)
def test_vectors_of_something_else_are_found(
    corpus: Path,
    index: Path,
    embedder: WordEmbedder,
    array: str,
    change: Callable[[np.ndarray], np.ndarray],
    said: str,
) -> None:
    report = build_index(corpus, index, embedder=embedder)
    path = index / report.generation / ARRAYS
    file = ArrayFile(path)
    arrays = {**file, array: change(file[array])}
    file.close()
    path.unlink()  # a generation shares it with others
    write_arrays(path, arrays)
    found = check_index(index).problems
    assert any(said in problem for problem in found)
    assert any(ARRAYS in problem and "changed" in problem for problem in found)


def test_a_search_goes_on_by_words_where_vectors_are_damaged(
    corpus: Path, index: Path, embedder: WordEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    report = build_index(corpus, index, embedder=embedder)
    path = index / report.generation / ABOUT
    text = path.read_text()
    path.write_text("{" + text[1:].replace(":", ";", 1))
    with KnowledgeBase(index, embedder=embedder) as found:
        assert found.search("kooperativ").total
    assert "searching by words alone" in caplog.text


# --- searching ----------------------------------------------------------------------------------


def test_what_means_the_same_is_found(corpus: Path, index: Path, embedder: WordEmbedder) -> None:
    more = [
        post(f"2021-01-{day:02}", f"Nummer {day}", f"Text{day} ord{day}") for day in range(1, 29)
    ]
    write_corpus(corpus, [*more, post("2021-02-01", "Förskolan", "förskola förskola")])
    build_index(corpus, index, embedder=embedder)
    with KnowledgeBase(index, embedder=embedder) as found:
        results = found.search("förskolan")
        assert results.hits[0].id == "2021-02-01-f-rskolan"
        assert ids(found, "fritids") != ids(found, "dagis")
        answer = found.search("dagis")
        assert answer.relaxed is not None
        assert answer.relaxed.step == "meaning"
        assert answer.relaxed.text.endswith("följer efter dem.")
        assert "2021-02-01-f-rskolan" in [hit.id for hit in answer.hits]
    with KnowledgeBase(index) as found:
        assert ids(found, "dagis") == [LONG.id]


def test_an_embedder_that_fails_is_left_in_peace_for_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = [0.0]
    embedder = WordEmbedder()
    queries = QueryVectors(embedder, lambda: now[0])
    known = queries.of("dagis")
    embedder.fails = True
    caplog.set_level(logging.WARNING)
    assert queries.of("bil") is None
    assert queries.is_resting
    embedder.fails = False
    assert queries.of("bil") is None  # not asked again yet
    assert queries.of(" dagis ") is known  # what it has answered before, it need not be asked
    assert [record.getMessage() for record in caplog.records] == [
        "searching by words alone for 10 s: ord: svarar inte"
    ]
    now[0] = 10.0
    assert queries.of("bil") is not None


def test_an_endpoint_with_another_model_by_the_same_name_is_told_of(
    corpus: Path, index: Path, embedder: WordEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    class Shorter(WordEmbedder):
        def queries(self, texts: Sequence[str]) -> Vectors:
            return super().queries(texts)[:, :8]

    build_index(corpus, index, embedder=embedder)
    with KnowledgeBase(index, embedder=Shorter()) as found:
        for _ in range(2):
            assert found.search("fritids").total == 0
    assert [record.getMessage() for record in caplog.records] == [
        "searching by words alone: queries have vectors of 8 numbers, posts of 64"
    ]


def test_a_query_is_embedded_once(embedder: WordEmbedder) -> None:
    queries = QueryVectors(embedder)
    for text in ("dagis", "dagis", "  dagis\n"):
        queries.of(text)
    queries.of("x" * 10_000)
    assert embedder.asked == ["dagis", "x" * 500]


def test_vectors_are_kept_with_an_index_that_is_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert spool_folder(tmp_path) == tmp_path
    one, other = map(spool_folder, ("https://cluster:9200/kb", "https://cluster:9200/other"))
    assert one != other
    assert one.parent == other.parent == tmp_path / "cache" / "kunskapsbanken" / "meaning"


def test_where_vectors_cannot_be_kept_the_words_are_live(
    corpus: Path, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(meaning, "spool_folder", lambda index: tmp_path / "file" / "folder")
    with pytest.raises(KnowledgeBaseError, match="vectors cannot be kept here") as raised:
        build_index(corpus, index, embedder=WordEmbedder())
    assert "\n" not in str(raised.value)
    with KnowledgeBase(index) as found:
        assert found.search("kooperativ").total


# --- in a cluster -------------------------------------------------------------------------------


@pytest.mark.cluster
def test_indexes_beside_each_other_in_a_cluster_keep_what_is_theirs(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    engine = "opensearch"
    # Words that can be tried as queries: without any no floor is found.
    others = [
        post(f"2021-01-{day:02}", f"Nummer {day}", f"Text{letter * 4} ord{letter * 4}")
        for day, letter in enumerate("abcdefghijklmnopqrstuvwxyz", 1)
    ]
    nursery = post("2021-02-01", "Förskolan", "förskola förskola")
    van = post("2021-02-02", "Ett fordon", "fordon fordon")

    def found(where: str, text: str, own: WordEmbedder) -> list[str]:
        assert check_index(where, engine).ok
        with KnowledgeBase(where, engine, embedder=own) as opened:
            return ids(opened, text)

    with places_in_a_cluster(request, tmp_path) as place:
        embedders = {name: WordEmbedder() for name in ("one", "other")}

        def build(name: str, full: bool = False) -> IndexReport:
            embedders[name].asked.clear()
            return build_index(
                tmp_path / f"corpus of {name}",
                place(name),
                engine=engine,
                embedder=embedders[name],
                full=full,
            )

        for name, own in (("one", nursery), ("other", van)):
            write_corpus(tmp_path / f"corpus of {name}", [*others, own])
            build(name)
            assert embedders[name].asked
        assert found(place("one"), "dagis", embedders["one"]) == [nursery.id]
        assert found(place("one"), "skåpbil", embedders["one"]) == []
        assert found(place("other"), "skåpbil", embedders["other"]) == [van.id]
        assert len(list((tmp_path / "user" / "kunskapsbanken" / "meaning").iterdir())) == 2

        (path,) = (tmp_path / "corpus of one" / "posts").rglob("2021-02-01*")
        path.write_text(path.read_text().replace("förskola förskola", "dagis vid ån"))
        assert build("one").updated == 1
        assert [text for text in embedders["one"].asked if "\n" in text] == [
            "Förskolan\ndagis vid ån"
        ]
        assert nursery.id in found(place("one"), "förskola", embedders["one"])
        assert found(place("other"), "skåpbil", embedders["other"]) == [van.id]
        # What one has embedded the other has not thrown away.
        for name in ("one", "other"):
            build(name, full=True)
            assert embedders[name].asked == []
