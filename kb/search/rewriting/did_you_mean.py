"""Another spelling of a query, where the query as it is finds little."""

from collections.abc import Mapping
from itertools import islice, product

from kb.language.stop_words import is_stop_word, restored_stop_word
from kb.language.tokens import words
from kb.search.port.queries import Form, Term
from kb.search.query.parser import MAX_CHARACTERS
from kb.search.query.query import (
    Occur,
    TypedPhrase,
    TypedPrefix,
    TypedQuery,
    TypedWord,
    texts_of,
)
from kb.search.rewriting.other_words import FAR_MORE, Facts, OtherWords
from kb.search.rewriting.words import WordQueries

# Ways to spell a whole query otherwise that are tried, each a count of its strictest rewriting.
_SPELLINGS = 8


class DidYouMean:
    """Spells queries otherwise.

    A quoted phrase is never relaxed, but another spelling of it is offered: whether to take it is
    the reader's choice.
    """

    def __init__(self, words: WordQueries, others: OtherWords) -> None:
        self._words = words
        self._others = others

    def words(self, query: TypedQuery) -> list[str]:
        """Return the words whose spellings `spellings_of` has to know."""
        return [word for word in _required(query) if not is_stop_word(word)]

    def spellings_of(self, query: TypedQuery, facts: Facts) -> list[str]:
        """Return a query's text with words spelt otherwise, the likeliest first."""
        posts = {
            word: self._posts_with(word, as_written, facts)
            for word, as_written in _required(query).items()
        }
        # Where a word stands nowhere, that is what ails the query.
        doubted = [word for word in posts if not posts[word]] or list(posts)
        spellings = {word: self._spellings(word, posts[word], facts) for word in doubted}
        spellings |= {word: [dotted] for word, dotted in _restored_stop_words(query).items()}
        spellings = {word: others for word, others in spellings.items() if others}
        if not spellings:
            return []
        choices = islice(product(*spellings.values()), _SPELLINGS)
        texts = [
            _respelt(query.text, dict(zip(spellings, choice, strict=True))) for choice in choices
        ]
        return [text for text in texts if len(text) <= MAX_CHARACTERS]

    def _spellings(self, word: str, posts: int, facts: Facts) -> list[str]:
        """Return what a word that stands in so many posts may be meant for.

        Where it lacks its dots, that is what ails it; and a dictionary's word that stands nowhere
        is spelt right.
        """
        if is_stop_word(word):
            return []
        if dotted := self._others.with_diacritics(word, facts):
            return dotted
        known = facts.of(word)
        similar = dict(known.similar)
        near = list(similar) if posts else self._others.similar(word, facts)
        return [
            other
            for other in (*known.diacritics, *near)
            if not is_stop_word(other)
            and (similar.get(other) or facts.frequencies.get(Term(Form.EXACT, other), 0))
            > FAR_MORE * posts
        ]

    def _posts_with(self, word: str, as_written: bool, facts: Facts) -> int:
        """Return how many posts have a word; else also an inflection, or a compound of it."""
        terms = [Term(Form.EXACT, word)] if as_written else self._words.terms(word)
        return max(facts.frequencies.get(term, 0) for term in terms)


def _required(query: TypedQuery) -> dict[str, bool]:
    """Return the words that posts must have, and whether in no other form: those of phrases.

    None that is excluded elsewhere, no beginnings, and no numbers: 2016 is no slip for 2017.
    """
    required: dict[str, bool] = {}
    others: set[str] = set()
    for clause in query.clauses:
        for typed in clause.alternatives:
            if clause.occur is Occur.MUST and not isinstance(typed, TypedPrefix):
                for word in texts_of(typed):
                    required[word] = required.get(word, False) or isinstance(typed, TypedPhrase)
            else:
                others.update(texts_of(typed))
    return {
        word: as_written
        for word, as_written in required.items()
        if word not in others and not any(map(str.isdigit, word))
    }


def _restored_stop_words(query: TypedQuery) -> dict[str, str]:
    """Return the stop words that were typed without their dots, and those with them."""
    dotted: dict[str, str] = {}
    as_typed: set[str] = set()
    for clause in query.clauses:
        for typed in clause.alternatives:
            if isinstance(typed, TypedWord) and clause.occur is not Occur.MUST_NOT:
                dotted[typed.text] = restored_stop_word(typed.text)
            else:
                as_typed.update(texts_of(typed))
    return {word: other for word, other in dotted.items() if word != other and word not in as_typed}


def _respelt(text: str, spellings: Mapping[str, str]) -> str:
    """Return a text with words spelt otherwise, and all else as it was typed."""
    pieces, end = [], 0
    for word in words(text):
        if word.normal in spellings:
            pieces += [text[end : word.start], spellings[word.normal]]
            end = word.end
    return "".join([*pieces, text[end:]])
