"""The posts of a generation that are near in meaning: to a query, and to one another.

By going through all passages: with 200,000 of them (two for each of 100,000 posts) that takes some
20 ms of one core, and as much more for twice as many. No index of neighbours is kept, which would
be approximate, and one more file to be kept in step.
"""

import logging
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kb.engines.files.ragged import places_of
from kb.errors import IndexDamagedError
from kb.meaning.embedder import Vectors
from kb.meaning.passages import cut, passages
from kb.meaning.query_vectors import QueryVectors
from kb.meaning.similarity import DECIMALS, Floats, by_post
from kb.meaning.store import VectorStore
from kb.search.port.document import Document
from kb.search.port.engine import Engine
from kb.search.port.retriever import Nearest, NearPost, Retriever

_LOG = logging.getLogger(__name__)
# Posts that are near a query: what weighs in the order of others. The next one gets nothing, so it
# should have little to lose; docs/evaluation.md has what other numbers give.
_NEAREST = 400
# From so near on a post is like another one; docs/evaluation.md has what it was chosen on.
ALIKE = 0.25


class VectorRetriever(Retriever):
    """Finds posts of one open generation by their vectors."""

    def __init__(self, store: VectorStore, queries: QueryVectors) -> None:
        self._store = store
        self._queries = queries
        self._told = False
        self._ids = store.ids
        self._posts = {post_id: post for post, post_id in enumerate(self._ids)}

    def nearest(self, text: str) -> Nearest | None:
        """Return the posts nearest to what was typed; see the protocol."""
        query = self._queries.of(text)
        if query is None or self._is_of_another_model(query):
            return None
        self._store.check()
        near = self._store.passages.with_queries(query[None])[:, 0]
        posts = by_post(near, self._store.starts)
        best = [post for post in _best(posts, _NEAREST) if posts[post] > 0]
        nearest = self._nearest_passages(near, best)
        found = (
            NearPost(self._ids[post], score, passage)
            for post, score, passage in zip(best, posts[best].tolist(), nearest, strict=True)
        )
        return Nearest(tuple(found), self._store.about.floor)

    def passage(self, document: Document, number: int) -> str:
        """Return the text of a passage; see the protocol."""
        found = passages(document)
        return found[min(number, len(found) - 1)].text

    def like(self, post_id: str, most: int) -> Sequence[str] | None:
        """Return the ids of the posts most like one; see the protocol."""
        post = self._posts.get(post_id)
        if post is None:
            return None
        self._store.check()
        rows = slice(int(self._store.starts[post]), int(self._store.starts[post + 1]))
        whole = self._store.passages.alone(rows).mean(axis=0, keepdims=True)
        posts = by_post(self._store.passages.with_centred(whole)[:, 0], self._store.starts)
        posts[post] = -1
        return [self._ids[each] for each in _best(posts, most) if posts[each] > ALIKE]

    def _is_of_another_model(self, query: Vectors) -> bool:
        """Tell, and log once, whether an endpoint has another model by the same name now."""
        dimension = self._store.dimension
        if len(query) != dimension and not self._told:
            self._told = True
            _LOG.warning(
                "searching by words alone: queries have vectors of %s numbers, posts of %s",
                len(query),
                dimension,
            )
        return len(query) != dimension

    def _nearest_passages(self, near: Floats, posts: Sequence[int]) -> list[int]:
        """Return the numbers, from 0, of the passages of posts that are nearest."""
        own = np.round(near[places_of(self._store.starts, np.array(posts, np.int64))], DECIMALS)
        ends = np.diff(self._store.starts)[posts].cumsum().tolist()
        return [int(own[start:end].argmax()) for start, end in pairwise([0, *ends])]


def open_retriever(engine: Engine, queries: QueryVectors) -> VectorRetriever | None:
    """Return what finds posts of a generation by meaning; None where it has no vectors for that.

    Whoever builds the index is to make them; that they are lacking is no error of a search.
    """
    try:
        store = VectorStore(engine.file)
    except FileNotFoundError:
        return None  # `kb index` has not got to them yet
    except (OSError, IndexDamagedError, ValueError, TypeError, KeyError) as error:
        _LOG.warning("searching by words alone: %s", error)
        return None
    if store.about.model != queries.embedder.name:
        _LOG.warning(
            "searching by words alone: the index has vectors of %s, not of %s; run `kb index`",
            store.about.model,
            queries.embedder.name,
        )
        return None
    if store.about.cut != cut():
        _LOG.warning(
            "searching by words alone: the index has vectors of passages as another version of "
            "this program cuts them; run `kb index`"
        )
        return None
    return VectorRetriever(store, queries)


def _best(posts: Floats, most: int) -> list[int]:
    """Return the posts that are nearest, so many; of those as near the first by their ids."""
    if len(posts) > most:
        candidates = np.flatnonzero(posts >= np.partition(posts, len(posts) - most)[-most])
    else:
        candidates = np.arange(len(posts))
    order = np.argsort(-posts[candidates], kind="stable")
    best: list[int] = candidates[order][:most].tolist()
    return best
