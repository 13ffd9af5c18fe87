"""What a cluster takes: it looks up so many lists of posts for one query, and no more."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from kb.engines.opensearch.reading.selection import Json
from kb.search.port.queries import BooleanQuery, DisjunctionMax, Query

# OpenSearch's limit is 1,024 by default, a setting of the whole cluster: it is not ours to raise.
# Some are left for filters.
MOST_LISTS = 1000


def lists_in(query: Json | None) -> int:
    """Return how many lists a query looks up, as Lucene counts them."""
    if query is None:
        return 0
    ((kind, body),) = query.items()
    match kind:
        case "bool":
            parts = (body.get(each, ()) for each in ("must", "filter", "should", "must_not"))
            return sum(lists_in(each) for part in parts for each in part)
        case "dis_max":
            return sum(map(lists_in, body["queries"]))
        case "constant_score":
            return lists_in(body["filter"])
        case "script_score":
            return lists_in(body["query"])
        case _:
            return 1


def fitted(
    query: BooleanQuery,
    translate: Callable[[BooleanQuery], Json | None],
    posts: Callable[[str], int],
    room: int = MOST_LISTS,
) -> tuple[BooleanQuery, Json | None]:
    """Return a query that looks up no more than so many lists, and its translation.

    It is the one that was asked for, as a rule. Else the grams of the most posts, which tell least,
    are left out, then the last disjuncts of each clause, which stand for a word with least
    certainty, then the last clauses.

    Args:
        query: what was asked for.
        translate: how it will be asked.
        posts: tells in how many posts a gram stands.
        room: how many lists.
    """
    found = translate(query)
    if lists_in(found) <= room:
        return query, found
    bare = _cut(query, frozenset(), None)
    if lists_in(translate(bare)) <= room:
        grams = sorted({*_grams(query)}, key=lambda gram: (posts(gram), gram))
        while lists_in(found := translate(query)) > room:
            grams = grams[: len(grams) * 3 // 4]
            query = _cut(query, frozenset(grams), None)
        return query, found
    most = max((len(clause.query.disjuncts) for clause in bare.clauses), default=1)
    while lists_in(found := translate(bare)) > room and bare.clauses:
        if most > 1:
            most //= 2
            bare = _cut(bare, frozenset(), most)
        else:
            bare = replace(bare, clauses=bare.clauses[: len(bare.clauses) // 2])
    return bare, found


def _cut(query: BooleanQuery, grams: frozenset[str], most: int | None) -> BooleanQuery:
    """Return a query with some grams only, and so many disjuncts of a clause at the most."""

    def disjunct(each: Query) -> Query:
        return _cut(each, grams, most) if isinstance(each, BooleanQuery) else each

    return replace(
        query,
        clauses=tuple(
            replace(
                clause,
                query=DisjunctionMax(
                    tuple(map(disjunct, clause.query.disjuncts[:most])),
                    tuple(gram for gram in clause.query.grams if gram in grams),
                ),
            )
            for clause in query.clauses
        ),
    )


def _grams(query: BooleanQuery) -> Iterator[str]:
    for clause in query.clauses:
        yield from clause.query.grams
        for each in clause.query.disjuncts:
            if isinstance(each, BooleanQuery):
                yield from _grams(each)
