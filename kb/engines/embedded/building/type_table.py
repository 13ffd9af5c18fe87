"""Token types as they are met, from all sources, until those of a segment are made of them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.building.segment_types import UNUSED, SegmentTypes
from kb.engines.embedded.files.spool import Spool
from kb.engines.embedded.files.text_column import TextColumn
from kb.engines.files.array_file import AnyArray
from kb.engines.files.ragged import Integers, Places, lengths_of, places_of, ranges, starts_of
from kb.search.port.batch import TokenType


class _Texts(TextColumn):
    """Texts that were met, in UTF-8."""

    def extend(self, data: AnyArray, ends: Integers, texts: Integers) -> None:
        """Add texts of a segment, in any order; text n of it ends at `ends[n]`."""
        lengths = lengths_of(ends)
        self._bytes.append(data[places_of(starts_of(lengths), texts)])
        self._lengths.append(lengths[texts])

    def numbered(self, wanted: Places) -> tuple[list[bytes], NDArray[np.int64]]:
        """Return the wanted ones, sorted and each once, and the number of each of the wanted."""
        starts = starts_of(self._lengths.array())
        data = self._bytes.array().tobytes()
        begins, ends = starts[wanted].tolist(), starts[wanted + 1].tolist()
        found = [data[begin:end] for begin, end in zip(begins, ends, strict=True)]
        texts = sorted(set(found))
        numbers = dict(zip(texts, range(len(texts)), strict=True))
        return texts, np.fromiter(map(numbers.__getitem__, found), np.int64, len(found))


class MetTypes:
    """Token types as they are met, by source; equal ones are made one at the end.

    Until then a type goes by its raw number: in which order it was met.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        self._raw: dict[int, NDArray[np.int32]] = {}
        self._exact, self._stems, self._parts = (_Texts(folder, memory) for _ in range(3))
        self._columns = {
            name: Spool(folder, np.int32, memory)
            for name in ("lengths", "joined", "stem_counts", "part_counts", "part_places")
        }

    def __len__(self) -> int:
        """Return how many were met."""
        return len(self._columns["lengths"])

    def add(self, source: int, first: int, types: Sequence[TokenType]) -> None:
        """Take in types that a source met; `first` is its number of the first of them."""
        raw = self._raw.get(source, np.empty(0, np.int32))
        if len(raw) < first + len(types):
            grown = np.empty(2 * (first + len(types)), np.int32)
            grown[:first] = raw[:first]
            self._raw[source] = raw = grown
        raw[first : first + len(types)] = np.arange(len(self), len(self) + len(types))
        if not types:
            return
        texts, lengths, stems, parts, joined = zip(*types, strict=True)
        flat = list(chain.from_iterable(parts))
        self._exact.add(list(map(str.encode, texts)))
        self._stems.add(list(map(str.encode, chain.from_iterable(stems))))
        self._parts.add([part.stem.encode() for part in flat])
        self._add("lengths", lengths)
        self._add("joined", joined)
        self._add("stem_counts", map(len, stems))
        self._add("part_counts", map(len, parts))
        self._add("part_places", [place for part in flat for place in (part.start, part.end)])

    def extend(self, arrays: Mapping[str, AnyArray]) -> NDArray[np.int32]:
        """Take in the types of a segment; return their raw numbers."""
        first = len(self)
        for texts, form, name in (
            (self._exact, "exact", "types/exact"),
            (self._stems, "stem", "types/stems"),
            (self._parts, "part", "types/parts"),
        ):
            texts.extend(arrays[f"{form}/texts"], arrays[f"{form}/ends"], arrays[name])
        self._columns["lengths"].append(arrays["types/lengths"])
        self._columns["joined"].append(arrays["types/joined"])
        self._columns["stem_counts"].append(lengths_of(arrays["types/stem_starts"][1:]))
        self._columns["part_counts"].append(lengths_of(arrays["types/part_starts"][1:]))
        self._columns["part_places"].append(arrays["types/part_places"])
        return np.arange(first, len(self), dtype=np.int32)

    def raw(self, source: int, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the raw numbers of a source's types."""
        return self._raw[source][numbers] if len(numbers) else numbers

    def finish(self, counts: NDArray[np.int64]) -> SegmentTypes:
        """Return the types that have tokens; `counts` says how many each has, by raw number."""
        used = np.flatnonzero(counts)
        columns = {name: spool.array() for name, spool in self._columns.items()}
        lengths, joined, stem_counts, part_counts = (
            columns[name][used].astype(np.int64)
            for name in ("lengths", "joined", "stem_counts", "part_counts")
        )
        part_rows = places_of(starts_of(columns["part_counts"]), used)
        exact_texts, exact = self._exact.numbered(used)
        stem_texts, stems = self._stems.numbered(places_of(starts_of(columns["stem_counts"]), used))
        part_texts, part_terms = self._parts.numbered(part_rows)
        part_places = columns["part_places"].reshape(-1, 2)[part_rows]
        parts = np.column_stack([part_terms, part_places])
        firsts, numbers = _distinct(
            (exact, lengths, joined, stem_counts, part_counts),
            ((stem_counts, stems), (3 * part_counts, parts.reshape(-1))),
        )
        tokens = np.bincount(numbers, counts[used], len(firsts)).astype(np.int64)
        # The commonest first; those of equally many tokens stay in the order of their texts.
        order = np.argsort(-tokens, kind="stable")
        ranks = np.empty_like(order)
        ranks[order] = np.arange(len(order))
        renumbered = np.full(len(counts), UNUSED, np.int32)
        renumbered[used] = ranks[numbers]
        kept = firsts[order]
        part_rows = places_of(starts_of(part_counts), kept)
        return SegmentTypes(
            renumbered=renumbered,
            texts={"exact": exact_texts, "stem": stem_texts, "part": part_texts},
            exact=exact[kept],
            lengths=lengths[kept],
            joined=joined[kept].astype(np.bool_),
            stem_counts=stem_counts[kept],
            stems=stems[places_of(starts_of(stem_counts), kept)],
            part_counts=part_counts[kept],
            parts=part_terms[part_rows],
            part_places=part_places[part_rows],
        )

    def close(self) -> None:
        """Forget all of them."""
        for texts in (self._exact, self._stems, self._parts):
            texts.close()
        for column in self._columns.values():
            column.close()

    def _add(self, name: str, values: Iterable[int]) -> None:
        self._columns[name].append(np.array(list(values), np.int32))


def _distinct(
    columns: Sequence[Integers], lists: Sequence[tuple[Integers, Integers]]
) -> tuple[Places, NDArray[np.int64]]:
    """Return the first row of each kind of rows, these sorted, and the kind of each row.

    A row has a number in each of the columns, and a list in each of `lists` (lengths, values);
    rows are compared in this order.
    """
    keys = columns[0]
    alone = np.bincount(keys)[keys] == 1
    several = np.flatnonzero(~alone)
    # Most rows are told apart, and sorted, by their first number alone.
    firsts, kinds = _distinct_rows(
        [column[several] for column in columns],
        [
            (lengths[several], values[places_of(starts_of(lengths), several)])
            for lengths, values in lists
        ],
    )
    firsts = np.concatenate([np.flatnonzero(alone), several[firsts]])
    order = np.argsort(keys[firsts], kind="stable")
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    numbers = np.empty(len(keys), np.int64)
    numbers[alone] = ranks[: len(keys) - len(several)]
    numbers[several] = ranks[len(keys) - len(several) :][kinds]
    return firsts[order], numbers


def _distinct_rows(
    columns: Sequence[Integers], lists: Sequence[tuple[Integers, Integers]]
) -> tuple[Places, NDArray[np.int64]]:
    """Do what `_distinct` does, whatever the rows."""
    ends = starts_of(sum((lengths for lengths, _ in lists), np.full(len(columns[0]), len(columns))))
    # Of numbers that begin with their highest byte, the bytes have the numbers' order.
    flat = np.empty(int(ends[-1]), ">u4")
    places = ends[:-1].copy()
    for column in columns:
        flat[places] = column
        places += 1
    for lengths, values in lists:
        flat[ranges(places, lengths)] = values
        places += lengths
    data, offsets = flat.tobytes(), (4 * ends).tolist()
    keys = [data[begin:end] for begin, end in pairwise(offsets)]
    firsts: dict[bytes, int] = {}
    for row, key in enumerate(keys):
        firsts.setdefault(key, row)
    kinds = sorted(firsts)
    numbers = dict(zip(kinds, range(len(kinds)), strict=True))
    return (
        np.fromiter(map(firsts.__getitem__, kinds), np.int64, len(kinds)),
        np.fromiter(map(numbers.__getitem__, keys), np.int64, len(keys)),
    )
