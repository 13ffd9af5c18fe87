"""What a lexicon was built of: as long as it is the same, so is the lexicon."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kb.errors import LexiconError
from kb.language.compounds import PARTICLES

_PACKAGES = ("hunspell-sv", "lemmy", "marisa-trie", "simplemma", "wordfreq")
_BUILDING = Path(__file__).parent
# Besides what builds it: the form of the file, and how words are spelt in it.
_USED = (_BUILDING.parent / "lexicon.py", _BUILDING.parent / "tokens.py")


@cache  # a process runs the sources that it began with
def lexicon_fingerprint() -> str:
    """Return 16 hex digits that change whenever what `build_lexicon` writes may.

    They are made of the sources, read as text: nothing heavy is imported, and nobody has to
    remember to raise a number. A changed comment costs some 40 seconds, once.
    """
    digest = hashlib.sha256()
    for path in (*sorted(_BUILDING.glob("*.py")), *_USED):
        # Read as text, so that line ends are the same whoever checked the files out.
        digest.update(f"{path.name}\n{path.read_text(encoding='utf-8')}\0".encode())
    # Of the module on compounds, only these: how words are split is no part of the lexicon.
    digest.update(" ".join(sorted(PARTICLES)).encode())
    for package in _PACKAGES:
        digest.update(f"\n{package} {_version(package)}".encode())
    return digest.hexdigest()[:16]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError as error:
        raise LexiconError(
            f"the package {package} is missing; install requirements.lock"
        ) from error
