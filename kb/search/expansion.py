"""Query → readings: every word read as Swedish, and how far the whole is loosened.

A word matches, with falling weight, its exact form, its stem, what means the same, and
compounds that it is a part of. How far a query is loosened depends on its words alone, so
choosing a facet, turning a page or asking for another format never changes what matches.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile

from kb.language.analyzer import Analyzer, Token
from kb.language.grams import grams
from kb.search.equivalents import Equivalents
from kb.search.loosening import Loosening
from kb.search.meanings import Meanings
from kb.search.names import Named, Names, words_of
from kb.search.plan import (
    About,
    Beginning,
    Form,
    Look,
    Need,
    Published,
    Reading,
    Step,
    Together,
    Way,
)
from kb.search.query import Clause, Occur, Phrase, Prefix, Query, Term, Word
from kb.search.tables import Tables
from kb.search.vocabulary import Vocabulary

_FOLDED = 0.95
_FUZZY = 0.5
# Below a post that names the year.
_PUBLISHED = 0.5
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A need, and what there is to loosen in it.

    `words`: those that may be read another way. `tokens`: all its words as they have been read,
    and `apart`: the needs of a phrase's words, both for the step at which some suffice.
    """

    need: Need
    words: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ()
    apart: tuple[Need, ...] = ()


class Expansion:
    """Reads queries for one index."""

    def __init__(self, analyzer: Analyzer, tables: Tables, vocabulary: Vocabulary) -> None:
        self._names = Names(tables.registers, vocabulary)
        self._equivalents = Equivalents(tables, analyzer)
        self._meanings = Meanings(analyzer, self._equivalents)
        self.loosening = Loosening(analyzer, self._meanings, vocabulary)

    def readings(self, query: Query) -> Iterator[Reading]:
        """Yield the query's readings, the strictest first; each finds more than the last."""
        asked = list(self._asked(query))
        yield _reading(Step.STRICT, asked)
        for step, find, weight in (
            (Step.FOLDED, self.loosening.with_dots, _FOLDED),
            (Step.FUZZY, self.loosening.similar, _FUZZY),
        ):
            looser = [self._loosened(one, find, weight) for one in asked]
            if step is Step.FOLDED and (entries := self._names.without_dots(query)):
                looser = [_Asked(_any_name(entries, tuple(one.need for one in looser)))]
            if looser != asked:
                asked = looser
                yield _reading(step, asked)
        needs = tuple(need for one in asked for need in (self._with_parts(one), *one.apart))
        if sum(need.loose for need in needs) > 1 or needs != tuple(one.need for one in asked):
            yield Reading(Step.SOME, needs)

    def named(self, query: Query) -> Named:
        """Return the entries of registers of which the whole query is a name or an alias."""
        return self._names.written(query) or self._names.without_dots(query)

    def _asked(self, query: Query) -> Iterator[_Asked]:
        """Yield the query's needs: a name's, or those of its clauses and of set phrases in it."""
        entries = self._names.written(query)
        # A name within quotes, or with a part of it quoted, stays as it is written.
        if entries and all(isinstance(clause.terms[0], Word) for clause in query.clauses):
            yield _Asked(_any_name(entries, tuple(map(self._need, query.clauses))))
            return
        clauses = query.clauses
        years = _years_beside_words(clauses)
        place = 0
        while place < len(clauses):
            length, looks = self._set_phrase(clauses[place:])
            needs = tuple(map(self._need, clauses[place : place + length]))
            if looks:
                yield _Asked(Need((Together(needs), *looks), loose=True), apart=needs)
            else:
                texts = _words(clauses[place]) if needs[0].loose else ()
                dated = (Published(int(t), _PUBLISHED) for t in texts if years.issuperset(texts))
                need = replace(needs[0], ways=(*needs[0].ways, *dated))
                yield _Asked(need, texts, tuple(map(self._meanings.token, texts)))
            place += length

    def _set_phrase(self, clauses: Sequence[Clause]) -> tuple[int, tuple[Look, ...]]:
        """Return how many clauses, from the first, are a phrase that other words stand for."""
        run = list(takewhile(_is_plain_word, clauses[: self._equivalents.longest]))
        for length in range(len(run), 1, -1):
            stems = tuple(
                self._meanings.token(_words(clause)[0]).stems[0] for clause in run[:length]
            )
            if looks := self._equivalents.of(stems):
                return length, looks
        return 1, ()

    def _need(self, clause: Clause) -> Need:
        excluded = clause.occur is Occur.MUST_NOT
        ways = tuple(way for term in clause.terms for way in self._ways(term, excluded))
        as_written = any(isinstance(term, Phrase) for term in clause.terms)
        loose = clause.occur is Occur.MUST and not as_written
        pieces = dict.fromkeys(gram for text in _words(clause) for gram in grams(text))
        return Need(ways, clause.occur, loose, hints=tuple(pieces) if loose else ())

    def _ways(self, term: Term, excluded: bool) -> Iterator[Way]:
        if isinstance(term, Phrase):
            yield Look(Form.EXACT, term.words)
        elif isinstance(term, Prefix):
            yield Beginning(term.text)
        else:
            yield from (self._meanings.inflections if excluded else self._meanings.of)(term.text)

    def _loosened(self, asked: _Asked, find: Callable[[str], list[str]], weight: float) -> _Asked:
        """Return the need with more ways to meet it, where the index lacks a word of it."""
        found = {text: find(text) for text in asked.words}
        others = dict.fromkeys(chain.from_iterable(found.values()))
        if not others:
            return asked
        more = (way for other in others for way in self._meanings.of(other, weight))
        return _Asked(
            replace(asked.need, ways=(*asked.need.ways, *more)),
            # A word that could be read one way is not read another way, too.
            tuple(text for text in asked.words if not found[text]),
            (*asked.tokens, *map(self._meanings.token, others)),
        )

    def _with_parts(self, asked: _Asked) -> Need:
        """Return the need with each part of its compounds as one more way to meet it."""
        parts = self.loosening.parts(asked.tokens)
        return replace(asked.need, ways=(*asked.need.ways, *parts))


def _reading(step: Step, asked: Iterable[_Asked]) -> Reading:
    return Reading(step, tuple(one.need for one in asked))


def _words(clause: Clause) -> tuple[str, ...]:
    return tuple(term.text for term in clause.terms if isinstance(term, Word))


def _years_beside_words(clauses: Iterable[Clause]) -> set[str]:
    """Return the years that are asked for with other words: årsmöte 2022.

    They tell when a post was published, too. A year by itself is a word like any other.
    """
    terms = {term for clause in clauses if clause.occur is Occur.MUST for term in clause.terms}
    years = {term for term in terms if isinstance(term, Word) and _YEAR.fullmatch(term.text)}
    return {year.text for year in years} if years < terms else set()


def _is_plain_word(clause: Clause) -> bool:
    return clause.occur is not Occur.MUST_NOT and len(_words(clause)) == len(clause.terms) == 1


def _any_name(entries: Named, typed: tuple[Need, ...]) -> Need:
    """The words as typed, any name of the entries, or any mention of them."""
    names = dict.fromkeys(
        Look(Form.EXACT, name)
        for _, entry in entries
        for name in filter(None, map(words_of, entry.names))
    )
    mentions = (About(facet, entry.id) for facet, entry in entries)
    return Need((Together(typed), *names, *mentions))
