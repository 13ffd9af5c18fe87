from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.knowledge_base import KnowledgeBase
from kb.messages import Messages
from kb.search.presenting.answer import FacetValue
from kb.search.query.query import Filters
from kb.search.query.request import make_request
from kb.search.service import SearchService
from kb.web.addresses import Urls
from kb.web.pages import links
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


@pytest.mark.parametrize(
    ("chosen", "year", "then"),
    [
        (("", ""), 2017, ("2017", "2017")),
        # One outside extends the time to it, with the years between.
        (("2016", "2017"), 2019, ("2016", "2019")),
        (("2016", "2017"), 2012, ("2012", "2017")),
        (("2016-03", "2016-05"), 2016, ("2016", "2016")),
        (("2016-03", "2018"), 2016, ("2016", "2018")),
        (("2016", ""), 2014, ("2014", "")),
        (("", "2016"), 2018, ("", "2018")),
        # The first or the last of several with posts is taken away from it.
        (("2016", "2018"), 2018, ("2016", "2017")),
        (("2016", "2018"), 2016, ("2017", "2018")),
        (("2016", "2017"), 2017, ("2016", "2016")),
        (("2016", "2025"), 2019, ("2016", "2018")),
        (("2016", ""), 2019, ("2016", "2018")),
        (("", "2018"), 2012, ("2013", "2018")),
        (("2016-03", "2018"), 2018, ("2016-03", "2017")),
        # One between them is then the only one, and so is one where no other has posts.
        (("2016", "2018"), 2017, ("2017", "2017")),
        (("2016-03", "2018"), 2017, ("2017", "2017")),
        (("2016", ""), 2018, ("2018", "2018")),
        (("2019", "2025"), 2019, ("2019", "2019")),
        # The only one is taken away.
        (("2017", "2017"), 2017, ("", "")),
    ],
)
def test_choosing_a_year_extends_the_time_or_is_the_time(
    chosen: tuple[str, str], year: int, then: tuple[str, str]
) -> None:
    first, last = (text or None for text in chosen)
    request = make_request("x", published_from=first, published_to=last, page=3)
    years = {
        each: value(str(each), _inside(request.filters, each)) for each in range(2019, 2011, -1)
    }
    toggled = links.toggled_year(request, years[year], [*years.values()])
    expected = make_request("x", published_from=then[0] or None, published_to=then[1] or None)
    assert toggled == expected


def _inside(filters: Filters, year: int) -> bool:
    first, last = filters.published_from, filters.published_to
    return bool(filters) and (
        (first or date.min) <= date(year, 1, 1) and date(year, 12, 31) <= (last or date.max)
    )


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
    assert chosen[0].text == "Zinkhyttan"
    assert [link.label for link in chosen] == [
        "Organisation: Zinkhyttan",
        "Organisation: Ängslunda bygdelag",
        "Projekt: Grannkraft",
        "Tid: januari 2017 – februari 2018",
    ]


# --- orders and pages -------------------------------------------------------------------------


def test_relevance_is_offered_where_there_is_something_to_be_relevant_to() -> None:
    ranked = list(links.orders(make_request("bron", order="oldest", page=2), URLS, SWEDISH))
    assert ranked == [
        Link("Bäst träff först", "/sok?q=bron"),
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
