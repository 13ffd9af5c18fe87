"""Whoosh's own searcher over the files of a generation: it finds what the arrays hold."""

import pickle
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import index, query
from whoosh.qparser import QueryParser

from kb.corpus.kinds import KINDS
from kb.corpus.paragraph import Paragraph
from kb.derivation import fingerprint
from kb.engines import live_generation, open_writer
from kb.engines.embedded import writer as writer_module
from kb.engines.embedded.building import merging
from kb.engines.embedded.codec.codec import ArrayCodec, ArraySegment
from kb.engines.embedded.codec.schema import WITH_POSITIONS, field_of
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.hashing import WHOOSHS_LOCK
from kb.errors import IndexDamagedError, KnowledgeBaseError
from kb.language.token_types import TokenTypes
from kb.search import ranking
from kb.search.port.batch import analysed
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, terms_of
from tests.corpora import analyzer
from tests.wild import WILD


def document(
    post_id: str,
    title: str = "",
    paragraphs: Iterable[str] = (),
    tags: Iterable[str] = (),
    day: date = date(2017, 6, 29),
    **fields: Any,
) -> Document:
    return Document(
        id=post_id,
        title=title,
        published=day,
        updated=None,
        source=None,
        entries=fields.get("entries", {}),
        tags=tuple(tags),
        aliases=fields.get("aliases", ()),
        paragraphs=tuple(Paragraph(f"p{n}", text) for n, text in enumerate(paragraphs)),
        html=f"<p>{title}</p>",
    )


def write(
    folder: Path, documents: Sequence[Document], removed: Collection[str] = (), anew: bool = False
) -> Path:
    """Write a generation with these documents besides those it has; return its folder."""
    writer = open_writer(folder, anew=anew)
    try:
        writer.add(analysed(documents, TokenTypes(analyzer()), 0, 0))
        for post_id in removed:
            writer.remove(post_id)
        writer.commit({}, "")
    except BaseException:
        writer.abort()
        raise
    return folder / str(live_generation(folder))


@contextmanager
def searching(generation: Path) -> Iterator[Any]:
    opened = index.open_dir(str(generation), readonly=True)
    with opened.searcher() as searcher:
        yield searcher
    opened.close()


def expected_postings(
    documents: Iterable[Document],
) -> dict[tuple[str, str], dict[str, list[int]]]:
    """By Whoosh's field and term: the positions in each post that has it."""
    postings: defaultdict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
    for each in documents:
        for (field, form), terms in terms_of(each, analyzer()).items():
            for text, position in terms:
                found = postings[field_of(field, form), text]
                found.setdefault(each.id, []).append(position)
    return dict(postings)


def read_postings(searcher: Any) -> dict[tuple[str, str], dict[str, list[int]]]:
    """The same as Whoosh reads them; of a field without positions, as many zeros."""
    reader = searcher.reader()
    postings = {}
    for field in FIELDS:
        for form in Form:
            name = field_of(field, form)
            for text in reader.lexicon(name):
                matcher = reader.postings(name, text)
                found = {}
                while matcher.is_active():
                    post_id = searcher.stored_fields(matcher.id())["id"]
                    found[post_id] = (
                        list(matcher.value_as("positions"))
                        if form in WITH_POSITIONS
                        else [0] * matcher.value_as("frequency")
                    )
                    assert matcher.weight() == len(found[post_id])
                    matcher.next()
                if found:
                    postings[name, text.decode()] = found
    return postings


def ids(searcher: Any, asked: Any) -> list[str]:
    return sorted(hit["id"] for hit in searcher.search(asked, limit=None))


DOCUMENTS = st.builds(
    lambda number, *texts: document(f"p{number}", *texts),
    st.integers(0, 5),
    WILD,
    st.lists(WILD, max_size=3),
    st.lists(WILD, max_size=2),
)


@given(added=st.lists(st.lists(DOCUMENTS, max_size=4), min_size=1, max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_whoosh_finds_every_post_by_every_term(added: list[list[Document]]) -> None:
    """Of several segments, with posts that were replaced."""
    live: dict[str, Document] = {}
    with TemporaryDirectory() as folder:
        for some in added:
            live |= {each.id: each for each in some}
            generation = write(Path(folder), some)
        expected = expected_postings(live.values())
        with searching(generation) as searcher:
            found = read_postings(searcher)
            for (name, text), postings in expected.items():
                positions = found.pop((name, text))
                if name.removesuffix("_stem") in FIELDS:
                    assert positions == postings
                else:
                    assert {key: len(each) for key, each in positions.items()} == {
                        key: len(each) for key, each in postings.items()
                    }
            assert found == {}
            assert searcher.doc_count() == len(live)


@pytest.fixture
def common(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[Document]]:
    """So many posts with a word that its grams' postings are not stored."""
    documents = [
        document(f"p{number:03}", "Bron", ["e-post epost 29 juni 2017", "brorsan " * (number % 3)])
        for number in range(60)
    ]
    assert len(documents) > ranking.RARE_POSTS
    return write(tmp_path, documents), documents


def test_grams_that_many_posts_have(common: tuple[Path, list[Document]]) -> None:
    generation, documents = common
    expected = {
        term: {post_id: len(positions) for post_id, positions in postings.items()}
        for term, postings in expected_postings(documents).items()
        if term[0].endswith("_gram")
    }
    assert any(len(postings) == len(documents) for postings in expected.values())
    with searching(generation) as searcher:
        found = {
            term: {post_id: len(positions) for post_id, positions in postings.items()}
            for term, postings in read_postings(searcher).items()
            if term[0].endswith("_gram")
        }
        assert found == expected
        reader = searcher.reader()
        for (name, text), postings in expected.items():
            assert reader.doc_frequency(name, text) == len(postings)
            assert reader.frequency(name, text) == sum(postings.values())


def test_a_build_of_several_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With posts that come again, and one that goes, after their segment was ended."""
    monkeypatch.setattr(writer_module, "MOST_DOCUMENTS", 5)
    monkeypatch.setattr(merging, "MOST_DOCUMENTS", 5)
    words = ["bron", "broar", "e-post", "mejeriet", "röda", "hus"]
    documents = [
        document(post_id, words[number % 6], [f"{words[number % 4]} nr {number}"])
        for number, post_id in enumerate([*map(str, range(12)), "1", "11", "0", "1", "12", "3"])
    ]
    types = TokenTypes(analyzer())
    writer = open_writer(tmp_path)
    for start in range(0, len(documents), 3):
        known = len(types.types)
        writer.add(analysed(documents[start : start + 3], types, 0, known))
    for post_id in ("4", "12"):
        writer.remove(post_id)
    expected = {each.id: each for each in documents if each.id not in ("4", "12")}
    assert dict(writer.checksums) == {key: each.checksum for key, each in expected.items()}
    generation = writer.commit({}, "")
    assert generation.posts == len(expected) == 11
    folder = tmp_path / generation.name
    assert len(list(folder.glob("MAIN_*.arrays"))) > 2
    with searching(folder) as searcher:
        assert searcher.doc_count() == len(expected)
        found = read_postings(searcher)
    wanted = expected_postings(expected.values())
    assert found.keys() == wanted.keys()
    assert all(found[term].keys() == wanted[term].keys() for term in wanted)


# --- what else Whoosh offers -----------------------------------------------------------------


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of two segments, with a post that was removed."""
    folder = tmp_path_factory.mktemp("index")
    entries = {KINDS[0].name: ("a-a", "b-b")}
    write(
        folder,
        [
            document("bron", "Den röda bron", ["Bron är röd.", "Alla broar är vackra."]),
            document("gick", "Går bort", ["Den röda bron"]),
        ],
    )
    more = [
        document("mejeriet", "Mejeriet", ["Den bron är röd"], ["Gamla hus"], entries=entries),
        document("hus", "Hus", ["Röda hus, röda bron"], day=date(987, 1, 2), aliases=("ett",)),
        document("tom"),
    ]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(writer_module, "to_merge", lambda documents, dead: [])
        return write(folder, more, removed=["gick"])


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (query.Term("body", "bron"), ["bron", "hus", "mejeriet"]),
        (query.Term("title", "bron"), ["bron"]),
        (query.Term("title", "saknas"), []),
        (query.Term("tags", "hus"), ["mejeriet"]),
        (query.Term(KINDS[0].name, "b-b"), ["mejeriet"]),
        (query.Term("alias", "ett"), ["hus"]),
        (query.Term("id", "hus"), ["hus"]),
        (query.Term("id", "gick"), []),
        (query.Term("published", "0987-01-02"), ["hus"]),
        (query.Prefix("body", "bro"), ["bron", "hus", "mejeriet"]),
        (query.Prefix("title", "mej"), ["mejeriet"]),
        (query.Prefix("published", "2017"), ["bron", "mejeriet", "tom"]),
        (query.Wildcard("body", "b*ar"), ["bron"]),
        (query.Wildcard("title", "*r?n"), ["bron"]),
        (query.FuzzyTerm("body", "brom"), ["bron", "hus", "mejeriet"]),
        (query.Phrase("body", ["röda", "bron"]), ["hus"]),
        (query.Phrase("title", ["röda", "bron"]), ["bron"]),
        (query.Phrase("body", ["bron", "är"]), ["bron", "mejeriet"]),
        (query.Phrase("body", ["röd", "alla"]), []),
        (query.Every(), ["bron", "hus", "mejeriet", "tom"]),
        (query.Every("tags"), ["mejeriet"]),
        (query.Not(query.Term("body", "bron")), ["tom"]),
        (query.TermRange("published", "2000", "2018"), ["bron", "mejeriet", "tom"]),
    ],
    ids=repr,
)
def test_queries(generation: Path, asked: Any, expected: list[str]) -> None:
    with searching(generation) as searcher:
        assert ids(searcher, asked) == expected


def test_a_query_as_it_is_typed(generation: Path) -> None:
    with searching(generation) as searcher:
        parser = QueryParser("body", searcher.schema)
        assert ids(searcher, parser.parse('"är röd" OR title:Hus')) == ["bron", "hus", "mejeriet"]
        assert ids(searcher, parser.parse("vack* NOT mejeriet")) == ["bron"]


def test_scores_are_whooshs_own(generation: Path) -> None:
    with searching(generation) as searcher:
        hits = searcher.search(query.Or([query.Term("body", "bron"), query.Term("body", "broar")]))
        assert next(hit["id"] for hit in hits) == "bron"
        assert all(hit.score > 0 for hit in hits)
        (best,) = searcher.search(query.Term("body", "röda"), limit=1)
        assert best["id"] == "hus"


def test_two_words_of_which_none_has_to_move_by_rounding(tmp_path: Path) -> None:
    """Where all score the most that two terms can, Whoosh would wait for either for ever."""
    some = [document(f"a{n:02}", "bro nr") for n in range(30)]
    generation = write(tmp_path, some + [document(f"b{n}", "ny bro") for n in range(7)])
    with searching(generation) as searcher:
        either = query.Or([query.Term("title", "bro"), query.Term("title", "ny")])
        assert not either.matcher(searcher).supports_block_quality()
        assert [hit["id"] for hit in searcher.search(either, limit=5)] == [
            f"b{n}" for n in range(5)
        ]


def test_stored_fields_are_id_and_document(generation: Path) -> None:
    with searching(generation) as searcher:
        (hit,) = searcher.search(query.Term("id", "mejeriet"))
        assert set(hit.fields()) == {"id", "document"}
        assert hit["id"] == "mejeriet"
        stored = Document.from_json(hit["document"])
        assert (stored.title, stored.html, stored.tags) == (
            "Mejeriet",
            "<p>Mejeriet</p>",
            ("Gamla hus",),
        )
        assert {fields["id"] for fields in searcher.reader().all_stored_fields()} == {
            "bron",
            "hus",
            "mejeriet",
            "tom",
        }


def test_sorts_by_the_columns(generation: Path) -> None:
    with searching(generation) as searcher:
        hits = searcher.search(query.Every(), sortedby=["published", "id"], limit=None)
        assert [hit["id"] for hit in hits] == ["hus", "bron", "mejeriet", "tom"]
        hits = searcher.search(query.Every(), sortedby="id", reverse=True, limit=None)
        assert [hit["id"] for hit in hits] == ["tom", "mejeriet", "hus", "bron"]


def test_what_the_terms_say(generation: Path) -> None:
    with searching(generation) as searcher:
        reader = searcher.reader()
        assert list(reader.lexicon(KINDS[0].name)) == [b"a-a", b"b-b"]
        assert list(reader.field_terms("tags")) == ["gamla", "hus"]
        assert ("title", "mejeriet") in reader
        assert ("title", "vackra") not in reader
        assert ("saknas", "vackra") not in reader
        assert reader.doc_frequency("body", "saknas") == reader.frequency("body", "saknas") == 0
        # Like every count of Whoosh's, deleted posts included.
        info = reader.term_info("body", "bron")
        assert (info.doc_frequency(), info.weight(), info.max_weight()) == (4, 4.0, 1.0)
        assert (info.min_length(), info.max_length()) == (3, 7)
        assert (info.min_id(), info.max_id()) == (0, 3)
        terms = list(reader.all_terms())
        assert terms == sorted(terms)
        assert [term for term, _ in reader] == terms
        assert reader.most_frequent_terms("title", 1, "m")[0][1] in (b"mejeriet", "mejeriet")
        everything = Counter(name for name, _ in terms)
        assert everything["id"] == 5
        assert set(everything) <= set(reader.indexed_field_names())


def test_what_the_lengths_say(generation: Path) -> None:
    with searching(generation) as searcher:
        reader = searcher.reader()
        doc_ids = {fields["id"]: doc_id for doc_id, fields in reader.iter_docs()}
        assert reader.doc_field_length(doc_ids["bron"], "body") == 7
        assert reader.doc_field_length(doc_ids["tom"], "body") == 0
        assert reader.doc_field_length(doc_ids["tom"], "id", 1) == 1
        assert (reader.min_field_length("body"), reader.max_field_length("body")) == (0, 7)
        assert reader.field_length("body") == 7 + 3 + 4 + 4
        assert (reader.min_field_length("id"), reader.field_length("id")) == (0, 0)


def test_deleted_documents(generation: Path) -> None:
    with searching(generation) as searcher:
        reader = searcher.reader()
        assert reader.has_deletions()
        assert (reader.doc_count(), reader.doc_count_all()) == (4, 5)
        assert [reader.is_deleted(doc_id) for doc_id in range(5)] == [0, 1, 0, 0, 0]
        assert list(reader.all_doc_ids()) == [0, 2, 3, 4]


def test_an_index_without_posts(tmp_path: Path) -> None:
    with searching(write(tmp_path, [])) as searcher:
        assert searcher.doc_count() == 0
        assert ids(searcher, query.Every()) == []


def test_a_segment_keeps_who_is_live() -> None:
    live = np.array([True, False, True] * 1000 + [False])
    segment = pickle.loads(pickle.dumps(ArraySegment("a1", live)))
    assert segment.live.tolist() == live.tolist()
    assert segment.file_name == "MAIN_a1.arrays"
    assert len(pickle.dumps(ArraySegment("a1", np.ones(1_000_000, np.bool_)))) < 1_000


# --- what is refused -------------------------------------------------------------------------


def test_whooshs_writer_does_not_begin(generation: Path) -> None:
    opened = index.open_dir(str(generation))
    before = {path.name: path.read_bytes() for path in generation.iterdir()}
    for codec in (None, ArrayCodec()):
        with pytest.raises(KnowledgeBaseError, match="run `kb index`"):
            opened.writer(codec=codec, _lk=False)
    with pytest.raises(KnowledgeBaseError, match="run `kb index`"):
        opened.optimize()
    opened.close()
    generations = Generations(generation.parent, fingerprint())
    assert list(generations.problems(generation.name)) == []
    (generation / WHOOSHS_LOCK).unlink(missing_ok=True)
    assert {path.name: path.read_bytes() for path in generation.iterdir()} == before


def test_whooshs_writer_adds_nothing(tmp_path: Path) -> None:
    """Neither where there is no segment yet."""
    opened = index.open_dir(str(write(tmp_path, [])))
    with pytest.raises(KnowledgeBaseError, match="run `kb index`"):
        opened.writer(codec=ArrayCodec(), _lk=False)
    for name in ("title", "alias", "id"):
        with pytest.raises(KnowledgeBaseError, match="run `kb index`"):
            opened.schema[name].index("nytt")
    opened.close()


def test_a_file_that_is_cut_short_while_it_is_searched(generation: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in generation.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    with searching(copy) as searcher:
        for path in copy.glob("MAIN_*.arrays"):
            path.write_bytes(b"")
        with pytest.raises(IndexDamagedError, match="cut short"):
            ids(searcher, query.Term("body", "bron"))
