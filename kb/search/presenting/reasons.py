"""Why a post was found where no word of it tells: its tags, whom it names, when it came out."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import assert_never

from kb.search.port.document import Document
from kb.search.port.queries import (
    BooleanQuery,
    FacetQuery,
    PhraseQuery,
    PrefixQuery,
    ScoredPostsQuery,
    TermQuery,
    YearQuery,
)
from kb.search.presenting.blocks import Block, with_spaces
from kb.search.presenting.highlighting import Mark, sought
from kb.search.presenting.snippets import LENGTH, passages

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
                case ScoredPostsQuery():
                    pass  # what found them knows why
                case _:
                    assert_never(disjunct)


# What a mark tells of a query: which clause; and the word that shows it, where that is only a part
# of what was asked for, else nothing.
Told = tuple[int, str]


def told_by(texts: Iterable[tuple[str, Iterable[Mark]]]) -> set[Told]:
    """Return what the marks of some texts tell."""
    return {
        (clause, text[start:end].casefold() if weak else "")
        for text, marks in texts
        for start, end, clause, weak in marks
    }


def telling_tags(
    tags: Sequence[Block], told: Collection[Told]
) -> Iterator[tuple[str, frozenset[Told]]]:
    """Yield the tags that tell what else is not `told` of why a post was found, and what they tell.

    Of those that tell the same, the first is enough.
    """
    told = set(told)
    rest = [(tag, told_by([(with_spaces(tag.text), tag.marks)])) for tag in tags if tag.marks]
    while rest:
        news = [
            frozenset(each for each in tells if not told & {each, (each[0], "")})
            for _, tells in rest
        ]
        best = max(range(len(rest)), key=lambda i: (sum(not w for _, w in news[i]), len(news[i])))
        if not news[best]:
            return
        told |= news[best]
        tag, _ = rest.pop(best)
        shown = passages((tag,))[0].text if len(tag.text) > LENGTH else with_spaces(tag.text)
        yield shown, news[best]
