"""Engines, opened by name: each is imported only where it is asked for."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.errors import KnowledgeBaseError
from kb.language.building.installed import installed_lexicon

if TYPE_CHECKING:
    from kb.search.engine import Engine, Writer

ENGINES = {"whoosh": "kb.engines.embedded"}


def open_engine(index: Path, name: str = "whoosh") -> "Engine":
    """Open the live generation for reading.

    Raises:
        IndexMissingError, IndexStaleError, IndexDamagedError: each says to run `kb index`.
    """
    engine: Engine = _module(name).open_engine(index)
    return engine


def open_writer(
    index: Path,
    name: str = "whoosh",
    *,
    anew: bool = False,
    lexicon: Callable[[], Path] = installed_lexicon,
) -> "Writer":
    """Begin a new generation: with the posts of the live one, or `anew` without any.

    Raises:
        IndexBusyError: another process is writing.
    """
    writer: Writer = _module(name).open_writer(index, anew, lexicon)
    return writer


def live_generation(index: Path, name: str = "whoosh") -> str | None:
    """Return the name of the live generation, None where there is no index; cheap to ask."""
    generation: str | None = _module(name).live_generation(index)
    return generation


def _module(name: str) -> Any:
    if name not in ENGINES:
        raise KnowledgeBaseError(f"there is no engine {name!r}; choose {' or '.join(ENGINES)}")
    return import_module(ENGINES[name])
