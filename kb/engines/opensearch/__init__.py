"""The OpenSearch engine: an index in a cluster of other machines, a generation a build.

opensearch-py, an extra, is imported only where this engine is asked for.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kb.engines.opensearch.location import Location
from kb.errors import KnowledgeBaseError

if TYPE_CHECKING:
    from kb.search.port.engine import Engine, Writer

# So many replaced posts cost a search next to nothing; of more, this share of all is too much.
_MANY, _SHARE = 1000, 0.1


def open_engine(location: str, fingerprint: str) -> "Engine":
    """Open the live generation of the index in a cluster."""
    from kb.engines.opensearch.files import Files
    from kb.engines.opensearch.generations import Live, open_live
    from kb.engines.opensearch.reader import OpenSearchEngine
    from kb.engines.opensearch.transport.cluster import cluster_of
    from kb.engines.opensearch.watching import watch

    cluster = cluster_of(location)
    manifest = open_live(cluster, fingerprint)
    files = Files(cluster)

    def file(name: str) -> Path:
        kept = manifest.files.get(name)
        return files.fetch(kept, name) if kept else files.nowhere(name)

    engine = OpenSearchEngine(cluster, manifest, file)
    # So nobody who asks for what is live waits for the cluster.
    watch(cluster, Live(manifest.index, manifest.number))
    return engine


def open_writer(location: str, fingerprint: str, anew: bool, memory: int) -> "Writer":
    """Begin a new generation of the index in a cluster, which has memory of its own."""
    from kb.engines.opensearch.transport.cluster import cluster_of
    from kb.engines.opensearch.writer import OpenSearchWriter

    return OpenSearchWriter(cluster_of(location), fingerprint, anew)


def live_generation(location: str) -> str | None:
    """Return the name of the live generation of the index in a cluster.

    It waits where none was opened or asked for before.
    """
    from kb.engines.opensearch.transport.cluster import cluster_of
    from kb.engines.opensearch.watching import live_name

    return live_name(cluster_of(location))


def live_posts(location: str) -> int:
    """Return how many posts the live generation of the index in a cluster says it has."""
    from kb.engines.opensearch.generations import posts_said
    from kb.engines.opensearch.transport.cluster import cluster_of

    return posts_said(cluster_of(location))


def better_anew(posts: int, replaced: int) -> bool:
    """Tell whether to make a generation anew: what is replaced is a list in each search."""
    return replaced > _MANY and replaced > posts * _SHARE


def remove_location(location: str) -> None:
    """Delete all that belongs to an index in a cluster."""
    from kb.engines.opensearch.generations import remove_all
    from kb.engines.opensearch.transport.cluster import cluster_of
    from kb.engines.opensearch.watching import forget

    cluster = cluster_of(location)
    forget(cluster)
    remove_all(cluster)


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
