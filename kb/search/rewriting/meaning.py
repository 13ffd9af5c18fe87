"""The last relaxation: posts near in meaning, behind all others and in the order of some.

Posts that have all the words stay in the order of their words. In the order of those that came by
some of the words, or by a part of one, it counts how near they are:

    score + score of the best · w / (1 − w) · similarity / greatest similarity

where w is `ranking.MEANING`; so they are ordered as (1 − w) · score / best + w · similarity /
greatest orders them. Behind them all follow, where they are still few, the nearest posts above the
floor that words do not find.
"""

from collections.abc import Sequence
from dataclasses import replace

from kb.search import ranking
from kb.search.port.engine import Engine, Matches, MatchRequest
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    ScoredPostsQuery,
)
from kb.search.port.retriever import Nearest, NearPost, Retriever
from kb.search.query.query import (
    Filters,
    Notice,
    Occur,
    Order,
    TypedJoined,
    TypedPhrase,
    TypedPrefix,
    TypedQuery,
    TypedWord,
    texts_of,
)
from kb.search.rewriting.interpretation import MEANING, Interpretation, Rewritten
from kb.search.rewriting.relaxations import SomeWords
from kb.search.rewriting.rewriter import Draft


class ByMeaning:
    """Goes on where words find few posts, in two calls to the engine at the most."""

    def __init__(self, engine: Engine, retriever: Retriever) -> None:
        self._engine = engine
        self._retriever = retriever
        self._enough = ranking.enough(engine.generation.posts)

    def applied(self, found: Interpretation, drafts: Sequence[Draft]) -> Interpretation:
        """Return an interpretation that was relaxed with what meaning adds to it.

        `drafts` are the clauses of the strict query.
        """
        # What has to be there as it is written (a phrase, a name, a beginning) is never overruled.
        if not any(draft.optional for draft in drafts) or not _has_words(found.typed):
            return found
        nearest = self._retriever.nearest(_meant(found.typed))
        if nearest is None:
            return replace(found, incomplete=True)
        if not nearest.posts:
            return found
        blended = tuple(
            self._blended(each, nearest) if each.relaxation == SomeWords.name else each
            for each in found.rewritten
        )
        found = replace(found, rewritten=blended)
        if found.rewritten[-1].total >= self._enough:
            return found
        near = [each for each in nearest.posts if each.score > nearest.floor]
        return self._with_near(found, near, drafts) if near else found

    def _blended(self, some: Rewritten, nearest: Nearest) -> Rewritten:
        """Return the query for some of the words, its order a blend."""
        best = self._match(some.query, 1).hits[0].score
        weight = best * ranking.MEANING / (1 - ranking.MEANING)
        by_meaning = BooleanClause(
            DisjunctionMax((_scored(nearest.posts, nearest.posts[0].score),)), Occur.MAY, weight
        )
        return replace(some, query=BooleanQuery((*some.query.clauses, by_meaning)))

    def _with_near(
        self, found: Interpretation, near: Sequence[NearPost], drafts: Sequence[Draft]
    ) -> Interpretation:
        """Return what was found with posts near in meaning behind it, those that words lack."""
        required = [
            draft.clause
            for draft in drafts
            if not draft.optional and draft.clause.occur in (Occur.MUST, Occur.MUST_NOT)
        ]
        last = found.rewritten[-1]
        by_meaning = BooleanClause(DisjunctionMax((_scored(near),)))
        by_words = BooleanClause(DisjunctionMax((last.query,)), Occur.MUST_NOT)
        alone = self._match(BooleanQuery((*required, by_meaning, by_words)), ranking.MOST_NEAR)
        ids = {match.document.id for match in alone.hits}
        near = [each for each in near if each.id in ids]
        if not near:
            return found
        either = BooleanClause(DisjunctionMax((last.query, _scored(near))))
        total = last.total + len(near)
        return replace(
            found,
            rewritten=(*found.rewritten, Rewritten(MEANING, BooleanQuery((either,)), total)),
            by_meaning=Notice("near" if last.total else "only-near"),
            near=tuple((each.id, each.passage) for each in near),
        )

    def _match(self, query: BooleanQuery, count: int) -> Matches:
        request = MatchRequest((query,), Filters(), Order.RELEVANCE, 0, count, facets=False)
        return self._engine.match(request)


def _scored(posts: Sequence[NearPost], greatest: float = 1.0) -> ScoredPostsQuery:
    scores = ((each.id, round(each.score / greatest, ranking.DECIMALS)) for each in posts)
    return ScoredPostsQuery(tuple(scores))


def _has_words(typed: TypedQuery) -> bool:
    return any(
        clause.occur is Occur.MUST and isinstance(each, TypedWord | TypedJoined)
        for clause in typed.clauses
        for each in clause.alternatives
    )


def _meant(typed: TypedQuery) -> str:
    """Return what was typed without signs that are for the search, and what it excludes."""
    plain = (TypedPhrase, TypedPrefix)
    clauses = typed.clauses
    if not any(
        clause.occur is Occur.MUST_NOT or isinstance(each, plain) or len(clause.alternatives) > 1
        for clause in clauses
        for each in clause.alternatives
    ):
        return typed.text
    wanted = [clause for clause in clauses if clause.occur is not Occur.MUST_NOT]
    return " ".join(
        each.written or each.text if isinstance(each, TypedWord) else " ".join(texts_of(each))
        for clause in wanted
        for each in clause.alternatives
    )
