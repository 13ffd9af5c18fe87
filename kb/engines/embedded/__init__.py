"""The embedded engine: a Whoosh index in a folder, a generation a build."""

from pathlib import Path

from kb.engines.embedded.generations import Generations, live_in
from kb.engines.embedded.reader import EmbeddedEngine
from kb.engines.embedded.writer import EmbeddedWriter


def open_engine(location: str, fingerprint: str) -> EmbeddedEngine:
    """Open the live generation of the index in a folder."""
    return EmbeddedEngine(Generations(Path(location), fingerprint))


def open_writer(location: str, fingerprint: str, anew: bool) -> EmbeddedWriter:
    """Begin a new generation of the index in a folder."""
    return EmbeddedWriter(Generations(Path(location), fingerprint), anew)


def live_generation(location: str) -> str | None:
    """Return the name of the live generation of the index in a folder."""
    return live_in(location)


def live_posts(location: str) -> int:
    """Return how many posts the live generation of the index in a folder says it has."""
    return Generations(Path(location), "").live_posts()
