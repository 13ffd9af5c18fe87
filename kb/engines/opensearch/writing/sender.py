"""Posts on their way to the cluster, from whichever process has analysed them."""

from collections.abc import Sequence
from typing import Any

from kb.engines.opensearch import fence
from kb.engines.opensearch.transport.cluster import cluster_of
from kb.engines.opensearch.writing.encoding import Encoder
from kb.search.port.batch import Batch, Sent


class Sender:
    """Sends batches for a writer. Another process gets one of its own, by pickling.

    Sent twice, a post is there once: its `_id` is made of the writer's number and the post's id.
    """

    def __init__(self, location: str, alias: str, number: int) -> None:
        """Begin for the writer with a number, that writes by an alias."""
        self._made_of = location, alias, number
        self._cluster = cluster_of(location)
        self._alias = alias
        self._encoder = Encoder(number)

    def __reduce__(self) -> tuple[type["Sender"], tuple[str, str, int]]:
        """Give another process what a sender is made of; it meets types of its own."""
        return Sender, self._made_of

    def __call__(self, batch: Batch) -> Sent:
        """Send a batch, and return what the writer is to know of it.

        Raises:
            IndexBusyError: another writer has taken this one's place.
            EngineUnavailableError: not all is written.
        """
        encoded = self._encoder.encode(batch)
        if encoded.operations:
            fence.write_fenced(self._cluster, encoded.operations, self._alias)
        ids: Sequence[str] = tuple(head.id for head in batch.documents)
        counted: Any = encoded.counted
        return Sent(ids, batch.checksums, counted)
