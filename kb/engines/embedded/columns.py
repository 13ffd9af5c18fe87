"""What is known of each post besides its text; every array has a row a doc id.

What lies in one segment is mapped as it is; of several segments, columns are laid one after the
other when they are first asked for.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.corpus.kinds import KINDS
from kb.engines.embedded.array_file import ArrayFile
from kb.engines.embedded.postings import DocIds, Index, Mask
from kb.engines.embedded.ragged import ranges
from kb.search.query.query import YEAR, Filters, Order

# Smallest keys are looked for in blocks of so many, where there are so many blocks for each.
_BLOCK = 64
_BLOCKS = 4


class Values:
    """A column in which a post may have several values of a field, each once.

    A value goes by its index in `names`; those of post n are `values[starts[n] : starts[n + 1]]`.
    """

    def __init__(self, field: str, index: Index) -> None:
        self._index = index
        segments = index.segments
        names = [list(segment.keywords(field).all_texts()) for segment in segments]
        every = sorted(set().union(*names))
        self.names = [name.decode() for name in every]
        numbers = {name: number for number, name in enumerate(every)}
        values, starts, end = [], [np.zeros(1, np.uint32)], 0
        for segment, own in zip(segments, names, strict=True):
            of = segment.file[f"{field}/of"]
            if own != every:
                of = np.array([numbers[name] for name in own], np.uint32)[of]
            values.append(of)
            starts.append(segment.file[f"{field}/of_starts"][1:] + np.uint32(end))
            end += len(of)
        self._values = _one(values, np.uint16)
        self._starts = _one(starts, np.uint32)

    def count(self, docs: DocIds) -> NDArray[np.intp]:
        """Return how many of some posts have each value."""
        if 2 * len(docs) > self._index.posts:
            others = self._index.live.copy()
            others[docs] = False
            return self._all - self._count(np.flatnonzero(others))
        return self._count(docs)

    def _count(self, docs: DocIds) -> NDArray[np.intp]:
        firsts = self._starts.take(docs)
        rows = ranges(firsts, self._starts.take(docs + 1) - firsts)
        return np.bincount(self._values.take(rows), minlength=len(self.names))

    @cached_property
    def _all(self) -> NDArray[np.intp]:
        return self._count(np.flatnonzero(self._index.live))


class Columns:
    """The columns of one open index; none of it changes.

    `ranks` has `newest` and `oldest`: the rank of each doc id in that order, equals by id.
    """

    def __init__(self, index: Index, ranks: ArrayFile) -> None:
        self._index = index
        self.newest: NDArray[np.int32] = ranks["newest"]
        self._oldest: NDArray[np.int32] = ranks["oldest"]
        self._lengths: dict[int, NDArray[Any]] = {}
        self._values: dict[str, Values] = {}

    def live_ids(self) -> Iterator[tuple[str, int]]:
        """Yield id and doc id of every live post, in the order of doc ids."""
        doc_id = 0
        for segment in self._index.segments:
            for number in range(segment.docs):
                if self._index.live[doc_id]:
                    yield segment.post_id(number), doc_id
                doc_id += 1

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield id and checksum of every live post."""
        for post_id, doc_id in self.live_ids():
            segment, number = self._index.locate(doc_id)
            yield post_id, segment.file["checksums"][number].tobytes().hex()

    def lengths(self, row: int) -> NDArray[Any]:
        """Return the lengths of a field in a form, as `Segment` numbers them."""
        found = self._lengths.get(row)
        if found is None:
            found = _one(
                [segment.file["lengths"][row] for segment in self._index.segments], np.uint16
            )
            self._lengths[row] = found
        return found

    # --- filters and facets ---

    def published_in(self, year: int) -> NDArray[np.uint32]:
        """Return the live posts of a year."""
        return np.flatnonzero((self._years == year) & self._index.live).astype(np.uint32)

    def passing(self, filters: Filters, docs: DocIds) -> dict[str, Mask]:
        """Return which of some posts pass each facet's filter by itself, where it has one."""
        masks = {}
        for facet, ids in filters.chosen:
            having = np.zeros(self._index.size, np.bool_)
            for value in ids:
                for some in self._index.values(facet, value):
                    having[some] = True
            masks[facet] = having.take(docs)
        if filters.published_from or filters.published_to:
            first = (filters.published_from or date.min).toordinal()
            last = (filters.published_to or date.max).toordinal()
            days = self._days.take(docs)
            masks[YEAR] = (days >= first) & (days <= last)
        return masks

    def counts(self, facet: str, docs: DocIds) -> dict[str, int]:
        """Return how many of some posts have each value of a facet; none of none."""
        if facet == YEAR:
            return self._years_of(docs)
        values = self._values_of(facet)
        counts = values.count(docs)
        found = np.flatnonzero(counts)
        names = values.names
        return {
            names[number]: count
            for number, count in zip(found.tolist(), counts[found].tolist(), strict=True)
        }

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of all facets."""
        return (*(kind.name for kind in KINDS), YEAR)

    def _years_of(self, docs: DocIds) -> dict[str, int]:
        counts = np.bincount(self._years.take(docs))
        found = np.flatnonzero(counts)
        return {
            f"{year:04}": count
            for year, count in zip(found.tolist(), counts[found].tolist(), strict=True)
        }

    def _values_of(self, facet: str) -> Values:
        found = self._values.get(facet)
        if found is None:
            found = self._values[facet] = Values(facet, self._index)
        return found

    # --- orders ---

    def first_by_date(self, docs: DocIds, order: Order, count: int) -> DocIds:
        """Return the first of some posts, newest or oldest first, equals by id."""
        ranks = self._oldest if order is Order.OLDEST else self.newest
        return docs.take(smallest(ranks.take(docs), count))

    # --- joined ---

    @cached_property
    def _days(self) -> NDArray[np.int32]:
        return _one([segment.file["days"] for segment in self._index.segments], np.int32)

    @cached_property
    def _years(self) -> NDArray[np.int16]:
        return _one([segment.file["years"] for segment in self._index.segments], np.int16)


def smallest(keys: NDArray[Any], count: int) -> NDArray[np.intp]:
    """Return where the smallest of some keys are, in their order; no key is there twice."""
    rows = np.arange(len(keys))
    if len(keys) > _BLOCKS * _BLOCK * count:
        # As many keys as blocks with a least one below the bound are below it, or more.
        whole = len(keys) // _BLOCK * _BLOCK
        least = keys[:whole].reshape(-1, _BLOCK).min(1)
        bound = np.partition(least, count - 1)[count - 1]
        rows = np.flatnonzero(keys <= bound)
    elif len(keys) > _BLOCKS * count:
        rows = np.argpartition(keys, count - 1)[:count]
    return rows.take(np.argsort(keys.take(rows)))[:count]


def _one(arrays: Sequence[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    """Return arrays one after the other; the only one as it is, mapped."""
    if len(arrays) == 1:
        return arrays[0]
    return np.concatenate([np.empty(0, dtype), *arrays])
