"""Counts → facets: labels, order, and which values are chosen."""

from collections.abc import Mapping, Sequence
from datetime import date

from kb.corpus.kinds import Kind
from kb.corpus.register import Registers
from kb.language.collation import swedish_order
from kb.search.presenting.answer import FacetValue, FacetValues, Label
from kb.search.query.query import YEAR, Filters


class Facets:
    """Makes the facets of searches from their counts; labels are the registers'."""

    def __init__(self, registers: Registers) -> None:
        self._registers = registers
        # Every search has the same hundreds of values. Here are, by the name of their kind, those
        # that any search so far has counted, in the order of their labels.
        self._known: dict[str, dict[str, Label]] = {kind.name: {} for kind in registers.kinds}
        self._years: dict[str, Label] = {}

    def of(
        self, counts: Mapping[str, Mapping[str, int]], filters: Filters
    ) -> dict[str, Sequence[FacetValue]]:
        """Return the facets of a search.

        Entries of registers by count, then in Swedish order; years newest first. A chosen value
        is there even where nothing matches it.
        """
        facets: dict[str, Sequence[FacetValue]] = {
            kind.name: self._entries(kind, counts.get(kind.name, {}), filters.ids(kind))
            for kind in self._registers.kinds
        }
        facets[YEAR] = self._in_years(counts.get(YEAR, {}), filters)
        return facets

    def _entries(
        self, kind: Kind, counts: Mapping[str, int], chosen: tuple[str, ...]
    ) -> FacetValues:
        known = self._known[kind.name]
        values = [*filter(counts.__contains__, known)]
        if len(values) < len(counts):
            new = [self._label(kind, value) for value in counts.keys() - known.keys()]
            known = {label.value: label for label in sorted([*known.values(), *new])}
            self._known[kind.name] = known
            values = [*filter(counts.__contains__, known)]
        values.sort(key=counts.__getitem__, reverse=True)  # equals stay in their order
        if lacking := sorted(self._label(kind, value) for value in {*chosen}.difference(counts)):
            known = known | {label.value: label for label in lacking}
            values += [label.value for label in lacking]
        return FacetValues(values, known, counts, chosen)

    def _in_years(self, counts: Mapping[str, int], filters: Filters) -> FacetValues:
        years = set(counts)
        start, end = filters.published_from, filters.published_to
        if start and end and start.year == end.year and _is_chosen(start.year, filters):
            years.add(f"{start.year:04}")
        self._years |= {year: Label(year, year, year, False) for year in years - self._years.keys()}
        chosen = [year for year in years if _is_chosen(int(year), filters)] if start or end else ()
        return FacetValues(sorted(years, reverse=True), self._years, counts, chosen)

    def _label(self, kind: Kind, value: str) -> Label:
        entry = self._registers.entry(kind, value)
        label = entry.name if entry else value
        suggested = entry is not None and entry.suggested
        return Label(swedish_order(label), value, label, suggested)


def _is_chosen(year: int, filters: Filters) -> bool:
    """Whether the whole year lies inside the chosen dates."""
    start, end = filters.published_from, filters.published_to
    if start is None and end is None:
        return False
    return (start is None or start <= date(year, 1, 1)) and (
        end is None or date(year, 12, 31) <= end
    )
