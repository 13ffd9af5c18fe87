"""Indexes in a real cluster, for tests that know nothing of it but their places."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

# How many shards each further index has.
_SHARDS = (1, 3, 2)
# A cluster that is there already, in place of one that is started.
URL = "KB_TEST_CLUSTER"


@contextmanager
def places_in_a_cluster(
    request: pytest.FixtureRequest, folder: Path
) -> Iterator[Callable[[str], str]]:
    """Yield what gives the place of an index by its name; all are removed afterwards.

    `folder` tells them from those of others.
    """
    pytest.importorskip("opensearchpy", reason="opensearch-py is an extra, and is not installed")
    from kb.engines.opensearch import remove_location
    from kb.engines.opensearch.location import Location

    url = os.environ.get(URL) or request.getfixturevalue("running_cluster").url
    shards = cycle(_SHARDS)
    places: dict[str, str] = {}

    def place(name: str) -> str:
        if name not in places:
            alias = f"test-{hashlib.sha256(f'{folder}/{name}'.encode()).hexdigest()[:12]}"
            where = replace(
                Location.parse(f"{url}/{alias}"),
                shards=next(shards),
                replicas=0,
                cache=folder / "cache",
            )
            places[name] = where.text
        return places[name]

    try:
        yield place
    finally:
        for where in places.values():
            remove_location(where)


def held(location: str) -> set[str]:
    """Return what a cluster has of an index: indexes of posts, aliases, manifests and files."""
    from kb.engines.opensearch.manifest import control_index
    from kb.engines.opensearch.transport.cluster import cluster_of

    cluster = cluster_of(location)
    alias = cluster.location.alias
    control = control_index(alias)
    every = cluster.read(lambda client: client.indices.get_alias(index=f"{alias}*"))
    found = {f"{name} {each}" for name in every for each in ["", *every[name]["aliases"]]}
    if control in every:
        cluster.write(lambda client: client.indices.refresh(index=control))
        hits = cluster.search(control, {"size": 10_000, "_source": False})["hits"]["hits"]
        found |= {hit["_id"] for hit in hits}
    return found - {"lock", f"{control} "}
