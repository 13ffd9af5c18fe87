"""The token types of a segment, numbered, and the terms that they have."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.array_file import AnyArray
from kb.engines.files.dictionary import dictionary_arrays
from kb.engines.files.ragged import Integers, inverted, narrowed, starts_of

# A type that no token of the segment has.
UNUSED = -1


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

    def terms(self, form: str) -> tuple[Integers, Integers]:
        """Return how many terms each type has in a form of its own, exact, stem or part; and all.

        The terms of one type follow those of the type before.
        """
        return {
            "exact": (np.ones_like(self.exact), self.exact),
            "stem": (self.stem_counts, self.stems),
            "part": (self.part_counts, self.parts),
        }[form]

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

    def some_stems(self, kept: NDArray[np.bool_]) -> tuple[Integers, Integers]:
        """Return, as `terms` does, those of `stems` that are kept."""
        owners = np.repeat(np.arange(len(self)), self.stem_counts)[kept]
        return np.bincount(owners, minlength=len(self)), self.stems[kept]

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
            type_starts, types = inverted(*self.terms(form), len(texts))
            arrays[f"{form}/type_starts"] = type_starts.astype(np.uint32)
            arrays[f"{form}/types"] = types.astype(np.uint32)
        return arrays

    def _exact_of(self, types: NDArray[np.bool_]) -> NDArray[np.bool_]:
        terms = np.zeros(len(self.texts["exact"]), np.bool_)
        terms[self.exact[types]] = True
        return terms
