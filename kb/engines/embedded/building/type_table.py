"""The token types of a segment: collected from all sources, made one, and numbered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.spool import Spool
from kb.engines.files.array_file import AnyArray
from kb.engines.files.dictionary import dictionary_arrays
from kb.engines.files.ragged import (
    Integers,
    Places,
    inverted,
    lengths_of,
    narrowed,
    places_of,
    ranges,
    starts_of,
)
from kb.search.port.batch import TokenType

# A type that no token of the segment has.
UNUSED = -1


class _Texts:
    """Texts that were met, in UTF-8."""

    def __init__(self, folder: Path, memory: int) -> None:
        self._bytes = Spool(folder, np.uint8, memory)
        self._lengths = Spool(folder, np.int32, memory)

    def add(self, texts: Iterable[str]) -> None:
        encoded = list(map(str.encode, texts))
        self._bytes.append_bytes(encoded)
        self._lengths.append(np.fromiter(map(len, encoded), np.int32, len(encoded)))

    def extend(self, arrays: Mapping[str, AnyArray], form: str, terms: Integers) -> None:
        """Add the texts of terms of a segment."""
        lengths = lengths_of(arrays[f"{form}/ends"])
        self._bytes.append(arrays[f"{form}/texts"][places_of(starts_of(lengths), terms)])
        self._lengths.append(lengths[terms])

    def numbered(self, wanted: Places) -> tuple[list[bytes], NDArray[np.int64]]:
        """Return the wanted ones, sorted and each once, and the number of each of the wanted."""
        starts = starts_of(self._lengths.array())
        data = self._bytes.array().tobytes()
        begins, ends = starts[wanted].tolist(), starts[wanted + 1].tolist()
        found = [data[begin:end] for begin, end in zip(begins, ends, strict=True)]
        texts = sorted(set(found))
        numbers = dict(zip(texts, range(len(texts)), strict=True))
        return texts, np.fromiter(map(numbers.__getitem__, found), np.int64, len(found))

    def close(self) -> None:
        self._bytes.close()
        self._lengths.close()


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
        self._exact.add(texts)
        self._stems.add(chain.from_iterable(stems))
        self._parts.add([part.stem for part in flat])
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
            texts.extend(arrays, form, arrays[name])
        self._columns["lengths"].append(arrays["types/lengths"])
        self._columns["joined"].append(arrays["types/joined"])
        self._columns["stem_counts"].append(lengths_of(arrays["types/stem_starts"][1:]))
        self._columns["part_counts"].append(lengths_of(arrays["types/part_starts"][1:]))
        self._columns["part_places"].append(arrays["types/part_places"])
        return np.arange(first, len(self), dtype=np.int32)

    def raw(self, source: int, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the raw numbers of a source's types."""
        return self._raw[source][numbers] if len(numbers) else numbers

    def finish(self, counts: NDArray[np.int64]) -> "SegmentTypes":
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


@dataclass(frozen=True, slots=True)
class SegmentTypes:
    """The types of a segment, those of most tokens first, then in the order of their texts.

    Attributes:
        renumbered: the number of each type by its raw number, `UNUSED` of those that went.
        texts: the terms of each form, sorted.
        exact, lengths, joined, stem_counts, part_counts: a row a type.
        stems, parts, part_places: all of them, one type after the other.
    """

    renumbered: NDArray[np.int32]
    texts: Mapping[str, list[bytes]]
    exact: NDArray[np.int64]
    lengths: NDArray[np.int64]
    joined: NDArray[np.bool_]
    stem_counts: NDArray[np.int64]
    stems: NDArray[np.int64]
    part_counts: NDArray[np.int64]
    parts: NDArray[np.int64]
    part_places: NDArray[np.int32]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.exact)

    def exact_words(self) -> list[str]:
        """Return the exact terms as text."""
        # No word has a line end.
        return b"\n".join(self.texts["exact"]).decode().split("\n") if len(self) else []

    def terms(self, form: str) -> tuple[Places, Integers]:
        """Return starts and terms of each type in a form that types have: exact, stem, part."""
        if form == "exact":
            return np.arange(len(self) + 1), self.exact
        counts, terms = {
            "stem": (self.stem_counts, self.stems),
            "part": (self.part_counts, self.parts),
        }[form]
        return starts_of(counts), terms

    def alone(self) -> NDArray[np.bool_]:
        """Return which types are the only ones of their exact terms."""
        alone: NDArray[np.bool_] = np.bincount(self.exact)[self.exact] == 1
        return alone

    def stems_of(self, types: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which of `stems` are those of some types."""
        return np.repeat(types, self.stem_counts)

    def stems_as_words(self) -> NDArray[np.bool_]:
        """Return which stems stand where just one exact term stands, which stands nowhere else."""
        size = len(self.texts["stem"])
        of_alone = np.bincount(self.stems[self.stems_of(self.alone())], minlength=size)
        all_of_them = np.bincount(self.stems, minlength=size)
        as_words: NDArray[np.bool_] = (of_alone == 1) & (all_of_them == 1)
        return as_words

    def some_stems(self, kept: NDArray[np.bool_]) -> tuple[Places, Integers]:
        """Return starts and terms of each type as `terms` does, those of `stems` that are kept."""
        owners = np.repeat(np.arange(len(self)), self.stem_counts)[kept]
        return starts_of(np.bincount(owners, minlength=len(self))), self.stems[kept]

    def words(self) -> NDArray[np.bool_]:
        """Return which exact terms are words that stand as such, and not only joined forms."""
        return self._exact_of(~self.joined)

    def mixed(self) -> NDArray[np.bool_]:
        """Return which exact terms are both words and joined forms."""
        return self._exact_of(~self.joined) & self._exact_of(self.joined)

    def arrays(self) -> dict[str, AnyArray]:
        """Return the arrays of the file."""
        arrays: dict[str, AnyArray] = {}
        for form, texts in self.texts.items():
            arrays |= dictionary_arrays(form, texts)
        arrays |= {
            "types/exact": self.exact.astype(np.uint32),
            "types/lengths": narrowed(self.lengths, np.uint16),
            "types/joined": self.joined.astype(np.uint8),
            "types/stem_starts": starts_of(self.stem_counts).astype(np.uint32),
            "types/stems": self.stems.astype(np.uint32),
            "types/part_starts": starts_of(self.part_counts).astype(np.uint32),
            "types/parts": self.parts.astype(np.uint32),
            "types/part_places": narrowed(self.part_places, np.uint16),
        }
        for form, texts in self.texts.items():
            starts, terms = self.terms(form)
            type_starts, types = inverted(np.diff(starts), terms, len(texts))
            arrays[f"{form}/type_starts"] = type_starts.astype(np.uint32)
            arrays[f"{form}/types"] = types.astype(np.uint32)
        return arrays

    def _exact_of(self, types: NDArray[np.bool_]) -> NDArray[np.bool_]:
        terms = np.zeros(len(self.texts["exact"]), np.bool_)
        terms[self.exact[types]] = True
        return terms


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
