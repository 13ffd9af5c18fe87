"""Reading a generation: which posts match, how well, and how they divide.

Sets of posts are Python integers with a bit a post: filters and facet counts are then `&` and
`bit_count`, which run at the speed of memory.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh import index

from kb.corpus.register import Registers
from kb.engines.embedded.generations import Generations
from kb.engines.embedded.matching import excluding_query, scoring, whoosh_query
from kb.errors import IndexDamagedError
from kb.search.document import Document
from kb.search.engine import Facet, Generation, Matches
from kb.search.query import Filters, Order, Query

Posts = int  # a set of posts, bit n standing for Whoosh's document n
_BITS = [[bit for bit in range(8) if byte >> bit & 1] for byte in range(256)]


class EmbeddedEngine:
    """One generation, open for reading; see `kb.search.engine.Engine`."""

    def __init__(self, generations: Generations, building: Path | None = None) -> None:
        if building is None:
            name, manifest = generations.open_live()
        else:
            name, manifest = building.name, generations.manifest(building.name)
        self.generation = Generation(name, manifest.posts, manifest.built_at, manifest.corpus)
        try:
            self.registers: Registers = generations.registers(name)
            self._index = index.open_dir(str(generations.path(name)), readonly=True)
            self._searcher = self._index.searcher(weighting=scoring())
            self._load()
        except Exception as error:  # whatever a damaged pickle may raise
            raise IndexDamagedError(
                f"{generations.path(name)}: cannot be read ({error}); run `kb index --full`"
            ) from error

    def _load(self) -> None:
        """Read what every search needs: ids, and the sets behind filters, facets and orders."""
        self._reader = self._searcher.reader()
        # Whoosh's postings seek in files that all matchers share.
        self._lock = Lock()
        self._all: Posts = (1 << self._reader.doc_count_all()) - 1
        self.ids = [str(post_id) for post_id in self._column("id")]
        self._numbers = {post_id: number for number, post_id in enumerate(self.ids)}
        self._organisations = self._sets("organisation")
        self._projects = self._sets("project")
        self._dates = sorted(self._sets("published").items())
        self._years = _by_year(self._dates)
        dates = list(self._column("published"))
        by_id = sorted(range(len(self.ids)), key=self.ids.__getitem__)
        self._oldest = _ranks(sorted(by_id, key=dates.__getitem__))
        self._newest = _ranks(sorted(by_id, key=dates.__getitem__, reverse=True))

    def match(self, query: Query) -> Matches:
        """Find the posts that match; see the protocol."""
        scores, found = self._scored(query)
        filters = query.filters
        organisations = self._chosen(filters.organisations, self._organisations)
        projects = self._chosen(filters.projects, self._projects)
        dates = self._between(filters)
        hits = self._ordered(_numbers(found & organisations & projects & dates), scores, query)
        first = (query.page - 1) * query.per_page
        return Matches(
            total=len(hits),
            hits=tuple(
                (self.ids[number], scores.get(number, 0.0))
                for number in hits[first : first + query.per_page]
            ),
            counts={
                Facet.ORGANISATION: _counts(found & projects & dates, self._organisations),
                Facet.PROJECT: _counts(found & organisations & dates, self._projects),
                Facet.YEAR: _counts(found & organisations & projects, self._years),
            },
        )

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """Return posts by their ids; see the protocol."""
        with self._lock:
            stored = [self._reader.stored_fields(self._numbers[post_id]) for post_id in ids]
        return [Document.from_json(fields["document"]) for fields in stored]

    def current_id(self, post_id: str) -> str | None:
        """Return the id that a post goes by now; see the protocol."""
        if post_id in self._numbers:
            return post_id
        with self._lock:
            if ("alias", post_id) not in self._reader:
                return None
            number: int = self._reader.postings("alias", post_id).id()
        return self.ids[number]

    def checksums(self) -> Mapping[str, str]:
        """Return the checksum of every post; see the protocol."""
        column = self._column("checksum")
        return {post_id: column[number].decode() for post_id, number in self._numbers.items()}

    def close(self) -> None:
        """Release the files."""
        self._searcher.close()
        self._index.close()

    # --- matching -------------------------------------------------------------------------

    def _scored(self, query: Query) -> tuple[Mapping[int, float], Posts]:
        """Return scores by document number, and the set of matching posts, before filters."""
        scores: dict[int, float] = {}
        with self._lock:
            asked = whoosh_query(query, self._reader)
            excluded = excluding_query(query, self._reader)
            if asked is None:
                found = self._all
            else:
                found = 0
                matcher = asked.matcher(self._searcher)
                while matcher.is_active():
                    scores[matcher.id()] = round(matcher.score(), 4)
                    matcher.next()
                found = _set(scores, self._reader.doc_count_all())
            if excluded is not None:
                out = _set(excluded.docs(self._searcher), self._reader.doc_count_all())
                found &= ~out
        return scores, found

    def _ordered(
        self, numbers: Iterable[int], scores: Mapping[int, float], query: Query
    ) -> list[int]:
        if query.order is Order.OLDEST:
            return sorted(numbers, key=self._oldest.__getitem__)
        newest_first = sorted(numbers, key=self._newest.__getitem__)
        if query.order is Order.NEWEST:
            return newest_first
        return sorted(newest_first, key=lambda number: -scores[number])

    def _chosen(self, values: Iterable[str], sets: Mapping[str, Posts]) -> Posts:
        values = tuple(values)
        if not values:
            return self._all
        return reduce(or_, (sets.get(value, 0) for value in values))

    def _between(self, filters: Filters) -> Posts:
        if filters.published_from is None and filters.published_to is None:
            return self._all
        start, end = 0, len(self._dates)
        if filters.published_from:
            start = bisect_left(self._dates, filters.published_from.isoformat(), key=_day)
        if filters.published_to:
            end = bisect_right(self._dates, filters.published_to.isoformat(), key=_day)
        return reduce(or_, (posts for _, posts in self._dates[start:end]), 0)

    def _column(self, name: str) -> Sequence[Any]:
        """Return a column's values by document number."""
        if not self._reader.doc_count_all():
            return ()  # without posts Whoosh has no columns, either
        column: Sequence[Any] = self._reader.column_reader(name)
        return column

    def _sets(self, field: str) -> dict[str, Posts]:
        """Return, for each value of a field, the set of its posts."""
        size = self._reader.doc_count_all()
        return {
            text.decode(): _set(self._reader.postings(field, text).all_ids(), size)
            for text in self._reader.lexicon(field)
        }


def _day(item: tuple[str, Any]) -> str:
    return item[0]


def _set(numbers: Iterable[int], size: int) -> Posts:
    bits = bytearray(size // 8 + 1)
    for number in numbers:
        bits[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(bits, "little")


def _numbers(posts: Posts) -> Iterator[int]:
    for place, byte in enumerate(posts.to_bytes(posts.bit_length() // 8 + 1, "little")):
        for bit in _BITS[byte]:
            yield place << 3 | bit


def _counts(posts: Posts, sets: Mapping[str, Posts]) -> dict[str, int]:
    counted = ((value, (posts & members).bit_count()) for value, members in sets.items())
    return {value: count for value, count in counted if count}


def _by_year(dates: Iterable[tuple[str, Posts]]) -> dict[str, Posts]:
    years: defaultdict[str, Posts] = defaultdict(int)
    for day, posts in dates:
        years[day[:4]] |= posts
    return dict(years)


def _ranks(order: Sequence[int]) -> list[int]:
    ranks = [0] * len(order)
    for rank, number in enumerate(order):
        ranks[number] = rank
    return ranks
