"""Whoosh's postings as arrays, decoded once and kept.

Whoosh walks postings one Python object at a time; numpy adds, compares and counts whole
posting lists at once. What is decoded stays in a cache of bounded size.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader, TermNotFound

from kb.engines.embedded.schema import FIELDS, field_of
from kb.search.plan import Form
from kb.search.vocabulary import Vocabulary

Numbers = NDArray[np.int32]
Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

# What two empty arrays and their place in a cache take (sys.getsizeof); without it, words that
# stand nowhere would be kept for ever.
_OVERHEAD = 500


class Postings(NamedTuple):
    """Where a term stands: post numbers, ascending, and how often it stands in each."""

    posts: Numbers
    counts: Weights

    @property
    def nbytes(self) -> int:
        """About its size in memory, in bytes."""
        return self.posts.nbytes + self.counts.nbytes + _OVERHEAD


NOWHERE = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


class PostingArrays:
    """The postings of one open index; any thread may ask."""

    def __init__(self, reader: IndexReader, cache_bytes: int) -> None:
        self._reader = reader
        # Whoosh's matchers seek in files that they share, so one thread decodes at a time.
        self._lock = Lock()
        self._cache: OrderedDict[tuple[str, ...], Postings] = OrderedDict()
        self._room = cache_bytes

    def term(self, field: str, text: str) -> Postings:
        """Return where a term stands in a field."""
        with self._lock:
            key = (field, text)
            return self._cached(key) or self._keep(key, self._decode(field, text))

    def phrase(self, field: str, texts: Sequence[str]) -> Postings:
        """Return where terms of a field with positions follow each other, and how often."""
        if len(texts) == 1:
            return self.term(field, texts[0])
        key = (field, *texts)
        with self._lock:
            return self._cached(key) or self._keep(key, self._decode_phrase(field, texts))

    def terms_from(self, field: str, prefix: str) -> Iterator[str]:
        """Yield the terms of a field that begin with a prefix."""
        with self._lock:
            found = [text.decode() for text in self._reader.expand_prefix(field, prefix)]
        yield from found

    def vocabulary(self) -> Vocabulary:
        """Return all words of the index; slow, so ask once."""
        with self._lock:
            texts = [text.decode() for field in FIELDS for text in self._reader.lexicon(field)]
        return Vocabulary(dict.fromkeys(texts), self._count, self._reader.doc_count())

    def _count(self, form: Form, text: str) -> int:
        posts = [self.term(field_of(field, form), text).posts for field in FIELDS]
        return len(np.unique(np.concatenate(posts)))

    def at_most(self, text: str) -> int:
        """Return how many posts had a word, twice where in title and body; removed ones count."""
        with self._lock:
            return sum(self._reader.doc_frequency(field, text) for field in FIELDS)

    def stored(self, number: int) -> dict[str, Any]:
        """Return what is stored with a post."""
        with self._lock:
            fields: dict[str, Any] = self._reader.stored_fields(number)
        return fields

    def _cached(self, key: tuple[str, ...]) -> Postings | None:
        found = self._cache.get(key)
        if found is not None:
            self._cache.move_to_end(key)
        return found

    def _keep(self, key: tuple[str, ...], postings: Postings) -> Postings:
        self._cache[key] = postings
        self._room -= postings.nbytes
        while self._room < 0 and len(self._cache) > 1:
            _, oldest = self._cache.popitem(last=False)
            self._room += oldest.nbytes
        return postings

    def _decode(self, field: str, text: str) -> Postings:
        try:
            matcher = self._reader.postings(field, text)
        except TermNotFound:
            return NOWHERE
        posts, counts = [], []
        while matcher.is_active():
            posts.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        return Postings(np.array(posts, np.int32), np.array(counts, np.float32))

    def _decode_phrase(self, field: str, texts: Sequence[str]) -> Postings:
        try:
            matchers = [self._reader.postings(field, text) for text in texts]
        except TermNotFound:
            return NOWHERE
        posts, counts = [], []
        while all(matcher.is_active() for matcher in matchers):
            furthest = max(matcher.id() for matcher in matchers)
            for matcher in matchers:
                if matcher.is_active() and matcher.id() < furthest:
                    matcher.skip_to(furthest)
            if not all(m.is_active() and m.id() == furthest for m in matchers):
                continue
            starts = set(matchers[0].value_as("positions"))
            for distance, matcher in enumerate(matchers[1:], 1):
                starts &= {place - distance for place in matcher.value_as("positions")}
            if starts:
                posts.append(furthest)
                counts.append(len(starts))
            for matcher in matchers:
                matcher.next()
        return Postings(np.array(posts, np.int32), np.array(counts, np.float32))
