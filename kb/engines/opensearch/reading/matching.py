"""One search: which posts match and pass the filters, in which order, and how they divide."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kb.cache import Cache
from kb.engines.opensearch.mapping import WINDOW, facet_name
from kb.engines.opensearch.packing import PACKED
from kb.engines.opensearch.reading import orders
from kb.engines.opensearch.reading.counting import FACETS, Counting, values_of
from kb.engines.opensearch.reading.kept import Hit, Kept
from kb.engines.opensearch.reading.numbers import Known
from kb.engines.opensearch.reading.room import MOST_LISTS, fitted, lists_in
from kb.engines.opensearch.reading.selection import EVERY_POST, Json
from kb.engines.opensearch.reading.translation import Translation, rounded, score_of
from kb.search.port.engine import MatchRequest
from kb.search.port.queries import BooleanQuery, Form, Term
from kb.search.query.query import YEAR, Filters, Order

# Of several tiers so many hits are asked for at once; their totals first, where it is more.
_FEW = 200
# Hits are read in parts of so many, and passed by in longer ones.
_PART = 500
_STEP = 10_000
# So many places in deep lists are remembered.
_PLACES = 1000
# What is read of a hit.
SOURCE = [PACKED]


class Matched(NamedTuple):
    """As `Matches` has it, but hits as the cluster tells them, with their scores."""

    total: int
    hits: list[tuple[Hit, float]]
    counts: Mapping[str, Mapping[str, int]]


class _Place(NamedTuple):
    """How many hits there are up to one, and what it is sorted by."""

    rank: int
    after: Sequence[Any] | None


class Matching:
    """Answers searches of one generation; any thread may ask."""

    def __init__(self, kept: Kept, visible: Json, counting: Counting) -> None:
        self._kept = kept
        self._visible = visible
        self._counting = counting
        # By list of hits and rank, for who reads on where the last slice ended.
        self._places = Cache[tuple[bytes, int], _Place](_PLACES, lambda place: 1)

    def match(self, request: MatchRequest) -> Matched:
        """Find the posts that match."""
        bodies = self._bodies(request)
        if not bodies:
            return Matched(0, [], {facet: {} for facet in FACETS} if request.facets else {})
        if len(bodies) == 1 and orders.is_far(request):
            found = self._far(bodies[0], request)
            if found:
                return found
        start, stop = request.start, max(request.start, request.stop)
        if len(bodies) == 1 and stop <= WINDOW:
            slices = [(start, stop)]
        elif len(bodies) > 1 and stop <= _FEW:
            slices = [(0, stop)] * len(bodies)
        else:
            slices = [(0, 0)] * len(bodies)
        answers = self._ask([_sliced(body, *own) for body, own in zip(bodies, slices, strict=True)])
        totals = [answer["hits"]["total"]["value"] for answer in answers]
        hits = [_hits(answer) for answer in answers]
        if slices[0] == (0, 0):
            hits = list(self._parts(bodies, totals, start, stop))
        elif len(bodies) > 1:
            hits = [[hit for own in hits for hit in own][start:stop]]
        return _matched(answers, [hit for own in hits for hit in own], request)

    def _far(self, body: Json, request: MatchRequest) -> Matched | None:
        """Find a slice far down; None where it takes ids to tell what is in it."""
        asked, first, last = orders.about(body, request.start, request.stop)
        [answer] = self._ask([_sliced(asked, first, last)])
        rest = answer["hits"]["total"]["value"] - first
        hits = orders.settled(_hits(answer), request.stop - request.start, rest)
        return None if hits is None else _matched([answer], hits, request)

    # --- what is asked ---

    def _bodies(self, request: MatchRequest) -> list[Json]:
        """Return a search for each tier of posts, which have none in common."""
        known, _ = self._counting.known(request.queries)
        tiers = len(request.queries)
        # All of them, as a rule; else each its share, also where all are in one search.
        for share in (1, tiers, tiers * (tiers + 1) // 2):
            found = list(_tiers(request.queries, known, MOST_LISTS // share))
            if request.order is not Order.RELEVANCE and len(found) > 1:
                found = [{"bool": {"should": found}}]
            # Of one it has been seen to.
            if tiers == 1 or max(map(lists_in, found), default=0) <= MOST_LISTS:
                break
        return [self._body(tier, request) for tier in found]

    def _body(self, scored: Json, request: MatchRequest) -> Json:
        """Return the search for what matches a query, without a slice."""
        passing = _passing(request.filters)
        query = rounded(scored, self._visible)
        body: Json = {
            "query": query,
            "sort": orders.SORTS[request.order],
            "track_scores": True,
            "track_total_hits": True,
        }
        if not request.facets:
            query["bool"]["filter"] = list(passing.values())
            return body
        if passing:
            body["post_filter"] = {"bool": {"filter": list(passing.values())}}
        body["aggs"] = _facets(passing)
        return body

    def _ask(self, bodies: Sequence[Json]) -> list[dict[str, Any]]:
        if len(bodies) == 1:
            return [self._kept.search(bodies[0])]
        return self._kept.msearch(bodies)

    # --- slices ---

    def _parts(
        self, bodies: Sequence[Json], totals: Sequence[int], start: int, stop: int
    ) -> Iterator[list[Hit]]:
        """Yield the hits of a slice of lists that follow each other, of known lengths."""
        for body, total in zip(bodies, totals, strict=True):
            first, last = max(start, 0), min(stop, total)
            if first < last:
                plain = {key: value for key, value in body.items() if key != "aggs"}
                yield list(self._slice(plain, first, last))
            start, stop = start - total, stop - total

    def _slice(self, body: Json, start: int, stop: int) -> Iterator[Hit]:
        """Yield the hits of a slice, however far down."""
        body["track_total_hits"] = False
        if stop <= WINDOW:
            yield from _hits(*self._ask([_sliced(body, start, stop)]))
            return
        key = hashlib.sha256(json.dumps(body).encode()).digest()
        place = self._place(key, start)
        while place.rank < start:
            size = min(_STEP, start - place.rank)
            place, _ = self._further(body, place, size, source=False)
            self._places.keep((key, place.rank), place)
        while place.rank < stop:
            place, hits = self._further(body, place, min(_PART, stop - place.rank), source=True)
            yield from hits
        self._places.keep((key, place.rank), place)

    def _place(self, key: bytes, start: int) -> _Place:
        """Return the last place before a slice that is remembered, or the first of all."""
        for rank in (start, *range(start - start % _STEP, 0, -_STEP)):
            place = self._places.find((key, rank))
            if place:
                return place
        return _Place(0, None)

    def _further(
        self, body: Json, place: _Place, size: int, *, source: bool
    ) -> tuple[_Place, list[Hit]]:
        asked = {**body, "size": size, "_source": SOURCE if source else False}
        if place.after:
            asked["search_after"] = place.after
        hits = _hits(*self._ask([asked]))
        if not hits:
            raise RuntimeError("a list of hits is shorter than its length")
        return _Place(place.rank + len(hits), hits[-1]["sort"]), hits


def _tiers(queries: Sequence[BooleanQuery], known: Known, room: int) -> Iterator[Json]:
    """Yield what each query matches that no stricter one does; of each so many lists."""
    translation = Translation(known)

    def posts(gram: str) -> int:
        return known.counts(Term(Form.GRAM, gram))[0]

    stricter: list[Json] = []
    for number, query in enumerate(queries, 1):
        own, scored = fitted(query, translation.scored, posts, room)
        if scored is None:
            continue
        yield {"bool": {"must": [scored], "must_not": [*stricter]}} if stricter else scored
        if number == len(queries):
            return
        matching = translation.matching(own)
        if matching == EVERY_POST:
            return
        stricter += [matching] if matching else []


def _sliced(body: Json, start: int, stop: int) -> Json:
    return {**body, "from": start, "size": stop - start, "_source": SOURCE}


def _matched(
    answers: Sequence[Mapping[str, Any]], hits: Sequence[Hit], request: MatchRequest
) -> Matched:
    return Matched(
        sum(answer["hits"]["total"]["value"] for answer in answers),
        [(hit, score_of(hit["_score"])) for hit in hits],
        _counts(answers) if request.facets else {},
    )


def _hits(answer: Mapping[str, Any]) -> list[Hit]:
    hits: list[Hit] = answer["hits"]["hits"]
    return hits


# --- filters and facets ---------------------------------------------------------------------------


def _passing(filters: Filters) -> dict[str, Json]:
    """Return what passes each facet's filter by itself, where it has one."""
    passing: dict[str, Json] = {}
    for facet, ids in filters.chosen:
        passing[facet] = {"terms": {facet_name(facet): list(filter(sendable, ids))}}
    if filters.published_from or filters.published_to:
        first = (filters.published_from or date.min).toordinal()
        last = (filters.published_to or date.max).toordinal()
        passing[YEAR] = {"range": {"published": {"gte": first, "lte": last}}}
    return passing


def sendable(text: str) -> bool:
    """Tell whether a text has a form in UTF-8, which half of a pair has not."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _facets(passing: Mapping[str, Json]) -> Json:
    """Return aggregations of each facet, its own choice left out."""
    free = [facet for facet in FACETS if facet not in passing]
    if not passing:
        return values_of(free)
    groups = {"": free} | {facet: [facet] for facet in passing}
    return {
        f"but {own}": {
            "filter": {
                "bool": {"filter": [each for facet, each in passing.items() if facet != own]}
            },
            "aggs": values_of(facets),
        }
        for own, facets in groups.items()
        if facets
    }


def _counts(answers: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """Return the counts of all facets in several answers, added up."""
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for answer in answers:
        told = answer["aggregations"]
        for group in (told, *told.values()):
            for facet in FACETS:
                if facet in group:
                    for each in group[facet]["buckets"]:
                        counts[facet][each["key"]] += each["doc_count"]
    return {facet: dict(own) for facet, own in counts.items()}
