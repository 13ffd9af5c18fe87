"""Who makes vectors of texts: a model on this machine, or an endpoint."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import KnowledgeBaseError

LOCAL = "local"
# A row for each text, float32, of length 1: [n, d].
Vectors = NDArray[np.float32]


class EmbeddingError(KnowledgeBaseError):
    """There are no vectors to be had: the message says who did not give them, and why."""


class Embedder(Protocol):
    """Makes vectors of texts; any thread may ask.

    What a model wants to have written before a text (`query: `) is the implementation's to add.
    Texts with the same meaning have vectors that are near, whichever of the two they are.

    Attributes:
        name: of the model and its version; vectors of another name are never compared.
    """

    name: str

    @abstractmethod
    def query(self, text: str) -> Vectors:
        """Return the vector of a query, [d], soon or not at all.

        Raises:
            EmbeddingError: there is none; asking again may help, or not.
        """

    @abstractmethod
    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of a few queries, for a build, which has time.

        Raises:
            EmbeddingError: there are none.
        """

    @abstractmethod
    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of a few passages, for a build, which has time.

        Raises:
            EmbeddingError: there are none.
        """


def open_embedder(where: str, model: str = "", key: str = "") -> Embedder | None:
    """Return the embedder that the settings name; None where they name none.

    Args:
        where: empty, `local`, or the address of an endpoint.
        model: of the endpoint.
        key: to the endpoint.

    Raises:
        EmbeddingError: it cannot be had on this machine.
    """
    if not where:
        return None
    if where == LOCAL:
        from kb.meaning.local import LocalEmbedder  # noqa: PLC0415 (needs an extra)

        return LocalEmbedder()
    from kb.meaning.endpoint import EndpointEmbedder  # noqa: PLC0415 (a model here needs none)

    return EndpointEmbedder(where, model, key)


def writable(text: str) -> str:
    """Return a text that any encoding of Unicode can hold: half a surrogate pair becomes `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")


def of_length_one(vectors: NDArray[Any]) -> Vectors:
    """Return vectors, [n, d], each of length 1; one of length 0 stays as it is."""
    rows = np.ascontiguousarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)
