from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.messages import Messages
from kb.search.parser import make_query
from kb.search.query import Order
from kb.web.params import NAMES, Asked, address, canonical, read, with_pairs

SWEDISH = Messages("sv")
Pairs = list[tuple[str, str]]

years = st.integers(1, 9999).map("{:04}".format)
days = st.dates().map(date.isoformat)
months = st.dates().map(lambda day: day.isoformat()[:7])
odd_numbers = st.sampled_from(["0", "-1", "1e3", "٣", "99999999999", "1.0", "+1", " 2 ", "007"])
values = {
    "q": st.text(max_size=12) | st.sampled_from(["", " två  ord ", '"ideell sektor"', "-malmö"]),
    "organisation": st.sampled_from(["", "b", "a", "å ä", " a "]) | st.text(max_size=4),
    "projekt": st.sampled_from(["", "p2", "p1"]),
    "fran": years | months | days | st.sampled_from(["", "0000", "2017-13", "2017-02-30", "i går"]),
    "till": years | months | days | st.sampled_from(["", "9999", "2017-1", "２０１７"]),
    "ordning": st.sampled_from(["", "relevans", "nyast", "aldst", "relevance"]),
    "sida": st.integers(1, 999_999_999).map(str) | odd_numbers | st.just(""),
    "lang": st.sampled_from(["", "sv", "en", "klingon"]),
    "sid": st.text(max_size=3),
}
pairs = st.lists(
    st.one_of([st.tuples(st.just(name), value) for name, value in values.items()]), max_size=12
)


def read_query(text: str) -> Asked:
    return read(parse_qsl(text, keep_blank_values=True), per_page=10)


def one_address(text: str) -> str:
    asked = read_query(text)
    assert asked.query is not None, asked.faults
    return with_pairs("", canonical(asked.query, asked.lang)).lstrip("?")


def faulty(text: str) -> list[str]:
    return [fault.name for fault in read_query(text).faults]


# --- one search has one address ---------------------------------------------------------------


@settings(deadline=None)
@given(pairs)
@example([("q", "a\x00b"), ("sida", "3")])
@example([("fran", "0001"), ("till", "9999")])
def test_an_address_leads_to_one_address_that_asks_the_same(given_pairs: Pairs) -> None:
    asked = read(given_pairs, per_page=10)
    if asked.query is None:
        return
    right = canonical(asked.query, asked.lang)
    again = read(right, per_page=10)
    assert again.query == asked.query
    assert again.lang == asked.lang
    assert again.query is not None
    assert canonical(again.query, again.lang) == right
    assert [name for name, _ in right] == sorted((n for n, _ in right), key=NAMES.index)
    assert all(value for _, value in right)


@settings(deadline=None)
@given(pairs)
def test_an_address_survives_being_written_and_decoded(given_pairs: Pairs) -> None:
    asked = read(given_pairs, per_page=10)
    if asked.query is None:
        return
    written = address(asked.query, asked.lang)
    decoded = parse_qsl(urlsplit(written).query, keep_blank_values=True)
    assert decoded == canonical(asked.query, asked.lang)
    assert written.isascii()
    assert " " not in written


def test_parameters_stand_in_one_order() -> None:
    shuffled = (
        "lang=en&sida=2&ordning=nyast&till=2018&fran=2017&projekt=p&organisation=o&q=kooperativ"
    )
    assert one_address(shuffled) == (
        "q=kooperativ&organisation=o&projekt=p&fran=2017&till=2018&ordning=nyast&sida=2&lang=en"
    )


@pytest.mark.parametrize(
    ("spelling", "right"),
    [
        ("q=&organisation=&projekt=&fran=&till=&ordning=&sida=&lang=", ""),
        ("sida=1", ""),
        ("sida=007", "sida=7"),
        ("q=++jobb++nu+", "q=jobb+nu"),
        ("q=a&q=b", "q=b"),
        ("q=jobb&ordning=relevans", "q=jobb"),
        ("q=jobb&ordning=nyast", "q=jobb&ordning=nyast"),
        ("ordning=nyast", ""),
        ("ordning=relevans", ""),
        ("ordning=aldst", "ordning=aldst"),
        ("q=-jobb&ordning=relevans", "q=-jobb"),
        ("organisation=b&organisation=a&organisation=b", "organisation=a&organisation=b"),
        ("projekt=b&projekt=a", "projekt=a&projekt=b"),
        ("fran=2017-01-01&till=2017-12-31", "fran=2017&till=2017"),
        ("fran=2017-01&till=2017-12", "fran=2017&till=2017"),
        ("fran=2017-06-01&till=2017-06-30", "fran=2017-06&till=2017-06"),
        ("fran=2017-02&till=2017-02-28", "fran=2017-02&till=2017-02"),
        ("till=2016-02-28", "till=2016-02-28"),
        ("till=2016-02-29", "till=2016-02"),
        ("fran=2017-01-02&till=2017-12-30", "fran=2017-01-02&till=2017-12-30"),
        ("fran=2017&till=2017-01-01", "fran=2017&till=2017-01-01"),
        ("fran=0001&till=9999", "fran=0001&till=9999"),
    ],
)
def test_spellings(spelling: str, right: str) -> None:
    assert one_address(spelling) == right
    assert one_address(right) == right


def test_the_address_is_written_as_a_form_writes_it() -> None:
    query = make_query('"på väg" & mer', organisations=["a/b"])
    assert address(query) == "/sok?q=%22p%C3%A5+v%C3%A4g%22+%26+mer&organisation=a%2Fb"
    assert address(make_query()) == "/sok"
    assert address(make_query("x"), "en", "/sok.json") == "/sok.json?q=x&lang=en"


def test_what_an_address_asks_for() -> None:
    asked = read_query(
        "q=jobb&organisation=o&projekt=p&fran=2017&till=2018-02&ordning=aldst&sida=3"
    )
    query = asked.query
    assert query is not None
    assert query.text == "jobb"
    assert query.filters.organisations == ("o",)
    assert query.filters.projects == ("p",)
    assert query.filters.published_from == date(2017, 1, 1)
    assert query.filters.published_to == date(2018, 2, 28)
    assert query.order is Order.OLDEST
    assert (query.page, query.per_page) == (3, 10)


# --- what is malformed ------------------------------------------------------------------------


def test_every_fault_is_named_at_once_in_the_order_of_the_parameters() -> None:
    text = "lang=xx&sida=0&ordning=x&till=y&fran=2017-13&q=jobb"
    asked = read_query(text)
    assert asked.query is None
    assert [fault.name for fault in asked.faults] == ["fran", "till", "ordning", "sida", "lang"]
    assert [fault.value for fault in asked.faults] == ["2017-13", "y", "x", "0", "xx"]
    for fault in asked.faults:
        assert f"”{fault.value}”" in fault.message(SWEDISH)


@pytest.mark.parametrize("page", ["0", "-1", "1e3", "٣", "²", "99999999999", "1.0", "+1", "två"])
def test_what_is_no_page(page: str) -> None:
    asked = read([("sida", page)], per_page=10)
    assert [(fault.name, fault.value) for fault in asked.faults] == [("sida", page)]


@pytest.mark.parametrize(
    "text",
    ["0000", "2017-13", "2017-02-29", "2017-6", "17", "20170629", "2017/06", "２０１７", "x"],
)
def test_what_is_no_date(text: str) -> None:
    asked = read([("fran", text), ("till", text)], per_page=10)
    assert [fault.name for fault in asked.faults] == ["fran", "till"]
    assert "2017-06-29" in asked.faults[0].message(SWEDISH)  # what would be right


def test_from_after_to_is_a_fault_of_both() -> None:
    assert faulty("fran=2018&till=2017") == ["fran", "till"]
    assert faulty("fran=2017-06-30&till=2017-06-29") == ["fran", "till"]
    assert faulty("fran=2017&till=2017") == []


def test_a_repeated_single_value_counts_last_even_where_the_first_is_faulty() -> None:
    assert faulty("sida=x&sida=2") == []
    assert faulty("sida=2&sida=x") == ["sida"]


def test_a_parameter_has_one_fault() -> None:
    assert faulty("sida=x&" * 21 + "fran=2018&till=2017&" * 21) == ["fran", "till", "sida"]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_a_fault_is_told_briefly_whatever_was_written(value: str) -> None:
    asked = read([("ordning", value), ("fran", value), ("sida", value)], per_page=10)
    for fault in asked.faults:
        assert len(fault.message(SWEDISH)) < 200


def test_unknown_parameters_are_named_once_each() -> None:
    asked = read_query("utm_source=x&q=jobb&Sida=2&utm_source=y")
    assert asked.unknown == ("utm_source", "Sida")
    assert asked.query is not None
    assert canonical(asked.query) == [("q", "jobb")]


def test_what_came_is_shown_in_the_form_again_as_far_as_it_can_be() -> None:
    asked = read_query(f"fran=i%00g%C3%A5r&till={'9' * 100}")
    assert (asked.value("fran"), asked.value("till")) == ("i går", "9" * 80)
    asked = read_query("fran=i+går&fran=x&q=jobb")
    assert (asked.value("fran"), asked.value("q"), asked.value("till")) == ("x", "jobb", "")
