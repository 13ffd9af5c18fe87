import pytest

from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.corpus.register import Entry
from kb.search.port.queries import Form, Term
from kb.search.query.parser import parse
from kb.search.rewriting.register_names import Named, RegisterNames
from tests.corpora import registers

NAMES = RegisterNames(
    registers(
        organisations=(
            Entry(
                id="angslunda", name="Ängslunda bygdelag", aliases=("Lagarna", "Lag i Ängslunda")
            ),
            Entry(id="bro", name="Bro"),
            Entry(id="hallan", name="Hållän", aliases=("HÅLLÄN", "–")),
            Entry(id="halsa", name="Nämnden för hälsa"),
        ),
        projects=(Entry(id="lagarna", name="Lagarna"),),
        categories=(Entry(id="kurs", name="Kurser och möten"),),
    )
)


def ids(named: Named) -> list[str]:
    assert all((kind is PROJECT) == (entry.id == "lagarna") for kind, entry in named)
    assert all(kind in {ORGANISATION, PROJECT} for kind, _ in named)
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
        # names that no text is searched for: those of categories
        ("kurser och möten", []),
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
    assert ids(NAMES.written(parse(text))) == expected


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
def test_without_diacritics(text: str, known: list[str], expected: list[str]) -> None:
    """`known` are the words that posts have."""
    query = parse(text)
    frequencies = {Term(Form.EXACT, word): 1 for word in known}
    assert ids(NAMES.without_diacritics(query, frequencies)) == expected
    # It asks of nothing but what it says.
    asked = {term: frequencies.get(term, 0) for term in NAMES.terms(query)}
    assert ids(NAMES.without_diacritics(query, asked)) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Angslunda bygdelag", ["angslunda", "bygdelag"]),
        ("hallan", ["hallan"]),
        ("bro", ["bro"]),
        ("", []),
        ("angslunda", []),
        ("-hallan", []),
        ("hallan xyz", []),
        ("kurser", []),
    ],
)
def test_frequencies_are_asked_for_where_a_query_may_be_a_name(text: str, words: list[str]) -> None:
    assert NAMES.terms(parse(text)) == tuple(Term(Form.EXACT, word) for word in words)
