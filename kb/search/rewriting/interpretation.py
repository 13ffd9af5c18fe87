"""A search, understood: made once, read by everybody after it."""

from dataclasses import dataclass

from kb.search.port.queries import BooleanQuery
from kb.search.query.query import Notice, TypedQuery
from kb.search.rewriting.register_names import Named

STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A query rewritten: strictly, or by a relaxation, and how many posts it matches in all.

    `total` counts them whatever the filters.
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
        relaxed: what a visitor is told of the last relaxation; None where there is none.
        suggestion: the query with words spelt otherwise, where that finds more; asked for by
            those who show it.
    """

    typed: TypedQuery
    rewritten: tuple[Rewritten, ...]
    names: Named = ()
    relaxed: Notice | None = None
    suggestion: str | None = None

    @property
    def queries(self) -> tuple[BooleanQuery, ...]:
        """What an engine is to match, from the strictest on."""
        return tuple(rewritten.query for rewritten in self.rewritten)

    @property
    def relaxation(self) -> str | None:
        """The name of the most relaxed way in which it is matched, if it is relaxed."""
        last = self.rewritten[-1].relaxation
        return None if last == STRICT else last
