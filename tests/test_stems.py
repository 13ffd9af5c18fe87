import pytest

from kb.language.stems import stem

# What a visitor expects one word to find.
TOGETHER = [
    ("kooperativ", "kooperativet", "kooperativen", "kooperativens", "kooperativets"),
    ("förening", "föreningen", "föreningar", "föreningarna", "föreningens"),
    ("företag", "företaget", "företagen", "företags"),
    ("arbetsintegrerande", "arbetsintegrerad", "arbetsintegrerade"),
    ("projekt", "projekten", "projekts"),
    ("asf", "asf:er", "asf:en", "asf:s"),
    ("eu", "eu:s"),
]
# Words that only look alike.
APART = [
    ("får", "far"),
    ("säker", "saker"),
    ("hall", "håll"),
    ("by", "byrå"),
    ("konst", "kost"),
    ("medel", "medlem"),
]


@pytest.mark.parametrize("words", TOGETHER, ids=lambda words: words[0])
def test_inflections_share_a_stem(words: tuple[str, ...]) -> None:
    assert {stem(word) for word in words} == {stem(words[0])}


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["", "x", "2017", "ö", "asf:"])
def test_short_words_and_numbers_stay(word: str) -> None:
    assert stem(word) == word.rstrip(":")
