"""Counts → facets: labels, order, and which values are chosen."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, partial

from kb.corpus.kinds import Kind
from kb.corpus.register import Registers
from kb.language.collation import swedish_order
from kb.search.presenting.answer import FacetValue
from kb.search.query.query import YEAR, Filters

# Values of a facet whose labels are kept, some 300 bytes each.
_LABELS = 1 << 14


class Facets:
    """Makes the facets of searches from their counts; labels are the registers'."""

    def __init__(self, registers: Registers) -> None:
        self._registers = registers
        # Every search has the same hundreds of values to label and to sort.
        self._labels = {
            kind.name: lru_cache(_LABELS)(partial(self._label, kind)) for kind in registers.kinds
        }

    def of(
        self, counts: Mapping[str, Mapping[str, int]], filters: Filters
    ) -> dict[str, tuple[FacetValue, ...]]:
        """Return the facets of a search.

        Entries of registers by count, then in Swedish order; years newest first. A chosen value
        is there even where nothing matches it.
        """
        entries = {
            kind.name: self._entries(kind, counts.get(kind.name, {}), filters.ids(kind))
            for kind in self._registers.kinds
        }
        return entries | {YEAR: _years(counts.get(YEAR, {}), filters)}

    def _entries(
        self, kind: Kind, counts: Mapping[str, int], chosen: tuple[str, ...]
    ) -> tuple[FacetValue, ...]:
        counted = {**dict.fromkeys(chosen, 0), **counts}
        label_of = self._labels[kind.name]
        rows = [(-count, *label_of(value)) for value, count in counted.items()]
        rows.sort()
        return tuple(
            [
                FacetValue(value, label, -minus, value in chosen, suggested)
                for minus, _, value, label, suggested in rows
            ]
        )

    def _label(self, kind: Kind, value: str) -> tuple[str, str, str, bool]:
        """Return by what a value is sorted, then its id, its label, and whether it is suggested."""
        entry = self._registers.entry(kind, value)
        label = entry.name if entry else value
        return swedish_order(label), value, label, entry is not None and entry.suggested


def _years(counts: Mapping[str, int], filters: Filters) -> tuple[FacetValue, ...]:
    years = set(counts)
    start, end = filters.published_from, filters.published_to
    if start and end and start.year == end.year and _is_chosen(start.year, filters):
        years.add(f"{start.year:04}")
    return tuple(
        FacetValue(year, year, counts.get(year, 0), _is_chosen(int(year), filters))
        for year in sorted(years, reverse=True)
    )


def _is_chosen(year: int, filters: Filters) -> bool:
    """Whether the whole year lies inside the chosen dates."""
    start, end = filters.published_from, filters.published_to
    if start is None and end is None:
        return False
    return (start is None or start <= date(year, 1, 1)) and (
        end is None or date(year, 12, 31) <= end
    )
