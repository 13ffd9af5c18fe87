import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.web.pages.name_filter import NameFilter


def marked(typed: str, name: str) -> list[str] | None:
    marks = NameFilter(typed).marks(name)
    return None if marks is None else [name[start:end] for start, end in marks]


@pytest.mark.parametrize(
    ("typed", "name", "found"),
    [
        ("hand", "Handkraft Syd", ["Hand"]),
        ("kraft", "Handkraft Syd", ["kraft"]),
        ("syd hand", "Handkraft Syd", ["Hand", "Syd"]),
        ("hand norr", "Handkraft Syd", None),
        # What is typed without dots finds letters that have them, never the reverse.
        ("akerbo", "Åkerbo kommun", ["Åkerbo"]),
        ("åkerbo", "Åkerbo kommun", ["Åkerbo"]),
        ("åkerbo", "Akerbo kommun", None),
        ("odla", "Ödla", ["Ödla"]),
        ("ödla", "Odla ihop", None),
        ("cafe", "Café Maggan", ["Café"]),
        ("café", "Cafe Maggan", ["Cafe"]),
        # Every place, and what touches is one.
        ("an", "Ananas", ["Anan"]),
        ("lund", "Lunds fastighetsbolag i Lund", ["Lund", "Lund"]),
        ("martin &", "Martin & Servera", ["Martin", "&"]),
        ("(c++)", "Spår (C++)", ["(C++)"]),
        ("", "Zinkhyttan", []),
        ("\u0301", "Zinkhyttan", []),
    ],
)
def test_where_a_name_has_what_was_typed(typed: str, name: str, found: list[str] | None) -> None:
    assert marked(typed, name) == found
    assert NameFilter(typed).finds(name) is (found is not None)


def test_what_shows_nothing_is_inside_a_mark() -> None:
    assert marked("kraft", "Hand\u00adkraft") == ["kraft"]
    assert marked("handkraft", "Hand\u00adkraft") == ["Hand\u00adkraft"]


@given(st.text(), st.text())
def test_nothing_that_is_typed_or_called_breaks_it(typed: str, name: str) -> None:
    name = unicodedata.normalize("NFC", name)
    marks = NameFilter(typed).marks(name)
    last = -1
    for start, end in marks or ():
        assert last < start < end <= len(name)
        last = end


@given(st.text(st.characters(codec="latin-1", categories=["L", "N"]), min_size=1), st.data())
def test_a_part_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert NameFilter(name[start:end]).finds(name)
