import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.register import Entry, Registers
from kb.language.abbreviations import Abbreviation
from kb.search.tables import Tables

TABLES = Tables(
    Registers(
        organisations=(
            Entry(
                id="akerbo-kommun",
                name="Åkerbo kommun",
                aliases=("Åkerbo", "”byn”"),
                description="En kommun.",
                url="https://example.org/å",
                start="1971",
                end="2019-12",
            ),
        ),
        projects=(Entry(id="grannkraft", name="Grannkraft", owner="akerbo-kommun"),),
        synonyms=(("bro", "spång"), ("årsmöte", "årsstämma", "det stora mötet")),
    ),
    abbreviations=(
        Abbreviation("asf", ("alla", "sociala", "företag")),
        Abbreviation("asf", ("andra", "sociala", "företag")),
    ),
    removed=frozenset({"2017-01-01-borta", "2016-01-01-x"}),
)


@pytest.mark.parametrize("tables", [Tables(), TABLES])
def test_they_come_back_whole(tables: Tables) -> None:
    read = Tables.from_json(json.loads(json.dumps(tables.to_json())))
    assert read == tables
    assert read.registers.label("grannkraft") == tables.registers.label("grannkraft")


def test_equal_tables_are_equal_texts() -> None:
    """A set has no order, a file has one."""
    removed = [f"2017-01-{day:02}-x" for day in range(1, 29)]
    texts = {
        json.dumps(Tables(removed=frozenset(ids)).to_json()) for ids in (removed, removed[::-1])
    }
    assert len(texts) == 1
    assert Tables(removed=frozenset(removed)).to_json()["removed"] == removed


WORDS = st.text(min_size=1, max_size=8)


@settings(deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=2, max_size=4).map(tuple), max_size=3).map(tuple),
    st.lists(st.builds(Abbreviation, WORDS, st.lists(WORDS, max_size=3).map(tuple))).map(tuple),
    st.frozensets(WORDS),
)
def test_whatever_they_hold_comes_back(
    synonyms: tuple[tuple[str, ...], ...],
    abbreviations: tuple[Abbreviation, ...],
    removed: frozenset[str],
) -> None:
    tables = Tables(Registers(synonyms=synonyms), abbreviations, removed)
    read = Tables.from_json(json.loads(json.dumps(tables.to_json(), ensure_ascii=False)))
    assert read == tables
    assert all(isinstance(each, Abbreviation) for each in read.abbreviations)


@pytest.mark.parametrize("data", [{}, {"registers": {}}, {**Tables().to_json(), "removed": 3}])
def test_something_else_is_an_error(data: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError)):
        Tables.from_json(data)
