"""Tokens in the order of documents → postings in the order of terms, by sorting whole numbers.

A list of postings goes by its key, `3 * term + field`. Documents come in runs; each run is sorted
in memory, and at the end the runs' lists of each key are put one after the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.spool import Spool
from kb.engines.files.ragged import Integers, Places, firsts_of, portions, ranges, starts_of
from kb.search.port.terms import FIELDS

# Bytes for each posting and position while lists are put together.
_PER_POSITION = 60
# So many bits are sorted at once: numpy's stable sort of such numbers is a radix sort, in a quarter
# of the time of others.
_DIGIT = 16


class Tokens(NamedTuple):
    """The tokens of some documents in the order in which they stand, joined forms among them.

    Attributes:
        types: the number of each one's type.
        docs, fields, positions: where each stands; a joined form where its first token does.
        joined: whether each is a joined form.
    """

    types: Integers
    docs: Integers
    fields: Integers
    positions: Integers
    joined: NDArray[np.bool_]

    def of(self, kept: NDArray[np.bool_]) -> "Tokens":
        """Return some of them."""
        types, docs, fields, positions, joined = self
        return Tokens(types[kept], docs[kept], fields[kept], positions[kept], joined[kept])


class Lists(NamedTuple):
    """Postings, those of a key after those of the key before.

    Attributes:
        docs, tfs: a row a posting.
        joined: how many of `tfs` are joined forms; none, where that is not asked for.
        positions: `tfs` of them for each posting; none, where they are not asked for.
    """

    docs: NDArray[Any]
    tfs: NDArray[Any]
    joined: NDArray[Any]
    positions: NDArray[Any]


@dataclass(slots=True)
class _Run:
    """What is left of a run: its next key, the end of its keys, its next posting and position."""

    key: int
    end: int
    posting: int
    position: int


class Inversion:
    """The postings of one form; documents are added in ascending order."""

    def __init__(
        self,
        folder: Path,
        memory: int,
        term_counts: Integers,
        type_terms: Integers,
        size: int,
        *,
        positions: bool = False,
        joined: bool = False,
    ) -> None:
        """Begin without postings of `size` terms.

        `type_terms` are the terms of each type, one type after the other, and `term_counts` how
        many each has. About `memory` bytes are taken, and as many again while lists are read; the
        rest is in `folder`. `positions` are kept, and how many are `joined`, where asked for.
        """
        self._type_starts = starts_of(term_counts).astype(np.int32)
        self._type_terms = type_terms.astype(np.int32)
        self._term_counts = term_counts.astype(np.int32)
        self._memory = memory
        self._with_positions, self._with_joined = positions, joined
        self.counts = np.zeros(len(FIELDS) * size, np.int64)  # postings of each key
        self.position_counts = np.zeros(len(FIELDS) * size, np.int64)
        self._runs: list[_Run] = []
        (
            *self._of_keys,
            self._docs,
            self._tfs,
            self._joined,
            self._positions,
        ) = self._spools = [Spool(folder, np.int32, memory // 8) for _ in range(7)]

    def add(self, tokens: Tokens) -> None:
        """Add the documents of a run."""
        keys, at = self._keys(tokens)
        order = stable_order(keys, len(self.counts))
        keys, at = keys[order], at[order]
        docs = tokens.docs[at]
        firsts = np.flatnonzero(firsts_of(keys, docs))
        of_keys = np.flatnonzero(firsts_of(keys[firsts]))
        run_keys = keys[firsts[of_keys]]
        counts = np.diff(of_keys, append=len(firsts))
        position_counts = np.diff(firsts[of_keys], append=len(keys))
        begin = len(self._of_keys[0])
        self._runs.append(_Run(begin, begin + len(run_keys), len(self._docs), len(self._positions)))
        self.counts[run_keys] += counts
        self.position_counts[run_keys] += position_counts
        for spool, values in zip(self._of_keys, (run_keys, counts, position_counts), strict=True):
            spool.append(values)
        self._docs.append(docs[firsts])
        self._tfs.append(np.diff(firsts, append=len(keys)))
        if self._with_joined and len(at):
            self._joined.append(np.add.reduceat(tokens.joined[at], firsts, dtype=np.int32))
        if self._with_positions:
            self._positions.append(tokens.positions[at])

    def lists(self) -> Iterator[Lists]:
        """Yield all postings in the order of keys, those of some keys at a time; once."""
        ends = np.cumsum(self.position_counts)
        for begin, end in portions(ends, max(1, self._memory // _PER_POSITION)):
            yield self._lists(begin, end)

    def close(self) -> None:
        """Forget all postings."""
        for spool in self._spools:
            spool.close()

    def _keys(self, tokens: Tokens) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the keys of all terms of tokens, in their order, and whose each is."""
        types = tokens.types
        counts = self._term_counts[types]
        most = int(counts.max(initial=0))
        at = np.arange(len(types), dtype=np.int32)
        if most == 1 == int(counts.min()):
            keys = self._type_terms[self._type_starts[types]]
        else:
            at = np.repeat(at, counts)
            firsts = np.cumsum(counts, dtype=np.int32) - counts
            keys = np.empty(len(at), np.int32)
            for number in range(most):
                having = np.flatnonzero(counts > number)
                places = self._type_starts[types[having]] + number
                keys[firsts[having] + number] = self._type_terms[places]
        keys *= len(FIELDS)
        keys += tokens.fields[at]
        return keys, at

    def _lists(self, begin: int, end: int) -> Lists:
        """Return the lists of keys from `begin` to before `end`."""
        ends = starts_of(self.counts[begin:end])[:-1]
        position_ends = starts_of(self.position_counts[begin:end])[:-1]
        postings = int(self.counts[begin:end].sum())
        positions = int(self.position_counts[begin:end].sum()) if self._with_positions else 0
        lists = Lists(
            docs=np.empty(postings, np.int32),
            tfs=np.empty(postings, np.int32),
            joined=np.empty(postings if self._with_joined else 0, np.int32),
            positions=np.empty(positions, np.int32),
        )
        all_keys = self._of_keys[0].array()
        for run in self._runs:
            stop = run.key + int(np.searchsorted(all_keys[run.key : run.end], end))
            keys, counts, position_counts = (spool.read(run.key, stop) for spool in self._of_keys)
            keys -= begin
            run.key = stop
            places = ranges(ends[keys], counts)
            to = run.posting + len(places)
            lists.docs[places] = self._docs.read(run.posting, to)
            lists.tfs[places] = self._tfs.read(run.posting, to)
            if self._with_joined:
                lists.joined[places] = self._joined.read(run.posting, to)
            run.posting = to
            # What the next run has of a key goes behind.
            ends[keys] += counts
            if not self._with_positions:
                continue
            places = ranges(position_ends[keys], position_counts)
            to = run.position + len(places)
            lists.positions[places] = self._positions.read(run.position, to)
            run.position = to
            position_ends[keys] += position_counts
        return lists


def stable_order(keys: Integers, size: int) -> Places:
    """Return the order of keys below `size`, equal ones as they are."""
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    shift = _DIGIT
    while size > 1 << shift:
        digits = (keys >> shift).astype(np.uint16)[order]
        order = order[np.argsort(digits, kind="stable")]
        shift += _DIGIT
    return order
