"""Engines, opened by name: each is imported only where it is asked for.

A location is what the setting says: the folder of an embedded index, the address of a cluster.
"""

from contextlib import AbstractContextManager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from os import fspath
from pathlib import Path
from typing import Protocol, cast

from kb.derivation import fingerprint
from kb.errors import KnowledgeBaseError
from kb.search.port.engine import Engine, Writer

DEFAULT = "whoosh"
# The one whose index is not in a folder but in a cluster.
CLUSTER = "opensearch"
ENGINES = {DEFAULT: "kb.engines.embedded", CLUSTER: "kb.engines.opensearch"}
# What a writer may hold before it goes to disk, where nobody says otherwise.
MEMORY_MB = 512


class _Package(Protocol):
    """What the package of an engine defines."""

    def open_engine(self, location: str, fingerprint: str) -> Engine: ...

    def open_writer(self, location: str, fingerprint: str, anew: bool, memory: int) -> Writer: ...

    def live_generation(self, location: str) -> str | None: ...

    def live_posts(self, location: str) -> int: ...

    def better_anew(self, posts: int, replaced: int) -> bool: ...

    def temporary_location(self, location: str | None) -> AbstractContextManager[str]: ...


def open_engine(location: str | Path, name: str = DEFAULT) -> Engine:
    """Open the live generation for reading.

    Raises:
        IndexMissingError, IndexStaleError, IndexDamagedError: each says to run `kb index`.
    """
    return _package(name).open_engine(fspath(location), fingerprint())


def open_writer(
    location: str | Path, name: str = DEFAULT, *, anew: bool = False, memory: int = MEMORY_MB
) -> Writer:
    """Begin a new generation: with the posts of the live one, or `anew` without any.

    The writer holds so many MB of `memory` before it writes to disk, give or take a batch.

    Raises:
        IndexBusyError: another process is writing.
    """
    return _package(name).open_writer(fspath(location), fingerprint(), anew, memory)


def live_generation(location: str | Path, name: str = DEFAULT) -> str | None:
    """Return the name of the live generation, None where there is no index; cheap to ask."""
    return _package(name).live_generation(fspath(location))


def live_posts(location: str | Path, name: str = DEFAULT) -> int:
    """Return how many posts the live generation says it has, also one that is stale; else 0."""
    return _package(name).live_posts(fspath(location))


def better_anew(posts: int, replaced: int, name: str = DEFAULT) -> bool:
    """Tell whether to build anew, where so many of the live generation's posts change or go."""
    return _package(name).better_anew(posts, replaced)


def temporary_location(
    name: str = DEFAULT, location: str | Path | None = None
) -> AbstractContextManager[str]:
    """Return a location for an index that is gone afterwards; of a cluster, `location` says which.

    Raises:
        KnowledgeBaseError: nothing says where the cluster is.
    """
    return _package(name).temporary_location(None if location is None else fspath(location))


@cache
def _package(name: str) -> _Package:
    if name not in ENGINES:
        raise KnowledgeBaseError(f"there is no engine {name!r}; choose {' or '.join(ENGINES)}")
    if name == CLUSTER and find_spec("opensearchpy") is None:
        raise KnowledgeBaseError(
            f"the engine {name} needs opensearch-py; pip install 'kunskapsbanken[{name}]'"
        )
    return cast(_Package, import_module(ENGINES[name]))
