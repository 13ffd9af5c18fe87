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
from kb.language.joined import By
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
    Term,
    TermQuery,
    YearQuery,
    terms_query,
)
from kb.search.query.query import (
    Clause,
    Occur,
    Typed,
    TypedJoined,
    TypedPhrase,
    TypedPrefix,
    TypedQuery,
    TypedWord,
)
from kb.search.rewriting.register_names import Named, RegisterNames, words_of
from kb.search.rewriting.synonyms import Synonyms
from kb.search.rewriting.words import WordQueries

# So many letters make a word that tells something without the one that it is joined to.
_TELLING = 4
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
        more = tuple(more)
        if not more:
            return self
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
        if entries and not any(isinstance(c.alternatives[0], TypedPhrase) for c in query.clauses):
            typed = tuple(self._draft(clause).clause for clause in query.clauses)
            return (Draft(any_name(entries, typed)),)
        return tuple(self._drafts(query.clauses))

    def _drafts(self, clauses: Sequence[Clause]) -> Iterator[Draft]:
        """Yield a draft for each clause, or for each set phrase of several clauses."""
        years = _years_beside_words(clauses)
        index = 0
        while index < len(clauses):
            length, others = self._set_phrase(clauses[index:])
            drafts = tuple(map(self._draft, clauses[index : index + length]))
            if others:
                together = BooleanQuery(tuple(draft.clause for draft in drafts))
                clause = BooleanClause(DisjunctionMax((together, *others)))
                yield Draft(clause, optional=True, apart=drafts)
            elif isinstance(typed := clauses[index].alternatives[0], TypedJoined):
                (draft,) = drafts
                # By itself, no short one tells what was meant: the 19 of covid-19, the e of e-post.
                tell = typed.by.makes_word and min(map(len, typed.words)) >= _TELLING
                words = map(self._clause, typed.words if tell else ())
                yield replace(draft, apart=tuple(map(self._draft, words)))
            else:
                (draft,) = drafts
                texts = _words(clauses[index]) if draft.optional else ()
                dated = [YearQuery(int(t), ranking.YEAR) for t in texts if years.issuperset(texts)]
                tokens = tuple(map(self.words.token, texts))
                yield replace(draft.with_disjuncts(dated), words=texts, tokens=tokens)
            index += length

    def _set_phrase(self, clauses: Sequence[Clause]) -> tuple[int, tuple[Query, ...]]:
        """Return how many clauses, from the first, are a phrase that other words stand for.

        So do two words that may be written as one: covid 19, it stöd.
        """
        run = list(takewhile(_is_plain_word, clauses[: max(2, self._synonyms.longest)]))
        words = [_words(clause)[0] for clause in run]
        for length in range(len(run), 1, -1):
            if synonyms := self._synonyms_of(words[:length]):
                return length, synonyms
        if len(words) > 1 and self.words.may_be_one(words[0], words[1]):
            return 2, tuple(self.words.of(words[0] + words[1]))
        return 1, ()

    def _synonyms_of(self, words: Iterable[str]) -> tuple[Query, ...]:
        return self._synonyms.of(tuple(self.words.token(word).stems[0] for word in words))

    def _clause(self, word: str) -> Clause:
        return Clause((TypedWord(word),), Occur.MUST)

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
            case TypedWord(text, written):
                word = written or text
                yield from self.words.inflections(word) if excluded else self.words.of(word)
            case TypedJoined():
                yield from self._joined(typed, excluded)
            case _:
                assert_never(typed)

    def _joined(self, typed: TypedJoined, excluded: bool) -> Iterator[Query]:
        """Yield what is one thing, and its words as they are written next to each other."""
        words = typed.words
        for text in typed.texts:
            if typed.by.makes_word:
                yield from self.words.inflections(text) if excluded else self.words.of(text)
            else:
                yield TermQuery(Term(Form.EXACT, text))
        if len(words) > 1:
            yield PhraseQuery(Form.EXACT, words)
        if typed.by is By.AMPERSAND:
            yield PhraseQuery(Form.EXACT, (words[0], "och", *words[1:]))
        if excluded or len(words) == 1:
            return
        yield from self._synonyms_of(words)
        # Letters by themselves (R & D) stand in too many posts, and so do figures.
        if typed.by is not By.NUMBER and max(map(len, words)) > 1:
            each = tuple(self._draft(self._clause(word)).clause for word in words)
            yield BooleanQuery(each, ranking.PART)


def boolean(drafts: Iterable[Draft]) -> BooleanQuery:
    """Return the query of some drafts, each as it is required."""
    return BooleanQuery(tuple(draft.clause for draft in drafts))


def any_name(entries: Named, typed: tuple[BooleanClause, ...]) -> BooleanClause:
    """Return the clause for the words as typed, any name of the entries, or any mention of them."""
    names = dict.fromkeys(
        terms_query(Form.EXACT, name)
        for _, entry in entries
        for name in filter(None, map(words_of, entry.spellings))
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
