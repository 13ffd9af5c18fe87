"""What is known of each post besides its text; every array has a row a doc id.

What lies in one segment is mapped as it is; of several segments, columns are laid one after the
other when they are first asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
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
# Values are looked up post by post where it is fewer than one in so many posts.
_FEW = 16


class Values:
    """The values that posts have of some fields; a post may have several of one, each once.

    A value goes by its number, those of one field after those of the field before it. The values
    of a post in field f are `values[starts[k] : ends[k]]`, k being f · posts + doc id.
    """

    def __init__(self, fields: Sequence[str], index: Index) -> None:
        self._index = index
        self._fields = {field: number for number, field in enumerate(fields)}
        self._names: list[str] = []
        # Where each field's values begin, and where the last one's end.
        self._bounds = [0]
        # Of each field, the numbers in it of each segment's values.
        self._own: list[list[NDArray[np.intp]]] = []
        values, starts, ends, length = [], [], [], 0
        for field in fields:
            names = [list(segment.keywords(field).all_texts()) for segment in index.segments]
            every = sorted(set().union(*names))
            numbers = {name: number for number, name in enumerate(every)}
            self._own.append([np.array([numbers[name] for name in own], np.intp) for own in names])
            for segment, own in zip(index.segments, self._own[-1], strict=True):
                of, of_starts = segment.file[f"{field}/of"], segment.file[f"{field}/of_starts"]
                values.append(own.astype(np.uint32)[of] + np.uint32(self._bounds[-1]))
                starts.append(of_starts[:-1] + np.uint32(length))
                ends.append(of_starts[1:] + np.uint32(length))
                length += len(of)
            self._names += [name.decode() for name in every]
            self._bounds.append(len(self._names))
        self._values, self._starts, self._ends = (
            np.concatenate([np.empty(0, np.uint32), *arrays]) for arrays in (values, starts, ends)
        )

    def counts(self, docs: DocIds, fields: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return for fields how many of some posts have each value; none of none."""
        found = {}
        for field, counts in zip(fields, self._counts(docs, fields), strict=True):
            present = counts.nonzero()[0]
            first = self._bounds[self._fields[field]]
            names = map(self._names[first:].__getitem__, present.tolist())
            found[field] = dict(zip(names, counts.take(present).tolist(), strict=True))
        return found

    def _counts(self, docs: DocIds, fields: Sequence[str]) -> Iterator[NDArray[np.intp]]:
        """Yield for each field how many of some posts have each of its values."""
        if len(docs) * _FEW < self._index.size:
            counts = self._gathered(docs, fields)
            for field in fields:
                number = self._fields[field]
                yield counts[self._bounds[number] : self._bounds[number + 1]]
            return
        marked = np.zeros(self._index.size, np.bool_)
        marked[docs] = True
        for field in fields:
            yield self._passed(marked, field)

    def _gathered(self, docs: DocIds, fields: Iterable[str]) -> NDArray[np.intp]:
        """Count the values of some fields post by post; no others."""
        bases = [self._fields[field] * self._index.size for field in fields]
        keys = np.add.outer(bases, docs).ravel()
        firsts = self._starts.take(keys)
        rows = ranges(firsts, self._ends.take(keys) - firsts)
        return np.bincount(self._values.take(rows), minlength=len(self._names))

    def _passed(self, marked: Mask, field: str) -> NDArray[np.intp]:
        """Count the values of a field value by value, passing all posts that have each."""
        number, base = self._fields[field], 0
        counts = np.zeros(self._bounds[number + 1] - self._bounds[number], np.intp)
        for segment, own in zip(self._index.segments, self._own[number], strict=True):
            if len(own):
                bits = marked[base : base + segment.docs].take(segment.file[f"{field}/docs"])
                starts = segment.file[f"{field}/starts"][:-1].astype(np.intp)
                counts[own] += np.add.reduceat(bits.view(np.uint8), starts, dtype=np.uint32)
            base += segment.docs
        return counts


class Columns:
    """The columns of one open index; none of it changes.

    `ranks` has `newest` and `oldest`: the rank of each doc id in that order, equals by id.
    """

    def __init__(self, index: Index, ranks: ArrayFile) -> None:
        self._index = index
        self.newest: NDArray[np.int32] = ranks["newest"]
        self._oldest: NDArray[np.int32] = ranks["oldest"]
        self._lengths: dict[int, NDArray[Any]] = {}

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

    def counts(self, docs: DocIds, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        """Return for facets how many of some posts have each value; none of none."""
        kinds = [facet for facet in facets if facet != YEAR]
        found = self._values.counts(docs, kinds) if kinds else {}
        if YEAR in facets:
            counts = np.bincount(self._years.take(docs))
            present = counts.nonzero()[0]
            years = (f"{year:04}" for year in present.tolist())
            found[YEAR] = dict(zip(years, counts.take(present).tolist(), strict=True))
        return found

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of all facets."""
        return (*(kind.name for kind in KINDS), YEAR)

    @cached_property
    def _values(self) -> Values:
        return Values([kind.name for kind in KINDS], self._index)

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
