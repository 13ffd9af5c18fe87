from pathlib import Path

import pytest

from kb.corpus.register import read_register
from kb.importers.sync.register_file import with_entries


def added(folder: Path, text: str | None, **names: str) -> str | None:
    path = folder / "categories.yaml"
    if text is not None:
        path.write_bytes(text.encode())
    new = with_entries(path, names)
    if new is not None:
        path.write_bytes(new.encode())
        read = read_register(path)
        assert read.faults == ()
        assert {entry.id: entry.name for entry in read.entries}.items() >= names.items()
    return new


def test_a_new_register(tmp_path: Path) -> None:
    text = added(tmp_path, None, nytt="Nytt: # 1", press="Press")
    assert text is not None
    assert text.endswith("- id: nytt\n  name: 'Nytt: # 1'\n- id: press\n  name: Press\n")


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("", "- id: nytt\n  name: Nytt\n"),
        ("# inget än\n", "- id: nytt\n  name: Nytt\n"),
        ("# ett\n- id: a  # viktig\n  name: A", "\n- id: nytt\n  name: Nytt\n"),
        ("- {id: a, name: A}\n", "- id: nytt\n  name: Nytt\n"),
        ("  - id: a\n    name: A\n", "  - id: nytt\n    name: Nytt\n"),
        ("- id: a\r\n  name: A\r\n", "- id: nytt\r\n  name: Nytt\r\n"),
        ("- id: a\n  name: A\n\n- id: b\n  name: B\n", "\n- id: nytt\n  name: Nytt\n"),
    ],
)
def test_what_people_wrote_stays(tmp_path: Path, text: str, behind: str) -> None:
    assert added(tmp_path, text, nytt="Nytt") == text + behind


@pytest.mark.parametrize(
    "text", ["- [\n", "id: a\n", "[{id: a, name: A}]\n", "- id: a\n  name: A\n...\n", "text"]
)
def test_a_file_in_another_shape_is_left_alone(tmp_path: Path, text: str) -> None:
    assert added(tmp_path, text, nytt="Nytt") is None


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "categories.yaml").mkdir()
    assert with_entries(tmp_path / "categories.yaml", {"a": "A"}) is None
