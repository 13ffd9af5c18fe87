"""How a query that finds few is loosened, with what is known of an index given as values."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.corpus.register import Entry
from kb.search import ranking
from kb.search.lookups import Lookups
from kb.search.port.engine import SpellingRequest, Spellings
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    Form,
    Term,
    TermQuery,
)
from kb.search.query.parser import parse
from kb.search.query.query import Notice, Occur, TypedQuery
from kb.search.rewriting.other_words import Facts
from kb.search.rewriting.relaxations import Relaxations, SomeWords
from kb.search.rewriting.rewriter import Draft, Rewriter, boolean
from tests.corpora import analyzer, registers
from tests.facts import FEW, MORE, Frequencies, facts, frequencies_in
from tests.serving import FILLER, LADDER, Search, found, said, serving

REGISTERS = registers(
    organisations=(
        Entry(id="angslunda", name="Ängslunda bygdelag", aliases=("Lagarna", "Lag i Ängslunda")),
        Entry(id="bro", name="Bro"),
    ),
    projects=(Entry(id="lagarna", name="Lagarna"),),
    synonyms=(("kooperativ", "sammanslutning"), ("öppen föreläsning", "kurskväll")),
)
REWRITER = Rewriter(analyzer(), Lookups(REGISTERS))
RELAXATIONS = Relaxations(analyzer(), REWRITER)

# --- parts of compounds -----------------------------------------------------------------------


def parts_of(word: str, texts: Sequence[str]) -> Mapping[Form, set[str]]:
    """The parts that suffice for a compound when some of the words do."""
    return lone_parts(Draft(EMPTY, tokens=tuple(analyzer().analyze(word))), texts)


EMPTY = BooleanClause(DisjunctionMax(()))


def lone_parts(draft: Draft, texts: Sequence[str]) -> Mapping[Form, set[str]]:
    known = Facts(len(texts), frequencies_in(texts))
    (relaxed,) = SomeWords().relax((draft,), TypedQuery(), known)
    queries = [each for each in relaxed.clause.query.disjuncts if isinstance(each, TermQuery)]
    assert len(queries) == len(relaxed.clause.query.disjuncts)
    assert all(0 < query.boost < 0.5 for query in queries)
    return {
        form: {query.term.text for query in queries if query.term.form is form}
        for form in {query.term.form for query in queries}
    }


def test_parts_that_tell_something() -> None:
    both = {"buss", "kur"}
    assert parts_of("busskuren", FEW) == {Form.STEM: both, Form.PART: both}
    # In a fifth of the posts at the most, as a word or in others.
    some = ["En buss.", *FEW]
    assert parts_of("busskuren", some) == {Form.STEM: both, Form.PART: both}
    assert parts_of("busskuren", ["En buss.", "Bussar.", *FEW, "Ett.", "Ett.", "Ett."]) == {
        Form.STEM: {"kur"},
        Form.PART: {"kur"},
    }
    for many in (["En buss.", "Bussar.", *FEW], ["En skolbuss.", "Bussresan.", *FEW]):
        assert parts_of("busskuren", many) == {Form.STEM: {"kur"}, Form.PART: {"kur"}}


def test_a_stop_word_is_no_part_that_tells_something() -> None:
    token = analyzer().analyze("busskuren")[0]
    part = token.parts[0]._replace(stem="sig")
    assert lone_parts(Draft(EMPTY, tokens=(token._replace(parts=(part,)),)), FEW) == {}


def test_a_simple_word_has_no_parts() -> None:
    assert parts_of("företaget", FEW) == {}


# --- which relaxations a query has ------------------------------------------------------------


def relaxed(text: str, frequencies: Frequencies, posts: int) -> dict[str, BooleanQuery]:
    """A query rewritten in every way that there is for an index, strictly and by relaxations.

    Whoever knows only what is asked for comes to the same.
    """
    query = parse(text)
    drafts = REWRITER.drafts(query)
    words = list(dict.fromkeys(word for draft in drafts for word in draft.words))
    asked = [RELAXATIONS.others.request(word) for word in words]
    every = facts(frequencies, posts, asked)
    first = REWRITER.names.terms(query), *(each.terms for each in asked)
    some = Facts(posts, {t: frequencies.get(t, 0) for terms in first for t in terms})
    some = Facts(
        posts,
        some.frequencies,
        {each.word: at_least(each, every.of(each.word), some) for each in asked},
    )
    further = RELAXATIONS.terms(drafts, words, some)
    assert further.isdisjoint(some.frequencies)
    told = {term: frequencies.get(term, 0) for term in (*some.frequencies, *further)}
    some = Facts(posts, told, some.spellings)
    found, again = (list(RELAXATIONS.relaxed(drafts, query, known)) for known in (every, some))
    assert found == again
    return {"strict": boolean(drafts)} | {each.name: looser for each, looser, _ in found}


def at_least(asked: SpellingRequest, every: Spellings, known: Facts) -> Spellings:
    """The least that an engine may tell of a word."""
    stands = any(map(known.stands, asked.terms))
    stands_as_typed = known.stands(Term(Form.EXACT, asked.word))
    return Spellings(
        every.diacritics,
        () if stands else every.similar,
        () if stands_as_typed else every.beginning,
    )


def in_a_post_each(*words: str) -> Frequencies:
    """An index that has some words as they are, each in one post."""
    return {Term(Form.EXACT, word): 1 for word in words}


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
        # names without their dots
        ("angslunda bygdelag", [], ["folded"]),
        ("angslunda bygdelag", ["angslunda", "bygdelag"], ["some"]),
    ],
)
def test_which_relaxations(text: str, known: list[str], expected: list[str]) -> None:
    assert list(relaxed(text, in_a_post_each(*known), posts=10)) == ["strict", *expected]


PIECES = [
    *("kyrka", "kyrak", "foretag", "företag", "och", "OR", "saknas", "-kyrka", "bro"),
    *('"ny kyrka"', "kyr*", "öppen", "föreläsning", "kooperativ", '-"ny kyrka"'),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_relaxations_keep_their_order_and_what_is_meant_as_written(pieces: Sequence[str]) -> None:
    text = " ".join(pieces)
    rewritten = relaxed(text, in_a_post_each("kyrka", "företag", "ny"), posts=10)
    order = ["strict", "folded", "fuzzy", "some"]
    ranks = [order.index(name) for name in rewritten]
    assert ranks == sorted(set(ranks))
    assert ranks[0] == 0

    drafts = REWRITER.drafts(parse(text))
    fixed = {
        index: draft.clause
        for index, draft in enumerate(drafts)
        if not draft.optional and draft.clause.occur is not Occur.MAY
    }
    for name, query in rewritten.items():
        if name == "some":
            # Words of a phrase that falls apart may be added; nothing that was there goes.
            required = [c for c in query.clauses if c.occur in {Occur.MUST, Occur.MUST_NOT}]
            assert required == list(fixed.values())
        else:
            assert len(query.clauses) == len(drafts)
            assert {index: query.clauses[index] for index in fixed} == fixed


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*PIECES, "busskuren", "vaxthsu", "far", "zwarbos"]), max_size=5),
    st.lists(st.sampled_from([*MORE, "En buss.", "Kyrkan i byn.", "Ny kyrka."]), unique=True),
)
# Parts that are common: of a word as typed, of one with its dots, of one that is near.
@example(["busskuren"], ["En buss.", "Annat."])
@example(["vaxthusen"], ["Växthusen.", "Ett hus.", "Hus."])
@example(["busksuren"], ["Busskuren.", "En kur."])
def test_nothing_has_to_be_known_that_was_not_asked_for(
    pieces: Sequence[str], texts: Sequence[str]
) -> None:
    # `relaxed` compares what comes of it.
    assert relaxed(" ".join(pieces), frequencies_in(texts), len(texts))


def test_what_relaxations_bring_in_weighs_less_than_what_was_typed() -> None:
    known = in_a_post_each("företag", "kyrka", "buss")
    boosts = {
        term: next(
            disjunct.boost
            for disjunct in relaxed(text, known, posts=10)[name].clauses[0].query.disjuncts
            if isinstance(disjunct, TermQuery) and disjunct.term == term
        )
        for text, name, term in (
            ("foretag", "folded", Term(Form.EXACT, "företag")),
            ("kyrak", "fuzzy", Term(Form.EXACT, "kyrka")),
            ("busskur", "some", Term(Form.STEM, "buss")),
        )
    }
    assert list(boosts.values()) == [ranking.FOLDED, ranking.FUZZY, ranking.LONE_PART]
    assert 1 > ranking.FOLDED > ranking.FUZZY > ranking.LONE_PART > 0


# --- what a visitor is told -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "stricter", "lacking", "notice"),
    [
        ("dragspel seminarium", 1, (), Notice("some-words")),
        ("seminarium kyrkan", 0, (), Notice("none-has-all-words")),
        ("dragspelsseminarium", 1, (), Notice("some-parts")),
        ("bro -kyrkan gul", 0, (), Notice("none-fits")),
        ("bro -kyrkan gul", 1, (), Notice("few-fit")),
        ("bussföretag", 0, ("bussföretag",), Notice.of("none-has-whole-word", word="bussföretag")),
        ("saknas OR bussföretag", 0, ("saknas",), Notice.of("none-has-word", word="saknas")),
        ("saknas finns ej", 0, ("saknas", "ej"), Notice.of("none-has-words", words="saknas, ej")),
        ("saknas", 1, ("saknas",), Notice("some-parts")),
    ],
)
def test_some_words_say_of_what(
    text: str, stricter: int, lacking: tuple[str, ...], notice: Notice
) -> None:
    assert SomeWords().notice(parse(text), stricter, lacking) == notice


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("kyrak", {"fuzzy": ("kyrak",)}),
        ("foretag xyzzy kyrka", {"folded": ("foretag",), "some": ("xyzzy",)}),
        ("xyzzy kyrak qwert", {"fuzzy": ("kyrak",), "some": ("xyzzy", "qwert")}),
        ("kyrka företag", {"some": ()}),
        # Either word will do, and one is there.
        ("kyrka OR xyzzy bussar", {"some": ("bussar",)}),
    ],
)
def test_a_relaxation_knows_for_which_words_it_is(
    text: str, lacking: dict[str, tuple[str, ...]]
) -> None:
    query = parse(text)
    drafts = REWRITER.drafts(query)
    asked = [RELAXATIONS.others.request(word) for draft in drafts for word in draft.words]
    known = facts(in_a_post_each("kyrka", "företag", "ny"), 10, asked)
    done = RELAXATIONS.relaxed(drafts, query, known)
    assert {each.name: words for each, _, words in done} == lacking


# --- what is found ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with serving(tmp_path_factory.mktemp("ladder"), LADDER) as search:
        yield search


@pytest.mark.parametrize(
    ("text", "relaxation", "expected"),
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
def test_loosened(ladder: Search, text: str, relaxation: str | None, expected: set[str]) -> None:
    answer = ladder(text, per_page=100)
    assert set(found(answer)) == expected
    assert answer.interpretation.relaxation == relaxation


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
    answer = ladder("dragspel seminarium", per_page=100)
    assert found(answer)[0] == "p8"
    assert set(found(answer)[1:]) == {"p6", "p7", "p9"}
    rest = [hit.score for hit in answer.hits[1:]]
    assert rest == sorted(rest, reverse=True)


def test_each_relaxation_comes_behind_the_stricter_ones(tmp_path: Path) -> None:
    texts = [
        "Den gröna traktorn traktorn traktorn.",  # p0: some; scores highest by itself
        "Gröna gröna gröna väggar.",
        "En grön dag köptes den lilla traktorn av en man som hade väntat länge på den.",  # p2: all
        "Annat.",
        *FILLER,
    ]
    with serving(tmp_path, said(*texts)) as search:
        answer = search("lilla traktorn")
        assert found(answer) == ["p2", "p0"]
        assert answer.interpretation.relaxation == "some"
        assert answer.hits[1].score > 0


def test_folded_words_come_behind_where_both_are_needed(tmp_path: Path) -> None:
    texts = ["En vagn och en spårvagn.", "En spårvagn.", "En vagn.", *FILLER]
    with serving(tmp_path, said(*texts)) as search:
        answer = search("vagn sparvagn")
        assert found(answer)[0] == "p0"
        assert set(found(answer)) == {"p0", "p1", "p2"}
        assert answer.interpretation.relaxation == "some"


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


# --- dots, whatever is typed ------------------------------------------------------------------

DOTTED = st.text("aåäoökrt", min_size=1, max_size=9)


@settings(max_examples=150, deadline=None)
@given(typed=DOTTED, known=st.lists(DOTTED, min_size=1, max_size=12))
def test_a_word_typed_with_dots_never_matches_one_without(typed: str, known: list[str]) -> None:
    once = "".join(letter for letter, _ in groupby(typed))
    for query in relaxed(typed, in_a_post_each(*known), posts=10).values():
        for clause in query.clauses:
            for disjunct in clause.query.disjuncts:
                if isinstance(disjunct, TermQuery) and disjunct.term.form is Form.EXACT:
                    for dotted in "åäö":
                        assert disjunct.term.text.count(dotted) >= once.count(dotted)
