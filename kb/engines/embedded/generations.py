"""Generations on disk: built aside, switched to in one step, the last two kept.

index/current          the name of the live generation
index/<name>/          a generation: segments, Whoosh's table of contents, columns, what was
                       committed with it, a manifest
index/.building-<name> one being built; what a crash leaves of it the next build removes
index/.lock            held by whoever builds
index/hashed.json      how the live generation's files looked when they were hashed

A file of a generation never changes, so the next one has those that it keeps by hard links.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kb.engines.embedded.hashing import Hashed, files_of, hash_file, hash_files, looks_of, sizes
from kb.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    reason,
)
from kb.files import sync_folder, write_atomically

# Raise it when the files of a generation change: older indexes are then rebuilt.
FORMAT = 11

if TYPE_CHECKING:
    from filelock import FileLock

_BUILDING = ".building-"
_HASHED = "hashed.json"
# A file that is written to twice within a tick of the system's clock may look the same after.
_TICK_SECONDS = 0.02
# A build of a large corpus takes minutes; who waits longer than this wants to know.
_LOCK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    `fingerprint` names what made documents and terms of posts; `segments` are the files that hold
    posts, in the order of their doc ids; `files` maps each file to its SHA-256, `sizes` to how many
    bytes it has.
    """

    format: int
    fingerprint: str
    corpus: str
    posts: int
    built_at: str
    segments: list[str]
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
        found = hash_files(self.path(name), {})
        checksums = {file: each.checksum for file, each in found.items()}
        yield from self._differences(name, self.manifest(name).files, checksums)

    def whole(self, name: str) -> dict[str, Hashed] | None:
        """Return the files of the live generation; None where one is not as it was built.

        Files that look as they did when they were hashed are not read again.

        Raises:
            OSError, IndexDamagedError, IndexStaleError: there is no telling.
        """
        expected = self.manifest(name).files
        try:
            seen = json.loads((self.folder / _HASHED).read_text(encoding="utf-8"))
            hashed = {file: Hashed(*values) for file, values in seen.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            hashed = {}
        files = {
            path.name: hash_file(path, hashed.get(path.name)) for path in files_of(self.path(name))
        }
        found = {file: each.checksum for file, each in files.items()}
        return None if any(self._differences(name, expected, found)) else files

    def _differences(
        self, name: str, expected: dict[str, str], found: dict[str, str]
    ) -> Iterator[str]:
        folder = self.path(name)
        pointer = self.folder / "current"
        if pointer.read_bytes() != f"{name}\n".encode():
            yield f"{pointer}: has changed since it was written"
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

    def lock(self) -> "FileLock":
        """Return the writer's lock, taken.

        Raises:
            IndexBusyError: another process holds it.
        """
        from filelock import FileLock, Timeout

        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / ".lock")
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except Timeout:
            raise IndexBusyError(
                f"{self.folder}: another `kb index` is writing here; wait for it to end"
            ) from None
        return lock

    def begin(self) -> tuple[str, Path]:
        """Make the folder of a new generation; call with the lock held."""
        self.remove_unfinished()
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        path = self.folder / f"{_BUILDING}{now}"
        path.mkdir()
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

    def switch(self, name: str, building: Path, files: Mapping[str, Hashed]) -> None:
        """Make a complete generation the live one; call with the lock held.

        `files` has the files of which a later build may believe that they are as they were built.
        """
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
        self._remember(name, files)

    def _remember(self, name: str, files: Mapping[str, Hashed]) -> None:
        """Note how files look now, for `whole`; what was written to since it was hashed is not.

        It comes last: links that are made and removed count as changes of what is known of a file.
        """
        time.sleep(_TICK_SECONDS)
        with suppress(OSError):  # then they are hashed again
            seen = {}
            for path in files_of(self.path(name)):
                looks = looks_of(path)
                if path.name in files and looks[:3] == files[path.name].looks[:3]:
                    seen[path.name] = Hashed(files[path.name].checksum, looks)
            write_atomically(self.folder / _HASHED, json.dumps(seen))

    def _remove_old(self, kept: set[str | None]) -> None:
        # Readers have a generation's files open (mapped), so removing one never breaks a
        # search under way; the one before the live one stays for who is just opening it.
        # One that cannot be removed now is by the next build.
        for path in self.folder.iterdir():
            if path.is_dir() and path.name[:8].isdigit() and path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


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
