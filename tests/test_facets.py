from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest

from kb.corpus.register import Entry, Registers
from kb.engines import open_engine
from kb.search.facets import facets, swedish_order
from kb.search.parser import make_query
from kb.search.query import Facet, Filters, Order, Query
from kb.search.results import FacetValue, Results
from kb.search.service import SearchService

NAMES = ["Zinkhyttan", "Åkerbo", "Ängslunda", "Östhamra", "arla", "Bygdelaget", "Écrin", "Ærlig"]
IN_ORDER = ["arla", "Bygdelaget", "Écrin", "Zinkhyttan", "Åkerbo", "Ängslunda", "Ærlig", "Östhamra"]


def made(
    organisations: dict[str, int] | None = None,
    projects: dict[str, int] | None = None,
    years: dict[str, int] | None = None,
    filters: Filters | None = None,
    registers: Registers | None = None,
) -> dict[str, tuple[FacetValue, ...]]:
    counts = {
        Facet.ORGANISATION: organisations or {},
        Facet.PROJECT: projects or {},
        Facet.YEAR: years or {},
    }
    return facets(counts, filters or Filters(), registers or Registers())


def year(number: int) -> Filters:
    return Filters(published_from=date(number, 1, 1), published_to=date(number, 12, 31))


# --- order, labels, choices -------------------------------------------------------------------


def test_swedish_order_ends_with_the_three_letters() -> None:
    assert sorted(NAMES, key=swedish_order) == IN_ORDER


def test_values_come_by_count_then_in_swedish_order() -> None:
    entries = [Entry(id=f"id-{number}", name=name) for number, name in enumerate(NAMES)]
    registers = Registers(organisations=tuple(entries))
    counts = {entry.id: 2 for entry in entries} | {"id-2": 3}
    labels = [value.label for value in made(counts, registers=registers)["organisation"]]
    assert labels == ["Ängslunda", *(name for name in IN_ORDER if name != "Ängslunda")]


def test_values_of_one_label_come_by_id() -> None:
    registers = Registers(projects=(Entry(id="b", name="Odla"), Entry(id="a", name="Odla")))
    found = made(projects={"b": 1, "a": 1}, registers=registers)["project"]
    assert [value.id for value in found] == ["a", "b"]


def test_years_come_newest_first_whatever_their_counts() -> None:
    found = made(years={"2016": 9, "2018": 1, "2017": 4})["year"]
    assert [(value.id, value.label, value.count) for value in found] == [
        ("2018", "2018", 1),
        ("2017", "2017", 4),
        ("2016", "2016", 9),
    ]


def test_an_id_that_no_register_knows_is_its_own_label() -> None:
    (value,) = made({"okand": 1})["organisation"]
    assert (value.id, value.label) == ("okand", "okand")


def test_chosen_values_are_marked_and_there_even_at_none() -> None:
    filters = Filters(organisations=("a", "x"), projects=("y",))
    found = made({"a": 2, "b": 3}, filters=filters)
    assert [(v.id, v.count, v.selected) for v in found["organisation"]] == [
        ("b", 3, False),
        ("a", 2, True),
        ("x", 0, True),
    ]
    assert [(v.id, v.count, v.selected) for v in found["project"]] == [("y", 0, True)]


def test_a_chosen_year_is_there_even_at_none() -> None:
    found = made(years={"2018": 1}, filters=year(2016))["year"]
    assert [(v.id, v.count, v.selected) for v in found] == [("2018", 1, False), ("2016", 0, True)]


@pytest.mark.parametrize(
    ("start", "end", "selected"),
    [
        (None, None, []),
        (date(2017, 1, 1), date(2017, 12, 31), ["2017"]),
        (date(2016, 1, 1), date(2017, 12, 31), ["2017", "2016"]),
        (date(2016, 1, 2), date(2017, 12, 31), ["2017"]),
        (date(2017, 1, 1), date(2017, 12, 30), []),
        (date(2017, 3, 1), date(2017, 4, 1), []),
        (date(2017, 1, 1), None, ["2018", "2017"]),
        (None, date(2017, 12, 31), ["2017", "2016"]),
    ],
)
def test_years_inside_the_chosen_dates_are_selected(
    start: date | None, end: date | None, selected: list[str]
) -> None:
    filters = Filters(published_from=start, published_to=end)
    found = made(years={"2016": 1, "2017": 1, "2018": 1}, filters=filters)["year"]
    assert [value.id for value in found if value.selected] == selected


# --- every count is a total, on the repository's own corpus -----------------------------------

TEXTS = ["", "arbetsintegrerande", "social OR mat", "kooperativ -seminarium", '"social innovation"']


@pytest.fixture(scope="module")
def service(shipped_index: Path) -> Iterator[SearchService]:
    engine = open_engine(shipped_index)
    yield SearchService(engine)
    engine.close()


def choices(service: SearchService) -> list[Filters]:
    """No, one and two other filters; some that match nothing together."""
    every = service.search(make_query()).facets
    organisations = [Filters(), Filters(organisations=(every["organisation"][0].id,))]
    organisations += [Filters(organisations=tuple(v.id for v in every["organisation"][1:3]))]
    organisations += [Filters(organisations=("finns-ej",))]
    projects = [Filters(), Filters(projects=(every["project"][0].id,))]
    projects += [Filters(projects=tuple(v.id for v in every["project"][1:3]))]
    years = [Filters(), year(2017), Filters(published_from=date(2016, 9, 1)), year(1999)]
    together = []
    for one, two, three in product(organisations, projects, years):
        if sum(map(bool, (one, two, three))) <= 2:
            together.append(
                Filters(one.organisations, two.projects, three.published_from, three.published_to)
            )
    return together


def only(facet: str, value: str, filters: Filters) -> Filters:
    """The filters with this value as the only choice in its facet."""
    if facet == Facet.ORGANISATION:
        return replace(filters, organisations=(value,))
    if facet == Facet.PROJECT:
        return replace(filters, projects=(value,))
    chosen = year(int(value))
    return replace(filters, published_from=chosen.published_from, published_to=chosen.published_to)


@pytest.mark.parametrize("text", TEXTS)
def test_every_count_is_the_total_of_that_choice_alone(service: SearchService, text: str) -> None:
    every = {
        facet: {value.id for value in values}
        for facet, values in service.search(make_query()).facets.items()
    }
    assert len(every["organisation"]) > 20
    totals: dict[Filters, int] = {}  # the same choice alone comes up again and again
    for filters in choices(service):
        query = replace(make_query(text), filters=filters)
        found = service.search(query).facets
        for facet, ids in every.items():
            counts = {value.id: value.count for value in found[facet]}
            for value in ids | set(counts):
                alone = only(facet, value, filters)
                if alone not in totals:
                    totals[alone] = service.count(replace(query, filters=alone))
                assert counts.get(value, 0) == totals[alone], (facet, value, filters)
    assert sum(total > 0 for total in totals.values()) > 10


@pytest.mark.parametrize("text", TEXTS)
def test_facets_do_not_depend_on_order_and_page(service: SearchService, text: str) -> None:
    for filters in choices(service):
        plain = service.search(replace(make_query(text), filters=filters)).facets
        for order, page in product(Order, (1, 2, 50)):
            query = replace(make_query(text, order=order, page=page), filters=filters)
            assert service.search(query).facets == plain


def test_two_values_of_a_facet_give_the_union(service: SearchService) -> None:
    def found(query: Query) -> set[str]:
        return {hit.id for hit in service.search(replace(query, per_page=100)).hits}

    for facet in ("organisation", "project"):
        values = [value.id for value in service.search(make_query()).facets[facet]]
        for one, other in pairwise(values):
            both = (one, other)
            query = make_query("social OR mat OR jobb")
            filters = (
                Filters(organisations=both) if facet == "organisation" else Filters(projects=both)
            )
            apart = [
                found(replace(query, filters=only(facet, value, query.filters))) for value in both
            ]
            assert found(replace(query, filters=filters)) == apart[0] | apart[1]


def test_listed_values_have_hits_or_are_chosen(service: SearchService) -> None:
    def listed(results: Results) -> Iterator[FacetValue]:
        for values in results.facets.values():
            yield from values

    for filters in choices(service):
        results = service.search(replace(make_query("mat"), filters=filters))
        assert all(value.count or value.selected for value in listed(results))
        chosen = {value.id for value in listed(results) if value.selected}
        assert chosen >= {*filters.organisations, *filters.projects}
