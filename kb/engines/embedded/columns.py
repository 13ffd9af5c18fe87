"""What is known of each post besides its text: id, date, organisations, projects."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from whoosh.reading import IndexReader

from kb.engines.embedded.arrays import Mask, Numbers
from kb.search.query import Facet, Filters, Order


class Values:
    """A column in which a post may have several values."""

    def __init__(self, reader: IndexReader, field: str) -> None:
        self._size = reader.doc_count_all()
        self._names = [text.decode() for text in reader.lexicon(field)]
        self._places = {name: place for place, name in enumerate(self._names)}
        columns = [
            np.fromiter(reader.postings(field, name).all_ids(), np.int32) for name in self._names
        ]
        # One pair a value of a post: counting a facet is then one pass over the pairs.
        self._posts: Numbers = np.concatenate([np.empty(0, np.int32), *columns])
        self._values: Numbers = np.repeat(
            np.arange(len(columns), dtype=np.int32), [len(column) for column in columns]
        )

    def having(self, names: Iterable[str]) -> Mask:
        """Return the posts that have one of these values."""
        wanted = [self._places[name] for name in names if name in self._places]
        mask = np.zeros(self._size, np.bool_)
        mask[self._posts[np.isin(self._values, wanted)]] = True
        return mask

    def count(self, posts: Mask) -> dict[str, int]:
        """Return how many of these posts have each value; values of none are left out."""
        counts = np.bincount(self._values[posts[self._posts]], minlength=len(self._names))
        return {name: int(count) for name, count in zip(self._names, counts, strict=True) if count}


class Columns:
    """The columns of one open index; none of it changes."""

    def __init__(self, reader: IndexReader) -> None:
        self.ids = [str(post_id) for post_id in _column(reader, "id")]
        size = len(self.ids)
        self.live: Mask = np.ones(size, np.bool_)
        for number in range(size):
            if reader.is_deleted(number):
                self.live[number] = False
        self.numbers = {self.ids[number]: int(number) for number in np.flatnonzero(self.live)}
        self.organisations = Values(reader, "organisation")
        self.projects = Values(reader, "project")
        texts = [str(day) for day in _column(reader, "published")]
        self._days: Numbers = np.array([_ordinal(day) for day in texts], np.int32)
        self._years: Numbers = np.array([int(day[:4]) for day in texts], np.int32)
        by_id = sorted(range(size), key=self.ids.__getitem__)
        self._oldest = _ranks(sorted(by_id, key=texts.__getitem__))
        self.newest = _ranks(sorted(by_id, key=texts.__getitem__, reverse=True))

    def years(self, posts: Mask) -> dict[str, int]:
        """Return how many of these posts each year has; years of none are left out."""
        years, counts = np.unique(self._years[posts], return_counts=True)
        return {f"{year:04}": int(count) for year, count in zip(years, counts, strict=True)}

    def published_in(self, year: int) -> Mask:
        """Return the posts of a year."""
        posts: Mask = self._years == year
        return posts

    def chosen(self, filters: Filters) -> Mapping[Facet, Mask | None]:
        """Return the posts that pass each filter by itself; None where all do."""
        between = None
        if filters.published_from or filters.published_to:
            first = (filters.published_from or date.min).toordinal()
            last = (filters.published_to or date.max).toordinal()
            between = (self._days >= first) & (self._days <= last)
        return {
            Facet.ORGANISATION: self.organisations.having(filters.organisations)
            if filters.organisations
            else None,
            Facet.PROJECT: self.projects.having(filters.projects) if filters.projects else None,
            Facet.YEAR: between,
        }

    def by_date(self, posts: Numbers, order: Order) -> Numbers:
        """Return posts newest or oldest first, equals by id."""
        ranks = self._oldest if order is Order.OLDEST else self.newest
        return posts[np.argsort(ranks[posts])]


def _column(reader: IndexReader, name: str) -> Iterable[str]:
    # Without posts Whoosh has no columns, either.
    column: Iterable[str] = reader.column_reader(name) if reader.doc_count_all() else ()
    return column


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _ranks(order: Sequence[int]) -> Numbers:
    ranks = np.empty(len(order), np.int32)
    ranks[np.array(order, np.int32)] = np.arange(len(order), dtype=np.int32)
    return ranks
