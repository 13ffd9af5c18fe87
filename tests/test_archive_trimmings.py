"""What closes posts or stands beside titles, told by its place on the page and not by its words."""

from datetime import date, timedelta

import pytest

from kb.importers.archive.page import read_archive

TITLES = (
    *("Bryggan är lagad", "iKajak för nybörjare", "Vem tar hand om rodret?"),
    *("Regattan flyttas till juni", "e-tjänst för bryggplatser", "Ö"),
)
DAYS = [date(2014, 6, 20) - timedelta(days=11 * number) for number in range(6)]
LABELS = ("Ute och inne", "Hamnen", "Ute och inne", "Vinterbad", "Hamnen", "Fest i stugan")
TEXT = "Det var den dagen {number} båtar i hamnen, och alla kom hem igen."
EXPECTED = [
    (title, day, TEXT.format(number=number))
    for number, (title, day) in enumerate(zip(TITLES, DAYS, strict=True))
]


def read(layout: str, tail: str = "") -> list[tuple[str, date, str]]:
    pieces = [
        layout.format(
            title=title, date=day.isoformat(), label=label, text=TEXT.format(number=number)
        )
        for number, (title, day, label) in enumerate(zip(TITLES, DAYS, LABELS, strict=True))
    ]
    extraction = read_archive("\n".join(pieces) + tail, "sida.txt")
    return [(post.title, post.published, post.body.strip()) for post in extraction.posts]


@pytest.mark.parametrize("tail", ["", "\nLadda in tidigare\n", "\nHamnkontoret\nKajgatan 2\n"])
@pytest.mark.parametrize(
    "closing", ["Bläddra vidare", "Tyck till om {title}", "Rösta på {title} →", "Hjärta 0"]
)
@pytest.mark.parametrize("head", ["{title}\n{date}\n", "{date}\n{title}\n", "{date} – {title}\n\n"])
def test_the_line_that_closes_all_posts_closes_the_last(head: str, closing: str, tail: str) -> None:
    assert read(f"{head}{{text}}\n{closing}\n", tail) == EXPECTED


@pytest.mark.parametrize(
    "head", ["{date} – {title}", "{date}: {title}", "{title} | {date}", "{title} ({date})"]
)
def test_titles_in_date_lines_may_begin_with_a_small_letter(head: str) -> None:
    assert read(f"{head}\n{{text}}\n") == EXPECTED


def test_den_before_a_date_is_no_title() -> None:
    lines = "\n\n".join(
        f"{title} | den {day.day} maj {day.year}\n{TEXT}"
        for title, day in zip(TITLES, DAYS, strict=True)
    )

    extraction = read_archive(lines, "sida.txt")

    assert [post.title for post in extraction.posts] == list(TITLES)


@pytest.mark.parametrize(
    "layout",
    [
        "{title}\n{label}\n{date}\n{text}\n",
        "{title}\n{date}\n{label}\n{text}\n",
        "{label}\n{date}\n{title}\n{text}\n",
        "{date}\n{label}\n{title}\n{text}\n",
        "{title}\n\n{label}\n\n{text}\n\n{date}\n",
    ],
)
def test_labels_beside_titles_are_none(layout: str) -> None:
    found = read(layout)

    assert [post for post in found if post not in EXPECTED] == []
    assert len(found) in (0, len(EXPECTED) - 1, len(EXPECTED))


def test_titles_of_a_word_or_three_may_come_again() -> None:
    titles = ("Årsmöte", "Vårfest", "Årsmöte", "Städdag", "Loppis på torget")
    page = "\n".join(
        f"{title}\n{day.isoformat()}\n{TEXT.format(number=number)}\n"
        for number, (title, day) in enumerate(zip(titles, DAYS, strict=False))
    )

    extraction = read_archive(page, "sida.txt")

    assert [post.title for post in extraction.posts] == list(titles)


def test_what_images_show_is_no_text_of_the_post_above() -> None:
    pictures = ("kajen i sol", "rodret", "två kajaker", "dimman över viken", "grillen", "ön")
    page = "Bild av fören\n" + "\n".join(
        f"{title}\n{day.isoformat()}\n{TEXT.format(number=number)}\nBläddra vidare\nBild av {shown}"
        for number, (title, day, shown) in enumerate(zip(TITLES, DAYS, pictures, strict=True))
    )

    extraction = read_archive(page, "sida.txt")

    found = [(post.title, post.published, post.body.strip()) for post in extraction.posts]
    assert found[:-1] == EXPECTED[:-1]


def test_a_title_that_an_image_says_before_it_stands_once() -> None:
    layout = (
        "{title}\n{title}\nMona Frid\n{date}\n1 min läsning\n{text}\n2 visningar\n0 kommentarer\n7"
    )
    assert read(layout) == EXPECTED


@pytest.mark.parametrize("bullet", ["»", "•", "–"])
def test_the_bullet_of_all_titles_is_no_part_of_them(bullet: str) -> None:
    assert read(bullet + " {title}\nPublicerad {date}\n{text}\n") == EXPECTED


def test_two_titles_that_are_what_somebody_says_keep_their_dashes() -> None:
    said = ("– Vi behöver en större brygga", "– Ingen ska behöva ro hem")
    for first, second in ((said[0], said[1]), (said[0], said[0])):
        page = (
            f"{first}\nPublicerad 2014-06-20\n{TEXT.format(number=1)}\n\n"
            f"{second}\nPublicerad 2014-06-09\n{TEXT.format(number=2)}\n"
        )
        found = read_archive(page, "sida.txt").posts
        assert [post.title for post in found] == [first, second]


def test_categories_that_come_once_below_titles_are_none() -> None:
    kinds = ("Trafik", "Bygga", "Vatten", "Skola", "Natur", "Kultur")
    page = "\n".join(
        f"{title}\nNyhet • {kind} • {day.isoformat()}\n\n{text}\n"
        for (title, day, text), kind in zip(EXPECTED, kinds, strict=True)
    )
    found = read_archive(page, "sida.txt").posts
    assert [(post.title, post.published, post.body) for post in found] == EXPECTED
