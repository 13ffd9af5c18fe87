"""What every engine promises, whichever it is: one class, run for each of `kb.engines.ENGINES`."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Entry, Registers
from kb.engines import ENGINES, live_generation, open_engine, open_writer
from kb.errors import IndexMissingError, KnowledgeBaseError
from kb.indexing import documents
from kb.language.analyzer import Token
from kb.search.document import Document
from kb.search.engine import Engine, Generation, Matches
from kb.search.parser import make_query
from kb.search.plan import Form
from kb.search.query import Facet, Filters, Occur, Order, Prefix, Query, Term, Word
from kb.search.tables import Tables
from tests.corpora import analyzer, matched, news, post

REGISTERS = Registers(
    organisations=(
        Entry(id="akerbo-kommun", name="Åkerbo kommun", aliases=("Åkerbo",)),
        Entry(id="zinkhyttan", name="Zinkhyttan", url="https://example.org"),
    ),
    projects=(Entry(id="grannkraft", name="Grannkraft", owner="zinkhyttan"),),
    synonyms=(("bro", "spång"),),
)
# Few words, so that random texts repeat them: inflections, small words, look-alikes.
VOCABULARY = [
    *("bro", "bron", "broar", "röd", "rött", "och", "i", "på"),
    *("grann", "grannar", "grannkraft", "asf:er", "får", "far"),
]


def written(posts: Iterable[Post]) -> list[Document]:
    return list(documents(posts, Mentions(REGISTERS)))


def build(index: Path, name: str, posts: Iterable[Post], corpus: str = "sum") -> Generation:
    writer = open_writer(index, name, anew=True)
    for document in written(posts):
        writer.add(document)
    return writer.commit(Tables(REGISTERS), corpus)


def tree(folder: Path) -> set[str]:
    """The files in a folder; a lock's file may stay, it holds nothing."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.name != ".lock"}


def random_posts(count: int, seed: int = 1) -> list[Post]:
    rng = random.Random(seed)

    def words(most: int) -> str:
        return " ".join(rng.choices(VOCABULARY, k=rng.randint(1, most)))

    return [
        post(
            f"{rng.randint(2015, 2018)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
            f"nr {number} {words(3)}",
            "\n\n".join(words(8) for _ in range(rng.randint(0, 4))),
            organisations=rng.sample(["a-a", "b-b", "c-c"], rng.randint(0, 2)),
            projects=rng.sample(["p-p", "q-q"], rng.randint(0, 1)),
        )
        for number in range(count)
    ]


# --- what the engines' answers are compared with: every post, read word by word ---------------


def found_by_reading(posts: Sequence[Document], query: Query) -> set[str]:
    return {each.id for each in posts if _chosen(each, query.filters) and _fits(each, query)}


def _fits(document: Document, query: Query) -> bool:
    paragraphs = (document.title, *(paragraph.text for paragraph in document.paragraphs))
    texts = [analyzer().analyze(text) for text in paragraphs]
    for clause in query.clauses:
        excluded = clause.occur is Occur.MUST_NOT
        stands = any(_stands_in(texts, term, excluded) for term in clause.terms)
        if (clause.occur is Occur.MUST and not stands) or (excluded and stands):
            return False
    return True


def _stands_in(texts: Sequence[Sequence[Token]], term: Term, excluded: bool) -> bool:
    tokens = [token for text in texts for token in text]
    if isinstance(term, Word):
        (asked,) = analyzer().analyze(term.text)
        stems = {stem for token in tokens for stem in (token.stem, *token.also)}
        if term.text in [token.text for token in tokens] or {asked.stem, *asked.also} & stems:
            return True
        # As a part of a compound; and a compound by its parts, where all of them stand.
        parts = {part.stem for token in tokens for part in token.parts}
        own = {part.stem for part in asked.parts}
        met = {asked.stem, *asked.also} & parts or (own and own <= stems | parts)
        return not excluded and bool(met)
    if isinstance(term, Prefix):
        return any(token.text.startswith(term.text) for token in tokens)
    size = len(term.words)
    return any(
        tuple(token.text for token in text[first : first + size]) == term.words
        for text in texts
        for first in range(len(text))
    )


def _chosen(document: Document, filters: Filters) -> bool:
    start, end = filters.published_from, filters.published_to
    return (
        (not filters.organisations or bool({*filters.organisations} & {*document.organisations}))
        and (not filters.projects or bool({*filters.projects} & {*document.projects}))
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
    Filters,
    st.sampled_from([(), ("a-a",), ("a-a", "b-b"), ("c-c", "x-x"), ("x-x",)]),
    st.sampled_from([(), ("p-p",), ("p-p", "q-q")]),
    st.sampled_from([None, date(2016, 1, 1), date(2017, 3, 15)]),
    st.sampled_from([None, date(2016, 12, 31), date(2017, 3, 15), date(2030, 1, 1)]),
)


@pytest.fixture(params=sorted(ENGINES), scope="module")
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def posts() -> list[Document]:
    return written(random_posts(150))


@pytest.fixture(scope="module")
def engine(name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    index = tmp_path_factory.mktemp("engine")
    build(index, name, random_posts(150))
    opened = open_engine(index, name)
    yield opened
    opened.close()


@pytest.fixture
def opened(name: str, tmp_path: Path) -> Iterator[Callable[..., Engine]]:
    """Build an index of some posts and open it; several in one test lie in folders of their own."""
    engines: list[Engine] = []

    def open_(*some: Post) -> Engine:
        index = tmp_path / f"index{len(engines)}"
        build(index, name, some)
        engines.append(open_engine(index, name))
        return engines[-1]

    yield open_
    for each in engines:
        each.close()


def ids(matches: Matches) -> list[str]:
    return [post_id for post_id, _ in matches.hits]


class TestEveryEngine:
    # --- generations ---

    def test_no_index_is_an_error_that_says_what_to_do(self, name: str, tmp_path: Path) -> None:
        for folder in (tmp_path, tmp_path / "nowhere"):
            assert live_generation(folder, name) is None
            with pytest.raises(IndexMissingError, match="kb index"):
                open_engine(folder, name)
        assert not (tmp_path / "nowhere").exists()

    def test_nothing_is_seen_before_commit(self, name: str, tmp_path: Path) -> None:
        writer = open_writer(tmp_path, name)
        (document,) = written([post("2017-06-01", "Bro")])
        writer.add(document)
        assert writer.checksums == {document.id: document.checksum}
        assert live_generation(tmp_path, name) is None
        generation = writer.commit(Tables(REGISTERS), "sum")
        assert live_generation(tmp_path, name) == generation.name
        assert (generation.posts, generation.corpus) == (1, "sum")
        assert datetime.fromisoformat(generation.built_at).tzinfo is not None
        opened = open_engine(tmp_path, name)
        assert opened.generation == generation
        opened.close()

    def test_open_engine_keeps_its_generation(self, name: str, tmp_path: Path) -> None:
        first = build(tmp_path, name, news())
        old = open_engine(tmp_path, name)
        query = make_query("kooperativ*")
        before = matched(old, query)
        assert before.total > 0
        for _ in range(4):  # its files are gone by then
            last = build(tmp_path, name, [post("2020-01-01", "Annat")])
        assert old.generation == first != last
        assert matched(old, query) == before
        assert [each.id for each in old.documents(ids(before))] == ids(before)
        assert len(old.checksums()) == first.posts
        new = open_engine(tmp_path, name)
        assert (new.generation, matched(new, query).total) == (last, 0)
        old.close()
        new.close()

    @pytest.mark.parametrize("added", [0, 3])
    @pytest.mark.parametrize("before", [False, True])
    def test_abort_leaves_no_trace(
        self, name: str, tmp_path: Path, added: int, before: bool
    ) -> None:
        if before:
            build(tmp_path, name, news())
        files, live = tree(tmp_path), live_generation(tmp_path, name)
        writer = open_writer(tmp_path, name)
        for document in written(news())[:added]:
            writer.add(document)
        writer.abort()
        assert (tree(tmp_path), live_generation(tmp_path, name)) == (files, live)
        assert build(tmp_path, name, news()).posts == len(news())  # no lock is left behind

    def test_an_empty_index_is_an_index(self, opened: Callable[..., Engine]) -> None:
        empty = opened()
        assert empty.generation.posts == 0
        assert empty.checksums() == {}
        assert empty.documents([]) == []
        assert list(empty.titles) == []
        assert empty.at_most("bro") == 0
        assert empty.current_id("2017-06-01-bro") is None
        for text in ("", "bro", '"en bro"', "bro*", "-bro", "bro i byn"):
            matches = matched(empty, make_query(text, organisations=["a-a"], published_from="2017"))
            assert (matches.total, matches.hits) == (0, ())
            assert all(not counts for counts in matches.counts.values())

    # --- posts and registers ---

    def test_registers_come_back_whole(self, engine: Engine) -> None:
        assert engine.tables.registers == REGISTERS

    def test_documents_come_back_whole_in_the_order_asked(
        self, engine: Engine, posts: list[Document]
    ) -> None:
        asked = [posts[5], posts[0], posts[149], posts[5]]
        assert engine.documents([each.id for each in asked]) == asked
        assert engine.documents([]) == []

    @pytest.mark.parametrize("unknown", ["2017-06-01-finns-ej", "", "å \0", "x" * 70_000])
    def test_unknown_ids(self, engine: Engine, posts: list[Document], unknown: str) -> None:
        with pytest.raises(KeyError):
            engine.documents([posts[0].id, unknown])
        assert engine.current_id(unknown) is None

    def test_former_ids_lead_to_the_present_one(self, opened: Callable[..., Engine]) -> None:
        former = ["2001-01-01-a", "2001-01-01-b"]
        moved = post("2017-06-01", "Bro", aliases=former)
        engine = opened(post("2016-01-01", "Annat"), moved, post("2018-01-01", "Mer"))
        for post_id in (moved.id, *former):
            assert engine.current_id(post_id) == moved.id
        assert engine.current_id("2001-01-01") is None
        assert engine.current_id("2001-01-01-a 2001-01-01-b") is None

    def test_titles_are_those_of_the_posts_newest_first(
        self, engine: Engine, posts: list[Document]
    ) -> None:
        newest = sorted(sorted(posts, key=lambda d: d.id), key=lambda d: d.published, reverse=True)
        assert list(engine.titles) == [(each.id, each.title, each.published) for each in newest]

    def test_no_word_stands_in_more_posts_than_its_bound(self, engine: Engine) -> None:
        for word in engine.vocabulary.words:
            assert engine.at_most(word) >= engine.vocabulary.count(Form.EXACT, word) > 0
        for word in ("saknas", "", "å \0", "x" * 70_000):
            assert engine.at_most(word) == 0

    def test_checksums_are_those_of_the_posts(self, engine: Engine, posts: list[Document]) -> None:
        assert engine.checksums() == {each.id: each.checksum for each in posts}

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
        query = replace(make_query(text, order=order, per_page=100), filters=filters)
        expected = found_by_reading(posts, query)
        matches = matched(engine, query)
        assert matches.total == len(expected)
        assert {*ids(matches), *ids(matched(engine, replace(query, page=2)))} == expected

    @settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=TEXTS, filters=FILTERS)
    def test_counts_are_the_totals_of_single_choices(
        self, engine: Engine, posts: list[Document], text: str, filters: Filters
    ) -> None:
        query = replace(make_query(text), filters=filters)
        counts = matched(engine, query).counts
        assert set(counts) == set(Facet)
        single: dict[Facet, dict[str, Filters]] = {
            Facet.ORGANISATION: {
                value: replace(filters, organisations=(value,))
                for value in ("a-a", "b-b", "c-c", "x-x")
            },
            Facet.PROJECT: {
                value: replace(filters, projects=(value,)) for value in ("p-p", "q-q", "x-x")
            },
            Facet.YEAR: {
                str(year): replace(
                    filters, published_from=date(year, 1, 1), published_to=date(year, 12, 31)
                )
                for year in range(2014, 2020)
            },
        }
        for facet, choices in single.items():
            totals = {
                value: len(found_by_reading(posts, replace(query, filters=chosen)))
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
        matches = matched(engine, make_query(text, organisations=[value], projects=[value]))
        assert (matches.total, matches.hits) == (0, ())
        assert matched(engine, make_query(text)).total <= engine.generation.posts

    def test_phrases_stay_within_a_paragraph(self, opened: Callable[..., Engine]) -> None:
        engine = opened(
            post("2017-01-01", "Ny bro", "Över ån.\n\nTill byn.\n\n- en punkt\n- en annan"),
            post("2017-01-02", "Annat", "Bron över\nån till byn."),
        )
        totals = {
            text: matched(engine, make_query(f'"{text}"')).total
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
        matches = matched(engine, make_query("bro*"))
        assert sorted(ids(matches)) == ["2017-01-01-koder", "2017-01-02-bro"]
        assert matched(engine, make_query("annat bro*")).total == 0
        assert ids(matched(engine, make_query("-bro*"))) == ["2017-01-03-annat"]

    # --- order ---

    def test_title_weighs_more_than_text(self, opened: Callable[..., Engine]) -> None:
        engine = opened(
            post("2017-01-01", "Rött virke", "Om bron, bron och åter bron."),
            post("2016-01-01", "Bron är röd", "Om virke och spik."),
        )
        assert ids(matched(engine, make_query("bron")))[0] == "2016-01-01-bron-r-r-d"
        assert ids(matched(engine, make_query("brons")))[0] == "2016-01-01-bron-r-r-d"
        assert ids(matched(engine, make_query("bron*")))[0] == "2016-01-01-bron-r-r-d"

    def test_the_form_asked_for_weighs_more_than_its_inflections(
        self, opened: Callable[..., Engine]
    ) -> None:
        engine = opened(
            post("2017-01-01", "Ett", "En förening i byn."),
            post("2017-01-01", "Tre", "En föreningar i byn."),
        )
        assert ids(matched(engine, make_query("förening")))[0] == "2017-01-01-ett"
        assert ids(matched(engine, make_query("föreningar")))[0] == "2017-01-01-tre"

    def test_stop_words_weigh_little_and_are_not_required(
        self, opened: Callable[..., Engine]
    ) -> None:
        engine = opened(
            post("2017-01-01", "Ett", "Virke till bro, rep till båt."),
            post("2017-01-02", "Tre", "Virke och bro, rep och båt."),
            *(post(f"2016-01-0{number}", f"Nr {number}", "Annat.") for number in range(1, 9)),
        )

        def scores(text: str) -> dict[str, float]:
            return dict(matched(engine, make_query(text)).hits)

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
            assert ids(matched(engine, make_query("bron", order=order))) == newest
        assert ids(matched(engine, make_query("bron", order="oldest"))) == [
            "2015-01-01-a",
            "2017-05-05-c",
            "2017-05-05-d",
            "2017-05-05-e",
            "2018-01-01-b",
        ]
        assert len({score for _, score in matched(engine, make_query("bron")).hits}) == 1

    @pytest.mark.parametrize("text", ["bro", "röd grannar", "bro OR får", '"bro bron"', "i och"])
    def test_scores_fall_and_are_rounded(self, engine: Engine, text: str) -> None:
        scores = [score for _, score in matched(engine, make_query(text, per_page=100)).hits]
        assert scores == sorted(scores, reverse=True)
        assert all(score == round(score, 4) > 0 for score in scores)

    def test_scores_do_not_depend_on_the_order_of_building(
        self, opened: Callable[..., Engine]
    ) -> None:
        some = random_posts(60, seed=2)
        one, other = opened(*some), opened(*reversed(some))
        for text in ("bro", "röd grannar och", '"bro bron"', "gra*", ""):
            query = make_query(text, per_page=100)
            assert matched(one, query) == matched(other, query)

    def test_filters_and_pages_do_not_change_scores(self, engine: Engine) -> None:
        every = dict(matched(engine, make_query("bro och", per_page=100)).hits)
        some = matched(engine, make_query("bro och", organisations=["a-a"], per_page=7, page=2))
        assert some.hits
        assert all(every[post_id] == score for post_id, score in some.hits)

    # --- pages ---

    @pytest.mark.parametrize("text", ["", "bro", "bro OR och", "-röd"])
    @pytest.mark.parametrize("order", list(Order))
    @pytest.mark.parametrize("per_page", [1, 7, 10, 100])
    def test_pages_neither_repeat_nor_skip(
        self, engine: Engine, text: str, order: Order, per_page: int
    ) -> None:
        first = matched(engine, make_query(text, order=order, per_page=per_page))
        pages = -(-first.total // per_page)
        read: list[str] = []
        for page in range(1, pages + 1):
            matches = matched(engine, make_query(text, order=order, per_page=per_page, page=page))
            assert (matches.total, matches.counts) == (first.total, first.counts)
            assert len(matches.hits) == min(per_page, first.total - len(read))
            read += ids(matches)
        assert len(set(read)) == len(read) == first.total
        for beyond in (pages + 1, 10**20):
            past = matched(engine, make_query(text, order=order, per_page=per_page, page=beyond))
            assert (past.total, past.hits, past.counts) == (first.total, (), first.counts)

    # --- threads ---

    def test_many_threads_get_the_answers_of_one(self, name: str, tmp_path: Path) -> None:
        build(tmp_path, name, random_posts(80, seed=3))
        engine = open_engine(tmp_path, name)
        texts = ["bro", "gra*", '"bro bron"', "röd -får", "bro OR far", "och i", "", "bro* rö*"]
        queries = [make_query(text, order=order) for text in texts for order in (None, "oldest")]

        def answers(seed: int) -> dict[Query, tuple[Matches, list[Document], str | None]]:
            shuffled = random.Random(seed).sample(queries, len(queries))
            found = {}
            for query in shuffled:
                matches = matched(engine, query)
                found[query] = (
                    matches,
                    engine.documents(ids(matches)),
                    engine.current_id("2001-01-01-finns-ej"),
                )
            return found

        alone = answers(0)
        with ThreadPoolExecutor(20) as threads:
            for together in threads.map(answers, range(40)):
                assert together == alone
        engine.close()


def test_unknown_engine_is_an_error_that_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="no engine 'lucene'; choose whoosh"):
        open_engine(tmp_path, "lucene")
