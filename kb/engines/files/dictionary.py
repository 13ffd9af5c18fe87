"""The terms of a file, sorted, and found by their hash; a term goes by its number."""

import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from kb.engines.files.array_file import AnyArray
from kb.engines.files.ragged import Integers, ranges, starts_of

NONE = -1

# Look-ups that are remembered: a search asks for a term when it matches, and when it marks texts.
_REMEMBERED = 1_000

# A bucket has two terms on average at most: a look-up touches one page of each array.
_IN_BUCKET_BITS = 1
_HASH_BITS = 32


def dictionary_arrays(name: str, texts: Sequence[bytes]) -> dict[str, AnyArray]:
    """Return the arrays of a dictionary of sorted texts, each there once.

    `texts` uint8 has them one after another, `ends` uint32 where each ends. `by_hash` uint32 has
    the terms by the hashes of their texts; `buckets` uint32 where in it each bucket begins, and
    where the last ends. A bucket is all hashes with the same highest bits.
    """
    hashes = np.fromiter(map(zlib.crc32, texts), np.uint32, len(texts))
    by_hash = np.argsort(hashes, kind="stable").astype(np.uint32)
    bits = max(0, len(texts).bit_length() - _IN_BUCKET_BITS)
    in_buckets = np.bincount(hashes.astype(np.int64) >> (_HASH_BITS - bits), minlength=1 << bits)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return {
        f"{name}/texts": np.frombuffer(b"".join(texts), np.uint8),
        f"{name}/ends": np.cumsum(lengths).astype(np.uint32),
        f"{name}/buckets": starts_of(in_buckets).astype(np.uint32),
        f"{name}/by_hash": by_hash,
    }


class Dictionary:
    """The terms of one name in a file."""

    def __init__(self, arrays: Mapping[str, AnyArray], name: str) -> None:
        # Of a memoryview an element costs half of what an array's costs.
        self._texts = arrays[f"{name}/texts"].data
        self._ends = arrays[f"{name}/ends"].data
        self._buckets = arrays[f"{name}/buckets"].data
        self._by_hash = arrays[f"{name}/by_hash"].data
        self._shift = _HASH_BITS - (len(self._buckets) - 1).bit_length() + 1
        self._found: dict[bytes, int] = {}

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self._ends)

    def text(self, term: int) -> bytes:
        """Return a term's text in UTF-8."""
        start = self._ends[term - 1] if term else 0
        return bytes(self._texts[start : self._ends[term]])

    def lines(self, terms: Integers) -> bytes:
        """Return the texts of some terms, a line each; none of them is empty or has a line end."""
        ends = np.asarray(self._ends)
        terms = terms.astype(np.int64)
        starts = np.where(terms > 0, ends.take(terms - 1), 0).astype(np.int64)
        lengths = ends.take(terms) - starts + 1
        # The byte that follows a text makes room for the line end; the last text has none.
        lines = np.asarray(self._texts).take(ranges(starts, lengths), mode="clip")
        lines[lengths.cumsum() - 1] = ord("\n")
        return lines.tobytes()

    def find(self, text: bytes) -> int:
        """Return the number of a term, `NONE` where there is no such term."""
        found = self._found.get(text)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            found = self._found[text] = self._looked_up(text)
        return found

    def _looked_up(self, text: bytes) -> int:
        bucket = zlib.crc32(text) >> self._shift
        texts, ends = self._texts, self._ends
        for term in self._by_hash[self._buckets[bucket] : self._buckets[bucket + 1]]:
            if texts[ends[term - 1] if term else 0 : ends[term]] == text:
                return term
        return NONE

    def from_(self, text: bytes) -> int:
        """Return the number of the first term that is not before a text."""
        return bisect_left(range(len(self)), text, key=self.text)

    def beginning(self, prefix: bytes) -> range:
        """Return the terms that begin so; they follow each other."""
        first = self.from_(prefix)
        if not prefix:
            return range(len(self))
        # No byte of UTF-8 is 0xff.
        return range(first, bisect_left(range(len(self)), prefix + b"\xff", first, key=self.text))

    def all_texts(self) -> Iterator[bytes]:
        """Yield the texts of all terms, sorted."""
        texts, start = bytes(self._texts), 0
        for end in self._ends:
            yield texts[start:end]
            start = end
