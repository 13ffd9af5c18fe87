from collections.abc import Iterable

from kb.search import ranking
from kb.search.lookups import Lookups
from kb.search.port.queries import BooleanQuery, Form, Query, Term, TermQuery
from kb.search.rewriting.synonyms import Synonyms
from kb.search.rewriting.words import WordQueries
from tests.corpora import analyzer, registers

SYNONYMS = registers(synonyms=(("kooperativ", "sammanslutning"),))


def word_queries() -> WordQueries:
    return WordQueries(analyzer(), Synonyms(Lookups(SYNONYMS), analyzer()))


def boosts(queries: Iterable[Query]) -> dict[Term, float]:
    """The boosts of the term queries among some queries, by term."""
    return {query.term: query.boost for query in queries if isinstance(query, TermQuery)}


def test_falling_boosts() -> None:
    found = boosts(word_queries().of("kooperativen"))
    exact = found[Term(Form.EXACT, "kooperativen")]
    stem = found[Term(Form.STEM, "kooperativ")]
    synonym = found[Term(Form.STEM, "sammanslutning")]
    part = found[Term(Form.PART, "kooperativ")]
    assert exact == 1.0 > stem > synonym > part > 0
    assert (stem, synonym, part) == (ranking.STEM, ranking.SYNONYM, ranking.PART)


def test_a_word_of_less_boost_has_all_its_queries_boosted_less() -> None:
    for word in ("kooperativen", "arbetsmarknaden"):
        whole, half = (list(word_queries().of(word, boost)) for boost in (1.0, 0.5))
        assert [query.boost for query in half] == [query.boost / 2 for query in whole]
        assert boosts(half) == {term: boost / 2 for term, boost in boosts(whole).items()}


def test_a_compound_is_its_parts_together_too() -> None:
    *_, last = word_queries().of("arbetsmarknaden")
    assert isinstance(last, BooleanQuery)
    assert last.boost == ranking.PART
    assert [set(boosts(clause.query.disjuncts)) for clause in last.clauses] == [
        {Term(Form.STEM, stem), Term(Form.PART, stem)} for stem in ("arbete", "marknad")
    ]


def test_inflections_are_neither_synonyms_nor_compounds() -> None:
    assert set(boosts(word_queries().inflections("händer"))) == {
        Term(Form.EXACT, "händer"),
        Term(Form.STEM, "hand"),
        Term(Form.STEM, "hända"),
    }


def test_the_terms_by_which_a_word_stands_in_a_post() -> None:
    for word in ("händer", "arbetsmarknaden", "och"):
        found = word_queries().terms(word)
        assert found[0] == Term(Form.EXACT, word)
        stems = analyzer().analyze(word)[0].stems
        assert set(found[1:]) == {Term(f, s) for s in stems for f in (Form.STEM, Form.PART)}
        assert set(boosts(word_queries().inflections(word))) <= set(found)
