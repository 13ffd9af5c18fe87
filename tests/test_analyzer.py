import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import analyzer as module
from kb.language.analyzer import Analyzer, Token
from kb.language.lexicon import Lexicon
from kb.language.tokens import normal_form

GOLDEN = Path(__file__).parent / "golden" / "analysis.txt"
SEED = Path(__file__).parents[2] / "shared" / "data" / "seed" / "aktuellt.txt"

# Words, joints, endings and odd letters, so that compounds and colons come up by chance.
_PIECES = (
    "arbets arbete marknad integrerande kvinno jour samhälls utmaning för under s :s :er \u00ad "
    "e\u0301 å a\u030a ø ﬁ - _ 60 ET X"
)
PIECES = [*_PIECES.split(), " "]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


class Row(NamedTuple):
    text: str
    stems: list[set[str]]
    parts: list[tuple[str, str]]
    miss: str


def rows() -> list[Row]:
    found = []
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, stems, parts, miss = [*line.split(";"), "", ""][:4]
            found.append(
                Row(
                    text.strip(),
                    [set(readings.split("/")) for readings in stems.split()],
                    [(part, stem) for part, _, stem in (p.partition(":") for p in parts.split())],
                    miss.strip(),
                )
            )
    return found


def golden() -> list[object]:
    return [
        pytest.param(
            row,
            id=row.text,
            marks=[pytest.mark.xfail(reason=row.miss, strict=True)] if row.miss else [],
        )
        for row in rows()
    ]


@pytest.fixture(scope="session")
def analyzer(lexicon: Lexicon) -> Analyzer:
    return Analyzer(lexicon)


def test_the_golden_table_is_large() -> None:
    assert len(rows()) >= 150


@pytest.mark.parametrize("row", golden())
def test_reads_text_as_the_golden_table_says(row: Row, analyzer: Analyzer) -> None:
    tokens = analyzer.analyze(row.text)
    assert [{token.stem, *token.also} for token in tokens] == row.stems
    assert [(part.text, part.stem) for token in tokens for part in token.parts] == row.parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("arbetsintegrerande", "arbetsintegrerat"),
        ("arbetsintegrerande", "arbetsintegrerad"),
        ("arbetsintegrerande", "arbetsintegrerade"),
        ("Coompanion", "Coompanions"),
        ("hand", "händer"),
        ("bok", "böcker"),
        ("socialt", "sociala"),
        ("nätverk", "nätverket"),
    ],
)
def test_joins_inflections(one: str, other: str, analyzer: Analyzer) -> None:
    (first,), (second,) = analyzer.analyze(one), analyzer.analyze(other)
    assert {first.stem, *first.also} & {second.stem, *second.also}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("får", "far"),
        ("säker", "saker"),
        ("företag", "företagare"),
        ("företag", "företagande"),
        ("företagare", "företagande"),
        ("allmän", "allmänhet"),
    ],
)
def test_keeps_other_words_apart(one: str, other: str, analyzer: Analyzer) -> None:
    (first,), (second,) = analyzer.analyze(one), analyzer.analyze(other)
    assert not {first.stem, *first.also} & {second.stem, *second.also}


@given(text=TEXTS)
def test_offsets_cut_out_the_word_and_its_parts(text: str, analyzer: Analyzer) -> None:
    end = 0
    for token in analyzer.analyze(text):
        assert end <= token.start < token.end
        end = token.end
        assert normal_form(text[token.start : end]) == token.text
        reached = token.start
        for part in token.parts:
            assert part.start == reached <= part.end
            reached = part.end
        assert not token.parts or reached == end


@given(text=TEXTS)
def test_parts_join_to_the_word_and_are_at_most_four(text: str, analyzer: Analyzer) -> None:
    for token in analyzer.analyze(text):
        assert "".join(part.text for part in token.parts) in ("", token.text)
        assert len(token.parts) in (0, 2, 3, 4)
        assert all([token.stem, *token.also, *(part.stem for part in token.parts)])


@given(texts=st.lists(TEXTS, max_size=4))
def test_what_was_read_before_changes_nothing(
    texts: list[str], analyzer: Analyzer, lexicon: Lexicon
) -> None:
    fresh = Analyzer(lexicon)
    assert [fresh.analyze(text) for text in texts] == [analyzer.analyze(text) for text in texts]


def test_parts_have_their_places_where_letters_are_dropped(analyzer: Analyzer) -> None:
    text = "en arbets\u00admarknad:s"
    token = analyzer.analyze(text)[1]
    assert token.text == "arbetsmarknad:s"
    assert [text[part.start : part.end] for part in token.parts] == ["arbets\u00ad", "marknad:s"]
    assert [part.text for part in token.parts] == ["arbets", "marknad:s"]


def test_a_full_cache_is_emptied(lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_READINGS", 2)
    analyzer = Analyzer(lexicon)
    words = ["hand", "händer", "bok", "böcker", "hand"]
    assert [analyzer.analyze(word)[0].stem for word in words] == [
        "hand", "hända", "bok", "bok", "hand",
    ]  # fmt: skip
    assert len(analyzer._readings) <= 2


def test_threads_read_alike(lexicon: Lexicon) -> None:
    texts = [row.text for row in rows()] * 3
    expected = [Analyzer(lexicon).analyze(text) for text in texts]
    shared = Analyzer(lexicon)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(shared.analyze, texts)) == expected


def test_empty_and_wordless_texts_have_no_tokens(analyzer: Analyzer) -> None:
    assert analyzer.analyze("") == analyzer.analyze(" – … _ \u00ad\u0301 ") == []


def test_tokens_turn_into_json_by_name(analyzer: Analyzer) -> None:
    token = analyzer.analyze("nätverk")[0]
    assert isinstance(token, Token)
    assert json.loads(json.dumps(token._asdict()))["stem"] == "nätverk"


def test_what_a_word_is_searched_by(analyzer: Analyzer) -> None:
    (hands,) = analyzer.analyze("händer")
    assert hands.stems == (hands.stem, *hands.also) == ("hända", "hand")
    (is_,) = analyzer.analyze("är")
    (honour,) = analyzer.analyze("ära")
    assert is_.stem == "vara"
    assert set(is_.stems).isdisjoint(honour.stems)


@pytest.mark.skipif(not SEED.exists(), reason="../shared/data/seed is missing")
def test_reads_a_whole_page(analyzer: Analyzer) -> None:
    text = SEED.read_text(encoding="utf-8")
    tokens = analyzer.analyze(text)
    assert all(normal_form(text[t.start : t.end]) == t.text for t in tokens)
    assert any(token.parts for token in tokens)
