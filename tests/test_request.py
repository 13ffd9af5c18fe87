"""A search as it is asked for: the choices beside the text."""

from datetime import date, datetime

import pytest

from kb.errors import QueryError
from kb.search.query.parser import parse
from kb.search.query.query import Filters, Order
from kb.search.query.request import make_request, possible_order


def test_choices_become_filters() -> None:
    request = make_request(
        "bro",
        {"organisation": ["b", "a", "b"], "project": ("p",)},
        published_from="2016-05",
        published_to="2017",
        order="oldest",
        page=3,
        per_page=100,
    )
    assert request.query.text == "bro"
    assert request.query == parse("bro")
    assert request.filters == Filters.of(
        {"organisation": ("a", "b"), "project": ("p",)}, date(2016, 5, 1), date(2017, 12, 31)
    )
    assert (request.order, request.page, request.per_page) == (Order.OLDEST, 3, 100)


def test_dates_may_be_dates() -> None:
    day = date(2017, 6, 1)
    request = make_request(published_from=day, published_to=day)
    assert request.filters == Filters((), day, day)
    noon = datetime(2017, 6, 1, 12)
    assert make_request(published_from=noon, published_to=noon) == request


@pytest.mark.parametrize(
    ("text", "asked", "order"),
    [
        ("bro", None, "relevance"),
        ("bro", "relevance", "relevance"),
        ("bro", "newest", "newest"),
        ("", None, "newest"),
        ("", "relevance", "newest"),
        ("", "oldest", "oldest"),
        ("-bro", None, "newest"),
        ("🎉", None, "newest"),
        ("och", None, "relevance"),
    ],
)
def test_order_is_relevance_where_something_is_scored(
    text: str, asked: str | None, order: str
) -> None:
    assert make_request(text, order=asked).order == order
    assert possible_order(asked, parse(text)) == order


def test_every_fault_is_named() -> None:
    with pytest.raises(QueryError) as caught:
        make_request(published_from="x", published_to="2017-13", order="bäst", page=0, per_page=101)
    found = [(fault.field, fault.kind, fault.value) for fault in caught.value.faults]
    assert found == [
        ("published_from", "date", "x"),
        ("published_to", "month", "2017-13"),
        ("order", "order", "bäst"),
        ("page", "page", "0"),
        ("per_page", "per_page", "101"),
    ]
    assert "published_from: “x” is not a date. Write 2017, 2017-06 or 2017-06-29." in str(
        caught.value
    )


def test_dates_in_the_wrong_order_are_a_fault_of_both() -> None:
    with pytest.raises(QueryError) as caught:
        make_request(published_from="2018", published_to="2017")
    assert [(fault.field, fault.kind) for fault in caught.value.faults] == [
        ("published_from", "range"),
        ("published_to", "range"),
    ]
    assert make_request(published_from="2017", published_to="2017").filters


@pytest.mark.parametrize("per_page", [0, -1, 101])
def test_pages_hold_one_to_a_hundred(per_page: int) -> None:
    with pytest.raises(QueryError, match="not between 1 and 100"):
        make_request(per_page=per_page)


def test_no_empty_order() -> None:
    with pytest.raises(QueryError, match="is not an order"):
        make_request(order="")
