"""The lexicon of this installation: built once from its packages, then only mapped."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from kb.errors import LexiconError
from kb.files import users_cache
from kb.language.building.fingerprint import lexicon_fingerprint


def installed_lexicon(told: Callable[[Path], None] = lambda path: None) -> Path:
    """Return the file of the installation's lexicon; where it is missing, it is built.

    Building takes some 40 seconds and 1 GB of memory, once for each set of packages. `told`
    is called with the path before it begins.
    """
    name = f"lexicon-{lexicon_fingerprint()}.bin"
    folders = _folders()
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    path = _writable(folders) / name
    with FileLock(path.with_suffix(".lock")):
        if not path.is_file():  # another process may just have built it
            told(path)
            _build(path)
    return path


def _build(path: Path) -> None:
    # In a process of its own, which gives its memory back: who needs a lexicon may go on to serve.
    code = "import sys, pathlib; from kb.language.building.build import build_lexicon; "
    code += "build_lexicon(pathlib.Path(sys.argv[1]))"
    # It finds the packages where this process did.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it was ended"])[-1]
        raise LexiconError(f"{path}: the lexicon cannot be built ({reason})")


def _folders() -> list[Path]:
    """With the environment it belongs to; for one that cannot be written to, the user's cache."""
    return [Path(sys.prefix) / "share" / "kb", users_cache("kb")]


def _writable(folders: list[Path]) -> Path:
    for folder in folders[:-1]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    folders[-1].mkdir(parents=True, exist_ok=True)
    return folders[-1]
