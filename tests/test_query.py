from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.kinds import CATEGORY, ORGANISATION, PROJECT
from kb.search.query.query import (
    Clause,
    Filters,
    Notice,
    Occur,
    TypedQuery,
    TypedWord,
    first_day,
    last_day,
    short_first_day,
    short_last_day,
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017", date(2017, 1, 1), date(2017, 12, 31)),
        ("2017-06", date(2017, 6, 1), date(2017, 6, 30)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2017-06-29", date(2017, 6, 29), date(2017, 6, 29)),
        (" 2017 ", date(2017, 1, 1), date(2017, 12, 31)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_dates_span_a_year_a_month_or_a_day(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "17", "2017-6", "2017-13", "2017-00", "2017-05-00", "2017-02-30", "20170629", "0000"),
        *("x", "2017--01", "2017-06-29T12", "٢٠١٧", "2017\0", "29 juni 2017"),
    ],
)
def test_other_text_is_no_date(text: str) -> None:
    for read in (first_day, last_day):
        with pytest.raises(ValueError, match=r"."):
            read(text)


@given(st.dates())
def test_short_form_is_read_as_the_same_day(day: date) -> None:
    assert first_day(short_first_day(day)) == day
    assert last_day(short_last_day(day)) == day


def test_short_form_is_the_shortest() -> None:
    assert short_first_day(date(2017, 1, 1)) == "2017"
    assert short_first_day(date(2017, 6, 1)) == "2017-06"
    assert short_first_day(date(2017, 1, 2)) == "2017-01-02"
    assert short_last_day(date(2017, 12, 31)) == "2017"
    assert short_last_day(date(2017, 6, 30)) == "2017-06"
    assert short_last_day(date(2016, 2, 28)) == "2016-02-28"


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
