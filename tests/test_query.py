from datetime import date

from kb.corpus.kinds import CATEGORY, ORGANISATION, PROJECT
from kb.search.query.query import (
    Clause,
    Filters,
    Notice,
    Occur,
    TypedQuery,
    TypedWord,
)


def test_filters_are_true_when_something_is_chosen() -> None:
    assert not Filters()
    assert not Filters.of({"organisation": (), "project": []})
    assert Filters.of({"organisation": ("zinkhyttan",)})
    assert Filters(published_to=date(2017, 1, 1))


def test_filters_that_choose_the_same_are_equal() -> None:
    chosen = Filters.of({"project": ["p"], "organisation": ["b", "a", "b"], "category": []})
    assert chosen == Filters.of({"organisation": ("a", "b"), "project": ("p",)})
    assert chosen.ids(ORGANISATION) == ("a", "b")
    assert chosen.ids(PROJECT) == ("p",)
    assert chosen.ids(CATEGORY) == ()


def test_a_choice_replaces_those_of_its_facet_alone() -> None:
    first, last = date(2017, 1, 1), date(2017, 12, 31)
    chosen = Filters.of({"organisation": ["a"], "project": ["p"]}, first, last)
    assert chosen.choosing(ORGANISATION, ["c", "b"]) == Filters.of(
        {"organisation": ["b", "c"], "project": ["p"]}, first, last
    )
    assert chosen.choosing(PROJECT, []) == Filters.of({"organisation": ["a"]}, first, last)
    assert chosen.between(None, last) == Filters.of(
        {"organisation": ["a"], "project": ["p"]}, None, last
    )


def test_only_what_is_sought_gives_scores() -> None:
    word = (TypedWord("bro"),)
    assert not TypedQuery().ranked
    assert not TypedQuery(clauses=(Clause(word, Occur.MUST_NOT),)).ranked
    assert TypedQuery(clauses=(Clause(word, Occur.MUST_NOT), Clause(word, Occur.MUST))).ranked


def test_notices_of_the_same_are_equal() -> None:
    assert Notice.of("cut-words", count=32) == Notice("cut-words", (("count", 32),))
    assert Notice.of("cut-words", count=32) != Notice.of("cut-words", count=31)
