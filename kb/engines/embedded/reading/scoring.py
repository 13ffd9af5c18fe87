"""Queries → which posts match, and how well, as `kb.search.ranking` specifies.

Matching comes first, from the rarest clause to the commonest, each only among the posts that the
ones before it left. Scored are then the posts that somebody asks about.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from kb.cache import Cache
from kb.engines.embedded.files.lengths import lengths_row
from kb.engines.embedded.reading.columns import Columns
from kb.engines.embedded.reading.disjuncts import Disjuncts
from kb.engines.embedded.reading.gram_postings import GramPostings
from kb.engines.embedded.reading.hits import Candidates, Hits, chained, joined, only, union, within
from kb.engines.embedded.reading.postings import DocIds, Index
from kb.engines.embedded.reading.scored_posts import ScoredPosts
from kb.engines.embedded.reading.weights import Counts, Scores, Weights
from kb.search import ranking
from kb.search.port.queries import (
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    Form,
    ScoredPostsQuery,
)
from kb.search.query.query import Occur

# What was matched for the last queries, in bytes: a search counts what a query matches, and then
# asks for it again.
_KEPT_BYTES = 8 << 20
# What a posting takes of it, about: a doc id, and how often.
_HIT_BYTES = 10
# The same of what a query and a more relaxed one share: the lists of clauses, as if each posting
# were in memory, and grams.
_POSTING_BYTES = 3
_KEPT_GRAMS_BYTES = 2 << 20
_OVERHEAD = 2_000
# Clauses are scored together as long as their disjuncts have no more cells than the processor's
# caches have room for.
_CELLS = 1 << 17


class Disjunction:
    """A disjunction over an open index, and what was found of it."""

    def __init__(self, scoring: "Scoring", query: DisjunctionMax) -> None:
        self._scoring = scoring
        own = scoring.disjuncts(query)
        self._lists, self.counts = own.lists, own.counts
        # Whole queries: the number and the boost of each disjunct that is one.
        self.nested = [
            (number, boost, scoring.nested(nested)) for number, boost, nested in own.nested
        ]
        self.disjuncts = len(query.disjuncts)
        self.grams = query.grams
        self._hits: Hits | None = None
        # How many posts match at the most, which says what to match costs.
        self.most: int = own.postings + sum([nested.most for _, _, nested in self.nested])

    @property
    def nbytes(self) -> int:
        """About what it holds in memory, in bytes."""
        own = _HIT_BYTES * len(self._hits.docs) if self._hits else 0
        return own + sum([nested.nbytes for _, _, nested in self.nested])

    def docs(self, among: Candidates | None = None) -> DocIds:
        """Return the posts that match, or which of some, ascending; call it, or `each`, once."""
        found = self.each(among)
        if len(found) == 1 and len(self._lists) < 2:
            return found[0]
        return self._scoring.union(found, among)

    def each(self, among: Candidates | None = None) -> list[DocIds]:
        """Return the same, some of them maybe in several arrays, or more than once."""
        found = [nested.match(among) for _, _, nested in self.nested]
        if self._lists:
            hits = joined(self._lists, among)
            self._hits = hits if among is None else only(hits, among)
            found.append(self._hits.docs)
        return found

    def hits(self, candidates: Candidates) -> Hits:
        """Return the postings of the lists, at least those of candidates."""
        if self._hits is None:
            return joined(self._lists, candidates)
        return self._hits


class Boolean:
    """A boolean query over an open index: its clauses, and what it matches once it is asked."""

    def __init__(self, scoring: "Scoring", query: BooleanQuery) -> None:
        self._scoring = scoring
        self._clauses: list[tuple[BooleanClause, Disjunction]] = [
            (clause, Disjunction(scoring, clause.query)) for clause in query.clauses
        ]
        # What was matched.
        self.docs: DocIds = np.empty(0, np.intp)

    @property
    def most(self) -> int:
        """How many posts match at the most."""
        if musts := self._of(Occur.MUST):
            return min(each.most for each in musts)
        shoulds = self._of(Occur.SHOULD)
        return sum(each.most for each in shoulds) if shoulds else self._scoring.index.posts

    @property
    def nbytes(self) -> int:
        """About what it holds in memory, in bytes."""
        return self.docs.nbytes + _OVERHEAD + sum([each.nbytes for _, each in self._clauses])

    @property
    def ranked(self) -> bool:
        """Whether any clause gives a score."""
        return any(clause.occur is not Occur.MUST_NOT for clause, _ in self._clauses)

    def match(self, among: Candidates | None = None) -> DocIds:
        """Return which posts match, or which of some, ascending; call it once."""
        for disjunction in sorted(self._of(Occur.MUST), key=lambda each: each.most):
            if among is None or len(among):
                among = self._candidates(disjunction.docs(among))
        if shoulds := self._of(Occur.SHOULD):
            found = [docs for each in shoulds for docs in each.each(among)]
            among = self._candidates(self._scoring.union(found, among))
        if among is None:
            among = self._scoring.everything
        for disjunction in self._of(Occur.MUST_NOT):
            excluded = self._candidates(disjunction.docs(among))
            among = self._candidates(among.docs.compress(~excluded.have(among.docs)))
        for disjunction in self._of(Occur.MAY):
            if disjunction.nested:  # whole queries are matched before they are scored
                disjunction.each(among)
        self.docs = among.docs
        return among.docs

    def scores(self, candidates: Candidates) -> Scores:
        """Return the scores of candidates that match."""
        ranked = [pair for pair in self._clauses if pair[0].occur is not Occur.MUST_NOT]
        scores: Scores = np.zeros(len(candidates))
        if not len(candidates):
            return scores
        cells = len(candidates) * sum(disjunction.disjuncts for _, disjunction in ranked)
        for clauses in [ranked] if cells < _CELLS else [[pair] for pair in ranked]:
            self._add_best(scores, clauses, candidates)
        self._add_grams(scores, ranked, candidates)
        return scores

    def _add_best(
        self,
        scores: Scores,
        clauses: Sequence[tuple[BooleanClause, Disjunction]],
        candidates: Candidates,
    ) -> None:
        """Add what the best disjunct of each clause counts, and a little of the others."""
        clauses = [pair for pair in clauses if pair[1].disjuncts]
        count = len(candidates)
        cells, weights, hits, counts, firsts, rows = [], [], [], Counts([], [], []), [], 0
        # A cell is a candidate in a disjunct: row · candidates + candidate, a row each disjunct.
        for _, disjunction in clauses:
            if disjunction.counts.factors:
                hits.append(disjunction.hits(candidates))
                counts.extend(disjunction.counts, rows)
            for number, boost, nested in disjunction.nested:
                ranks = candidates.ranks(nested.docs)
                own = (ranks > 0).nonzero()[0]
                docs = Candidates(nested.docs.take(own), self._scoring.index.size)
                weights.append(boost * nested.scores(docs))
                cells.append(ranks.take(own) + np.intp((rows + number) * count - 1))
            firsts.append(rows)
            rows += disjunction.disjuncts
        if hits:
            every, ranks = within(chained(hits), candidates)
            weights.append(self._scoring.weights.of(counts, every))
            cell = np.array([row * count - 1 for row in counts.disjuncts]).repeat(every.counts)
            cell += ranks
            cells.append(cell)
        if not any(map(len, cells)):
            return
        cell, weight = (
            arrays[0] if len(arrays) == 1 else np.concatenate(arrays) for arrays in (cells, weights)
        )
        table = np.bincount(cell, weight, rows * count).reshape(rows, count)
        for (clause, _), first, end in zip(clauses, firsts, [*firsts[1:], rows], strict=True):
            best = table[first:end].max(0)
            if end - first > 1:
                others = table[first:end].sum(0)
                others -= best
                others *= ranking.TIE_BREAKER
                best += others
            best *= clause.boost
            scores += best

    def _add_grams(
        self,
        scores: Scores,
        clauses: Sequence[tuple[BooleanClause, Disjunction]],
        candidates: Candidates,
    ) -> None:
        """Add what pieces of words tell, also of posts that match otherwise."""
        grams = [(gram, clause.boost) for clause, each in clauses for gram in each.grams]
        if not grams:
            return
        scoring = self._scoring
        found = scoring.grams(tuple([gram for gram, _ in grams]))
        counts = Counts([], [], [])
        for (gram, field), df in zip(found.asked, found.dfs, strict=True):
            factor = (
                ranking.GRAM * grams[gram][1] * scoring.weights.factor(field, df) if df else 0.0
            )
            counts.add(1, gram, lengths_row(Form.GRAM, field), factor)
        ranks, tfs, lists = found.hits(candidates.by_doc)
        ranks -= 1
        weights = scoring.weights.at(candidates.docs.take(ranks), tfs, lists, counts)
        scores += np.bincount(ranks, weights, len(candidates))

    def _of(self, occur: Occur) -> list[Disjunction]:
        return [each for clause, each in self._clauses if clause.occur is occur]

    def _candidates(self, docs: DocIds) -> Candidates:
        return Candidates(docs, self._scoring.index.size)


class Found:
    """The posts that a query matches, `docs`, ascending, and their scores as they are asked for."""

    def __init__(self, boolean: Boolean, size: int) -> None:
        self._boolean = boolean
        self._size = size
        self.docs = boolean.match()
        self.ranked = boolean.ranked

    @property
    def nbytes(self) -> int:
        """About what it holds in memory, in bytes."""
        return self._boolean.nbytes

    def scores(self, docs: DocIds) -> Scores:
        """Return the scores of some of the posts, which ascend."""
        return self._boolean.scores(Candidates(docs, self._size))


class Scoring:
    """Matches queries against one open index."""

    def __init__(self, index: Index, columns: Columns) -> None:
        self.index = index
        self.columns = columns
        self.weights = Weights(index, columns)
        # By the query itself, not what it says: to compare that takes as long as to match it.
        self._found = Cache[int, tuple[BooleanQuery, Found]](
            _KEPT_BYTES, lambda kept: kept[1].nbytes
        )
        self._disjuncts = Cache[int, tuple[DisjunctionMax, Disjuncts]](
            _KEPT_BYTES, lambda kept: _OVERHEAD + _POSTING_BYTES * kept[1].postings
        )
        self._grams = Cache[tuple[str, ...], GramPostings](
            _KEPT_GRAMS_BYTES, lambda kept: _OVERHEAD + kept.nbytes
        )

    def match(self, query: BooleanQuery) -> Found:
        """Return what a query matches; the last ones asked are remembered."""
        size = self.index.size
        return self._found.get(id(query), lambda: (query, Found(Boolean(self, query), size)))[1]

    def union(self, lists: Sequence[DocIds], among: Candidates | None) -> DocIds:
        """Return the posts in any of some lists, ascending, all of which are in `among`."""
        return union(lists, self.index.size) if among is None else among.in_any(lists)

    def nested(self, query: BooleanQuery | ScoredPostsQuery) -> "Boolean | ScoredPosts":
        """Return a disjunct that has no posting lists of its own, to be matched once."""
        if isinstance(query, ScoredPostsQuery):
            return ScoredPosts(self.index, query)
        return Boolean(self, query)

    def disjuncts(self, query: DisjunctionMax) -> Disjuncts:
        """Return what a disjunction is made of; the last ones asked are remembered."""
        made = self._disjuncts.get(
            id(query), lambda: (query, Disjuncts(query, self.index, self.columns, self.weights))
        )
        return made[1]

    def grams(self, texts: tuple[str, ...]) -> GramPostings:
        """Return where some grams stand; the last ones asked are remembered."""
        return self._grams.get(texts, lambda: self.index.grams.of(texts))

    @cached_property
    def everything(self) -> Candidates:
        """All live posts."""
        return Candidates(self.index.live.nonzero()[0], self.index.size)
