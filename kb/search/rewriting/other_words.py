"""Other words for one that an index lacks: with its dots, spelt right.

From the dictionary and from what an engine told of its index.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import assert_never

from kb.language.analyzer import Analyzer
from kb.language.tokens import without_diacritics
from kb.search.port.engine import SpellingRequest, Spellings, Statistics
from kb.search.port.queries import (
    BooleanQuery,
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
from kb.search.rewriting.words import WordQueries

# A word that stands in posts is doubted only for one in more than twenty times as many. Asked
# for one at a time, the 3,664 words of the example posts then bring up 3 suggestions, at ten
# times 13 and at three 57; nearly all of these words are right as they are.
FAR_MORE = 20
# Words of which the dictionary was asked last.
_REMEMBERED = 1 << 12


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the index when a query is relaxed; `posts` is how many it has."""

    posts: int
    frequencies: Mapping[Term, int] = field(default_factory=dict)
    spellings: Mapping[str, Spellings] = field(default_factory=dict)

    def joined(self, more: Statistics) -> "Facts":
        """Return these facts and more."""
        return Facts(
            self.posts,
            {**self.frequencies, **more.frequencies},
            {**self.spellings, **more.spellings},
        )

    def stands(self, term: Term) -> bool:
        """Tell whether a term stands in any post."""
        return self.frequencies.get(term, 0) > 0

    def of(self, word: str) -> Spellings:
        """Return the words that a word may be meant for."""
        return self.spellings.get(word, Spellings())


class OtherWords:
    """Reads words otherwise, from the dictionary and from what is known of the index."""

    def __init__(self, analyzer: Analyzer, words: WordQueries) -> None:
        self._analyzer = analyzer
        self._words = words
        # Asked several times of each word of a query, and slow: it tries every letter.
        self._in_dictionary = lru_cache(_REMEMBERED)(analyzer.restore_diacritics)

    def request(self, word: str) -> SpellingRequest:
        """Return what the methods below have to know of a word."""
        stem = self._words.token(word).stem
        return SpellingRequest(word, stem, self._words.terms(word), FAR_MORE)

    def candidates(self, word: str, facts: Facts) -> Iterator[str]:
        """Yield the words that the methods below may return, and some more."""
        yield from facts.of(word).diacritics
        yield from self.similar(word, facts)
        if not self._stands_as_typed(word, facts):
            yield from self._in_dictionary(word)
            yield from self._of_same_stem(word, facts)

    def terms(self, word: str, facts: Facts) -> Iterator[Term]:
        """Yield the terms whose frequencies the methods below and their callers have to know."""
        for other in facts.of(word).diacritics:
            yield Term(Form.EXACT, other)
        if not self._stands_as_typed(word, facts):
            for other in self._in_dictionary(word):
                for query in self._words.of(other):
                    yield from _terms(query)

    def with_diacritics(self, word: str, facts: Facts) -> list[str]:
        """Return the words that one typed without dots may be, and that match anything.

        Of names and new words, which no dictionary has, also their other forms in posts. None
        for a form that stands in a post: it is meant as it is.
        """
        if self._stands_as_typed(word, facts) or without_diacritics(word) != word:
            return []
        in_posts = facts.of(word).diacritics
        is_word = self._analyzer.is_word(word)
        if is_word and self.stands(word, facts):
            return list(in_posts)
        whole = dict.fromkeys((*in_posts, *self._in_dictionary(word)))
        if is_word:
            # A compound that it might be, too, is less likely than the word: batman, båt|man.
            whole = {o: None for o in whole if o in in_posts or self._is_known(o, facts)}
        found = [o for o in whole if o in in_posts or self._matches_any(o, facts)]
        return found if found or is_word else self._of_same_stem(word, facts)

    def similar(self, word: str, facts: Facts) -> list[str]:
        """Return the words that a misspelt one may be; a word of a dictionary is spelt right."""
        if self.stands(word, facts) or self._analyzer.is_word(word):
            return []
        if any(map(self._analyzer.is_word, self._in_dictionary(word))):
            return []
        return [other for other, _ in facts.of(word).similar]

    def _of_same_stem(self, word: str, facts: Facts) -> list[str]:
        """Return the words of posts that have the stem of a word but for its dots."""
        stem = self._words.token(word).stem
        beginning = facts.of(word).beginning
        return [o for o in beginning if without_diacritics(self._words.token(o).stem) == stem]

    def _stands_as_typed(self, word: str, facts: Facts) -> bool:
        return facts.stands(Term(Form.EXACT, word))

    def stands(self, word: str, facts: Facts) -> bool:
        """Tell whether the word stands in any post, inflected or in a compound."""
        return any(map(facts.stands, self._words.terms(word)))

    def _is_known(self, word: str, facts: Facts) -> bool:
        return self._stands_as_typed(word, facts) or self._analyzer.is_word(word)

    def _matches_any(self, word: str, facts: Facts) -> bool:
        return any(_may_match(query, facts) for query in self._words.of(word))


def _terms(query: Query) -> Iterator[Term]:
    """Yield the terms of a query whose frequencies tell whether it may match."""
    match query:
        case TermQuery(term):
            yield term
        case PhraseQuery(form, texts):
            yield from (Term(form, text) for text in texts)
        case BooleanQuery(clauses):
            for clause in clauses:
                for disjunct in clause.query.disjuncts:
                    yield from _terms(disjunct)
        case PrefixQuery() | FacetQuery() | YearQuery() | ScoredPostsQuery():
            pass
        case _:
            assert_never(query)


def _may_match(query: Query, facts: Facts) -> bool:
    match query:
        case TermQuery(term):
            return facts.stands(term)
        case PhraseQuery(form, texts):
            return all(facts.stands(Term(form, text)) for text in texts)
        case BooleanQuery(clauses):
            return all(
                any(_may_match(disjunct, facts) for disjunct in clause.query.disjuncts)
                for clause in clauses
            )
        case PrefixQuery() | FacetQuery() | YearQuery() | ScoredPostsQuery():
            return False
        case _:
            assert_never(query)
