"""Queries as a cluster is asked for them: they match and score as the reference does."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.engines.opensearch.mapping import SEPARATOR, stored_term
from kb.engines.opensearch.reading.room import MOST_LISTS, fitted, lists_in
from kb.engines.opensearch.reading.selection import Numbers
from kb.engines.opensearch.reading.translation import (
    SCALE,
    Translation,
    asks_for_marks,
    rounded,
    score_of,
    to_count,
)
from kb.search import ranking
from kb.search.lookups import Lookups
from kb.search.port.engine import MatchRequest
from kb.search.port.queries import (
    EVERYTHING,
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    ScoredPostsQuery,
    Term,
    TermQuery,
    YearQuery,
)
from kb.search.port.terms import FIELDS
from kb.search.query.query import Filters, Occur, Order
from kb.search.query.request import make_request
from tests.corpora import rewritten
from tests.dsl import score
from tests.reference import Reference, frequency, values
from tests.test_engines import QUERIES, REGISTERS, TEXTS, indexed, random_posts, written

EVERY = MatchRequest((), Filters(), Order.RELEVANCE, 0, 1000, facets=False)


class Counted(Numbers):
    """Numbers of some posts, counted one by one."""

    def __init__(self, reference: Reference) -> None:
        self._every = reference.posts
        self.counts = cache(self.counts)  # type: ignore[method-assign]
        self.counted = cache(self.counted)  # type: ignore[method-assign]

    @property
    def posts(self) -> int:
        return len(self._every)

    def mean_length(self, field: str, form: Form) -> float:
        return sum(len(each.terms[field, form]) for each in self._every) / len(self._every)

    def counts(self, term: Term) -> Sequence[int]:
        in_fields = self._in_fields(TermQuery(term))
        return sum(map(any, in_fields)), *map(sum, zip(*in_fields, strict=True))

    def counted(self, query: PhraseQuery | PrefixQuery) -> Sequence[int]:
        return [sum(column) for column in zip(*self._in_fields(query), strict=True)]

    def _in_fields(self, query: TermQuery | PhraseQuery | PrefixQuery) -> list[list[bool]]:
        return [[frequency(query, each, field) > 0 for field in FIELDS] for each in self._every]

    def marked(self, facet: str, value: str) -> int:
        return sum(value in values(each.document, facet) for each in self._every)

    def beginning(self, prefix: str) -> Sequence[str]:
        every = {
            text
            for each in self._every
            for field in FIELDS
            for text, _ in each.terms[field, Form.EXACT]
        }
        return sorted(text for text in every if text.startswith(prefix))


@cache
def reference() -> Reference:
    return Reference(indexed(written(random_posts(18, seed=5))))


@cache
def translation() -> Translation:
    return Translation(Counted(reference()))


def assert_agrees(query: BooleanQuery) -> None:
    matches = reference().match(EVERY.__class__((query,), *_rest(EVERY)))
    expected = {each.document.id: each.score for each in matches.hits}
    scored, matching = translation().scored(query), translation().matching(query)
    found = {
        each.id: own / SCALE
        for each in reference().posts
        if scored and (own := score(scored, each)) is not None
    }
    assert found == pytest.approx(expected, abs=0.6 / SCALE)
    assert {
        each.id for each in reference().posts if matching and score(matching, each) is not None
    } == set(expected)


def _rest(request: MatchRequest) -> tuple[Filters, Order, int, int, bool]:
    return request.filters, request.order, request.start, request.stop, request.facets


@settings(max_examples=60)
@given(query=QUERIES)
def test_translated_queries_agree_with_the_reference(query: BooleanQuery) -> None:
    assert_agrees(query)


@settings(max_examples=50)
@given(text=TEXTS)
def test_what_is_typed_agrees_with_the_reference(text: str) -> None:
    assert_agrees(rewritten(make_request(text).query, Lookups(REGISTERS)))


@settings(max_examples=100)
@given(text=st.text(max_size=300))
def test_nothing_typed_is_an_error(text: str) -> None:
    query = rewritten(make_request(text).query, Lookups(REGISTERS))
    for found in (translation().scored(query), translation().matching(query)):
        json.dumps(found, ensure_ascii=False).encode()
    every = PrefixQuery(text), TermQuery(Term(Form.EXACT, text))
    for disjunct in every:
        clause = BooleanClause(DisjunctionMax((disjunct,)))
        json.dumps(translation().scored(BooleanQuery((clause,)))).encode()


def test_what_has_to_be_counted() -> None:
    phrase, prefix = PhraseQuery(Form.STEM, ("a", "b")), PrefixQuery("bro")
    inner = BooleanQuery((BooleanClause(DisjunctionMax((phrase,))),))
    unwanted = BooleanClause(DisjunctionMax((PrefixQuery("x"),)), Occur.MUST_NOT)
    query = BooleanQuery((BooleanClause(DisjunctionMax((prefix, inner))), unwanted))
    assert list(to_count(query)) == [prefix, phrase]
    assert not asks_for_marks(query)
    for marked in (FacetQuery("organisation", "a-a"), YearQuery(2017)):
        nested = BooleanQuery((BooleanClause(DisjunctionMax((marked,))),))
        assert asks_for_marks(BooleanQuery((BooleanClause(DisjunctionMax((nested,))),)))


def test_scores_are_rounded_by_an_addition() -> None:
    assert rounded({"match_all": {}}, {"match_all": {}})["bool"]["must"][1] == {
        "constant_score": {"filter": {"match_all": {}}, "boost": 2.0**23}
    }
    assert score_of(2.0**23) == 0
    assert score_of(2.0**23 + 123_456) == 12.3456


@pytest.mark.parametrize("odd", ["a b", "\x1f", "\x02", "", "x" * 70_000, "\n", "\ud800"])
def test_a_term_that_cannot_be_sent_is_one_that_can(odd: str) -> None:
    stored = stored_term(odd)
    stored.encode()
    assert SEPARATOR not in stored
    assert (stored == odd) == (odd == "")
    assert stored_term("bro") == "bro" != stored


# --- room --------------------------------------------------------------------------------------


def long_query(clauses: int, disjuncts: int, grams: int) -> BooleanQuery:
    words = [
        TermQuery(Term(form, text), boost)
        for form in (Form.EXACT, Form.STEM)
        for text in ("bro", "bron", "röd", "grannar", "i", "och")
        for boost in (1.0, ranking.STEM)
    ]
    return BooleanQuery(
        tuple(
            BooleanClause(
                DisjunctionMax(
                    tuple(words[(clause + each) % len(words)] for each in range(disjuncts)),
                    ("gran", "rann", "broa", "saknas")[:grams],
                ),
                Occur.SHOULD if clause % 2 else Occur.MAY,
            )
            for clause in range(clauses)
        )
    )


@pytest.mark.parametrize(
    ("clauses", "disjuncts", "grams"), [(3, 2, 2), (40, 8, 3), (100, 3, 4), (700, 9, 4)]
)
@pytest.mark.parametrize("room", [60, MOST_LISTS])
def test_no_query_looks_up_more_lists_than_there_is_room_for(
    clauses: int, disjuncts: int, grams: int, room: int
) -> None:
    query = long_query(clauses, disjuncts, grams)

    def posts(gram: str) -> int:
        return translation().numbers.counts(Term(Form.GRAM, gram))[0]

    whole = translation().scored(query)
    cut, found = fitted(query, translation().scored, posts, room)
    assert lists_in(found) <= room
    assert found == translation().scored(cut)
    assert found is not None
    assert (cut == query) == (lists_in(whole) <= room)


def test_posts_that_were_found_elsewhere_are_one_list() -> None:
    posts = [each.id for each in reference().posts][:3]
    given = ScoredPostsQuery((*((each, 0.5) for each in posts), ("saknas", 7.0)), 3.0)
    query = BooleanQuery((BooleanClause(DisjunctionMax((given,))),))
    assert_agrees(query)
    assert lists_in(translation().scored(query)) == 1
    none = replace(query, clauses=(BooleanClause(DisjunctionMax((ScoredPostsQuery(()),))),))
    assert translation().scored(none) is None


def test_lists_are_counted_as_lucene_does() -> None:
    assert lists_in(None) == 0
    assert lists_in(translation().scored(EVERYTHING)) == 1
    one = BooleanQuery((BooleanClause(DisjunctionMax((TermQuery(Term(Form.EXACT, "bro")),))),))
    counted = sum(
        number > 0 for number in translation().numbers.counts(Term(Form.EXACT, "bro"))[1:]
    )
    assert lists_in(translation().scored(one)) == counted
    assert lists_in(translation().matching(one)) == counted
