"""The versions of posts in an index, as the writer asks for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from kb.engines.opensearch.packing import PACKED, unpacked
from kb.engines.opensearch.transport.cluster import Cluster
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

# Versions a page: with their types, which come with all else that is kept of them, and without.
_WITH_TYPES, _WITHOUT = 1_000, 10_000
# Ids of a question.
_ASKED = 1_000


class Version(NamedTuple):
    """A version of a post.

    Attributes:
        name: its `_id`.
        id, checksum: of the post.
        types: what it counts (`kb.engines.opensearch.writing.version_types`), where that was asked
            for.
    """

    name: str
    id: str
    checksum: str
    types: str


class Sums(NamedTuple):
    """Versions summed up: how many, their `check`, their lengths by `{field}_{form}`."""

    posts: int
    check: int
    lengths: dict[str, int]


class Versions:
    """The versions in an index; what was written since the last `refresh` may be missing."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index

    def refresh(self) -> None:
        """Have everything seen that was written."""
        self._cluster.write(
            lambda client: client.indices.refresh(
                index=self._index, params={"request_timeout": 60}
            ),
            again=True,
        )

    def delete_numbers(self, numbers: Iterable[int]) -> None:
        """Delete the versions of writers that never ended; nobody sees them in any case."""
        body = {"query": {"terms": {"from": [*numbers]}}}
        params = {"conflicts": "proceed", "request_timeout": 60, "refresh": "true"}
        self.refresh()
        self._cluster.write(
            lambda client: client.delete_by_query(index=self._index, body=body, params={**params}),
            again=True,
        )

    def every(self, query: Mapping[str, Any], *, types: bool = False) -> Iterator[Version]:
        """Yield the versions that a filter lets through, in the order of posts' ids."""
        size = _WITH_TYPES if types else _WITHOUT
        after: list[Any] = []
        while True:
            hits = self._page(query, size, types, after)
            yield from map(_version, hits)
            if len(hits) < size:
                return
            after = hits[-1]["sort"]

    def of_posts(self, ids: Iterable[str], query: Mapping[str, Any]) -> Iterator[Version]:
        """Yield the versions of some posts that a filter lets through, with their types."""
        stream = iter(ids)
        while some := list(islice(stream, _ASKED)):
            filters = [query, {"terms": {"id": some}}]
            yield from self.every({"bool": {"filter": filters}}, types=True)

    def sums(self, query: Mapping[str, Any]) -> Sums:
        """Sum up the versions that a filter lets through."""
        names = [f"{field}_{form.value}" for field in FIELDS for form in Form]
        summed = {"check": "check", **{name: f"{name}_length" for name in names}}
        body = {
            "size": 0,
            "track_total_hits": True,
            "query": query,
            "aggs": {name: {"sum": {"field": field}} for name, field in summed.items()},
        }
        answer = self._cluster.search(self._index, body)
        found = {name: round(each["value"]) for name, each in answer["aggregations"].items()}
        check = found.pop("check")
        return Sums(answer["hits"]["total"]["value"], check, found)

    def parts(self, names: Sequence[str]) -> Iterator[tuple[bytes, bytes] | None]:
        """Yield the two parts of documents as they are kept, by versions' names."""
        if not names:
            return
        answer = self._cluster.read(
            lambda client: client.mget(
                index=self._index,
                body={"ids": [*names]},
                params={**self._cluster.nearby, "_source": PACKED, "realtime": "false"},
            )
        )
        for each in answer["docs"]:
            source = each.get("_source")
            kept = unpacked(source) if source else None
            yield (kept.data, kept.html) if kept else None

    def _page(
        self, query: Mapping[str, Any], size: int, types: bool, after: Sequence[Any]
    ) -> list[dict[str, Any]]:
        body: dict[str, Any] = {
            "size": size,
            "query": query,
            "track_total_hits": False,
            "_source": [PACKED] if types else False,
            "docvalue_fields": ["id", "checksum"],
            "sort": [{"id": "asc"}, {"from": "asc"}],
        }
        if after:
            body["search_after"] = [*after]
        hits: list[dict[str, Any]] = self._cluster.search(self._index, body)["hits"]["hits"]
        return hits


def _version(hit: Mapping[str, Any]) -> Version:
    fields, source = hit["fields"], hit.get("_source")
    return Version(
        hit["_id"],
        fields["id"][0],
        fields["checksum"][0],
        unpacked(source).types.decode() if source else "",
    )
