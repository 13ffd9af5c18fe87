"""What keeps a writer that lost its place from spoiling anything: it writes by aliases of its own.

A writer has two: one of the index of posts, one of the control index. The next writer takes them
away in the same step in which it gets its own, so whatever the other still sends is refused, its
switch included.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from kb.engines.opensearch.transport.cluster import Cluster, RefusedError
from kb.errors import IndexBusyError


def posts_alias(alias: str, number: int) -> str:
    """Return the alias by which a writer writes posts."""
    return f"{alias}-writer-{number}"


def control_alias(alias: str, number: int) -> str:
    """Return the alias by which a writer writes files and manifests."""
    return f"{alias}-keeper-{number}"


def is_fence(alias: str, name: str) -> bool:
    """Tell whether an alias is one of those of a writer."""
    return name.startswith((f"{alias}-writer-", f"{alias}-keeper-"))


def add(index: str, alias: str, **more: Any) -> dict[str, Any]:
    """Return the action that gives an index an alias."""
    return {"add": {"index": index, "alias": alias, **more}}


def remove(index: str, alias: str) -> dict[str, Any]:
    """Return the action that takes an alias away; where it is not, none of the step is done."""
    return {"remove": {"index": index, "alias": alias, "must_exist": True}}


def step(cluster: Cluster, actions: Sequence[Mapping[str, Any]]) -> bool:
    """Change aliases in one step; tell whether every node knows.

    Raises:
        IndexBusyError: one that is to be taken away is not there: another writer was quicker.
        EngineUnavailableError: it is not done, or nobody knows.
    """
    if not actions:
        return True
    params = {"timeout": "10s", "cluster_manager_timeout": "10s", "request_timeout": 30}
    try:
        answer = cluster.write(
            lambda client: client.indices.update_aliases(
                body={"actions": [*actions]}, params={**params}
            )
        )
    except RefusedError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            raise superseded(cluster) from None
        raise
    return bool(answer.get("acknowledged"))


def write_fenced(cluster: Cluster, operations: Sequence[bytes], alias: str) -> None:
    """Write documents by an alias that only one writer has.

    Raises:
        IndexBusyError: it has it no more.
        EngineUnavailableError: not all is written.
    """
    if HTTPStatus.NOT_FOUND in cluster.bulk(operations, index=alias, require_alias="true"):
        raise superseded(cluster)


def superseded(cluster: Cluster) -> IndexBusyError:
    """Return the error of a writer that another took for dead."""
    return IndexBusyError(
        f"{cluster.location.where}: this `kb index` stood still for so long that another took its "
        "place, or the index was removed; it has changed nothing. Run `kb index` again"
    )
