from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kb.language.tokens import without_dots
from kb.search.plan import Form
from kb.search.vocabulary import Vocabulary


def of(*words: str, gone: tuple[str, ...] = ()) -> Vocabulary:
    """Return a vocabulary in which a word stands in as many posts as it is named times."""

    def count(form: Form, text: str) -> int:
        return words.count(text) if form is Form.EXACT and text not in gone else 0

    return Vocabulary(dict.fromkeys(words), count, posts=len(words))


def test_it_has_the_words_that_stand_in_posts() -> None:
    vocabulary = of("bro", "spång", gone=("spång",))
    assert "bro" in vocabulary
    assert "spång" not in vocabulary
    assert "båt" not in vocabulary


# --- words without dots -----------------------------------------------------------------------


def test_a_word_without_dots_stands_for_those_with() -> None:
    vocabulary = of("får", "fär", "för", "bro", "företag")
    assert vocabulary.with_dots("far") == ["fär", "får"]
    assert vocabulary.with_dots("foretag") == ["företag"]
    assert vocabulary.with_dots("bro") == []
    assert vocabulary.with_dots("spang") == []


@pytest.mark.parametrize("word", ["får", "fär", "åra"])
def test_but_never_the_reverse(word: str) -> None:
    assert of("far", "fär", "får", "ara", "ära").with_dots(word) == []


def test_words_of_removed_posts_are_none() -> None:
    assert of("får", "fär", gone=("får",)).with_dots("far") == ["fär"]
    assert of("kyrka", gone=("kyrka",)).similar("kyrak") == []


# --- misspelt words ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "word", "similar"),
    [
        # one slip from four letters on: a letter more, less, another, or two swapped
        ("kykka", "kyrka", True),
        ("kyka", "kyrka", True),
        ("kyrkka", "kyrka", True),
        ("kyrak", "kyrka", True),
        ("bruk", "buk", True),
        ("bro", "bror", False),
        ("buk", "bruk", False),
        ("kyra", "kyrkan", False),
        ("kyrkaxy", "kyrka", False),
        # two from eight on
        ("koperatvi", "kooperativ", True),
        ("seminrum", "seminarium", True),
        ("semnrum", "seminarium", False),
        ("seminrm", "seminarium", False),
        # the first letter is kept
        ("yrka", "kyrka", False),
        ("lyrka", "kyrka", False),
        ("ykrka", "kyrka", False),
        # dots that were left out are no slip, together with one that was made
        ("atgard", "åtgärd", True),
        ("atgrad", "åtgärd", True),
        ("åtgard", "åtgärd", True),
        # dots that were typed are meant
        ("åtgärd", "atgard", False),
        ("kyrkå", "kyrka", False),
        ("kyrkås", "kyrkas", False),
        ("åker", "aker", False),
        ("åker", "äker", False),
        ("båten", "botten", False),
        ("båtenx", "båten", True),
        ("bååten", "båten", True),
        ("kooperativä", "kooperativ", False),
        ("anställdä", "anställd", False),
        ("betaläde", "betald", False),
        ("bååten", "baten", False),
        # a figure is meant, too
        ("20312031", "20212031", False),
    ],
)
def test_similar(typed: str, word: str, similar: bool) -> None:
    assert of(word).similar(typed) == ([word] if similar else [])


def test_the_nearest_and_commonest_come_first_and_five_are_enough() -> None:
    commonest = of("kyrkan", *["kyrkor"] * 2, *["kyrkas"] * 3, "kyrka")
    assert commonest.similar("kyrkax") == ["kyrkas", "kyrka", "kyrkan"]
    two_slips = of("kooperativen", *["kooperativets"] * 9)
    assert two_slips.similar("kooperativex") == ["kooperativen", "kooperativets"]
    many = of(*(f"kyrk{letter}" for letter in "abcdefgh"))
    assert many.similar("kyrkx") == [f"kyrk{letter}" for letter in "abcde"]


def test_what_is_gone_neither_counts_nor_takes_a_place() -> None:
    many = [f"kyrk{letter}" for letter in "abcdefgh"]
    assert of(*many, gone=("kyrka", "kyrkb")).similar("kyrkx") == many[2:7]


LETTERS = "aåäobk"
WORDS = st.text(LETTERS, min_size=1, max_size=10)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=8), WORDS)
@example(["aaakkkkkk"], "aåkkkkkk")
@example(["kabbbbbbb"], "kbbbbbbbå")
@example(["kabäkkkkk"], "käbakkkkk")
def test_similar_words_keep_what_was_typed(words: list[str], typed: str) -> None:
    for other in of(*words).similar(typed):
        slips = 2 if len(typed) >= 8 else 1
        compared = other if typed != without_dots(typed) else without_dots(other)
        assert len(typed) >= 4
        assert OSA.distance(typed, compared) <= slips
        assert without_dots(other)[0] == without_dots(typed)[0]
        for dotted in "åäö":
            # One typed twice may stand once; else none that was typed is missing.
            once = "".join(letter for letter, _ in groupby(typed))
            assert other.count(dotted) >= once.count(dotted)


@settings(deadline=None)
@given(st.text(max_size=12))
def test_anything_may_be_typed(typed: str) -> None:
    vocabulary = of("bro", "får", "kooperativ")
    if typed:
        assert set(vocabulary.with_dots(typed)) <= {"bro", "får", "kooperativ"}
        assert set(vocabulary.similar(typed)) <= {"bro", "får", "kooperativ"}


def test_an_empty_vocabulary() -> None:
    assert of().similar("kyrka") == []
    assert of().with_dots("kyrka") == []
