"""What was typed → what engines match, as strictly as it was meant.

A word matches, with falling weight, its exact form, its stem, what means the same, and
compounds that it is a part of. `relaxations` says how a query is loosened from there. Both depend
on the query's words alone, so choosing a facet, turning a page or asking for another format never
changes what matches.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import assert_never

from kb.language.analyzer import Analyzer, Token
from kb.language.grams import grams
from kb.search import ranking
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
    TermQuery,
    YearQuery,
    terms_query,
)
from kb.search.query.query import (
    Clause,
    Occur,
    Typed,
    TypedPhrase,
    TypedPrefix,
    TypedQuery,
    TypedWord,
)
from kb.search.rewriting.register_names import Named, RegisterNames, words_of
from kb.search.rewriting.synonyms import Synonyms
from kb.search.rewriting.words import WordQueries

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Draft:
    """A clause that was rewritten, and what there is in it to relax.

    Attributes:
        clause: the clause.
        optional: whether a post that lacks it may still follow, behind those that have all.
        words: those that may be read another way.
        tokens: all its words as they have been read.
        apart: the drafts of a phrase's words, for when some of them suffice.
    """

    clause: BooleanClause
    optional: bool = False
    words: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ()
    apart: tuple["Draft", ...] = ()

    def with_disjuncts(self, more: Iterable[Query]) -> "Draft":
        """Return the draft with more that its clause matches."""
        query = self.clause.query
        longer = replace(query, disjuncts=(*query.disjuncts, *more))
        return replace(self, clause=replace(self.clause, query=longer))


class Rewriter:
    """Rewrites queries for one generation."""

    def __init__(self, analyzer: Analyzer, lookups: Lookups) -> None:
        self._synonyms = Synonyms(lookups, analyzer)
        self.names = RegisterNames(lookups.registers)
        self.words = WordQueries(analyzer, self._synonyms)

    def drafts(self, query: TypedQuery) -> tuple[Draft, ...]:
        """Return a query's clauses, rewritten strictly."""
        entries = self.names.written(query)
        # A name within quotes, or with a part of it quoted, stays as it is written.
        if entries and all(isinstance(c.alternatives[0], TypedWord) for c in query.clauses):
            typed = tuple(self._draft(clause).clause for clause in query.clauses)
            return (Draft(any_name(entries, typed)),)
        return tuple(self._drafts(query.clauses))

    def _drafts(self, clauses: Sequence[Clause]) -> Iterator[Draft]:
        """Yield a draft for each clause, or for each set phrase of several clauses."""
        years = _years_beside_words(clauses)
        index = 0
        while index < len(clauses):
            length, synonyms = self._set_phrase(clauses[index:])
            drafts = tuple(map(self._draft, clauses[index : index + length]))
            if synonyms:
                together = BooleanQuery(tuple(draft.clause for draft in drafts))
                clause = BooleanClause(DisjunctionMax((together, *synonyms)))
                yield Draft(clause, optional=True, apart=drafts)
            else:
                (draft,) = drafts
                texts = _words(clauses[index]) if draft.optional else ()
                dated = [YearQuery(int(t), ranking.YEAR) for t in texts if years.issuperset(texts)]
                tokens = tuple(map(self.words.token, texts))
                yield replace(draft.with_disjuncts(dated), words=texts, tokens=tokens)
            index += length

    def _set_phrase(
        self, clauses: Sequence[Clause]
    ) -> tuple[int, tuple[TermQuery | PhraseQuery, ...]]:
        """Return how many clauses, from the first, are a phrase that other words stand for."""
        run = list(takewhile(_is_plain_word, clauses[: self._synonyms.longest]))
        for length in range(len(run), 1, -1):
            stems = tuple(self.words.token(_words(clause)[0]).stems[0] for clause in run[:length])
            if synonyms := self._synonyms.of(stems):
                return length, synonyms
        return 1, ()

    def _draft(self, clause: Clause) -> Draft:
        excluded = clause.occur is Occur.MUST_NOT
        disjuncts = [query for typed in clause.alternatives for query in self._of(typed, excluded)]
        as_written = any(isinstance(typed, TypedPhrase) for typed in clause.alternatives)
        optional = clause.occur is Occur.MUST and not as_written
        pieces = dict.fromkeys(gram for text in _words(clause) for gram in grams(text))
        query = DisjunctionMax(tuple(disjuncts), tuple(pieces) if optional else ())
        boost = ranking.OPTIONAL if clause.occur is Occur.MAY else 1.0
        return Draft(BooleanClause(query, clause.occur, boost), optional)

    def _of(self, typed: Typed, excluded: bool) -> Iterator[Query]:
        match typed:
            case TypedPhrase(words):
                yield terms_query(Form.EXACT, words)
            case TypedPrefix(text):
                yield PrefixQuery(text)
            case TypedWord(text):
                yield from self.words.inflections(text) if excluded else self.words.of(text)
            case _:
                assert_never(typed)


def boolean(drafts: Iterable[Draft]) -> BooleanQuery:
    """Return the query of some drafts, each as it is required."""
    return BooleanQuery(tuple(draft.clause for draft in drafts))


def any_name(entries: Named, typed: tuple[BooleanClause, ...]) -> BooleanClause:
    """Return the clause for the words as typed, any name of the entries, or any mention of them."""
    names = dict.fromkeys(
        terms_query(Form.EXACT, name)
        for _, entry in entries
        for name in filter(None, map(words_of, entry.names))
    )
    mentions = (FacetQuery(kind.name, entry.id) for kind, entry in entries)
    return BooleanClause(DisjunctionMax((BooleanQuery(typed), *names, *mentions)))


def _words(clause: Clause) -> tuple[str, ...]:
    return tuple(typed.text for typed in clause.alternatives if isinstance(typed, TypedWord))


def _years_beside_words(clauses: Iterable[Clause]) -> set[str]:
    """Return the years that are asked for with other words: årsmöte 2022.

    They tell when a post was published, too. A year by itself is a word like any other.
    """
    typed = {t for clause in clauses if clause.occur is Occur.MUST for t in clause.alternatives}
    years = {t for t in typed if isinstance(t, TypedWord) and _YEAR.fullmatch(t.text)}
    return {year.text for year in years} if years < typed else set()


def _is_plain_word(clause: Clause) -> bool:
    return (
        clause.occur is not Occur.MUST_NOT and len(_words(clause)) == len(clause.alternatives) == 1
    )
