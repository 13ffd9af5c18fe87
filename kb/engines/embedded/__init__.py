"""The embedded engine: a Whoosh index in a folder, a generation a build."""

from collections.abc import Callable
from pathlib import Path

from kb.engines.embedded.generations import Generations
from kb.engines.embedded.reader import EmbeddedEngine
from kb.engines.embedded.writer import EmbeddedWriter


def open_engine(index: Path) -> EmbeddedEngine:
    """Open the live generation of the index in a folder."""
    return EmbeddedEngine(Generations(index))


def open_writer(index: Path, anew: bool, lexicon: Callable[[], Path]) -> EmbeddedWriter:
    """Begin a new generation of the index in a folder."""
    return EmbeddedWriter(Generations(index), anew, lexicon)


def live_generation(index: Path) -> str | None:
    """Return the name of the live generation of the index in a folder."""
    return Generations(index).live()
