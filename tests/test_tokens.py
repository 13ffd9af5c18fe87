import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.tokens import normal_form, place_in, without_colon_ending, words

PIECES = st.sampled_from(
    [*"åäöÅÄÖéÉüæøßİıǅ:.-_'’ \n0١²½", "\u0301", "\u030a", "\u0308", "\u00ad", ":er", ":s", "ASF"]
)


def _normals(text: str) -> list[str]:
    return [word.normal for word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Får, får! 10 000 kr", ["får", "får", "10", "000", "kr"]),
        ("ASF:er EU:s LKF:s 90:ernas S:t", ["asf:er", "eu:s", "lkf:s", "90:ernas", "s:t"]),
        ("VD:n: ja 12:30 a:b c:snabb", ["vd:n", "ja", "12", "30", "a", "b", "c", "snabb"]),
        ("ESF-projekt och/eller Wayne’s", ["esf", "projekt", "och", "eller", "wayne", "s"]),
        ("idé Müller Ærø", ["ide", "muller", "ärö"]),
        ("sam\u00adhälle snake_case", ["samhälle", "snake", "case"]),
        ("", []),
        (" –…\n", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert _normals(text) == expected


@given(st.lists(PIECES | st.text(max_size=3), max_size=15).map("".join))
def test_offsets_cut_out_the_word(text: str) -> None:
    end = 0
    for word in words(text):
        assert end <= word.start < word.end <= len(text)
        assert normal_form(text[word.start : word.end]) == word.normal
        end = word.end


@given(st.text("aåäöÅÄÖéüçñ ,.:-ASF", max_size=30))
def test_composed_and_decomposed_letters_are_the_same_words(text: str) -> None:
    assert _normals(unicodedata.normalize("NFD", text)) == _normals(text)


@given(st.text("abåäöéüæø", min_size=1, max_size=8))
def test_own_letters_stay_and_foreign_ones_fold(text: str) -> None:
    folded = text.translate(str.maketrans("éüæø", "euäö"))
    assert normal_form(text) == folded
    assert normal_form(text.upper()) == folded
    assert normal_form(folded) == folded


def test_without_colon_ending() -> None:
    assert without_colon_ending("asf:er") == "asf"
    assert without_colon_ending("skåne") == "skåne"


def test_ligatures_of_copied_text_are_read_as_letters() -> None:
    assert normal_form("ﬁnansiär") == "finansiär"


@pytest.mark.parametrize(
    ("surface", "length", "place"),
    [
        ("arbetsmarknad", 6, 6),
        ("arbets\u00admarknad", 6, 7),
        ("fra\u030ageord", 4, 5),
        ("ord", 3, 3),
        ("ord", 0, 0),
    ],
)
def test_finds_the_place_of_a_letter_in_the_word_as_it_stands(
    surface: str, length: int, place: int
) -> None:
    assert place_in(surface, length) == place


def test_a_letter_with_an_accent_of_its_own_is_no_colon_ending() -> None:
    assert [word.normal for word in words("A:A\u0308")] == ["a", "ä"]
