from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest

from kb.corpus.kinds import KINDS, ORGANISATION, PROJECT
from kb.corpus.register import Entry, Registers
from kb.engines import open_engine
from kb.language.collation import swedish_order
from kb.search.presenting.answer import Answer, FacetValue
from kb.search.presenting.facets import Facets
from kb.search.query.query import YEAR, Filters, Order
from kb.search.query.request import SearchRequest, make_request
from kb.search.service import SearchService
from tests.corpora import registers

NAMES = ["Zinkhyttan", "Åkerbo", "Ängslunda", "Östhamra", "arla", "Bygdelaget", "Écrin", "Ærlig"]


def made(
    counts: Mapping[str, Mapping[str, int]],
    filters: Filters | None = None,
    known: Registers | None = None,
) -> dict[str, Sequence[FacetValue]]:
    """The facets for some counts, by the name of the facet."""
    return Facets(known or Registers()).of(counts, filters or Filters())


def year(number: int) -> Filters:
    return Filters(published_from=date(number, 1, 1), published_to=date(number, 12, 31))


# --- order, labels, choices -------------------------------------------------------------------


def test_every_kind_that_the_corpus_has_a_register_of_is_a_facet() -> None:
    assert list(made({})) == ["organisation", "project", "year"]
    # Posts may have categories where there is no register of them; these are not shown.
    assert list(made({"category": {"kurs": 1}})) == ["organisation", "project", "year"]
    found = made({"category": {"kurs": 1}}, known=registers(categories=[]))
    assert list(found) == ["organisation", "project", "category", "year"]
    assert [(value.id, value.count) for value in found["category"]] == [("kurs", 1)]


def test_values_come_by_count_then_in_swedish_order() -> None:
    entries = [Entry(id=f"id-{number}", name=name) for number, name in enumerate(NAMES)]
    counts = {entry.id: 2 for entry in entries} | {"id-2": 3}
    found = made({"organisation": counts}, known=registers(organisations=entries))
    in_order = sorted(NAMES, key=swedish_order)
    in_order.remove("Ängslunda")
    assert [value.label for value in found["organisation"]] == ["Ängslunda", *in_order]


def test_values_of_one_label_come_by_id() -> None:
    entries = [Entry(id="b", name="Odla"), Entry(id="a", name="Odla")]
    found = made({"project": {"b": 1, "a": 1}}, known=registers(projects=entries))
    assert [value.id for value in found["project"]] == ["a", "b"]


def test_values_that_no_register_knows_come_among_the_others() -> None:
    known = registers(organisations=[Entry(id="z", name="Arla"), Entry(id="y", name="Öster")])
    counts = {"y": 1, "zink": 1, "z": 1, "akerbo": 1, "ost": 2}
    found = made({"organisation": counts}, known=known)["organisation"]
    assert [value.id for value in found] == ["ost", "akerbo", "z", "zink", "y"]


def test_years_come_newest_first_whatever_their_counts() -> None:
    found = made({"year": {"2016": 9, "2018": 1, "2017": 4}})["year"]
    assert [(value.id, value.label, value.count) for value in found] == [
        ("2018", "2018", 1),
        ("2017", "2017", 4),
        ("2016", "2016", 9),
    ]


def test_an_id_that_no_register_knows_is_its_own_label() -> None:
    (value,) = made({"organisation": {"okand": 1}})["organisation"]
    assert (value.id, value.label) == ("okand", "okand")


def test_chosen_values_are_marked_and_there_even_at_none() -> None:
    filters = Filters.of({"organisation": ("a", "x"), "project": ("y",)})
    found = made({"organisation": {"a": 2, "b": 3}}, filters)
    assert [(v.id, v.count, v.selected) for v in found["organisation"]] == [
        ("b", 3, False),
        ("a", 2, True),
        ("x", 0, True),
    ]
    assert [(v.id, v.count, v.selected) for v in found["project"]] == [("y", 0, True)]


def test_a_chosen_year_is_there_even_at_none() -> None:
    found = made({"year": {"2018": 1}}, year(2016))["year"]
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
    found = made({"year": {"2016": 1, "2017": 1, "2018": 1}}, filters)["year"]
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
    every = service.search(make_request()).facets
    organisations = [[], [every["organisation"][0].id]]
    organisations += [[value.id for value in every["organisation"][1:3]], ["finns-ej"]]
    projects = [[], [every["project"][0].id], [value.id for value in every["project"][1:3]]]
    years = [Filters(), year(2017), Filters(published_from=date(2016, 9, 1)), year(1999)]
    return [
        Filters.of({"organisation": one, "project": two}, three.published_from, three.published_to)
        for one, two, three in product(organisations, projects, years)
        if sum(map(bool, (one, two, three))) <= 2
    ]


def only(facet: str, value: str, filters: Filters) -> Filters:
    """The filters with this value as the only choice in its facet."""
    for kind in KINDS:
        if kind.name == facet:
            return filters.choosing(kind, (value,))
    assert facet == YEAR
    chosen = year(int(value))
    return filters.between(chosen.published_from, chosen.published_to)


@pytest.mark.parametrize("text", TEXTS)
def test_every_count_is_the_total_of_that_choice_alone(service: SearchService, text: str) -> None:
    every = {
        facet: {value.id for value in values}
        for facet, values in service.search(make_request()).facets.items()
    }
    assert len(every["organisation"]) > 20
    request = make_request(text)
    interpretation = service.interpret(request.query)
    totals: dict[Filters, int] = {}  # the same choice alone comes up again and again
    for filters in choices(service):
        found = service.search(replace(request, filters=filters)).facets
        for facet, ids in every.items():
            counts = {value.id: value.count for value in found[facet]}
            for value in ids | set(counts):
                alone = only(facet, value, filters)
                if alone not in totals:
                    totals[alone] = service.total(interpretation, alone)
                assert counts.get(value, 0) == totals[alone], (facet, value, filters)
    assert sum(total > 0 for total in totals.values()) > 10


@pytest.mark.parametrize("text", TEXTS)
def test_facets_do_not_depend_on_order_and_page(service: SearchService, text: str) -> None:
    for filters in choices(service):
        plain = service.search(replace(make_request(text), filters=filters)).facets
        for order, page in product(Order, (1, 2, 50)):
            request = replace(make_request(text, order=order, page=page), filters=filters)
            assert service.search(request).facets == plain


def test_two_values_of_a_facet_give_the_union(service: SearchService) -> None:
    def found(request: SearchRequest) -> set[str]:
        return {hit.id for hit in service.search(replace(request, per_page=100)).hits}

    request = make_request("social OR mat OR jobb")
    for kind in (ORGANISATION, PROJECT):
        values = [value.id for value in service.search(make_request()).facets[kind.name]]
        for both in pairwise(values):
            apart = [
                found(replace(request, filters=Filters().choosing(kind, [value]))) for value in both
            ]
            together = replace(request, filters=Filters().choosing(kind, both))
            assert found(together) == apart[0] | apart[1]


def test_listed_values_have_hits_or_are_chosen(service: SearchService) -> None:
    def listed(answer: Answer) -> Iterator[FacetValue]:
        for values in answer.facets.values():
            yield from values

    for filters in choices(service):
        answer = service.search(replace(make_request("mat"), filters=filters))
        assert all(value.count or value.selected for value in listed(answer))
        chosen = {value.id for value in listed(answer) if value.selected}
        assert chosen >= {*filters.ids(ORGANISATION), *filters.ids(PROJECT)}


def test_values_are_the_same_one_by_one_in_slices_and_all_at_once() -> None:
    values = made({"project": {"a": 1, "b": 3, "c": 2}}, filters=Filters.of({"project": ["d"]}))[
        "project"
    ]
    assert [(value.id, value.count, value.selected) for value in values] == [
        ("b", 3, False),
        ("c", 2, False),
        ("a", 1, False),
        ("d", 0, True),
    ]
    assert [values[place] for place in range(len(values))] == list(values)
    assert list(values[1:3]) == list(values)[1:3]
    assert values[-1].selected
