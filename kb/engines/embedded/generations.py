"""Generations on disk: built aside, switched to in one step, the last two kept.

index/current          the name of the live generation
index/<name>/          a generation: Whoosh's files, registers.json, manifest.json
index/.building-<name> one being built; what a crash leaves of it the next build removes
index/.lock            held by whoever builds
"""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kb.corpus.files import sync_folder, write_atomically
from kb.corpus.register import Registers
from kb.engines.embedded.schema import FORMAT
from kb.errors import IndexBusyError, IndexDamagedError, IndexMissingError, IndexStaleError
from kb.language.analyzer import fingerprint

_BUILDING = ".building-"
# A build of a large corpus takes minutes; who waits longer than this wants to know.
_LOCK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself; `files` maps each file to its SHA-256."""

    format: int
    analyzer: str
    corpus: str
    posts: int
    built_at: str
    files: dict[str, str]


class Generations:
    """The generations in one index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def live(self) -> str | None:
        """Return the name of the live generation, None where there is none."""
        try:
            pointer = self.folder / "current"
            return pointer.read_text(encoding="ascii", errors="replace").strip() or None
        except FileNotFoundError:
            return None

    def path(self, name: str) -> Path:
        """Return the folder of a generation."""
        return self.folder / name

    def manifest(self, name: str) -> Manifest:
        """Read a generation's manifest.

        Raises:
            IndexDamagedError: it is missing or no manifest.
            IndexStaleError: it belongs to another format or another analyzer.
        """
        path = self.path(name) / "manifest.json"
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            # Another format's manifest may have other fields: ask for its format first.
            stale = (values["format"], values["analyzer"]) != (FORMAT, fingerprint())
            manifest = None if stale else Manifest(**values)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise IndexDamagedError(
                f"{path}: missing or damaged ({error}); run `kb index --full` to build it anew"
            ) from error
        if manifest is None:
            raise IndexStaleError(
                f"{self.folder}: the index was built by another version of this program; "
                "run `kb index` to rebuild it"
            )
        return manifest

    def open_live(self) -> tuple[str, Manifest]:
        """Return the live generation's name and manifest.

        Raises:
            IndexMissingError: there is none; otherwise as for `manifest`.
        """
        name = self.live()
        if name is None:
            raise IndexMissingError(f"{self.folder}: no index here; run `kb index` to build one")
        return name, self.manifest(name)

    def registers(self, name: str) -> Registers:
        """Read a generation's registers."""
        path = self.path(name) / "registers.json"
        return Registers.from_json(json.loads(path.read_text(encoding="utf-8")))

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

    def finish(self, building: Path, manifest: Manifest) -> None:
        """Write the manifest: the generation in `building` is then complete."""
        write_atomically(building / "manifest.json", json.dumps(asdict(manifest), indent=1))

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


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a generation but its manifest."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name != "manifest.json":
            with path.open("rb") as file:
                found[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def write_registers(folder: Path, registers: Registers) -> None:
    """Write the registers that belong to a generation."""
    data: dict[str, Any] = registers.to_json()
    write_atomically(folder / "registers.json", json.dumps(data, ensure_ascii=False))
