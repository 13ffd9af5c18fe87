"""What is known of each post besides its text, as arrays mapped from files.

They are made once, when a generation is built, so that opening one loops over no post. A post goes
by its doc id, its number in Whoosh's index.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.corpus.kinds import KINDS, Kind
from kb.engines.embedded.arrays import DocIds, Mask
from kb.engines.embedded.schema import field_of
from kb.engines.embedded.whoosh import IndexReader
from kb.search.port.engine import Title
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS
from kb.search.query.query import YEAR, Filters, Order

Lengths = NDArray[np.int32]

_VALUES = "facets.json"


def write_columns(reader: IndexReader, folder: Path, titles: Mapping[str, str]) -> None:
    """Write the columns of an index into its folder; `titles` has the live posts' by id."""
    size = reader.doc_count_all()
    # Without posts Whoosh has no columns, either.
    ids = list(map(str, reader.column_reader("id") if size else ()))
    days = list(map(str, reader.column_reader("published") if size else ()))
    sums = [bytes(value) for value in reader.column_reader("checksum")] if size else []
    live = np.array([not reader.is_deleted(doc_id) for doc_id in range(size)], np.bool_)
    by_id = np.array(sorted(range(size), key=ids.__getitem__), np.int32)
    ordinals = np.array([date.fromisoformat(day).toordinal() for day in days], np.int32)
    newest = by_id[np.argsort(-ordinals[by_id], kind="stable")]
    oldest = by_id[np.argsort(ordinals[by_id], kind="stable")]
    _save(folder, "live", live)
    _save(folder, "ids", np.array([post_id.encode() for post_id in ids], np.bytes_))
    _save(folder, "checksums", np.array(sums, np.bytes_))
    _save(folder, "live_by_id", by_id[live[by_id]])
    _save(folder, "days", ordinals)
    _save(folder, "years", np.array([int(day[:4]) for day in days], np.int32))
    _save(folder, "newest", _ranks(newest))
    _save(folder, "oldest", _ranks(oldest))
    for field in FIELDS:
        for form in Form:
            name = field_of(field, form)
            lengths = [reader.doc_field_length(doc_id, name, 0) or 0 for doc_id in range(size)]
            _save(folder, f"length_{name}", np.array(lengths, np.int32))
    names = {kind.name: _write_values(reader, folder, kind) for kind in KINDS}
    (folder / _VALUES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    # One text, cut where each title ends; a deleted post has none.
    texts = [titles[ids[n]].encode() if live[n] else b"" for n in range(size)]
    _save(folder, "titles", np.frombuffer(b"".join(texts), np.uint8))
    _save(folder, "title_ends", np.cumsum([len(text) for text in texts], dtype=np.int64))


def _write_values(reader: IndexReader, folder: Path, kind: Kind) -> list[str]:
    names = [text.decode() for text in reader.lexicon(kind.name)]
    doc_ids = [np.fromiter(reader.postings(kind.name, name).all_ids(), np.int32) for name in names]
    counts = [len(column) for column in doc_ids]
    _save(folder, f"{kind.name}_docs", np.concatenate([np.empty(0, np.int32), *doc_ids]))
    _save(folder, f"{kind.name}_values", np.repeat(np.arange(len(names), dtype=np.int32), counts))
    return names


class Values:
    """A column in which a post may have several values.

    `doc_ids` and `values`, int32 and of one length, have a pair for each value of a post; a value
    goes by its index in `names`. Counting a facet is then one pass over the pairs.
    """

    def __init__(self, names: list[str], doc_ids: DocIds, values: NDArray[np.int32]) -> None:
        self._names = names
        self._indexes = {name: index for index, name in enumerate(names)}
        self._doc_ids = doc_ids
        self._values = values

    def having(self, names: Iterable[str], size: int) -> Mask:
        """Return which of `size` posts have one of these values."""
        wanted = [self._indexes[name] for name in names if name in self._indexes]
        mask = np.zeros(size, np.bool_)
        mask[self._doc_ids[np.isin(self._values, wanted)]] = True
        return mask

    def count(self, posts: Mask) -> dict[str, int]:
        """Return how many of these posts have each value; values of none are left out."""
        counts = np.bincount(self._values[posts[self._doc_ids]], minlength=len(self._names))
        return {self._names[index]: int(counts[index]) for index in np.flatnonzero(counts)}


class Columns:
    """The columns of one open index; none of it changes. Every array has a row a doc id.

    All files are mapped at once, so that a generation can be removed while it is in use.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.live: Mask = self._load("live")
        self._checksums: NDArray[np.bytes_] = self._load("checksums")
        self._titles: NDArray[np.uint8] = self._load("titles")
        self._title_ends: NDArray[np.int64] = self._load("title_ends")
        self._ids: NDArray[np.bytes_] = self._load("ids")
        self._live_by_id: DocIds = self._load("live_by_id")
        self._days: NDArray[np.int32] = self._load("days")
        self._years: NDArray[np.int32] = self._load("years")
        self.newest: NDArray[np.int32] = self._load("newest")
        self._oldest: NDArray[np.int32] = self._load("oldest")
        self._lengths: dict[str, Lengths] = {
            name: self._load(f"length_{name}")
            for name in (field_of(field, form) for field in FIELDS for form in Form)
        }
        names = json.loads((folder / _VALUES).read_text(encoding="utf-8"))
        self._values = {
            name: Values(texts, self._load(f"{name}_docs"), self._load(f"{name}_values"))
            for name, texts in names.items()
        }

    def __len__(self) -> int:
        """Return how many doc ids there are, those of deleted posts included."""
        return len(self.live)

    def id_of(self, doc_id: int) -> str:
        """Return a post's id."""
        return bytes(self._ids[doc_id]).decode()

    def doc_id(self, post_id: str) -> int | None:
        """Return the doc id of a live post; None for no post."""
        wanted = post_id.encode()
        # numpy drops zeros at the end of what it compares, and cuts what is too long.
        if not wanted or wanted.endswith(b"\0") or len(wanted) > self._ids.dtype.itemsize:
            return None
        row = int(np.searchsorted(self._sorted_ids, np.bytes_(wanted)))
        found = row < len(self._sorted_ids) and self._sorted_ids[row] == wanted
        return int(self._live_by_id[row]) if found else None

    def live_ids(self) -> Iterator[tuple[str, int]]:
        """Yield id and doc id of every live post."""
        for doc_id in self._live_by_id.tolist():
            yield self.id_of(doc_id), doc_id

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield id and checksum of every live post."""
        for post_id, doc_id in self.live_ids():
            yield post_id, bytes(self._checksums[doc_id]).decode()

    def lengths(self, name: str) -> Lengths:
        """Return the lengths of one of Whoosh's fields, int32, as Whoosh rounds them."""
        return self._lengths[name]

    @cached_property
    def titles(self) -> list[Title]:
        """The titles of all live posts, the newest first, equals by id."""
        text = self._titles.tobytes()
        ends = self._title_ends.tolist()
        starts = [0, *ends]
        newest = self.by_date(np.flatnonzero(self.live).astype(np.int32), Order.NEWEST)
        return [
            Title(self.id_of(doc_id), text[starts[doc_id] : ends[doc_id]].decode())
            for doc_id in newest.tolist()
        ]

    def published_in(self, year: int) -> Mask:
        """Return the posts of a year."""
        posts: Mask = self._years == year
        return posts

    def having(self, facet: str, value: str) -> Mask:
        """Return the posts with a value of a facet."""
        return self._values[facet].having([value], len(self))

    def passing(self, filters: Filters) -> dict[str, Mask]:
        """Return the posts that pass each facet's filter by itself, where it has one."""
        masks = {name: self._values[name].having(ids, len(self)) for name, ids in filters.chosen}
        if filters.published_from or filters.published_to:
            first = (filters.published_from or date.min).toordinal()
            last = (filters.published_to or date.max).toordinal()
            masks[YEAR] = (self._days >= first) & (self._days <= last)
        return masks

    def counts(self, facet: str, posts: Mask) -> dict[str, int]:
        """Return how many of these posts have each value of a facet; none of none."""
        if facet != YEAR:
            return self._values[facet].count(posts)
        years, counts = np.unique(self._years[posts], return_counts=True)
        return {f"{year:04}": int(count) for year, count in zip(years, counts, strict=True)}

    @property
    def facets(self) -> tuple[str, ...]:
        """The names of all facets."""
        return (*self._values, YEAR)

    def by_date(self, doc_ids: DocIds, order: Order) -> DocIds:
        """Return posts newest or oldest first, equals by id."""
        ranks = self._oldest if order is Order.OLDEST else self.newest
        return doc_ids[np.argsort(ranks[doc_ids])]

    @cached_property
    def _sorted_ids(self) -> NDArray[np.bytes_]:
        return self._ids[self._live_by_id]

    def _load(self, name: str) -> Any:
        return np.load(self._folder / f"{name}.npy", mmap_mode="r")


def _save(folder: Path, name: str, array: NDArray[Any]) -> None:
    np.save(folder / f"{name}.npy", array, allow_pickle=False)


def _ranks(order: DocIds) -> NDArray[np.int32]:
    """Return each doc id's rank in an order of all doc ids."""
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks
