"""Lines that are told as date lines by what they have alike, whatever its words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ImportFileError
from kb.importers.archive.alike import find_alike
from kb.importers.archive.page import read_archive

MONTHS = ("januari", "februari", "mars", "april", "maj", "juni")
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
DAYS = [date(2014, 6, 20) - timedelta(days=11 * number) for number in range(6)]
TITLES = (
    *("Bryggan är lagad", "Tre nya kajaker i båthuset", "Vem tar hand om rodret?"),
    *("Regattan flyttas till juni", "Sjösättning i dimma", "Tack till kökslaget"),
)


def written(form: str, day: date, number: int) -> str:
    return form.format(
        d=day.day,
        m=MONTHS[day.month - 1],
        n=day.month,
        y=day.year,
        compact=f"{day:%Y%m%d}",
        iso=day.isoformat(),
        weekday=WEEKDAYS[day.weekday()],
        Weekday=WEEKDAYS[day.weekday()].capitalize(),
        who=("Siv Back", "Ola Rud", "kassören")[number % 3],
        later=f"{day.day} {MONTHS[day.month - 1]} {day.year + 1}",
    )


def page(form: str) -> str:
    return "\n".join(
        f"{title}\n{written(form, day, number)}\nDet var den dagen {number + 3} båtar i hamnen, "
        "och alla kom hem igen.\n"
        for number, (title, day) in enumerate(zip(TITLES, DAYS, strict=True))
    )


@pytest.mark.parametrize(
    "form",
    [
        "{d} {m} {y} | sekreteraren",
        "{d} {m} {y} | {who}",
        "Anslag: {m} {d}, {y} | Segling",
        "Klubbmästaren / {weekday} {d} {m} {y}",
        "Siv Back / {d} {m}. {y} (uppdaterad {later})",
        "Brev, {Weekday}, {d} {m} {y} – {who}",
        "Brevet publicerat {Weekday}en den {d} {m} {y} klockan 20.15",
        "Brevet publicerades den {d} {m} {y} | {who}",
        "Brev, {Weekday}en den {d} {m} {y} | Uppdaterad den {later}",
        "Från hamnkontoret, {weekday} {d} {m} {y} | 10:30",
        "Segling, {Weekday}, {d} {m} {y} / 2 meddelanden",
        "Nedtecknat {d}/{n} - {y} | Segling | {who}",
        "Rader: {iso}, {who}",
        "Brev: {compact} | 0",
        "Nedtecknat {m} {d}, {y}, hamnkaptenen",
        "Utlagt på nätet av kassören den {d} {m} {y} i loggboken",
    ],
)
def test_what_stands_around_dates_on_all_lines_is_no_title(form: str) -> None:
    extraction = read_archive(page(form), "sida.txt")

    assert [(post.title, post.published) for post in extraction.posts] == list(
        zip(TITLES, DAYS, strict=True)
    )
    assert not extraction.quarantined


@pytest.mark.parametrize(
    "form",
    [
        "Sista anmälningsdag: {d} {m} {y}, Hamngatan",
        "Årsmöte {d} {m} {y}, klubbhuset",
        "{d} {m} {y}, klubbhuset, {later}",
        "Vi ses i klubbhuset den {d} {m} {y}!",
    ],
)
def test_days_of_something_else_date_no_post(form: str) -> None:
    assert find_alike(page(form).splitlines()) == []


def test_what_differs_on_every_line_is_a_title() -> None:
    lines = "\n\n".join(
        f"{written('{d} {m} {y}', day, 0)} | {title}"
        for title, day in zip(TITLES, DAYS, strict=True)
    )

    assert find_alike(lines.splitlines()) == []


def test_lines_right_below_one_another_are_a_list() -> None:
    lines = [written("Minnesanteckningar: {d} {m} {y}", day, 0) for day in DAYS]

    assert find_alike(lines) == []
    assert find_alike([each for line in lines for each in (line, "Text.", "")])


def test_two_alike_are_too_few() -> None:
    two = "\n".join(page("Klubbmästaren / {d} {m} {y}").splitlines()[:8])

    with pytest.raises(ImportFileError):
        read_archive(two, "sida.txt")


@given(st.lists(st.text(alphabet="ab |/,:-–() 0123456789maj.", max_size=40), max_size=12))
def test_any_lines_can_be_asked(lines: list[str]) -> None:
    found = find_alike(lines)

    assert all(one.text == lines[one.line].strip() for one in found)
