import pytest

from kb.language.lexicon import Lexicon
from kb.language.stems import part_stems, snowball, stems


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("böckerna", ("bok",)),  # of the dictionary
        ("arbetsintegrerat", ("arbetsintegrera",)),  # of the last part
        ("coompanions", ("coompanion",)),  # Snowball
        ("60", ("60",)),
        ("東京", ("東京",)),
    ],
)
def test_stems(word: str, expected: tuple[str, ...], lexicon: Lexicon) -> None:
    assert stems(word, lexicon) == expected


def test_the_likeliest_reading_comes_first(lexicon: Lexicon) -> None:
    assert stems("handlar", lexicon)[0] == "handla"
    assert stems("planer", lexicon)[0] == "plan"


def test_a_compound_has_the_readings_of_its_last_part(lexicon: Lexicon) -> None:
    assert set(stems("personalhänder", lexicon)) == {"personalhand", "personalhända"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("arbets", "marknaden"), ("arbete", "marknad")),
        (("barn", "omsorgen"), ("barn", "omsorg")),
        (("arbets", "miljö", "arbetet"), ("arbete", "miljö", "arbete")),
    ],
)
def test_parts_have_stems(
    parts: tuple[str, ...], expected: tuple[str, ...], lexicon: Lexicon
) -> None:
    assert part_stems(parts, lexicon) == expected


def test_snowball_strips_the_genitive_of_names() -> None:
    assert snowball("coompanions") == snowball("coompanion")
