"""What a file knows of its exact terms as written words, for slips and completions."""

from collections.abc import Sequence

import numpy as np

from kb.engines.files.array_file import AnyArray
from kb.engines.files.ragged import starts_of
from kb.search.port.terms import without_diacritics

# More letters are not counted.
MOST_LETTERS = 255


def word_columns(words: Sequence[str]) -> dict[str, AnyArray]:
    """Return the arrays of exact terms, which are sorted and none of them empty.

    `undotted` uint32 has the terms in the order of their texts without diacritics. In this order
    are `letters` uint8, how many code points each has, at most `MOST_LETTERS`, and `signatures`
    uint32, see `signature`, those without diacritics.
    """
    # No word has a line end, and diacritics are a matter of single letters.
    undotted = without_diacritics("\n".join(words)).split("\n")
    # Equal ones stay in the order of their texts.
    order = sorted(range(len(words)), key=undotted.__getitem__)
    undotted.sort()
    letters = np.fromiter(map(len, undotted), np.int64, len(words))
    bits = np.uint32(1) << (np.frombuffer("".join(undotted).encode("utf-32-le"), np.uint32) & 31)
    signatures = np.bitwise_or.reduceat(bits, starts_of(letters)[:-1]) if words else bits
    return {
        "exact/undotted": np.array(order, np.uint32),
        "exact/letters": np.minimum(letters, MOST_LETTERS).astype(np.uint8),
        "exact/signatures": signatures,
    }


def signature(word: str) -> int:
    """Return the set of a word's letters, roughly: bit `letter & 31` of each code point."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits
