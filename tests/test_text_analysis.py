"""Texts that are read by remembered words are read as those that are not."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.port import text_analysis
from kb.search.port.analysis import Analysis
from kb.search.port.text_analysis import TextAnalysis
from tests.corpora import analyzer
from tests.plain_analysis import analysis_of

TEXTS = st.lists(
    st.text(max_size=60)
    | st.sampled_from(
        [
            "",
            "Grannkraft i byn. ASF:er, e-post och R&D.",
            "Bron är röd.\n\nBron!",
            "covid-19 10 000",
        ]
    ),
    max_size=4,
)


@cache
def reading() -> TextAnalysis:
    return TextAnalysis(analyzer())


def told(analysis: Analysis) -> list[object]:
    """All that an analysis says."""
    numbers = analysis.numbers

    def types(of: list[int]) -> list[object]:
        return [(numbers.text(n), list(numbers.stems(n)), list(numbers.parts(n))) for n in of]

    columns = analysis._replace(types=analysis.starts, joined=analysis.joined_starts)[1:]
    return [
        types(analysis.types.tolist()),
        types(analysis.joined.tolist()),
        *(column.tolist() for column in columns),
    ]


@settings(max_examples=150)
@given(texts=TEXTS)
def test_reads_as_one_that_remembers_nothing(texts: list[str]) -> None:
    for _ in range(2):
        assert told(reading().of(texts)) == told(analysis_of(texts, analyzer()))


def test_begins_anew_where_it_knows_too_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_analysis, "_MOST_TYPES", 3)
    own = TextAnalysis(analyzer())
    for text in ("En bro över en å i byn", "Grannar bygger broar", "Bron är röd"):
        assert told(own.of([text])) == told(analysis_of([text], analyzer()))
