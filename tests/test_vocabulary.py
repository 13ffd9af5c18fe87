from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kb.engines.embedded.reading.vocabulary import Vocabulary as IndexVocabulary
from kb.language.tokens import without_diacritics
from kb.search.port.queries import Form, Term
from kb.search.port.terms import terms_of
from kb.search.port.vocabulary import Vocabulary
from tests.corpora import analyzer
from tests.opened import document, opened

# How engines use it (words of removed posts left out, the commonest first, five at the most) is
# tested with every engine in test_engines.


def of(*words: str) -> Vocabulary:
    return Vocabulary(words)


def near(vocabulary: Vocabulary, typed: str) -> list[str]:
    """The words that one may be a slip for, the fewest slips first."""
    return [word for _, word in sorted(vocabulary.similar(typed))]


# --- words without dots -----------------------------------------------------------------------


def test_a_word_without_dots_stands_for_those_with() -> None:
    vocabulary = of("får", "fär", "för", "bro", "företag")
    assert vocabulary.with_diacritics("far") == ["fär", "får"]
    assert vocabulary.with_diacritics("foretag") == ["företag"]
    assert vocabulary.with_diacritics("bro") == []
    assert vocabulary.with_diacritics("spang") == []


@pytest.mark.parametrize("word", ["får", "fär", "åra"])
def test_but_never_the_reverse(word: str) -> None:
    assert of("far", "fär", "får", "ara", "ära").with_diacritics(word) == []


# --- beginnings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("bro", ["bro", "broar"]),
        ("fa", ["fabrik", "far", "fånge", "får", "färja"]),
        ("far", ["far", "får", "färja"]),
        # dots that were typed are meant
        ("få", ["fånge", "får"]),
        ("fä", ["färja"]),
        ("fär", ["färja"]),
        ("x", []),
        ("öbro", []),
        ("", ["bro", "broar", "fabrik", "far", "fånge", "får", "färja", "öbo"]),
    ],
)
def test_beginning(typed: str, words: list[str]) -> None:
    vocabulary = of("bro", "broar", "fabrik", "far", "fånge", "får", "färja", "öbo")
    assert sorted(vocabulary.beginning(typed)) == sorted(words)
    dotted = [word for word in words if without_diacritics(word) != word]
    if without_diacritics(typed) == typed:
        assert sorted(vocabulary.beginning_with_diacritics(typed)) == sorted(dotted)


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
    assert near(of(word), typed) == ([word] if similar else [])


def test_it_says_how_many_slips() -> None:
    assert sorted(of("kyrkan", "kyrka", "kyrkor").similar("kyrkax")) == [
        (1, "kyrka"),
        (1, "kyrkan"),
    ]
    two = of("kooperativen", "kooperativets").similar("kooperativex")
    assert sorted(two) == [(1, "kooperativen"), (2, "kooperativets")]
    # Dots that were left out throughout are none.
    assert of("åtgärd").similar("atgrad") == [(1, "åtgärd")]


LETTERS = "aåäobk"
WORDS = st.text(LETTERS, min_size=1, max_size=10)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=8), WORDS)
@example(["aaakkkkkk"], "aåkkkkkk")
@example(["kabbbbbbb"], "kbbbbbbbå")
@example(["kabäkkkkk"], "käbakkkkk")
def test_similar_words_keep_what_was_typed(words: list[str], typed: str) -> None:
    for slips, other in of(*words).similar(typed):
        most = 2 if len(typed) >= 8 else 1
        compared = other if typed != without_diacritics(typed) else without_diacritics(other)
        assert len(typed) >= 4
        assert OSA.distance(typed, compared) == slips <= most
        assert without_diacritics(other)[0] == without_diacritics(typed)[0]
        for dotted in "åäö":
            # One typed twice may stand once; else none that was typed is missing.
            once = "".join(letter for letter, _ in groupby(typed))
            assert other.count(dotted) >= once.count(dotted)


@settings(deadline=None)
@given(st.text(max_size=12))
def test_anything_may_be_typed(typed: str) -> None:
    vocabulary = of("bro", "får", "kooperativ")
    if typed:
        assert set(vocabulary.with_diacritics(typed)) <= {"bro", "får", "kooperativ"}
        assert set(near(vocabulary, typed)) <= {"bro", "får", "kooperativ"}
        assert set(vocabulary.beginning(typed)) <= {"bro", "får", "kooperativ"}


def test_an_empty_vocabulary() -> None:
    assert of().similar("kyrka") == []
    assert of().with_diacritics("kyrka") == []
    assert list(of().beginning("kyrka")) == list(of().beginning("")) == []


# --- the same of an index ----------------------------------------------------------------------

SOME = st.lists(st.text(LETTERS + "1", min_size=1, max_size=10), max_size=8).map(" ".join)


@settings(max_examples=40)
@given(st.lists(SOME, max_size=4), st.integers(0, 4), WORDS)
def test_an_index_says_the_same(texts: list[str], first: int, typed: str) -> None:
    documents = [document(f"p{number}", text) for number, text in enumerate(texts)]
    words = {
        text for each in documents for text, _ in terms_of(each, analyzer())["title", Form.EXACT]
    }
    plain = Vocabulary(sorted(words))
    with opened(documents[:first], documents[first:]) as index:
        found = IndexVocabulary(index.index)
        for asked in (typed, without_diacritics(typed), *words):
            assert found.with_diacritics(asked) == plain.with_diacritics(asked)
            similar = sorted(plain.similar(asked))
            assert found.similar(asked) == similar
            posts = [index.index.frequency(Term(Form.EXACT, word)) for _, word in similar]
            for more_than in (1, 2):
                kept = similar if max(posts, default=0) > more_than else []
                assert found.similar(asked, more_than) == kept
            beginning = list(found.beginning_with_diacritics(asked[:2]))
            assert sorted(beginning) == sorted(plain.beginning_with_diacritics(asked[:2]))
            standing = [
                (-index.index.frequency(Term(Form.EXACT, word)), word)
                for word in plain.beginning(asked[:2])
            ]
            expected = [(word, -minus) for minus, word in sorted(standing)]
            assert found.commonest(asked[:2], 1000) == expected
            fewest = [number for _, number in found.commonest(asked[:2], 2)]
            assert fewest == [number for _, number in expected[:2]]
            titles = [
                any(word in plain.beginning(asked[:2]) for word in set(own))
                for own in (
                    [text for text, _ in terms_of(each, analyzer())["title", Form.EXACT]]
                    for each in documents
                )
            ]
            assert found.titles_with(asked[:2]).tolist() == titles


def test_words_in_equally_many_posts_stand_by_their_letters() -> None:
    """However the index came about, and in how many fields they stand."""
    documents = [document("p1", "bz", "bz"), document("p2", "ba"), document("p3", "bb")]
    with opened(documents) as one, opened(documents[:1], documents[1:]) as two:
        for each in (one, two):
            vocabulary = IndexVocabulary(each.index)
            for most in (1, 2, 3):
                expected = [("ba", 1), ("bb", 1), ("bz", 1)][:most]
                assert vocabulary.commonest("b", most) == expected
