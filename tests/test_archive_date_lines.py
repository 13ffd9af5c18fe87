from datetime import date

import pytest

from kb.importers.archive.date_lines import (
    choose,
    find_candidates,
    find_misspelled,
    is_name,
)

# Lines that are a date and known trimmings, in the manner of as many sites.
DATE_LINES = [
    "Publicerad 3 maj 2011",
    "Publicerad: 2011-05-03",
    "Publicerat den 3 maj, 2011 av admin",
    "Publicerad tisdag 3 maj 2011 kl. 09.34",
    "Postat av Anna Ek den 3 maj 2011",
    "Postad tis 3 maj 2011 - 09:34",
    "Inlagd av Anna Ek tisdag, 3 maj, 2011 - 09:34",
    "Inlagt: 3/5 - 2011",
    "Skrivet av Per-Erik Dahl den 3 maj 2011",
    "Skriven 2011/05/03 i Nyheter",
    "Skapad den 03.05.2011 09:34",
    "Datum: 2011-05-03",
    "Posted on May 3, 2011 by admin",
    "Published May 3, 2011",
    "Uppdaterad 3 maj 2011",
    "Senast ändrad: 2011-05-03",
    "Publicerad 2011-05-03 | Uppdaterad 2011-05-07",
    "Publicerad: tisdag 3 maj 2011 09:34 Uppdaterad: lördag 7 maj 2011 10:12",
    "• Publicerad 3 maj 2011 | 3 kommentarer",
    "3 maj 2011 | Inga kommentarer | Publicerad av Anna Ek",
    "Nyhet publicerad: 3 maj 2011",
    "09.34, 3 maj 2011, av Anna Ek, publicerad i Miljö",
]
BARE = [
    "3 maj 2011",
    "• 3 maj 2011",
    "– 2011-05-03",
    "tor 3 maj 2011",
    "Torsdagen den 3 maj 2011",
    "maj 03, 2011",
    "3 maj, 2011 / 2 kommentarer",
    "3 maj 2011 kl 9.30",
    "2011-05-03 av Anna Ek",
    "3 maj 2011 i Nyheter",
    "3 maj 2011 · 3 min läsning",
    "[2011-05-03]",
]


@pytest.mark.parametrize("line", DATE_LINES)
def test_a_date_with_what_it_says_counts_once(line: str) -> None:
    dates = choose(find_candidates(["Kvarnen målas om", line, "En text."]))

    assert dates is not None
    assert [one.published for one in dates.lines] == [date(2011, 5, 3)]


@pytest.mark.parametrize("line", BARE)
def test_a_bare_date_counts_in_a_row_of_three(line: str) -> None:
    page = ["Kvarnen målas om", line, "En text."]

    assert choose(find_candidates(page * 2)) is None
    dates = choose(find_candidates(page * 3))
    assert dates is not None
    assert [one.published for one in dates.lines] == [date(2011, 5, 3)] * 3


@pytest.mark.parametrize(
    "line",
    [
        "Den 3 maj 2011 hade vi möte i bygdegården.",
        "Sista ansökningsdag är den 3 maj 2011.",
        "Vi ses 3–5 maj 2011",
        "Från 3 maj 2011 till 7 maj 2011 är kansliet stängt",
        "En notis som var publicerad 3 maj 2011 handlade om detta och mycket annat i bygden",
        "© 2011 Föreningen",
        "12 maj kl 18",
    ],
)
def test_sentences_with_dates_are_no_date_lines(line: str) -> None:
    assert choose(find_candidates([line])) is None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("20-05-22 Kvarnen målas om", "Kvarnen målas om"),
        ("Kvarnen målas om /2020-05-22", "Kvarnen målas om"),
        ("Varför målas kvarnen? (2020-05-22)", "Varför målas kvarnen?"),
        ("2020-05-22: Kvarnen målas om", "Kvarnen målas om"),
        ("[2020-05-22] Kvarnen målas om", "Kvarnen målas om"),
        ("fre 22 maj 2020 – Kvarnen målas om", "Kvarnen målas om"),
        ("Kvarnen målas om | fredag 22 maj 2020", "Kvarnen målas om"),
        ("Loppis på fredag 22 maj 2020", "Loppis på fredag"),
        ("Kvarnen i maj 2019 – 22 maj 2020", "Kvarnen i maj 2019"),
    ],
)
def test_a_title_may_stand_in_the_date_line(line: str, title: str) -> None:
    others = [line.replace(title, f"{name} och allt om den") for name in ("Bron", "Ladan", "Sjön")]

    dates = choose(find_candidates([line, "", *others]))

    assert dates is not None
    assert dates.lines[0].title == title
    assert dates.lines[0].published == date(2020, 5, 22)


def test_categories_beside_dates_are_no_titles() -> None:
    kinds = ((3, "Nytt"), (2, "Nytt"), (1, "Tips"))

    dates = choose(find_candidates([f"{day} maj 2011 | {kind}" for day, kind in kinds]))

    assert dates is not None
    assert dates.shape.title == ""


def test_the_commonest_shape_makes_the_posts_and_others_are_told() -> None:
    page = ["3 maj 2011", "x", "2 maj 2011", "x", "• 5 juni 2012", "1 maj 2011"]

    dates = choose(find_candidates(page))

    assert dates is not None
    assert [one.line for one in dates.lines] == [0, 2, 5]
    assert [one.text for one in dates.others] == ["• 5 juni 2012"]


def test_the_day_of_a_change_is_kept() -> None:
    dates = choose(find_candidates(["Publicerad 3 maj 2011 | Uppdaterad 7 maj 2011"]))

    assert dates is not None
    assert dates.lines[0].updated == date(2011, 5, 7)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Publicerat den 3 jnui, 2017", "has no date that can be read"),
        ("Publicerad 3 6 2017", "has no date that can be read"),
        ("Publicerad 3 maj", "has no year"),
        ("Inlagt: 3/5", "has no year"),
    ],
)
def test_why_a_misspelled_line_is_none_is_true(line: str, why: str) -> None:
    assert [one.why for one in find_misspelled([line])] == [why]


def test_a_day_of_no_calendar_is_told_as_such() -> None:
    dates = choose(find_candidates(["Publicerad 31 juni 2017"]))

    assert dates is not None
    assert (dates.lines[0].published, dates.lines[0].why) == (None, "is no day of the calendar")


def test_names_of_persons() -> None:
    assert all(map(is_name, ["Anna Ek", "Per-Erik Dahl", "Eva Maria Öst"]))
    assert not any(map(is_name, ["Anna", "Nya tag", "STORA TORGET", "Anna Ek slutar"]))
