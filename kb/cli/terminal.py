"""What every command says: answers on stdout; all else on stderr, in one language."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from kb.errors import CorpusError, KnowledgeBaseError
from kb.messages import Messages

Item = TypeVar("Item")

MESSAGES = Messages("en")
_ = MESSAGES.gettext


def complain(error: KnowledgeBaseError | OSError) -> None:
    """Say on stderr what went wrong: one line, or one for each faulty file."""
    if isinstance(error, CorpusError):
        lines = [str(fault) for fault in error.faults]
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        lines = [f"{where}{error.strerror or error}"]
    else:
        lines = [str(error)]
    for line in lines:
        say(line)


def say(line: str) -> None:
    """Tell a person something beside the answer."""
    click.echo(f"kb: {line}", err=True)


def print_json(data: Any) -> None:
    """Answer a program."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def lexicon() -> Path:
    """Return the installation's lexicon; where it has to be built, say so."""
    from kb.language.building.installed import installed_lexicon

    def told(path: Path) -> None:
        say(_("building the lexicon of Swedish, once, some 40 seconds: {path}", path=path))

    return installed_lexicon(told)


def showing_progress(
    items: Iterable[Item], label: str | None = None, length: int | None = None
) -> Iterator[Item]:
    """Show how far it is on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    label = label or _("Indexing")
    with click.progressbar(items, length=length, label=label, file=sys.stderr) as bar:
        yield from bar


@contextmanager
def progress_bar(label: str, count: int, rate_shown: str = "") -> Iterator[Callable[[int], object]]:
    """Show how many of so many are done, how fast and how long it will take yet.

    What is entered is told how many more are done. Nothing is shown but on a terminal.
    """
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    begun = time.monotonic()
    with click.progressbar(
        length=count,
        label=label,
        show_pos=True,
        item_show_func=lambda rate: rate or "",
        file=sys.stderr,
    ) as bar:

        def advance(done: int) -> None:
            rate = (bar.pos + done) / max(time.monotonic() - begun, 0.001)
            bar.update(done, (rate_shown or _("{rate:,.0f} posts/s")).format(rate=rate))

        yield advance
