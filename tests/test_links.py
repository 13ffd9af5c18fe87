from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.knowledge_base import KnowledgeBase
from kb.messages import Messages
from kb.search.presenting.answer import FacetValue
from kb.search.query.request import make_request
from kb.search.service import SearchService
from kb.web.addresses import Urls, read
from kb.web.pages import facets, links
from kb.web.pages.links import Link

SWEDISH = Messages("sv")
URLS = Urls()


@pytest.fixture(scope="module")
def service(index_dir: Path) -> Iterator[SearchService]:
    with KnowledgeBase(index_dir) as knowledge_base:
        yield knowledge_base.service


def value(id_: str, selected: bool = False) -> FacetValue:
    return FacetValue(id_, id_.title(), 1, selected)


# --- facets -----------------------------------------------------------------------------------


def test_choosing_adds_a_value_and_choosing_again_takes_it_away() -> None:
    request = make_request("x", {"organisation": ["b"], "project": ["p"]}, page=3)
    both = links.toggled(request, ORGANISATION, value("a"))
    assert both.filters.ids(ORGANISATION) == ("a", "b")
    assert both.filters.ids(PROJECT) == ("p",)
    assert both.page == 1
    assert links.toggled(both, ORGANISATION, value("a", True)).filters == request.filters
    assert links.toggled(request, PROJECT, value("p", True)).filters.ids(PROJECT) == ()


def test_choosing_a_year_sets_both_dates_to_it() -> None:
    request = make_request(published_from="2016-03", published_to="2018")
    chosen = links.toggled_year(request, value("2017")).filters
    assert (chosen.published_from, chosen.published_to) == (date(2017, 1, 1), date(2017, 12, 31))


def test_choosing_a_chosen_year_takes_the_dates_away() -> None:
    request = make_request(published_from="2017", published_to="2017")
    assert not links.toggled_year(request, value("2017", True)).filters


def test_every_link_of_a_facet_leads_to_as_many_posts_as_it_says(service: SearchService) -> None:
    for text in ("", "kooperativ"):
        for view in facets.facet_views(service.search(make_request(text)), URLS, SWEDISH):
            for link in view.values:
                request = read(parse_qsl(urlsplit(link.href).query), per_page=10).request
                assert request is not None
                assert service.search(request).total == int(link.count), link


def test_more_values_than_fit_wait_but_chosen_ones_stay_in_sight(service: SearchService) -> None:
    answer = service.search(make_request("", {"organisation": ["n9"]}))
    values = tuple(value(f"n{number}", selected=number == 9) for number in range(12))
    years = tuple(value(str(year)) for year in range(2020, 2000, -1))
    counted = {**answer.facets, "organisation": values, "year": years}
    view, _, year_view = facets.facet_views(replace(answer, facets=counted), URLS, SWEDISH)
    assert [link.text for link in view.values] == [*(f"N{n}" for n in range(8)), "N9"]
    assert [link.text for link in view.more] == ["N8", "N10", "N11"]
    assert [link.current for link in view.values] == [False] * 8 + [True]
    assert len(year_view.values) == 20
    assert year_view.more == ()


def test_every_filter_can_be_removed_alone(service: SearchService) -> None:
    request = make_request(
        "bron",
        {"organisation": ["angslunda-bygdelag", "zinkhyttan"], "project": ["grannkraft"]},
        published_from="2017",
        published_to="2018-02",
    )
    chosen = list(links.chosen(service.search(request), Urls("en"), SWEDISH))
    rest = "&fran=2017&till=2018-02&lang=en"
    assert [link.href for link in chosen] == [
        f"/sok?q=bron&organisation=angslunda-bygdelag&projekt=grannkraft{rest}",
        f"/sok?q=bron&organisation=zinkhyttan&projekt=grannkraft{rest}",
        f"/sok?q=bron&organisation=angslunda-bygdelag&organisation=zinkhyttan{rest}",
        "/sok?q=bron&organisation=angslunda-bygdelag&organisation=zinkhyttan"
        "&projekt=grannkraft&lang=en",
    ]
    assert [link.text for link in chosen] == [
        "Organisation: Zinkhyttan",
        "Organisation: Ängslunda bygdelag",
        "Projekt: Grannkraft",
        "Tid: 1 januari 2017 – 28 februari 2018",
    ]


# --- orders and pages -------------------------------------------------------------------------


def test_relevance_is_offered_where_there_is_something_to_be_relevant_to() -> None:
    ranked = list(links.orders(make_request("bron", order="oldest", page=2), URLS, SWEDISH))
    assert ranked == [
        Link("Relevans", "/sok?q=bron"),
        Link("Nyast först", "/sok?q=bron&ordning=nyast"),
        Link("Äldst först", "/sok?q=bron&ordning=aldst", current=True),
    ]
    everything = list(links.orders(make_request(), URLS, SWEDISH))
    assert [link.text for link in everything] == ["Nyast först", "Äldst först"]
    assert everything[0] == Link("Nyast först", "/sok", current=True)


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [
        (1, 1, "[1]"),
        (1, 2, "[1] 2"),
        (2, 3, "1 [2] 3"),
        (1, 9, "[1] 2 … 9"),
        (3, 9, "1 2 [3] 4 … 9"),
        (5, 9, "1 … 4 [5] 6 … 9"),
        (9, 9, "1 … 8 [9]"),
    ],
)
def test_the_pager(page: int, pages: int, shown: str) -> None:
    found = links.pager(make_request("x", page=page), pages, URLS, SWEDISH)
    texts = [
        ("[{}]" if link.current else "{}").format(link.text) if link else "…" for link in found
    ]
    assert " ".join(texts) == shown


@settings(deadline=None)
@given(st.integers(1, 500), st.integers(1, 500))
def test_the_pager_reaches_the_first_the_last_and_the_pages_beside(page: int, pages: int) -> None:
    page = min(page, pages)
    request = make_request("x", page=page)
    found = [link for link in links.pager(request, pages, URLS, SWEDISH) if link]
    hrefs = {link.href for link in found}
    for other in {1, pages, max(1, page - 1), min(pages, page + 1)}:
        assert links.page_address(make_request("x"), other, URLS) in hrefs
    assert len(hrefs) == len(found) <= 5


# --- ways on ----------------------------------------------------------------------------------


def test_ways_on_from_a_search_without_hits_find_what_they_say(service: SearchService) -> None:
    request = make_request(
        "kooperativ bron",
        {"organisation": ["zinkhyttan"]},
        published_from="2021",
        published_to="2021",
    )
    found = list(links.ways_on(service.search(request), service, URLS, SWEDISH))
    assert [(link.text, link.href) for link in found[:2]] == [
        ("Utan Zinkhyttan", "/sok?q=kooperativ+bron&fran=2021&till=2021"),
        ("Utan tidsgräns", "/sok?q=kooperativ+bron&organisation=zinkhyttan"),
    ]
    assert found[-2:] == [
        Link("Bara kooperativ", "/sok?q=kooperativ", count="3 träffar"),
        Link("Bara bron", "/sok?q=bron", count="2 träffar"),
    ]


def test_ways_on_name_the_filter_that_they_leave_out(service: SearchService) -> None:
    request = make_request("bron", {"organisation": ["zinkhyttan"]}, published_from="2021")
    found = list(links.ways_on(service.search(request), service, URLS, SWEDISH))
    assert [(link.text, link.href, link.count) for link in found] == [
        ("Utan Zinkhyttan", "/sok?q=bron&fran=2021", "1 träff"),
        ("Utan avgränsning", "/sok?q=bron", "2 träffar"),
    ]


def test_a_word_alone_is_written_as_it_was_asked_for(service: SearchService) -> None:
    request = make_request('"ideell sektor" xyzzy koop* skola ELLER kooperativ')
    found = list(links.ways_on(service.search(request), service, URLS, SWEDISH))
    assert [link.text for link in found] == [
        'Bara "ideell sektor"',
        "Bara koop*",
        "Bara skola ELLER kooperativ",
    ]
    for link in found:
        text = link.text.removeprefix("Bara ")
        assert service.search(make_request(text)).total == int(link.count.split()[0])
