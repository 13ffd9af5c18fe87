from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import CATEGORY, KINDS, ORGANISATION, PROJECT
from kb.messages import Messages
from kb.search.query.query import Order
from kb.search.query.request import make_request
from kb.web.addresses import FAULTS, SEARCH, Parameters, ParamFault, Urls, read

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


def read_query(text: str) -> Parameters:
    return read(parse_qsl(text, keep_blank_values=True), per_page=10)


def one_address(text: str) -> str:
    parameters = read_query(text)
    assert parameters.request is not None, parameters.faults
    return Urls(parameters.lang).at("", parameters.request).lstrip("?")


def faulty(text: str) -> list[str]:
    return [fault.name for fault in read_query(text).faults]


# --- one search has one address ---------------------------------------------------------------


@settings(deadline=None)
@given(pairs)
@example([("q", "a\x00b"), ("sida", "3")])
@example([("fran", "0001"), ("till", "9999")])
def test_an_address_leads_to_one_address_that_asks_the_same(given_pairs: Pairs) -> None:
    parameters = read(given_pairs, per_page=10)
    if parameters.request is None:
        return
    right = Urls(parameters.lang).pairs(parameters.request)
    again = read(right, per_page=10)
    assert again.request == parameters.request
    assert again.lang == parameters.lang
    assert again.request is not None
    assert Urls(again.lang).pairs(again.request) == right
    assert [name for name, _ in right] == sorted((n for n, _ in right), key=SEARCH.index)
    assert all(value for _, value in right)


@settings(deadline=None)
@given(pairs)
def test_an_address_survives_being_written_and_decoded(given_pairs: Pairs) -> None:
    parameters = read(given_pairs, per_page=10)
    if parameters.request is None:
        return
    written = Urls(parameters.lang).search(parameters.request)
    decoded = parse_qsl(urlsplit(written).query, keep_blank_values=True)
    assert decoded == Urls(parameters.lang).pairs(parameters.request)
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
    query = make_request('"på väg" & mer', {"organisation": ["a/b"]})
    assert Urls().search(query) == "/sok?q=%22p%C3%A5+v%C3%A4g%22+%26+mer&organisation=a%2Fb"
    assert Urls().search(make_request()) == "/sok"
    assert Urls("en").search(make_request("x"), ".json") == "/sok.json?q=x&lang=en"


def test_what_an_address_asks_for() -> None:
    parameters = read_query(
        "q=jobb&organisation=o&projekt=p&fran=2017&till=2018-02&ordning=aldst&sida=3"
    )
    request = parameters.request
    assert request is not None
    assert request.query.text == "jobb"
    assert request.filters.ids(ORGANISATION) == ("o",)
    assert request.filters.ids(PROJECT) == ("p",)
    assert request.filters.published_from == date(2017, 1, 1)
    assert request.filters.published_to == date(2018, 2, 28)
    assert request.order is Order.OLDEST
    assert (request.page, request.per_page) == (3, 10)


# --- what is malformed ------------------------------------------------------------------------


def test_every_fault_is_named_at_once_in_the_order_of_the_parameters() -> None:
    text = "lang=xx&sida=0&ordning=x&till=y&fran=2017-13&q=jobb"
    parameters = read_query(text)
    assert parameters.request is None
    assert [fault.name for fault in parameters.faults] == [
        "fran",
        "till",
        "ordning",
        "sida",
        "lang",
    ]
    assert [fault.value for fault in parameters.faults] == ["2017-13", "y", "x", "0", "xx"]
    for fault in parameters.faults:
        assert f"”{fault.value}”" in fault.message(SWEDISH)


@pytest.mark.parametrize("page", ["0", "-1", "1e3", "٣", "²", "99999999999", "1.0", "+1", "två"])
def test_what_is_no_page(page: str) -> None:
    parameters = read([("sida", page)], per_page=10)
    assert [(fault.name, fault.value) for fault in parameters.faults] == [("sida", page)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "inget datum"),
        ("２０１７", "inget datum"),
        ("17", "fyra siffror"),
        ("0000", "fyra siffror"),
        ("2017-13", "mellan 1 och 12"),
        ("2017-02-29", "29 februari 2017 finns inte"),
        ("30/2 2016", "30 februari 2016 finns inte"),
    ],
)
def test_what_is_no_date_is_told_apart(text: str, said: str) -> None:
    parameters = read([("fran", text), ("till", text)], per_page=10)
    assert [fault.name for fault in parameters.faults] == ["fran", "till"]
    assert said in parameters.faults[0].message(SWEDISH)


@pytest.mark.parametrize("lang", ["en", "sv"])
@pytest.mark.parametrize("kind", FAULTS)
def test_what_is_wrong_is_said_in_sentences(kind: str, lang: str) -> None:
    said = ParamFault("x", "2017-02-30", kind).message(Messages(lang))
    assert said.endswith(".")
    assert not {"'", '"', ";"} & set(said)


@pytest.mark.parametrize("text", ["2017-6", "2017/06", "juni 2017", "June 2017"])
def test_a_date_has_one_spelling(text: str) -> None:
    request = read([("fran", text), ("till", text)], per_page=10).request
    assert request is not None
    assert Urls().search(request) == "/sok?fran=2017-06&till=2017-06"


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
    parameters = read([("ordning", value), ("fran", value), ("sida", value)], per_page=10)
    for fault in parameters.faults:
        assert len(fault.message(SWEDISH)) < 200


def test_unknown_parameters_are_named_once_each() -> None:
    parameters = read_query("utm_source=x&q=jobb&Sida=2&utm_source=y")
    assert parameters.unknown == ("utm_source", "Sida")
    assert parameters.request is not None
    assert Urls().pairs(parameters.request) == [("q", "jobb")]


def test_what_came_is_shown_in_the_form_again_as_far_as_it_can_be() -> None:
    parameters = read_query(f"fran=i+g%C3%A5r&fran=x%00y&q=jobb&sida={'9' * 1000}")
    shown = {name: parameters.value(name) for name in ("q", "fran", "till", "sida")}
    assert shown == {"q": "jobb", "fran": "x y", "till": "", "sida": "9" * 298 + " …"}


# --- every address of the site ----------------------------------------------------------------


def test_a_page_may_have_only_some_of_the_parameters() -> None:
    parameters = read([("q", "jobb"), ("sida", "0"), ("lang", "en")], 10, known=("q", "lang"))
    assert parameters.request == make_request("jobb")
    assert (parameters.unknown, parameters.lang) == (("sida",), "en")


@pytest.mark.parametrize("lang", [None, "sv", "en"])
def test_every_address_keeps_the_language(lang: str | None) -> None:
    urls, query = Urls(lang), make_request("jobb", page=2)
    parameter = f"lang={lang}" if lang else ""
    plain = {
        urls.front(): "/",
        urls.about(): "/om",
        urls.register(PROJECT): "/projekt",
        urls.entry(PROJECT, "bron"): "/projekt/bron",
        urls.entry(CATEGORY, "bron"): "/kategorier/bron",
        urls.post("2017-01-01-x"): "/inlagg/2017-01-01-x",
    }
    for address, path in plain.items():
        assert address == (f"{path}?{parameter}" if lang else path)
    assert urls.about("sok") == (f"/om?{parameter}#sok" if lang else "/om#sok")
    rest = f"?q=jobb&sida=2&{parameter}" if lang else "?q=jobb&sida=2"
    assert urls.search(query) == f"/sok{rest}"
    assert urls.search(query, ".json") == f"/sok.json{rest}"
    assert urls.post("2017-01-01-x", query) == f"/inlagg/2017-01-01-x{rest}"


def test_every_kind_of_entry_is_a_parameter_in_its_place() -> None:
    assert ("q", *(kind.parameter for kind in KINDS), *SEARCH[-5:]) == SEARCH
    assert SEARCH[-5:] == ("fran", "till", "ordning", "sida", "lang")
