"""What one process tells of words saves another reading them, and changes nothing."""

import pytest

from kb.indexing import readings
from kb.indexing.readings import SharingAnalyzer
from kb.language.analyzer import Analyzer
from kb.language.lexicon import Lexicon
from kb.language.token_types import TokenTypes

TEXTS = ["Grannkraften i Björn, en björn.", "E-posten kom till bostadsrättsföreningen."]


@pytest.fixture
def both(lexicon: Lexicon) -> tuple[SharingAnalyzer, SharingAnalyzer]:
    return SharingAnalyzer(lexicon), SharingAnalyzer(lexicon)


def test_a_word_that_was_told_of_is_read_alike_and_not_anew(
    lexicon: Lexicon, both: tuple[SharingAnalyzer, SharingAnalyzer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = both
    plain, first = TokenTypes(Analyzer(lexicon)), TokenTypes(one)
    plain.read_texts(TEXTS)
    first.read_texts(TEXTS)
    other.hear([one.told()])
    assert not one.told()
    monkeypatch.setattr(Analyzer, "reading", None)
    second = TokenTypes(other)
    second.read_texts(TEXTS)
    assert plain.types == first.types == second.types
    assert not other.told()


def test_a_word_is_read_and_told_of_once(
    both: tuple[SharingAnalyzer, SharingAnalyzer], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = both
    one.analyze(TEXTS[0])
    assert one.told()
    monkeypatch.setattr(Analyzer, "reading", None)
    TokenTypes(one).read_texts(TEXTS[:1])
    assert not one.told()


def test_of_very_many_words_the_newest_are_kept(
    both: tuple[SharingAnalyzer, SharingAnalyzer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "_MOST", 2)
    one, other = both
    told = []
    for word in ("bro", "båt", "hus"):
        one.reading(word)
        told.append(one.told())
    other.hear(told)
    for word in ("båt", "hus", "bro"):
        other.reading(word)
    one.hear([other.told()])
    monkeypatch.setattr(Analyzer, "reading", None)
    assert one.reading("bro").text == "bro"
    with pytest.raises(TypeError):
        one.reading("båt")
