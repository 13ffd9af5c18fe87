"""A search, understood: made once, read by everybody after it."""

from dataclasses import dataclass

from kb.search.port.queries import BooleanQuery
from kb.search.query.query import Notice, TypedQuery
from kb.search.rewriting.register_names import Named

STRICT = "strict"
MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A query rewritten: strictly, or by a relaxation, and how many posts it matches in all.

    `total` counts them whatever the filters; where it is enough not to relax, there may be more.
    """

    relaxation: str
    query: BooleanQuery
    total: int


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a query was understood to ask for.

    Attributes:
        typed: the query as it was typed.
        rewritten: how it is matched, from the strictest on; each finds more than the one before.
        names: the entries of registers of which the whole query is a name.
        relaxed: what a visitor is told of the last relaxation by words; None where there is none.
        suggestion: the query with words spelt otherwise, where that finds more; asked for by
            those who show it.
        by_meaning: what a visitor is told of posts found by their meaning alone; None without any.
        near: the posts that were found by their meaning alone, each with the number of its
            passage that is nearest.
        incomplete: whether meaning was asked for and could not be told now, so that another time
            more may be found.
    """

    typed: TypedQuery
    rewritten: tuple[Rewritten, ...]
    names: Named = ()
    relaxed: Notice | None = None
    suggestion: str | None = None
    by_meaning: Notice | None = None
    near: tuple[tuple[str, int], ...] = ()
    incomplete: bool = False

    @property
    def told(self) -> tuple[Notice, ...]:
        """All that a visitor is told of how it was relaxed."""
        return tuple(each for each in (self.relaxed, self.by_meaning) if each is not None)

    @property
    def words(self) -> BooleanQuery:
        """What is matched by words, as relaxed as that gets: what may be marked in posts."""
        by_words = [each for each in self.rewritten if each.relaxation != MEANING]
        return by_words[-1].query

    @property
    def queries(self) -> tuple[BooleanQuery, ...]:
        """What an engine is to match, from the strictest on."""
        return tuple(rewritten.query for rewritten in self.rewritten)

    @property
    def relaxation(self) -> str | None:
        """The name of the most relaxed way in which it is matched, if it is relaxed."""
        last = self.rewritten[-1].relaxation
        return None if last == STRICT else last
