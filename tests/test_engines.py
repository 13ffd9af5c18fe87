"""What every engine promises, whichever it is: one class, run for each of `kb.engines.ENGINES`."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import CATEGORY, KINDS, ORGANISATION, PROJECT
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Entry
from kb.engines import CLUSTER, ENGINES, live_generation, open_engine, open_writer
from kb.errors import IndexMissingError, KnowledgeBaseError
from kb.indexing import documents, write_generation
from kb.language.analyzer import Token
from kb.language.token_types import TokenTypes
from kb.language.tokens import without_diacritics
from kb.search import ranking
from kb.search.lookups import Lookups, open_lookups
from kb.search.port.batch import Batch, analysed
from kb.search.port.document import Document
from kb.search.port.engine import (
    Beginnings,
    Engine,
    Generation,
    Ladder,
    Matches,
    MatchRequest,
    SpellingRequest,
    Spellings,
    StatisticsRequest,
    Title,
)
from kb.search.port.queries import (
    EVERYTHING,
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    Query,
    ScoredPostsQuery,
    Term,
    TermQuery,
    YearQuery,
)
from kb.search.port.terms import FIELDS, terms_of
from kb.search.query.query import YEAR, Filters, Occur, Order, Typed, TypedPrefix, TypedWord
from kb.search.query.request import SearchRequest, make_request
from tests.clustered import held, places_in_a_cluster
from tests.corpora import analyzer, matched, news, post, registers, rewritten
from tests.reference import Indexed, Reference

REGISTERS = registers(
    organisations=(
        Entry(id="akerbo-kommun", name="Åkerbo kommun", aliases=("Åkerbo",)),
        Entry(id="zinkhyttan", name="Zinkhyttan", url="https://example.org"),
    ),
    projects=(Entry(id="grannkraft", name="Grannkraft", owner="zinkhyttan"),),
    categories=(Entry(id="press", name="Pressmeddelanden"),),
    synonyms=(("bro", "spång"),),
)
# The ids that random posts are about, and none that they are not.
IDS = {
    ORGANISATION: ("a-a", "b-b", "c-c"),
    PROJECT: ("p-p", "q-q"),
    CATEGORY: ("k-k", "l-l"),
}
# Few words, so that random texts repeat them: inflections, small words, look-alikes.
VOCABULARY = [
    *("bro", "bron", "broar", "röd", "rött", "och", "i", "på"),
    *("grann", "grannar", "grannkraft", "asf:er", "får", "far"),
]


def written(posts: Iterable[Post]) -> list[Document]:
    return list(documents(posts, Mentions(REGISTERS)))


# Where an index is: a folder, or the address of a cluster with the name of the index.
Where = str | Path


def build(index: Where, name: str, posts: Iterable[Post], corpus: str = "sum") -> Generation:
    generation, _ = write_generation(
        index, written(posts), REGISTERS, corpus=corpus, engine=name, anew=True
    )
    return generation


def batch(document: Document, source: int = 0) -> Batch:
    return analysed([document], TokenTypes(analyzer()), source, 0)


def tree(index: Where) -> set[str]:
    """The files of an index, or what a cluster has of it; its lock may stay, it holds nothing."""
    if isinstance(index, str):
        return held(index)
    return {str(path.relative_to(index)) for path in index.rglob("*") if path.name != ".lock"}


def random_posts(count: int, seed: int = 1) -> list[Post]:
    rng = random.Random(seed)

    def words(most: int) -> str:
        return " ".join(rng.choices(VOCABULARY, k=rng.randint(1, most)))

    return [
        post(
            f"{rng.randint(2015, 2018)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
            f"nr {number} {words(3)}",
            "\n\n".join(words(8) for _ in range(rng.randint(0, 4))),
            tags=[words(2) for _ in range(rng.choice([0, 0, 1, 3]))],
            **{
                kind.plural: rng.sample(ids, rng.randint(0, len(ids) - 1))
                for kind, ids in IDS.items()
            },
        )
        for number in range(count)
    ]


# --- what the engines' answers are compared with: every post, read word by word ---------------


def found_by_reading(posts: Sequence[Document], request: SearchRequest) -> set[str]:
    return {each.id for each in posts if _chosen(each, request.filters) and _fits(each, request)}


def _fits(document: Document, request: SearchRequest) -> bool:
    paragraphs = (paragraph.text for paragraph in document.paragraphs)
    every = (document.title, *paragraphs, *document.tags)
    texts = [analyzer().analyze(text) for text in every]
    for clause in request.query.clauses:
        excluded = clause.occur is Occur.MUST_NOT
        stands = any(_stands_in(texts, typed, excluded) for typed in clause.alternatives)
        if (clause.occur is Occur.MUST and not stands) or (excluded and stands):
            return False
    return True


def _stands_in(texts: Sequence[Sequence[Token]], typed: Typed, excluded: bool) -> bool:
    tokens = [token for text in texts for token in text]
    if isinstance(typed, TypedWord):
        (asked,) = analyzer().analyze(typed.text)
        stems = {stem for token in tokens for stem in (token.stem, *token.also)}
        if typed.text in [token.text for token in tokens] or {asked.stem, *asked.also} & stems:
            return True
        # As a part of a compound; and a compound by its parts, where all of them stand.
        parts = {part.stem for token in tokens for part in token.parts}
        own = {part.stem for part in asked.parts}
        met = {asked.stem, *asked.also} & parts or (own and own <= stems | parts)
        return not excluded and bool(met)
    if isinstance(typed, TypedPrefix):
        return any(token.text.startswith(typed.text) for token in tokens)
    size = len(typed.words)
    return any(
        tuple(token.text for token in text[first : first + size]) == typed.words
        for text in texts
        for first in range(len(text))
    )


def _chosen(document: Document, filters: Filters) -> bool:
    start, end = filters.published_from, filters.published_to
    return (
        all({*ids} & {*document.entries[name]} for name, ids in filters.chosen)
        and (start is None or start <= document.published)
        and (end is None or document.published <= end)
    )


TEXTS = st.lists(
    st.sampled_from(
        [
            *VOCABULARY,
            *("saknas", "OR", "bro*", "gra*", "xyz*", "-bro", "-röd", "-gra*", '-"bro i"'),
            *('"bro bron"', '"och i"', '"i i"', '"bro och bro"', '"i i i"', '"bro i bro i"'),
        ]
    ),
    max_size=4,
).map(" ".join)
FILTERS = st.builds(
    Filters.of,
    st.fixed_dictionaries(
        {
            ORGANISATION.name: st.sampled_from(
                [(), ("a-a",), ("a-a", "b-b"), ("c-c", "x-x"), ("x-x",)]
            ),
            PROJECT.name: st.sampled_from([(), ("p-p",), ("p-p", "q-q")]),
            CATEGORY.name: st.sampled_from([(), (), ("k-k",), ("l-l", "x-x")]),
        }
    ),
    st.sampled_from([None, date(2016, 1, 1), date(2017, 3, 15)]),
    st.sampled_from([None, date(2016, 12, 31), date(2017, 3, 15), date(2030, 1, 1)]),
)


# --- the specification that the engines' scores are compared with ---------------------------


@dataclass(frozen=True)
class Grown:
    """An engine over some posts, and what is expected of it."""

    engine: Engine
    reference: Reference


def grow(index: Where, name: str, count: int) -> Grown:
    """Index random posts in three generations, each going on from the one before.

    Posts come, change and go, fewer of them than would have the index written anew.
    """
    rng = random.Random(count)
    posts = written(random_posts(count, seed=count))
    others = written(random_posts(count, seed=count + 1))
    live: dict[str, Document] = {}
    for begun in range(3):
        for each in rng.sample(sorted(live), len(live) // 10):
            del live[each]
        for each in rng.sample(sorted(live), len(live) // 10):
            live[each] = replace(rng.choice(others), id=each)
        live |= {each.id: each for each in posts[begun::3]}
        write_generation(index, live.values(), REGISTERS, engine=name)
    return Grown(open_engine(index, name), Reference(indexed(live.values())))


def indexed(posts: Iterable[Document]) -> list[Indexed]:
    return [Indexed(each, terms_of(each, analyzer())) for each in posts]


@cache
def terms_in_use() -> Mapping[Form, tuple[str, ...]]:
    """The terms of all words that random posts have, and some that none has."""
    (every,) = written([post("2017-01-01", "Nr 12", " ".join(VOCABULARY))])
    terms = terms_of(every, analyzer())
    return {
        form: tuple(dict.fromkeys([*(text for text, _ in terms["body", form]), "saknas"]))
        for form in Form
    }


T = TypeVar("T")


def some_of(of: st.SearchStrategy[T], least: int, most: int) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, min_size=least, max_size=most).map(tuple)


def terms(*forms: Form) -> st.SearchStrategy[Term]:
    """Terms of some forms; made when first drawn from, for the analysis needs a lexicon."""
    return st.deferred(
        lambda: st.sampled_from(
            [Term(form, text) for form in forms for text in terms_in_use()[form]]
        )
    )


def texts_of(form: Form, least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return some_of(terms(form).map(lambda term: term.text), least, most)


def booleans(queries: st.SearchStrategy[Query]) -> st.SearchStrategy[BooleanQuery]:
    disjunctions = st.builds(DisjunctionMax, some_of(queries, 0, 4), texts_of(Form.GRAM, 0, 3))
    boosts = st.sampled_from([1.0, 1.0, 0.5, 2.0])
    clauses = st.builds(BooleanClause, disjunctions, st.sampled_from(Occur), boosts)
    return st.builds(BooleanQuery, some_of(clauses, 0, 4), BOOSTS)


BOOSTS = st.sampled_from([1.0, 1.0, 0.8, 0.6, 0.15])
PREFIXES = st.sampled_from(["b", "bro", "gra", "grann", "rö", "asf", "x"])
FACET_VALUES = st.sampled_from(
    [(kind.name, value) for kind, ids in IDS.items() for value in (*ids, "x-x")]
)
# Posts that some of the indexes have, and one that none has.
SCORED = st.deferred(
    lambda: st.dictionaries(
        st.sampled_from([each.id for each in random_posts(30, seed=30)] + ["saknas"]),
        st.sampled_from([0.1, 0.25, 1.0, 7.5]),
        max_size=8,
    ).map(lambda scores: tuple(scores.items()))
)
LEAVES: st.SearchStrategy[Query] = st.one_of(
    st.builds(TermQuery, terms(Form.EXACT, Form.STEM), BOOSTS),
    st.builds(TermQuery, terms(*Form), BOOSTS),
    st.builds(PhraseQuery, st.just(Form.EXACT), texts_of(Form.EXACT, 2, 3), BOOSTS),
    st.builds(PhraseQuery, st.just(Form.STEM), texts_of(Form.STEM, 2, 3), BOOSTS),
    st.builds(PrefixQuery, PREFIXES, BOOSTS),
    st.builds(lambda of, boost: FacetQuery(of[0], of[1], boost), FACET_VALUES, BOOSTS),
    st.builds(YearQuery, st.integers(2014, 2018), BOOSTS),
    st.builds(ScoredPostsQuery, SCORED, BOOSTS),
)
QUERIES = booleans(st.recursive(LEAVES, booleans, max_leaves=6))
REQUESTS = st.builds(
    MatchRequest,
    some_of(QUERIES, 1, 3),
    FILTERS,
    st.sampled_from([Order.RELEVANCE, *Order]),
    st.integers(0, 10),
    st.integers(0, 80),
    st.booleans(),
)
SIZES = (0, 1, 4, 30, 70)


def assert_agrees(grown: Grown, request: MatchRequest) -> None:
    found, expected = grown.engine.match(request), grown.reference.match(request)
    assert found.total == expected.total
    assert ids(found) == ids(expected)
    assert scores_of(found) == pytest.approx(scores_of(expected), abs=1e-4)
    assert [each.document for each in found.hits] == [each.document for each in expected.hits]
    assert found.counts == expected.counts


@pytest.fixture(
    params=[
        pytest.param(each, marks=[pytest.mark.cluster] if each == CLUSTER else [])
        for each in sorted(ENGINES)
    ],
    scope="module",
)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# Gives a place for an index, by a name.
Place = Callable[[str], Where]


@pytest.fixture(scope="module")
def place(
    name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """Places for indexes: folders, or names in a cluster, of one, two and three shards in turn."""
    folder = tmp_path_factory.mktemp("places")
    if name != CLUSTER:
        yield folder.joinpath
        return
    with places_in_a_cluster(request, folder) as places:
        yield places


@pytest.fixture
def index(place: Place, tmp_path: Path) -> Where:
    """A place for one test."""
    return place(tmp_path.name)


@pytest.fixture(scope="module")
def grown(name: str, place: Place) -> Iterator[dict[int, Grown]]:
    """By how many posts were indexed in all: an engine, and what is expected of it."""
    every = {size: grow(place(f"grown{size}"), name, size) for size in SIZES}
    yield every
    for each in every.values():
        each.engine.close()


@pytest.fixture(scope="module")
def posts() -> list[Document]:
    return written(random_posts(150))


@pytest.fixture(scope="module")
def engine(name: str, place: Place) -> Iterator[Engine]:
    index = place("engine")
    build(index, name, random_posts(150))
    opened = open_engine(index, name)
    yield opened
    opened.close()


@pytest.fixture
def opened(name: str, place: Place, tmp_path: Path) -> Iterator[Callable[..., Engine]]:
    """Build an index of some posts and open it; several in one test have places of their own.

    Those in `removed` were in the generation before.
    """
    engines: list[Engine] = []

    def open_(*some: Post, removed: Iterable[Post] = ()) -> Engine:
        index = place(f"{tmp_path.name}{len(engines)}")
        build(index, name, [*removed, *some])
        if removed:
            write_generation(index, written(some), REGISTERS, engine=name)
        engines.append(open_engine(index, name))
        return engines[-1]

    yield open_
    for each in engines:
        each.close()


def ids(matches: Matches) -> list[str]:
    return [match.document.id for match in matches.hits]


def scores_of(matches: Matches) -> dict[str, float]:
    return {match.document.id: match.score for match in matches.hits}


def words_of_title(document: Document) -> list[str]:
    return [token.text for token in analyzer().analyze(document.title)]


def spelling(word: str) -> SpellingRequest:
    return SpellingRequest(word, word, (Term(Form.EXACT, word),))


def spellings(engine: Engine, word: str) -> Spellings:
    told = engine.statistics(StatisticsRequest(spellings=(spelling(word),)))
    return told.spellings.get(word, Spellings())


def begins(word: str, typed: str) -> bool:
    """Whether a word begins as was typed; without any dots that may also be of words with."""
    return (word if typed != without_diacritics(typed) else without_diacritics(word)).startswith(
        typed
    )


def known(engine: Engine, ids: Iterable[str]) -> list[str | None]:
    """The present ids of posts; None for what is none."""
    return [each.id if each else None for each in engine.documents(list(ids))]


class TestEveryEngine:
    # --- generations ---

    def test_no_index_is_an_error_that_says_what_to_do(
        self, name: str, index: Where, place: Place
    ) -> None:
        nowhere = place("nowhere")
        if isinstance(index, Path):
            index.mkdir()
        for where in (index, nowhere):
            assert live_generation(where, name) is None
            with pytest.raises(IndexMissingError, match="kb index"):
                open_engine(where, name)
        assert isinstance(nowhere, str) or not nowhere.exists()

    def test_nothing_is_seen_before_commit(self, name: str, index: Where) -> None:
        writer = open_writer(index, name)
        (document,) = written([post("2017-06-01", "Bro")])
        writer.add(batch(document))
        assert writer.checksums == {document.id: document.checksum}
        assert live_generation(index, name) is None
        generation = writer.commit({"note.txt": "Åter en bro\n"}, "sum")
        assert live_generation(index, name) == generation.name
        assert (generation.posts, generation.corpus) == (1, "sum")
        assert datetime.fromisoformat(generation.built_at).tzinfo is not None
        opened = open_engine(index, name)
        assert opened.generation == generation
        assert opened.file("note.txt").read_text(encoding="utf-8") == "Åter en bro\n"
        assert not opened.file("other.txt").exists()
        opened.close()

    def test_a_writer_begins_with_what_is_live(self, name: str, index: Where) -> None:
        first, second = written([post("2017-06-01", "Bro"), post("2018-06-01", "Spång")])
        writer = open_writer(index, name)
        assert (writer.live_file("note.txt"), dict(writer.checksums)) == (None, {})
        for source, document in enumerate((first, second)):
            writer.add(batch(document, source))
        writer.commit({"note.txt": "text"}, "sum")
        writer = open_writer(index, name)
        note = writer.live_file("note.txt")
        assert note is not None
        assert note.read_text(encoding="utf-8") == "text"
        assert writer.checksums == {each.id: each.checksum for each in (first, second)}
        changed = replace(second, title="Bro och spång")
        writer.add(batch(changed))
        writer.remove(first.id)
        writer.commit({}, "sum")
        opened = open_engine(index, name)
        assert opened.documents([first.id, second.id]) == [None, changed]
        assert ids(matched(opened, make_request("bro"))) == [second.id]
        opened.close()

    def test_open_engine_keeps_its_generation(self, name: str, index: Where) -> None:
        first = build(index, name, news())
        old = open_engine(index, name)
        request = make_request("kooperativ*")
        before = matched(old, request)
        assert before.total > 0
        for _ in range(4):  # its files are gone by then
            last = build(index, name, [post("2020-01-01", "Annat")])
        assert old.generation == first != last
        assert matched(old, request) == before
        assert known(old, ids(before)) == ids(before)
        assert len(list(old.checksums())) == first.posts
        new = open_engine(index, name)
        assert (new.generation, matched(new, request).total) == (last, 0)
        old.close()
        new.close()

    @pytest.mark.parametrize("added", [0, 3])
    @pytest.mark.parametrize("before", [False, True])
    def test_abort_leaves_no_trace(self, name: str, index: Where, added: int, before: bool) -> None:
        if before:
            build(index, name, news())
        files, live = tree(index), live_generation(index, name)
        writer = open_writer(index, name)
        for source, document in enumerate(written(news())[:added]):
            writer.add(batch(document, source))
        writer.abort()
        assert (tree(index), live_generation(index, name)) == (files, live)
        assert build(index, name, news()).posts == len(news())  # no lock is left behind

    def test_an_empty_index_is_an_index(self, opened: Callable[..., Engine]) -> None:
        empty = opened()
        assert empty.generation.posts == 0
        assert list(empty.checksums()) == []
        assert empty.documents([]) == []
        assert empty.documents(["2017-06-01-bro"]) == [None]
        found = empty.beginnings(["bro"], 8, 8)
        assert (found.words, found.titles) == ((), ())
        bro = Term(Form.EXACT, "bro")
        told = empty.statistics(
            StatisticsRequest([bro], (Ladder((EVERYTHING,), 1),), (spelling("bro"),))
        )
        assert (told.frequencies, told.totals) == ({bro: 0}, ((0,),))
        assert told.spellings.get("bro", Spellings()) == Spellings()
        assert list(empty.problems(words_of_title)) == []
        for text in ("", "bro", '"en bro"', "bro*", "-bro", "bro i byn"):
            request = make_request(text, {"organisation": ["a-a"]}, published_from="2017")
            matches = matched(empty, request)
            assert (matches.total, matches.hits) == (0, ())
            assert all(not counts for counts in matches.counts.values())

    # --- posts and registers ---

    def test_registers_come_back_whole(self, engine: Engine) -> None:
        _, lookups = open_lookups(engine)
        assert lookups.registers == REGISTERS

    def test_documents_come_back_whole_in_the_order_asked(
        self, engine: Engine, posts: list[Document]
    ) -> None:
        asked = [posts[5], posts[0], posts[149], posts[5]]
        assert engine.documents([each.id for each in asked]) == asked
        assert engine.documents([]) == []

    @pytest.mark.parametrize("unknown", ["2017-06-01-finns-ej", "", "å \0", "x" * 70_000])
    def test_unknown_ids(self, engine: Engine, posts: list[Document], unknown: str) -> None:
        assert engine.documents([posts[0].id, unknown]) == [posts[0], None]
        assert known(engine, [unknown]) == [None]

    def test_former_ids_lead_to_the_present_one(self, opened: Callable[..., Engine]) -> None:
        former = ["2001-01-01-a", "2001-01-01-b"]
        moved = post("2017-06-01", "Bro", aliases=former)
        engine = opened(post("2016-01-01", "Annat"), moved, post("2018-01-01", "Mer"))
        for post_id in (moved.id, *former):
            assert known(engine, [post_id]) == [moved.id]
        assert known(engine, ["2001-01-01"]) == [None]
        assert known(engine, ["2001-01-01-a 2001-01-01-b"]) == [None]

    def test_checksums_are_those_of_the_posts(self, engine: Engine, posts: list[Document]) -> None:
        assert dict(engine.checksums()) == {each.id: each.checksum for each in posts}

    def test_nothing_is_wrong_with_what_was_built(self, engine: Engine) -> None:
        assert list(engine.problems(words_of_title)) == []

    def test_a_post_that_its_title_does_not_find_is_a_problem(self, engine: Engine) -> None:
        (problem, *_) = engine.problems(lambda document: ["saknas"])
        assert "is not found by the words of its title" in problem

    # --- words ---

    def test_terms_are_counted_in_posts(self, engine: Engine, posts: list[Document]) -> None:
        reference = Reference(indexed(posts))
        asked = [Term(form, text) for form, texts in terms_in_use().items() for text in texts]
        asked += [Term(form, text) for form in Form for text in ("", "å \0", "x" * 70_000)]
        found = engine.statistics(StatisticsRequest(asked)).frequencies
        assert found == {term: reference.frequency(term) for term in asked}
        assert found[Term(Form.EXACT, "bro")] > 0

    def test_words_of_removed_posts_only_stand_nowhere(self, opened: Callable[..., Engine]) -> None:
        bro, bridge, boat = (Term(Form.EXACT, text) for text in ("bro", "spång", "båt"))
        engine = opened(post("2017-01-01", "Bro"), removed=[post("2017-01-02", "Spång")])
        found = engine.statistics(StatisticsRequest([bro, bridge, boat])).frequencies
        assert found == {bro: 1, bridge: 0, boat: 0}
        assert engine.beginnings(["sp"], 8, 8) == Beginnings((), ())

    def test_words_typed_without_diacritics(self, opened: Callable[..., Engine]) -> None:
        engine = opened(
            post("2017-01-01", "Får", "Fär, far och för, en bro."),
            post("2017-01-02", "Företag"),
            removed=[post("2017-01-03", "Fårr", "Fäår och brö.")],
        )

        def with_diacritics(word: str) -> list[str]:
            return sorted(spellings(engine, word).diacritics)

        assert with_diacritics("far") == ["fär", "får"]
        assert with_diacritics("for") == ["för"]
        assert with_diacritics("foretag") == ["företag"]
        # Never the reverse, and never a word that no post has any more.
        for word in ("får", "fär", "bro", "farr", "faar", "spang"):
            assert with_diacritics(word) == []

    def test_similar_words_the_nearest_and_commonest_first_and_five_are_enough(
        self, opened: Callable[..., Engine]
    ) -> None:
        def similar(word: str, *live: str, removed: Iterable[str] = ()) -> list[tuple[str, int]]:
            """What is near where each word stands in a post, and others in removed posts."""
            here, gone = (
                [
                    post("2017-01-01", "Nr", text, id=f"2017-01-01-{name}{number}")
                    for number, text in enumerate(texts)
                ]
                for name, texts in (("a", live), ("b", removed))
            )
            return list(spellings(opened(*here, removed=gone), word).similar)

        assert similar("kyrkax", "kyrkan", *["kyrkor"] * 2, *["kyrkas"] * 3, "kyrka") == [
            ("kyrkas", 3),
            ("kyrka", 1),
            ("kyrkan", 1),
        ]
        assert similar("kooperativex", "kooperativen", *["kooperativets"] * 9) == [
            ("kooperativen", 1),
            ("kooperativets", 9),
        ]
        many = [f"kyrk{letter}" for letter in "abcdefgh"]
        assert similar("kyrkx", *many) == [(word, 1) for word in many[:5]]
        # What is gone neither counts nor takes a place.
        assert similar("kyrkx", *many[2:], removed=many[:2]) == [(word, 1) for word in many[2:7]]
        assert similar("kyrak", "bro", removed=["kyrka"]) == []

    @pytest.mark.parametrize(("far_more", "known"), [(0, True), (1, True), (2, False)])
    def test_similar_words_may_be_left_out_where_none_is_in_far_more_posts(
        self, opened: Callable[..., Engine], far_more: int, known: bool
    ) -> None:
        texts = [*["kyrkan"] * 2, *["kyrkas"] * 3]
        engine = opened(
            *(post("2017-01-01", "Nr", text, id=f"2017-01-01-{n}") for n, text in enumerate(texts))
        )
        asked = replace(spelling("kyrkan"), far_more=far_more)
        told = engine.statistics(StatisticsRequest(spellings=(asked,))).spellings
        every = (("kyrkan", 2), ("kyrkas", 3))
        assert told["kyrkan"].similar == every if known else told["kyrkan"].similar in ((), every)

    def test_words_that_begin_as_a_stem_does_but_for_dots(
        self, opened: Callable[..., Engine]
    ) -> None:
        engine = opened(
            post("2017-01-01", "Ängslunda", "Ängslundaborna och angslundare i Angslundå."),
            removed=[post("2017-01-02", "Ängslundabon")],
        )
        asked = SpellingRequest("angslundas", "angslunda", (Term(Form.EXACT, "angslundas"),))
        found = engine.statistics(StatisticsRequest(spellings=(asked,))).spellings["angslundas"]
        assert sorted(found.beginning) == ["angslundå", "ängslunda", "ängslundaborna"]

    @pytest.mark.parametrize("word", ["", "å \0", "x" * 70_000, "\ud7ff", "2017", "*"])
    def test_no_word_asked_about_is_an_error(self, engine: Engine, word: str) -> None:
        assert spellings(engine, word)[:2] == ((), ())

    @pytest.mark.parametrize(
        "typed", ["bro", "gra", "ro", "rö", "fa", "få", "1", "nr", "saknas", "å \0", "x" * 70_000]
    )
    def test_words_that_begin_so_the_commonest_first(
        self, engine: Engine, posts: list[Document], typed: str
    ) -> None:
        counts = Counter(
            word
            for each in indexed(posts)
            for word in {text for field in FIELDS for text, _ in each.terms[field, Form.EXACT]}
            if begins(word, typed)
        )
        falling = sorted(counts.values(), reverse=True)
        for most in (0, 1, 3, 1000):
            found = engine.beginnings([typed], most, 0)
            assert dict(found.words).items() <= counts.items()
            assert len(dict(found.words)) == len(found.words)
            assert [number for _, number in found.words] == falling[:most]
            assert found.titles == ()

    @pytest.mark.parametrize(
        "typed",
        [
            *(["nr"], ["nr", "bro"], ["bro", "gra"], ["ro"], ["rö"], ["rö", "ro"], ["1", "nr"]),
            *(["få"], ["fa", "fa"], ["saknas"], ["bro", "saknas"], ["å \0"], ["x" * 70_000]),
        ],
    )
    def test_titles_in_which_each_begins_a_word_the_newest_first(
        self, engine: Engine, posts: list[Document], typed: list[str]
    ) -> None:
        newest = sorted(sorted(posts, key=lambda d: d.id), key=lambda d: d.published, reverse=True)
        expected = tuple(
            Title(each.id, each.title)
            for each in newest
            if all(any(begins(word, piece) for word in words_of_title(each)) for piece in typed)
        )
        assert len(expected) == len(posts) or typed != ["nr"]
        for most in (0, 1, 3, 1000):
            assert engine.beginnings(typed, 0, most) == Beginnings((), expected[:most])

    # --- the scoring specification ---

    @settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(size=st.sampled_from(SIZES[::-1]), request=REQUESTS)
    def test_agrees_with_the_reference(
        self, grown: dict[int, Grown], size: int, request: MatchRequest
    ) -> None:
        assert_agrees(grown[size], request)

    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(size=st.sampled_from(SIZES[::-1]), text=TEXTS, filters=FILTERS)
    def test_agrees_with_the_reference_on_what_is_typed(
        self, grown: dict[int, Grown], size: int, text: str, filters: Filters
    ) -> None:
        query = rewritten(make_request(text).query, Lookups(REGISTERS))
        assert_agrees(grown[size], MatchRequest((query,), filters, Order.RELEVANCE, 0, 100))

    @settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        size=st.sampled_from(SIZES[::-1]),
        ladders=some_of(st.builds(Ladder, some_of(QUERIES, 0, 3), st.integers(0, 30)), 0, 3),
    )
    def test_ladders_are_counted_until_one_is_enough(
        self, grown: dict[int, Grown], size: int, ladders: tuple[Ladder, ...]
    ) -> None:
        found = grown[size].engine.statistics(StatisticsRequest(ladders=ladders)).totals
        for totals, ladder in zip(found, ladders, strict=True):
            expected = tuple(map(grown[size].reference.total, ladder.queries))
            for total, real in zip(totals, expected, strict=False):
                assert total == real or ladder.enough <= total < real
            assert len(totals) == len(expected) or totals[-1] >= ladder.enough

    def test_there_is_something_to_agree_on(self, grown: dict[int, Grown]) -> None:
        """Posts that are gone, and grams rare and common."""
        reference = grown[SIZES[-1]].reference
        assert 50 < len(reference.posts) < SIZES[-1]
        frequencies = Counter(
            (field, gram)
            for each in reference.posts
            for field in FIELDS
            for gram in {text for text, _ in each.terms[field, Form.GRAM]}
        )
        assert min(frequencies.values()) < ranking.RARE_POSTS < max(frequencies.values())

    # --- matching ---

    @settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=TEXTS, filters=FILTERS, order=st.sampled_from([None, *Order]))
    def test_finds_what_reading_every_post_finds(
        self,
        engine: Engine,
        posts: list[Document],
        text: str,
        filters: Filters,
        order: Order | None,
    ) -> None:
        request = replace(make_request(text, order=order, per_page=100), filters=filters)
        expected = found_by_reading(posts, request)
        matches = matched(engine, request)
        assert matches.total == len(expected)
        assert {*ids(matches), *ids(matched(engine, replace(request, page=2)))} == expected

    @settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=TEXTS, filters=FILTERS)
    def test_counts_are_the_totals_of_single_choices(
        self, engine: Engine, posts: list[Document], text: str, filters: Filters
    ) -> None:
        request = replace(make_request(text), filters=filters)
        counts = matched(engine, request).counts
        assert set(counts) == {*(kind.name for kind in KINDS), YEAR}
        single: dict[str, dict[str, Filters]] = {
            kind.name: {value: filters.choosing(kind, [value]) for value in (*values, "x-x")}
            for kind, values in IDS.items()
        } | {
            YEAR: {
                str(year): filters.between(date(year, 1, 1), date(year, 12, 31))
                for year in range(2014, 2020)
            }
        }
        for facet, choices in single.items():
            totals = {
                value: len(found_by_reading(posts, replace(request, filters=chosen)))
                for value, chosen in choices.items()
            }
            # A corpus names organisations of its registers, too.
            own = {value: count for value, count in counts[facet].items() if value in choices}
            assert own == {value: total for value, total in totals.items() if total}

    @settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=st.text(max_size=50), value=st.text(max_size=20))
    def test_nothing_typed_or_chosen_is_an_error(
        self, engine: Engine, text: str, value: str
    ) -> None:
        chosen = {kind.name: [value] for kind in KINDS}
        matches = matched(engine, make_request(text, chosen))
        assert (matches.total, matches.hits) == (0, ())
        assert matched(engine, make_request(text)).total <= engine.generation.posts

    def test_phrases_stay_within_a_paragraph(self, opened: Callable[..., Engine]) -> None:
        engine = opened(
            post("2017-01-01", "Ny bro", "Över ån.\n\nTill byn.\n\n- en punkt\n- en annan"),
            post("2017-01-02", "Annat", "Bron över\nån till byn."),
        )
        totals = {
            text: matched(engine, make_request(f'"{text}"')).total
            for text in ("ny bro", "bro över", "över ån", "ån till", "punkt en", "över ån till byn")
        }
        assert totals == {
            "ny bro": 1,
            "bro över": 0,
            "över ån": 2,
            "ån till": 1,
            "punkt en": 0,
            "över ån till byn": 1,
        }

    def test_beginnings_that_thousands_of_words_have(self, opened: Callable[..., Engine]) -> None:
        text = "\n\n".join(
            " ".join(f"brokod{number}x{part}" for part in range(30)) for number in range(40)
        )
        engine = opened(
            post("2017-01-01", "Koder", text),
            post("2017-01-02", "Bro", "En brokod0x1 till."),
            post("2017-01-03", "Annat"),
        )
        matches = matched(engine, make_request("bro*"))
        assert sorted(ids(matches)) == ["2017-01-01-koder", "2017-01-02-bro"]
        assert matched(engine, make_request("annat bro*")).total == 0
        assert ids(matched(engine, make_request("-bro*"))) == ["2017-01-03-annat"]

    # --- order ---

    def test_title_weighs_more_than_text(self, opened: Callable[..., Engine]) -> None:
        engine = opened(
            post("2017-01-01", "Rött virke", "Om bron, bron och åter bron."),
            post("2016-01-01", "Bron är röd", "Om virke och spik."),
        )
        assert ids(matched(engine, make_request("bron")))[0] == "2016-01-01-bron-r-r-d"
        assert ids(matched(engine, make_request("brons")))[0] == "2016-01-01-bron-r-r-d"
        assert ids(matched(engine, make_request("bron*")))[0] == "2016-01-01-bron-r-r-d"

    def test_the_form_asked_for_weighs_more_than_its_inflections(
        self, opened: Callable[..., Engine]
    ) -> None:
        engine = opened(
            post("2017-01-01", "Ett", "En förening i byn."),
            post("2017-01-01", "Tre", "En föreningar i byn."),
        )
        assert ids(matched(engine, make_request("förening")))[0] == "2017-01-01-ett"
        assert ids(matched(engine, make_request("föreningar")))[0] == "2017-01-01-tre"

    def test_stop_words_weigh_little_and_are_not_required(
        self, opened: Callable[..., Engine]
    ) -> None:
        engine = opened(
            post("2017-01-01", "Ett", "Virke till bro, rep till båt."),
            post("2017-01-02", "Tre", "Virke och bro, rep och båt."),
            *(post(f"2016-01-0{number}", f"Nr {number}", "Annat.") for number in range(1, 9)),
        )

        def scores(text: str) -> dict[str, float]:
            return scores_of(matched(engine, make_request(text)))

        plain, alone = scores("bro"), scores("och")
        assert len(alone) == 1
        for text in ("bro och", "bro och på", "och bro"):
            found = scores(text)
            assert set(found) == set(plain)
            assert found["2017-01-01-ett"] == plain["2017-01-01-ett"]
            gain = found["2017-01-02-tre"] - plain["2017-01-02-tre"]
            assert 0 < gain <= alone["2017-01-02-tre"] / 2

    def test_equal_scores_are_ordered_by_date_then_id(self, opened: Callable[..., Engine]) -> None:
        days = ("2015-01-01", "2018-01-01", "2017-05-05", "2017-05-05", "2017-05-05")
        same = [
            post(day, "Bron", "En text.", id=f"{day}-{end}")
            for day, end in zip(days, "abdce", strict=True)
        ]
        engine = opened(*same)
        newest = [
            "2018-01-01-b",
            "2017-05-05-c",
            "2017-05-05-d",
            "2017-05-05-e",
            "2015-01-01-a",
        ]
        for order in (Order.RELEVANCE, Order.NEWEST):
            assert ids(matched(engine, make_request("bron", order=order))) == newest
        assert ids(matched(engine, make_request("bron", order="oldest"))) == [
            "2015-01-01-a",
            "2017-05-05-c",
            "2017-05-05-d",
            "2017-05-05-e",
            "2018-01-01-b",
        ]
        assert len({hit.score for hit in matched(engine, make_request("bron")).hits}) == 1

    @pytest.mark.parametrize("text", ["bro", "röd grannar", "bro OR får", '"bro bron"', "i och"])
    def test_scores_fall_and_are_rounded(self, engine: Engine, text: str) -> None:
        hits = matched(engine, make_request(text, per_page=100)).hits
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        assert all(score == round(score, 4) > 0 for score in scores)

    def test_scores_do_not_depend_on_the_order_of_building(
        self, opened: Callable[..., Engine]
    ) -> None:
        some = random_posts(60, seed=2)
        one, other = opened(*some), opened(*reversed(some))
        for text in ("bro", "röd grannar och", '"bro bron"', "gra*", ""):
            request = make_request(text, per_page=100)
            assert matched(one, request) == matched(other, request)

    def test_filters_and_pages_do_not_change_scores(self, engine: Engine) -> None:
        every = scores_of(matched(engine, make_request("bro och", per_page=100)))
        request = make_request("bro och", {"organisation": ["a-a"]}, per_page=7, page=2)
        some = scores_of(matched(engine, request))
        assert some
        assert all(every[post_id] == score for post_id, score in some.items())

    # --- pages ---

    @pytest.mark.parametrize("text", ["", "bro", "bro OR och", "-röd"])
    @pytest.mark.parametrize("order", list(Order))
    @pytest.mark.parametrize("per_page", [1, 7, 10, 100])
    def test_pages_neither_repeat_nor_skip(
        self, engine: Engine, text: str, order: Order, per_page: int
    ) -> None:
        first = matched(engine, make_request(text, order=order, per_page=per_page))
        pages = -(-first.total // per_page)
        read: list[str] = []
        for page in range(1, pages + 1):
            matches = matched(engine, make_request(text, order=order, per_page=per_page, page=page))
            assert (matches.total, matches.counts) == (first.total, first.counts)
            assert len(matches.hits) == min(per_page, first.total - len(read))
            read += ids(matches)
        assert len(set(read)) == len(read) == first.total
        for beyond in (pages + 1, 10**20):
            past = matched(engine, make_request(text, order=order, per_page=per_page, page=beyond))
            assert (past.total, past.hits, past.counts) == (first.total, (), first.counts)

    # --- threads ---

    def test_many_threads_get_the_answers_of_one(self, name: str, index: Where) -> None:
        build(index, name, random_posts(80, seed=3))
        engine = open_engine(index, name)
        texts = ["bro", "gra*", '"bro bron"', "röd -får", "bro OR far", "och i", "", "bro* rö*"]
        requests = [make_request(text, order=order) for text in texts for order in (None, "oldest")]
        bound = StatisticsRequest([Term(Form.STEM, "bro")], spellings=(spelling("broor"),))

        def answers(seed: int) -> dict[SearchRequest, tuple[object, ...]]:
            shuffled = random.Random(seed).sample(requests, len(requests))
            found: dict[SearchRequest, tuple[object, ...]] = {}
            for request in shuffled:
                matches = matched(engine, request)
                found[request] = (
                    matches,
                    engine.documents([*ids(matches), "2001-01-01-finns-ej"]),
                    engine.statistics(bound),
                    engine.beginnings(["gra"], 5, 5),
                )
            return found

        alone = answers(0)
        with ThreadPoolExecutor(20) as threads:
            for together in threads.map(answers, range(40)):
                assert together == alone
        engine.close()


def test_unknown_engine_is_an_error_that_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="no engine 'lucene'; choose whoosh or opensearch"):
        open_engine(tmp_path, "lucene")
