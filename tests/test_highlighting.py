"""Which places of a text a query matches, and that no kind of query is forgotten."""

from typing import get_args

import pytest

from kb.corpus.markup import render
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    Query,
    Term,
    TermQuery,
    YearQuery,
)
from kb.search.presenting.highlighting import Highlighter, Mark
from kb.search.presenting.snippets import passages
from kb.search.query.parser import parse
from kb.search.query.query import Occur
from tests.corpora import rewritten
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
