"""The embedded engine: segments of mapped arrays in a folder, a generation a build.

Whoosh reads them, too, by our codec; searching needs no Whoosh, so who searches does not wait
until it is imported.
"""

import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from kb.engines.embedded.generations import Generations, live_in
from kb.errors import IndexDamagedError

if TYPE_CHECKING:
    from kb.engines.embedded.reader import EmbeddedEngine
    from kb.engines.embedded.writer import EmbeddedWriter


def open_engine(location: str, fingerprint: str) -> "EmbeddedEngine":
    """Open the live generation of the index in a folder."""
    from kb.engines.embedded.reader import EmbeddedEngine

    generations = Generations(Path(location), fingerprint)
    while True:
        live = generations.live()
        try:
            return EmbeddedEngine(generations)
        except (OSError, IndexDamagedError):
            # Two builds that end meanwhile remove what is just being opened.
            if generations.live() == live:
                raise


def open_writer(location: str, fingerprint: str, anew: bool, memory: int) -> "EmbeddedWriter":
    """Begin a new generation of the index in a folder; `memory` is in MB."""
    from kb.engines.embedded.writer import EmbeddedWriter

    return EmbeddedWriter(Generations(Path(location), fingerprint), anew, memory)


def live_generation(location: str) -> str | None:
    """Return the name of the live generation of the index in a folder."""
    return live_in(location)


def live_posts(location: str) -> int:
    """Return how many posts the live generation of the index in a folder says it has."""
    return Generations(Path(location), "").live_posts()


def better_anew(posts: int, replaced: int) -> bool:
    """Tell whether to make a generation anew: never, segments are merged as need be."""
    return False


def temporary_location(location: str | None) -> AbstractContextManager[str]:
    """Return a folder for an index, which is gone afterwards."""
    return tempfile.TemporaryDirectory()
