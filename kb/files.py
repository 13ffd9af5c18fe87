"""Files: what cannot be read is told, what is written is whole or not there."""

import codecs
import contextlib
import os
import tempfile
from pathlib import Path

from kb.errors import CorpusError, Fault, reason


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


def unreadable(path: Path, error: OSError) -> Fault:
    """Return the fault of a file or folder that is there and cannot be read."""
    mend = "mend it, or take it away"
    if isinstance(error, PermissionError):
        mend = "give whoever runs kb the right to read it"
    return Fault(str(path), f"cannot be read ({reason(error)}); {mend}")


def write_atomically(path: Path, text: str) -> None:
    """Write UTF-8 text to `path` through a file beside it, and make its folder if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` outlast a power cut, where the system can (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
