import pytest

from kb.corpus.register import Entry, Registers
from kb.search.names import Named, Names
from kb.search.parser import make_query
from kb.search.plan import Form
from kb.search.query import Facet
from kb.search.vocabulary import Vocabulary

REGISTERS = Registers(
    organisations=(
        Entry(id="angslunda", name="Ängslunda bygdelag", aliases=("Lagarna", "Lag i Ängslunda")),
        Entry(id="bro", name="Bro"),
        Entry(id="hallan", name="Hållän", aliases=("HÅLLÄN", "–")),
        Entry(id="halsa", name="Nämnden för hälsa"),
    ),
    projects=(Entry(id="lagarna", name="Lagarna"),),
)


def names(*known: str) -> Names:
    """The names, beside an index that has some words."""

    def count(form: Form, word: str) -> int:
        return int(form is Form.EXACT and word in known)

    return Names(REGISTERS, Vocabulary(known, count, posts=1))


def ids(named: Named) -> list[str]:
    assert all((facet is Facet.PROJECT) == (entry.id == "lagarna") for facet, entry in named)
    return [entry.id for _, entry in named]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ängslunda bygdelag", ["angslunda"]),
        ("  ängslunda   BYGDELAG ", ["angslunda"]),
        ("lag i Ängslunda", ["angslunda"]),
        ("lagarna", ["angslunda", "lagarna"]),
        ('"Lagarna"', ["angslunda", "lagarna"]),
        ('"Ängslunda" bygdelag', ["angslunda"]),
        ("Ängslunda-bygdelag", ["angslunda"]),
        ("bro", ["bro"]),
        ("hållän", ["hallan"]),
        # more or less than a name, or no plain words
        ("Ängslunda", []),
        ("Ängslunda bygdelag bro", []),
        ("bygdelag Ängslunda", []),
        ("-bro", []),
        ("bro*", []),
        ("lagarna OR lagarna", []),
        ("Angslunda bygdelag", []),
        ("", []),
        ("…", []),
        ("–", []),
    ],
)
def test_as_they_are_written(text: str, expected: list[str]) -> None:
    assert ids(names().written(make_query(text))) == expected


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("Angslunda bygdelag", [], ["angslunda"]),
        ("angslunda bygdelag", ["bygdelag"], ["angslunda"]),
        ("hallan", [], ["hallan"]),
        # words that posts have are meant as they are
        ("angslunda bygdelag", ["bygdelag", "angslunda"], []),
        ("hallan", ["hallan"], []),
        # dots that were typed are meant, and quotes
        ("hällan", [], []),
        ("hållan", [], []),
        # a word has all its dots or none
        ("lag i angslunda", ["lag", "i"], ["angslunda"]),
        ("nämnden for hälsa", ["hälsa"], ["halsa"]),
        ("namnden för halsa", [], ["halsa"]),
        ("nämndån for hälsa", [], []),
        ('"hallan"', [], []),
        ('"angslunda" bygdelag', [], []),
        # a name as it is needs no dots
        ("bro", [], []),
        ("hållän", [], []),
        ("-hallan", [], []),
        ("–", [], []),
        ("angslunda", [], []),
        ("", [], []),
    ],
)
def test_without_dots(text: str, known: list[str], expected: list[str]) -> None:
    assert ids(names(*known).without_dots(make_query(text))) == expected
