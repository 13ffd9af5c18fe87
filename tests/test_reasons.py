"""Every hit shows why it is one: a mark for each of its reasons, or a few words."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus.post import Post
from kb.corpus.register import Entry
from kb.search.presenting.answer import Hit
from kb.search.query.query import Notice
from tests.corpora import post, registers
from tests.serving import FILLER, Search, bracketed, said, serving

REGISTERS = registers(
    organisations=[
        Entry(id="akerbo", name="Åkerbo kommun", aliases=("Åkerbo stad",)),
        Entry(id="esf", name="Europeiska socialfonden", aliases=("ESF",)),
    ],
    projects=[Entry(id="lyktan", name="Lyktan och vännerna")],
    synonyms=(("tåg", "räls trafik"),),
)
BODY = """\
Inledningen handlar om annat.

## Pumpafest

Stöd från Europeiska
jordbruksfonden kom till byn.

- elsparkcyklar
- Covid-19
- rabarber; Åkerbo

Vi mötte dr. Ester Blåklint kl. 18.30 vid s. Kanalen, bl.a. Anna och f.d. Kungen. Slutet.

Se mer hos [Skogsmullarna](https://example.org/) i dag. Yahoo! Sverige är här.

Kurser i
vävning
---
"""


def shown(hit: Hit) -> list[str]:
    """The title, reasons and passages of a hit, marks in brackets."""
    return [
        *([bracketed(hit.title, hit.title_highlights)] if hit.title_highlights else []),
        *(" ".join([r.code, *(str(value) for _, value in r.values)]) for r in hit.reasons),
        *(bracketed(s.text, s.highlights) for s in hit.snippets if s.highlights),
    ]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    posts = [
        post("2022-05-01", "Nyhet", BODY),
        post("2021-05-01", "Om ingenting", "Ett möte hölls.", organisations=["akerbo"]),
        post("2021-06-01", "Pengar", "ESF:s pengar är slut."),
        post("2019-05-01", "Årsmöte", "Alla kom. År 2019 var bra."),
        post("2018-05-01", "Årsmötet", "Ingen kom."),
        post("2018-06-01", "Vatten", f"Kanot. {'Hemma är det bra. ' * 30}\n\nSegel."),
        *said(*FILLER),
    ]
    with serving(tmp_path_factory.mktemp("reasons"), posts, REGISTERS) as search:
        yield search


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # items of lists, headings, link texts
        ("elsparkcykel", ["[elsparkcyklar] · Covid-19 · rabarber; Åkerbo · Vi mötte dr."]),
        ("rabarber", ["[rabarber]; Åkerbo · Vi mötte"]),
        ("pumpafest", ["[Pumpafest]: Stöd från Europeiska jordbruksfonden kom till byn."]),
        ("skogsmullar*", ["Se mer hos [Skogsmullarna] i dag. Yahoo! Sverige är här."]),
        ("kurs vävning", ["[Kurser] i [vävning]"]),
        # phrases that something divides
        ('"Europeiska jordbruksfonden"', ["Stöd från [Europeiska jordbruksfonden] kom till byn."]),
        ('"mötte dr Ester"', ["Vi [mötte dr. Ester] Blåklint kl. 18.30"]),
        ('"yahoo sverige"', ["[Yahoo! Sverige] är här."]),
        ('"kungen slutet"', ["f.d. [Kungen. Slutet]."]),
        ('"kurser i vävning"', ["[Kurser i vävning]"]),
        # full stops that end no sentence
        ("kanalen", ["Vi mötte dr. Ester Blåklint kl. 18.30 vid s. [Kanalen], bl.a. Anna"]),
        ("kungen", ["Vi mötte dr. Ester Blåklint"]),
        # several reasons
        ("kanot segel", ["[Kanot].", "[Segel]."]),
        ("byn rabarber pumpafest", ["[Pumpafest]: Stöd från"]),
        # … that are no words of the post
        ("åkerbo stad", ["mentions Åkerbo kommun"]),
        ("europeiska socialfonden", ["mentions Europeiska socialfonden"]),
        ("årsmöte 2018", ["[Årsmötet]", "published 2018"]),
        ("årsmöte 2019", ["[Årsmöte]", "År [2019] var bra."]),
        # optional words stay unmarked
        ("slutet och är", ["[Slutet]. Se mer hos"]),
    ],
)
def test_a_hit_shows_why_it_is_one(search: Search, query: str, expected: list[str]) -> None:
    found = [shown(hit) for hit in search(query).hits]
    assert any(
        len(lines) == len(expected)
        and all(e in line for e, line in zip(expected, lines, strict=True))
        for lines in found
    ), found
    assert all(found), found


def test_optional_words_of_a_name_are_not_marked(tmp_path: Path) -> None:
    posts = said(
        "Lyktan och vännerna lyser.", "Vännerna och lyktan.", "Lyktan med vännerna och oss."
    )
    with serving(tmp_path, posts, REGISTERS) as search:
        found = sorted(line for hit in search("lyktan och vännerna").hits for line in shown(hit))
    assert found == [
        "[Lyktan och vännerna] lyser.",
        "[Lyktan] med [vännerna] och oss.",
        "[Vännerna] och [lyktan].",
    ]


def test_the_end_of_a_very_long_post_is_shown_where_it_matches(tmp_path: Path) -> None:
    text = "\n\n".join(["Ett ord och många till. " * 400] * 10 + ["Sist kom en rabarber."] * 2)
    with serving(tmp_path, said(text)) as search:
        (hit,) = search("rabarber").hits
        assert shown(hit) == ["Sist kom en [rabarber]."]


# --- any corpus -------------------------------------------------------------------------------

WORDS = (
    *("bro", "Bron", "broar", "skolbro", "Åkerbo", "kommun", "kommunens", "ESF", "Europeiska"),
    *(
        "socialfonden",
        "2018",
        "möte",
        "årsmöte",
        "och",
        "är",
        "e-post",
        "vattenhjul",
        "hjul",
        "vatten",
    ),
    *("räls", "trafik", "tåg", "dr.", "kl. 18", "Lyktan", "vännerna", "föreningar", "åk"),
)
GAPS = (
    " ",
    " ",
    " ",
    ". ",
    "\n",
    "\n\n",
    "\n- ",
    "\n\n## ",
    "\n\n| ",
    ", ",
    "! ",
    "\\\n",
    "\n> ",
    "*",
)
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)), max_size=25).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
POSTS = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    TEXTS,
    st.sampled_from([[], [], ["akerbo"], ["esf"]]),
    st.sampled_from(["2018", "2020"]),
)
PIECES = st.sampled_from(
    [
        *(word.strip(".") for word in WORDS),
        *("bro*", "kom*", '"kommun bro"', '"europeiska socialfonden"', '"och är"', "Åkerbo kommun"),
        *("Åkerbo stad", "bro OR tåg", "foreningar", "brro", "-bro", "NOT kommun", "vattenhjulet"),
        *(
            "europeiska socialfonden",
            "Lyktan och vännerna",
            "tåg 2018",
            "akerbo kommun",
            "skolbrobygge",
        ),
    ]
)
QUERIES = st.lists(PIECES, min_size=1, max_size=3).map(" ".join)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(POSTS, min_size=1, max_size=5),
    st.lists(QUERIES, min_size=8, max_size=12, unique=True),
    st.booleans(),
)
def test_every_hit_of_a_text_query_has_a_mark_or_a_reason(
    drawn: list[tuple[str, str, list[str], str]], queries: list[str], many: bool
) -> None:
    posts: list[Post] = [
        post(f"{year}-01-01", title, text, id=f"{year}-01-01-p{number}", organisations=about)
        for number, (title, text, about, year) in enumerate(drawn)
    ]
    # Among many posts less is loosened.
    posts += said(*FILLER) if many else []
    with TemporaryDirectory() as folder, serving(Path(folder), posts, REGISTERS) as search:
        for query in queries:
            answer = search(query)
            for hit in answer.hits if answer.request.query.ranked else ():
                assert shown(hit), (query, hit)
                assert_is_of(hit, {each.id: each for each in posts}[hit.id])


# What stands in passages, though not in the post: between pieces, and where text is left out.
OURS = " …·:"


def assert_is_of(hit: Hit, post: Post) -> None:
    """Every character of a passage is of the post, and reasons are true."""
    for snippet in hit.snippets:
        inside = [snippet.text[start:end] for start, end in snippet.highlights]
        assert all(text.strip() == text != "" for text in inside)
        rest = iter(post.body)
        assert all(letter in rest for letter in snippet.text if letter not in OURS)
    for reason in hit.reasons:
        if reason == Notice.of("published", year=2018):
            assert post.published.year == 2018
        else:
            assert reason.code == "mentions"
            assert hit.organisations or hit.projects
