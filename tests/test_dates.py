from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.query.dates import (
    DateError,
    first_day,
    last_day,
    short_first_day,
    short_last_day,
)

SWEDISH = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september"),
    *("oktober", "november", "december"),
)
ENGLISH = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
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
        ("2016/01", date(2016, 1, 1), date(2016, 1, 31)),
        ("1/2016", date(2016, 1, 1), date(2016, 1, 31)),
        ("jan 2016", date(2016, 1, 1), date(2016, 1, 31)),
        ("Januari 2016", date(2016, 1, 1), date(2016, 1, 31)),
        ("oct 2016", date(2016, 10, 1), date(2016, 10, 31)),
        ("2016 maj", date(2016, 5, 1), date(2016, 5, 31)),
    ],
)
def test_dates_span_a_year_a_month_or_a_day(text: str, first: date, last: date) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("2016-5-3", "20160503", "2016–05–03", " 2016 - 05 - 03 ", "2016/5/3", "2016.05.03"),
        *("3/5 2016", "3.5.2016", "3/5/2016", "03-05-2016", "3/5-2016", "3 maj 2016"),
        *("3 MAJ 2016", "den 3 maj 2016", "3:e maj 2016", "3. maj 2016", "3maj2016"),
        *("May 3, 2016", "3 May 2016", "3rd of May 2016", "May 3rd 2016", "2016 May 3"),
    ],
)
def test_one_day_is_written_in_many_ways(text: str) -> None:
    assert first_day(text) == last_day(text) == date(2016, 5, 3)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        *((text, "date", text) for text in ("", "x", "2017--01", "2017-06-29T12", "2017\0")),
        *((text, "date", text) for text in ("٢٠١٧", "²017", "1 2 3 2016", "jan feb 2016")),
        *((text, "date", text) for text in ("ma 2016", "1" * 41)),
        *(
            (text, "year", text)
            for text in ("17", "216", "20166", "0000", "maj 16", "1/5 16", "maj 3", "maj 2016 3")
        ),
        *(
            (text, "month", text)
            for text in ("2017-13", "2017-00", "20171301", "12/25/2016", "2016-2017")
        ),
        ("2016-02-30", "day", "2016-02-30"),
        ("30 feb 2016", "day", "2016-02-30"),
        ("29/2 2017", "day", "2017-02-29"),
        ("2017-05-00", "day", "2017-05-00"),
        ("20160431", "day", "2016-04-31"),
    ],
)
def test_what_is_wrong_with_other_text(text: str, kind: str, value: str) -> None:
    for read in (first_day, last_day):
        with pytest.raises(DateError) as error:
            read(text)
        assert (error.value.kind, error.value.value) == (kind, value)


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


@given(
    st.dates(),
    st.sampled_from(["{0:04}-{1}-{2}", "{0:04}{1:02}{2:02}", "{2}/{1} {0:04}", "{2}.{1}.{0:04}"]),
)
def test_a_day_in_figures_is_that_day(day: date, form: str) -> None:
    text = form.format(day.year, day.month, day.day)
    assert first_day(text) == last_day(text) == day


@given(st.dates(), st.sampled_from([SWEDISH, ENGLISH]), st.integers(3, 9), st.booleans())
def test_a_month_by_its_name_is_that_month(
    day: date, names: tuple[str, ...], length: int, upper: bool
) -> None:
    name = names[day.month - 1][:length]
    name = name.upper() if upper else name
    assert first_day(f"{day.day} {name} {day.year:04}") == day
    assert first_day(f"{name} {day.year:04}") == day.replace(day=1)
    after = last_day(f"{name} {day.year:04}").toordinal() + 1
    assert after > date.max.toordinal() or date.fromordinal(after).day == 1


@given(st.one_of(st.text(max_size=60), st.from_regex(r"[0-9 a-y/.:-]{0,50}", fullmatch=True)))
def test_whatever_is_typed_is_a_span_or_a_fault(text: str) -> None:
    try:
        first, last = first_day(text), last_day(text)
    except DateError as error:
        kind = error.kind
        first = last = date.min
    else:
        kind = ""
    assert kind in {"", "date", "year", "month", "day"}
    assert timedelta() <= last - first <= timedelta(days=365)
