from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers.sync.sums import (
    FIELDS,
    Base,
    Sums,
    address_sum,
    content_sums,
    parse_sums,
    term_sum,
)

HEX = st.text("0123456789abcdef", min_size=1, max_size=10)
VALUES = st.lists(st.sampled_from(["a", "b", "c"]), unique=True).map(tuple)
GIVEN = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, VALUES))


@given(HEX, HEX, HEX, HEX | st.just(""), st.lists(HEX).map(tuple))
def test_a_checksum_reads_as_it_was_written(
    title: str, dates: str, body: str, address: str, terms: tuple[str, ...]
) -> None:
    sums = Sums(title, dates, body, address, terms)
    assert parse_sums(str(sums)) == sums
    assert str(sums).startswith(sums.content)


def test_three_parts_are_enough() -> None:
    assert parse_sums("a.b.c") == Sums("a", "b", "c")
    assert str(Sums("a", "b", "c")) == "a.b.c"
    assert str(Sums("a", "b", "c", "", ("d", "e"))) == "a.b.c..d-e"


@pytest.mark.parametrize("text", ["", "abc", "a.b", "a.b.c.d.e.f"])
def test_another_shape_fits_nothing(text: str) -> None:
    assert parse_sums(text) == Sums("?", "?", "?")


def test_sums_stay_what_they_were() -> None:
    sums = content_sums("Årsmöte", date(2020, 5, 1), None, "En rad.  \nEn till.\n\nSlut.\n")
    assert sums == content_sums("Årsmöte", date(2020, 5, 1), None, "En rad.\nEn till.\n\nSlut.")
    assert str(sums) == "865b143d25.a248f4a41c.d7b7ac4417"
    assert address_sum(None) == ""
    assert address_sum("http://www.a.se/b/") == address_sum("https://a.se/b")


@given(GIVEN, GIVEN)
def test_first_terms_are_joined(
    ours: dict[str, tuple[str, ...]], theirs: dict[str, tuple[str, ...]]
) -> None:
    merged, sums = Base(()).merge(ours, theirs)
    for name in FIELDS:
        assert {*merged[name]} == {*ours.get(name, ())} | {*theirs.get(name, ())}
    assert Base(sums).merge(merged, theirs) == (merged, sums)
    assert Base(sums).is_all_of(merged) is (not any(ours.values()))


@given(GIVEN, GIVEN, GIVEN)
def test_three_ways(
    before: dict[str, tuple[str, ...]],
    ours: dict[str, tuple[str, ...]],
    theirs: dict[str, tuple[str, ...]],
) -> None:
    _, base = Base(()).merge({}, before)
    merged, sums = Base(base).merge(ours, theirs)
    for name in FIELDS:
        was, mine, new = ({*each.get(name, ())} for each in (before, ours, theirs))
        assert {*merged[name]} == (mine - (was - new)) | (new - was)
    assert Base(sums).merge(merged, theirs) == (merged, sums)


def test_what_a_person_took_away_stays_away() -> None:
    _, base = Base(()).merge({}, {"tags": ("a",)})
    for theirs in (("a",), (), ("a",)):
        merged, base = Base(base).merge({}, {"tags": theirs})
        assert merged["tags"] == ()
    assert not Base(base).is_all_of({})
    assert term_sum("tags", "a") in base
