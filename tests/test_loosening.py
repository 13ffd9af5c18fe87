from collections.abc import Mapping

import pytest

from kb.search.equivalents import Equivalents
from kb.search.loosening import Loosening
from kb.search.meanings import Meanings
from kb.search.plan import Form
from kb.search.tables import Tables
from kb.search.vocabulary import Vocabulary
from tests.corpora import analyzer


def loosening(*texts: str) -> Loosening:
    """Loosens for an index of posts with a text each."""
    posts: list[set[tuple[Form, str]]] = []
    words: dict[str, None] = {}
    for text in texts:
        tokens = analyzer().analyze(text)
        words |= dict.fromkeys(token.text for token in tokens)
        posts.append(
            {(Form.EXACT, token.text) for token in tokens}
            | {(Form.STEM, stem) for token in tokens for stem in (token.stem, *token.also)}
            | {(Form.PART, part.stem) for token in tokens for part in token.parts}
        )

    def count(form: Form, text: str) -> int:
        return sum((form, text) in post for post in posts)

    meanings = Meanings(analyzer(), Equivalents(Tables(), analyzer()))
    return Loosening(analyzer(), meanings, Vocabulary(words, count, posts=len(posts)))


FEW = ["Företaget har växthus.", "Brödlaget i Zwarbö.", "Får på ängen.", "En far."]
MORE = [*FEW, "De säger nej.", "En båt, en man.", "Rätten har ett namn.", "En klombar."]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("foretaget", ["företaget"]),  # as it stands
        ("foretagen", ["företagen"]),  # in another form
        ("vaxthusodling", []),  # växthus stands, odling does not
        ("vaxt", ["växt"]),  # in a compound only
        ("zwarbos", ["zwarbö"]),  # no dictionary has it
        ("far", []),  # stands as it is
        ("får", []),  # dots are meant
        ("vag", []),  # väg, våg: in no post
        ("2016", []),
        ("sagor", []),  # a word of its own: not säger, whose stem is säga
        ("batman", []),  # and no båt|man
        ("ratten", ["rätten"]),  # but rätten, as it stands
    ],
)
def test_words_without_dots(typed: str, words: list[str]) -> None:
    assert loosening(*MORE).with_dots(typed) == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("brödlagt", ["brödlaget"]),
        ("växthsu", ["växthus"]),
        ("fåre", []),  # a form of fåra, so no slip for får
        ("företagens", []),  # its stem stands
        ("vaxthsu", ["växthus"]),
        ("ängen", []),
        ("fretaget", ["företaget"]),
        ("klombarna", []),  # an unknown word whose stem stands: klombar
        ("varlden", []),  # världen, whether a post has it or not
    ],
)
def test_misspelt_words(typed: str, words: list[str]) -> None:
    assert loosening(*MORE).similar(typed) == words


def parts_of(word: str, texts: list[str]) -> Mapping[Form, set[str]]:
    found = loosening(*texts).parts(analyzer().analyze(word))
    looks = list(found)
    assert all(0 < look.weight < 0.5 for look in looks)
    return {
        form: {look.terms[0] for look in looks if look.form is form}
        for form in {look.form for look in looks}
    }


def test_parts_that_tell_something() -> None:
    both = {"buss", "kur"}
    assert parts_of("busskuren", FEW) == {Form.STEM: both, Form.PART: both}
    # In a fifth of the posts at the most, as a word or in others.
    some = ["En buss.", *FEW]
    assert parts_of("busskuren", some) == {Form.STEM: both, Form.PART: both}
    assert parts_of("busskuren", ["En buss.", "Bussar.", *FEW, "Ett.", "Ett.", "Ett."]) == {
        Form.STEM: {"kur"},
        Form.PART: {"kur"},
    }
    for many in (["En buss.", "Bussar.", *FEW], ["En skolbuss.", "Bussresan.", *FEW]):
        assert parts_of("busskuren", many) == {Form.STEM: {"kur"}, Form.PART: {"kur"}}


def test_a_stop_word_is_no_part_that_tells_something() -> None:
    token = analyzer().analyze("busskuren")[0]
    part = token.parts[0]._replace(stem="sig")
    assert list(loosening(*FEW).parts([token._replace(parts=(part,))])) == []


def test_a_simple_word_has_no_parts() -> None:
    assert parts_of("företaget", FEW) == {}
