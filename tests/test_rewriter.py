from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from kb.corpus.kinds import ORGANISATION
from kb.corpus.register import Entry
from kb.language.grams import grams
from kb.language.joined import By
from kb.search import ranking
from kb.search.lookups import Lookups
from kb.search.port.queries import (
    BooleanQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    Query,
    Term,
    TermQuery,
)
from kb.search.query.parser import parse
from kb.search.query.query import (
    Clause,
    Occur,
    Typed,
    TypedJoined,
    TypedPhrase,
    TypedPrefix,
    TypedQuery,
    TypedWord,
)
from tests.corpora import post, registers, rewritten
from tests.serving import FILLER, Search, found, said, serving

REGISTERS = registers(
    organisations=(
        Entry(id="angslunda", name="Ängslunda bygdelag", aliases=("Lagarna", "Lag i Ängslunda")),
        Entry(id="bro", name="Bro"),
    ),
    projects=(Entry(id="lagarna", name="Lagarna"),),
    synonyms=(("kooperativ", "sammanslutning"), ("öppen föreläsning", "kurskväll")),
)
LOOKUPS = Lookups(REGISTERS)


# --- clauses ----------------------------------------------------------------------------------

# What each thing typed asks for, word for word: the term of the strongest query for it.
WRITTEN: list[tuple[Typed, Query]] = [
    (TypedWord("bänkar"), TermQuery(Term(Form.EXACT, "bänkar"))),
    (TypedPhrase(("ny", "bänk")), PhraseQuery(Form.EXACT, ("ny", "bänk"))),
    (TypedPhrase(("bänk",)), TermQuery(Term(Form.EXACT, "bänk"))),
    (TypedPrefix("bän"), PrefixQuery("bän")),
    (TypedJoined(("c++",), By.SIGN, ("c",)), TermQuery(Term(Form.EXACT, "c++"))),
]
# … and what is one thing, other ways to write it.
JOINED: list[tuple[TypedJoined, list[Query]]] = [
    (
        TypedJoined(("10000",), By.NUMBER, ("10", "000")),
        [TermQuery(Term(Form.EXACT, "10000")), PhraseQuery(Form.EXACT, ("10", "000"))],
    ),
    (
        TypedJoined(("r&d",), By.AMPERSAND, ("r", "d")),
        [
            TermQuery(Term(Form.EXACT, "r&d")),
            PhraseQuery(Form.EXACT, ("r", "d")),
            PhraseQuery(Form.EXACT, ("r", "och", "d")),
        ],
    ),
]


@pytest.mark.parametrize(("typed", "queries"), JOINED)
def test_what_is_one_thing_is_found_however_it_is_written(
    typed: TypedJoined, queries: list[Query]
) -> None:
    (clause,) = rewritten(TypedQuery("", (Clause((typed,)),))).clauses
    assert list(clause.query.disjuncts) == queries


def test_a_hyphen_is_more_than_a_space() -> None:
    (clause,) = rewritten(parse("tipp-bänk")).clauses
    exact, *_, together = clause.query.disjuncts
    assert exact == TermQuery(Term(Form.EXACT, "tippbänk"))
    assert isinstance(together, BooleanQuery)
    assert (len(together.clauses), together.boost) == (2, ranking.PART)
    (excluded,) = rewritten(parse("-tipp-bänk")).clauses
    assert not any(isinstance(each, BooleanQuery) for each in excluded.query.disjuncts)


@pytest.mark.parametrize(("typed", "query"), WRITTEN)
@pytest.mark.parametrize("occur", [Occur.MUST, Occur.MUST_NOT])
def test_each_thing_typed_asks_for_itself_first(typed: Typed, query: Query, occur: Occur) -> None:
    (clause,) = rewritten(TypedQuery("", (Clause((typed,), occur),))).clauses
    assert clause.query.disjuncts[0] == query
    # … and for more only where it is a word.
    assert (len(clause.query.disjuncts) > 1) == isinstance(typed, TypedWord)
    assert (clause.occur, clause.boost) == (occur, 1.0)


def test_the_table_has_every_thing_that_may_be_typed() -> None:
    assert {type(typed) for typed, _ in WRITTEN} == set(get_args(Typed))


def test_words_that_may_be_missing_count_less_and_have_no_grams() -> None:
    stop_word, word, excluded = rewritten(parse("skulle bänk -dragspel")).clauses
    assert (stop_word.occur, stop_word.boost, stop_word.query.grams) == (
        Occur.MAY,
        ranking.OPTIONAL,
        (),
    )
    assert (word.occur, word.boost) == (Occur.MUST, 1.0)
    # Pieces are those of words that must be there.
    assert word.query.grams == tuple(grams("bänk"))
    assert excluded.query.grams == ()


def test_exclusions_match_inflections_and_nothing_else() -> None:
    _, excluded = rewritten(parse("bänk -kooperativ"), LOOKUPS).clauses
    disjuncts = excluded.query.disjuncts
    assert {d.term.form for d in disjuncts if isinstance(d, TermQuery)} == {Form.EXACT, Form.STEM}
    assert len(disjuncts) == 2


def test_an_exclusion_takes_inflections_not_compounds(tmp_path: Path) -> None:
    with serving(tmp_path, said("Ett spel.", "Spelen.", "Ett dragspel.", "Annat.")) as search:
        for word in ("spel", "spelen", "spelet"):
            assert set(found(search(f"-{word}"))) == {"p2", "p3"}
        # … though the word alone finds the compound, behind itself.
        assert found(search("spel")) == ["p0", "p1", "p2"]


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
    answer = naming(text)
    assert set(found(answer)) >= {"name", "alias", "written", "hand"}
    assert not {"half", "none"} & set(found(answer))
    assert [(kind, entry.id) for kind, entry in answer.interpretation.names] == [
        (ORGANISATION, "angslunda")
    ]
    assert answer.interpretation.relaxed is None


@pytest.mark.parametrize("text", ["angslunda bygdelag", "lag i angslunda"])
def test_a_name_without_dots_finds_the_same_folded(naming: Search, text: str) -> None:
    answer = naming(text)
    assert set(found(answer)) >= {"name", "alias", "written", "hand"}
    assert not {"half", "none"} & set(found(answer))
    assert [entry.id for _, entry in answer.interpretation.names] == ["angslunda"]
    assert answer.interpretation.relaxation == "folded"


def test_an_alias_without_letters_is_no_name(tmp_path: Path) -> None:
    known = registers(organisations=(Entry(id="bro", name="Bro", aliases=("–",)),))
    with serving(tmp_path, said("En bro.", "Annat."), known) as search:
        assert found(search("bro")) == ["p0"]
        for text in ("", "–", "-bro"):
            assert search(text).interpretation.names == ()


def test_an_alias_of_two_entries_names_both(naming: Search) -> None:
    assert [entry.id for _, entry in naming("Lagarna").interpretation.names] == [
        "angslunda",
        "lagarna",
    ]
    assert set(found(naming("Lagarna"))) >= {"name", "alias", "written", "hand"}


def test_a_name_in_quotes_stays_as_written(naming: Search) -> None:
    answer = naming('"Ängslunda bygdelag"')
    assert found(answer) == ["name"]
    assert [entry.id for _, entry in answer.interpretation.names] == ["angslunda"]
    assert found(naming('"Angslunda bygdelag"')) == []


def test_a_name_with_a_part_in_quotes_requires_that_part(naming: Search) -> None:
    for text in ('"Ängslunda" bygdelag', 'Ängslunda "bygdelag"'):
        assert set(found(naming(text))) == {"name", "words"}


# --- set phrases ------------------------------------------------------------------------------


def test_words_of_a_set_phrase_follow_behind_it(tmp_path: Path) -> None:
    texts = ["En öppen föreläsning.", "En kurskväll.", "En öppen dörr.", "Annat.", *FILLER]
    with serving(tmp_path, said(*texts), REGISTERS) as search:
        answer = search("öppen föreläsning")
        assert found(answer) == ["p0", "p1", "p2"]
        assert answer.interpretation.relaxation == "some"


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
    known = registers(synonyms=(("öppet för alla", "frivagn"),))
    texts = ["Det är öppet för alla.", "En frivagn.", "Alla är snälla för det.", *FILLER]
    with serving(tmp_path, said(*texts), known) as search:
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
    answer = years(text, per_page=100)
    strict = [hit for hit in found(answer) if hit in expected]
    assert strict == found(answer)[: len(expected)]
    assert sorted(strict) == sorted(expected)
    others = set(found(answer)) - set(expected)
    assert others == set() or answer.interpretation.relaxation == "some"


def test_a_post_that_names_the_year_comes_before_one_of_that_year(years: Search) -> None:
    assert found(years("årsmöte 2022"))[:2] == ["next", "this"]
    assert found(years("årsmöte 2022", order="oldest"))[:2] != ["next", "this"]
