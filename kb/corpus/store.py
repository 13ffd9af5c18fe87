"""Folder ↔ posts: the only place that knows how a corpus lies on disk."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from kb.corpus import front_matter, yaml_lines
from kb.corpus.kinds import KINDS, Kind
from kb.corpus.post import Post
from kb.corpus.register import Entry, Registers, read_register, read_synonyms
from kb.corpus.removed import Removed, read_removed
from kb.errors import CorpusError, Fault
from kb.files import read_if_there, unreadable, write_atomically


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a corpus holds.

    Attributes:
        posts: every post that could be read, drafts too, in the order of their ids.
        registers: the entries of every kind, and synonyms.
        removed: posts that were taken down.
        faults: what could not be read, every file and folder of it.
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


def read_corpus(folder: Path) -> Corpus:
    """Read a whole corpus, faulty files included among its faults.

    What is there and cannot be read is a fault, never nothing: an index must not lose the posts
    of a folder because of its rights.

    Raises:
        CorpusError: there is no such folder.
    """
    try:
        is_folder = folder.is_dir()
    except OSError as error:
        raise CorpusError([unreadable(folder, error)]) from None
    if not is_folder:
        raise CorpusError(
            [Fault(str(folder), "no such folder; name the corpus with --corpus, or import one")]
        )
    digest = hashlib.sha256()
    paths, faults = post_files(folder)
    has_posts_folder = bool(paths or faults) or (folder / "posts").is_dir()
    posts: dict[str, Post] = {}
    for path in paths:
        where = str(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            faults.append(unreadable(path, error))
            continue
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
        try:
            post = parse_post(content, where)
            if path.stem != post.id or path.parent.name != post.id[:4]:
                expected = path_of(folder, post.id)
                raise CorpusError([Fault(where, f"its id {post.id} belongs in {expected}")])
            posts[post.id] = post
        except CorpusError as error:
            faults.extend(error.faults)
    registers: dict[str, tuple[Entry, ...]] = {}
    for kind in KINDS:
        path = folder / f"{kind.plural}.yaml"
        digest.update(_content(path))
        entries, found = read_register(path)
        faults.extend(found)
        # One that is there is a register, be it empty or faulty.
        if entries or found or path.exists():
            registers[kind.name] = entries
    for name in ("synonyms", "removed"):
        digest.update(_content(folder / f"{name}.yaml"))
    synonyms, found = read_synonyms(folder / "synonyms.yaml")
    faults.extend(found)
    removed, found = read_removed(folder / "removed.yaml")
    faults.extend(found)
    faults.extend(_clashes(folder, posts, registers))
    return Corpus(
        posts=tuple(posts[post_id] for post_id in sorted(posts)),
        registers=Registers(registers, synonyms),
        removed=removed,
        faults=tuple(faults),
        checksum=digest.hexdigest(),
        has_posts_folder=has_posts_folder,
    )


def post_files(folder: Path) -> tuple[list[Path], list[Fault]]:
    """Return the files of a corpus' posts, sorted, and a fault for each folder not listed.

    Hidden files (half-written) are none. Links are followed; no folder is read twice.
    """
    posts = folder / "posts"
    files: list[Path] = []
    faults: list[Fault] = []
    seen: set[tuple[int, int]] = set()
    # Links wait until all else is read: a folder is read where it lies.
    folders, links = [posts], list[Path]()
    while folders or links:
        current = (folders or links).pop()
        try:
            status = current.stat()
            identity = (status.st_dev, status.st_ino)
            if identity in seen or (current != posts and not stat.S_ISDIR(status.st_mode)):
                continue
            seen.add(identity)
            with os.scandir(current) as entries:
                for entry in entries:
                    path = Path(entry.path)
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                    elif path.suffix == ".md" and not entry.name.startswith("."):
                        files.append(path)
                    elif entry.is_symlink() and not entry.name.startswith("."):
                        links.append(path)
        except OSError as error:
            none_yet = current == posts and isinstance(error, FileNotFoundError)
            if not none_yet or posts.is_symlink():
                faults.append(unreadable(current, error))
    return sorted(files), faults


def path_of(folder: Path, post_id: str) -> Path:
    """Return where a post with this id lies."""
    return folder / "posts" / post_id[:4] / f"{post_id}.md"


def parse_post(content: bytes, where: str) -> Post:
    """Read a post's file.

    Raises:
        CorpusError: with every fault and its line.
    """
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CorpusError([Fault(f"{where}:{line}", "not UTF-8; save the file as UTF-8")]) from None
    parts = front_matter.split(text)
    if parts is None or not parts.head.strip():
        raise CorpusError([Fault(f"{where}:1", "no front matter between two lines of ---")])
    document = yaml_lines.parse(parts.head, where, first_line=2)
    if not isinstance(document.data, dict):
        raise CorpusError([Fault(f"{where}:2", "the front matter is no list of `field: value`")])
    # pydantic would take a field `body` for the text below, and lose one of the two.
    faults = []
    if "body" in document.data:
        line = document.line(("body",))
        faults.append(Fault(f"{where}:{line}", "body: is no field of a post"))
    try:
        post = Post.model_validate({**document.data, "body": parts.body.strip("\n")})
    except ValidationError as error:
        faults.extend(yaml_lines.validation_faults(error, document, where, "a post"))
    if faults:
        raise CorpusError(faults)
    return post


def format_post(post: Post) -> str:
    """Return the text of a post's file."""
    fields = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in post.model_dump(by_alias=True, exclude_defaults=True).items()
    }
    return front_matter.join(fields, post.body).rstrip("\n") + "\n"


def write_post(folder: Path, post: Post) -> Path:
    """Write a post where it belongs in the corpus, whole or not at all; return its path."""
    path = path_of(folder, post.id)
    write_atomically(path, format_post(post))
    return path


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


def _clashes(
    folder: Path, posts: dict[str, Post], registers: dict[str, tuple[Entry, ...]]
) -> list[Fault]:
    """What each file may say alone but two may not say together."""
    faults = []
    former: dict[str, str] = {}
    for post in posts.values():
        for alias in post.aliases:
            owner = alias if alias in posts else former.setdefault(alias, post.id)
            if owner != post.id:
                message = f"aliases: {alias} already leads to {owner}; keep it in one of them"
                faults.append(Fault(str(path_of(folder, post.id)), message))
    # A post says by id alone what it does not mention.
    owners: dict[str, Kind] = {}
    for kind in KINDS:
        for entry in registers.get(kind.name, ()) if kind.in_text else ():
            first = owners.setdefault(entry.id, kind)
            if first is not kind:
                where = str(folder / f"{first.plural}.yaml")
                faults.append(Fault(where, f"{entry.id} is the id of a {kind.name}, too"))
    return faults
