"""Which versions of posts a generation sees, of all that are in its index."""

from collections.abc import Collection
from typing import Any

# The cluster takes so many in a list.
_MOST = 60_000


def visible(number: int, aborted: Collection[int], dead: Collection[str] = ()) -> dict[str, Any]:
    """Return what matches the posts of a generation.

    Args:
        number: its own: versions of later ones are not seen.
        aborted: numbers of writers that never ended, whose versions are not seen either.
        dead: the `_id`s of versions that were replaced or removed.
    """
    hidden: list[dict[str, Any]] = []
    if aborted:
        hidden.append({"terms": {"from": list(aborted)}})
    names = sorted(dead)
    hidden += [
        {"terms": {"_id": names[first : first + _MOST]}} for first in range(0, len(names), _MOST)
    ]
    written: dict[str, Any] = {"range": {"from": {"lte": number}}}
    return {"bool": {"filter": [written], "must_not": hidden}} if hidden else written
