"""What a disjunction is made of; what it matches and counts is tested with `scoring`."""

from kb.engines.embedded.reading.disjuncts import Disjuncts
from kb.search.port.queries import (
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    Term,
    TermQuery,
)
from tests.opened import document, opened

DOCUMENTS = [
    document("p1", "bro", "bro väg", entries={"project": ["b"]}),
    document("p2", "", "väg bro"),
    document("p3", "", "väg"),
]
BRO, VAG = TermQuery(Term(Form.EXACT, "bro")), TermQuery(Term(Form.EXACT, "väg"), 0.5)


def test_lists_stand_in_the_order_of_disjuncts_and_fields() -> None:
    phrase, entry = PhraseQuery(Form.EXACT, ("bro", "väg"), 0.5), FacetQuery("project", "b")
    nested = BooleanQuery((), 0.25)
    with opened(DOCUMENTS) as index:
        scoring = index.scoring
        query = DisjunctionMax((BRO, phrase, nested, VAG, entry))
        made = Disjuncts(query, index.index, index.columns, scoring.weights)
    assert made.counts.disjuncts == [0, 0, 1, 3, 4]
    assert [each.docs.tolist() for each in made.lists] == [[0], [0, 1], [0], [0, 1, 2], [0]]
    assert made.nested == [(2, 0.25, nested)]
    assert made.postings == 8


def test_a_more_relaxed_query_shares_the_clauses_that_stay() -> None:
    query = DisjunctionMax((BRO, VAG))
    with opened(DOCUMENTS) as index:
        assert index.scoring.disjuncts(query) is index.scoring.disjuncts(query)
