"""The scoring specification of `kb.search.ranking` word by word, for engines to be held against.

Slow, obvious and in plain Python, over documents and their terms: it looks at every post for every
query, and shares no formula with any engine. The constants are read when they are asked for.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from kb.corpus.kinds import KINDS
from kb.search import ranking
from kb.search.port.document import Document
from kb.search.port.engine import Match, Matches, MatchRequest
from kb.search.port.queries import (
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
from kb.search.port.terms import FIELDS, Terms
from kb.search.query.query import YEAR, Filters, Occur, Order


@dataclass(frozen=True)
class Indexed:
    """A post with its terms by field and form."""

    document: Document
    terms: Mapping[tuple[str, Form], Terms]

    @property
    def id(self) -> str:
        return self.document.id


# The score of each post that matches, by its id.
Scores = dict[str, float]


class Reference:
    """Matches queries against some posts, all of them live.

    `length` is what an engine keeps of a field's length: Whoosh rounds it to a byte, so what is
    expected of it is expected of the rounded lengths. Other engines keep it as it is.
    """

    def __init__(
        self, posts: Iterable[Indexed], length: Callable[[int], int] = lambda length: length
    ) -> None:
        self.posts = list(posts)
        self._length = length

    # --- a search -------------------------------------------------------------------------------

    def match(self, request: MatchRequest) -> Matches:
        tier: dict[str, int] = {}
        scores: Scores = {}
        for index, query in enumerate(request.queries):
            for post_id, score in self._boolean(query).items():
                if post_id not in tier:
                    tier[post_id] = index
                    scores[post_id] = round(score, ranking.DECIMALS)
        found = [post.document for post in self.posts if post.id in scores]
        passing = [document for document in found if passes(document, request.filters)]

        def by_relevance(document: Document) -> tuple[int, float, int, str]:
            newest = -document.published.toordinal()
            return tier[document.id], -scores[document.id], newest, document.id

        def by_date(document: Document) -> tuple[int, str]:
            day = document.published.toordinal()
            return day if request.order is Order.OLDEST else -day, document.id

        passing.sort(key=by_relevance if request.order is Order.RELEVANCE else by_date)
        return Matches(
            total=len(passing),
            hits=tuple(
                Match(document, scores[document.id])
                for document in passing[request.start : request.stop]
            ),
            counts=facet_counts(found, request.filters) if request.facets else {},
        )

    # --- statistics -----------------------------------------------------------------------------

    def total(self, query: BooleanQuery) -> int:
        return len(self._boolean(query))

    def frequency(self, term: Term) -> int:
        """In how many posts a term stands, in whichever field."""
        query = TermQuery(term)
        return sum(any(frequency(query, post, field) for field in FIELDS) for post in self.posts)

    # --- which posts match, and their scores ----------------------------------------------------

    def _boolean(self, query: BooleanQuery) -> Scores:
        """score(query) = Σ over clauses that are not excluded: clause.boost · score(clause)"""
        clauses = [(clause, *self._disjunction(clause.query)) for clause in query.clauses]
        found: Scores = {}
        for post in self.posts:
            matched: dict[Occur, list[bool]] = {occur: [] for occur in Occur}
            for clause, matching, _ in clauses:
                matched[clause.occur].append(post.id in matching)
            if (
                all(matched[Occur.MUST])
                and (any(matched[Occur.SHOULD]) or not matched[Occur.SHOULD])
                and not any(matched[Occur.MUST_NOT])
            ):
                found[post.id] = sum(
                    clause.boost * scores[post.id]
                    for clause, _, scores in clauses
                    if clause.occur is not Occur.MUST_NOT
                )
        return found

    def _disjunction(self, query: DisjunctionMax) -> tuple[set[str], Scores]:
        """Return the posts that match, and the score of every post: grams score by themselves.

        score(dismax) = best + TIE_BREAKER · (sum − best) + grams
        """
        each = [
            {post_id: disjunct.boost * score for post_id, score in found.items()}
            for disjunct, found in zip(
                query.disjuncts, self._disjuncts(query.disjuncts), strict=True
            )
        ]
        scores: Scores = {}
        for post in self.posts:
            own = [found[post.id] for found in each if post.id in found]
            best = max(own, default=0.0)
            scores[post.id] = best + ranking.TIE_BREAKER * (sum(own) - best)
        for gram in query.grams:
            add(scores, self._gram(gram))
        return set().union(*each), scores

    def _disjuncts(self, disjuncts: Sequence[Query]) -> Iterable[Scores]:
        """Yield what each disjunct matches, boosts aside.

        The df of a term in a field is the greatest of its own and those of the disjuncts before
        it, up to the nearest of boost 1.
        """
        blended = dict.fromkeys(FIELDS, 0)
        for query in disjuncts:
            if query.boost == 1:
                blended = dict.fromkeys(FIELDS, 0)
            match query:
                case BooleanQuery():
                    yield self._boolean(query)
                case FacetQuery(facet, value):
                    yield self._marked(lambda document: value in values(document, facet))
                case YearQuery(year):
                    yield self._marked(lambda document: document.published.year == year)
                case ScoredPostsQuery(posts):
                    ids = {post.id for post in self.posts}
                    yield {post_id: score for post_id, score in posts if post_id in ids}
                case TermQuery() | PhraseQuery() | PrefixQuery():
                    scores: Scores = {}
                    for field in FIELDS:
                        blended[field] = max(blended[field], self._df(query, field))
                        add(scores, self._in_field(query, field, blended[field]))
                    yield scores
                case _:
                    assert_never(query)

    def _marked(self, has: Callable[[Document], bool]) -> Scores:
        """score(facet or year query) = idf(df)"""
        ids = [post.id for post in self.posts if has(post.document)]
        return dict.fromkeys(ids, self._idf(len(ids)))

    def _gram(self, gram: str) -> Scores:
        """grams = GRAM · Σ score(gram) over those whose df in a field is small"""
        query = TermQuery(Term(Form.GRAM, gram))
        rare = ranking.rare(len(self.posts))
        scores: Scores = {}
        for field in FIELDS:
            df = self._df(query, field)
            if df <= rare:
                add(scores, self._in_field(query, field, df))
        return {post_id: ranking.GRAM * score for post_id, score in scores.items()}

    # --- one term, phrase or prefix in one field ------------------------------------------------

    def _in_field(
        self, query: TermQuery | PhraseQuery | PrefixQuery, field: str, df: int
    ) -> Scores:
        """score(term) = FIELD_BOOSTS[field] · idf(df) · saturation"""
        lengths = {
            post.id: self._length(len(post.terms[field, form_of(query)])) for post in self.posts
        }
        scores: Scores = {}
        for post in self.posts:
            if often := frequency(query, post, field):
                mean = sum(lengths.values()) / len(lengths)
                b = ranking.FIELD_B[field]
                norm = ranking.K1 * (1 - b + b * lengths[post.id] / mean)
                saturation = often * (ranking.K1 + 1) / (often + norm)
                scores[post.id] = ranking.FIELD_BOOSTS[field] * self._idf(df) * saturation
        return scores

    def _df(self, query: TermQuery | PhraseQuery | PrefixQuery, field: str) -> int:
        return sum(frequency(query, post, field) > 0 for post in self.posts)

    def _idf(self, df: int) -> float:
        """idf(df) = ln(1 + (posts − df + 0.5) / (df + 0.5))"""
        return math.log(1 + (len(self.posts) - df + 0.5) / (df + 0.5))


def add(scores: Scores, more: Scores) -> None:
    for post_id, score in more.items():
        scores[post_id] = scores.get(post_id, 0.0) + score


def form_of(query: TermQuery | PhraseQuery | PrefixQuery) -> Form:
    match query:
        case TermQuery(term):
            return term.form
        case PhraseQuery(form):
            return form
        case PrefixQuery():
            return Form.EXACT
        case _:
            assert_never(query)


def frequency(query: TermQuery | PhraseQuery | PrefixQuery, post: Indexed, field: str) -> int:
    """How often any of what a query stands for begins in a field."""
    terms = post.terms[field, form_of(query)]
    match query:
        case TermQuery(term):
            return sum(text == term.text for text, _ in terms)
        case PrefixQuery(prefix):
            return sum(text.startswith(prefix) for text, _ in terms)
        case PhraseQuery(_, texts):
            starts = {position for _, position in terms}
            return sum(
                all((text, start + index) in terms for index, text in enumerate(texts))
                for start in starts
            )
        case _:
            assert_never(query)


# --- filters and facets ---------------------------------------------------------------------------


def values(document: Document, facet: str) -> tuple[str, ...]:
    if facet == YEAR:
        return (f"{document.published.year:04}",)
    return document.entries.get(facet, ())


def passes(document: Document, filters: Filters, but: str | None = None) -> bool:
    """Whether a post passes the filters, that of one facet left aside."""
    start, end = filters.published_from, filters.published_to
    dated = but == YEAR or (
        (start is None or start <= document.published)
        and (end is None or document.published <= end)
    )
    return dated and all(
        facet == but or bool({*chosen} & {*values(document, facet)})
        for facet, chosen in filters.chosen
    )


def facet_counts(found: Sequence[Document], filters: Filters) -> dict[str, dict[str, int]]:
    """For every facet, how many posts each value would give as the only choice in its facet."""
    counts: dict[str, dict[str, int]] = {}
    for facet in (*(kind.name for kind in KINDS), YEAR):
        counts[facet] = {}
        for document in found:
            if passes(document, filters, but=facet):
                for value in values(document, facet):
                    counts[facet][value] = counts[facet].get(value, 0) + 1
    return counts
