import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language.tokens import without_diacritics, words
from kb.search.port.prefix_index import PrefixIndex

TEXTS = [
    "Åkerbo kommun",
    "Ängslunda bygdelag",
    "bygdelaget i Ängslunda",
    "Kommunen bygger en bro",
    "Aker och Bro",
    "",
    "ASF:er 2017",
    "(–)",
]


@pytest.mark.parametrize(
    ("typed", "indexes"),
    [
        # a word's beginning, wherever the word stands in the text
        (["kommun"], [0, 3]),
        (["kommunen"], [3]),
        (["bygd"], [1, 2]),
        (["b"], [1, 2, 3, 4]),
        (["ommun"], []),
        (["kommuner"], []),
        # all of them, in any order; one word may be begun by several
        (["bygd", "ängs"], [1, 2]),
        (["bro", "by"], [3]),
        (["kom", "kommun"], [0, 3]),
        (["bro", "saknas"], []),
        # without dots also words that have them, never the reverse
        (["aker"], [0, 4]),
        (["åker"], [0]),
        (["angslunda"], [1, 2]),
        (["ång"], []),
        (["äng"], [1, 2]),
        (["brö"], []),
        # figures and colon endings
        (["asf"], [6]),
        (["asf:e"], [6]),
        (["20"], [6]),
        # what no word begins with
        (["saknas"], []),
        (["\U0010ffff"], []),
        (["(–)"], []),
        (["x" * 70_000], []),
        # nothing begins every word, and a text without words has none
        ([""], [0, 1, 2, 3, 4, 6]),
    ],
)
def test_having(typed: list[str], indexes: list[int]) -> None:
    assert PrefixIndex(TEXTS).having(typed) == indexes


def test_equal_texts_are_found_each() -> None:
    assert PrefixIndex(["bro", "kyrka", "bro bro"]).having(["bro"]) == [0, 2]
    assert PrefixIndex([]).having(["bro"]) == []


LETTERS = st.text("aåäobö", min_size=1, max_size=4)


@settings(deadline=None)
@given(
    st.lists(st.lists(LETTERS, max_size=3).map(" ".join), max_size=6),
    st.lists(LETTERS, min_size=1, max_size=2),
)
def test_it_finds_what_reading_every_text_finds(texts: list[str], typed: list[str]) -> None:
    def begins(word: str, piece: str) -> bool:
        dotted = without_diacritics(piece) != piece
        return (word if dotted else without_diacritics(word)).startswith(piece)

    assert PrefixIndex(texts).having(typed) == [
        index
        for index, text in enumerate(texts)
        if all(any(begins(word.normal, piece) for word in words(text)) for piece in typed)
    ]
