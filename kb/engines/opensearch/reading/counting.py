"""Counting posts: whatever a request needs to know and nobody has counted yet, in one call."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from kb.cache import Cache
from kb.corpus.kinds import KINDS
from kb.engines.opensearch.dictionary import Dictionary
from kb.engines.opensearch.manifest import Manifest
from kb.engines.opensearch.mapping import facet_name
from kb.engines.opensearch.reading.kept import Kept
from kb.engines.opensearch.reading.numbers import Countable, Known, countable
from kb.engines.opensearch.reading.room import fitted
from kb.engines.opensearch.reading.selection import EVERY_POST, Json
from kb.engines.opensearch.reading.translation import Translation, asks_for_marks, to_count
from kb.search.port.queries import BooleanQuery, PhraseQuery, PrefixQuery
from kb.search.port.terms import FIELDS
from kb.search.query.query import YEAR

# How many phrases and prefixes, and how many whole queries, are remembered.
_REMEMBERED = 2000
# Values of a facet; the cluster makes no more of all facets of a search.
MOST_VALUES = 65_000
_NO_MARKS: Mapping[str, Mapping[str, int]] = {}
_NOTHING: Mapping[BooleanQuery, float] = {}

Counted = Sequence[int]


class Counting:
    """Counts posts of one generation, which never changes; any thread may ask."""

    def __init__(
        self, kept: Kept, manifest: Manifest, dictionary: Dictionary, visible: Json
    ) -> None:
        self._kept = kept
        self._manifest = manifest
        self._dictionary = dictionary
        self._visible = visible
        self._counted = Cache[Countable, Counted](_REMEMBERED, lambda counted: 1)
        self._totals = Cache[tuple[BooleanQuery, int], int](_REMEMBERED, lambda total: 1)
        self._marks: Mapping[str, Mapping[str, int]] | None = None

    def known(
        self, queries: Iterable[BooleanQuery], counted: Mapping[BooleanQuery, float] = _NOTHING
    ) -> tuple[Known, dict[BooleanQuery, int]]:
        """Return what is to be known to score some queries, and how many posts others match.

        Args:
            queries: which are to be scored.
            counted: each with how many posts are enough: of more, some number from there on is
                told.
        """
        queries = list(queries)
        asked: list[tuple[Json, Callable[[Any], None]]] = []
        found: dict[Countable, Counted] = {}
        known = Known(self._manifest, self._dictionary, found, self._marks or _NO_MARKS)
        translation = Translation(known)
        for query in {
            countable(each): each for all_ in queries for each in to_count(all_)
        }.values():
            self._count(query, translation, found, asked)
        marks: dict[str, Mapping[str, int]] = {}
        if self._marks is None and any(map(asks_for_marks, queries)):
            asked.append((self._all_marks(), lambda answer: marks.update(marks_of(answer))))
        totals: dict[BooleanQuery, int] = {}
        for each, enough in counted.items():
            totals[each] = translation.at_least(each)
            if totals[each] < enough:
                self._total(each, enough, translation, totals, asked)
        if asked:
            answers = self._kept.msearch([body for body, _ in asked])
            for (_, take), answer in zip(asked, answers, strict=True):
                take(answer)
        if marks:
            self._marks = marks
            known = Known(self._manifest, self._dictionary, found, marks)
        return known, totals

    def found(self, queries: Mapping[str, BooleanQuery]) -> dict[str, bool]:
        """Tell of posts, by their ids, whether each is found by a query of its own."""
        translation = Translation(Known(self._manifest, self._dictionary, {}, _NO_MARKS))
        bodies: dict[str, Json] = {}
        for post_id, query in queries.items():
            matching = translation.matching(query)
            if matching is not None:
                own = {"bool": {"filter": [{"term": {"id": post_id}}, matching]}}
                bodies[post_id] = {**self._body(own), "track_total_hits": True}
        answers: list[dict[str, Any]] = []
        if bodies:
            answers = self._kept.msearch([*bodies.values()])
        told = dict(zip(bodies, answers, strict=True))
        return {
            post_id: post_id in told and told[post_id]["hits"]["total"]["value"] > 0
            for post_id in queries
        }

    def _count(
        self,
        query: PhraseQuery | PrefixQuery,
        translation: Translation,
        found: dict[Countable, Counted],
        asked: list[tuple[Json, Callable[[Any], None]]],
    ) -> None:
        key = countable(query)
        remembered = self._counted.find(key)
        if remembered is not None:
            found[key] = remembered
            return
        by_field = translation.by_field(query)
        filters = {
            field: own for field, own in zip(FIELDS, by_field, strict=True) if own is not None
        }
        if not filters:
            found[key] = (0,) * len(FIELDS)
            return

        body = self._body({"bool": {"should": list(filters.values())}})
        alone = len(filters) == 1
        if alone:
            body["track_total_hits"] = True
        else:
            body["aggs"] = {field: {"filter": own} for field, own in filters.items()}

        def take(answer: Any) -> None:
            if alone:
                posts = dict.fromkeys(filters, answer["hits"]["total"]["value"])
            else:
                posts = {f: each["doc_count"] for f, each in answer["aggregations"].items()}
            counted = tuple(posts.get(field, 0) for field in FIELDS)
            found[key] = self._counted.keep(key, counted)

        asked.append((body, take))

    def _total(
        self,
        query: BooleanQuery,
        enough: float,
        translation: Translation,
        totals: dict[BooleanQuery, int],
        asked: list[tuple[Json, Callable[[Any], None]]],
    ) -> None:
        # The cluster counts no further.
        most = ceil(max(1, min(enough, self._manifest.posts)))
        remembered = self._totals.find((query, most))
        if remembered is not None:
            totals[query] = remembered
            return
        # Grams match nothing.
        _, matching = fitted(query, translation.matching, lambda gram: 0)
        if matching is None:
            totals[query] = 0
        elif matching == EVERY_POST:
            totals[query] = self._manifest.posts
        else:

            def take(answer: Any) -> None:
                totals[query] = self._totals.keep((query, most), answer["hits"]["total"]["value"])

            asked.append((self._body(matching) | {"track_total_hits": most}, take))

    def _body(self, matching: Json) -> Json:
        return {
            "size": 0,
            "track_total_hits": False,
            "query": {"bool": {"filter": [matching, self._visible]}},
        }

    def _all_marks(self) -> Json:
        return self._body(EVERY_POST) | {"aggs": values_of(FACETS)}


FACETS = (*(kind.name for kind in KINDS), YEAR)


def values_of(facets: Iterable[str]) -> Json:
    """Return aggregations that count the values of some facets."""
    return {
        facet: {
            "terms": {"field": YEAR if facet == YEAR else facet_name(facet), "size": MOST_VALUES}
        }
        for facet in facets
    }


def marks_of(answer: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return by facet how many posts have each value, as `values_of` asked."""
    return {
        facet: {each["key"]: each["doc_count"] for each in told["buckets"]}
        for facet, told in answer["aggregations"].items()
    }
