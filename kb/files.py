"""Files: what cannot be read is told, what is written is whole or not there."""

import codecs
import contextlib
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from kb.errors import CorpusError, Fault, KnowledgeBaseError, reason

# So many files wait together for the disk; a crash leaves at most so many halves of files.
_AT_ONCE = 256
_THREADS = 16


def read_if_there(path: Path) -> bytes | None:
    """Return what a file holds, None where there is no file.

    Raises:
        CorpusError: it is there and cannot be read, or is a link that leads nowhere.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not path.is_symlink():
            return None
        raise CorpusError([unreadable(path, error)]) from None


def decoded(content: bytes, where: str) -> str:
    r"""Return the text of a file that people edit, with line ends \n and no byte order mark.

    Raises:
        CorpusError: it is in another encoding than UTF-8.
    """
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        likely = "UTF-16" if utf_16 else "Windows-1252"
        line = content[: error.start].count(b"\n") + 1
        message = f"not UTF-8 but, it seems, {likely}; save the file as UTF-8"
        raise CorpusError([Fault(f"{where}:{line}", message)]) from None


def read_secret(name: str, value: str, path: Path | None) -> str:
    """Return a secret: the value of the variable of this name, or what its file holds.

    Raises:
        KnowledgeBaseError: both are set, or the file cannot be read, or is empty.
    """
    if path is None:
        return value
    if value:
        raise KnowledgeBaseError(f"set {name} or {name}_FILE, not both")
    try:
        secret = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        told = reason(error) if isinstance(error, OSError) else "not UTF-8"
        raise KnowledgeBaseError(f"{name}_FILE: {path}: {told}") from None
    if not secret:
        raise KnowledgeBaseError(f"{name}_FILE: {path}: empty")
    return secret


def unreadable(path: Path, error: OSError) -> Fault:
    """Return the fault of a file or folder that is there and cannot be read."""
    mend = "mend it, or take it away"
    if isinstance(error, PermissionError):
        mend = "give whoever runs kb the right to read it"
    return Fault(str(path), f"cannot be read ({reason(error)}); {mend}")


def write_atomically(path: Path, text: str) -> None:
    """Write UTF-8 text to `path` through a file beside it, and make its folder if need be."""
    with WritingMany() as files:
        files.write(path, text)


class WritingMany:
    """Writes files, each whole or not at all, in their order; the disk settles many at once.

    One by one, 20,000 files wait for the disk 20,000 times. Use as a context; a text is in its
    place when the context ends, perhaps before. `path` is the file in hand, for messages.
    """

    def __init__(self) -> None:
        self.path = Path()
        self._parts: list[tuple[Path, Path]] = []
        self._folders: set[Path] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        try:
            if kind is None:
                self._settle()
                for folder in self._folders:
                    sync_folder(folder)
        finally:
            for part, _ in self._parts:
                with contextlib.suppress(FileNotFoundError):
                    part.unlink()

    def write(self, path: Path, text: str) -> None:
        """Write UTF-8 text, and make the folder if need be."""
        self.path = path
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        content = text.encode()
        descriptor, name = tempfile.mkstemp(
            prefix=f".{path.name}.", suffix=".part", dir=path.parent
        )
        self._parts.append((Path(name), path))
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        if len(self._parts) == _AT_ONCE:
            self._settle()

    def _settle(self) -> None:
        parts = [part for part, _ in self._parts]
        if len(parts) > 1:
            with ThreadPoolExecutor(_THREADS) as pool:
                list(pool.map(_sync_file, parts))
        else:
            list(map(_sync_file, parts))
        for part, path in self._parts:
            self.path = path
            part.chmod(0o644)
            part.replace(path)
        self._parts = []


def users_cache(name: str) -> Path:
    """Return where whoever runs this keeps what can be made or fetched again, by this name."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        return Path(base or Path.home() / ".cache") / name
    except RuntimeError:  # nobody's home
        return Path(tempfile.gettempdir()) / f"{name}-{os.getuid()}"


def _sync_file(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` outlast a power cut, where the system can (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
