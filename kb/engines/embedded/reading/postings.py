"""The postings of all segments of an index, of live posts only.

A post goes by its doc id: its number in its segment, and where the segment begins.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.cache import Cache
from kb.engines.embedded.reading.gram_postings import GramPlace, IndexGrams
from kb.engines.embedded.reading.grams import Grams
from kb.engines.embedded.reading.segment import (
    NOWHERE,
    NOWHERE_BY_FIELD,
    Postings,
    Segment,
)
from kb.engines.files.ragged import rows_in
from kb.search.port.queries import Form, Term
from kb.search.port.terms import FIELDS

# Ascending, unless said otherwise.
DocIds = NDArray[np.intp]
Mask = NDArray[np.bool_]

# A search that finds little asks for the frequencies of its terms some three times.
_KEPT = 1_000
# In a list that is so many times as long as another one, the other's posts are looked up.
_LONGER = 8

# By field, what each segment has: no doc id twice, those of a segment ascending.
Lists = tuple[list[Postings], ...]


class _Place(NamedTuple):
    """A segment in the index: its doc ids begin at `base`; with `live` None all are live."""

    segment: Segment
    base: int
    live: Mask | None


class Index:
    """Segments one after the other; `live`, bool, has a row a doc id."""

    def __init__(self, segments: Sequence[Segment], live: Mask) -> None:
        self.segments = segments
        self.live = live
        self.size = len(live)
        ends = np.cumsum([0, *(segment.docs for segment in segments)]).tolist()
        self.posts = int(np.count_nonzero(live))
        self._places, grams = [], []
        for segment, (base, end) in zip(segments, pairwise(ends), strict=True):
            dead = segment.docs - int(np.count_nonzero(live[base:end]))
            own = live[base:end] if dead else None
            self._places.append(_Place(segment, base, own))
            grams.append(GramPlace(Grams(segment.file, segment.forms[Form.EXACT]), base, own, dead))
        self._bases = [place.base for place in self._places]
        self.grams = IndexGrams(grams, self.posts)
        self._frequencies = Cache[Term, int](_KEPT, lambda _: 1)

    def locate(self, doc_id: int) -> tuple[Segment, int]:
        """Return the segment of a post, and its number there."""
        segment, base, _ = self._places[bisect_right(self._bases, doc_id) - 1]
        return segment, doc_id - base

    def term(self, term: Term) -> Lists:
        """Return where a term stands, by field."""
        text = term.text.encode("utf-8", "replace")
        if term.form is Form.GRAM:
            return self.grams.by_field(text)
        return self._joined(
            [(place, place.segment.forms[term.form].of(text, place.base)) for place in self._places]
        )

    def phrase(self, form: Form, texts: Sequence[str]) -> Lists:
        """Return where terms of a form with positions follow each other, by field."""
        encoded = [text.encode("utf-8", "replace") for text in texts]
        return self._joined((place, place.segment.phrase(form, encoded)) for place in self._places)

    def beginning(self, prefix: str) -> Lists:
        """Return where any exact form stands that begins so, by field."""
        text = prefix.encode("utf-8", "replace")
        return self._joined((place, place.segment.beginning(text)) for place in self._places)

    def values(self, field: str, value: str) -> list[NDArray[np.uint32]]:
        """Return the posts with a value of a keyword field, a segment each, by their doc ids."""
        found = []
        for place in self._places:
            docs = place.segment.values(field, value)
            if place.live is not None:
                docs = docs[place.live.take(docs)]
            if len(docs):
                found.append(docs + np.uint32(place.base))
        return found

    def frequency(self, term: Term) -> int:
        """Return in how many posts a term stands, in whichever field; the last are remembered."""
        return self._frequencies.get(term, lambda: self._frequency(self.term(term)))

    def _frequency(self, lists: Lists) -> int:
        every = sorted([each for own in lists for each in own], key=lambda each: each.base)
        by_segment = groupby(every, key=lambda each: each.base)
        return sum(_in_any([each.docs for each in own], self.size) for _, own in by_segment)

    def _joined(self, found: Iterable[tuple[_Place, Sequence[Postings]]]) -> Lists:
        lists: Lists = tuple([[] for _ in FIELDS])
        for place, by_field in found:
            if by_field is NOWHERE_BY_FIELD:
                continue
            for own, postings in zip(lists, by_field, strict=True):
                if postings is not NOWHERE and (alive := _live(place, postings)):
                    own.append(alive)
        return lists


def _live(place: _Place, postings: Postings) -> Postings | None:
    """Return a segment's postings of live posts; None where there are none."""
    docs, tfs, base = postings
    if place.live is None:
        return postings if base == place.base else Postings(docs, tfs, place.base)
    kept = place.live.take(docs).nonzero()[0]
    return Postings(docs.take(kept), tfs.take(kept), place.base) if len(kept) else None


def _in_any(lists: list[NDArray[Any]], size: int) -> int:
    """Return how many of so many posts are in any of some lists, each of which ascends."""
    *others, longest = sorted(lists, key=len)
    if not others:
        return len(longest)
    if len(others) == 1 and len(others[0]) * _LONGER < len(longest):
        return len(longest) + int(np.count_nonzero(rows_in(longest, others[0]) < 0))
    mask = np.zeros(size, np.bool_)
    for docs in lists:
        mask[docs.astype(np.intp)] = True  # numpy itself takes twice as long for other types
    return int(np.count_nonzero(mask))
