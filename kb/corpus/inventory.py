"""What a corpus holds, without its posts' texts: files that did not change are not read again."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kb.corpus.kinds import KINDS, Kind
from kb.corpus.listing import PostFile, elsewhere, list_posts, no_posts
from kb.corpus.post import Post
from kb.corpus.post_file import path_of, read_post
from kb.corpus.register import Entry, Registers, read_register, read_synonyms
from kb.corpus.removed import Removed, read_removed
from kb.errors import CorpusError, Fault
from kb.files import read_if_there, unreadable


class PostFacts(NamedTuple):
    """What is known of a post's file without reading it again.

    Attributes:
        path, size, mtime_ns: of the file, as in `PostFile`.
        sha256: of what it holds, in hexadecimal digits.
        id, draft, aliases: of the post.
        published: its day, as 2017-06-29.
        warnings: what was read otherwise than may have been meant: where behind the path (`:3`),
            and the message.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str
    id: str
    published: str
    draft: bool
    aliases: tuple[str, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()

    @property
    def standing(self) -> tuple[str, str, bool, tuple[str, ...]]:
        """What decides, beside other posts, whether it is shown and under which addresses."""
        return self.id, self.published, self.draft, self.aliases


class FileRead(NamedTuple):
    """What reading a post's file gave.

    Attributes:
        sha256: of what it holds; None where it cannot be read.
        facts: None where the file is faulty.
        post: the post itself, None where it was not asked for.
        faults: why there are no facts.
    """

    sha256: str | None
    facts: PostFacts | None
    post: Post | None
    faults: tuple[Fault, ...] = ()


# A file to read, and what is known of it from before, if anything is.
ToRead = tuple[PostFile, PostFacts | None]


@dataclass(frozen=True, slots=True)
class Inventory:
    """A corpus without its posts' texts.

    Attributes:
        posts: what is known of every post that could be read, in the order of their ids.
        registers, removed, faults, warnings, has_posts_folder: as in `Corpus`.
        faulty: path and checksum of each file that was read and is faulty.
        lists: the checksum of registers, synonyms, removed posts.
        taken_ns: when listing began.
    """

    posts: tuple[PostFacts, ...]
    registers: Registers
    removed: tuple[Removed, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    has_posts_folder: bool
    faulty: tuple[tuple[str, str], ...]
    lists: str
    taken_ns: int

    def checksum(self) -> str:
        """Return the checksum of all files read; another one means another corpus."""
        files = (f"{facts.path} {facts.sha256}\n" for facts in self.posts)
        faulty = (f"{path} {sha256}\n" for path, sha256 in self.faulty)
        text = "".join([self.lists, "\n", *files, "\n", *faulty])
        return hashlib.sha256(text.encode()).hexdigest()


def take_inventory(
    folder: Path,
    read: Callable[[Sequence[ToRead]], Iterable[FileRead]],
    known: Mapping[str, PostFacts] | None = None,
    doubtful_ns: int = 0,
) -> Inventory:
    """Say what a corpus holds, and read only those posts' files that are not known.

    Args:
        folder: the corpus.
        read: reads files as `read_file` does, in their order.
        known: what is known of files from before, by path. A file whose size and time are still
            the same is not read.
        doubtful_ns: files written since then are read all the same: they may have been written
            twice within what the clock of a file system tells apart.

    Raises:
        CorpusError: there is no such folder.
    """
    _check_folder(folder)
    taken_ns = time.time_ns()
    listing = list_posts(folder)
    faults, warnings = list(listing.faults), [*no_posts(listing.others), *elsewhere(folder)]
    known = known or {}
    found: dict[str, PostFacts | None] = {}
    unread: list[ToRead] = []
    for file in listing.posts:
        facts = known.get(file.path)
        found[file.path] = facts
        if facts is None or facts[:3] != file or file.size < 0 or file.mtime_ns >= doubtful_ns:
            unread.append((file, facts))
    faulty: list[tuple[str, str]] = []
    for (file, _), result in zip(unread, read(unread), strict=True):
        found[file.path] = result.facts
        faults += result.faults
        if result.facts is None and result.sha256 is not None:
            faulty.append((file.path, result.sha256))
    posts: dict[str, PostFacts] = {}
    for facts in found.values():
        if facts is None:
            continue
        first = posts.setdefault(facts.id, facts)
        if first is not facts:
            message = f"{folder / first.path} is the same post; keep one of them"
            faults.append(Fault(str(folder / facts.path), message))
            faulty.append((facts.path, facts.sha256))
        elif facts.warnings:
            path = str(folder / facts.path)
            warnings += [Fault(path + behind, message) for behind, message in facts.warnings]
    lists = _read_lists(folder)
    faults += [*lists.faults, *_clashes(folder, posts, lists.registers)]
    return Inventory(
        posts=tuple(posts[post_id] for post_id in sorted(posts)),
        registers=lists.registers,
        removed=lists.removed,
        faults=tuple(faults),
        warnings=(*warnings, *lists.warnings),
        has_posts_folder=bool(found or listing.faults) or (folder / "posts").is_dir(),
        faulty=tuple(faulty),
        lists=lists.checksum,
        taken_ns=taken_ns,
    )


def read_file(folder: Path, file: ToRead) -> FileRead:
    """Read a post's file, and see whether it lies where it belongs."""
    (name, size, mtime_ns), known = file
    path = folder / name
    where = str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        return FileRead(None, None, None, (unreadable(path, error),))
    sha256 = hashlib.sha256(content).hexdigest()
    if known is not None and known.sha256 == sha256:
        return FileRead(sha256, known._replace(size=size, mtime_ns=mtime_ns), None)
    try:
        post, doubts = read_post(content, where)
        _check_place(folder, path, post)
    except CorpusError as error:
        return FileRead(sha256, None, None, error.faults)
    warnings = tuple((doubt.where.removeprefix(where), doubt.message) for doubt in doubts)
    published = post.published.isoformat()
    facts = (name, size, mtime_ns, sha256, post.id, published, post.draft, post.aliases, warnings)
    return FileRead(sha256, PostFacts(*facts), post)


def _check_folder(folder: Path) -> None:
    try:
        is_folder = folder.is_dir()
    except OSError as error:
        raise CorpusError([unreadable(folder, error)]) from None
    if not is_folder:
        raise CorpusError(
            [Fault(str(folder), "no such folder; name the corpus with --corpus, or import one")]
        )


def _check_place(folder: Path, path: Path, post: Post) -> None:
    if path.stem != post.id or path.parent.name != post.id[:4]:
        expected = path_of(folder, post.id)
        message = f"its id {post.id} belongs in {expected}; move the file there, or mend its id"
        raise CorpusError([Fault(str(path), message)])


class _Lists(NamedTuple):
    """What a corpus holds besides posts."""

    registers: Registers
    removed: tuple[Removed, ...]
    faults: list[Fault]
    warnings: list[Fault]
    checksum: str


def _read_lists(folder: Path) -> _Lists:
    digest = hashlib.sha256()
    faults: list[Fault] = []
    warnings: list[Fault] = []
    by_kind: dict[str, tuple[Entry, ...]] = {}
    for kind in KINDS:
        path = folder / f"{kind.plural}.yaml"
        digest.update(_content(path))
        register = read_register(path)
        faults.extend(register.faults)
        warnings.extend(register.warnings)
        # One that is there is a register, be it empty or faulty.
        if register.entries or register.faults or path.exists():
            by_kind[kind.name] = register.entries
    for name in ("synonyms", "removed"):
        digest.update(_content(folder / f"{name}.yaml"))
    synonyms = read_synonyms(folder / "synonyms.yaml")
    removed = read_removed(folder / "removed.yaml")
    for read in (synonyms, removed):
        faults.extend(read.faults)
        warnings.extend(read.warnings)
    registers = Registers(by_kind, synonyms.entries)
    return _Lists(registers, removed.entries, faults, warnings, digest.hexdigest())


def _content(path: Path) -> bytes:
    """What of a register goes into the checksum; whoever reads it tells that it cannot be read."""
    try:
        content = read_if_there(path)
    except CorpusError:
        content = None
    if content is None:
        return f"{path.name}\n-\n".encode()
    # With its length, so that an entry moved into the next register is a change.
    return f"{path.name}\n{len(content)}\n".encode() + content


def _clashes(folder: Path, posts: Mapping[str, PostFacts], registers: Registers) -> Iterator[Fault]:
    """What each file may say alone but two may not say together."""
    former: dict[str, str] = {}
    for facts in posts.values():
        for alias in facts.aliases:
            owner = alias if alias in posts else former.setdefault(alias, facts.id)
            if owner != facts.id:
                message = f"aliases: {alias} already leads to {owner}; keep it in one of them"
                yield Fault(str(folder / facts.path), message)
    # A post says by id alone what it does not mention.
    owners: dict[str, Kind] = {}
    for kind in KINDS:
        for entry in registers.entries(kind) if kind.in_text else ():
            first = owners.setdefault(entry.id, kind)
            if first is not kind:
                where = str(folder / f"{first.plural}.yaml")
                message = f"{entry.id} is the id of a {kind.name}, too; give one of them another"
                yield Fault(where, message)
