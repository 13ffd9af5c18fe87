"""The vectors of queries: those asked last are kept, and who does not answer is left in peace."""

import logging
import time
from collections.abc import Callable

from kb.cache import Cache
from kb.meaning.embedder import Embedder, EmbeddingError, Vectors

_LOG = logging.getLogger(__name__)
# Queries kept: of 384 numbers 1.5 MB.
_KEPT = 1000
# Seconds for which an embedder that failed is not asked again.
_REST = 10.0
# What is embedded of a query; whoever typed more has said what they mean by then.
_CHARACTERS = 500


class QueryVectors:
    """Gives the vectors of queries, over all generations of a process; any thread may ask."""

    def __init__(self, embedder: Embedder, clock: Callable[[], float] = time.monotonic) -> None:
        self.embedder = embedder
        self._clock = clock
        self._kept = Cache[str, Vectors](_KEPT, lambda vectors: 1)
        self._rests_until = float("-inf")

    @property
    def is_resting(self) -> bool:
        """Whether the embedder has failed just now."""
        return self._clock() < self._rests_until

    def of(self, text: str) -> Vectors | None:
        """Return the vector of a query, [d]; None where the embedder fails, which is logged."""
        text = " ".join(text.split())[:_CHARACTERS]
        kept = self._kept.find(text)
        if kept is not None or self.is_resting:
            return kept
        try:
            return self._kept.keep(text, self.embedder.query(text))
        except EmbeddingError as error:
            # One notice for each time that it rests, however many searches go without it.
            if not self.is_resting:
                _LOG.warning("searching by words alone for %g s: %s", _REST, error)
            self._rests_until = self._clock() + _REST
            return None
