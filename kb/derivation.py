"""What makes documents and terms of posts: an index made by other sources than these is stale.

No number to be raised by hand, which is forgotten: the fingerprint is of the sources themselves,
and of the packages that they build on. They are read as files, so that a process which only
serves imports none of them.
"""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from kb.language.building.fingerprint import lexicon_fingerprint

_ROOT = Path(__file__).parent

# A test holds this list against what these import in their turn.
SOURCES = (
    "corpus/dialect.py",
    "corpus/front_matter.py",
    "corpus/plain_blocks.py",
    "corpus/plain_fields.py",
    "corpus/instructions.py",
    "corpus/inventory.py",
    "corpus/kinds.py",
    "corpus/listing.py",
    "corpus/markup.py",
    "corpus/mentions.py",
    "corpus/paragraph.py",
    "corpus/post.py",
    "corpus/post_file.py",
    "corpus/register.py",
    "corpus/removed.py",
    "corpus/store.py",
    "corpus/yaml_lines.py",
    "files.py",
    "indexing/posts.py",
    "language/abbreviations.py",
    "language/analyzer.py",
    "language/compounds.py",
    "language/grams.py",
    "language/joined.py",
    "language/joined_form.py",
    "language/joined_numbers.py",
    "language/lexicon.py",
    "language/scanning.py",
    "language/sentences.py",
    "language/stems.py",
    "language/stop_words.py",
    "language/token_types.py",
    "language/tokens.py",
    "search/port/batch.py",
    "search/port/document.py",
    "search/port/terms.py",
)
PACKAGES = (
    "linkify-it-py",
    "markdown-it-py",
    "mdit-py-plugins",
    "nh3",
    "PyStemmer",
    "PyYAML",
    "snowballstemmer",
)


@cache
def fingerprint() -> str:
    """Return 16 hex digits that change whenever documents or terms may."""
    digest = hashlib.sha256(f"lexicon {lexicon_fingerprint()}\n".encode())
    for name in PACKAGES:
        digest.update(f"{name} {version(name)}\n".encode())
    for source in SOURCES:
        # A checkout may have other line ends.
        digest.update((_ROOT / source).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]
