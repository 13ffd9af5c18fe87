"""Whoosh's postings as arrays, decoded once and kept.

Whoosh walks postings one Python object at a time; numpy adds, compares and counts whole
posting lists at once. What is decoded stays in a cache of bounded size.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader, TermNotFound

from kb.engines.embedded.schema import FIELDS, field_of
from kb.search.cache import Cache
from kb.search.plan import Form
from kb.search.vocabulary import Vocabulary

Numbers = NDArray[np.int32]
Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

# What two empty arrays and their place in a cache take (sys.getsizeof); without it, words that
# stand nowhere would be kept for ever.
_OVERHEAD = 500
# Words whose posts are counted once, some 250 bytes each. Of every word of a search it is asked
# several times in how many posts it stands.
_COUNTS = 1 << 15


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
        self._postings = Cache[tuple[str, ...], Postings](cache_bytes, lambda kept: kept.nbytes)

    def term(self, field: str, text: str) -> Postings:
        """Return where a term stands in a field."""
        return self._postings.get((field, text), lambda: self._decode(field, text))

    def phrase(self, field: str, texts: Sequence[str]) -> Postings:
        """Return where terms of a field with positions follow each other, and how often."""
        if len(texts) == 1:
            return self.term(field, texts[0])
        return self._postings.get((field, *texts), lambda: self._decode_phrase(field, texts))

    def terms_from(self, field: str, prefix: str) -> Iterator[str]:
        """Yield the terms of a field that begin with a prefix."""
        with self._lock:
            found = [text.decode() for text in self._reader.expand_prefix(field, prefix)]
        yield from found

    def vocabulary(self) -> Vocabulary:
        """Return all words of the index; slow, so ask once."""
        with self._lock:
            texts = [text.decode() for field in FIELDS for text in self._reader.lexicon(field)]
        count = lru_cache(_COUNTS)(self._count)
        return Vocabulary(dict.fromkeys(texts), count, self._reader.doc_count())

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

    def _decode(self, field: str, text: str) -> Postings:
        posts, counts = [], []
        with self._lock:
            try:
                matcher = self._reader.postings(field, text)
            except TermNotFound:
                return NOWHERE
            while matcher.is_active():
                posts.append(matcher.id())
                counts.append(matcher.weight())
                matcher.next()
        return Postings(np.array(posts, np.int32), np.array(counts, np.float32))

    def _decode_phrase(self, field: str, texts: Sequence[str]) -> Postings:
        with self._lock:
            try:
                matchers = [self._reader.postings(field, text) for text in texts]
            except TermNotFound:
                return NOWHERE
            found = dict(_starts(matchers))
        return Postings(np.array(list(found), np.int32), np.array(list(found.values()), np.float32))


def _starts(matchers: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Yield the posts in which terms follow each other, and how often they do."""
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
            yield furthest, len(starts)
        for matcher in matchers:
            matcher.next()
