"""Where grams stand in all segments of an index, in live posts only."""

from collections.abc import Sequence
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.reading.grams import NO_GRAMS, GramHits, GramRows, Grams, summed_up
from kb.engines.embedded.reading.segment import Postings
from kb.engines.files.dictionary import NONE
from kb.search import ranking
from kb.search.port.terms import FIELDS


class GramPlace(NamedTuple):
    """The grams of a segment; its doc ids begin at `base`, `dead` of them, with `live` none."""

    grams: Grams
    base: int
    live: NDArray[np.bool_] | None
    dead: int

    def live_hits(self, rows: GramRows, asked: int) -> GramHits:
        """Return where grams stand, in posts of the segment."""
        live = np.ones(len(rows.docs), np.bool_) if self.live is None else self.live.take(rows.docs)
        return summed_up(self.grams.hits(rows, live.nonzero()[0]), asked)


class GramPostings(NamedTuple):
    """Some grams, each in a field.

    Attributes:
        asked: (index of the gram, field) of each.
        dfs: in how many posts each stands; 0 where it is in so many that it tells nothing.
        pieces: the postings of their words in each segment, `grams` being indexes of `asked`.
    """

    asked: list[tuple[int, int]]
    dfs: list[int]
    pieces: list[tuple[GramPlace, GramRows]]

    @property
    def nbytes(self) -> int:
        """About what they hold in memory, in bytes."""
        return sum([array.nbytes for _, rows in self.pieces for array in rows])

    def hits(self, ranks: NDArray[np.int32]) -> GramHits:
        """Return where they stand in the live posts that have a rank, other than 0, by their ranks.

        `ranks` has an element a doc id.
        """
        found = [NO_GRAMS]
        for place, rows in self.pieces:
            own = ranks[place.base :].take(rows.docs)
            kept = (own > 0).nonzero()[0]
            tfs = place.grams.tfs(rows, kept)
            found.append(GramHits(own.take(kept).astype(np.intp), tfs, rows.grams.take(kept)))
        return summed_up(GramHits(*map(np.concatenate, zip(*found, strict=True))), len(self.asked))


class IndexGrams:
    """The grams of all segments."""

    def __init__(self, places: Sequence[GramPlace], posts: int) -> None:
        """Take the segments, and how many posts are live in all of them."""
        self._places = places
        self._dead = np.array([place.dead for place in places]).reshape(-1, 1, 1)
        self._posts = posts

    def of(self, texts: Sequence[str]) -> GramPostings:
        """Return some grams in the fields in which they tell something.

        That they tell nothing, since they are common, is mostly known without looking.
        """
        rare = ranking.rare(self._posts)
        encoded = [text.encode("utf-8", "replace") for text in texts]
        numbers = [list(map(place.grams.find, encoded)) for place in self._places]
        # In how many posts of each segment each gram is known to stand, by field.
        known = np.array(
            [place.grams.dfs(own) for place, own in zip(self._places, numbers, strict=True)],
            np.int64,
        ).reshape(len(self._places), len(texts), len(FIELDS))
        alive = np.maximum(known - self._dead, 0).sum(axis=0)
        indexes, fields = (known.any(axis=0) & (alive <= rare)).nonzero()
        asked = list(zip(indexes.tolist(), fields.tolist(), strict=True))
        dfs, pieces = [0] * len(asked), []
        of_segments = known[:, indexes, fields].tolist()
        for place, own, dfs_here in zip(self._places, numbers, of_segments, strict=True):
            here = [
                (row, own[index], field)
                for row, ((index, field), count) in enumerate(zip(asked, dfs_here, strict=True))
                if count
            ]
            if here:
                rows = place.grams.rows(here)
                pieces.append((place, rows))
                counts = dfs_here
                if place.dead or max(counts) > place.grams.known_to:
                    grams = place.live_hits(rows, len(asked)).grams
                    counts = np.bincount(grams, minlength=len(asked)).tolist()
                dfs = list(map(add, dfs, counts))
        return GramPostings(asked, [df if df <= rare else 0 for df in dfs], pieces)

    def by_field(self, text: bytes) -> tuple[list[Postings], ...]:
        """Return where a gram stands, common or not, as `postings.Lists` are."""
        lists: tuple[list[Postings], ...] = tuple([] for _ in FIELDS)
        for place in self._places:
            number = place.grams.find(text)
            if number != NONE:
                found = place.grams.rows([(field, number, field) for field in range(len(FIELDS))])
                docs, tfs, grams = place.live_hits(found, len(FIELDS))
                for field, own in enumerate(lists):
                    rows = (grams == field).nonzero()[0]
                    rows = rows[docs.take(rows).argsort()]
                    if len(rows):
                        own.append(Postings(docs.take(rows), tfs.take(rows), place.base))
        return lists
