"""One search: which posts match and pass the filters, in which order, and how they divide."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import NamedTuple

import numpy as np

from kb.engines.embedded.reading.columns import Columns, smallest
from kb.engines.embedded.reading.postings import DocIds, Index, Mask
from kb.engines.embedded.reading.scoring import Found, Scoring
from kb.engines.files.ragged import rows_in
from kb.search import ranking
from kb.search.port.engine import MatchRequest
from kb.search.port.queries import BooleanQuery
from kb.search.query.query import Order

# A query, and which of the posts that it matches no stricter one does.
Tier = tuple[Found, DocIds]


class Matched(NamedTuple):
    """As `Matches` has it, but hits by their doc ids: (doc id, score), not rounded."""

    total: int
    hits: list[tuple[int, float]]
    counts: Mapping[str, Mapping[str, int]]


class Matching:
    """Answers searches of one open index; any thread may ask."""

    def __init__(self, index: Index, columns: Columns, scoring: Scoring) -> None:
        self._index = index
        self._columns = columns
        self._scoring = scoring

    def match(self, request: MatchRequest) -> Matched:
        """Find the posts that match."""
        tiers = self._tiers(request.queries)
        every = tiers[0][1] if len(tiers) == 1 else np.concatenate([docs for _, docs in tiers])
        passing = self._columns.passing(request.filters, every)
        posts = _all_of(every, passing)
        if passing:
            tiers = self._passing(tiers, passing)
        return Matched(
            len(posts),
            list(self._hits(tiers, posts, request)),
            self._counts(every, posts, passing) if request.facets else {},
        )

    def _counts(
        self, every: DocIds, posts: DocIds, passing: dict[str, Mask]
    ) -> dict[str, dict[str, int]]:
        """Count each facet with its own choice left out; `posts` pass all."""
        free = [facet for facet in self._columns.facets if facet not in passing]
        counts = self._columns.counts(posts, free)
        for facet in passing:
            counts |= self._columns.counts(_all_of(every, passing, but=facet), [facet])
        return {facet: counts[facet] for facet in self._columns.facets}

    def _tiers(self, queries: Sequence[BooleanQuery]) -> list[Tier]:
        """Return what each query matches that no stricter one does."""
        found = self._scoring.match(queries[0])
        tiers = [(found, found.docs)]
        if len(queries) > 1:
            seen = np.zeros(self._index.size, np.bool_)
            for query in queries[1:]:
                seen[tiers[-1][1]] = True
                looser = self._scoring.match(query)
                tiers.append((looser, looser.docs.compress(~seen.take(looser.docs))))
        return tiers

    def _passing(self, tiers: Sequence[Tier], passing: dict[str, Mask]) -> list[Tier]:
        """Return what of each tier passes all filters, which are told of all tiers in one."""
        kept, start = reduce(and_, passing.values()), 0
        found = []
        for query, docs in tiers:
            found.append((query, docs.compress(kept[start : start + len(docs)])))
            start += len(docs)
        return found

    def _hits(
        self, tiers: Sequence[Tier], posts: DocIds, request: MatchRequest
    ) -> Iterator[tuple[int, float]]:
        """Yield doc ids and scores of the asked slice, in order; `posts` are those of all tiers."""
        start, stop = request.start, min(request.stop, len(posts))
        if start >= stop:
            return
        if request.order is Order.RELEVANCE:
            for found, docs in tiers:
                if start < len(docs) and stop > 0:
                    yield from self._best(found, docs, max(start, 0), stop)
                start, stop = start - len(docs), stop - len(docs)
            return
        first = self._columns.first_by_date(posts, request.order, stop)[start:]
        scores = np.zeros(len(first))
        ascending = first.argsort()
        for found, docs in tiers:
            own = ascending.compress(rows_in(docs, first.take(ascending)) >= 0)
            scores[own] = found.scores(first.take(own))
        yield from zip(first.tolist(), scores.tolist(), strict=True)

    def _best(
        self, found: Found, docs: DocIds, start: int, stop: int
    ) -> Iterator[tuple[int, float]]:
        """Yield a slice of some posts that were found and their scores, the best first."""
        stop = min(stop, len(docs))
        if not found.ranked:
            first = self._columns.first_by_date(docs, Order.NEWEST, stop)[start:]
            yield from ((doc_id, 0.0) for doc_id in first.tolist())
            return
        scores = found.scores(docs)
        # Of what scores the same, the newest comes first. Up to 2 ** 53 they are whole numbers.
        keys = scores * -(10.0**ranking.DECIMALS)
        np.rint(keys, out=keys)
        keys *= self._index.size
        keys += self._columns.newest.take(docs)
        best = smallest(keys, stop)[start:]
        yield from zip(docs.take(best).tolist(), scores.take(best).tolist(), strict=True)


def _all_of(posts: DocIds, passing: dict[str, Mask], but: str | None = None) -> DocIds:
    """Return the posts that pass every filter but that of one facet."""
    masks = [mask for facet, mask in passing.items() if facet != but]
    return posts.compress(reduce(and_, masks)) if masks else posts
