from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.knowledge_base import KnowledgeBase
from kb.messages import Messages
from kb.search.presenting.answer import Answer, FacetValue
from kb.search.query.request import make_request
from kb.search.service import SearchService
from kb.web.addresses import MAX_VALUES, Urls, read
from kb.web.pages.facets import FacetView, facet_views
from kb.web.pages.links import Link

SWEDISH = Messages("sv")
URLS = Urls()


@pytest.fixture(scope="module")
def service(index_dir: Path) -> Iterator[SearchService]:
    with KnowledgeBase(index_dir) as knowledge_base:
        yield knowledge_base.service


def value(id_: str, count: int = 1, *, selected: bool = False) -> FacetValue:
    return FacetValue(id_, id_.title(), count, selected)


def views_of(answer: Answer, **values: list[FacetValue]) -> list[FacetView]:
    counted = {**answer.facets, **{name: tuple(each) for name, each in values.items()}}
    return list(facet_views(replace(answer, facets=counted), URLS, SWEDISH))


def test_every_link_of_a_facet_leads_to_as_many_posts_as_it_says(service: SearchService) -> None:
    for text in ("", "kooperativ"):
        for view in facet_views(service.search(make_request(text)), URLS, SWEDISH):
            links = [*view.values, *(bar.link for bar in view.bars if bar.link.href)]
            assert links
            for link in links:
                request = read(parse_qsl(urlsplit(link.href).query), per_page=10).request
                assert request is not None
                assert service.search(request).total == int(link.count), link


def test_more_values_than_fit_are_in_a_list_but_chosen_ones_in_sight(
    service: SearchService,
) -> None:
    answer = service.search(make_request("bron", {"organisation": ["n9"]}, order="oldest"))
    values = [value(f"n{number}", selected=number == 9) for number in range(12)]
    view, *_ = views_of(answer, organisation=values)
    assert [link.text for link in view.values] == ["N9", *(f"N{n}" for n in range(8))]
    assert [link.current for link in view.values] == [True] + [False] * 8
    further = view.further
    assert further is not None
    assert (further.label, further.parameter) == ("Fler organisationer", "organisation")
    assert further.prompt == "3 till …"
    assert further.options == (("n10", "N10 (1)"), ("n11", "N11 (1)"), ("n8", "N8 (1)"))
    assert further.kept == (("q", "bron"), ("organisation", "n9"), ("ordning", "aldst"))
    assert further.all is None


def test_a_page_weighs_little_however_many_values_there_are(service: SearchService) -> None:
    answer = service.search(make_request("bron"))
    view, *_ = views_of(answer, organisation=[value(f"n{number}") for number in range(2500)])
    assert len(view.values) == 8
    assert view.further is not None
    assert len(view.further.options) == 40
    assert view.further.prompt == "De 40 vanligaste av 2492 till …"
    assert view.further.all == Link("Sök bland alla 2500 organisationer", "/organisationer")


def test_no_more_is_chosen_than_an_address_may_hold(service: SearchService) -> None:
    ids = [f"n{number:02}" for number in range(MAX_VALUES)]
    answer = service.search(make_request("", {"organisation": ids}))
    values = [*(value(one, selected=True) for one in ids), value("one-more")]
    view, *_ = views_of(answer, organisation=values)
    assert [link.text for link in view.values] == [one.title() for one in ids]
    assert view.further is None


# --- years ------------------------------------------------------------------------------------


def test_years_are_bars_from_left_to_right_with_the_empty_ones(service: SearchService) -> None:
    answer = service.search(make_request("x"))
    counts = {2020: 40, 2019: 1, 2016: 20}
    years = views_of(answer, year=[value(str(year), count) for year, count in counts.items()])[-1]
    bars = [(bar.link.text, bar.link.count, bar.height) for bar in years.bars]
    assert bars == [
        ("2016", "20", 10),
        ("2017", "0", 0),
        ("2018", "0", 0),
        ("2019", "1", 1),
        ("2020", "40", 20),
    ]
    assert [bool(bar.link.href) for bar in years.bars] == [True, False, False, True, True]
    assert years.clear is None
    assert "Välj ett år" in years.hint


def test_years_inside_the_time_are_chosen_and_it_can_be_taken_away(service: SearchService) -> None:
    answer = service.search(make_request("x", published_from="2016", published_to="2019"))
    chosen = {2021: False, 2018: True, 2016: True, 2015: False}
    values = [value(str(year), selected=selected) for year, selected in chosen.items()]
    years = views_of(answer, year=values)[-1]
    assert [bar.link.text for bar in years.bars if bar.link.current] == [
        *("2016", "2017", "2018", "2019"),
    ]
    assert years.clear == Link("Ta bort perioden 2016–2019", "/sok?q=x")
    assert "visa bara det" in years.hint
    assert [bar.link.text for bar in years.bars if bar.removes] == ["2016", "2018"]


def test_the_only_year_says_that_choosing_it_takes_it_away(service: SearchService) -> None:
    answer = service.search(make_request("x", published_from="2016", published_to="2016"))
    years = views_of(answer, year=[value("2017"), value("2016", selected=True)])[-1]
    assert [bar.link.text for bar in years.bars if bar.removes] == ["2016"]
    assert years.clear == Link("Ta bort perioden 2016", "/sok?q=x")
    assert "det valda för att ta bort" in years.hint


@given(
    st.dictionaries(st.integers(1, 9999), st.integers(0, 10**6), min_size=1, max_size=80),
)
def test_bars_are_bounded_and_none_that_has_posts_is_flat(
    shared: tuple[SearchService, Answer], counts: dict[int, int]
) -> None:
    _, answer = shared
    values = [value(f"{year:04}", count) for year, count in sorted(counts.items(), reverse=True)]
    bars = views_of(answer, year=values)[-1].bars
    assert [int(bar.link.text) for bar in bars] == sorted({int(bar.link.text) for bar in bars})
    assert {int(bar.link.text) for bar in bars} >= counts.keys()
    assert len(bars) <= max(60, len(counts))
    for bar in bars:
        count = counts.get(int(bar.link.text), 0)
        assert (bar.height > 0) == (count > 0)
        assert bar.height <= 20


@pytest.fixture(scope="module")
def shared(service: SearchService) -> tuple[SearchService, Answer]:
    return service, service.search(make_request("x"))
