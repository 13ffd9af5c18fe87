"""Dates are read in any Swedish or English form, and what is none is none."""

from datetime import date

import pytest

from kb.importers.saved.dates import (
    date_in_address,
    find,
    is_kind,
    read_line,
    read_machine,
    told_at_length,
)

MAY = date(2011, 5, 3)


@pytest.mark.parametrize(
    "line",
    [
        "3 maj 2011",
        "maj 3, 2011",
        "2011-05-03",
        "2011/05/03",
        "2011.05.03",
        "3/5 2011",
        "3/5-2011",
        "3.5.2011",
        "03.05.2011 09:34",
        "03-05-2011",
        "den 3 maj, 2011",
        "3:e maj 2011",
        "tisdag 3 maj 2011, kl. 09.34",
        "Tis 3 maj 2011",
        "tisdagen den 3 maj 2011",
        "May 3rd, 2011 at 3:45 pm",
        "Tue, 3 May 2011",
        "Publicerad 2011-05-03",
        "Publicerat: den 3 maj 2011 kl 9:34",
        "Publicerad 2011-05-03 av Anna Ek | Nyheter | 3 kommentarer",
        "Postat av Kalle den 3 maj 2011 i Allmänt",
        "Inlagd 2011-05-03 12:00 av Sune",
        "Skriven av Super User den 03 maj 2011",
        "Pressmeddelande - 03 maj 2011 08:30 CEST",
        "Nyhet • 3 maj 2011",
        "3 maj 2011 | Lästid: 3 min",
        "Datum: 2011-05-03",
        "Posted on May 3, 2011 by Admin in News",
        "11-05-03",
        "110503",
        "20110503",
        "2011, 3 maj",
        "2011 maj 3",
    ],
)
def test_a_line_that_is_a_date_with_known_trimmings(line: str) -> None:
    read = read_line(line)
    assert read is not None
    assert read.published is not None
    assert (read.published.on(), read.rest) == (MAY, "")


@pytest.mark.parametrize(
    "line",
    [
        "Vi ses i maj",
        "Ring 0700-11 05 03",
        "Boken kom ut 2011",
        "Se avsnitt 3.5 i 2011 års rapport",
        "",
        "3 maj 2011 – 7 maj 2011",
        "Den 3 maj 2011 samlades " + "många " * 40,
    ],
)
def test_a_line_that_is_none(line: str) -> None:
    assert read_line(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("3–5 maj 2011", "3"),
        ("2011-05-03 Ny brygga", "Ny brygga"),
        ("Den 3 maj 2011 hölls ett möte", "hölls ett möte"),
    ],
)
def test_what_is_no_trimming_stays(line: str, rest: str) -> None:
    read = read_line(line)
    assert read is not None
    assert read.rest == rest


def test_a_change_is_told_from_publishing() -> None:
    read = read_line("Publicerad: 3 maj 2011. Senast uppdaterad: 5 maj 2011")
    assert read is not None
    assert read.published is not None
    assert read.updated is not None
    assert (read.published.on(), read.updated.on()) == (MAY, date(2011, 5, 5))
    only = read_line("Sidan senast ändrad 2011-05-03")
    assert only is not None
    assert only.published is None


def test_a_day_without_a_year_waits_for_it() -> None:
    (found,) = find("3 maj")
    assert found.on() is None
    assert found.on(2011) == MAY


def test_days_that_do_not_exist_are_none() -> None:
    (found,) = find("31 februari 2011")
    assert found.on() is None


def test_a_month_may_come_first_between_slashes() -> None:
    (found,) = find("05/03/2011")
    assert (found.on(), found.on(month_first=True)) == (date(2011, 3, 5), MAY)


@pytest.mark.parametrize(
    ("text", "world"),
    [
        ("2011-05-03", False),
        ("20110503", False),
        ("2011-05-03T09:34:00+02:00", False),
        ("2011-05-03 09:34", False),
        ("2011-05-03T09:34:00Z", True),
        ("2011-05-03T09:34:00.000+00:00", True),
        ("Tue, 03 May 2011 09:00:00 GMT", True),
        ("3 maj 2011", False),
    ],
)
def test_what_is_for_machines(text: str, world: bool) -> None:
    assert read_machine(text) == (MAY, world)


@pytest.mark.parametrize("text", ["", "igår", "2011-13-45", "2011", "T12:00"])
def test_what_tells_machines_no_day(text: str) -> None:
    assert read_machine(text) is None


def test_an_address_may_hold_the_day() -> None:
    assert date_in_address("https://x.example/2011/05/03/ny-brygga/") == MAY
    assert date_in_address("https://x.example/2011/13/03/ny-brygga/") is None
    assert date_in_address("https://x.example/2011/05/ny-brygga/") is None


def test_a_sentence_about_the_post() -> None:
    found = told_at_length("Detta inlägg publicerades tisdag, 3 maj 2011 klockan 14:02 och är …")
    assert found is not None
    assert found.on() == MAY
    assert told_at_length("Mötet hölls tisdag, 3 maj 2011") is None


def test_words_for_a_sort_of_post() -> None:
    assert is_kind("Pressmeddelande")
    assert not is_kind("Ny brygga")
