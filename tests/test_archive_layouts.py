"""Pages in any layout: by hand, made up, and those that others invented."""

import json
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.archive.page import read_archive
from kb.importers.found import Extraction
from tests.archive_golden import FOLDER, read_golden
from tests.archive_layouts import SIDES, make_page

GOLDEN = sorted(FOLDER.glob("*.page"))
INVENTED = Path(__file__).parents[1].parent / "shared/data/archives"
MADE_PAGES = 400
# Of the posts of made-up pages; what is not right is quarantined.
LEAST_RIGHT = 0.99
MOST_WRONG = 0.001

Post = tuple[str, str, str]


def posts_of(extraction: Extraction) -> list[Post]:
    return [
        (post.published.isoformat(), " ".join(post.title.split()), plain_text(post.body))
        for post in extraction.posts
    ]


def plain_text(markdown: str) -> str:
    return " ".join(" ".join(part.text for part in render(markdown).paragraphs).split())


def assert_nothing_lost(page: str, extraction: Extraction) -> None:
    """Every character but white space is in a post, quarantined or left out: none twice."""
    pieces = [item.text for item in extraction.left_out]
    pieces += [item.text for item in extraction.quarantined]
    for post in extraction.posts:
        pieces += [post.title, plain_text(post.body)]
    assert letters("".join(pieces)) == letters(page)


def letters(text: str) -> str:
    return "".join(sorted(re.sub(r"\s", "", unicodedata.normalize("NFC", text))))


# --- by hand ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_pages_in_the_manner_of_real_sites_are_read_whole(path: Path) -> None:
    page, posts = read_golden(path)

    extraction = read_archive(page, path.name)

    assert posts_of(extraction) == posts
    assert extraction.quarantined == ()
    assert extraction.complete
    assert all(item.reason for item in extraction.left_out)
    assert_nothing_lost(page, extraction)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_line_ends_and_indents_change_nothing(path: Path) -> None:
    page, posts = read_golden(path)
    indented = "\r\n".join(f"\t{line}\u00a0 " if line else "\u00a0" for line in page.splitlines())

    assert posts_of(read_archive(indented, "a")) == posts


# --- made up ----------------------------------------------------------------------------------


def test_made_up_pages_are_read_or_quarantined() -> None:
    count = right = wrong = 0
    failed = []
    for seed in range(MADE_PAGES):
        made = make_page(seed)
        extraction = read_archive(made.text, "a")
        rest = [post.values() for post in made.posts]
        count += len(rest)
        for post in posts_of(extraction):
            if post in rest:
                rest.remove(post)
                right += 1
            else:
                wrong += 1
                failed.append((seed, made.side, post[:2]))
        assert_nothing_lost(made.text, extraction)

    assert right >= LEAST_RIGHT * count, (right, count)
    assert wrong <= MOST_WRONG * count, failed


def test_made_up_pages_are_of_every_side() -> None:
    assert {make_page(seed).side for seed in range(MADE_PAGES)} == set(SIDES)


@pytest.mark.skipif(
    not INVENTED.exists(), reason="the invented pages are not beside the repository (../shared)"
)
def test_the_invented_pages_are_read_whole() -> None:
    gold = json.loads((INVENTED / "gold.json").read_text(encoding="utf-8"))
    for name, posts in gold.items():
        page = (INVENTED / f"{name}.txt").read_text(encoding="utf-8")

        extraction = read_archive(page, name)

        wanted = [(p["date"], p["title"], " ".join(p["text"].split())) for p in posts]
        assert posts_of(extraction) == wanted
        assert extraction.quarantined == ()
        assert_nothing_lost(page, extraction)


_LINES = [
    *("", "", "", "Nyheter", "Start > Nyheter", "Kvarnen målas", "Ladan rivs", "Kallelse", "Ek"),
    *("Publicerad 3 maj 2011", "Publicerad 2011-05-02", "3 maj 2011", "1 maj 2011", "2011-05-01"),
    *("• 3 maj 2011", "20-05-22 Kvarnen målas", "20-05-20 Ladan rivs", "20-05-19 Bron lagas"),
    *("Bron lagas /2019-04-06", "Ladan rivs /2019-04-05", "Kvarnen /2019-04-01", "31 juni 2011"),
    *("Uppdaterad 7 maj 2011", "Senast ändrad: 2011-05-07", "Publicerad 3 jnui", "av admin"),
    *("Av: Anna Ek", "Anna Ek", "Miljö", "Läs mer", "3 kommentarer", "Dela", "Taggar: bygd"),
    *("← Äldre inlägg", "Senaste inlägg", "Kontakt", "© 2021", "Vi använder kakor.", "2019", "1"),
    *("Vi har räknat alla äpplen. De räcker åt oss alla i år, säger Anna.", "Välkomna!", "Mvh"),
    *("Ett brev kom … Läs mer »", "Så här blir dagarna:", "• kaffe", "siskonfst", "Läs mer på:"),
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_LINES), min_size=1, max_size=40))
def test_of_lines_in_any_order_nothing_is_lost_or_told_twice(lines: list[str]) -> None:
    page = "\n".join(lines)

    try:
        extraction = read_archive(page, "a")
    except ImportFileError:
        return
    assert_nothing_lost(page, extraction)
    assert all(post.title for post in extraction.posts)
    assert all(item.reason for item in extraction.left_out)
    assert all(item.reason for item in extraction.quarantined)


# --- what is said -----------------------------------------------------------------------------

TEXT = "Styrelsen har räknat alla äpplen och kommit fram till att de räcker åt oss alla i år."


def test_signs_that_disagree_quarantine_the_whole_page() -> None:
    page = "".join(f"{TEXT}\n\n{day} maj 2011\n\n{TEXT}\n\n" for day in (5, 4, 3))

    extraction = read_archive(page, "a")

    assert extraction.posts == ()
    (whole,) = extraction.quarantined
    assert whole.text == page.strip()
    assert whole.where == "lines 1-17"
    assert "disagree" in whole.reason or "title" in whole.reason
    assert "save the page as HTML" in whole.reason.replace("Save", "save")
    assert extraction.complete


def test_categories_alone_are_no_titles() -> None:
    page = "".join(f"Nyheter\n{day} maj 2011\n{TEXT}\n\n" for day in (5, 4, 3))

    assert read_archive(page, "a").posts == ()


def test_nothing_recognised_shows_what_looks_like_a_date_and_the_ways_on() -> None:
    page = f"Kvarnen målas\n3 maj 2011\n{TEXT}\n\nLadan rivs\n2 maj 2011\n{TEXT}\n"

    with pytest.raises(ImportFileError) as error:
        read_archive(page, "sida.txt")

    message = str(error.value)
    assert message.startswith("sida.txt: ")
    for part in ("line 2 “3 maj 2011”", "line 6", "three", "HTML", "address", "--source-url"):
        assert part in message
    assert "\n" not in message


def test_texts_that_are_beginnings_are_said_once() -> None:
    page = "".join(
        f"{title}\nPublicerad {day} maj 2011\nBrevet från {title} var …\nLäs mer\n\n"
        for day, title in ((5, "Kvarnens vänner"), (4, "Byns minsta skola"), (3, "En ladas ägare"))
    )

    extraction = read_archive(page, "a")

    assert len(extraction.posts) == 3
    assert len(extraction.notes) == 1
    assert extraction.notes[0].startswith("3 of 3 texts end in “…”")


def test_a_list_beside_the_posts_makes_no_posts() -> None:
    posts = "".join(f"{name} målas\n{day} maj 2011\n{TEXT}\n\n" for day, name in _NAMES)
    listed = "".join(f"{name} målas\n{day} maj 2011\n" for day, name in _NAMES)

    extraction = read_archive(f"{posts}Senaste inlägg\n{listed}", "a")

    assert [post.title for post in extraction.posts] == [f"{name} målas" for _, name in _NAMES]
    assert extraction.left_out[-1].text.startswith("Senaste inlägg")


_NAMES = ((5, "Kvarnen"), (4, "Ladan"), (3, "Bron"))


def test_a_date_line_of_another_shape_is_reported() -> None:
    page = (
        f"Kvarnen målas\nPublicerad 5 maj 2011\n{TEXT}\n\n"
        f"Programmet\nPublicerad 4 maj 2011\nSå blir dagarna:\n\n• 12 juni 2011\n\n{TEXT}\n\n"
        f"Ladan rivs\nPublicerad 3 maj 2011\n{TEXT}\n"
    )

    extraction = read_archive(page, "a")

    assert len(extraction.posts) == 3
    assert any("“• 12 juni 2011”" in note for note in extraction.notes)


def test_a_post_dated_in_another_form_is_quarantined_with_its_neighbour() -> None:
    page = (
        f"Kvarnen målas\nPublicerad 5 maj 2011\n{TEXT}\n\n"
        f"Bron lagas\nPublicerad 2011-05-04\n{TEXT}\n\n"
        f"Ladan rivs\nPublicerad 3 maj 2011\n{TEXT}\n"
    )

    extraction = read_archive(page, "a")

    assert [post.title for post in extraction.posts] == ["Ladan rivs"]
    assert "looks like the date line of another post" in extraction.quarantined[0].reason


def test_the_day_of_a_change_goes_with_its_post() -> None:
    page = f"Kvarnen målas\nPublicerad 5 maj 2011 | Uppdaterad 7 maj 2011\n{TEXT}\n"

    (post,) = read_archive(page, "a").posts

    assert (post.published.isoformat(), str(post.updated)) == ("2011-05-05", "2011-05-07")
