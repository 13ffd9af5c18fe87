from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.corpus.post import Post
from kb.corpus.register import Entry, Registers
from kb.search.expansion import Expansion
from kb.search.parser import make_query
from kb.search.plan import Form, Look, Reading, Step
from kb.search.query import Facet, Occur
from kb.search.results import Results
from kb.search.tables import Tables
from kb.search.vocabulary import Vocabulary
from tests.corpora import analyzer, post
from tests.serving import Search, found, said, serving

REGISTERS = Registers(
    organisations=(
        Entry(id="angslunda", name="Ängslunda bygdelag", aliases=("Lagarna", "Lag i Ängslunda")),
        Entry(id="bro", name="Bro"),
    ),
    projects=(Entry(id="lagarna", name="Lagarna"),),
    synonyms=(("kooperativ", "sammanslutning"), ("öppen föreläsning", "kurskväll")),
)


def readings(text: str, *known: str) -> list[Reading]:
    """Read a query for an index that has some words, each in one post."""

    def count(form: Form, word: str) -> int:
        return int(form is Form.EXACT and word in known)

    return list(
        Expansion(analyzer(), Tables(REGISTERS), Vocabulary(known, count, posts=10)).readings(
            make_query(text)
        )
    )


def steps(text: str, *known: str) -> list[str]:
    return [reading.step.value for reading in readings(text, *known)]


# --- which steps there are --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("kyrka", ["kyrka"], []),
        ("kyrka bänk", ["kyrka", "bänk"], ["some"]),
        ("kyrka och bänk", ["kyrka", "bänk"], ["some"]),
        ("kyrka och", ["kyrka"], []),
        ("kyrka OR bänk", ["kyrka", "bänk"], []),
        ("", [], []),
        ("och", [], []),
        ("saknas", [], []),
        # unknown words only, and each in the first way there is
        ("foretag", ["företag"], ["folded"]),
        ("foretga", ["företag"], ["fuzzy"]),
        ("foretag kyrak", ["företag", "kyrka"], ["folded", "fuzzy", "some"]),
        ("foretag", ["företag", "foretag"], []),
        ("foretag", ["företag", "fortag"], ["folded"]),
        ("kyrka", ["kyrka", "kyrkan"], []),
        # a dictionary's word is no slip, and no figure is
        ("kyrka", ["kyrkta"], []),
        ("2016", ["2017"], []),
        ("a2016", ["a2017"], []),
        # parts of a compound, unless they stand everywhere
        ("busskur", ["buss"], ["some"]),
        # phrases, exclusions and beginnings are as they are
        ('"foretag"', ["företag"], []),
        ("-foretag", ["företag"], []),
        ("foreta*", ["företag"], []),
        ('"ny kyrak"', ["ny", "kyrka"], []),
        ('kyrka "ny bänk"', ["kyrka", "ny", "bänk"], []),
        ("kyrka -bänk", ["kyrka", "bänk"], []),
        # names are whole, phrases that other words stand for are not
        ("ängslunda bygdelag", [], []),
        ("lag i ängslunda", [], []),
        ("öppen föreläsning", ["öppen", "föreläsning"], ["some"]),
    ],
)
def test_steps(text: str, known: list[str], expected: list[str]) -> None:
    assert steps(text, *known) == ["strict", *expected]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *("kyrka", "kyrak", "foretag", "företag", "och", "OR", "saknas", "-kyrka", "bro"),
                *('"ny kyrka"', "kyr*", "öppen", "föreläsning", "kooperativ", '-"ny kyrka"'),
            ]
        ),
        max_size=6,
    )
)
def test_steps_keep_their_order_and_what_is_meant_as_written(pieces: Sequence[str]) -> None:
    read = readings(" ".join(pieces), "kyrka", "företag", "ny")
    order = list(Step)
    places = [order.index(reading.step) for reading in read]
    assert places == sorted(set(places))
    assert read[0].step is Step.STRICT

    def fixed(reading: Reading) -> list[object]:
        # Words of a phrase that falls apart may be added; nothing that was there goes.
        return [need for need in reading.needs if not need.loose and need.occur is not Occur.MAY]

    assert all(fixed(reading) == fixed(read[0]) for reading in read)


def test_exclusions_match_inflections_and_nothing_else() -> None:
    _, excluded = readings("bänk -kooperativ")[0].needs
    assert {way.form for way in excluded.ways if isinstance(way, Look)} == {Form.EXACT, Form.STEM}
    assert len(excluded.ways) == 2


# --- names ------------------------------------------------------------------------------------


NAMING = [
    post("2017-01-01", "Ängslunda bygdelag lagar bron", id="2017-01-01-name"),
    post("2017-01-02", "Ny dörr", "Den gamla var ett lag i Ängslunda.", id="2017-01-02-written"),
    post("2017-01-03", "Lag i Ängslunda", "Nu blir det dans.", id="2017-01-03-alias"),
    post(
        "2017-01-04",
        "Utan namn",
        "Ändå är det de.",
        organisations=["angslunda"],
        id="2017-01-04-hand",
    ),
    post("2017-01-05", "Bygdelag", "Det finns flera i Ängslunda.", id="2017-01-05-words"),
    post("2017-01-06", "Ängslunda", "Byn är gammal.", id="2017-01-06-half"),
    post("2017-01-07", "Annat", "Ingenting.", id="2017-01-07-none"),
]


@pytest.fixture(scope="module")
def naming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with serving(tmp_path_factory.mktemp("names"), NAMING, REGISTERS) as search:
        yield search


@pytest.mark.parametrize("text", ["Ängslunda bygdelag", "lag i ängslunda"])
def test_a_name_finds_every_name_and_mention(naming: Search, text: str) -> None:
    results = naming(text)
    assert set(found(results)) >= {"name", "alias", "written", "hand"}
    assert not {"half", "none"} & set(found(results))
    assert [(facet, entry.id) for facet, entry in results.named] == [
        (Facet.ORGANISATION, "angslunda")
    ]
    assert results.relaxed is None


@pytest.mark.parametrize("text", ["angslunda bygdelag", "lag i angslunda"])
def test_a_name_without_dots_finds_the_same_folded(naming: Search, text: str) -> None:
    results = naming(text)
    assert set(found(results)) >= {"name", "alias", "written", "hand"}
    assert not {"half", "none"} & set(found(results))
    assert [entry.id for _, entry in results.named] == ["angslunda"]
    assert step(results) == "folded"


def test_an_alias_without_letters_is_no_name(tmp_path: Path) -> None:
    registers = Registers(organisations=(Entry(id="bro", name="Bro", aliases=("–",)),))
    with serving(tmp_path, said("En bro.", "Annat."), registers) as search:
        assert found(search("bro")) == ["p0"]
        for text in ("", "–", "-bro"):
            assert search(text).named == ()


def test_an_alias_of_two_entries_names_both(naming: Search) -> None:
    assert [entry.id for _, entry in naming("Lagarna").named] == ["angslunda", "lagarna"]
    assert set(found(naming("Lagarna"))) >= {"name", "alias", "written", "hand"}


def test_a_name_in_quotes_stays_as_written(naming: Search) -> None:
    results = naming('"Ängslunda bygdelag"')
    assert found(results) == ["name"]
    assert [entry.id for _, entry in results.named] == ["angslunda"]
    assert found(naming('"Angslunda bygdelag"')) == []


def test_a_name_with_a_part_in_quotes_requires_that_part(naming: Search) -> None:
    for text in ('"Ängslunda" bygdelag', 'Ängslunda "bygdelag"'):
        assert set(found(naming(text))) == {"name", "words"}


def step(results: Results) -> str | None:
    return results.relaxed.step if results.relaxed else None


# --- how far ----------------------------------------------------------------------------------

# Letters stand for numbers: w7 and w8 would be slips of each other.
COUNTED = {1: "kyrka", 2: "bänkar", 3: "glasögon", 9: "dragspel", 10: "fiskmås"}


@pytest.fixture(scope="module", params=[5, 9, 10, 30, 100, 250])
def sized(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, Search]]:
    """An index of so many posts: every word of COUNTED in so many, one more post has "mera"."""
    size = int(request.param)
    texts = ["mera"] + [
        "text " + " ".join(word for count, word in COUNTED.items() if number < count)
        for number in range(size - 1)
    ]
    with serving(tmp_path_factory.mktemp("sized"), said(*texts)) as search:
        yield size, search


def test_few_hits_loosen(sized: tuple[int, Search]) -> None:
    """Fewer than ten, and fewer than a tenth of the index; one is enough in a small index."""
    size, search = sized
    for count, word in COUNTED.items():
        if count < size:
            results = search(f"text {word}")
            if count < 10 and 10 * count < size:
                assert (step(results), results.total) == ("some", size - 1)
            else:
                assert (step(results), results.total) == (None, count)


def test_no_hit_loosens_in_an_index_of_any_size(sized: tuple[int, Search]) -> None:
    size, search = sized
    for text, total in (("mera text", size), ("mera saknas", 1), ("saknas text", size - 1)):
        assert (step(search(text)), search(text).total) == ("some", total)


def test_a_step_says_what_it_did(ladder: Search) -> None:
    def said_of(text: str) -> str:
        relaxed = ladder(text).relaxed
        return relaxed.text if relaxed else ""

    assert "utan prickar" in said_of("stovlar")
    assert "liknar" in said_of("dragpsel")
    few, none = "visas också.", "Inget inlägg har"
    assert (
        said_of("dragspel seminarium")
        == f"Få inlägg har alla orden, så inlägg med några av dem {few}"
    )
    assert said_of("seminarium kyrkan") == f"{none} alla orden. Här är inlägg med några av dem."
    assert said_of("bussföretag") == f"{none} hela ordet. Här är inlägg med en del av det."
    assert (
        said_of("dragspelsseminarium")
        == f"Få inlägg har hela ordet, så inlägg med en del av det {few}"
    )
    assert "några av dem" in said_of("saknas OR bussföretag")


def test_a_step_that_adds_nothing_is_not_told_of(sized: tuple[int, Search]) -> None:
    _, search = sized
    for text in ("saknas", "saknas finns", "finns -saknas"):
        assert (step(search(text)), search(text).total) == (None, 0)


# --- folded, fuzzy, some ----------------------------------------------------------------------

FILLER = [f"Utfyllnad nummer {number}." for number in range(40)]
LADDER = said(
    "Ett företag i byn.",  # p0
    "Alla företagen i byn.",
    "Ett foretag på danska.",
    "Får på ängen.",
    "En far på ängen.",
    "Kyrkan är röd.",  # p5
    "Kyrkan har ett nytt dragspel.",
    "Ett dragspel är gult.",
    "Ett seminarium om dragspel och skor.",
    "Ett seminarium om stövlar.",
    "Gula stövlar i kyrkan.",  # p10
    "Ett växthus och en busskur.",
    "Banklån till Åbytorps bygdegård.",
    *FILLER,
)


@pytest.fixture(scope="module")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with serving(tmp_path_factory.mktemp("ladder"), LADDER) as search:
        yield search


@pytest.mark.parametrize(
    ("text", "step_", "expected"),
    [
        # typed without dots: the index knows `far` and `foretag`, but not `angen`
        ("angen", "folded", {"p3", "p4"}),
        ("far", None, {"p4"}),
        ("foretag", None, {"p2"}),
        ("stovlar", "folded", {"p9", "p10"}),
        ("rod", "folded", {"p5"}),
        # … in a form that no post has, as a part of a compound, or a compound of such parts
        ("vaxthusen", "folded", {"p11"}),
        ("bankla", "fuzzy", {"p12"}),
        ("lanet", "folded", {"p12"}),
        ("bygdegardarna", "folded", {"p12"}),
        ("abytorp", "folded", {"p12"}),
        # typed with dots: never the reverse
        ("får", None, {"p3"}),
        ("fär", None, set()),
        ("företag", None, {"p0", "p1"}),
        ("drägspel", None, set()),
        ("kyrkän", None, set()),
        ("säminarium", None, set()),
        # misspelt
        ("dragpsel", "fuzzy", {"p6", "p7", "p8"}),
        ("kyrkann", "fuzzy", {"p5", "p6", "p10"}),
        ("yrkan", None, set()),
        ("gla", None, set()),
        ("skyar", None, set()),  # a word of its own, though a letter from skor
        ("semniarim", "fuzzy", {"p8", "p9"}),
        ("stövlra", "fuzzy", {"p9", "p10"}),
        # some of the words
        ("seminarium kyrkan", "some", {"p5", "p6", "p8", "p9", "p10"}),
        ("semniarium stovlar", "some", {"p8", "p9", "p10"}),
        ("saknas stövlar", "some", {"p9", "p10"}),
        ("bussföretag", "some", {"p0", "p1", "p11"}),
    ],
)
def test_loosened(ladder: Search, text: str, step_: str | None, expected: set[str]) -> None:
    results = ladder(text, per_page=100)
    assert set(found(results)) == expected
    assert step(results) == step_


def test_only_what_matched_is_marked(ladder: Search) -> None:
    def marked(text: str) -> set[str]:
        return {
            snippet.text[start:end]
            for hit in ladder(text, per_page=100).hits
            for snippet in hit.snippets
            for start, end in snippet.highlights
        }

    assert marked("kyrka") == {"Kyrkan", "kyrkan"}
    assert marked("spel") == {"spel"}  # in dragspel
    assert marked("stovlar") == {"stövlar"}
    assert marked("dragpsel") == {"dragspel"}
    assert marked("seminarium kyrkan") == {"seminarium", "Kyrkan", "kyrkan"}
    assert marked("kyrkan -röd") == {"Kyrkan", "kyrkan"}


def test_posts_with_all_words_come_before_those_with_some(ladder: Search) -> None:
    results = ladder("dragspel seminarium", per_page=100)
    assert found(results)[0] == "p8"
    assert set(found(results)[1:]) == {"p6", "p7", "p9"}
    rest = [hit.score for hit in results.hits[1:]]
    assert rest == sorted(rest, reverse=True)


def test_each_step_comes_behind_the_stricter_ones(tmp_path: Path) -> None:
    texts = [
        "Den gröna traktorn traktorn traktorn.",  # p0: some; scores highest by itself
        "Gröna gröna gröna väggar.",
        "En grön dag köptes den lilla traktorn av en man som hade väntat länge på den.",  # p2: all
        "Annat.",
        *FILLER,
    ]
    with serving(tmp_path, said(*texts)) as search:
        results = search("lilla traktorn")
        assert found(results) == ["p2", "p0"]
        assert step(results) == "some"
        assert results.hits[1].score > 0


def test_folded_words_come_behind_where_both_are_needed(tmp_path: Path) -> None:
    texts = ["En vagn och en spårvagn.", "En spårvagn.", "En vagn.", *FILLER]
    with serving(tmp_path, said(*texts)) as search:
        results = search("vagn sparvagn")
        assert found(results)[0] == "p0"
        assert set(found(results)) == {"p0", "p1", "p2"}
        assert step(results) == "some"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"dragspel ny"', set()),
        ('"kyrkan har" seminarium stövlar', set()),
        ('"kyrkan har" dragspel stövlar', {"p6"}),
        ("seminarium kyrkan -stövlar", {"p5", "p6", "p8"}),
        ("seminarium kyrkan -stovlar", {"p5", "p6", "p8", "p9", "p10"}),
        ('seminarium kyrkan -"har ett"', {"p5", "p8", "p9", "p10"}),
        ('"stovlar"', set()),
        ('"dragpsel"', set()),
    ],
)
def test_phrases_and_exclusions_are_never_loosened(
    ladder: Search, text: str, expected: set[str]
) -> None:
    assert set(found(ladder(text, per_page=100))) == expected


def test_an_exclusion_takes_inflections_not_compounds(tmp_path: Path) -> None:
    with serving(tmp_path, said("Ett spel.", "Spelen.", "Ett dragspel.", "Annat.")) as search:
        for word in ("spel", "spelen", "spelet"):
            assert set(found(search(f"-{word}"))) == {"p2", "p3"}
        # … though the word alone finds the compound, behind itself.
        assert found(search("spel")) == ["p0", "p1", "p2"]


def test_words_of_a_set_phrase_follow_behind_it(tmp_path: Path) -> None:
    texts = ["En öppen föreläsning.", "En kurskväll.", "En öppen dörr.", "Annat.", *FILLER]
    with serving(tmp_path, said(*texts), REGISTERS) as search:
        results = search("öppen föreläsning")
        assert found(results) == ["p0", "p1", "p2"]
        assert step(results) == "some"


# --- stop words -------------------------------------------------------------------------------


def test_a_stop_word_is_no_form_of_another_word(tmp_path: Path) -> None:
    texts = [
        "En skola.",  # p0
        "Det ska bli bra, som det skulle.",
        "Den är bra, som den var.",
        "Det är en ära.",  # p3
        "Varorna är dyra.",
        "Det blir för dyrt, det går för fort.",  # p5
        *FILLER,
    ]
    with serving(tmp_path, said(*texts)) as search:
        assert found(search("skola")) == found(search("skolor")) == ["p0"]
        assert found(search("ära")) == ["p3"]
        assert found(search("varor")) == ["p4"]
        assert found(search("fört")) == []
        # Where it is what is asked for, it is found as it stands.
        assert found(search("ska")) == ["p1"]
        assert set(found(search("är"))) == {"p2", "p3", "p4"}
        assert [snippet.highlights for hit in search("skola").hits for snippet in hit.snippets] == [
            ((3, 8),)
        ]


def test_a_set_phrase_may_have_stop_words(tmp_path: Path) -> None:
    registers = Registers(synonyms=(("öppet för alla", "frivagn"),))
    texts = ["Det är öppet för alla.", "En frivagn.", "Alla är öppna för det.", *FILLER]
    with serving(tmp_path, said(*texts), registers) as search:
        assert found(search("frivagn")) == ["p1", "p0"]
        assert found(search("öppet för alla"))[:2] == ["p0", "p1"]


# --- years --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    posts = [
        post("2021-05-01", "Årsmöte", "Vi ses i kyrkan.", id="2021-05-01-last"),
        post("2022-05-01", "Årsmöte", "Vi ses i kyrkan.", id="2022-05-01-this"),
        post("2023-05-01", "Årsmöte", "Som 2022 ses vi i kyrkan.", id="2023-05-01-next"),
        post("1998-05-01", "Årsmöte", "Ute.", id="1998-05-01-old"),
        post("2022-06-01", "Badplats", "Nu blir det bad.", id="2022-06-01-other"),
        *(
            post("2019-01-01", "Nyhet", text, id=f"2019-01-01-x{n}")
            for n, text in enumerate(FILLER)
        ),
    ]
    with serving(tmp_path_factory.mktemp("years"), posts) as search:
        yield search


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # beside words a year tells when a post was published, too, below those that name it
        ("årsmöte 2022", ["next", "this"]),
        ('"årsmöte" 2022', ["next", "this"]),
        ("årsmöte 2022 OR 2021", ["next", "last", "this"]),
        ("årsmöte OR 2019", ["next", "last", "this", "old"]),
        ("årsmöte 1998", ["old"]),
        ("2022 kyrkan", ["next", "this"]),
        # by itself it is a word
        ("2022", ["next"]),
        ("2022 2021", []),
        # as it is written, left out, or no year
        ('årsmöte "2022"', ["next"]),
        ("årsmöte -2022", ["this", "last", "old"]),
        ("årsmöte 20222", []),
        ("årsmöte 1022", []),
    ],
)
def test_years(years: Search, text: str, expected: list[str]) -> None:
    results = years(text, per_page=100)
    strict = [hit for hit in found(results) if hit in expected]
    assert strict == found(results)[: len(expected)]
    assert sorted(strict) == sorted(expected)
    others = set(found(results)) - set(expected)
    assert others == set() or step(results) == "some"


def test_a_post_that_names_the_year_comes_before_one_of_that_year(years: Search) -> None:
    assert found(years("årsmöte 2022"))[:2] == ["next", "this"]
    assert found(years("årsmöte 2022", order="oldest"))[:2] != ["next", "this"]


# --- what filters, pages and orders do not change ---------------------------------------------


def dealt(posts: Sequence[Post]) -> list[Post]:
    """Give each post one of three organisations and two projects, and a year of its own."""
    return [
        each.model_copy(
            update={
                "organisations": (f"o{number % 3}",),
                "projects": (f"p{number % 2}",),
                "published": each.published.replace(year=2015 + number % 4),
            }
        )
        for number, each in enumerate(posts)
    ]


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with serving(tmp_path_factory.mktemp("filtered"), dealt(LADDER)) as search:
        yield search


QUERIES = st.one_of(
    st.sampled_from(["", "stovlar", "dragpsel", "seminarium kyrkan", "semniarium stovlar -röd"]),
    st.lists(
        st.sampled_from(
            [
                *("dragspel", "kyrkan", "stovlar", "stövlar", "seminarium", "semniarium", "och"),
                *("får", "far", "saknas", "-röd", '"en far"', "OR", "utf*", "utfyllnad"),
            ]
        ),
        max_size=4,
    ).map(" ".join),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=QUERIES,
    order=st.sampled_from(["relevance", "newest", "oldest"]),
    per_page=st.integers(7, 60),
)
def test_what_matches_is_decided_on_the_query_alone(
    filtered: Search, text: str, order: str, per_page: int
) -> None:
    every = filtered(text, per_page=100)
    scores = {hit.id: hit.score for hit in every.hits}
    choices: list[tuple[str, list[dict[str, object]]]] = [
        ("organisation", [{"organisations": [f"o{number}"]} for number in range(3)]),
        ("project", [{"projects": [f"p{number}"]} for number in range(2)]),
        (
            "year",
            [{"published_from": str(y), "published_to": str(y)} for y in range(2015, 2019)],
        ),
    ]
    for facet, values in choices:
        chosen = [filtered(text, per_page=100, order=order, **value) for value in values]
        assert {hit.id: hit.score for one in chosen for hit in one.hits} == scores
        assert sum(one.total for one in chosen) == every.total
        assert {one.relaxed for one in chosen} == {every.relaxed}
        counts = {value.id: value.count for value in every.facets[facet]}
        assert sum(counts.values()) == every.total
        assert {one.total for one in chosen} - {0} == set(counts.values())
    pages = [
        filtered(text, per_page=per_page, order=order, page=page)
        for page in range(1, -(-every.total // per_page) + 2)
    ]
    read = [hit for page in pages for hit in page.hits]
    assert {hit.id: hit.score for hit in read} == scores
    assert len(read) == every.total
    assert {page.relaxed for page in pages} == {every.relaxed}
    if order == "relevance":
        assert read == list(every.hits)


# --- dots, whatever is typed ------------------------------------------------------------------

DOTTED = st.text("aåäoökrt", min_size=1, max_size=9)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=DOTTED, known=st.lists(DOTTED, min_size=1, max_size=12))
def test_a_word_typed_with_dots_never_matches_one_without(typed: str, known: list[str]) -> None:
    for reading in readings(typed, *known):
        for need in reading.needs:
            for way in need.ways:
                if isinstance(way, Look) and way.form is Form.EXACT and len(way.terms) == 1:
                    once = "".join(letter for letter, _ in groupby(typed))
                    for dotted in "åäö":
                        assert way.terms[0].count(dotted) >= once.count(dotted)
