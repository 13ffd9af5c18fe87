"""Posting lists laid one after the other, so that many short ones are worked on at once."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.reading.postings import DocIds, Mask
from kb.engines.embedded.reading.segment import Postings
from kb.engines.files.ragged import distinct, lengths_of

Ranks = NDArray[np.int32]

# In a list that is so long, and so many times as long as what is looked for, that is looked up one
# by one; all other lists are gone through.
_LONG = 4_096
_LONGER = 16
# So many doc ids, and so few of all, are sorted quicker than marked.
_SORTED = 8_192
_FEW = 24

_NONE: DocIds = np.empty(0, np.intp)


class Candidates:
    """Posts that are in question, ascending, and the rank of each among them, from 1."""

    def __init__(self, docs: DocIds, size: int) -> None:
        self.docs = docs
        self._size = size

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.docs)

    def ranks(self, docs: NDArray[Any]) -> Ranks:
        """Return the rank of each of some posts; 0 of a post that is not among them."""
        return self.by_doc.take(docs)

    @cached_property
    def by_doc(self) -> Ranks:
        """The rank of every post of the index; 0 of those that are not among them."""
        ranks = np.zeros(self._size, np.int32)
        ranks[self.docs] = np.arange(1, len(self.docs) + 1, dtype=np.int32)
        return ranks

    def have(self, docs: NDArray[Any]) -> Mask:
        """Return which of some posts are among them; quicker than by their ranks."""
        return self._marks.take(docs)

    @cached_property
    def _marks(self) -> Mask:
        marks = np.zeros(self._size, np.bool_)
        marks[self.docs] = True
        return marks

    def in_any(self, lists: Sequence[DocIds]) -> DocIds:
        """Return those that are in any of some lists."""
        marks = np.zeros(self._size, np.bool_)
        for docs in lists:
            marks[docs] = True
        return self.docs.compress(marks.take(self.docs))

    def between(self, first: int, end: int) -> DocIds:
        """Return those with doc ids from one on and below another."""
        start, stop = self.docs.searchsorted([first, end]).tolist()
        return self.docs[start:stop]


class Hits(NamedTuple):
    """Of each posting its post, and how often its term stands there; how many each list has."""

    docs: DocIds
    tfs: NDArray[Any]
    counts: NDArray[np.intp]


def joined(lists: Sequence[Postings], among: Candidates | None = None) -> Hits:
    """Return the postings of some lists; of long ones maybe only those of `among`."""
    if among is not None:
        least = max(_LONG, _LONGER * len(among))
        lists = [_looked_up(each, among) if len(each.docs) > least else each for each in lists]
    counts = [len(each.docs) for each in lists]
    docs = np.concatenate([each.docs for each in lists], dtype=np.intp, casting="unsafe")
    start = 0
    for each, count in zip(lists, counts, strict=True):
        if each.base:
            docs[start : start + count] += each.base
        start += count
    return Hits(docs, np.concatenate([each.tfs for each in lists]), np.array(counts))


def chained(hits: Sequence[Hits]) -> Hits:
    """Return hits one after the other."""
    if len(hits) == 1:
        return hits[0]
    docs, tfs, counts = zip(*hits, strict=True)
    return Hits(np.concatenate(docs), np.concatenate(tfs), np.concatenate(counts))


def within(hits: Hits, candidates: Candidates) -> tuple[Hits, Ranks]:
    """Return what is of the candidates, and the rank of each posting's."""
    ranks = candidates.ranks(hits.docs)
    if ranks.min(initial=1):
        return hits, ranks
    kept = (ranks > 0).nonzero()[0]
    return _only(hits, kept), ranks.take(kept)


def only(hits: Hits, candidates: Candidates) -> Hits:
    """Return what is of the candidates."""
    kept = candidates.have(hits.docs).nonzero()[0]
    return hits if len(kept) == len(hits.docs) else _only(hits, kept)


def union(lists: Sequence[DocIds], size: int) -> DocIds:
    """Return the posts, ascending, that are in any of some lists, which need not ascend."""
    docs = lists[0] if len(lists) == 1 else np.concatenate([_NONE, *lists])
    if len(docs) < _SORTED and len(docs) * _FEW < size:
        return distinct(np.sort(docs, kind="stable"))  # which merges what ascends in parts
    mask = np.zeros(size, np.bool_)
    mask[docs] = True
    return mask.nonzero()[0]


def _only(hits: Hits, kept: NDArray[np.intp]) -> Hits:
    docs, tfs, counts = hits
    return Hits(docs.take(kept), tfs.take(kept), lengths_of(kept.searchsorted(counts.cumsum())))


def _looked_up(postings: Postings, among: Candidates) -> Postings:
    docs, tfs, base = postings
    # What is looked up must have the type of the list, else numpy converts the list.
    wanted = among.between(base, base + int(docs[-1]) + 1) - base
    wanted = wanted.astype(docs.dtype)
    rows = docs.searchsorted(wanted)
    found = (docs.take(rows) == wanted).nonzero()[0]
    return Postings(wanted.take(found), tfs.take(rows.take(found)), base)
