"""Other words for one that an index lacks, with what is known of the index given as values."""

from collections.abc import Iterator
from typing import get_args

import pytest

from kb.search.lookups import Lookups
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
from kb.search.rewriting.other_words import Facts, OtherWords
from kb.search.rewriting.synonyms import Synonyms
from kb.search.rewriting.words import WordQueries
from tests.corpora import analyzer
from tests.facts import MORE, OTHERS, facts_of


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("foretaget", ["företaget"]),  # as it stands
        ("foretagen", ["företagen"]),  # in another form
        ("vaxthusodling", []),  # växthus stands, odling does not
        ("vaxt", ["växt"]),  # in a compound only
        ("zwarbos", ["zwarbö"]),  # no dictionary has it
        ("far", []),  # stands as it is
        ("får", []),  # dots are meant
        ("vag", []),  # väg, våg: in no post
        ("2016", []),
        ("sagor", []),  # a word of its own: not säger, whose stem is säga
        ("batman", []),  # and no båt|man
        ("ratten", ["rätten"]),  # but rätten, as it stands
    ],
)
def test_words_without_diacritics(typed: str, words: list[str]) -> None:
    assert OTHERS.with_diacritics(typed, facts_of(typed, MORE)) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("brödlagt", ["brödlaget"]),
        ("växthsu", ["växthus"]),
        ("fåre", []),  # a form of fåra, so no slip for får
        ("företagens", []),  # its stem stands
        ("vaxthsu", ["växthus"]),
        ("ängen", []),
        ("fretaget", ["företaget"]),
        ("klombarna", []),  # an unknown word whose stem stands: klombar
        ("varlden", []),  # världen, whether a post has it or not
    ],
)
def test_misspelt_words(typed: str, words: list[str]) -> None:
    assert OTHERS.similar(typed, facts_of(typed, MORE)) == words


# Queries that a word might stand for, and the terms that must stand for them to match anything.
STANDING: list[tuple[Query, list[str]]] = [
    (TermQuery(Term(Form.STEM, "a")), ["a"]),
    (PhraseQuery(Form.STEM, ("a", "b")), ["a", "b"]),
    (
        BooleanQuery(
            tuple(
                BooleanClause(DisjunctionMax((TermQuery(Term(Form.STEM, text)),)))
                for text in ("a", "b")
            )
        ),
        ["a", "b"],
    ),
    # No word stands for these.
    (PrefixQuery("a"), []),
    (FacetQuery("organisation", "a"), []),
    (YearQuery(2017), []),
    (ScoredPostsQuery((("a", 1.0),)), []),
]


@pytest.mark.parametrize(("query", "texts"), STANDING)
def test_a_word_with_its_dots_is_one_that_may_match(query: Query, texts: list[str]) -> None:
    class OneQuery(WordQueries):
        """Words that all stand for one query."""

        def of(self, word: str, boost: float = 1.0) -> Iterator[Query]:
            yield query

    others = OtherWords(analyzer(), OneQuery(analyzer(), Synonyms(Lookups(), analyzer())))
    terms = [Term(Form.STEM, text) for text in texts]
    assert set(others.terms("foretag", Facts(10))) == set(terms)
    assert others.with_diacritics("foretag", Facts(10)) == []
    every = Facts(10, dict.fromkeys([*terms, Term(Form.STEM, "c")], 1))
    assert ("företag" in others.with_diacritics("foretag", every)) == bool(terms)
    for term in terms:
        all_but_one = {other: int(other != term) for other in terms}
        assert others.with_diacritics("foretag", Facts(10, all_but_one)) == []


def test_the_table_has_every_kind_of_query() -> None:
    assert {type(query) for query, _ in STANDING} == set(get_args(Query))
