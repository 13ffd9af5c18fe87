"""A room may import the rooms above it in pyproject.toml's list, and none below."""

import re
import tomllib
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_ERROR, EXIT_STATUS_SUCCESS, lint_imports

BROKEN_PACKAGE = """
[tool.importlinter]
root_package = "madeup"

[[tool.importlinter.contracts]]
name = "Rooms"
type = "layers"
layers = ["upper", "lower"]
containers = ["madeup"]
"""


def lint(configuration: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        # It would silence every logger that other tests listen to.
        patch.setattr("logging.config.dictConfig", lambda _: None)
        return lint_imports(config_filename=str(configuration), no_cache=True)


def test_the_contracts_hold(repository: Path) -> None:
    assert lint(repository / "pyproject.toml") == EXIT_STATUS_SUCCESS


def test_every_room_has_its_place(repository: Path) -> None:
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    rooms = {
        path.stem
        for path in (repository / "kb").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__"}
    assert set(contract["layers"]) == rooms
    assert contract["exhaustive"]


@pytest.mark.parametrize("rooms", [("indexing", "engines"), ("search", "corpus")])
def test_rooms_the_other_way_round_are_refused(
    repository: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rooms: tuple[str, str],
) -> None:
    text = (repository / "pyproject.toml").read_text(encoding="utf-8")
    one, other = rooms
    swapped = re.sub(
        rf'^    "({one}|{other})",$',
        lambda match: f'    "{other if match[1] == one else one}",',
        text,
        flags=re.MULTILINE,
    )
    assert swapped != text
    (tmp_path / "pyproject.toml").write_text(swapped, encoding="utf-8")
    assert lint(tmp_path / "pyproject.toml") == EXIT_STATUS_ERROR
    assert "Rooms BROKEN" in capsys.readouterr().out


@pytest.mark.parametrize(("imported", "status"), [("", 0), ("import madeup.upper", 1)])
def test_a_forbidden_import_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imported: str, status: int
) -> None:
    package = tmp_path / "madeup"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "upper.py").touch()
    (package / "lower.py").write_text(imported + "\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(BROKEN_PACKAGE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert lint(tmp_path / "pyproject.toml") == status
