"""The OpenSearch engine: an index in a cluster of other machines, a generation a build.

opensearch-py, an extra, is imported only where this engine is asked for.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kb.engines.opensearch.location import Location
from kb.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from kb.search.port.engine import Engine, Writer


def open_engine(location: str, fingerprint: str) -> "Engine":
    """Open the live generation of the index in a cluster."""
    raise NotImplementedError


def open_writer(location: str, fingerprint: str, anew: bool, memory: int) -> "Writer":
    """Begin a new generation of the index in a cluster; `memory` is in MB."""
    raise NotImplementedError


def live_generation(location: str) -> str | None:
    """Return the name of the live generation of the index in a cluster; never waits for it."""
    raise NotImplementedError


def live_posts(location: str) -> int:
    """Return how many posts the live generation of the index in a cluster says it has."""
    raise NotImplementedError


def remove_location(location: str) -> None:
    """Delete all that belongs to an index in a cluster."""
    raise NotImplementedError


@contextmanager
def temporary_location(location: str | None) -> Iterator[str]:
    """Yield a location in the same cluster; all that was written there is gone afterwards."""
    if location is None:
        raise KnowledgeBaseError("which cluster? Give its address")
    beside = Location.parse(location)
    text = beside.named(f"{beside.alias}-temporary-{secrets.token_hex(4)}").text
    try:
        yield text
    finally:
        remove_location(text)
