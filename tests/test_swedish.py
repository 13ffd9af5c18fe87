from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.web import swedish


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2017, 6, 29), "29 juni 2017"),
        (date(2020, 1, 1), "1 januari 2020"),
        (date(1999, 12, 31), "31 december 1999"),
        (date(2024, 2, 29), "29 februari 2024"),
    ],
)
def test_dates(day: date, text: str) -> None:
    assert swedish.long_date(day) == text


def test_every_month_has_its_name() -> None:
    names = " ".join(swedish.long_date(date(2017, month, 1)).split()[1] for month in range(1, 13))
    assert names == (
        "januari februari mars april maj juni juli augusti september oktober november december"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1234, "1234"),
        (9999, "9999"),
        (10_000, "10\u00a0000"),
        (1_234_567, "1\u00a0234\u00a0567"),
    ],
)
def test_thousands(value: int, text: str) -> None:
    assert swedish.number(value) == text


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_a_number_keeps_its_digits(value: int) -> None:
    assert int(swedish.number(value).replace("\u00a0", "")) == value


def test_plurals() -> None:
    assert [swedish.hits(count) for count in (0, 1, 2, 21, 12_000)] == [
        "0 träffar",
        "1 träff",
        "2 träffar",
        "21 träffar",
        "12\u00a0000 träffar",
    ]
    assert [swedish.posts(count) for count in (0, 1, 2)] == ["0 inlägg", "1 inlägg", "2 inlägg"]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (None, None, ""),
        (date(2017, 6, 29), None, "från 29 juni 2017"),
        (None, date(2017, 6, 29), "till 29 juni 2017"),
        (date(2017, 6, 29), date(2017, 6, 29), "29 juni 2017"),
        (date(2017, 1, 1), date(2017, 12, 31), "2017"),
        (date(2016, 1, 1), date(2017, 12, 31), "2016–2017"),
        (date(2017, 6, 1), date(2017, 6, 30), "juni 2017"),
        (date(2016, 2, 1), date(2016, 2, 29), "februari 2016"),
        (date(2017, 6, 1), date(2017, 7, 30), "1 juni 2017 – 30 juli 2017"),
        (date(2017, 6, 2), date(2017, 6, 30), "2 juni 2017 – 30 juni 2017"),
    ],
)
def test_periods(first: date | None, last: date | None, text: str) -> None:
    assert swedish.period(first, last) == text
