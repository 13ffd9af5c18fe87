"""The end of a generation: an index made ready for readers, the switch, and what goes after it."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from kb.engines.opensearch import fence
from kb.engines.opensearch.files import Files, operation
from kb.engines.opensearch.generations import MARK, Live, marks, read_state
from kb.engines.opensearch.manifest import (
    Manifest,
    control_index,
    files_said,
    index_of,
    manifest_id,
)
from kb.engines.opensearch.transport.cluster import Cluster
from kb.engines.opensearch.watching import remember
from kb.engines.opensearch.writing.begun import Begun, recently
from kb.engines.opensearch.writing.versions import Versions
from kb.errors import EngineUnavailableError

# Seconds that are given to copies of shards. Without them all is there, too, but once.
_COPYING = 60.0
# Documents that are found to be left over at once, and those that a list names which are not.
_PAGE, _IDS = 10_000, 50_000


def kept(begun: Begun) -> tuple[tuple[str, float], ...]:
    """Return the generations whose versions are to stay, but for the new one; see `Manifest`."""
    if begun.live is None:
        return ()
    recent = recently(begun.manifest) if begun.manifest else ()
    return ((begun.live.name, time.time()), *recent)


def forgettable(begun: Begun, dead: Mapping[str, int]) -> list[str]:
    """Return dead versions that nobody can see any more, until the switch and after."""
    return [name for name, since in dead.items() if since <= begun.oldest]


def delete_versions(begun: Begun, names: Iterable[str]) -> None:
    """Delete versions that nobody sees."""
    _delete(begun.cluster, names, begun.posts_alias)


def make_ready(begun: Begun) -> None:
    """Have a new index safe on the disks of as many nodes as it is to be."""
    cluster, index = begun.cluster, begun.index
    settings = {
        "translog": {"durability": "request", "sync_interval": None},
        "auto_expand_replicas": f"0-{cluster.location.replicas}",
    }
    params = {"cluster_manager_timeout": "10s", "request_timeout": 30}
    cluster.write(
        lambda client: client.indices.put_settings(
            index=index, body={"index": settings}, params={**params, "timeout": "10s"}
        ),
        again=True,
    )
    cluster.write(
        lambda client: client.indices.flush(index=index, params={"request_timeout": 120}),
        again=True,
    )
    if not cluster.location.replicas:
        return
    end = time.monotonic() + _COPYING
    while time.monotonic() < end:
        health = cluster.read(
            lambda client: client.cluster.health(index=index, params={"local": "true"})
        )
        if health["status"] == "green" and not health["initializing_shards"]:
            return
        time.sleep(0.1)


def mark(begun: Begun, name: str, checksum: str) -> None:
    """Have a new index say which generation it was made for: it is finished."""
    found = marks(begun.cluster, [begun.index])[begun.index]
    meta = {**found, "generation": name, "checksum": checksum}
    begun.cluster.write(
        lambda client: client.indices.put_mapping(
            index=begun.index, body={"_meta": meta}, params={"request_timeout": 30}
        ),
        again=True,
    )


def write_manifest(begun: Begun, manifest: Manifest) -> None:
    """Have a manifest in the control index."""
    text = {"text": manifest.to_text()}
    fence.write_fenced(
        begun.cluster, [operation(manifest_id(manifest.name), text)], begun.control_alias
    )


def switch(begun: Begun, manifest: Manifest) -> None:
    """Make a generation the live one.

    Raises:
        IndexBusyError: another writer has taken this one's place; nothing is switched.
        EngineUnavailableError: nothing is switched, or nobody knows.
    """
    cluster, alias = begun.cluster, begun.cluster.location.alias
    new = Live(manifest.index, manifest.number)
    shown = {"range": {"from": {"lte": manifest.number}}}
    before = [fence.remove(begun.live.index, alias)] if begun.live else []
    actions = [
        *before,
        fence.add(begun.index, alias, filter=shown),
        # By this it is read, as long as it is kept.
        fence.add(begun.index, manifest.name),
        fence.remove(begun.index, begun.posts_alias),
    ]
    try:
        fence.step(cluster, actions)
    except EngineUnavailableError:
        # It may have been done all the same.
        if read_state(cluster, surely=True).live != new:
            raise
    remember(cluster, new)


def clear_away(begun: Begun, manifest: Manifest) -> None:
    """Delete what belongs to no generation that is kept; errors as for `fence.step`."""
    cluster, alias = begun.cluster, begun.cluster.location.alias
    names = {manifest.name, *(name for name, _ in manifest.kept)}
    stored = [file for text in _manifests(cluster, sorted(names)) for file in files_said(text)]
    needed = {"lock", *map(manifest_id, names), *Files(cluster).ids(stored)}
    _delete(cluster, _documents_but(cluster, needed), begun.control_alias)
    indexes = {index_of(name) for name in names}
    state = read_state(cluster)
    others = [name for name in state.posts_indexes(alias) if name not in indexes]
    own = [name for name, meta in marks(cluster, others).items() if meta.get(MARK) == alias]
    fence.step(
        cluster,
        [
            fence.remove(control_index(alias), begun.control_alias),
            *({"remove_index": {"index": name}} for name in own),
        ],
    )


def leave(begun: Begun) -> None:
    """Delete what a writer has begun, unless another has taken its place or it is live.

    Raises:
        IndexBusyError, EngineUnavailableError: it is not done.
    """
    control = fence.remove(control_index(begun.cluster.location.alias), begun.control_alias)
    # Without it nothing can be switched to any more, and where it is gone something may have been.
    fence.step(begun.cluster, [fence.remove(begun.index, begun.posts_alias)])
    if not begun.goes_on:
        fence.step(begun.cluster, [control, {"remove_index": {"index": begun.index}}])
        return
    fence.step(begun.cluster, [control])
    Versions(begun.cluster, begun.index).delete_numbers([begun.number])


def _manifests(cluster: Cluster, names: list[str]) -> Iterator[str]:
    answer = cluster.read(
        lambda client: client.mget(
            index=control_index(cluster.location.alias),
            body={"ids": [manifest_id(name) for name in names]},
            params={**cluster.nearby},
        )
    )
    for each in answer["docs"]:
        if each.get("found"):
            yield str(each["_source"]["text"])


def _documents_but(cluster: Cluster, needed: Collection[str]) -> list[str]:
    """Return the other documents of the control index; what was written just now may be missing.

    Of very many, some: the next writer finds more.
    """
    ids = sorted(needed)
    parts = [ids[first : first + _IDS] for first in range(0, len(ids), _IDS)]
    others = {"bool": {"must_not": [{"ids": {"values": part}} for part in parts]}}
    body: dict[str, Any] = {"size": _PAGE, "_source": False, "query": others}
    answer = cluster.search(control_index(cluster.location.alias), body)
    return [each["_id"] for each in answer["hits"]["hits"]]


def _delete(cluster: Cluster, names: Iterable[str], index: str) -> None:
    operations = [f'{{"delete":{{"_id":"{name}"}}}}\n'.encode() for name in names]
    if operations:
        cluster.bulk(operations, index=index)
