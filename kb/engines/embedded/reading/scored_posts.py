"""Posts that were found some other way than by what is indexed, with the scores they came with."""

import numpy as np

from kb.engines.embedded.reading.hits import Candidates
from kb.engines.embedded.reading.postings import DocIds, Index
from kb.engines.embedded.reading.weights import Scores
from kb.search.port.queries import ScoredPostsQuery


class ScoredPosts:
    """A `ScoredPostsQuery` over an open index, asked as a query within a disjunction is."""

    def __init__(self, index: Index, query: ScoredPostsQuery) -> None:
        found = []
        for post_id, score in query.posts:
            for docs in index.values("id", post_id):
                found += [(int(doc_id), score) for doc_id in docs]
        found.sort()
        self.docs: DocIds = np.array([doc_id for doc_id, _ in found], np.intp)
        self._scores: Scores = np.array([score for _, score in found], np.float64)

    @property
    def most(self) -> int:
        """How many posts match at the most."""
        return len(self.docs)

    @property
    def nbytes(self) -> int:
        """About what it holds in memory, in bytes."""
        return self.docs.nbytes + self._scores.nbytes

    def match(self, among: Candidates | None = None) -> DocIds:
        """Return which posts match, or which of some, ascending."""
        if among is None:
            return self.docs
        return self.docs.compress(among.have(self.docs))

    def scores(self, candidates: Candidates) -> Scores:
        """Return the scores of candidates that match."""
        return self._scores.take(self.docs.searchsorted(candidates.docs))
