"""Which places of texts a query matches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import contains, itemgetter
from typing import NamedTuple, assert_never

import numpy as np

from kb.search.port.analysis import Analysis, Integers, Types, those
from kb.search.port.queries import (
    BooleanClause,
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
from kb.search.query.query import Occur


class Mark(NamedTuple):
    """A matched place in a text, and the index of the query's clause that it matches.

    `weak`: only a part of the word matched, or the word is only a part of what was asked.
    """

    start: int
    end: int
    clause: int
    weak: bool = False

    def moved(self, by: int) -> "Mark":
        """Return it where so many characters stand before the text."""
        return Mark(self.start + by, self.end + by, self.clause, self.weak)


# What a mark means: a clause, and whether it is weak.
_Meaning = tuple[int, bool]
# The marks of texts, by the index of the text.
_Found = defaultdict[int, list[Mark]]

_START = itemgetter(0)
_FINDING = (Occur.MUST, Occur.SHOULD)


def sought(query: BooleanQuery) -> list[tuple[int, BooleanClause]]:
    """Return the clauses of a query that posts are found by, with their indexes.

    Not what is excluded; nor optional words, which would mark half of a text.
    """
    return [each for each in enumerate(query.clauses) if each[1].occur in _FINDING]


class Highlighter:
    """Finds what a query matches in texts.

    The words of a text are numbers of types. Which types a query asks for is found out once, for
    all texts of a part of an index; then only words of these are looked at.
    """

    def __init__(self, query: BooleanQuery) -> None:
        # Where several clauses ask for the same, the first is the one that is marked.
        self._terms: dict[Term, _Meaning] = {}
        self._prefixes: dict[str, _Meaning] = {}
        self._phrases: list[tuple[PhraseQuery, _Meaning]] = []
        for index, clause in sought(query):
            self._take(clause.query.disjuncts, index, False)
        self._asked: dict[Types, _Asked] = {}

    def marks(self, analysis: Analysis) -> Mapping[int, Sequence[Mark]]:
        """Return the matched places of each text that has some, by the index of the text.

        They are in order, none overlapping another.
        """
        types = analysis.numbers
        asked = self._asked.get(types)
        if asked is None:
            asked = _Asked(types, self._terms, self._prefixes, self._phrases)
            self._asked[types] = asked
        found: defaultdict[int, list[Mark]] = defaultdict(list)
        asked.mark_words(analysis, found)
        asked.mark_phrases(analysis, found)
        return {text: _apart(marks) for text, marks in found.items()}

    def _take(self, queries: Iterable[Query], clause: int, weak: bool) -> None:
        # Where a word is both all that was asked for and a part of it, it is all.
        for query in sorted(queries, key=lambda query: isinstance(query, BooleanQuery)):
            match query:
                case TermQuery(term):
                    if term.form is not Form.GRAM:  # a piece of a word shows nothing
                        self._terms.setdefault(term, (clause, weak or term.form is Form.PART))
                case PhraseQuery():
                    self._phrases.append((query, (clause, weak)))
                case PrefixQuery(prefix):
                    self._prefixes.setdefault(prefix, (clause, weak))
                case BooleanQuery():
                    inner = sought(query)
                    for _, each in inner:
                        self._take(each.query.disjuncts, clause, weak or len(inner) > 1)
                case FacetQuery() | YearQuery() | ScoredPostsQuery():
                    pass  # no words of the text
                case _:
                    assert_never(query)


# What is marked of a word: nothing, some of its parts, or what the likeliest of its stems says that
# is asked for; from then on all of it, with the meaning of that index.
_NOTHING, _PARTS, _STEMS, _ALL = range(4)


class _Asked:
    """What a query asks for among the token types of a part of an index."""

    def __init__(
        self,
        types: Types,
        terms: Mapping[Term, _Meaning],
        prefixes: Mapping[str, _Meaning],
        phrases: Sequence[tuple[PhraseQuery, _Meaning]],
    ) -> None:
        self._types = types
        self._terms = terms
        self._all = list({*terms.values(), *prefixes.values()})
        self._of_type = self._marked(prefixes)
        self._parts: dict[int, Sequence[Mark]] = {}
        self._phrases = [
            ([frozenset(_having(types, phrase.form, text)) for text in phrase.texts], meaning)
            for phrase, meaning in phrases
        ]

    def _marked(self, prefixes: Mapping[str, _Meaning]) -> Integers:
        """Return what is marked of each type; what tells more comes later, in place of the rest."""
        types = self._types
        # Of the smallest kind: a part of an index has hundreds of thousands of types.
        of_type = np.zeros(len(types), np.min_scalar_type(_ALL + len(self._all)))
        index = {meaning: number for number, meaning in enumerate(self._all, _ALL)}
        asked: defaultdict[Form, list[tuple[Integers, int]]] = defaultdict(list)
        for term, meaning in self._terms.items():
            asked[term.form].append((types.having(term), index[meaning]))
        for having, _ in asked[Form.PART]:
            of_type[having] = _PARTS
        for prefix, meaning in reversed(list(prefixes.items())):
            of_type[types.beginning(prefix)] = index[meaning]
        for having, number in asked[Form.STEM]:
            of_type[having] = number
        if len({number for _, number in asked[Form.STEM]}) > 1:
            for having, number in asked[Form.STEM]:
                of_type[having[of_type[having] != number]] = _STEMS
        for having, number in asked[Form.EXACT]:
            of_type[having] = number
        return of_type

    def mark_words(self, analysis: Analysis, found: _Found) -> None:
        """Add the marks of words, and of what is joined of several."""
        a = analysis
        self._mark(a.types, a.starts, a.ends, a.text_ends, found)
        if len(a.joined):
            self._mark(a.joined, a.joined_starts, a.joined_ends, a.joined_text_ends, found)

    def _mark(
        self,
        types: Integers,
        starts: Integers,
        ends: Integers,
        text_ends: Integers,
        found: _Found,
    ) -> None:
        marked = self._of_type.take(types)
        rows = (marked != _NOTHING).nonzero()[0]  # of booleans it is told sooner
        if not len(rows):
            return
        texts = text_ends.searchsorted(rows, "right")
        columns = (texts, marked[rows], types[rows], starts[rows], ends[rows])
        for text, what, number, start, end in zip(*[c.tolist() for c in columns], strict=True):
            if what == _PARTS:
                for mark in self._parts_of(number):
                    found[text].append(mark.moved(start))
            else:
                meaning = self._by_stems(number) if what == _STEMS else self._all[what - _ALL]
                found[text].append(Mark(start, end, *meaning))

    def _parts_of(self, number: int) -> Sequence[Mark]:
        """Return the parts of a type to mark, their places in the word."""
        if number not in self._parts:
            terms = ((Term(Form.PART, part.stem), part) for part in self._types.parts(number))
            self._parts[number] = [
                Mark(part.start, part.end, *self._terms[term])
                for term, part in terms
                if term in self._terms
            ]
        return self._parts[number]

    def _by_stems(self, number: int) -> _Meaning:
        terms = (Term(Form.STEM, stem) for stem in self._types.stems(number))
        return next(self._terms[term] for term in terms if term in self._terms)

    def mark_phrases(self, analysis: Analysis, found: _Found) -> None:
        """Add the marks of phrases."""
        if not self._phrases:
            return
        begin = those((list(words[0]) for words, _ in self._phrases), len(self._types))
        firsts = begin[analysis.types].nonzero()[0]
        texts = analysis.text_ends.searchsorted(firsts, "right")
        columns = (texts, firsts, analysis.text_ends[texts])
        places = list(zip(*(each.tolist() for each in columns), strict=True))
        for words, meaning in self._phrases:
            for text, first, text_end in places:
                end = first + len(words)
                run = analysis.types[first:end].tolist()
                if end <= text_end and all(map(contains, words, run)):
                    place = int(analysis.starts[first]), int(analysis.ends[end - 1])
                    found[text].append(Mark(*place, *meaning))


def _having(types: Types, form: Form, text: str) -> list[int]:
    having: list[int] = types.having(Term(form, text)).tolist()
    return having


def _apart(marks: list[Mark]) -> list[Mark]:
    """Return marks in order without those that overlap one before; a longer one is before."""
    if len(marks) == 1:
        return marks
    marks.sort(key=_START)
    apart = marks[:1]
    for mark in marks[1:]:
        last = apart[-1]
        if mark.start >= last.end:
            apart.append(mark)
        elif mark.start == last.start and mark.end > last.end:
            apart[-1] = mark
    return apart
