from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.query import (
    Clause,
    Filters,
    Occur,
    Query,
    Word,
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
    assert Filters(organisations=("zinkhyttan",))
    assert Filters(published_to=date(2017, 1, 1))


def test_only_what_is_sought_gives_scores() -> None:
    word = (Word("bro"),)
    assert not Query().ranked
    assert not Query(clauses=(Clause(word, Occur.MUST_NOT),)).ranked
    assert Query(clauses=(Clause(word, Occur.MUST_NOT), Clause(word, Occur.MUST))).ranked
