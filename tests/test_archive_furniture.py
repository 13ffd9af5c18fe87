import pytest

from kb.importers.archive.furniture import (
    begins_below,
    is_author,
    is_beginning,
    is_cookie,
    is_heading,
    normalised,
    read_more_at_end,
    why_furniture,
)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        *((line, "a link to read more") for line in ("Läs mer", "Läs mer →", "» Läs mer »")),
        *((line, "a link to read more") for line in ("Läs hela artikeln", "Fortsätt läsa …")),
        *((line, "a link to read more") for line in ("Read more", "Continue reading →")),
        *((line, "a count of comments, or a link to them") for line in ("3 kommentarer",)),
        *((line, "a count of comments, or a link to them") for line in ("Inga kommentarer ännu",)),
        *((line, "a count of comments, or a link to them") for line in ("Lämna en kommentar",)),
        *((line, "a line to share the post") for line in ("Dela", "Dela på Facebook", "Skriv ut")),
        *((line, "a line to share the post") for line in ("Facebook | Twitter", "Tipsa en vän")),
        ("Publicerat i Nyheter | Etiketter bygd, väg", "where the post is filed"),
        ("Taggar: bygd, väg", "where the post is filed"),
    ],
)
def test_furniture_is_named(line: str, reason: str) -> None:
    assert why_furniture(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "Läs mer på vår hemsida",
        "Läs mer på:",
        "Dela med dig av dina minnen till hembygdsarkivet.",
        "Tre kommentarer räckte för att ändra beslutet",
        "Publicerat i Lund av stadens tryckeri år 1912.",
        "Läs mer om kvarnen",
        "LÄS MER HÄR",
    ],
)
def test_texts_are_no_furniture(line: str) -> None:
    assert why_furniture(line) == ""


def test_a_link_may_name_its_post() -> None:
    assert why_furniture("Läs mer om Kvarnen målas", "Kvarnen målas")
    assert why_furniture("Fortsätt läsa ”Kvarnen målas” →", "Kvarnen målas")


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Vi fick ett brev … Läs mer »", ("Vi fick ett brev …", "Läs mer »")),
        ("Vi fick ett brev. [Läs mer]", ("Vi fick ett brev.", "Läs mer]")),
        ("Vill du läsa mer", ("Vill du läsa mer", "")),
    ],
)
def test_a_link_at_the_end_of_a_line_is_cut_off(line: str, cut: tuple[str, str]) -> None:
    assert read_more_at_end(line) == cut


@pytest.mark.parametrize(
    "line",
    [
        *("← Äldre inlägg", "Nästa sida »", "Sida 1 av 12", "1 2 3 … 9", "Visa fler nyheter"),
        *("Arkiv", "Kategorier", "Senaste inlägg", "Drivs med WordPress", "© 2021 Föreningen"),
        *("Följ oss på Facebook", "Till toppen", "Older posts", "Org.nr 802400-1234", "maj 2019"),
    ],
)
def test_what_is_below_the_posts(line: str) -> None:
    assert begins_below(line) == "strong"


@pytest.mark.parametrize("line", ["Kontakt", "Telefon: 040-12 34 56", "Vi använder kakor."])
def test_what_may_be_below_the_posts(line: str) -> None:
    assert begins_below(line) == "weak"


@pytest.mark.parametrize(
    "line", ["Vi träffas i parken.", "0708-65 84 92", "Varmt välkomna", "2016-12-24", ""]
)
def test_what_may_end_a_post(line: str) -> None:
    assert begins_below(line) == ""


def test_authors_headings_cookies_and_beginnings() -> None:
    assert all(map(is_author, ["Av: Redaktionen", "av admin", "Skriven av Anna Ek", "By Tom Ryd"]))
    assert not any(
        map(is_author, ["Av jord är du kommen", "Avgiften höjs", "Av detta blev intet."])
    )
    assert all(map(is_heading, ["Nyheter", "Nyheter 2019", "Start > Om oss > Nyheter"]))
    assert not is_heading("Nyheten som förändrade allt")
    assert is_cookie("Vi använder kakor för att sidan ska fungera.")
    assert all(map(is_beginning, ["Vi fick ett …", "Vi fick ett...", "Vi fick [...]"]))
    assert not is_beginning("Vi fick ett brev.")
    assert normalised("12 Kommentarer →") == normalised("3 kommentarer")
