"""docs/ and README.md tell of everything there is, and of nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kb.cli import main
from kb.settings import Settings


def commands(group: click.Group, path: str = "kb") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(("name", "command"), list(commands(main)))
def test_every_command_and_option_is_documented(
    repository: Path, name: str, command: click.Command
) -> None:
    documented = sections((repository / "docs" / "commands.md").read_text(encoding="utf-8"))
    (section,) = [text for heading, text in documented.items() if f"{heading} ".startswith(name)]
    options = [o for p in command.params if isinstance(p, click.Option) for o in p.opts]
    assert options or command.params
    for option in options:
        assert f"`{option}`" in section, option
    for option in re.findall(r"`(--[a-z-]+)`", section):
        assert option in options, f"{option} is no option of {name}"


def test_every_setting_is_documented_with_its_default(repository: Path) -> None:
    text = (repository / "docs" / "server.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(KB_[A-Z_]+)` \|\s*(.*?)\s*\|", text, flags=re.MULTILINE))
    assert set(rows) == {f"KB_{name.upper()}" for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        assert rows[f"KB_{name.upper()}"].strip("`") == str(field.default)


@pytest.mark.parametrize("page", ["README.md", "docs", "corpus/README.md"])
def test_links_lead_to_files(repository: Path, page: str) -> None:
    path = repository / page
    for file in sorted(path.glob("*.md")) if path.is_dir() else [path]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text(encoding="utf-8")):
            assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_the_picture_of_the_rooms_names_every_module(repository: Path) -> None:
    text = (repository / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in text.splitlines() if row.startswith("| `kb/")}
    for module in repository.glob("kb/*/**/*.py"):
        if module.stem != "__init__":
            rooms = [f"{room.as_posix()}/" for room in module.relative_to(repository).parents]
            row = next(rows[room] for room in rooms if room in rows)
            assert f"`{module.stem}`" in row, module
    for module in (repository / "kb").glob("*.py"):
        if not module.stem.startswith("__"):
            assert f"kb/{module.name}" in rows, module
