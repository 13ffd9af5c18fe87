"""Why a post was found where no word of it tells: whom it names, when it was published."""

from collections.abc import Collection, Iterator
from typing import assert_never

from kb.search.port.document import Document
from kb.search.port.queries import (
    BooleanQuery,
    FacetQuery,
    PhraseQuery,
    PrefixQuery,
    TermQuery,
    YearQuery,
)
from kb.search.presenting.highlighting import sought

Reason = FacetQuery | YearQuery


def reasons(query: BooleanQuery, document: Document, shown: Collection[int]) -> Iterator[Reason]:
    """Yield why a post matches clauses of a query for which no word of it is shown."""
    for index, clause in sought(query):
        if index in shown:
            continue
        for disjunct in clause.query.disjuncts:
            match disjunct:
                case FacetQuery(facet, value):
                    if value in document.entries.get(facet, ()):
                        yield disjunct
                case YearQuery(year):
                    if year == document.published.year:
                        yield disjunct
                case BooleanQuery():
                    yield from reasons(disjunct, document, ())
                case TermQuery() | PhraseQuery() | PrefixQuery():
                    pass  # words of the text
                case _:
                    assert_never(disjunct)
