"""An embedder for tests: what means the same has the same place; texts that share it are near."""

import hashlib
from collections.abc import Sequence

import numpy as np

from kb.meaning.embedder import Embedder, EmbeddingError, Vectors, of_length_one

_DIMENSION = 64
# What the words of a row are about.
_SAME = (
    ("dagis", "förskola", "förskolan"),
    ("bil", "fordon", "skåpbil"),
)


class WordEmbedder(Embedder):
    """Adds up a random direction for each word; counts what it was asked for."""

    local = True

    def __init__(self, name: str = "ord 1") -> None:
        self.name = name
        self.asked: list[str] = []
        self.fails = False

    def query(self, text: str) -> Vectors:
        found: Vectors = self.queries([text])[0]
        return found

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._of(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._of(texts)

    def _of(self, texts: Sequence[str]) -> Vectors:
        if self.fails:
            raise EmbeddingError("ord: svarar inte")
        self.asked += texts
        return of_length_one(np.array([_vector(text) for text in texts]))


def _vector(text: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    words = [word.strip(".,:;!?-") for word in text.lower().split()]
    # All texts have something in common, as with a real model.
    total = np.full(_DIMENSION, 0.5)
    for word in filter(None, words):
        meant = next((row[0] for row in _SAME if word in row), word)
        seed = int.from_bytes(hashlib.sha256(meant.encode()).digest()[:4], "big")
        total += np.random.default_rng(seed).normal(size=_DIMENSION) / len(words)
    return total
