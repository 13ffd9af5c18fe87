"""Query algebra → query DSL, with statistics of our own.

The cluster works out no idf and no length norm: it would do so shard by shard, over posts that
a generation does not see, and with lengths rounded to a byte. A posting list is asked for how often
what is asked for stands in a post (`mapping.FREQUENCY`), and a script makes of that what
`kb.search.ranking` says; all weights outside of it are multiplied into it here.

Scores are counted in units of 10 ** -DECIMALS, so that one addition rounds them (`rounded`).
"""

from collections.abc import Iterator, Sequence
from math import log1p
from typing import Any, Protocol, assert_never

from kb.engines.opensearch.mapping import (
    ALTERNATIVE,
    ANALYZER,
    BEGINNING,
    SEPARATOR,
    begin_name,
    facet_name,
    field_name,
    length_name,
    stored_term,
)
from kb.search import ranking
from kb.search.port.queries import (
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
)
from kb.search.port.terms import FIELDS
from kb.search.query.query import YEAR, Occur

Json = dict[str, Any]

EVERY_POST: Json = {"match_all": {}}
NO_POST: Json = {"match_none": {}}
SCALE = 10**ranking.DECIMALS
# From here to twice as much float32 has the whole numbers and nothing in between.
_ROUNDING = 2.0**23
# Lucene looks up the terms of one list one after the other.
_ALTERNATIVES = 256
_MOST_TERMS = 60_000

_SATURATION = "double tf = _score / params.terms; return params.weight * tf / (tf + params.constant"
_SCRIPT = f"{_SATURATION} + params.by_length * doc[params.length].value);"
_SCRIPT_WITHOUT_LENGTH = f"{_SATURATION});"


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


class Translation:
    """Translates queries to one generation."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers

    # --- which posts match ---

    def matching(self, query: BooleanQuery) -> Json | None:
        """Return what matches as a query does, without scores; None where nothing can."""
        must: list[Json] = []
        any_of: list[Json] = []
        must_not: list[Json] = []
        asked = False
        for clause in query.clauses:
            if clause.occur is Occur.MAY:
                continue
            found = self._any_disjunct(clause.query)
            match clause.occur:
                case Occur.MUST:
                    if found is None:
                        return None
                    must.append(found)
                case Occur.SHOULD:
                    asked = True
                    any_of += [found] if found else []
                case Occur.MUST_NOT:
                    must_not += [found] if found else []
        if asked:
            one = _any_of(any_of)
            if one is None:
                return None
            must.append(one)
        if not must_not:
            return must[0] if len(must) == 1 else {"bool": {"filter": must}} if must else EVERY_POST
        return {"bool": {"filter": must or [EVERY_POST], "must_not": must_not}}

    def _any_disjunct(self, query: DisjunctionMax) -> Json | None:
        return _any_of([each for each in map(self._matching, query.disjuncts) if each])

    def _matching(self, query: Query) -> Json | None:
        match query:
            case BooleanQuery():
                return self.matching(query)
            case FacetQuery() | YearQuery():
                return having(*marked_by(query))
            case TermQuery() | PhraseQuery() | PrefixQuery():
                return _any_of([found for found in self.by_field(query) if found])
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
                begun, words = self._beginning(prefix)
                return [
                    _any_of(
                        [
                            {"terms": {name: part}}
                            for name, terms in _names(field, begun, words)
                            for part in _parts(terms, _MOST_TERMS)
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
            _leaf(query, field_name(field, terms[0].form)) if all(posts) else None
            for field, *posts in zip(FIELDS, *numbers, strict=True)
        ]

    # --- how well they do ---

    def scored(self, query: BooleanQuery, weight: float = 1.0) -> Json | None:
        """Return what matches as a query does and scores `weight` times as much; None: nothing."""
        must: list[Json] = []
        any_of: list[Json] = []
        may: list[Json] = []
        must_not: list[Json] = []
        asked = False
        for clause in query.clauses:
            if clause.occur is Occur.MUST_NOT:
                unwanted = self._any_disjunct(clause.query)
                must_not += [unwanted] if unwanted else []
                continue
            found = self._best(clause.query, weight * clause.boost)
            may += self._grams(clause.query.grams, weight * clause.boost)
            match clause.occur:
                case Occur.MUST:
                    if found is None:
                        return None
                    must.append(found)
                case Occur.SHOULD:
                    asked = True
                    any_of += [found] if found else []
                case Occur.MAY:
                    may += [found] if found else []
        if asked:
            one = _any_of(any_of)
            if one is None:
                return None
            must.append(one)
        if len(must) == 1 and not may and not must_not:
            return must[0]
        own: Json = {"must": must} if must else {"filter": [EVERY_POST]}
        if may:
            own["should"] = may
        if must_not:
            own["must_not"] = must_not
        return {"bool": own}

    def _best(self, query: DisjunctionMax, weight: float) -> Json | None:
        blended = [0] * len(FIELDS)
        scored: list[Json] = []
        for disjunct in query.disjuncts:
            if disjunct.boost == 1.0:
                blended = [0] * len(FIELDS)
            own = weight * disjunct.boost
            match disjunct:
                case BooleanQuery():
                    found = self.scored(disjunct, own)
                case FacetQuery() | YearQuery():
                    found = self._marked(disjunct, own)
                case TermQuery() | PhraseQuery() | PrefixQuery():
                    found = self._in_fields(disjunct, own, blended)
                case _:
                    assert_never(disjunct)
            scored += [found] if found else []
        if len(scored) < 2:
            return scored[0] if scored else None
        return {"dis_max": {"queries": scored, "tie_breaker": ranking.TIE_BREAKER}}

    def _marked(self, query: FacetQuery | YearQuery, weight: float) -> Json | None:
        facet, value = marked_by(query)
        posts = self.numbers.marked(facet, value)
        if not posts:
            return None
        boost = SCALE * weight * self._idf(posts)
        return {"constant_score": {"filter": having(facet, value), "boost": boost}}

    def _in_fields(
        self, query: TermQuery | PhraseQuery | PrefixQuery, weight: float, blended: list[int]
    ) -> Json | None:
        """Return a query scored in each field; `blended` has the greatest df so far, by field."""
        scored = []
        for index, posts in enumerate(self._posts(query)):
            if posts:
                blended[index] = max(blended[index], posts)
                scored.append(self._in_field(query, FIELDS[index], weight, blended[index]))
        return _any_of(scored)

    def _in_field(
        self, query: TermQuery | PhraseQuery | PrefixQuery, field: str, weight: float, df: int
    ) -> Json:
        form, terms = Form.EXACT, 1
        match query:
            case TermQuery(term):
                form = term.form
                often = _leaf(query, field_name(field, form))
            case PhraseQuery(form, texts):
                terms = len(texts)
                often = _leaf(query, field_name(field, form))
            case PrefixQuery():
                often = self._often_begun(query.prefix, field)
            case _:
                assert_never(query)
        b = ranking.FIELD_B[field]
        params: Json = {
            "weight": SCALE
            * weight
            * ranking.FIELD_BOOSTS[field]
            * (ranking.K1 + 1)
            * self._idf(df),
            "terms": terms,
            "constant": ranking.K1 * (1 - b),
        }
        source = _SCRIPT_WITHOUT_LENGTH
        if b:
            source = _SCRIPT
            params["by_length"] = ranking.K1 * b / self.numbers.mean_length(field, form)
            params["length"] = length_name(field, form)
        script = {"source": source, "params": params}
        return {"script_score": {"query": often, "script": script}}

    def _beginning(self, prefix: str) -> tuple[list[str], list[str]]:
        """Return what stands for a prefix: what terms begin with, and whole terms."""
        if len(prefix) == BEGINNING:
            return [prefix], []
        words = self.numbers.beginning(prefix)
        if len(prefix) > BEGINNING:
            return [], list(words)
        begun = {word[:BEGINNING] for word in words if len(word) >= BEGINNING}
        return sorted(begun), [word for word in words if len(word) < BEGINNING]

    def _often_begun(self, prefix: str, field: str) -> Json:
        """Return a query that says how often terms in a field begin so."""
        column = 1 + FIELDS.index(field)
        begun, words = self._beginning(prefix)
        own = [word for word in words if self.numbers.counts(Term(Form.EXACT, word))[column]]
        # Terms at one position are counted as one that stands as often as all of them.
        lists: list[Json] = [
            {"match": {name: {"query": ALTERNATIVE.join(part), "analyzer": ANALYZER}}}
            for name, terms in _names(field, begun, own)
            for part in _parts(terms, _ALTERNATIVES)
        ]
        return _any_of(lists) or NO_POST

    def _grams(self, grams: Sequence[str], weight: float) -> Iterator[Json]:
        """Yield the grams that are rare enough to tell something, scored in each field."""
        rare = max(ranking.RARE_POSTS - 1, ranking.RARE_SHARE * self.numbers.posts)
        for gram in grams:
            query = TermQuery(Term(Form.GRAM, gram))
            for field, df in zip(FIELDS, self._posts(query), strict=True):
                if 0 < df <= rare:
                    yield self._in_field(query, field, ranking.GRAM * weight, df)

    def _posts(self, query: TermQuery | PhraseQuery | PrefixQuery) -> Sequence[int]:
        """Return in how many posts a query matches, by field."""
        if isinstance(query, TermQuery):
            return self.numbers.counts(query.term)[1:]
        return self.numbers.counted(query)

    def _idf(self, df: int) -> float:
        return log1p((self.numbers.posts - df + 0.5) / (df + 0.5))


def rounded(scored: Json, visible: Json) -> Json:
    """Return a query that matches what is visible, its scores to be read by `score_of`.

    A number is added to the scores beside which float32 has no room for fractions; up to 838 they
    are rounded as they should be, and beyond it to few decimals.
    """
    seen = {"constant_score": {"filter": visible, "boost": _ROUNDING}}
    return {"bool": {"must": [scored, seen]}}


def score_of(told: float) -> float:
    """Return the score of a hit of a `rounded` query."""
    score: float = round((told - _ROUNDING) / SCALE, ranking.DECIMALS)
    return score


def to_count(query: BooleanQuery) -> Iterator[PhraseQuery | PrefixQuery]:
    """Yield what is to be counted before a query is scored, as often as it is there."""
    for clause in query.clauses:
        if clause.occur is Occur.MUST_NOT:
            continue
        for disjunct in clause.query.disjuncts:
            if isinstance(disjunct, PhraseQuery | PrefixQuery):
                yield disjunct
            elif isinstance(disjunct, BooleanQuery):
                yield from to_count(disjunct)


def asks_for_marks(query: BooleanQuery) -> bool:
    """Tell whether it is to be known how many posts have the values of facets."""
    return any(
        asks_for_marks(each)
        if isinstance(each, BooleanQuery)
        else isinstance(each, FacetQuery | YearQuery)
        for clause in query.clauses
        for each in clause.query.disjuncts
    )


def marked_by(query: FacetQuery | YearQuery) -> tuple[str, str]:
    """Return the facet and the value that a query asks for."""
    if isinstance(query, YearQuery):
        return YEAR, f"{query.year:04}"
    return query.facet, query.value


def having(facet: str, value: str) -> Json:
    """Return what matches posts with a value of a facet."""
    return {"term": {YEAR if facet == YEAR else facet_name(facet): value}}


def _names(field: str, begun: list[str], words: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the fields of the cluster that have what terms begin with, and terms."""
    yield begin_name(field), begun
    yield field_name(field, Form.EXACT), words


def _parts(terms: list[str], most: int) -> Iterator[list[str]]:
    """Yield terms as the cluster has them, so many at a time."""
    for first in range(0, len(terms), most):
        yield list(map(stored_term, terms[first : first + most]))


def _leaf(query: TermQuery | PhraseQuery, name: str) -> Json:
    """Return a query in one field of the cluster."""
    if isinstance(query, TermQuery):
        return {"term": {name: stored_term(query.term.text)}}
    text = SEPARATOR.join(map(stored_term, query.texts))
    return {"match_phrase": {name: {"query": text, "analyzer": ANALYZER}}}


def _any_of(queries: list[Json]) -> Json | None:
    """Return what matches one of some queries and scores as all that match; None for none."""
    if len(queries) < 2:
        return queries[0] if queries else None
    return {"bool": {"should": queries}}
