"""Folder ↔ posts: how a corpus lies on disk is known here and in `post_file` and `inventory`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kb.corpus.inventory import FileRead, ToRead, read_file, take_inventory
from kb.corpus.post import Post
from kb.corpus.post_file import format_post, parse_post, path_of, post_fields, read_post, write_post
from kb.corpus.register import Registers
from kb.corpus.removed import Removed
from kb.errors import Fault

__all__ = [
    "Corpus",
    "format_post",
    "parse_post",
    "path_of",
    "post_fields",
    "read_corpus",
    "read_post",
    "write_post",
]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a corpus holds.

    Attributes:
        posts: every post that could be read, drafts too, in the order of their ids.
        registers: the entries of every kind, and synonyms.
        removed: posts that were taken down.
        paths: where each post lies, by its id.
        faults: what could not be read, every file and folder of it.
        warnings: what was read otherwise than may have been meant, or is no part of the corpus.
        checksum: of all files read; another checksum means another corpus.
        has_posts_folder: whether there is a folder posts/, empty or not. Without one the corpus
            is new, or its posts lie on a disk that is not there.
    """

    posts: tuple[Post, ...]
    registers: Registers
    removed: tuple[Removed, ...]
    faults: tuple[Fault, ...]
    checksum: str
    has_posts_folder: bool
    paths: Mapping[str, Path] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()

    def public(self, today: date) -> tuple[Post, ...]:
        """Return the posts that a site shows: no drafts, none not due yet, none taken down."""
        removed = {entry.id for entry in self.removed}
        return tuple(
            post
            for post in self.posts
            if not post.draft and post.published <= today and post.id not in removed
        )


def read_corpus(folder: Path) -> Corpus:
    """Read a whole corpus, faulty files included among its faults.

    What is there and cannot be read is a fault, never nothing: an index must not lose the posts
    of a folder because of its rights.

    Raises:
        CorpusError: there is no such folder.
    """
    posts: dict[str, Post] = {}

    def read(files: Sequence[ToRead]) -> Iterator[FileRead]:
        for file in files:
            found = read_file(folder, file)
            if found.post is not None:
                posts[file[0].path] = found.post
            yield found

    inventory = take_inventory(folder, read)
    return Corpus(
        posts=tuple(posts[facts.path] for facts in inventory.posts),
        registers=inventory.registers,
        removed=inventory.removed,
        faults=inventory.faults,
        checksum=inventory.checksum(),
        has_posts_folder=inventory.has_posts_folder,
        paths={facts.id: folder / facts.path for facts in inventory.posts},
        warnings=inventory.warnings,
    )
