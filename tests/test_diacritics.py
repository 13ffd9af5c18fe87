import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.language.analyzer import Analyzer
from kb.language.compounds import split
from kb.language.diacritics import restore_diacritics
from kb.language.lexicon import WORD, Lexicon
from kb.language.tokens import without_diacritics


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("foretag", "företag"),
        ("foretagens", "företagens"),
        ("aldre", "äldre"),
        ("forsorja", "försörja"),
        # compounds that stand in no dictionary
        ("vaxthusodling", "växthusodling"),
        ("personalagda", "personalägda"),
        ("lamplighetsbedomningar", "lämplighetsbedömningar"),
    ],
)
def test_dots_are_put_back(lexicon: Lexicon, typed: str, word: str) -> None:
    assert restore_diacritics(typed, lexicon)[0] == word


def test_all_words_that_it_may_be_the_most_used_first(lexicon: Lexicon) -> None:
    assert restore_diacritics("las", lexicon) == ("läs", "lås")
    assert restore_diacritics("ar", lexicon) == ("är", "år")


@pytest.mark.parametrize("typed", ["", "företag", "försorja", "xqzaow", "2016", "hus", "a" * 500])
def test_none_for_words_with_dots_and_for_no_words(lexicon: Lexicon, typed: str) -> None:
    assert restore_diacritics(typed, lexicon) == ()


PIECES = st.lists(
    st.sampled_from(
        [*("for", "tag", "arbets", "lan", "vag", "an", "vaxt"), *("hus", "sal", "a", "o", "ö", "s")]
    )
)


@settings(deadline=None)
@given(PIECES.map("".join))
@example("banklanen")
def test_only_dots_are_changed_and_each_is_a_word(lexicon: Lexicon, typed: str) -> None:
    for word in restore_diacritics(typed, lexicon):
        assert without_diacritics(word) == typed != word
        assert lexicon.entry(word).roles & WORD or split(word, lexicon)


def test_the_analyzer_asks_its_lexicon(analyzer: Analyzer, lexicon: Lexicon) -> None:
    assert analyzer.restore_diacritics("vaxthus") == restore_diacritics("vaxthus", lexicon) != ()
    assert analyzer.is_word("växthusen")
    assert not analyzer.is_word("busskursväxthus")
    assert not analyzer.is_word("vaxthus")
