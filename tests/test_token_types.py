from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.analyzer import Analyzer, Part
from kb.language.joined import joined, joined_token
from kb.language.sentences import sentence_gaps
from kb.language.token_types import ReadText, TokenType, TokenTypes
from tests.wild import WILD

# Of a token: its normal form, its place, its stems, its parts.
Said = tuple[str, int, int, tuple[str, ...], tuple[Part, ...]]

LETTERS = (str.lower, str.capitalize, str.upper, "{}:s".format, "{}-".format, "{}.".format)


@pytest.fixture(scope="module")
def met(analyzer: Analyzer) -> TokenTypes:
    """Types that one test after another adds to."""
    return TokenTypes(analyzer)


def said(read: ReadText, types: list[TokenType]) -> list[Said]:
    """Return the tokens of a text by their types."""
    found = []
    for number, start in zip(read.types, read.starts, strict=True):
        its = types[number]
        assert not its.joined
        parts = tuple(
            part._replace(start=start + part.start, end=start + part.end) for part in its.parts
        )
        found.append((its.text, start, start + its.length, its.stems, parts))
    return found


def check(text: str, types: TokenTypes, analyzer: Analyzer) -> None:
    """Assert that a text is read as the analyzer reads it."""
    read = types.read(text)
    tokens = analyzer.analyze(text)
    assert said(read, types.types) == [
        (token.text, token.start, token.end, token.stems, token.parts) for token in tokens
    ]
    forms = []
    for form in joined(text, tokens, analyzer):
        token = joined_token(form, analyzer)
        stems = token.stems if form.by.makes_word else ()
        forms.append((TokenType(token.text, 0, stems, (), True), form.first, form.start, form.end))
    assert [(types.types[number], *place) for number, *place in read.joined] == forms
    assert read.gaps == list(sentence_gaps(text))


@given(text=WILD)
def test_reads_as_the_analyzer_does(text: str, met: TokenTypes, analyzer: Analyzer) -> None:
    check(text, met, analyzer)


@given(texts=st.lists(WILD, max_size=4))
def test_reads_so_whatever_it_met_before(texts: list[str], analyzer: Analyzer) -> None:
    types = TokenTypes(analyzer)
    for text in texts:
        check(text, types, analyzer)
    assert len(set(types.types)) == len(types.types)


@given(chosen=st.lists(st.tuples(st.integers(0), st.sampled_from(LETTERS)), max_size=12))
def test_reads_what_the_lexicon_has_as_the_analyzer_does(
    chosen: list[tuple[int, Callable[[str], str]]], met: TokenTypes, analyzer: Analyzer
) -> None:
    lexicon = analyzer._lexicon
    words = [write(lexicon._trie.restore_key(n % len(lexicon))) for n, write in chosen]
    check(" ".join(words), met, analyzer)


@pytest.mark.parametrize(
    "text",
    [
        "Jag såg Klara. Klara såg mig på Klaras gata, Klara & Klara-Klara/Klara\u00a0Klara  Klara",
        "Ungdoms- och idrottsföreningar får 10 000 kr den 29 juni 2017, se § 12",
        "skolchefer och -lärare via e-post om C++, ASF:er",
        "",
        " – ",
    ],
)
def test_reads_these_as_the_analyzer_does(text: str, analyzer: Analyzer) -> None:
    check(text, TokenTypes(analyzer), analyzer)


def test_a_word_has_one_type_wherever_it_reads_alike(analyzer: Analyzer) -> None:
    types = TokenTypes(analyzer)
    (first,) = types.read("hund").types
    assert types.read("En hund och en hund").types.count(first) == 2
    alone, *_, within = types.read("Klara är som Klara").types
    assert types.types[alone].text == types.types[within].text == "klara"
    assert types.types[alone].stems != types.types[within].stems


def test_new_types_get_the_next_numbers(analyzer: Analyzer) -> None:
    types = TokenTypes(analyzer)
    assert types.read("hund katt hund").types == [0, 1, 0]
    read = types.read("häst e-post")
    assert sorted([*read.types, read.joined[0][0]]) == [2, 3, 4, 5]
    assert types.types[read.joined[0][0]] == TokenType("epost", 0, ("epost",), (), joined=True)
    assert len(types.types) == 6
