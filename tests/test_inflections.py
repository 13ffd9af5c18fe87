"""Every form of a word finds the others: tables of principal parts, written from grammar."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kb.language.analyzer import Analyzer

GOLDEN = Path(__file__).parent / "golden"
TABLES = {"verbs": 150, "nouns": 60, "adjectives": 25}
ENOUGH = 0.97


class Row(NamedTuple):
    """A word, its other forms, and why some of them are known not to be joined with it."""

    word: str
    forms: tuple[str, ...]
    misses: dict[str, str]


def rows(table: str) -> list[Row]:
    found = []
    for line in (GOLDEN / f"{table}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, forms, misses = [*(part.strip() for part in line.split(";")), ""][:3]
            form, _, reason = misses.partition(": ")
            found.append(Row(word, tuple(forms.split()), {form: reason} if misses else {}))
    return found


def pairs() -> Iterator[object]:
    for table in TABLES:
        for row in rows(table):
            for form in row.forms:
                miss = row.misses.get(form)
                marks = [pytest.mark.xfail(reason=miss, strict=True)] if miss else []
                yield pytest.param(row.word, form, id=f"{row.word}-{form}", marks=marks)


def stems(word: str, analyzer: Analyzer) -> set[str]:
    (token,) = analyzer.analyze(word)
    return {token.stem, *token.also}


@pytest.mark.parametrize("table", TABLES)
def test_the_tables_are_large_and_nearly_all_of_them_holds(table: str) -> None:
    found = rows(table)
    assert len(found) >= TABLES[table]
    assert len({row.word for row in found}) == len(found)
    assert all(row.misses.keys() <= set(row.forms) for row in found)
    assert sum(not row.misses for row in found) / len(found) >= ENOUGH


@pytest.mark.parametrize(("word", "form"), list(pairs()))
def test_forms_of_a_word_are_joined(word: str, form: str, analyzer: Analyzer) -> None:
    assert stems(word, analyzer) & stems(form, analyzer)


@pytest.mark.parametrize(
    ("form", "readings"),
    [
        # a noun's plural and a verb's present
        ("hamnar", {"hamn", "hamna"}),
        ("skyltar", {"skylt", "skylta"}),
        ("strider", {"strid", "strida"}),
        # a word keeps itself
        ("mjölk", {"mjölk"}),
        ("led", {"led", "lida"}),
        ("gås", {"gås"}),
        # without another word's forms that are spelt so by chance
        ("bara", {"bara"}),
        ("villa", {"villa"}),
        ("företagen", {"företag"}),
        ("inför", {"inför"}),
    ],
)
def test_a_form_has_the_readings_that_it_is_used_in(
    form: str, readings: set[str], analyzer: Analyzer
) -> None:
    assert stems(form, analyzer) == readings
