"""The files of a generation: how they look, what they hash to, and linking them to the next one."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

# What Whoosh calls an index that was given no name, and its lock.
INDEX_NAME = "MAIN"
WHOOSHS_LOCK = f"{INDEX_NAME}_WRITELOCK"


class Hashed(NamedTuple):
    """The SHA-256 of a file, and how the file looked when it was read.

    `looks` has what changes where a file is written to or another takes its place: inode, size and
    the times of its last change, of what is in it and of what is known of it, in ns.
    """

    checksum: str
    looks: list[int]


def link(file: Path, copy: Path) -> bool:
    """Make `copy` the same file, or a copy of it where the system cannot link; say which."""
    try:
        copy.hardlink_to(file)
    except OSError:  # another file system, or one without links
        copy_whole(file, copy)
        return False
    return True


def copy_whole(file: Path, copy: Path) -> None:
    """Copy a file, all of it to the disk."""
    shutil.copy2(file, copy)
    descriptor = os.open(copy, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def hash_file(path: Path, known: Hashed | None = None) -> Hashed:
    """Return the SHA-256 of a file, as it is `known` where the file looks as it did then."""
    looks = looks_of(path)
    if known and known.looks == looks:
        return known
    with path.open("rb") as file:
        return Hashed(hashlib.file_digest(file, "sha256").hexdigest(), looks)


def hash_files(folder: Path, known: Mapping[str, Hashed]) -> dict[str, Hashed]:
    """Return every file in a generation but its manifest, read where it is not `known`."""
    return {path.name: known.get(path.name) or hash_file(path) for path in files_of(folder)}


def sizes(folder: Path) -> dict[str, int]:
    """Return how many bytes every file in a generation but its manifest has."""
    return {path.name: path.stat().st_size for path in files_of(folder)}


def files_of(folder: Path) -> list[Path]:
    """Return every file in a generation but its manifest, sorted."""
    # Who tries to write by Whoosh's own means leaves its lock's file.
    besides = {"manifest.json", WHOOSHS_LOCK}
    return sorted(path for path in folder.iterdir() if path.name not in besides)


def looks_of(path: Path) -> list[int]:
    """Return how a file looks now; see `Hashed`."""
    found = path.stat()
    return [found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
