"""Counts → facets: labels, order, and which values are chosen."""

from collections.abc import Mapping
from datetime import date

from kb.corpus.register import Registers
from kb.language.tokens import normal_form
from kb.search.query import Facet, Filters
from kb.search.results import FacetValue

# å, ä, ö come last, in this order; the characters behind z in ASCII hold their places.
_LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def facets(
    counts: Mapping[Facet, Mapping[str, int]], filters: Filters, registers: Registers
) -> dict[str, tuple[FacetValue, ...]]:
    """Return the facets of a search.

    Organisations and projects by count, then in Swedish order; years newest first. A chosen
    value is there even where nothing matches it.
    """
    return {
        Facet.ORGANISATION.value: _named(
            counts[Facet.ORGANISATION], filters.organisations, registers
        ),
        Facet.PROJECT.value: _named(counts[Facet.PROJECT], filters.projects, registers),
        Facet.YEAR.value: _years(counts[Facet.YEAR], filters),
    }


def swedish_order(text: str) -> str:
    """Return a key that sorts text as Swedish does: … z å ä ö."""
    return normal_form(text).translate(_LAST_LETTERS)


def _named(
    counts: Mapping[str, int], chosen: tuple[str, ...], registers: Registers
) -> tuple[FacetValue, ...]:
    values = [
        FacetValue(value, registers.label(value), counts.get(value, 0), value in chosen)
        for value in dict.fromkeys((*counts, *chosen))
    ]
    values.sort(key=lambda value: (-value.count, swedish_order(value.label), value.id))
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
