"""The files of a corpus, listed and not read: which are posts, and what lies in the way."""

import os
import stat
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.corpus.kinds import KINDS
from kb.errors import Fault
from kb.files import unreadable

# What programs that write Markdown end its files in.
_MARKDOWN = frozenset(
    ("md", "markdown", "mdown", "mkd", "mkdn", "mkdown", "mdwn", "mdtext", "mdtxt")
)
_YAML = (".yaml", ".yml")
_OTHER_LISTS = ("synonyms", "removed", "mapping", "ignored")
_MOST_NAMED = 5
_UNTOLD = -1


class PostFile(NamedTuple):
    """A post's file as it is listed.

    Attributes:
        path: from the corpus' folder, its parts divided by /.
        size: in bytes.
        mtime_ns: when it was written last; like the size -1 where that cannot be told, and reading
            the file will tell why.
    """

    path: str
    size: int
    mtime_ns: int


class Listing(NamedTuple):
    """What lies in a corpus' posts/: posts' files, other files, a fault for what is not listed."""

    posts: list[PostFile]
    others: list[Path]
    faults: list[Fault]


def list_posts(folder: Path) -> Listing:
    """List the files of a corpus' posts, sorted.

    Whatever ends as Markdown does is a post. Hidden files (half-written) are none. Links are
    followed; no folder is read twice.
    """
    posts = folder / "posts"
    listing = Listing([], [], [])
    seen: set[tuple[int, int]] = set()
    # Links wait until all else is read: a folder is read where it lies.
    folders, links = ["posts"], list[str]()
    while folders or links:
        within = (folders or links).pop()
        current = folder / within
        try:
            status = current.stat()
            identity = (status.st_dev, status.st_ino)
            if identity in seen or (current != posts and not stat.S_ISDIR(status.st_mode)):
                continue
            seen.add(identity)
            with os.scandir(current) as entries:
                for entry in entries:
                    name = entry.name
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(f"{within}/{name}")
                    elif name.startswith("."):
                        continue
                    elif is_markdown(name):
                        listing.posts.append(_post_file(f"{within}/{name}", entry))
                    elif entry.is_symlink():
                        links.append(f"{within}/{name}")
                    else:
                        listing.others.append(current / name)
        except OSError as error:
            none_yet = current == posts and isinstance(error, FileNotFoundError)
            if not none_yet or posts.is_symlink():
                listing.faults.append(unreadable(current, error))
    listing.posts.sort()
    listing.others.sort()
    return listing


def _post_file(path: str, entry: os.DirEntry[str]) -> PostFile:
    try:
        status = entry.stat()
    except OSError:
        return PostFile(path, _UNTOLD, _UNTOLD)
    return PostFile(path, status.st_size, status.st_mtime_ns)


def is_markdown(name: str) -> bool:
    """Tell whether a file's name ends as those of Markdown files do."""
    stem, _, ending = name.rpartition(".")
    return stem != "" and ending.lower() in _MARKDOWN


def no_posts(files: Iterable[Path]) -> Iterator[Fault]:
    """Name what lies among the posts and is none, folder by folder."""
    for folder, inside in groupby(files, key=lambda path: path.parent):
        names = [path.name for path in inside]
        shown = ", ".join(names[:_MOST_NAMED])
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        message = f"not read, since posts end in .md: {shown}{more}; rename what is a post"
        yield Fault(str(folder), message)


def elsewhere(folder: Path) -> Iterator[Fault]:
    """Name what looks like a part of the corpus but lies elsewhere, or has another name."""
    known = [f"{name}.yaml" for name in (*(kind.plural for kind in KINDS), *_OTHER_LISTS)]
    for current, folders, files in os.walk(folder):
        here = Path(current)
        skipped = ("posts", "quarantine") if here == folder else ()
        folders[:] = sorted(f for f in folders if f not in skipped and not f.startswith("."))
        for path in sorted(here / name for name in files if not name.startswith(".")):
            if is_markdown(path.name) and path.stem.lower() != "readme":
                yield Fault(str(path), "not read; if it is a post, move it to posts/<year>/")
            elif here == folder and path.suffix.lower() in _YAML and path.name not in known:
                likely, *_ = process.extractOne(path.name.lower(), known, scorer=OSA.distance)
                yield Fault(str(path), f"not read; if it is a register, rename it to {likely}")
