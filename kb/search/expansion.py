"""Query → readings: every word read as Swedish, and how far the whole is loosened.

A word matches, with falling weight, its exact form, its stem, what means the same, and
compounds that it is a part of. How far a query is loosened depends on its words alone, so
choosing a facet, turning a page or asking for another format never changes what matches.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from kb.corpus.register import Entry
from kb.language.analyzer import Analyzer, Token
from kb.language.grams import grams
from kb.language.tokens import words
from kb.search.equivalents import Equivalents
from kb.search.plan import About, Beginning, Form, Look, Need, Reading, Step, Together, Way
from kb.search.query import Clause, Facet, Occur, Phrase, Prefix, Query, Term, Word
from kb.search.tables import Tables
from kb.search.vocabulary import Vocabulary

_STEM = 0.8
_PART = 0.5
# A part of a compound without its others: only where some of the words suffice.
_LONE_PART = 0.2
_FOLDED = 0.7
_FUZZY = 0.5

Named = tuple[tuple[Facet, Entry], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A need, and the words in it that may be loosened.

    `apart`: the needs of a phrase's words, for the step at which some words suffice.
    """

    need: Need
    words: tuple[str, ...] = ()
    apart: tuple[Need, ...] = ()


class Expansion:
    """Reads queries for one index."""

    def __init__(self, analyzer: Analyzer, tables: Tables, vocabulary: Vocabulary) -> None:
        self._analyzer = analyzer
        self._registers = tables.registers
        self._equivalents = Equivalents(tables, analyzer)
        self._vocabulary = vocabulary

    def readings(self, query: Query) -> Iterator[Reading]:
        """Yield the query's readings, the strictest first; each finds more than the last."""
        asked = list(self._asked(query))
        yield _reading(Step.STRICT, asked)
        for step, find, weight in (
            (Step.FOLDED, self._vocabulary.with_dots, _FOLDED),
            (Step.FUZZY, self._vocabulary.similar, _FUZZY),
        ):
            looser = [self._loosened(one, find, weight) for one in asked]
            if looser != asked:
                asked = looser
                yield _reading(step, asked)
        needs = tuple(need for one in asked for need in (self._with_parts(one), *one.apart))
        if sum(need.loose for need in needs) > 1:
            yield Reading(Step.SOME, needs)

    def named(self, query: Query) -> Named:
        """Return the entries of registers of which the whole query is a name or an alias."""
        asked = _normal(query.text)
        if not asked or any(_is_operator(clause) for clause in query.clauses):
            return ()
        return tuple(
            (facet, entry)
            for facet, entries in (
                (Facet.ORGANISATION, self._registers.organisations),
                (Facet.PROJECT, self._registers.projects),
            )
            for entry in entries
            if asked in map(_normal, entry.names)
        )

    def _asked(self, query: Query) -> Iterator[_Asked]:
        """Yield the query's needs: a name's, or those of its clauses and of set phrases in it."""
        entries = self.named(query)
        # A name within quotes, or with a part of it quoted, stays as it is written.
        if entries and all(isinstance(clause.terms[0], Word) for clause in query.clauses):
            yield _Asked(_any_name(entries, tuple(map(self._need, query.clauses))))
            return
        clauses = query.clauses
        place = 0
        while place < len(clauses):
            length, looks = self._set_phrase(clauses[place:])
            needs = tuple(map(self._need, clauses[place : place + length]))
            if looks:
                yield _Asked(Need((Together(needs), *looks), loose=True), apart=needs)
            else:
                yield _Asked(needs[0], _words(clauses[place]))
            place += length

    def _set_phrase(self, clauses: Sequence[Clause]) -> tuple[int, tuple[Look, ...]]:
        """Return how many clauses, from the first, are a phrase that other words stand for."""
        run = list(takewhile(_is_plain_word, clauses[: self._equivalents.longest]))
        for length in range(len(run), 1, -1):
            stems = tuple(self._token(_words(clause)[0]).stem for clause in run[:length])
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
            yield from _forms(self._token(term.text), 1.0)
            if not excluded:
                for stem in _stems(self._token(term.text)):
                    yield from self._equivalents.of((stem,))
                yield from _compounds(self._token(term.text))

    def _loosened(self, asked: _Asked, find: Callable[[str], list[str]], weight: float) -> _Asked:
        """Return the need with more ways to meet it, where the index lacks a word of it."""
        if not asked.need.loose:
            return asked
        found = {text: find(text) for text in asked.words if not self._knows(text)}
        tokens = [self._token(other) for others in found.values() for other in others]
        more = tuple(way for token in tokens for way in _forms(token, weight))
        if not more:
            return asked
        # A word that could be read one way is not read another way, too.
        words_left = tuple(text for text in asked.words if not found.get(text))
        return _Asked(replace(asked.need, ways=(*asked.need.ways, *more)), words_left)

    def _with_parts(self, asked: _Asked) -> Need:
        """Return the need with each part of its compounds as one more way to meet it."""
        if not asked.need.loose:
            return asked.need
        parts = (part.stem for text in asked.words for part in self._token(text).parts)
        lone = (Look(form, (s,), _LONE_PART) for s in parts for form in (Form.STEM, Form.PART))
        return replace(asked.need, ways=(*asked.need.ways, *lone))

    def _token(self, text: str) -> Token:
        return self._analyzer.analyze(text)[0]

    def _knows(self, text: str) -> bool:
        forms = [(Form.EXACT, text)]
        for stem in _stems(self._token(text)):
            forms += [(Form.STEM, stem), (Form.PART, stem)]
        return any(self._vocabulary.stands(form, text) for form, text in forms)


def _reading(step: Step, asked: Iterable[_Asked]) -> Reading:
    return Reading(step, tuple(one.need for one in asked))


def _words(clause: Clause) -> tuple[str, ...]:
    return tuple(term.text for term in clause.terms if isinstance(term, Word))


def _is_plain_word(clause: Clause) -> bool:
    return clause.occur is not Occur.MUST_NOT and len(_words(clause)) == len(clause.terms) == 1


def _forms(token: Token, weight: float) -> Iterator[Look]:
    """The word itself, and all its inflections."""
    yield Look(Form.EXACT, (token.text,), weight)
    for stem in _stems(token):
        yield Look(Form.STEM, (stem,), weight * _STEM)


def _compounds(token: Token) -> Iterator[Way]:
    """Compounds that the word is a part of; and where it is one itself, its parts together."""
    for stem in _stems(token):
        yield Look(Form.PART, (stem,), _PART)
    if token.parts:
        parts = (
            Need((Look(Form.STEM, (part.stem,)), Look(Form.PART, (part.stem,))))
            for part in token.parts
        )
        yield Together(tuple(parts), _PART)


def _any_name(entries: Named, typed: tuple[Need, ...]) -> Need:
    """The words as typed, any name of the entries, or any mention of them."""
    names = dict.fromkeys(
        Look(Form.EXACT, tuple(word.normal for word in words(name)))
        for _, entry in entries
        for name in entry.names
    )
    mentions = (About(facet, entry.id) for facet, entry in entries)
    return Need((Together(typed), *names, *mentions))


def _stems(token: Token) -> tuple[str, ...]:
    return (token.stem, *token.also)


def _is_operator(clause: Clause) -> bool:
    plain = len(clause.terms) == 1 and isinstance(clause.terms[0], Word | Phrase)
    return not plain or clause.occur is Occur.MUST_NOT


def _normal(name: str) -> str:
    return " ".join(word.normal for word in words(name))
