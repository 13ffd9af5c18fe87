"""Generations on disk: built aside, switched to in one step, the last two kept.

index/current          the name of the live generation
index/<name>/          a generation: Whoosh's files, columns, what was committed with it, a manifest
index/.building-<name> one being built; what a crash leaves of it the next build removes
index/.lock            held by whoever builds
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from kb.engines.embedded.schema import FORMAT
from kb.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    reason,
)
from kb.files import sync_folder, write_atomically

_BUILDING = ".building-"
# A build of a large corpus takes minutes; who waits longer than this wants to know.
_LOCK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    `fingerprint` names what made documents and terms of posts; `files` maps each file to its
    SHA-256, `sizes` to how many bytes it has.
    """

    format: int
    fingerprint: str
    corpus: str
    posts: int
    built_at: str
    files: dict[str, str]
    sizes: dict[str, int]

    def to_text(self) -> str:
        """Return the text of manifest.json, its own checksum included."""
        values = asdict(self)
        values["checksum"] = hashlib.sha256(json.dumps(values).encode()).hexdigest()
        return json.dumps(values, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> "Manifest":
        """Read the text of manifest.json; ValueError or TypeError where it is not whole."""
        values = json.loads(text)
        values.pop("checksum", None)
        manifest = cls(**values)
        if manifest.to_text() != text:
            raise ValueError("its checksum does not fit")
        return manifest


def live_in(folder: str) -> str | None:
    """Return the name of the live generation in a folder, None where there is none.

    Every request asks. The file is replaced, never written to, so it is read once.
    """
    pointer = f"{folder}/current"
    try:
        found = os.stat(pointer)  # noqa: PTH116 (a Path takes longer to make)
        return _named_in(pointer, found.st_ino, found.st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=16)
def _named_in(pointer: str, _inode: int, _written: int) -> str | None:
    return Path(pointer).read_text(encoding="ascii", errors="replace").strip() or None


class Generations:
    """The generations in one index folder, of which those with a fingerprint can be read."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder = folder
        self.fingerprint = fingerprint

    def live(self) -> str | None:
        """Return the name of the live generation, None where there is none."""
        return live_in(str(self.folder))

    def live_posts(self) -> int:
        """Return how many posts the live generation says it has, of whatever format it is."""
        name = self.live()
        try:
            text = (self.path(name) / "manifest.json").read_text(encoding="utf-8") if name else ""
            return int(json.loads(text)["posts"])
        except (OSError, ValueError, TypeError, KeyError):
            return 0

    def path(self, name: str) -> Path:
        """Return the folder of a generation."""
        return self.folder / name

    def manifest(self, name: str) -> Manifest:
        """Read a generation's manifest.

        Raises:
            IndexDamagedError: it is missing or no manifest.
            IndexStaleError: it belongs to another format or another fingerprint.
        """
        path = self.path(name) / "manifest.json"
        try:
            text = path.read_text(encoding="utf-8")
            # Another format's manifest may have other fields: ask for its format first.
            values = json.loads(text)
            # Another format's manifest may lack a fingerprint.
            stale = values["format"] != FORMAT or values["fingerprint"] != self.fingerprint
            manifest = None if stale else Manifest.from_text(text)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexDamagedError(
                f"{path}: missing or damaged ({reason(error)}); run `kb index --full` to build it "
                "anew"
            ) from error
        if manifest is None:
            raise IndexStaleError(
                f"{self.folder}: the index was built by another version of this program; "
                "run `kb index` to rebuild it"
            )
        return manifest

    def problems(self, name: str) -> Iterator[str]:
        """Yield every file of a generation that is missing, changed or not its own."""
        folder = self.path(name)
        pointer = self.folder / "current"
        if pointer.read_bytes() != f"{name}\n".encode():
            yield f"{pointer}: has changed since it was written"
        expected, found = self.manifest(name).files, checksums(folder)
        for file in sorted(expected.keys() | found.keys()):
            if file not in found:
                yield f"{folder / file}: is missing"
            elif file not in expected:
                yield f"{folder / file}: does not belong to the generation"
            elif found[file] != expected[file]:
                yield f"{folder / file}: has changed since it was built"

    def open_live(self) -> tuple[str, Manifest]:
        """Return the live generation's name and manifest, where its files are whole.

        Most of them are only read when a search asks for it; that none is missing or cut short,
        as after a copy that broke off, is told by their sizes.

        Raises:
            IndexMissingError: there is none.
            IndexDamagedError, IndexStaleError: as for `manifest`, or a file is not whole.
        """
        name = self.live()
        if name is None:
            raise IndexMissingError(f"{self.folder}: no index here; run `kb index` to build one")
        manifest = self.manifest(name)
        found = sizes(self.path(name))
        for file, size in manifest.sizes.items():
            if found.get(file) != size:
                raise IndexDamagedError(
                    f"{self.path(name) / file}: missing or not whole; "
                    "run `kb index --full` to build it anew"
                )
        return name, manifest

    def lock(self) -> FileLock:
        """Return the writer's lock, taken.

        Raises:
            IndexBusyError: another process holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / ".lock")
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            raise IndexBusyError(
                f"{self.folder}: another `kb index` is writing here; wait for it to end"
            ) from None
        return lock

    def begin(self, base: str | None = None) -> tuple[str, Path]:
        """Make the folder of a new generation, with what Whoosh has in `base`.

        Call it with the lock held.
        """
        self.remove_unfinished()
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        path = self.folder / f"{_BUILDING}{now}"
        path.mkdir()
        if base:
            _link_files(self.path(base), path)
        return now, path

    def remove_unfinished(self) -> None:
        """Remove what is left of builds that did not end; call with the lock held."""
        for leftover in self.folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        for leftover in self.folder.glob(".*.part"):
            leftover.unlink(missing_ok=True)

    def finish(self, building: Path, manifest: Manifest) -> None:
        """Write the manifest: the generation in `building` is then complete."""
        write_atomically(building / "manifest.json", manifest.to_text())

    def switch(self, name: str, building: Path) -> None:
        """Make a complete generation the live one; call with the lock held."""
        previous = self.live()
        building.rename(self.path(name))
        try:
            sync_folder(self.folder)
            write_atomically(self.folder / "current", f"{name}\n")
        except BaseException:
            if self.live() != name:
                shutil.rmtree(self.path(name), ignore_errors=True)
            raise
        self._remove_old({name, previous})

    def _remove_old(self, kept: set[str | None]) -> None:
        # Readers have a generation's files open (mapped), so removing one never breaks a
        # search under way; the one before the live one stays for who is just opening it.
        # One that cannot be removed now is by the next build.
        for path in self.folder.iterdir():
            if path.is_dir() and path.name[:8].isdigit() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


def _link_files(base: Path, folder: Path) -> None:
    """Give a new generation the files of another; Whoosh never changes one, it adds and drops."""
    for pattern in ("MAIN_*.*", "_MAIN_*.toc"):
        for file in base.glob(pattern):
            link(file, folder / file.name)


def link(file: Path, copy: Path) -> None:
    """Make `copy` the same file, or a copy of it where the system cannot link."""
    try:
        copy.hardlink_to(file)
    except OSError:  # another file system, or one without links
        shutil.copy2(file, copy)


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a generation but its manifest."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name != "manifest.json":
            with path.open("rb") as file:
                found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def sizes(folder: Path) -> dict[str, int]:
    """Return how many bytes every file in a generation but its manifest has."""
    return {
        path.name: path.stat().st_size
        for path in sorted(folder.iterdir())
        if path.name != "manifest.json"
    }
