"""Counts → facets: labels, order, and which values are chosen."""

from collections.abc import Mapping
from datetime import date

from kb.corpus.kinds import Kind
from kb.corpus.register import Registers
from kb.language.collation import swedish_order
from kb.search.presenting.answer import FacetValue
from kb.search.query.query import YEAR, Filters


def facets(
    counts: Mapping[str, Mapping[str, int]], filters: Filters, registers: Registers
) -> dict[str, tuple[FacetValue, ...]]:
    """Return the facets of a search.

    Entries of registers by count, then in Swedish order; years newest first. A chosen value is
    there even where nothing matches it.
    """
    entries = {
        kind.name: _entries(kind, counts.get(kind.name, {}), filters.ids(kind), registers)
        for kind in registers.kinds
    }
    return entries | {YEAR: _years(counts.get(YEAR, {}), filters)}


def _entries(
    kind: Kind, counts: Mapping[str, int], chosen: tuple[str, ...], registers: Registers
) -> tuple[FacetValue, ...]:
    ids = {*counts, *chosen}
    known = registers.in_order(kind)
    values = [
        FacetValue(
            entry_id, entry.name, counts.get(entry_id, 0), entry_id in chosen, entry.suggested
        )
        for entry_id, entry in known.items()
        if entry_id in ids
    ]
    if others := ids.difference(known):
        values += (FacetValue(each, each, counts.get(each, 0), each in chosen) for each in others)
        values.sort(key=lambda value: (swedish_order(value.label), value.id))
    values.sort(key=lambda value: -value.count)
    return tuple(values)


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
