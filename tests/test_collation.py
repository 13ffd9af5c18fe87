"""The order of the Swedish alphabet."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.collation import swedish_order

IN_ORDER = ["arla", "Bygdelaget", "Écrin", "Zinkhyttan", "Åkerbo", "Ängslunda", "Ærlig", "Östhamra"]


def test_the_alphabet_ends_with_the_three_letters() -> None:
    names = ["Zinkhyttan", "Åkerbo", "Ängslunda", "Östhamra", *IN_ORDER[:3], "Ærlig"]
    assert sorted(names, key=swedish_order) == IN_ORDER


@pytest.mark.parametrize("alike", ["åke ÅKE Åke", "ecrin Écrin", "ängs ængs", "öre øre"])
def test_case_and_foreign_accents_make_no_difference(alike: str) -> None:
    assert len(set(map(swedish_order, alike.split()))) == 1


def test_letters_decide_from_the_first_on() -> None:
    words = list(map("".join, product("azåäö", repeat=2)))  # in order, as the letters are
    for pair in permutations(range(len(words)), 2):
        one, other = (swedish_order(words[index]) for index in pair)
        assert (one < other) == (pair[0] < pair[1])


@given(st.text("abzåäöÅÄÖ", max_size=4), st.text("abzåäö", max_size=3))
def test_a_beginning_comes_before_what_goes_on(beginning: str, rest: str) -> None:
    assert swedish_order(beginning) <= swedish_order(beginning + rest)
