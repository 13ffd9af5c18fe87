"""Whoosh's postings as arrays, decoded once and kept.

Whoosh walks postings one Python object at a time; numpy adds, compares and counts whole
posting lists at once. What is decoded stays in a cache of bounded size.
"""

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.cache import Cache
from kb.engines.embedded.schema import field_of
from kb.engines.embedded.whoosh import IndexReader, TermNotFound
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

DocIds = NDArray[np.int32]
Frequencies = NDArray[np.float32]
Mask = NDArray[np.bool_]

# What two empty arrays and their place in a cache take (sys.getsizeof); without it, words that
# stand nowhere would be kept for ever.
_OVERHEAD = 500


class Postings(NamedTuple):
    """Where a term stands: doc ids, ascending, and how often in each; both of one length."""

    doc_ids: DocIds
    frequencies: Frequencies

    @property
    def nbytes(self) -> int:
        """About its size in memory, in bytes."""
        return self.doc_ids.nbytes + self.frequencies.nbytes + _OVERHEAD


NOWHERE = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


class PostingArrays:
    """The postings of one open index; any thread may ask. `field` is Whoosh's name of one."""

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
        return self._postings.get((field, *texts), lambda: self._decode_phrase(field, texts))

    def texts_from(self, field: str, prefix: str) -> Iterator[str]:
        """Yield the terms of a field that begin with a prefix."""
        with self._lock:
            found = [text.decode() for text in self._reader.expand_prefix(field, prefix)]
        yield from found

    def words(self) -> list[str]:
        """Return the exact forms of all words; slow, so ask once."""
        with self._lock:
            fields = [field_of(field, Form.EXACT) for field in FIELDS]
            texts = [text.decode() for field in fields for text in self._reader.lexicon(field)]
        return list(dict.fromkeys(texts))

    def at_most(self, word: str) -> int:
        """Return a number that the posts with an exact form do not exceed; cheap.

        Posts with it in title and body count twice, and deleted ones count.
        """
        with self._lock:
            return sum(
                self._reader.doc_frequency(field_of(field, Form.EXACT), word) for field in FIELDS
            )

    def stored(self, doc_id: int) -> dict[str, Any]:
        """Return what is stored with a post."""
        with self._lock:
            fields: dict[str, Any] = self._reader.stored_fields(doc_id)
        return fields

    def _decode(self, field: str, text: str) -> Postings:
        doc_ids, frequencies = [], []
        with self._lock:
            try:
                matcher = self._reader.postings(field, text)
            except TermNotFound:
                return NOWHERE
            while matcher.is_active():
                doc_ids.append(matcher.id())
                frequencies.append(matcher.weight())
                matcher.next()
        return Postings(np.array(doc_ids, np.int32), np.array(frequencies, np.float32))

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
            starts &= {position - distance for position in matcher.value_as("positions")}
        if starts:
            yield furthest, len(starts)
        for matcher in matchers:
            matcher.next()
