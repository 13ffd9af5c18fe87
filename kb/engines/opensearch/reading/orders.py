"""The orders of hits, and one that spares a shard the ids where they are unlikely to decide.

To sort by an id, a shard looks its text up for each hit that may be among those asked for: of a
slice far down that costs more than all else.
"""

from collections.abc import Sequence
from itertools import groupby

from kb.engines.opensearch.mapping import WINDOW
from kb.engines.opensearch.reading.kept import Hit
from kb.engines.opensearch.reading.selection import Json
from kb.search.port.engine import MatchRequest
from kb.search.query.query import Order

_BY_DATE = [{"published": "desc"}, {"id": "asc"}]
SORTS = {
    Order.RELEVANCE: [{"_score": "desc"}, *_BY_DATE],
    Order.NEWEST: _BY_DATE,
    Order.OLDEST: [{"published": "asc"}, {"id": "asc"}],
}
# A slice is far down from this rank on.
_FAR = 200
# So many hits on either side of a slice tell whether ids decide what is in it.
_BESIDE = 5


def is_far(request: MatchRequest) -> bool:
    """Tell whether a slice is far down a list in which few hits are equal but for their ids."""
    scored = request.order is Order.RELEVANCE and any(each.clauses for each in request.queries)
    return scored and _FAR <= request.start < request.stop <= WINDOW - _BESIDE


def about(body: Json, start: int, stop: int) -> tuple[Json, int, int]:
    """Return a search without ids in its order, and the slice to ask of it for `settled`."""
    asked = {**body, "sort": body["sort"][:-1], "docvalue_fields": ["id"]}
    return asked, start - _BESIDE, stop + _BESIDE


def settled(hits: Sequence[Hit], count: int, total: int) -> list[Hit] | None:
    """Return the slice of so many hits that was asked for, of those that `about` led to.

    None where others may be in it: ids decide.

    Args:
        hits: as they were found.
        count: how many were asked for.
        total: how many there are from the first of `hits` on.
    """
    last = min(_BESIDE + count, len(hits))
    if last <= _BESIDE:
        return []
    keys = [hit["sort"] for hit in hits]
    if keys[0] == keys[_BESIDE] or (len(hits) < total and keys[last - 1] == keys[-1]):
        return None
    equals = [list(equal) for _, equal in groupby(hits, key=lambda hit: hit["sort"])]
    ordered = [
        hit for equal in equals for hit in sorted(equal, key=lambda hit: hit["fields"]["id"])
    ]
    return ordered[_BESIDE:last]
