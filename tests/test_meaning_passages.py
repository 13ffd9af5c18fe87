from hypothesis import given
from hypothesis import strategies as st

from kb.meaning.passages import passages, words_to_try
from tests.opened import document

SENTENCE = "Ett ord kommer sällan ensamt hit. "


def test_short_paragraphs_share_a_passage() -> None:
    (only,) = passages(document("p", "En rubrik", "Ett stycke.", "Ett till."))
    assert only.embedded == "En rubrik\nEtt stycke.\nEtt till."
    assert only.text == "Ett stycke.\nEtt till."


def test_a_passage_ends_where_a_paragraph_does() -> None:
    texts = ["ord " * 60, "text " * 60, "sist " * 60]
    found = passages(document("p", "Rubrik", *texts))
    assert [each.text for each in found] == [text.strip() for text in texts]
    assert {each.title for each in found} == {"Rubrik"}


def test_a_long_paragraph_is_cut_where_sentences_end() -> None:
    found = passages(document("p", "Rubrik", SENTENCE * 50))
    assert len(found) == 3
    assert all(each.text.endswith("hit.") for each in found)


def test_a_sentence_without_end_is_cut_all_the_same() -> None:
    found = passages(document("p", "", "ord " * 500))
    assert [len(each.text.split()) for each in found] == [110, 110, 110, 110, 60]


def test_a_short_rest_belongs_to_the_passage_before() -> None:
    found = passages(document("p", "Rubrik", "ord " * 100, "sist " * 20))
    assert [len(each.text.split()) for each in found] == [120]


def test_a_post_of_a_title_is_one_passage() -> None:
    assert [each.embedded for each in passages(document("p", "Bara  rubrik"))] == ["Bara rubrik"]
    assert [each.embedded for each in passages(document("p"))] == [""]


@given(st.lists(st.text(), max_size=6), st.text(max_size=20))
def test_every_word_is_in_one_passage(texts: list[str], title: str) -> None:
    post = document("p", title, *texts)
    found = passages(post)
    words = [word for each in found for word in each.text.split()]
    assert words == [word for each in post.paragraphs for word in each.text.split()]
    assert found


def test_words_to_try_are_long_and_drawn_by_lot() -> None:
    post = document("p", "", "Ett kommunhus och en skolbyggnad, 123456 och Lokaltrafik.")
    found = words_to_try(post)
    assert len(found) == 2
    assert {*found} <= {"kommunhus", "skolbyggnad", "lokaltrafik"}
    assert words_to_try(document("p", "", "Lokaltrafik, skolbyggnad, kommunhus")) == found
    assert words_to_try(document("p", "", "Ett par ord")) == []
