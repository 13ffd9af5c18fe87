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
from kb.search.presenting.snippets import sentences_of, snippets
from kb.search.query.parser import parse
from kb.search.query.query import Occur
from tests.corpora import analyzer, rewritten
from tests.serving import bracketed


def highlighter_of(query: str) -> Highlighter:
    """Marks what the strictest rewriting of a query matches."""
    return Highlighter(rewritten(parse(query)))


def marked(text: str, highlighter: Highlighter) -> str:
    """A text with its marks in brackets; its snippet is marked likewise."""
    shown = bracketed(text, highlighter.spans(analyzer().analyze(text)))
    (snippet,) = snippets(sentences_of(render(text).paragraphs, analyzer()), highlighter)
    assert bracketed(snippet.text, snippet.highlights) == shown
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
    tokens = analyzer().analyze("Ett Kooperativ, två kooperativ")
    assert highlighter_of("kooperativ").spans(tokens) == ((4, 14), (20, 30))


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
    assert bracketed(TEXT, highlighter.spans(analyzer().analyze(TEXT))) == expected


def test_the_table_has_every_kind_of_query_and_every_form() -> None:
    assert {type(query) for query, _ in QUERIES} == set(get_args(Query))
    terms = [query.term for query, _ in QUERIES if isinstance(query, TermQuery)]
    assert {term.form for term in terms} == set(Form)


@pytest.mark.parametrize("occur", Occur)
def test_only_what_a_post_must_or_should_match_is_marked(occur: Occur) -> None:
    highlighter = Highlighter(BooleanQuery((BooleanClause(either(exact("malmö")), occur),)))
    spans = highlighter.spans(analyzer().analyze("I Malmö"))
    assert spans == (((2, 7),) if occur in {Occur.MUST, Occur.SHOULD} else ())


def test_a_mark_tells_its_clause_and_whether_it_is_all_that_was_asked_for() -> None:
    query = rewritten(parse("malmö arbetsmarknad OR förening"))
    tokens = analyzer().analyze("Malmö arbetsmarknaden arbete friluftsföreningar")
    assert Highlighter(query).marks(tokens) == [
        Mark(0, 5, 0),
        Mark(6, 21, 1),
        Mark(22, 28, 1, weak=True),  # only a part of what was asked for
        Mark(37, 47, 1, weak=True),  # only a part of the word
    ]


def test_of_marks_that_overlap_the_first_and_longest_stays() -> None:
    query = rewritten(parse('"arbeten" "fler arbeten" "arbeten gamla"'))
    tokens = analyzer().analyze(TEXT)
    assert [TEXT[m.start : m.end] for m in Highlighter(query).marks(tokens)] == ["fler arbeten"]
