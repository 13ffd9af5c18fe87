"""What a word matches: itself, its inflections, what means the same, compounds it is a part of.

In this order each counts less than the one before.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from kb.cache import Cache
from kb.language.analyzer import Analyzer, Token
from kb.search import ranking
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    Form,
    PhraseQuery,
    Query,
    Term,
    TermQuery,
)
from kb.search.rewriting.synonyms import Synonyms

# What people write with a hyphen, with a space or joined to the word after it.
_BEGINNINGS = frozenset({"e", "a", "u", "x", "it", "tv", "eu", "fn", "ai", "hr", "pr", "vd"})
_SHORTEST_REST = 3
_FEW_DIGITS = 2
# Words whose reading is remembered, some 500 bytes each.
_REMEMBERED = 1 << 12
# Words whose queries are remembered, some 2 kB each: a query that finds little asks for them again.
_QUERIES = 1 << 9


class WordQueries:
    """Words → the queries that they stand for, the disjuncts of a clause.

    A word is in normal form, or as it was typed, where its accents and its capital tell more.
    """

    def __init__(self, analyzer: Analyzer, synonyms: Synonyms) -> None:
        self._analyzer = analyzer
        self._synonyms = synonyms
        # Interpreting a query asks for each of its words some ten times.
        self._token = lru_cache(_REMEMBERED)(analyzer.analyze_typed)
        self._queries = Cache[str, tuple[Query, ...]](_QUERIES, lambda queries: 1)

    def token(self, word: str) -> Token:
        """Return a word as the analysis reads it; the last ones asked are remembered."""
        return self._token(word)

    def of(self, word: str, boost: float = 1.0) -> Iterator[Query]:
        """Yield all that a word matches; `boost` is what the word itself counts."""
        for query in self._queries.get(word, lambda: tuple(self._of(word))):
            yield query if boost == 1.0 else replace(query, boost=query.boost * boost)

    def inflections(self, word: str) -> Iterator[TermQuery]:
        """Yield the word itself, and what all its inflections share."""
        token = self.token(word)
        yield TermQuery(Term(Form.EXACT, token.text))
        for stem in token.stems:
            yield TermQuery(Term(Form.STEM, stem), ranking.STEM)

    def terms(self, word: str) -> tuple[Term, ...]:
        """Return the terms by which a word stands in a post: as it is, inflected, as a part."""
        token = self.token(word)
        forms = (Term(form, stem) for stem in token.stems for form in (Form.STEM, Form.PART))
        return (Term(Form.EXACT, word), *forms)

    def may_be_one(self, one: str, other: str) -> bool:
        """Tell whether two words in a row may be one: covid 19, e post, it stöd."""
        if other.isdigit():
            return len(other) <= _FEW_DIGITS and one.isalpha() and len(one) > 1
        return one in _BEGINNINGS and len(other) >= _SHORTEST_REST and self._analyzer.is_word(other)

    def _apart(self, word: str) -> Iterator[PhraseQuery]:
        """Yield the two words that one may be written as."""
        for cut in range(1, len(word)):
            if word[cut - 1].isalpha() and self.may_be_one(word[:cut], word[cut:]):
                yield PhraseQuery(Form.EXACT, (word[:cut], word[cut:]), ranking.APART)

    def _of(self, word: str) -> Iterator[Query]:
        yield from self.inflections(word)
        token = self.token(word)
        yield from self._apart(token.text)
        for stem in token.stems:
            yield from self._synonyms.of((stem,))
        for stem in token.stems:
            yield TermQuery(Term(Form.PART, stem), ranking.PART)
        if token.parts:
            parts = (DisjunctionMax(tuple(part_alone(part.stem))) for part in token.parts)
            yield BooleanQuery(tuple(map(BooleanClause, parts)), ranking.PART)


def part_alone(stem: str, boost: float = 1.0) -> Iterator[TermQuery]:
    """Yield how a part of a compound stands without the others: as a word, or in another."""
    yield TermQuery(Term(Form.STEM, stem), boost)
    yield TermQuery(Term(Form.PART, stem), boost)
