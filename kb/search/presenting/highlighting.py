"""Which places of a text a query matches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from kb.language.analyzer import Token
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    Query,
    Term,
    TermQuery,
    YearQuery,
)
from kb.search.query.query import Occur


@dataclass(frozen=True, slots=True)
class Mark:
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


def sought(query: BooleanQuery) -> Iterator[tuple[int, BooleanClause]]:
    """Yield the clauses of a query that posts are found by, with their indexes.

    Not what is excluded; nor optional words, which would mark half of a text.
    """
    for index, clause in enumerate(query.clauses):
        if clause.occur in (Occur.MUST, Occur.SHOULD):
            yield index, clause


class Highlighter:
    """Finds what a query matches in texts."""

    def __init__(self, query: BooleanQuery) -> None:
        self._exact: dict[str, Mark] = {}
        self._stems: dict[str, Mark] = {}
        self._parts: dict[str, Mark] = {}
        self._prefixes: dict[str, Mark] = {}
        self._phrases: list[tuple[Form, tuple[str, ...], Mark]] = []
        for index, clause in sought(query):
            self._take(clause.query.disjuncts, Mark(0, 0, index))

    def marks(self, tokens: Sequence[Token], joined: Sequence[Token] = ()) -> list[Mark]:
        """Return the matched places of a text in order, none overlapping another.

        `joined` are the tokens that join some of its words (`kb.language.joined`).
        """
        found = list(self._of_words(tokens))
        if joined:
            found.extend(self._of_words(joined))
        for form, texts, mark in self._phrases:
            found.extend(_of_phrase(tokens, form, texts, mark))
        found.sort(key=lambda mark: (mark.start, -mark.end))
        marks: list[Mark] = []
        for mark in found:
            if not marks or mark.start >= marks[-1].end:
                marks.append(mark)
        return marks

    def _take(self, queries: Iterable[Query], mark: Mark) -> None:
        # Where a word is both all that was asked for and a part of it, it is all.
        for query in sorted(queries, key=lambda query: isinstance(query, BooleanQuery)):
            match query:
                case TermQuery(term):
                    self._take_term(term, mark)
                case PhraseQuery(form, texts):
                    self._phrases.append((form, texts, mark))
                case PrefixQuery(prefix):
                    self._prefixes.setdefault(prefix, mark)
                case BooleanQuery():
                    clauses = [clause for _, clause in sought(query)]
                    weak = mark.weak or len(clauses) > 1
                    for clause in clauses:
                        self._take(clause.query.disjuncts, replace(mark, weak=weak))
                case FacetQuery() | YearQuery():
                    pass  # no words of the text
                case _:
                    assert_never(query)

    def _take_term(self, term: Term, mark: Mark) -> None:
        match term.form:
            case Form.EXACT:
                self._exact.setdefault(term.text, mark)
            case Form.STEM:
                self._stems.setdefault(term.text, mark)
            case Form.PART:
                self._parts.setdefault(term.text, replace(mark, weak=True))
            case Form.GRAM:
                pass  # a piece of a word shows nothing
            case _:
                assert_never(term.form)

    def _of_words(self, tokens: Iterable[Token]) -> Iterator[Mark]:
        # Asked of every word of every hit, and nearly always for nothing: a word costs two or
        # three look-ups here, and is looked at closely only where one of them finds something.
        exact, stems, parts_sought = self._exact, self._stems, self._parts
        stop_words = {stem[1:] for stem in stems if stem.startswith("=")}
        for token in tokens:
            text, start, end, stem, also, parts = token
            mark = exact.get(text)
            if mark is None and (
                stem in stems or text in stop_words or (also and not stems.keys().isdisjoint(also))
            ):
                mark = next((stems[each] for each in token.stems if each in stems), None)
            if mark is None and self._prefixes:
                begun = (m for prefix, m in self._prefixes.items() if text.startswith(prefix))
                mark = next(begun, None)
            if mark is not None:
                yield replace(mark, start=start, end=end)
            elif parts and parts_sought:
                for part in parts:
                    if part.stem in parts_sought:
                        yield replace(parts_sought[part.stem], start=part.start, end=part.end)


def _is(token: Token, form: Form, text: str) -> bool:
    """Tell whether a word has a term of a form; parts of words are none of a phrase."""
    if form is Form.EXACT:
        return token.text == text
    return form is Form.STEM and text in token.stems


def _of_phrase(
    tokens: Sequence[Token], form: Form, texts: tuple[str, ...], mark: Mark
) -> Iterator[Mark]:
    for first in range(len(tokens) - len(texts) + 1):
        if not _is(tokens[first], form, texts[0]):
            continue
        run = tokens[first : first + len(texts)]
        if all(_is(token, form, text) for text, token in zip(texts, run, strict=True)):
            yield replace(mark, start=run[0].start, end=run[-1].end)
