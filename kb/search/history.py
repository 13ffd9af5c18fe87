"""When posts were about an entry, and what else they were about.

Posts are taken in the order of time, those of one day by id, as `Order.OLDEST` has them.
"""

from collections.abc import Mapping
from datetime import date

from kb.corpus.kinds import KINDS, Kind
from kb.search.port.document import Document
from kb.search.port.engine import Engine, Matches, MatchRequest
from kb.search.port.queries import (
    EVERYTHING,
    BooleanClause,
    BooleanQuery,
    DisjunctionMax,
    FacetQuery,
)
from kb.search.query.query import Filters, Order

# The name of a kind → id of an entry → year → how many posts of that year are about it. Years
# ascend; those without a post are left out, and so are entries without any.
History = Mapping[str, Mapping[str, Mapping[int, int]]]

# How many posts of a day are looked at for a post and those beside it; if there are more, so many
# times more the next time.
_REACH = 8


def history_of(engine: Engine, years: Mapping[str, int]) -> History:
    """Return how many posts are about each entry, year by year; a match for each of the years."""
    history: dict[str, dict[str, dict[int, int]]] = {kind.name: {} for kind in KINDS}
    for year in sorted(map(int, years)):
        within = Filters().between(date(year, 1, 1), date(year, 12, 31))
        counts = _match(engine, within, 0, 0, facets=True).counts
        for name, entries in history.items():
            for entry_id, posts in counts.get(name, {}).items():
                entries.setdefault(entry_id, {})[year] = posts
    return history


def first_and_last(engine: Engine, kind: Kind, entry_id: str) -> tuple[Document, Document] | None:
    """Return the first and the last post about an entry, None where there is none; two matches."""
    about = Filters.of({kind.name: [entry_id]})
    found = _match(engine, about, 0, 1)
    if not found.hits:
        return None
    last = _match(engine, about, found.total - 1, found.total)
    return found.hits[0].document, last.hits[0].document


def neighbours(
    engine: Engine, document: Document, kind: Kind, entry_id: str
) -> tuple[Document | None, Document | None]:
    """Return the posts about an entry just before and after one of them, None beyond either end.

    Two matches, more only where very many posts are of one day. None of a post that is not about
    the entry.
    """
    if entry_id not in document.about(kind):
        return None, None
    about = Filters.of({kind.name: [entry_id]})
    # The post is among the last of those up to its day.
    stop = _match(engine, about.between(None, document.published), 0, 0).total
    reach = _REACH
    while True:
        start = max(0, stop - reach)
        near = [hit.document for hit in _match(engine, about, start, stop + 1).hits]
        ids = [each.id for each in near]
        if start == 0 or document.id in ids[1:]:
            break
        reach *= _REACH
    place = ids.index(document.id)
    before = near[place - 1] if place else None
    return before, near[place + 1] if place + 1 < len(near) else None


def together(engine: Engine, kind: Kind, entry_id: str) -> Mapping[str, Mapping[str, int]]:
    """Return in how many posts about an entry each other entry is, too, by the name of its kind.

    The entry is sought, not chosen: what is chosen of a kind does not narrow that kind's own facet.
    """
    sought = DisjunctionMax((FacetQuery(kind.name, entry_id),))
    query = BooleanQuery((BooleanClause(sought),))
    request = MatchRequest((query,), Filters(), Order.NEWEST, 0, 0)
    counts = engine.match(request).counts
    return {
        each.name: {
            other: posts
            for other, posts in counts.get(each.name, {}).items()
            if (each, other) != (kind, entry_id)
        }
        for each in KINDS
    }


def _match(
    engine: Engine, filters: Filters, start: int, stop: int, *, facets: bool = False
) -> Matches:
    return engine.match(MatchRequest((EVERYTHING,), filters, Order.OLDEST, start, stop, facets))
