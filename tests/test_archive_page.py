import re
import unicodedata
from collections import Counter
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.errors import ImportFileError
from kb.importers.archive.page import read_archive
from kb.importers.archive.titles.start import title_start
from kb.importers.found import Extraction, LeftOut
from kb.importers.plain_text import from_plain_text
from tests.archive_pages import (
    BODIES,
    IMAGE_NAMES,
    TAILS,
    TITLES,
    UNTOLD,
    MadePost,
    date_line,
    made_pages,
)

IMAGE = "an image's name"
SEED = Path(__file__).parents[1].parent / "shared/data/seed/aktuellt.txt"
ALL_TITLES = [title for titles in TITLES.values() for title in titles]
ALL_TAILS = [tail for tails in TAILS.values() for tail in tails]


class NoPage:
    """A page that has no word elsewhere."""

    def has(self, word: str) -> bool:
        return False


def two_posts(before_second_title: str, title: str = "Nya tag i Lund") -> str:
    return (
        "Kansliet flyttar\nPublicerat den 4 juni, 2017\n\nVi byter lokal.\n\n"
        f"{before_second_title}{title}\nPublicerat den 3 juni, 2017\n\nMer om det.\n"
    )


# --- the page this was made for ---------------------------------------------------------------

SEED_POSTS = [
    ("2017-06-29", "Kooperativ tryggar jobb", "Personalkooperativ", "http://www.copac.coop"),
    ("2017-06-28", "VAD ÄR DET SOM ÄR SÅ BRA MED SAMVERKAN?", "Det finns", "längre tid."),
    ("2017-06-09", "Är du vår nya medarbetare?", "Vi söker", "0708-65 84 92"),
    (
        "2017-02-22",
        "SOCIAL INNOVATION SKÅNE – LÄRDOMAR, UTMANINGAR OCH MÖJLIGHETER",
        "Inom ramen",
        "DIG HÄR!",
    ),
    (
        "2017-02-21",
        "INNOVATIVA LÖSNINGAR KRING MAT",
        "Min Farm",
        "Social Innovation Skånes webbplats",
    ),
    ("2017-01-28", "SOCIAL INNOVATION – DÅTID, NUTID OCH FRAMTID", "Vad är", "Sektor Skåne."),
    ("2016-12-22", "VAD SKA LÖSAS OCH VAD INNEBÄR DET?", "I slutet", "Sektor Skåne."),
    ("2016-09-02", "Nya medarbetare", "Coompanion Skåne", "välkomna!"),
    ("2016-08-24", "Social Innovation Summit", "Social", "dig här!"),
    ("2016-06-22", "Coompanion i Almedalen 2016", "Coompanion på", "_2016"),
]


@pytest.fixture(scope="module")
def seed() -> str:
    if not SEED.exists():
        pytest.skip("the seed page is not beside the repository (../shared/data/seed)")
    return SEED.read_text(encoding="utf-8")


def test_seed_page_gives_its_ten_posts(seed: str) -> None:
    extraction = read_archive(seed, "aktuellt.txt")

    found = [(post.published.isoformat(), post.title) for post in extraction.posts]
    assert found == [(published, title) for published, title, _, _ in SEED_POSTS]
    for post, (_, _, first, last) in zip(extraction.posts, SEED_POSTS, strict=True):
        plain = plain_text(post.body)
        assert plain.startswith(first)
        assert plain.endswith(last)
    assert extraction.quarantined == ()
    assert extraction.left_out[0].text == "Aktuellt"
    assert [item.text for item in extraction.left_out if item.reason == IMAGE] == [
        "coompanion_payoff",
        "siskonfst",
        "market1280",
        "social-innovation-skane-logo",
        "WPheader",
    ]
    assert_nothing_lost(seed, extraction)


def test_seed_page_with_windows_line_ends_and_decomposed_letters_reads_the_same(seed: str) -> None:
    changed = "\ufeff" + unicodedata.normalize("NFD", seed).replace("\n", "\r\n")

    assert read_archive(changed, "a.txt") == read_archive(seed, "a.txt")


# --- where a title begins ---------------------------------------------------------------------


def test_no_made_up_title_is_cut_wrongly() -> None:
    outcomes: dict[str, Counter[str]] = {}
    wrong = []
    for (kind, tails), (_, titles) in product(TAILS.items(), TITLES.items()):
        for tail, title in product(tails, titles):
            start = title_start(tail + title, NoPage())
            outcome = "quarantined" if start.doubt else "told"
            if not start.doubt and start.at != len(tail):
                outcome = "wrong"
                wrong.append((tail, title))
            outcomes.setdefault(kind, Counter())[outcome] += 1

    assert sorted(wrong) == sorted(UNTOLD)
    # Glues that rules can decide are decided; the rest is honest doubt.
    told = {kind: count["told"] / count.total() for kind, count in outcomes.items()}
    assert {kind: share for kind, share in told.items() if share < LEAST_TOLD.get(kind, 0.75)} == {}


LEAST_TOLD = {
    "exclamation": 0.95,
    "question": 0.95,
    "full stop": 0.9,
    "address with capitals": 0.25,  # which capital begins the title, nobody can tell
    "word with a capital": 0.25,  # Lund|Nya as much as Lund|Karnevalen
    "words in capitals": 0.4,
    "year": 0.7,
    "word": 0.65,
    "address with path": 0.7,
}


@pytest.mark.parametrize("title", ALL_TITLES)
def test_a_title_on_its_own_line_is_whole(title: str) -> None:
    start = title_start(title, NoPage())

    assert start.at == 0
    assert bool(start.doubt) == title.endswith(":")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Läs mer på http://exempel.se/nyheterSå gick det", "Så gick det"),
        ("Kontakt: info@exempel.seVAD HÄNDER NU", "VAD HÄNDER NU"),
        ("http://exempel.se/OmOssVAD HÄNDER NU", "VAD HÄNDER NU"),
        ("kom.nu finns på LinkedIn.Vi växer", "Vi växer"),
        ('ropade "kom hit!"Nya medarbetare', "Nya medarbetare"),
        ('kom hit!"Vi behövs" säger Anna', '"Vi behövs" säger Anna'),
        ('… och sa: "Kom!""Vi behövs" säger Anna', '"Vi behövs" säger Anna'),
        ("(se www.exempel.se)Nya medarbetare", "Nya medarbetare"),
        ("mötet.iPhone-kurs på biblioteket", "iPhone-kurs på biblioteket"),
        ("Foto: Anna Ek.Så blev dagen", "Så blev dagen"),
    ],
)
def test_glue_is_told(line: str, title: str) -> None:
    start = title_start(line, NoPage())

    assert start.doubt == ""
    assert line[start.at :] == title


@pytest.mark.parametrize(
    "line",
    [
        "SkåneTrafiken bygger om",  # a name, or Skåne and a title
        "copac.coopvad är det som är så bra",  # no end of the address is credible
        "Läs på http://exempel.se/OmOssNyaRum öppnar",
        "Kom på mötet.Ta med fika!Hela dagen är fri",  # a typing error in text or title
        "Ring 0413-620 0010 tips för trädgården",
        "Anmäl dig härnya tider i simhallen",
        "Så här stod det då:",
        "coompanion_payoff",
        "***",
        "Ett ord " * 30,
    ],
)
def test_doubt_is_named(line: str) -> None:
    start = title_start(line, NoPage())

    assert "“" in start.doubt


@pytest.mark.parametrize(
    "title",
    [
        "www.exempel.se har ny form",
        "exempel.se får ny webb",
        "Node.js och ASP.NET-kurs",
        "J.R.R.Tolkien läses högt",
        "Öppet kl.14 i sal A4",
        "5G och 3D i skolan",
        "Träff den 2017-06-29 kl 17.30",
        "EU:s pengar till ASF:er",
        "Bris (o)möjliga uppdrag",
        "Kaffe på Wayne’s och O’Learys",
        "1177 svarar på 20-talet",
        "Hälsa från A till Ö",
        "Ny version: 10.4.1",
    ],
)
def test_marks_inside_a_title_are_no_glue(title: str) -> None:
    start = title_start(title, NoPage())

    assert (start.at, start.doubt) == (0, "") or "10.4.1" in title


def test_a_spelling_that_the_page_has_elsewhere_is_no_glue() -> None:
    title = "SkåneTrafiken bygger om"
    elsewhere = two_posts("", title).replace("Vi byter lokal.", "Vi åker med SkåneTrafiken.")

    assert [post.title for post in read_archive(elsewhere, "a").posts][1:] == [title]
    assert len(read_archive(two_posts("", title), "a").quarantined) == 2


def test_a_quotation_over_several_lines_keeps_its_end() -> None:
    page = two_posts("”Det är roligt.\nKom med oss!”")

    assert [post.title for post in read_archive(page, "a").posts] == [
        "Kansliet flyttar",
        "Nya tag i Lund",
    ]


# --- date lines -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Publicerat den 3 juni, 2017",
        "PUBLICERAT DEN 3 JUNI, 2017",
        "publicerad den 3 juni 2017.",
        "\u00a0Publicerat\u00a0den\u00a03\u00a0juni,\u00a02017 ",
        "Publicerat  den 03 Juni ,2017",
        "Publicerat lördag den 3 juni, 2017",
        "Publicerat den 3 jun 2017",
        "Publicerat den 3:e juni 2017",
        "\u200bPublicerat den 3 juni, 2017\u200b",
    ],
)
def test_date_lines_are_read_as_people_write_them(line: str) -> None:
    extraction = read_archive(f"Nya tag\n{line}\nText\n", "a")

    assert [(post.title, post.published, post.body) for post in extraction.posts] == [
        ("Nya tag", date(2017, 6, 3), "Text")
    ]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known(month: int) -> None:
    day = date(2018, month, 28)

    extraction = read_archive(f"Nya tag\n{date_line(day)}\n", "a")

    assert [post.published for post in extraction.posts] == [day]


@pytest.mark.parametrize(
    "faulty", ["31 juni, 2017", "3 jnui, 2017", "0 maj, 2017", "29 februari, 2017", "3 6 2017"]
)
def test_a_date_that_does_not_exist_takes_its_own_post_only(faulty: str) -> None:
    page = (
        "Först\nPublicerat den 4 maj, 2017\n\nEtt.\n\n"
        f"Mitten\nPublicerat den {faulty}\n\nTvå.\n\n"
        "Sist\nPublicerat den 2 maj, 2017\n\nTre.\n"
    )

    extraction = read_archive(page, "a")

    assert [post.title for post in extraction.posts] == ["Först", "Sist"]
    (quarantined,) = extraction.quarantined
    assert (quarantined.title, quarantined.where) == ("Mitten", "lines 6-9")
    assert f"den {faulty}” (line 7)" in quarantined.reason
    assert_nothing_lost(page, extraction)


def test_a_date_inside_a_sentence_is_text() -> None:
    page = two_posts("Notisen är märkt Publicerat den 1 maj, 2017 och gäller än.\n\n")

    assert len(read_archive(page, "a").posts) == 2


@pytest.mark.parametrize(
    "quoted",
    [
        "Så här stod det:\nPublicerat den 1 maj, 2011\nDet var då.",
        "Publicerat den 1 maj, 2011\nDet var då.",
        "En lång rad som börjar en berättelse om hur allt gick till när föreningen bildades, och "
        "som inte är slut än.\nPublicerat den 1 maj, 2011\noch så vidare i flera år.",
    ],
)
def test_a_date_line_quoted_in_a_body_is_never_a_post(quoted: str) -> None:
    titles = [f"Nyhet {word}" for word in ("ett", "två", "tre", "fyra", "fem")]
    posts = [
        f"{title}\nPublicerat den {20 - number} juni, 2017\n\n{quoted if number == 2 else 'Text.'}"
        for number, title in enumerate(titles)
    ]
    page = "\n\n".join(posts)

    extraction = read_archive(page, "a")

    assert [post.title for post in extraction.posts] == [t for t in titles if t != "Nyhet tre"]
    assert all(item.reason for item in extraction.quarantined)
    assert_nothing_lost(page, extraction)


def test_a_date_line_glued_to_its_title_is_seen() -> None:
    page = two_posts("Nytt kontorPublicerat den 3 juni, 2017\n\nText.\n\n")

    extraction = read_archive(page, "a")

    assert [post.title for post in extraction.posts] == ["Nya tag i Lund"]
    assert "its date line in one line" in extraction.quarantined[0].reason


# --- the page as a whole ----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n\u00a0\n", "\ufeff", "Aktuellt\n\nEn text utan datum.\n"])
def test_a_page_without_posts_is_an_error(text: str) -> None:
    with pytest.raises(ImportFileError, match=r"^aktuellt\.txt: [^\n]+$"):
        read_archive(text, "aktuellt.txt")


def test_an_uncertain_boundary_takes_both_its_posts_and_no_more() -> None:
    page = two_posts("Hälsningar från Lund", "Karnevalen är här") + (
        "\nTredje nyheten\nPublicerat den 2 juni, 2017\n\nSlut.\n"
    )

    extraction = read_archive(page, "a")

    assert [post.title for post in extraction.posts] == ["Tredje nyheten"]
    assert [item.where for item in extraction.quarantined] == ["lines 1-4", "lines 6-9"]
    for item in extraction.quarantined:
        assert "“Karnevalen är här”" in item.reason
        assert "line 6" in item.reason
    assert_nothing_lost(page, extraction)


def test_quarantined_text_can_be_mended_and_read_again() -> None:
    extraction = read_archive(two_posts("Hälsningar från Lund", "Karnevalen är här"), "a")

    mended = "\n".join(item.text for item in extraction.quarantined).replace("LundK", "Lund\n\nK")

    assert [post.title for post in read_archive(mended, "a").posts] == [
        "Kansliet flyttar",
        "Karnevalen är här",
    ]


def test_a_long_text_before_the_first_title_is_quarantined_and_the_post_kept() -> None:
    page = "Det här är en lång text som ingen vet vems den är. " * 10 + "\n\n" + two_posts("")

    extraction = read_archive(page, "a")

    assert len(extraction.posts) == 2
    assert [item.where for item in extraction.quarantined] == ["line 1"]
    assert_nothing_lost(page, extraction)


def test_an_exact_double_is_one_post_and_said() -> None:
    post = "Nya tag\nPublicerat den 3 juni, 2017\n\nText.\n\n"

    extraction = read_archive(post * 2 + post.replace("Text.", "Annan text."), "a")

    assert [(p.title, p.body) for p in extraction.posts] == [
        ("Nya tag", "Text."),
        ("Nya tag", "Annan text."),
    ]
    double = next(item for item in extraction.left_out if "the same post" in item.reason)
    assert double == LeftOut(
        post.strip(), "lines 6-9", "the same post as in lines 1-4, to the letter"
    )


def test_a_page_is_read_whole() -> None:
    assert read_archive(two_posts(""), "a").complete


def test_a_body_reads_as_the_page_did() -> None:
    body = "Tankar:\n\u00a0• Ett *viktigt* fynd\n– Ja, sa hon.\n\u00a0\n1. Först\n# Rubrik"
    page = f"Nya tag\nPublicerat den 3 juni, 2017\n\n{body}\n"

    (post,) = read_archive(page, "a").posts

    assert post.body == from_plain_text(body)
    assert plain_text(post.body).split() == body.split()


def test_names_of_images_are_left_out_of_a_body() -> None:
    page = (
        "Nya tag\nPublicerat den 3 juni, 2017\n\nsiskonfst\n\nEn bro.\nbro_ny.jpg\nDen är röd.\n\n"
        "market1280Mera tag\nPublicerat den 2 juni, 2017\n\nWPheader\n"
    )

    extraction = read_archive(page, "a")

    assert [post.body for post in extraction.posts] == ["En bro.\nDen är röd.", ""]
    assert [(i.text, i.where) for i in extraction.left_out if i.reason == IMAGE] == [
        ("siskonfst", "line 4"),
        ("bro_ny.jpg", "line 7"),
        ("market1280", "line 10"),
        ("WPheader", "line 13"),
    ]
    assert_nothing_lost(page, extraction)


def plain_text(markdown: str) -> str:
    return "\n\n".join(paragraph.text for paragraph in render(markdown).paragraphs)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\ufeff\u200b\u2060]+", "", unicodedata.normalize("NFC", text))


def assert_nothing_lost(page: str, extraction: Extraction) -> None:
    """Every character but white space stands in exactly one place, in the page's order."""

    def first_line(where: str) -> int:
        return int(re.findall(r"\d+", where)[0])

    # Names of images stand within bodies: each is taken out of the line it is said to be in.
    lines = unicodedata.normalize("NFC", page).splitlines()
    for image in extraction.left_out:
        if image.reason == IMAGE:
            line = first_line(image.where) - 1
            assert lines[line].strip().startswith(image.text)
            lines[line] = lines[line].replace(image.text, "", 1)
    pieces: list[tuple[int, int, str]] = []
    for item in extraction.left_out:
        if item.reason == IMAGE:
            continue
        order = 0 if item.reason == "the page's heading" else 2
        pieces.append((first_line(item.where), order, item.text))
    dates = sorted(first_line(i.where) for i in extraction.left_out if i.reason == "a date line")
    for post, date_at in zip(extraction.posts, dates, strict=True):
        pieces.append((first_line(post.where), 1, post.title))
        pieces.append((date_at, 3, plain_text(post.body)))
    for doubtful in extraction.quarantined:
        pieces.append((first_line(doubtful.where), 1, doubtful.text))
    assert squeezed("".join(text for _, _, text in sorted(pieces))) == squeezed("".join(lines))


def without_images(post: MadePost) -> str:
    return "\n".join(line for line in post.body.split("\n") if line not in IMAGE_NAMES)


def assert_posts_are_true(made: list[MadePost], extraction: Extraction) -> None:
    """Each post found is one that was made, whole; none is found twice; order is kept."""
    truth = [(post.title, post.published, from_plain_text(without_images(post))) for post in made]
    rest = iter(truth)
    for post in extraction.posts:
        assert (post.title, post.published, post.body) in rest


@settings(max_examples=300, deadline=None)
@given(made_pages())
def test_made_up_pages_are_told_apart_or_quarantined(page: tuple[str, list[MadePost]]) -> None:
    text, made = page

    extraction = read_archive(text, "a")

    assert_posts_are_true(made, extraction)
    assert_nothing_lost(text, extraction)
    doubles = [item for item in extraction.left_out if "the same post" in item.reason]
    assert len(extraction.posts) + len(extraction.quarantined) + len(doubles) >= len(made)


@settings(max_examples=100, deadline=None)
@given(made_pages(glued=False))
def test_pages_without_glue_are_read_whole(page: tuple[str, list[MadePost]]) -> None:
    text, made = page

    extraction = read_archive(text, "a")

    doubles = [item for item in extraction.left_out if "the same post" in item.reason]
    assert len(extraction.posts) + len(doubles) == len(made)
    assert_posts_are_true(made, extraction)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60)
        | st.sampled_from(BODIES),
        max_size=8,
    ),
    st.integers(0, 7),
)
@example(["a\u2028b", "\x0c", "x"], 0)
def test_nothing_is_lost_of_any_text(lines: list[str], place: int) -> None:
    lines.insert(min(place, len(lines)), "Publicerat den 3 juni, 2017")
    page = "\n".join(lines)

    extraction = read_archive(page, "a")

    pieces = [item.text for item in extraction.left_out]
    pieces += [item.text for item in extraction.quarantined]
    pieces += [post.title for post in extraction.posts]
    bodies = [squeezed(post.body.replace("\\", "")) for post in extraction.posts]
    found = Counter(squeezed("".join(pieces)).replace("\\", "")) + Counter("".join(bodies))
    expected = Counter(squeezed(page).replace("\\", ""))
    # Markdown puts addresses between < and >.
    for sign in "<>":
        found[sign] = expected[sign]
    assert +found == +expected


def test_a_large_page_takes_time_in_proportion() -> None:
    """Counted in lines of one long page, a line of a million signs, and a word without end."""
    day = date(2017, 6, 29)
    posts = [
        f"Nyhet nummer {n}\n{date_line(day - timedelta(days=n))}\n\nEn text.\n" for n in range(3000)
    ]
    long_line = "ord " * 250_000
    endless = "a.B" * 300_000
    page = "\n".join([*posts, long_line, "", endless, "", "Sist\nPublicerat den 1 maj, 2001\n"])
    page += endless + "\nPublicerat den 1 maj, 2000\n"

    extraction = read_archive(page, "a")

    assert len(extraction.posts) + len(extraction.quarantined) == 3002
