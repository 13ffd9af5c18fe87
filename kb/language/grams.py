"""The four-letter pieces of words, which misspelt words and unknown compounds still share."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.language.tokens import without_diacritics

# Four letters tell Swedish words apart and still survive one slip in a word of seven.
SIZE = 4
# Pieces are told apart by numbers below it.
_MOST = 1 << 62


class GramsOf(NamedTuple):
    """The pieces of many words.

    Attributes:
        texts: each piece once, sorted.
        counts: how many pieces each word has.
        numbers: which piece each of them is, one word after the other.
    """

    texts: list[str]
    counts: NDArray[np.int64]
    numbers: NDArray[np.int64]


def grams(normal: str) -> list[str]:
    """Return the pieces of a word in normal form, undotted; none of a shorter word."""
    bare = without_diacritics(normal)
    return [bare[start : start + SIZE] for start in range(len(bare) - SIZE + 1)]


def grams_of_all(words: Sequence[str]) -> GramsOf:
    """Return the pieces of words, as `grams` says them, in a tenth of the time."""
    # Diacritics are a matter of single letters.
    letters = np.frombuffer(without_diacritics("".join(words)).encode("utf-32-le"), np.uint32)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    counts = np.maximum(lengths - SIZE + 1, 0)
    skipped = np.repeat(np.cumsum(lengths - counts) - (lengths - counts), counts)
    places = np.arange(len(skipped)) + skipped
    alphabet, ranks = np.unique(letters, return_inverse=True)
    keys, most = np.zeros(len(places), np.int64), 1
    for step in range(SIZE):
        if most * len(alphabet) > _MOST:
            keys = np.unique(keys, return_inverse=True)[1]
            most = len(keys)
        keys = keys * len(alphabet) + ranks[places + step]
        most *= len(alphabet)
    found, numbers = np.unique(keys, return_inverse=True)
    somewhere = np.empty(len(found), np.int64)
    somewhere[numbers] = places
    text = letters[somewhere[:, None] + np.arange(SIZE)].tobytes().decode("utf-32-le")
    texts = [text[start : start + SIZE] for start in range(0, len(text), SIZE)]
    return GramsOf(texts, counts, numbers)
