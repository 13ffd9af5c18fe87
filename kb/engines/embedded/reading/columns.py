"""What is known of each post besides its text; every array has a row a doc id.

What lies in one segment is mapped as it is; of several segments, columns are laid one after the
other when they are first asked for.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.corpus.kinds import KINDS
from kb.engines.embedded.reading.postings import DocIds, Index, Mask
from kb.engines.files.array_file import ArrayFile
from kb.engines.files.ragged import places_of
from kb.search.query.query import YEAR, Filters, Order

# Smallest keys are looked for in blocks of so many, where there are so many blocks for each.
_BLOCK = 64
_BLOCKS = 4
# Values are looked up post by post where it is fewer than one in so many posts.
_FEW = 16


class Values:
    """The values that posts have of a field; a post may have several, each once.

    Segments number theirs each by itself, as they lie; here a value goes by its index in `names`.
    """

    def __init__(self, field: str, index: Index) -> None:
        self._field = field
        self._index = index
        own = [list(segment.keywords(field).all_texts()) for segment in index.segments]
        every = sorted(set().union(*own))
        numbers = {name: number for number, name in enumerate(every)}
        self.names = [name.decode() for name in every]
        # Of each segment that has any: where its posts begin and end, its arrays, and the numbers
        # here of its values.
        self._parts = []
        base = 0
        for segment, names in zip(index.segments, own, strict=True):
            if names:
                part = _Part(
                    base,
                    base + segment.docs,
                    segment.file[f"{field}/of"],
                    segment.file[f"{field}/starts"][:-1].astype(np.intp),
                    segment.file[f"{field}/docs"],
                    np.array([numbers[name] for name in names]),
                )
                self._parts.append(part)
            base += segment.docs

    def gathered(self, docs: DocIds) -> NDArray[np.intp]:
        """Count the values of some posts post by post."""
        if not self.names:
            return np.zeros(0, np.intp)
        starts, values = self._joined
        return np.bincount(values.take(places_of(starts, docs)), minlength=len(self.names))

    @cached_property
    def _joined(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Where the values of each doc id start, and the last one's end; and all values."""
        segments = self._index.segments
        every = [segment.file[f"{self._field}/of_starts"] for segment in segments]
        if len(segments) == 1:
            return every[0], segments[0].file[f"{self._field}/of"]
        starts, values, parts = [np.zeros(1, np.uint32)], [], iter(self._parts)
        for of_starts in every:
            starts.append(of_starts[1:] + starts[-1][-1])
            if of_starts[-1]:  # else it has no part
                part = next(parts)
                values.append(part.numbers.astype(np.uint32).take(part.of))
        return np.concatenate(starts), np.concatenate(values)

    def passed(self, marked: Mask) -> NDArray[np.intp]:
        """Count the values of marked posts value by value, passing all posts that have each."""
        counts = np.zeros(len(self.names), np.intp)
        for part in self._parts:
            bits = marked[part.first : part.last].take(part.docs).view(np.uint8)
            counts[part.numbers] += np.add.reduceat(bits, part.starts, dtype=np.uint32)
        return counts


class _Part(NamedTuple):
    first: int
    last: int
    of: NDArray[Any]
    starts: NDArray[np.intp]
    docs: NDArray[Any]
    numbers: NDArray[np.intp]


class Columns:
    """The columns of one open index; none of it changes.

    `ranks` has `newest` and `oldest`: the rank of each doc id in that order, equals by id.
    """

    def __init__(self, index: Index, ranks: ArrayFile) -> None:
        self._index = index
        self.newest: NDArray[np.int32] = ranks["newest"]
        self._oldest: NDArray[np.int32] = ranks["oldest"]

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
        """Return the lengths of a row of `kb.engines.embedded.files.lengths`."""
        return _one([segment.file["lengths"][row] for segment in self._index.segments], np.uint16)

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
                    having[some.astype(np.intp)] = True
            masks[facet] = having.take(docs)
        if filters.published_from or filters.published_to:
            first = (filters.published_from or date.min).toordinal()
            last = (filters.published_to or date.max).toordinal()
            days = self._days.take(docs)
            masks[YEAR] = (days >= first) & (days <= last)
        return masks

    def counts(self, docs: DocIds, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return for facets how many of some posts have each value; none of none."""
        few = len(docs) * _FEW < self._index.size
        marked = np.zeros(0 if few else self._index.size, np.bool_)
        if not few:
            marked[docs] = True
        found = {}
        for facet in facets:
            if facet == YEAR:
                names, years = self._named_years
                counts = np.bincount(years.take(docs), minlength=len(names)).tolist()
            else:
                values = self._values[facet]
                names = values.names
                counts = (values.gathered(docs) if few else values.passed(marked)).tolist()
            found[facet] = dict(zip(compress(names, counts), filter(None, counts), strict=True))
        return found

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of all facets."""
        return (*(kind.name for kind in KINDS), YEAR)

    @cached_property
    def _values(self) -> dict[str, Values]:
        return {kind.name: Values(kind.name, self._index) for kind in KINDS}

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

    @cached_property
    def _named_years(self) -> tuple[list[str], NDArray[np.int16]]:
        """The names of all years from the first to the last, and the index of each post's."""
        if not len(self._years):
            return [], self._years
        first, last = int(self._years.min()), int(self._years.max())
        return [f"{year:04}" for year in range(first, last + 1)], self._years - np.int16(first)


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
