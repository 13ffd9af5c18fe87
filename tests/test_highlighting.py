"""Which places of a text a query matches, and that no kind of query is forgotten."""

from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.markup import render
from kb.language.analyzer import Token
from kb.language.joined import joined, joined_token
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    Query,
    ScoredPostsQuery,
    Term,
    TermQuery,
    YearQuery,
)
from kb.search.presenting.highlighting import Highlighter, Mark, sought
from kb.search.presenting.snippets import passages
from kb.search.query.parser import parse
from kb.search.query.query import Occur
from tests.corpora import analyzer, rewritten
from tests.marking import marked_blocks, marks
from tests.serving import bracketed


def highlighter_of(query: str) -> Highlighter:
    """Marks what the strictest rewriting of a query matches."""
    return Highlighter(rewritten(parse(query)))


def spans(highlighter: Highlighter, text: str) -> list[tuple[int, int]]:
    """The marks of a text as (start, end)."""
    return [(mark.start, mark.end) for mark in marks(text, highlighter)]


def marked(text: str, highlighter: Highlighter) -> str:
    """A text with its marks in brackets; its snippet is marked likewise."""
    shown = bracketed(text, spans(highlighter, text))
    (passage,) = passages(marked_blocks(render(text).paragraphs, highlighter))
    assert bracketed(passage.text, passage.highlights) == shown
    return shown


def either(*disjuncts: Query) -> DisjunctionMax:
    return DisjunctionMax(disjuncts)


def exact(text: str) -> TermQuery:
    return TermQuery(Term(Form.EXACT, text))


# --- what was typed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kooperativ", "Två [kooperativ] och ett [kooperativet]: ideell sektor i Malmö."),
        ("KOOPERATIVEN", "Två [kooperativ] och ett [kooperativet]: ideell sektor i Malmö."),
        ('"kooperativ"', "Två [kooperativ] och ett kooperativet: ideell sektor i Malmö."),
        ('"ideell sektor"', "Två kooperativ och ett kooperativet: [ideell sektor] i Malmö."),
        ('"kooperativet ideell"', "Två kooperativ och ett [kooperativet: ideell] sektor i Malmö."),
        ('ideell "ideell sektor"', "Två kooperativ och ett kooperativet: [ideell sektor] i Malmö."),
        ("sek*", "Två kooperativ och ett kooperativet: ideell [sektor] i Malmö."),
        ("malmö OR två", "[Två] kooperativ och ett kooperativet: ideell sektor i [Malmö]."),
        ("malmö och", "Två kooperativ och ett kooperativet: ideell sektor i [Malmö]."),
        ("och", "Två kooperativ [och] ett kooperativet: ideell sektor i Malmö."),
        ("malmö -sektor", "Två kooperativ och ett kooperativet: ideell sektor i [Malmö]."),
        ("malmo", "Två kooperativ och ett kooperativet: ideell sektor i Malmö."),
        ("", "Två kooperativ och ett kooperativet: ideell sektor i Malmö."),
    ],
)
def test_marks_what_the_query_matches(query: str, expected: str) -> None:
    text = "Två kooperativ och ett kooperativet: ideell sektor i Malmö."
    assert marked(text, highlighter_of(query)) == expected


def test_whole_words_are_marked_as_they_stand() -> None:
    text = "🎉 ASF:er, koopera\u00adtiven och fo\u0308reningar."
    assert marked(text, highlighter_of("asf kooperativ förening")) == (
        "🎉 [ASF:er], [koopera\u00adtiven] och [fo\u0308reningar]."
    )


def test_highlights_of_a_title_are_offsets_in_it() -> None:
    text = "Ett Kooperativ, två kooperativ"
    assert spans(highlighter_of("kooperativ"), text) == [(4, 14), (20, 30)]


# --- every kind of query ----------------------------------------------------------------------

TEXT = "Arbetsmarknaden i Malmö: fler arbeten, gamla marknader."
QUERIES: list[tuple[Query, str]] = [
    (exact("arbeten"), "Arbetsmarknaden i Malmö: fler [arbeten], gamla marknader."),
    (
        TermQuery(Term(Form.STEM, "marknad")),
        "Arbetsmarknaden i Malmö: fler arbeten, gamla [marknader].",
    ),
    (
        TermQuery(Term(Form.PART, "marknad")),
        "Arbets[marknaden] i Malmö: fler arbeten, gamla marknader.",
    ),
    # A piece of a word shows nothing.
    (TermQuery(Term(Form.GRAM, "arb")), TEXT),
    (
        PhraseQuery(Form.EXACT, ("fler", "arbeten")),
        "Arbetsmarknaden i Malmö: [fler arbeten], gamla marknader.",
    ),
    (
        PhraseQuery(Form.STEM, ("gammal", "marknad")),
        "Arbetsmarknaden i Malmö: fler arbeten, [gamla marknader].",
    ),
    (PhraseQuery(Form.EXACT, ("fler", "marknader")), TEXT),
    (PrefixQuery("arbet"), "[Arbetsmarknaden] i Malmö: fler [arbeten], gamla marknader."),
    (
        BooleanQuery(tuple(BooleanClause(either(exact(text))) for text in ("malmö", "arbeten"))),
        "Arbetsmarknaden i [Malmö]: fler [arbeten], gamla marknader.",
    ),
    # What no word of the text says.
    (FacetQuery("organisation", "malmö"), TEXT),
    (YearQuery(2017), TEXT),
    (ScoredPostsQuery((("2017-01-01-malmo", 1.0),)), TEXT),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_each_kind_of_query_marks_its_own(query: Query, expected: str) -> None:
    highlighter = Highlighter(BooleanQuery((BooleanClause(either(query)),)))
    assert bracketed(TEXT, spans(highlighter, TEXT)) == expected


def test_the_table_has_every_kind_of_query_and_every_form() -> None:
    assert {type(query) for query, _ in QUERIES} == set(get_args(Query))
    terms = [query.term for query, _ in QUERIES if isinstance(query, TermQuery)]
    assert {term.form for term in terms} == set(Form)


@pytest.mark.parametrize("occur", Occur)
def test_only_what_a_post_must_or_should_match_is_marked(occur: Occur) -> None:
    highlighter = Highlighter(BooleanQuery((BooleanClause(either(exact("malmö")), occur),)))
    sought = occur in {Occur.MUST, Occur.SHOULD}
    assert spans(highlighter, "I Malmö") == ([(2, 7)] if sought else [])
    # … and likewise inside what stands for a word.
    inside = BooleanQuery(
        (BooleanClause(either(BooleanQuery((BooleanClause(either(exact("malmö")), occur),)))),)
    )
    assert spans(Highlighter(inside), "I Malmö") == ([(2, 7)] if sought else [])


def test_a_mark_tells_its_clause_and_whether_it_is_all_that_was_asked_for() -> None:
    query = rewritten(parse("malmö arbetsmarknad OR förening"))
    text = "Malmö arbetsmarknaden arbete friluftsföreningar"
    assert marks(text, Highlighter(query)) == [
        Mark(0, 5, 0),
        Mark(6, 21, 1),
        Mark(22, 28, 1, weak=True),  # only a part of what was asked for
        Mark(37, 47, 1, weak=True),  # only a part of the word
    ]


def test_a_word_that_is_all_that_was_asked_for_is_no_part_of_it() -> None:
    # A name of one word stands for itself twice: as it was typed, and as the register has it.
    typed = BooleanQuery((BooleanClause(either(exact("zinkhyttan"))),))
    one = Highlighter(BooleanQuery((BooleanClause(either(typed)),)))
    text = "Vid Zinkhyttan"
    assert marks(text, one) == [Mark(4, 14, 0)]
    two = BooleanQuery(tuple(BooleanClause(either(exact(text))) for text in ("vid", "zinkhyttan")))
    part = Highlighter(BooleanQuery((BooleanClause(either(two)),)))
    assert marks(text, part) == [Mark(0, 3, 0, weak=True), Mark(4, 14, 0, weak=True)]
    both = Highlighter(BooleanQuery((BooleanClause(either(two, exact("zinkhyttan"))),)))
    assert marks(text, both) == [Mark(0, 3, 0, weak=True), Mark(4, 14, 0)]


def test_of_marks_that_overlap_the_first_and_longest_stays() -> None:
    query = rewritten(parse('"arbeten" "fler arbeten" "arbeten gamla"'))
    found = marks(TEXT, Highlighter(query))
    assert [TEXT[mark.start : mark.end] for mark in found] == ["fler arbeten"]


# --- any text -----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *(
            "bro",
            "Bron",
            "broar",
            "träbron",
            "Arbetsmarknaden",
            "arbete",
            "ideell",
            "sektor",
            "och",
        ),
        *("ASF:er", "fo\u0308rening", "e-post", "29 juni 2017", "10 000", "R & D", ". ", "\n"),
        *("skol- och kulturhus", "är", "ära", "Ek", "eken"),
    ]
)
TYPED = st.lists(
    st.sampled_from(
        [
            *("bro", "arbete", "marknad", "förening", "asf", "och", "epost", "10000", "2017-06-29"),
            *(
                "bro*",
                "arb* OR bro*",
                '"ideell sektor"',
                '"bro och"',
                '"och"',
                "skolhus",
                "ek",
                "ära",
            ),
            *("r&d", "bro OR sektor", "-bro"),
        ]
    ),
    max_size=4,
).map(" ".join)


@given(st.lists(PIECES, max_size=14).map(" ".join), TYPED)
def test_marks_are_those_that_each_word_by_itself_gives(text: str, typed: str) -> None:
    query = rewritten(parse(typed))
    tokens = analyzer().analyze(text)
    wanted = [
        *(mark for token in tokens for mark in of_word(token, query)),
        *(
            mark
            for form in joined(text, tokens, analyzer())
            for mark in of_word(joined_token(form, analyzer()), query)
        ),
        *of_phrases(tokens, query),
    ]
    places: set[int] = set()
    apart = []
    for mark in sorted(wanted, key=lambda mark: (mark.start, -mark.end)):
        if places.isdisjoint(range(mark.start, mark.end)):
            apart.append(mark)
            places.update(range(mark.start, mark.end))
    assert list(marks(text, Highlighter(query))) == apart


Asked = tuple[Query, int, bool]


def asked(query: BooleanQuery, clause: int | None = None, weak: bool = False) -> Iterator[Asked]:
    """The queries for words, with the clause that each is of and whether it is a part of it."""
    clauses = [*sought(query)]
    inside = clause is not None
    for index, each in clauses:
        of = index if clause is None else clause
        part = weak or (inside and len(clauses) > 1)
        whole = [q for q in each.query.disjuncts if not isinstance(q, BooleanQuery)]
        yield from ((disjunct, of, part) for disjunct in whole)
        for disjunct in each.query.disjuncts:
            if isinstance(disjunct, BooleanQuery):
                yield from asked(disjunct, of, part)


def of_word(token: Token, query: BooleanQuery) -> list[Mark]:
    """The marks of a word: all of it, else of its parts."""
    every = list(asked(query))
    whole = [Term(Form.EXACT, token.text), *(Term(Form.STEM, stem) for stem in token.stems)]
    for term in whole:
        for each, clause, weak in every:
            if each == TermQuery(term, getattr(each, "boost", 1)):
                return [Mark(token.start, token.end, clause, weak)]
    for each, clause, weak in every:
        if isinstance(each, PrefixQuery) and token.text.startswith(each.prefix):
            return [Mark(token.start, token.end, clause, weak)]
    found = []
    for part in token.parts:
        for each, clause, _ in every:
            if isinstance(each, TermQuery) and each.term == Term(Form.PART, part.stem):
                found.append(Mark(part.start, part.end, clause, weak=True))
                break
    return found


def of_phrases(tokens: list[Token], query: BooleanQuery) -> Iterator[Mark]:
    """The marks of words that follow each other."""
    for each, clause, weak in asked(query):
        if not isinstance(each, PhraseQuery):
            continue
        for first in range(len(tokens) - len(each.texts) + 1):
            run = tokens[first : first + len(each.texts)]
            words = [{token.text} if each.form is Form.EXACT else {*token.stems} for token in run]
            if all(text in word for text, word in zip(each.texts, words, strict=True)):
                yield Mark(run[0].start, run[-1].end, clause, weak)
