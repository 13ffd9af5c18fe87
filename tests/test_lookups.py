import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import KINDS, ORGANISATION, PROJECT
from kb.corpus.register import Entry
from kb.corpus.removed import Removed
from kb.engines import open_engine
from kb.errors import IndexDamagedError
from kb.indexing import write_generation
from kb.language.abbreviations import Abbreviation
from kb.search import lookups
from kb.search.lookups import Lookups, open_lookups
from tests.corpora import registers

LOOKUPS = Lookups(
    registers(
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
    removed={
        "2017-01-01-borta": Removed(id="2017-01-01-borta"),
        "2016-01-01-x": Removed(id="2016-01-01-x", date=date(2016, 2, 1), reason="Var fel."),
    },
)
WITH_CATEGORIES = Lookups(registers(categories=(Entry(id="press", name="Pressmeddelanden"),)))


@pytest.mark.parametrize("written", [Lookups(), LOOKUPS, WITH_CATEGORIES])
def test_they_come_back_whole(written: Lookups) -> None:
    read = Lookups.from_text(written.to_text())
    assert read == written
    assert read.registers.kinds == written.registers.kinds
    for kind in KINDS:
        for entry_id in ("akerbo-kommun", "grannkraft", "press", "finns-ej"):
            label = written.registers.label(kind, entry_id)
            assert read.registers.label(kind, entry_id) == label


def test_equal_lookups_are_equal_texts() -> None:
    removed = {f"2017-01-{day:02}-x": Removed(id=f"2017-01-{day:02}-x") for day in range(1, 29)}
    backwards = dict(reversed(removed.items()))
    texts = {Lookups(removed=each).to_text() for each in (removed, backwards)}
    assert len(texts) == 1
    assert [each["id"] for each in json.loads(texts.pop())["removed"]] == list(removed)


WORDS = st.text(min_size=1, max_size=8)
DATES = st.dates()


@settings(deadline=None)
@given(
    st.lists(st.lists(WORDS, min_size=2, max_size=4).map(tuple), max_size=3).map(tuple),
    st.lists(st.builds(Abbreviation, WORDS, st.lists(WORDS, max_size=3).map(tuple))).map(tuple),
    st.lists(st.builds(Removed, id=st.just("2017-01-01-x"), date=st.none() | DATES, reason=WORDS)),
)
def test_whatever_they_hold_comes_back(
    synonyms: tuple[tuple[str, ...], ...],
    abbreviations: tuple[Abbreviation, ...],
    removed: list[Removed],
) -> None:
    by_id = {each.id: each for each in removed}
    written = Lookups(registers(synonyms=synonyms), abbreviations, by_id)
    read = Lookups.from_text(written.to_text())
    assert read == written
    assert all(isinstance(each, Abbreviation) for each in read.abbreviations)


EMPTY = json.loads(Lookups().to_text())


@pytest.mark.parametrize("data", [{}, {"registers": {}}, {**EMPTY, "removed": 3}])
def test_something_else_is_an_error(data: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError)):
        Lookups.from_text(json.dumps(data))


# --- of an open generation --------------------------------------------------------------------


def test_a_generation_holds_its_own(tmp_path: Path) -> None:
    removed = LOOKUPS.removed
    write_generation(tmp_path, [], LOOKUPS.registers, removed=removed)
    engine = open_engine(tmp_path)
    analyzer, read = open_lookups(engine)
    assert read == Lookups(LOOKUPS.registers, removed=removed)
    assert read.registers.entries(ORGANISATION) + read.registers.entries(PROJECT)
    assert [token.text for token in analyzer.analyze("Två broar")] == ["två", "broar"]
    engine.close()


@pytest.mark.parametrize("name", [lookups.FILE, lookups.LEXICON_FILE])
def test_what_cannot_be_read_is_an_error_that_names_the_file(tmp_path: Path, name: str) -> None:
    write_generation(tmp_path, [], LOOKUPS.registers)
    engine = open_engine(tmp_path)
    path = engine.file(name)
    path.unlink()  # a link of the installation's lexicon
    path.write_bytes(b"{")
    with pytest.raises(IndexDamagedError, match=rf"{name}: cannot be read .* run `kb index`"):
        open_lookups(engine)
    engine.close()
