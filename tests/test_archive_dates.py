from datetime import date

import pytest

from kb.importers.archive.dates import find_dates, read_row, runs_in_order

MAY = date(2011, 5, 3)


@pytest.mark.parametrize(
    "text",
    [
        *("3 maj 2011", "3 maj, 2011", "03 maj 2011", "3:e maj 2011", "3. maj 2011", "3-maj-2011"),
        *("maj 3, 2011", "maj 03, 2011", "Maj 3 2011", "May 3rd, 2011", "3 May 2011"),
        *("2011-05-03", "2011/05/03", "2011.05.03", "20110503", "2011-05-03T09:34:00+02:00"),
        *("3.5.2011", "03.05.2011", "3/5/2011", "3/5 - 2011", "3/5-2011", "3/5 2011", "3/5, 2011"),
        *("2011 maj 3", "2011, 3 maj", "3rd of May 2011"),
    ],
)  # fmt: skip
def test_dates_are_read_in_every_form(text: str) -> None:
    (found,) = find_dates(f"– {text}, kl 10")

    assert found.readings[0] == MAY
    assert not found.short


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10 mar, 2018", date(2018, 3, 10)),
        ("3 sept 2018", date(2018, 9, 3)),
        ("1 okt. 2018", date(2018, 10, 1)),
        ("October 1, 2018", date(2018, 10, 1)),
        ("31 JANUARI 2018", date(2018, 1, 31)),
    ],
)
def test_months_are_read_in_full_and_short(text: str, day: date) -> None:
    assert find_dates(text)[0].readings[0] == day


@pytest.mark.parametrize(
    "text",
    ["3 maj", "2011", "Version 2.0.1", "123 45 Lund", "070-123 45 67", "12 majs 2011", "maj 2011"],
)
def test_what_is_no_date_with_a_year_is_none(text: str) -> None:
    assert find_dates(text) == []


def test_a_day_that_does_not_exist_is_found_and_has_no_reading() -> None:
    (found,) = find_dates("31 juni 2017")

    assert found.readings == (None,)


def test_a_title_that_ends_in_a_year_keeps_it() -> None:
    (found,) = find_dates("Valborg 2020, 22 july 2021")

    assert found.readings[0] == date(2021, 7, 22)


def row(*texts: str) -> tuple[list[date | None], str]:
    return read_row([find_dates(text)[0] for text in texts])


def test_the_row_tells_which_figure_is_the_month() -> None:
    days, why = row("12/31/2019", "12/5/2019", "11/30/2019")

    assert (days[1], why) == (date(2019, 12, 5), "")


def test_years_of_two_figures_count_in_a_row_in_order_only() -> None:
    days, why = row("20-05-22", "20-05-15", "20-04-25")

    assert (days[0], why) == (date(2020, 5, 22), "")
    assert "do not run in order" in row("20-05-22", "21-05-15", "19-04-25")[1]
    assert row("20-05-22")[1]


def test_order_is_either_way() -> None:
    assert runs_in_order([MAY, None, date(2012, 1, 1)])
    assert runs_in_order([MAY, date(2010, 1, 1)])
    assert not runs_in_order([MAY, date(2012, 1, 1), date(2011, 1, 1)])
