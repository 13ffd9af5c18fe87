"""Searches by meaning: what follows behind words, what is blended in, what is never overruled."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from kb.engines import open_engine
from kb.indexing import build_index
from kb.messages import Messages
from kb.search import ranking
from kb.search.port.document import Document
from kb.search.port.engine import Engine, Match
from kb.search.port.retriever import Nearest, NearPost, Retriever
from kb.search.presenting.answer import Answer
from kb.search.presenting.presenter import Presenter
from kb.search.query.query import Notice
from kb.search.query.request import make_request
from kb.search.service import SearchService
from kb.web.addresses import Urls
from kb.web.pages.advice import ways_on, words_alike
from kb.web.pages.errors import error_page
from tests.corpora import post, write_corpus

# Every post has the word "hus"; few have others.
POSTS = [
    post("2017-01-01", "Förskolan bygger hus", "Barnen får en gård att leka på."),
    post("2017-01-02", "Ett hus vid ån", "Där bor en bagare som bakar bröd."),
    post("2017-01-03", "Ett hus för bröd", "Degen jäser."),
    post("2017-01-04", "Ett gammalt hus", "Bagaren har flyttat.\n\nTaket läcker, men inte ofta."),
    *(post(f"2016-01-{day}", f"Hus nummer {day}", "Inget mer.") for day in range(10, 40 - 12)),
]
IDS = [each.id for each in POSTS]
NURSERY, RIVER, BREAD, OLD = IDS[:4]


class Given(Retriever):
    """Finds what a test says; `asked` are the texts that it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.found: Nearest | None = Nearest()
        self.alike: Sequence[str] | None = None

    def says(self, *posts: tuple[str, float], floor: float = 0.2) -> None:
        self.found = Nearest(tuple(NearPost(*each, 0) for each in posts), floor)

    def nearest(self, text: str) -> Nearest | None:
        self.asked.append(text)
        return self.found

    def passage(self, document: Document, number: int) -> str:
        return f"stycke {number} i {document.id}"

    def like(self, post_id: str, most: int) -> Sequence[str] | None:
        return self.alike and self.alike[:most]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("meaning")
    build_index(write_corpus(folder / "corpus", POSTS), folder / "index")
    engine = open_engine(folder / "index")
    yield engine
    engine.close()


@pytest.fixture
def given() -> Given:
    return Given()


@pytest.fixture
def service(engine: Engine, given: Given) -> SearchService:
    return SearchService(engine, retriever=given)


@pytest.fixture(scope="module")
def by_words(engine: Engine) -> SearchService:
    return SearchService(engine)


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.hits]


# --- behind all others --------------------------------------------------------------------------


def test_where_no_post_has_the_word_near_ones_are_shown(
    service: SearchService, given: Given
) -> None:
    given.says((NURSERY, 0.5), (OLD, 0.3), (RIVER, 0.1))
    answer = service.search(make_request("dagis"))
    assert ids(answer) == [NURSERY, OLD]
    assert [hit.score for hit in answer.hits] == [0.5, 0.3]
    assert answer.total == 2
    assert answer.interpretation.relaxation == "meaning"
    assert answer.interpretation.told == (Notice("only-near"),)
    assert given.asked == ["dagis"]
    for hit in answer.hits:
        assert hit.reasons == (Notice("alike"),)
        assert [(each.text, each.highlights) for each in hit.snippets] == [
            (f"stycke 0 i {hit.id}", ())
        ]
        assert not hit.title_highlights


def test_near_ones_follow_behind_those_with_the_word(service: SearchService, given: Given) -> None:
    given.says((NURSERY, 0.5), (OLD, 0.4), (BREAD, 0.3))
    answer = service.search(make_request("jäser"))
    assert ids(answer) == [BREAD, NURSERY, OLD]
    assert answer.interpretation.told == (Notice("near"),)
    own = answer.hits[0]
    assert own.reasons == ()
    assert own.snippets[0].highlights


def test_no_more_than_so_many_follow(service: SearchService, given: Given) -> None:
    given.says(*((post_id, 0.9) for post_id in IDS[:21]))
    assert len(IDS) > ranking.MOST_NEAR
    assert service.search(make_request("dagis", per_page=100)).total == ranking.MOST_NEAR


def test_where_nothing_is_near_nothing_is_found(service: SearchService, given: Given) -> None:
    given.says((NURSERY, 0.19), (OLD, 0.1))
    answer = service.search(make_request("bitcoin"))
    assert answer.total == 0
    assert answer.interpretation.told == ()


def test_where_many_have_the_words_meaning_is_not_asked(
    service: SearchService, by_words: SearchService, given: Given
) -> None:
    given.says((NURSERY, 0.9))
    found, expected = (each.search(make_request("hus")) for each in (service, by_words))
    assert (ids(found), found.total) == (ids(expected), expected.total)
    assert given.asked == []


def test_posts_that_are_no_more_do_no_harm(service: SearchService, given: Given) -> None:
    given.says(("2001-01-01-borta", 0.9), (NURSERY, 0.5))
    assert ids(service.search(make_request("dagis"))) == [NURSERY]


def test_pages_totals_and_facets_agree(service: SearchService, given: Given) -> None:
    given.says(*((post_id, 0.9 - 0.01 * rank) for rank, post_id in enumerate(IDS[:9])))
    every = service.search(make_request("dagis", per_page=100))
    pages = [service.search(make_request("dagis", per_page=2, page=page)) for page in range(1, 6)]
    assert [post_id for page in pages for post_id in ids(page)] == ids(every)
    assert {page.total for page in pages} == {9}
    assert sum(value.count for value in every.facets["year"]) == 9
    interpretation = every.interpretation
    exported = service.each(interpretation, every.request.filters, every.request.order, step=2)
    assert [match.document.id for match in exported] == ids(every)


# --- never overruled ----------------------------------------------------------------------------


def test_what_is_excluded_stays_out(service: SearchService, given: Given) -> None:
    given.says((NURSERY, 0.5), (OLD, 0.4), (RIVER, 0.3))
    assert ids(service.search(make_request("dagis -bagare"))) == [NURSERY]
    assert given.asked == ["dagis"]


def test_a_phrase_has_to_be_there(service: SearchService, given: Given) -> None:
    given.says((NURSERY, 0.5), (OLD, 0.4))
    assert ids(service.search(make_request('dagis "gammalt hus"'))) == [OLD]
    assert service.search(make_request('"dagis på gården"')).total == 0
    assert service.search(make_request("dagi*")).total == 0


def test_filters_hold(service: SearchService, given: Given) -> None:
    given.says((NURSERY, 0.5), (IDS[6], 0.4))
    answer = service.search(make_request("dagis", published_to="2016"))
    assert ids(answer) == [IDS[6]]


def test_dates_order_what_is_ordered_by_date(service: SearchService, given: Given) -> None:
    given.says((NURSERY, 0.3), (OLD, 0.5), (RIVER, 0.4))
    assert ids(service.search(make_request("dagis", order="oldest"))) == [NURSERY, RIVER, OLD]


def test_the_order_of_strict_hits_is_that_of_their_words(
    service: SearchService, by_words: SearchService, given: Given
) -> None:
    given.says(*((post_id, 0.9 - 0.01 * rank) for rank, post_id in enumerate(IDS[3::-1])))
    for text in ("bagare", "bröd", "bagare bakar", "hus bröd", "ett hus"):
        found, expected = (each.search(make_request(text)) for each in (service, by_words))
        strict = expected.interpretation.rewritten[0].total
        assert ids(found)[:strict] == ids(expected)[:strict]


# --- blended ------------------------------------------------------------------------------------


def test_the_order_of_those_with_some_of_the_words_is_a_blend(
    service: SearchService, by_words: SearchService, given: Given
) -> None:
    text = "bröd finns läcker"
    expected = by_words.search(make_request(text))
    assert expected.interpretation.relaxation == "some"
    (strict, some) = expected.interpretation.rewritten
    assert strict.total == 0
    order = ids(expected)
    scores = {hit.id: hit.score for hit in expected.hits}
    last = order[-1]
    given.says((last, 0.5), (order[0], 0.1))
    found = service.search(make_request(text))
    by_meaning = {last: 1.0, order[0]: 0.2}
    blend = {
        post_id: score + max(scores.values()) * by_meaning.get(post_id, 0)
        for post_id, score in scores.items()
    }
    assert {hit.id: hit.score for hit in found.hits} == pytest.approx(blend, abs=1e-3)
    assert ids(found)[0] == last
    # A word of each matched, which is marked, and is reason enough.
    assert all(hit.reasons == () for hit in found.hits)
    assert found.interpretation.words.clauses[:-1] == some.query.clauses


def test_meaning_costs_two_questions_at_the_most(
    service: SearchService, given: Given, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("match", "statistics"):
        call = getattr(engine, name)

        def counted(request: object, name: str = name, call: Any = call) -> object:
            asked.append(name)
            return call(request)

        monkeypatch.setattr(engine, name, counted)

    def calls(text: str) -> tuple[int, int]:
        asked.clear()
        service.interpret(make_request(text).query)
        return asked.count("match"), asked.count("statistics")

    for text, found, more in (
        ("hus", ((NURSERY, 0.5),), 0),  # enough have it
        ("jäser", ((NURSERY, 0.5),), 1),
        ("jäser", ((NURSERY, 0.1),), 0),  # below the floor
        ("bröd finns läcker", ((NURSERY, 0.5),), 1),
        ("jäser bitcoin", ((NURSERY, 0.5),), 2),
    ):
        given.found = None
        matches, statistics = calls(text)
        given.says(*found)
        assert calls(text) == (matches + more, statistics)


# --- elsewhere ----------------------------------------------------------------------------------


def test_marks_in_a_post_are_of_words(service: SearchService, given: Given) -> None:
    document = service.post(NURSERY)
    assert document is not None
    assert "<mark" not in str(service.marked(document, make_request("dagis").query))
    assert given.asked == []


def test_similar_posts_are_those_alike(
    service: SearchService, by_words: SearchService, given: Given
) -> None:
    document = service.post(OLD)
    assert document is not None
    given.alike = [BREAD, RIVER, NURSERY]
    assert [each.id for each in service.similar(document, 2)] == [BREAD, RIVER]
    given.alike = None  # its vectors are still to come
    assert service.similar(document) == by_words.similar(document)


def test_where_there_is_no_telling_words_are_all(
    service: SearchService, by_words: SearchService, given: Given
) -> None:
    given.found = None
    found, expected = (each.search(make_request("jäser")) for each in (service, by_words))
    assert ids(found) == ids(expected)
    assert found.interpretation == replace(expected.interpretation, incomplete=True)
    assert not expected.interpretation.incomplete
    # Of those that meaning has no part in, nothing is lacking.
    assert not service.search(make_request("hus")).interpretation.incomplete
    given.says()
    assert not service.search(make_request("jäser")).interpretation.incomplete


def test_what_is_not_shown_is_not_asked_for_by_meaning(
    service: SearchService, by_words: SearchService, given: Given
) -> None:
    given.says((NURSERY, 0.5))
    query = make_request("dagis").query
    assert service.interpret(query, by_meaning=False) == by_words.interpret(query)
    urls, messages = Urls(), Messages("sv")
    answer = by_words.search(make_request("dagis xyzzy", published_from="2021"))
    assert list(ways_on(answer, service, urls, messages)) == list(
        ways_on(answer, by_words, urls, messages)
    )
    assert list(words_alike(answer, service, urls)) == list(words_alike(answer, by_words, urls))
    error_page(404, "/xyzzy-dagis.html", service, urls, messages)
    assert given.asked == []


def test_what_was_found_by_meaning_is_not_analysed(
    service: SearchService, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []
    marked = Presenter._marked

    def noted(presenter: Presenter, matches: Sequence[Match], *others: Any) -> Any:
        looked_at.append(len(matches))
        return marked(presenter, matches, *others)

    monkeypatch.setattr(Presenter, "_marked", noted)
    given.says((NURSERY, 0.5), (OLD, 0.4), (BREAD, 0.3))
    answer = service.search(make_request("jäser"))
    assert ids(answer) == [BREAD, NURSERY, OLD]
    assert looked_at == [1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Kan man rösta digitalt?", "Kan man rösta digitalt?"),
        ("dagis -kommun", "dagis"),
        ('dagis "gammalt hus"', "dagis gammalt hus"),
        ("dagis ELLER fritids", "dagis fritids"),
        ("dagis fritid*", "dagis fritid"),
        ("dagis covid-19", "dagis covid-19"),
    ],
)
def test_what_is_meant_is_what_was_typed_without_signs(
    service: SearchService, given: Given, typed: str, meant: str
) -> None:
    service.search(make_request(typed))
    assert given.asked == [meant]
