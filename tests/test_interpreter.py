"""A search is understood once: in few calls to its engine, of the query alone, by relaxations."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import ORGANISATION
from kb.corpus.post import Post
from kb.corpus.register import Entry
from kb.language.analyzer import Analyzer
from kb.results import Results
from kb.search import ranking
from kb.search.port.document import Document
from kb.search.port.engine import (
    Beginnings,
    Engine,
    Matches,
    MatchRequest,
    Statistics,
    StatisticsRequest,
)
from kb.search.query.parser import parse
from kb.search.query.query import Filters, Notice, TypedQuery
from kb.search.query.request import make_request
from kb.search.rewriting.other_words import Facts
from kb.search.rewriting.relaxations import Drafts, Relaxation, Relaxations
from kb.search.rewriting.rewriter import Rewriter
from kb.search.rewriting.words import WordQueries
from kb.search.service import SearchService
from tests.corpora import post, registers
from tests.serving import LADDER, Search, bracketed, found, opened, said, serving

REGISTERS = registers(
    organisations=(
        Entry(id="angslunda", name="Ängslunda bygdelag", aliases=("Lagarna", "Lag i Ängslunda")),
        Entry(id="hallan", name="Hållän"),
    ),
    projects=(Entry(id="lagarna", name="Lagarna"),),
    categories=(Entry(id="kurser", name="Kurser"),),
    synonyms=(("öppen föreläsning", "kurskväll"),),
)
NAMED = [post(f"2018-01-{day:02}", "Ängslunda bygdelag", f"Dag {day}.") for day in range(1, 11)]


class CountingEngine(Engine):
    """An engine that counts what it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.generation = engine.generation
        self.calls: Counter[str] = Counter()

    def file(self, name: str) -> Path:
        self.calls["file"] += 1
        return self._engine.file(name)

    def statistics(self, request: StatisticsRequest) -> Statistics:
        self.calls["statistics"] += 1
        return self._engine.statistics(request)

    def match(self, request: MatchRequest) -> Matches:
        self.calls["match"] += 1
        return self._engine.match(request)

    def beginnings(self, typed: Sequence[str], words: int, titles: int) -> Beginnings:
        self.calls["beginnings"] += 1
        return self._engine.beginnings(typed, words, titles)

    def documents(self, ids: Sequence[str]) -> list[Document | None]:
        self.calls["documents"] += 1
        return self._engine.documents(ids)

    def checksums(self) -> Iterator[tuple[str, str]]:
        self.calls["checksums"] += 1
        return self._engine.checksums()

    def problems(self, titles: Callable[[Document], Collection[str]]) -> Iterator[str]:
        self.calls["problems"] += 1
        return self._engine.problems(titles)

    def close(self) -> None:
        self._engine.close()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountingEngine]:
    folder = tmp_path_factory.mktemp("interpreter")
    with opened(folder, [*LADDER, *NAMED], REGISTERS) as opened_engine:
        yield CountingEngine(opened_engine)


@pytest.fixture(scope="module")
def service(engine: CountingEngine) -> SearchService:
    return SearchService(engine)


# --- calls to the engine ----------------------------------------------------------------------

UNKNOWN = {"organisation": ["x", "y"], "project": ["x", "y", "lagarna"], "category": ["x"]}
# How many calls a search may make, its text, how it is relaxed, and its other spelling.
SEARCHES: list[tuple[int, str, str | None, str | None]] = [
    # found as it is written
    (2, "", None, None),
    (2, "🎉", None, None),
    (2, "utfyllnad", None, None),
    (2, "utfyllnader nummer", None, None),
    (2, '"utfyllnad nummer"', None, None),
    (2, "utf*", None, None),
    (2, "utfyllnad -kyrkan", None, None),
    (2, "-kyrkan", None, None),
    (2, "saknas OR utfyllnad", None, None),
    (2, "utfyllnad och nummer", None, None),
    (2, "ängslunda bygdelag", None, None),
    (2, "Lagarna", None, None),
    (2, " ".join(f"utfyllnad OR ord{number}" for number in range(16)), None, None),
    # found too seldom, and there is nothing to read otherwise
    (2, "och", None, None),
    (2, "kyrk*", None, None),
    (2, '"kyrkan har"', None, None),
    (2, "xyzzy", None, None),
    (2, "hållän", None, None),
    (2, "fär", None, None),
    (2, "2017", None, None),
    # … or all that there is finds no more
    (4, "öppen föreläsning", None, None),
    (4, "xyzzy qwerty", None, None),
    # relaxed
    (4, "för i en", "some", None),
    (4, "stovlar", "folded", "stövlar"),
    (4, "vaxthusen", "folded", "växthusen"),
    (4, "angslunda bygdelag", "folded", None),
    (4, "lag i angslunda", "folded", None),
    (4, "dragpsel", "fuzzy", "dragspel"),
    (4, "dragpsel -seminarium", "fuzzy", "dragspel -seminarium"),
    (4, "seminarium kyrkan", "some", None),
    (4, "bussföretag", "some", None),
    (4, "semniarium stovlar", "some", "seminarium stövlar"),
    (4, "xyzzy qwerty kyrkan", "some", None),
    (4, "xyzzy dragpsel semniarium vaxthusen abytorp bygdegardarna", "some", None),
    (4, "kyrkan dragpsel 2017", "some", "kyrkan dragspel 2017"),
    (4, " ".join(f"ord{number}" for number in range(31)) + " kyrkan", "some", None),
    (4, " ".join(["dragpsel", "semniarium", "stovlar"] * 20), "some", None),
    # never relaxed, but spelt otherwise
    (4, '"dragpsel"', None, '"dragspel"'),
    (4, '"gula stovlar"', None, '"gula stövlar"'),
    (4, '"semniarium om stovlar"', None, '"seminarium om stövlar"'),
]
CHOICES: list[dict[str, Any]] = [
    {},
    {"entries": {"organisation": ["angslunda"], "project": ["lagarna"]}},
    {"entries": UNKNOWN},
    {"published_from": "2018", "order": "newest", "page": 9, "per_page": 100},
]


@pytest.mark.parametrize(("calls", "text", "relaxation", "suggestion"), SEARCHES)
def test_a_search_makes_few_calls(
    service: SearchService,
    engine: CountingEngine,
    calls: int,
    text: str,
    relaxation: str | None,
    suggestion: str | None,
) -> None:
    for choices in CHOICES:
        engine.calls.clear()
        answer = service.search(make_request(text, **choices))
        assert engine.calls.total() <= calls
        assert engine.calls["match"] == 1
        understood = answer.interpretation
        assert (understood.relaxation, understood.suggestion) == (relaxation, suggestion)


PIECES = [
    *("dragspel", "kyrkan", "stovlar", "stövlar", "seminarium", "semniarium", "och", "för"),
    *("får", "far", "saknas", "-röd", '"en far"', '"dragpsel"', "OR", "utf*", "utfyllnad", "sem*"),
    *("angslunda", "bygdelag", "lagarna", "hallan", "öppen", "föreläsning", "2018", "bussföretag"),
]
TYPED = st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
def test_whatever_is_typed_makes_few_calls(
    service: SearchService, engine: CountingEngine, text: str
) -> None:
    engine.calls.clear()
    answer = service.search(make_request(text))
    assert engine.calls.total() <= 4
    if answer.interpretation.rewritten[0].total >= ranking.enough(engine.generation.posts):
        assert engine.calls.total() <= 2
        assert len(answer.interpretation.rewritten) == 1


@pytest.mark.parametrize(
    ("calls", "text"),
    [
        *((0, text) for text in ("", "🎉", "x" * 301)),
        *((1, text) for text in ("k", "ky", "kyrkan", "ÄNGS", "xyzzy", "xyzzy k", "xyzzy qwerty")),
        *((2, text) for text in ("dragspel nyt", "ängslunda b", "utfyllnad num", "en gul stö")),
        *((2, text) for text in ("far stov", '"utfyllnad num"', "kyrkan -dra", " ".join("abcdef"))),
    ],
)
def test_a_completion_makes_few_calls(engine: CountingEngine, calls: int, text: str) -> None:
    service = SearchService(engine)
    for _ in range(3):  # the first one has more to make
        engine.calls.clear()
        service.completions.of(text)
        assert engine.calls.total() <= calls


def test_a_post_and_an_entry_take_one_call_and_none(
    service: SearchService, engine: CountingEngine
) -> None:
    for post_id in ("2017-01-01-p0", "2017-01-01-finns-ej"):
        engine.calls.clear()
        service.post(post_id)
        assert engine.calls == {"documents": 1}
    engine.calls.clear()
    assert service.knows(ORGANISATION, "angslunda")
    assert not service.knows(ORGANISATION, "finns-ej")
    assert not engine.calls.total()


def test_opening_makes_one_call_besides_what_it_reads(engine: CountingEngine) -> None:
    engine.calls.clear()
    SearchService(engine)
    assert engine.calls == {"file": 2, "match": 1}


# --- what it depends on -----------------------------------------------------------------------


@pytest.mark.parametrize("text", [text for _, text, _, _ in SEARCHES])
def test_filters_pages_and_orders_change_nothing(service: SearchService, text: str) -> None:
    understood = service.interpret(parse(text), did_you_mean=True)
    for choices in CHOICES:
        assert service.search(make_request(text, **choices)).interpretation == understood


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
def test_another_spelling_is_all_that_asking_for_it_adds(service: SearchService, text: str) -> None:
    query = parse(text)
    without = service.interpret(query)
    assert without.suggestion is None
    assert replace(service.interpret(query, did_you_mean=True), suggestion=None) == without


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
def test_each_rewriting_finds_more_than_the_one_before_as_it_says(
    service: SearchService, text: str
) -> None:
    understood = service.interpret(parse(text))
    totals = [each.total for each in understood.rewritten]
    assert totals == sorted(set(totals))
    for number in range(1, len(totals) + 1):
        so_far = replace(understood, rewritten=understood.rewritten[:number])
        assert service.total(so_far, Filters()) == totals[number - 1]
    assert (understood.relaxation is None) == (understood.relaxed is None) == (len(totals) == 1)


# --- how far ----------------------------------------------------------------------------------

# Letters stand for numbers: w7 and w8 would be slips of each other.
COUNTED = {1: "kyrka", 2: "bänkar", 3: "glasögon", 9: "dragspel", 10: "fiskmås"}


@pytest.fixture(scope="module", params=[5, 9, 10, 30, 100, 250])
def sized(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, Search]]:
    """An index of so many posts: every word of COUNTED in so many, one more post has "mera"."""
    size = int(request.param)
    texts = ["mera"] + [
        "text " + " ".join(word for count, word in COUNTED.items() if number < count)
        for number in range(size - 1)
    ]
    with serving(tmp_path_factory.mktemp("sized"), said(*texts)) as search:
        yield size, search


def test_few_hits_loosen(sized: tuple[int, Search]) -> None:
    """Fewer than ten, and fewer than a tenth of the index; one is enough in a small index."""
    size, search = sized
    for count, word in COUNTED.items():
        if count < size:
            answer = search(f"text {word}")
            if count < 10 and 10 * count < size:
                assert (answer.interpretation.relaxation, answer.total) == ("some", size - 1)
            else:
                assert (answer.interpretation.relaxation, answer.total) == (None, count)


def test_no_hit_loosens_in_an_index_of_any_size(sized: tuple[int, Search]) -> None:
    size, search = sized
    for text, total in (("mera text", size), ("mera saknas", 1), ("saknas text", size - 1)):
        assert (search(text).interpretation.relaxation, search(text).total) == ("some", total)


def test_a_relaxation_that_adds_nothing_is_not_told_of(sized: tuple[int, Search]) -> None:
    _, search = sized
    for text in ("saknas", "saknas finns", "finns -saknas"):
        assert (search(text).interpretation.relaxation, search(text).total) == (None, 0)


@pytest.fixture(scope="module")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with serving(tmp_path_factory.mktemp("ladder"), LADDER) as search:
        yield search


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("stovlar", Notice("folded")),
        ("dragpsel", Notice.of("fuzzy", word="dragpsel")),
        ("dragspel seminarium", Notice("some-words")),
        ("seminarium kyrkan", Notice("none-has-all-words")),
        ("bussföretag", Notice.of("none-has-whole-word", word="bussföretag")),
        ("dragspelsseminarium", Notice("some-parts")),
        ("saknas dragspel", Notice.of("none-has-word", word="saknas")),
        ("saknas OR bussföretag", Notice.of("none-has-words", words="saknas, bussföretag")),
    ],
)
def test_a_relaxation_says_what_it_did(ladder: Search, text: str, notice: Notice) -> None:
    assert ladder(text).interpretation.relaxed == notice


# --- adding a relaxation ----------------------------------------------------------------------


class Backwards:
    """Words read from their ends: what a relaxation takes is a class …"""

    name = "backwards"

    def __init__(self, words: WordQueries) -> None:
        self._words = words

    def relax(self, drafts: Drafts, query: TypedQuery, facts: Facts) -> Drafts:
        return tuple(
            draft.with_disjuncts(
                query for word in draft.words for query in self._words.of(word[::-1], 0.1)
            )
            for draft in drafts
        )

    def notice(self, query: TypedQuery, stricter: int, lacking: Sequence[str]) -> Notice:
        return Notice("backwards")


class MoreRelaxations(Relaxations):
    """… and a line."""

    def __init__(self, analyzer: Analyzer, rewriter: Rewriter) -> None:
        super().__init__(analyzer, rewriter)
        self._in_order: Sequence[Relaxation] = (*self._in_order, Backwards(rewriter.words))


def test_a_relaxation_is_added_by_a_class_and_a_line(
    engine: CountingEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.rewriting.interpreter.Relaxations", MoreRelaxations)
    more = SearchService(engine)
    engine.calls.clear()
    answer = more.search(make_request("lepsgard"))
    assert engine.calls.total() <= 4
    assert set(found(answer)) == {"p6", "p7", "p8"}
    assert answer.interpretation.relaxation == "backwards"
    assert answer.interpretation.relaxed == Notice("backwards")
    assert {bracketed(hit.snippets[0].text, hit.snippets[0].highlights) for hit in answer.hits} == {
        "Kyrkan har ett nytt [dragspel].",
        "Ett [dragspel] är gult.",
        "Ett seminarium om [dragspel] och skor.",
    }
    results = Results.of(answer, lambda notice: f"Sagt: {notice.code}").to_json()
    assert results["relaxed"] == {"step": "backwards", "text": "Sagt: backwards"}
    # It is tried where the stricter ones found too few, behind what they found.
    assert more.interpret(parse("utfyllnad")).relaxation is None
    both = more.interpret(parse("dragpsel OR nakryk"))
    assert [each.relaxation for each in both.rewritten] == ["strict", "fuzzy", "backwards"]


# --- what filters, pages and orders do not change ---------------------------------------------


def dealt(posts: Sequence[Post]) -> list[Post]:
    """Give each post one of three organisations and two projects, and a year of its own."""
    return [
        each.model_copy(
            update={
                "organisations": (f"o{number % 3}",),
                "projects": (f"p{number % 2}",),
                "published": each.published.replace(year=2015 + number % 4),
            }
        )
        for number, each in enumerate(posts)
    ]


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with serving(tmp_path_factory.mktemp("filtered"), dealt(LADDER)) as search:
        yield search


QUERIES = st.one_of(
    st.sampled_from(["", "stovlar", "dragpsel", "seminarium kyrkan", "semniarium stovlar -röd"]),
    st.lists(
        st.sampled_from(
            [
                *("dragspel", "kyrkan", "stovlar", "stövlar", "seminarium", "semniarium", "och"),
                *("får", "far", "saknas", "-röd", '"en far"', "OR", "utf*", "utfyllnad"),
            ]
        ),
        max_size=4,
    ).map(" ".join),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=QUERIES,
    order=st.sampled_from(["relevance", "newest", "oldest"]),
    per_page=st.integers(7, 60),
)
def test_what_matches_is_decided_on_the_query_alone(
    filtered: Search, text: str, order: str, per_page: int
) -> None:
    every = filtered(text, per_page=100)
    scores = {hit.id: hit.score for hit in every.hits}
    choices: list[tuple[str, list[dict[str, object]]]] = [
        ("organisation", [{"entries": {"organisation": [f"o{number}"]}} for number in range(3)]),
        ("project", [{"entries": {"project": [f"p{number}"]}} for number in range(2)]),
        (
            "year",
            [{"published_from": str(y), "published_to": str(y)} for y in range(2015, 2019)],
        ),
    ]
    for facet, values in choices:
        chosen = [filtered(text, per_page=100, order=order, **value) for value in values]
        assert {hit.id: hit.score for one in chosen for hit in one.hits} == scores
        assert sum(one.total for one in chosen) == every.total
        assert {one.interpretation for one in chosen} == {every.interpretation}
        counts = {value.id: value.count for value in every.facets[facet]}
        assert sum(counts.values()) == every.total
        assert {one.total for one in chosen} - {0} == set(counts.values())
    pages = [
        filtered(text, per_page=per_page, order=order, page=page)
        for page in range(1, -(-every.total // per_page) + 2)
    ]
    read = [hit for page in pages for hit in page.hits]
    assert {hit.id: hit.score for hit in read} == scores
    assert len(read) == every.total
    assert {page.interpretation for page in pages} == {every.interpretation}
    if order == "relevance":
        assert read == list(every.hits)
