"""Names, and nouns that are spelt like other words' forms: what each matches, and what not."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kb.knowledge_base import open_knowledge_base
from kb.language.analyzer import Analyzer
from kb.language.tokens import normal_form, words

TABLE = Path(__file__).parent / "golden" / "names.txt"
AT_LEAST = {"first names": 60, "surnames": 40, "places": 60}
NOUNS = "nouns that are inflected forms of other words"
ENOUGH = 0.97


class Row(NamedTuple):
    kind: str
    word: str
    same: tuple[str, ...]
    other: tuple[str, ...]
    miss: str


def rows() -> list[Row]:
    found, kind = [], ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            kind = line.removeprefix("# ")
        elif line:
            word, same, other, miss = [*(part.strip() for part in line.split(";")), "", ""][:4]
            found.append(Row(kind, word, tuple(same.split()), tuple(other.split()), miss))
    return found


def cases() -> Iterator[object]:
    for row in rows():
        marks = [pytest.mark.xfail(reason=row.miss, strict=True)] if row.miss else []
        yield pytest.param(row, id=row.word, marks=marks)


def names() -> list[str]:
    return [row.word for row in rows() if row.kind in AT_LEAST]


def stems(word: str, analyzer: Analyzer) -> set[str]:
    token = analyzer.analyze_typed(word)
    return {token.stem, *token.also}


def test_the_table_is_large_and_nearly_all_of_it_holds() -> None:
    found = rows()
    for kind, least in {**AT_LEAST, NOUNS: 60}.items():
        assert sum(row.kind == kind for row in found) >= least
    assert sum(not row.miss for row in found) / len(found) >= ENOUGH


@pytest.mark.parametrize("row", list(cases()))
def test_it_matches_its_own_forms_and_no_other_words(row: Row, analyzer: Analyzer) -> None:
    for typed in (row.word, row.word.lower()):
        own = stems(typed, analyzer)
        assert [form for form in row.same if not own & stems(form, analyzer)] == []
        # What differs in accents alone has the same exact form: folding is for matching.
        others = [form for form in row.other if normal_form(form) != normal_form(typed)]
        assert [form for form in others if own & stems(form, analyzer)] == []


def test_what_no_post_has_finds_none_or_others_under_a_notice(
    shipped_index: Path, repository: Path
) -> None:
    texts = (path.read_text(encoding="utf-8") for path in (repository / "corpus").rglob("*.*"))
    known = {word.normal for text in texts for word in words(text)}
    absent = [name for name in names() if normal_form(name) not in known]
    assert len(absent) > 100
    floods = []
    with open_knowledge_base(shipped_index) as knowledge_base:
        for typed in (*absent, *map(str.lower, absent)):
            results = knowledge_base.search(typed)
            # One post may have another form of it: Tages.
            if results.total > 1 and not results.relaxed:
                floods.append((typed, results.total))
    assert floods == []


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        # A capital within a sentence makes a name of what may be one.
        ("Vi for till Klippan.", {"klippan"}),
        ("Anna-Maria Sala", {"sala"}),
        # At its beginning, in lower case and in capitals alone it tells nothing.
        ("Klippan", {"klippa", "klippan"}),
        ("Ort: Klippan", {"klippa", "klippan"}),
        ("ett hus på klippan", {"klippa", "klippan"}),
        ("FÄRJAN TILL KLIPPAN", {"klippa", "klippan"}),
        # Nor of a word that is no name, or hardly one.
        ("Vi for till Hamnen", {"hamn"}),
        ("Föreningen Stora Hus", {"hus"}),
        # An authority is called what it is.
        ("hos Arbetsförmedlingen", {"arbetsförmedling"}),
    ],
)
def test_a_capital_tells_where_no_sentence_asks_for_it(
    text: str, readings: set[str], analyzer: Analyzer
) -> None:
    token = analyzer.analyze(text)[-1]
    assert {token.stem, *token.also} == readings


def test_a_capital_is_meant_in_a_word_that_is_typed(analyzer: Analyzer) -> None:
    assert stems("Klippan", analyzer) == {"klippan"}
    assert stems("klippan", analyzer) == {"klippa", "klippan"}


@pytest.mark.parametrize(
    ("typed", "form"),
    [("arme", "arméer"), ("ideer", "idéns"), ("buffe", "bufféer"), ("kommitteer", "kommittén")],
)
def test_what_is_typed_without_its_accent_is_found(
    typed: str, form: str, analyzer: Analyzer
) -> None:
    assert stems(typed, analyzer) & stems(form, analyzer)


@pytest.mark.parametrize(
    ("name", "other"), [("Linné", "linnet"), ("René", "rent"), ("André", "andra"), ("armé", "arm")]
)
def test_an_accent_keeps_words_apart(name: str, other: str, analyzer: Analyzer) -> None:
    assert not stems(name, analyzer) & stems(other, analyzer)


def test_a_name_is_no_compound_unless_it_says_what_it_names(analyzer: Analyzer) -> None:
    for name in ("Strandberg", "Strandbergs", "Nyköping"):
        assert analyzer.analyze(name)[0].parts == ()
    (street,) = analyzer.analyze("Kungsgatan")
    assert [part.stem for part in street.parts] == ["kung", "gata"]
