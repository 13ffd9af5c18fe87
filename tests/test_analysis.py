from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from kb.language.joined import joined, joined_token
from kb.language.sentences import sentence_gaps
from kb.language.token_types import TokenTypes
from kb.search.port.analysis import TypeTable
from kb.search.port.queries import Form, Term
from kb.search.port.text_analysis import TextAnalysis
from tests.corpora import analyzer

PIECES = st.sampled_from(
    [
        *("bro", "Bron", "träbron", "arbetsmarknad", "ASF:er", "och", "Och", ". ", "\n", "–", "ª"),
        *("fo\u0308rening", "koopera\u00adtiv", "e-post", "29 juni 2017", "10 000", "R & D", "C++"),
        *("ungdoms- och idrottsföreningar", "§ 12"),
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=12).map(" ".join), max_size=4)


@given(TEXTS)
def test_an_analysis_has_the_words_of_each_text(texts: Sequence[str]) -> None:
    found = TextAnalysis(analyzer()).of(texts)
    rows = zip(found.types.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True)
    tokens = [token for text in texts for token in analyzer().analyze(text)]
    for (number, start, end), token in zip(rows, tokens, strict=True):
        assert (start, end) == (token.start, token.end)
        assert found.numbers.text(number) == token.text
        assert tuple(found.numbers.stems(number)) == token.stems
        assert [
            (part.stem, start + part.start, start + part.end)
            for part in found.numbers.parts(number)
        ] == [(part.stem, part.start, part.end) for part in token.parts]
    ends = [0]
    for text in texts:
        ends.append(ends[-1] + len(analyzer().analyze(text)))
    assert found.text_ends.tolist() == ends[1:]


@given(TEXTS)
def test_an_analysis_has_what_is_joined_and_the_gaps(texts: Sequence[str]) -> None:
    found = TextAnalysis(analyzer()).of(texts)
    forms, form_ends, gap_ends = [], [], []
    gaps: list[tuple[int, int]] = []
    for text in texts:
        for form in joined(text, analyzer().analyze(text), analyzer()):
            stems = joined_token(form, analyzer()).stems if form.by.makes_word else ()
            forms.append((form.text, form.start, form.end, stems))
        form_ends.append(len(forms))
        gaps.extend(sentence_gaps(text))
        gap_ends.append(len(gaps))
    numbers = found.joined.tolist()
    assert [found.numbers.text(number) for number in numbers] == [text for text, *_ in forms]
    assert [tuple(found.numbers.stems(number)) for number in numbers] == [f[-1] for f in forms]
    places = zip(found.joined_starts.tolist(), found.joined_ends.tolist(), strict=True)
    assert list(places) == [(start, end) for _, start, end, _ in forms]
    assert found.joined_text_ends.tolist() == form_ends
    starts_and_ends = zip(found.gap_starts.tolist(), found.gap_ends.tolist(), strict=True)
    assert list(starts_and_ends) == gaps
    assert found.gap_text_ends.tolist() == gap_ends


@given(TEXTS)
def test_types_are_found_by_their_terms(texts: Sequence[str]) -> None:
    read = TokenTypes(analyzer())
    for text in texts:
        read.read(text)
    table = TypeTable(read.types)
    assert len(table) == len(read.types)
    for text in ("bro", "bron", "arbete", "marknad", "2017-06-29", "=och", "r&d", "saknas"):
        for form in Form:
            having = [
                number
                for number, each in enumerate(read.types)
                if (form is Form.EXACT and each.text == text)
                or (form is Form.STEM and text in each.stems)
                or (form is Form.PART and text in [part.stem for part in each.parts])
            ]
            assert sorted(table.having(Term(form, text)).tolist()) == having
        begun = [number for number, each in enumerate(read.types) if each.text.startswith(text)]
        assert sorted(table.beginning(text).tolist()) == begun
