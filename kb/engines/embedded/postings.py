"""The postings of all segments of an index, of live posts only.

A post goes by its doc id: its number in its segment, and where the segment begins.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.segment import NOWHERE, Postings, Segment
from kb.search import ranking
from kb.search.port.queries import Form, Term
from kb.search.port.terms import FIELDS

# Ascending, unless said otherwise.
DocIds = NDArray[np.intp]
Mask = NDArray[np.bool_]

# By field, what each segment has: no doc id twice, those of a segment ascending.
Lists = tuple[list[Postings], ...]


class _Place(NamedTuple):
    """A segment in the index: its doc ids begin at `base`; `dead` of them, with `live` none."""

    segment: Segment
    base: int
    live: Mask | None
    dead: int


class Index:
    """Segments one after the other; `live`, bool, has a row a doc id."""

    def __init__(self, segments: Sequence[Segment], live: Mask) -> None:
        self.segments = segments
        self.live = live
        self.size = len(live)
        ends = np.cumsum([0, *(segment.docs for segment in segments)]).tolist()
        self._places = []
        for segment, (base, end) in zip(segments, pairwise(ends), strict=True):
            own = live[base:end]
            dead = segment.docs - int(np.count_nonzero(own))
            self._places.append(_Place(segment, base, own if dead else None, dead))
        self.posts = self.size - sum(place.dead for place in self._places)
        self._bases = ends[:-1]

    def locate(self, doc_id: int) -> tuple[Segment, int]:
        """Return the segment of a post, and its number there."""
        place = next(place for place in reversed(self._places) if place.base <= doc_id)
        return place.segment, doc_id - place.base

    def term(self, term: Term) -> Lists:
        """Return where a term stands, by field."""
        text = term.text.encode("utf-8", "replace")
        return self._joined((place, place.segment.term(term.form, text)) for place in self._places)

    def phrase(self, form: Form, texts: Sequence[str]) -> Lists:
        """Return where terms of a form with positions follow each other, by field."""
        encoded = [text.encode("utf-8", "replace") for text in texts]
        return self._joined((place, place.segment.phrase(form, encoded)) for place in self._places)

    def beginning(self, prefix: str) -> Lists:
        """Return where any exact form stands that begins so, by field."""
        text = prefix.encode("utf-8", "replace")
        return self._joined((place, place.segment.beginning(text)) for place in self._places)

    def gram(self, gram: str) -> list[tuple[int, int, list[Postings]]]:
        """Return each field in which a gram tells something: its df there, where it stands."""
        text = gram.encode("utf-8", "replace")
        rare = max(ranking.RARE_POSTS - 1, ranking.RARE_SHARE * self.posts)
        found = [place.segment.gram(text) for place in self._places]
        telling = []
        for field in range(len(FIELDS)):
            # Postings of a common gram are not stored, but that it is common is, and often enough.
            df, own, common = 0, [], []
            for place, by_field in zip(self._places, found, strict=True):
                in_field = by_field[field]
                if isinstance(in_field, int):
                    common.append(place)
                    df += max(0, in_field - place.dead)
                elif in_field is not NOWHERE and (postings := _live(place, in_field)):
                    own.append(postings)
                    df += len(postings.docs)
            if common and df <= rare:
                derived = (_live(p, p.segment.derived_gram(text, field)) for p in common)
                own.extend(filter(None, derived))
                df = sum(len(postings.docs) for postings in own)
            if 0 < df <= rare:
                telling.append((field, df, own))
        return telling

    def values(self, field: str, value: str) -> list[DocIds]:
        """Return the posts with a value of a keyword field, a segment each."""
        found = []
        for place in self._places:
            docs = place.segment.values(field, value)
            if len(docs) and (postings := _live(place, Postings(docs, docs))):
                found.append(postings.docs)
        return found

    def frequency(self, term: Term) -> int:
        """Return in how many posts a term stands, in whichever field."""
        lists = sorted(
            (postings.docs for own in self.term(term) for postings in own), key=len, reverse=True
        )
        if len(lists) < 2:
            return sum(map(len, lists))
        mask = np.zeros(self.size, np.bool_)
        for docs in lists:
            mask[docs] = True
        return int(np.count_nonzero(mask))

    def _joined(self, found: Iterable[tuple[_Place, Sequence[Postings]]]) -> Lists:
        lists: Lists = tuple([] for _ in FIELDS)
        for place, by_field in found:
            for own, postings in zip(lists, by_field, strict=True):
                if postings is not NOWHERE and (alive := _live(place, postings)):
                    own.append(alive)
        return lists


def _live(place: _Place, postings: Postings) -> Postings | None:
    """Return a segment's postings of live posts, by doc ids; None where there are none."""
    if place.live is None and not place.base:
        return postings
    docs, tfs = postings
    if place.live is not None:
        kept = np.flatnonzero(place.live.take(docs))
        docs, tfs = docs.take(kept), tfs.take(kept)
    if not len(docs):
        return None
    return Postings(docs + np.uint32(place.base) if place.base else docs, tfs)
