"""Generations in a cluster: which is live, which are kept, and what is left of others.

The alias of an index leads to the index of posts of its live generation; its filter says the
generation's number. Both change in one step, which is all that a switch is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from kb.engines.opensearch import fence
from kb.engines.opensearch.manifest import (
    FORMAT,
    Manifest,
    control_index,
    generation_name,
    is_posts_index,
    manifest_id,
)
from kb.engines.opensearch.transport.cluster import Cluster, RefusedError
from kb.errors import (
    EngineUnavailableError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    KnowledgeBaseError,
    reason,
)

# What the mapping of everything of ours has in `_meta`: the alias that it belongs to.
MARK = "kunskapsbanken"


@dataclass(frozen=True, slots=True)
class Live:
    """Which generation is live: how far into which index."""

    index: str
    number: int

    @property
    def name(self) -> str:
        """What the generation is called."""
        return generation_name(self.index, self.number)


@dataclass(frozen=True, slots=True)
class State:
    """What there is of an index in the cluster: the live generation, indexes with their aliases."""

    live: Live | None
    aliases: Mapping[str, frozenset[str]]

    def posts_indexes(self, alias: str) -> list[str]:
        """Return the indexes that are called as ours of posts are."""
        return sorted(name for name in self.aliases if is_posts_index(alias, name))


def read_state(cluster: Cluster, *, surely: bool = False) -> State:
    """Return what there is of an index now.

    It is as the node knows it that answers; `surely` as the cluster's manager does, if there is
    one.

    Raises:
        KnowledgeBaseError: its name leads to something that is none of ours.
        EngineUnavailableError: the cluster does not answer.
    """
    alias = cluster.location.alias
    params = {"ignore_unavailable": "true", "local": "false" if surely else "true"}
    try:
        found = cluster.read(
            lambda client: client.indices.get_alias(
                index=f"{alias},{alias}-*", params={**params, "expand_wildcards": "open"}
            )
        )
    except RefusedError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        found = {}
    if alias in found:
        raise _foreign(cluster, "is an index that is none of this program's")
    own = {
        name: each["aliases"]
        for name, each in found.items()
        if is_posts_index(alias, name) or name == control_index(alias) or alias in each["aliases"]
    }
    leading = {name: each[alias] for name, each in own.items() if alias in each}
    live = None
    if leading:
        try:
            [(index, told)] = leading.items()
            live = Live(index, int(told["filter"]["range"]["from"]["lte"]))
        except (ValueError, KeyError, TypeError):
            live = None
        if live is None or not is_posts_index(alias, live.index):
            raise _foreign(
                cluster, f"leads to {', '.join(sorted(leading))}, none of this program's"
            )
    return State(live, {name: frozenset(each) for name, each in own.items()})


def refuse_foreign(cluster: Cluster, state: State) -> None:
    """Raise KnowledgeBaseError where an index that is called as one of ours is not."""
    for name, meta in marks(cluster, list(state.aliases)).items():
        if meta.get(MARK) != cluster.location.alias:
            raise _foreign(cluster, f"would use {name}, which is none of this program's")


def marks(cluster: Cluster, indexes: list[str]) -> dict[str, dict[str, Any]]:
    """Return the `_meta` of indexes, by their names."""
    if not indexes:
        return {}
    found = cluster.read(
        lambda client: client.indices.get_mapping(
            index=",".join(indexes), params={"local": "true", "ignore_unavailable": "true"}
        )
    )
    return {name: each["mappings"].get("_meta", {}) for name, each in found.items()}


def _foreign(cluster: Cluster, what: str) -> KnowledgeBaseError:
    return KnowledgeBaseError(
        f"{cluster.location.where}: {cluster.location.alias} {what}; nothing was changed. Choose "
        "another name with --index, or remove that by hand"
    )


# --- manifests ----------------------------------------------------------------------------------


def open_live(cluster: Cluster, fingerprint: str) -> Manifest:
    """Return the manifest of the live generation.

    Raises:
        IndexMissingError, IndexStaleError, IndexDamagedError: each says what to do.
        KnowledgeBaseError: the name is taken by something that is none of ours.
        EngineUnavailableError: the cluster does not answer.
    """
    live = read_state(cluster).live
    if live is None:
        raise IndexMissingError(
            f"{cluster.location.where}: no index {cluster.location.alias} here; run `kb index` to "
            "build one"
        )
    return manifest_of(cluster, live, fingerprint)


def manifest_of(cluster: Cluster, live: Live, fingerprint: str) -> Manifest:
    """Return the manifest of a generation; errors as for `open_live`."""
    where = f"{cluster.location.where}: {cluster.location.alias}"
    try:
        text = _manifest_text(cluster, live)
        values = json.loads(text)
        # Another format's manifest may have other fields: ask for its format first.
        stale = values["format"] != FORMAT or values["fingerprint"] != fingerprint
        manifest = None if stale else Manifest.from_text(text)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamagedError(
            f"{where}: what generation {live.name} says of itself is missing or damaged "
            f"({reason(error)}); run `kb index --full` to build it anew"
        ) from error
    if manifest is None:
        raise IndexStaleError(
            f"{where}: the index was built by another version of this program; run `kb index` to "
            "rebuild it"
        )
    return manifest


def posts_said(cluster: Cluster) -> int:
    """Return how many posts the live generation says it has, of whatever format it is; else 0."""
    try:
        live = read_state(cluster).live
        return int(json.loads(_manifest_text(cluster, live))["posts"]) if live else 0
    except EngineUnavailableError:
        raise
    except (KnowledgeBaseError, ValueError, TypeError, KeyError):
        return 0


def _manifest_text(cluster: Cluster, live: Live) -> str:
    """Return the text of a manifest; KeyError where there is none."""
    try:
        found = cluster.read(
            lambda client: client.get(
                index=control_index(cluster.location.alias),
                id=manifest_id(live.name),
                params={**cluster.nearby},
            )
        )
    except RefusedError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            raise KeyError("no manifest") from None
        raise
    return str(found["_source"]["text"])


# --- indexes --------------------------------------------------------------------------------------


def ensure_control(cluster: Cluster) -> None:
    """Create the control index where there is none."""
    body = {
        "settings": {
            "index": {
                "number_of_shards": 1,
                "auto_expand_replicas": "0-1",
                "codec": "best_compression",
            }
        },
        "mappings": {"enabled": False, "_meta": {MARK: cluster.location.alias}},
    }
    create(cluster, control_index(cluster.location.alias), body)


def create(cluster: Cluster, name: str, body: Mapping[str, Any]) -> None:
    """Create an index; one that is there stays as it is."""
    params = {"timeout": "10s", "cluster_manager_timeout": "10s", "request_timeout": 30}
    try:
        cluster.write(
            lambda client: client.indices.create(index=name, body=body, params={**params}),
            again=True,
        )
    except RefusedError as error:
        if error.kind != "resource_already_exists_exception":
            raise


def remove_all(cluster: Cluster) -> None:
    """Delete all that belongs to an index; nothing of others."""
    state = read_state(cluster)
    alias = cluster.location.alias
    own = [
        name
        for name, meta in marks(cluster, list(state.aliases)).items()
        if meta.get(MARK) == alias
    ]
    if own:
        fence.step(cluster, [{"remove_index": {"index": name}} for name in sorted(own)])
