"""Which versions of posts a generation sees, of all that are in its index."""

from collections.abc import Sequence

from kb.engines.opensearch.manifest import Manifest
from kb.engines.opensearch.reading.selection import Json

# The cluster takes so many in a list.
_MOST = 60_000


def visible(manifest: Manifest, dead: Sequence[str]) -> Json:
    """Return what matches the posts of a generation; `dead` are `_id`s that it does not see."""
    hidden: list[Json] = []
    if manifest.aborted:
        hidden.append({"terms": {"from": list(manifest.aborted)}})
    hidden += [
        {"terms": {"_id": list(dead[first : first + _MOST])}}
        for first in range(0, len(dead), _MOST)
    ]
    written: Json = {"range": {"from": {"lte": manifest.number}}}
    return {"bool": {"filter": [written], "must_not": hidden}} if hidden else written
