from pathlib import Path

import pytest

from kb.corpus.kinds import CATEGORY, KINDS, ORGANISATION, PROJECT, Kind
from kb.corpus.register import Entry, Registers, read_register, read_synonyms
from tests.corpora import registers

LUND = Entry(id="lund", name="Lunds kommun", aliases=("Lund",), start="1971")
FARM = Entry.model_validate(
    {"id": "min-farm", "name": "Min Farm", "owner": "lund", "to": "2018-05"}
)
COURSES = Entry(id="kurser", name="Kurser", description="Att lära sig något.")
REGISTERS = registers((LUND,), (FARM,), synonyms=(("bil", "fordon"),))
WITH_CATEGORIES = registers((LUND,), (FARM,), (COURSES,))


def _file(folder: Path, content: str) -> Path:
    path = folder / "organisations.yaml"
    path.write_text(content, encoding="utf-8")
    return path


def test_entries_are_read_in_their_order(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "\ufeff- id: lund\n  name: Lunds kommun\n  aliases: [Lund]\n  from: 1971\n"
        "- {id: 4h, name: 4H, aliases: , url: 'https://exempel.se'}\n",
    )
    entries = read_register(path).entries
    assert read_register(path).faults == ()
    assert entries == (LUND, Entry(id="4h", name="4H", url="https://exempel.se"))
    assert entries[0].names == ("Lunds kommun", "Lund")


def test_missing_and_empty_registers_are_empty(tmp_path: Path) -> None:
    for read in (
        read_register(tmp_path / "x.yaml"),
        read_register(_file(tmp_path, "# inga än\n")),
        read_synonyms(tmp_path / "x.yaml"),
    ):
        assert (read.entries, read.faults) == ((), ())


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("id: a\n", [":1: the file is no list"]),
        ("- a\n", [":1: an entry: "]),
        ("- id: a\n  id: b\n", [":2: 'id' stands here a second time"]),
        ("- id: Å\n  name: ''\n  namn: x\n", [":1: id: ", ":2: name: is empty", ":3: namn: is no"]),
        ("- id: a\n- name: B\n", [":1: name: is missing", ":2: id: is missing"]),
        ("- {id: a, name: A}\n- {id: a, name: B}\n", [":2: a is already the id of A"]),
        ("- {id: a, name: A}\n- {id: b, name: A}\n", [":2: 'A' names both a and b"]),
        ("- {id: a, name: A, from: i fjol, url: x.se}\n", [":1: url: ", ":1: from: "]),
    ],
)
def test_every_fault_has_its_line(tmp_path: Path, content: str, faults: list[str]) -> None:
    path = _file(tmp_path, content)
    found = read_register(path).faults
    assert len(found) == len(faults), found
    for fault, beginning in zip(found, faults, strict=True):
        assert str(fault).startswith(f"{path}{beginning}")


def test_register_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "organisations.yaml"
    path.write_bytes("- {id: a, name: Å}\n".encode("latin-1"))
    assert [str(fault) for fault in read_register(path).faults] == [
        f"{path}:1: not UTF-8 but, it seems, Windows-1252; save the file as UTF-8"
    ]


def test_synonyms(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text("- [bil, fordon]\n- [ensam]\n- ord\n- [a, [b]]\n", encoding="utf-8")
    read = read_synonyms(path)
    assert read.entries == (("bil", "fordon"),)
    assert [fault.where for fault in read.faults] == [f"{path}:{line}" for line in (2, 3, 4)]


def test_registers_know_labels_and_survive_json() -> None:
    assert REGISTERS.label(PROJECT, "min-farm") == "Min Farm"
    assert REGISTERS.label(PROJECT, "okand") == "okand"
    assert ids(REGISTERS) == ["lund", "min-farm"]
    assert Registers.from_json(REGISTERS.to_json()) == REGISTERS
    assert Registers.from_json(Registers().to_json()) == Registers()


def ids(of: Registers) -> list[str]:
    return [entry.id for kind in KINDS for entry in of.entries(kind)]


def test_an_id_is_looked_up_among_those_of_its_kind() -> None:
    assert REGISTERS.entry(ORGANISATION, "lund") is LUND
    assert REGISTERS.entry(PROJECT, "lund") is None
    assert REGISTERS.label(PROJECT, "lund") == "lund"
    same_id = registers((LUND,), categories=(COURSES.model_copy(update={"id": "lund"}),))
    assert same_id.label(ORGANISATION, "lund") == "Lunds kommun"
    assert same_id.label(CATEGORY, "lund") == "Kurser"


@pytest.mark.parametrize(
    ("read", "kinds"),
    [
        (Registers(), (ORGANISATION, PROJECT)),
        (REGISTERS, (ORGANISATION, PROJECT)),
        # A list that is there, if only an empty one, is a list to choose from.
        (registers(categories=()), (ORGANISATION, PROJECT, CATEGORY)),
        (WITH_CATEGORIES, (ORGANISATION, PROJECT, CATEGORY)),
    ],
)
def test_a_kind_without_its_register_is_shown_unless_it_is_optional(
    read: Registers, kinds: tuple[Kind, ...]
) -> None:
    assert read.kinds == kinds
    assert Registers.from_json(read.to_json()).kinds == kinds


def test_categories_survive_json() -> None:
    assert ids(WITH_CATEGORIES) == ["lund", "min-farm", "kurser"]
    assert Registers.from_json(WITH_CATEGORIES.to_json()) == WITH_CATEGORIES
