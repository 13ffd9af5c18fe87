"""Query algebra → query DSL, with statistics of our own.

The cluster works out no idf and no length norm: it would do so shard by shard, over posts that
a generation does not see, and with lengths rounded to a byte. A posting list is asked for how often
what is asked for stands in a post (`mapping.FREQUENCY`), and a script makes of that what
`kb.search.ranking` says; all weights outside of it are multiplied into it here.

Scores are counted in units of 10 ** -DECIMALS, so that one addition rounds them (`rounded`).
"""

from collections.abc import Iterator, Sequence
from math import log1p
from typing import assert_never

from kb.engines.opensearch.mapping import (
    ALTERNATIVE,
    ANALYZER,
    field_name,
    length_name,
)
from kb.engines.opensearch.reading.selection import (
    EVERY_POST,
    Json,
    Selection,
    having,
    leaf,
    marked_by,
    names_of,
    one_of,
    parts_of,
)
from kb.search import ranking
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
    Form,
    PhraseQuery,
    PrefixQuery,
    ScoredPostsQuery,
    Term,
    TermQuery,
    YearQuery,
)
from kb.search.port.terms import FIELDS
from kb.search.query.query import Occur

NO_POST: Json = {"match_none": {}}
SCALE = 10**ranking.DECIMALS
# From here to twice as much float32 has the whole numbers and nothing in between.
_ROUNDING = 2.0**23
# Lucene looks up the terms of one list one after the other.
_ALTERNATIVES = 256

# Of posts that were found elsewhere.
_GIVEN = "return params.weight * params.scores[doc['id'].value];"


def _saturation(field: str, form: Form) -> str:
    """Return the script that makes of a frequency what it counts, but for the weight.

    One for each field and form: what it looks up in its parameters it looks up for every post.
    """
    b = ranking.FIELD_B[field]
    by_length = f" + params.by_length * doc['{length_name(field, form)}'].value" if b else ""
    return f"double tf = _score; return tf / (tf + {ranking.K1 * (1 - b)}{by_length});"


_SCRIPTS = {(field, form): _saturation(field, form) for field in FIELDS for form in Form}


class Translation(Selection):
    """Translates queries to one generation."""

    def scored(self, query: BooleanQuery, weight: float = 1.0) -> Json | None:
        """Return what matches as a query does and scores `weight` times as much; None: nothing."""

        def found(clause: BooleanClause) -> Json | None:
            return self._best(clause.query, weight * clause.boost)

        groups = self.grouped(query, found)
        if groups is None:
            return None
        must, may, must_not = groups
        for clause in query.clauses:
            if clause.occur is not Occur.MUST_NOT:
                may += self._grams(clause.query.grams, weight * clause.boost)
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
                case ScoredPostsQuery(posts):
                    found = _given(dict(posts), own)
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
        return one_of(scored)

    def _in_field(
        self, query: TermQuery | PhraseQuery | PrefixQuery, field: str, weight: float, df: int
    ) -> Json:
        match query:
            case TermQuery(term):
                form = term.form
                often = leaf(query, field_name(field, form))
            case PhraseQuery(form):
                often = leaf(query, field_name(field, form))
            case PrefixQuery():
                form = Form.EXACT
                often = self._often_begun(query.prefix, field)
            case _:
                assert_never(query)
        script: Json = {"source": _SCRIPTS[field, form]}
        b = ranking.FIELD_B[field]
        if b:
            by_length = ranking.K1 * b / self.numbers.mean_length(field, form)
            script["params"] = {"by_length": by_length}
        own = weight * ranking.FIELD_BOOSTS[field] * (ranking.K1 + 1) * self._idf(df)
        return {"script_score": {"query": often, "script": script, "boost": SCALE * own}}

    def _often_begun(self, prefix: str, field: str) -> Json:
        """Return a query that says how often terms in a field begin so."""
        column = 1 + FIELDS.index(field)
        begun, words = self.beginning_with(prefix)
        own = [word for word in words if self.numbers.counts(Term(Form.EXACT, word))[column]]
        # Terms at one position are counted as one that stands as often as all of them.
        lists: list[Json] = [
            {"match": {name: {"query": ALTERNATIVE.join(part), "analyzer": ANALYZER}}}
            for name, terms in names_of(field, begun, own)
            for part in parts_of(terms, _ALTERNATIVES)
        ]
        return one_of(lists) or NO_POST

    def _grams(self, grams: Sequence[str], weight: float) -> Iterator[Json]:
        """Yield the grams that are rare enough to tell something, scored in each field."""
        rare = ranking.rare(self.numbers.posts)
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


def _given(scores: dict[str, float], weight: float) -> Json | None:
    """Return what matches posts and scores as was found elsewhere: one list, however many."""
    if not scores:
        return None
    script = {"source": _GIVEN, "params": {"weight": SCALE * weight, "scores": scores}}
    return {"script_score": {"query": {"terms": {"id": [*scores]}}, "script": script}}
