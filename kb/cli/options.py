"""Options that commands share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.terminal import MESSAGES, say

if TYPE_CHECKING:
    from kb.settings import Settings

_ = MESSAGES.gettext
_Decorator = Callable[[Any], Any]


def warn_of_misspelt() -> None:
    """Name each variable that looks like a setting and is none."""
    if not any(name.upper().startswith("KB_") for name in os.environ):
        return  # nor is there anything to load
    from kb.settings import misspelt

    for name, meant in misspelt(os.environ):
        if meant:
            say(_("warning: {name} is no setting; did you mean {meant}?", name=name, meant=meant))
        else:
            say(_("warning: {name} is no setting; docs/server.md lists them all", name=name))


def settings() -> "Settings":
    """Return the settings, read anew."""
    from kb.settings import read_settings  # which loads the engines: not for --help

    return read_settings()


def folder(name: str, setting: str, text: str, path_type: type[Any] = Path) -> _Decorator:
    """Return an option for a folder; a setting has its default."""
    return click.option(
        name,
        type=click.Path(path_type=path_type, file_okay=False),
        default=lambda: getattr(settings(), setting),
        show_default=f"KB_{setting.upper()}, else {setting}/",
        help=text,
    )


corpus = folder("--corpus", "corpus", "Folder of posts and registers.")
index = click.option(
    "--index",
    type=click.Path(path_type=str, file_okay=False),
    show_default="KB_INDEX, else index/",
    help="Folder of the index; its name in a cluster.",
)
engine = click.option(
    "--engine",
    default=lambda: settings().engine,
    show_default="KB_ENGINE",
    help="Engine of the index.",
)


def location(engine: str, index: str | None) -> str:
    """Return where an engine has the index that an option names, or the settings."""
    return settings().location(engine, index)


as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
