"""The one door for foreign formats: find out what a source is, and have it read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import ImportFileError
from kb.importers.archive.page import read_archive
from kb.importers.found import Extraction, Progress, silent
from kb.importers.source import read_text

_ADDRESS = re.compile(r"(?i)https?://\S+")
_SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """A source that was read: the `kind` that it was, its extraction, the name it goes by."""

    kind: str
    extraction: Extraction
    source: str


def read(
    source: str,
    kind: str | None = None,
    *,
    source_url: str | None = None,
    progress: Progress = silent,
) -> Reading:
    """Read a source: a file, a folder, or a site's address.

    Args:
        source: the path or the address.
        kind: one of KINDS, to insist; None to find out.
        source_url: the name that the source is to go by.
        progress: shows how far it is.

    Raises:
        ImportFileError: it cannot be read, or is of no kind; the message says what it is.
    """
    found = kind or find_kind(source)
    path = Path(source)
    extraction = KINDS[found](path, progress)
    return Reading(found, extraction, source_url or extraction.source or f"{found}:{path.name}")


def find_kind(source: str) -> str:
    """Return which of KINDS a file or folder is."""
    del source
    return "archive"


def is_address(source: str) -> bool:
    """Tell an address from a path."""
    return _ADDRESS.fullmatch(source) is not None


def _archive(path: Path, progress: Progress) -> Extraction:
    del progress
    return read_archive(read_text(path), path.name)


# What may be insisted on, and what reads it.
KINDS: dict[str, Callable[[Path, Progress], Extraction]] = {"archive": _archive}

__all__ = ["KINDS", "ImportFileError", "Reading", "find_kind", "is_address", "read"]
