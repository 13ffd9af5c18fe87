import pytest

from kb.language import stop_words
from kb.language.stop_words import is_stop_word, restored_stop_word


def test_the_list_is_snowballs_with_two_more() -> None:
    stopwords = pytest.importorskip("whoosh.lang.stopwords")
    assert stopwords.stoplists["sv"] | {"ska", "skall"} == stop_words._WORDS


@pytest.mark.parametrize("word", ["och", "för", "for", "är", "ar", "varfor", "ska", "skulle"])
def test_stop_words_with_their_dots_or_without(word: str) -> None:
    assert is_stop_word(word)


@pytest.mark.parametrize("word", ["kooperativ", "får", "fär", "år", "öch", ""])
def test_other_words_are_none(word: str) -> None:
    assert not is_stop_word(word)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("for", "för"),
        ("ar", "är"),
        ("för", "för"),
        ("har", "har"),
        ("vart", "vart"),
        ("hus", "hus"),
    ],
)
def test_dots_are_put_back_where_the_word_needs_them(typed: str, word: str) -> None:
    assert restored_stop_word(typed) == word
