"""Query algebra → query DSL: which posts match, without scores.

A term that no post has in a field is not asked for there.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol, assert_never

from kb.engines.opensearch.mapping import (
    ANALYZER,
    BEGINNING,
    SEPARATOR,
    begin_name,
    facet_name,
    field_name,
    stored_term,
)
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
from kb.search.port.terms import FIELDS
from kb.search.query.query import YEAR, Occur

Json = dict[str, Any]

EVERY_POST: Json = {"match_all": {}}
# The cluster takes some more in a list of terms.
_MOST_TERMS = 60_000


class Numbers(Protocol):
    """What is known of the posts of a generation."""

    @property
    def posts(self) -> int:
        """How many there are."""

    def mean_length(self, field: str, form: Form) -> float:
        """Return how many terms a field has on average."""

    def counts(self, term: Term) -> Sequence[int]:
        """Return in how many posts a term stands, in any field and in each."""

    def counted(self, query: PhraseQuery | PrefixQuery) -> Sequence[int]:
        """Return in how many posts it stands, by field; boosts aside."""

    def marked(self, facet: str, value: str) -> int:
        """Return how many posts have a value of a facet."""

    def beginning(self, prefix: str) -> Sequence[str]:
        """Return the exact terms that begin so."""


class Groups(NamedTuple):
    """The clauses of a query: all that must match, what may, what must not."""

    must: list[Json]
    may: list[Json]
    must_not: list[Json]


class Selection:
    """Translates queries to one generation, scores aside."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    def matching(self, query: BooleanQuery) -> Json | None:
        """Return what matches as a query does, without scores; None where nothing can."""

        def found(clause: BooleanClause) -> Json | None:
            return None if clause.occur is Occur.MAY else self._any_disjunct(clause.query)

        groups = self.grouped(query, found)
        if groups is None:
            return None
        must = groups.must
        if not groups.must_not:
            return must[0] if len(must) == 1 else {"bool": {"filter": must}} if must else EVERY_POST
        return {"bool": {"filter": must or [EVERY_POST], "must_not": groups.must_not}}

    def at_least(self, query: BooleanQuery) -> int:
        """Return how many posts a query matches for certain, as far as counts of terms tell."""
        required = [clause for clause in query.clauses if clause.occur is not Occur.MAY]
        if not required:
            return self.numbers.posts
        occurs = {clause.occur for clause in required}
        if Occur.MUST_NOT in occurs or (len(required) > 1 and Occur.MUST in occurs):
            return 0
        return max(
            (self._at_least(each) for clause in required for each in clause.query.disjuncts),
            default=0,
        )

    def _at_least(self, query: Query) -> int:
        match query:
            case TermQuery(term):
                return self.numbers.counts(term)[0]
            case BooleanQuery():
                return self.at_least(query)
            case _:
                return 0

    def grouped(
        self, query: BooleanQuery, found: Callable[[BooleanClause], Json | None]
    ) -> Groups | None:
        """Return the clauses of a query, translated by `found` but for what is excluded.

        None where nothing can match.
        """
        by_occur: dict[Occur, list[Json]] = {occur: [] for occur in Occur}
        for clause in query.clauses:
            excluded = clause.occur is Occur.MUST_NOT
            one = self._any_disjunct(clause.query) if excluded else found(clause)
            if one is not None:
                by_occur[clause.occur].append(one)
            elif clause.occur is Occur.MUST:
                return None
        must = by_occur[Occur.MUST]
        if any(clause.occur is Occur.SHOULD for clause in query.clauses):
            one = one_of(by_occur[Occur.SHOULD])
            if one is None:
                return None
            must.append(one)
        return Groups(must, by_occur[Occur.MAY], by_occur[Occur.MUST_NOT])

    def _any_disjunct(self, query: DisjunctionMax) -> Json | None:
        return one_of([each for each in map(self._matching, query.disjuncts) if each])

    def _matching(self, query: Query) -> Json | None:
        match query:
            case BooleanQuery():
                return self.matching(query)
            case FacetQuery() | YearQuery():
                return having(*marked_by(query))
            case ScoredPostsQuery():
                ids = [post_id for post_id, _ in query.posts]
                return {"terms": {"id": ids}} if ids else None
            case TermQuery() | PhraseQuery() | PrefixQuery():
                return one_of([found for found in self.by_field(query) if found])
            case _:
                assert_never(query)

    def by_field(self, query: TermQuery | PhraseQuery | PrefixQuery) -> list[Json | None]:
        """Return by field what matches there, without scores; None where nothing does."""
        match query:
            case TermQuery(term):
                return self._with(query, (term,))
            case PhraseQuery(form, texts):
                return self._with(query, [Term(form, text) for text in texts])
            case PrefixQuery(prefix):
                begun, words = self.beginning_with(prefix)
                return [
                    one_of(
                        [
                            {"terms": {name: part}}
                            for name, terms in names_of(field, begun, words)
                            for part in parts_of(terms, _MOST_TERMS)
                        ]
                    )
                    for field in FIELDS
                ]
            case _:
                assert_never(query)

    def _with(self, query: TermQuery | PhraseQuery, terms: Sequence[Term]) -> list[Json | None]:
        """Return a query by field, in those that have each of its terms."""
        numbers = [self.numbers.counts(term)[1:] for term in terms]
        return [
            leaf(query, field_name(field, terms[0].form)) if all(posts) else None
            for field, *posts in zip(FIELDS, *numbers, strict=True)
        ]

    def beginning_with(self, prefix: str) -> tuple[list[str], list[str]]:
        """Return what stands for a prefix: what terms begin with, and whole terms."""
        if len(prefix) == BEGINNING:
            return [prefix], []
        words = self.numbers.beginning(prefix)
        if len(prefix) > BEGINNING:
            return [], list(words)
        begun = {word[:BEGINNING] for word in words if len(word) >= BEGINNING}
        return sorted(begun), [word for word in words if len(word) < BEGINNING]


def marked_by(query: FacetQuery | YearQuery) -> tuple[str, str]:
    """Return the facet and the value that a query asks for."""
    if isinstance(query, YearQuery):
        return YEAR, f"{query.year:04}"
    return query.facet, query.value


def having(facet: str, value: str) -> Json:
    """Return what matches posts with a value of a facet."""
    return {"term": {YEAR if facet == YEAR else facet_name(facet): value}}


def names_of(field: str, begun: list[str], words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the fields of the cluster that have what terms begin with, and terms."""
    yield begin_name(field), begun
    yield field_name(field, Form.EXACT), words


def parts_of(terms: list[str], most: int) -> Iterator[list[str]]:
    """Yield terms as the cluster has them, so many at a time."""
    for first in range(0, len(terms), most):
        yield list(map(stored_term, terms[first : first + most]))


def leaf(query: TermQuery | PhraseQuery, name: str) -> Json:
    """Return a query in one field of the cluster."""
    if isinstance(query, TermQuery):
        return {"term": {name: stored_term(query.term.text)}}
    text = SEPARATOR.join(map(stored_term, query.texts))
    # Lucene counts it once for each of its terms; see `mapping.FREQUENCY`.
    once = 1 / len(query.texts)
    return {"match_phrase": {name: {"query": text, "analyzer": ANALYZER, "boost": once}}}


def one_of(queries: list[Json]) -> Json | None:
    """Return what matches one of some queries and scores as all that match; None for none."""
    if len(queries) < 2:
        return queries[0] if queries else None
    return {"bool": {"should": queries}}
