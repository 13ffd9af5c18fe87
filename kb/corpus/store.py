"""Folder ↔ posts: the only place that knows how a corpus lies on disk."""

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.corpus import front_matter, plain_fields, yaml_lines
from kb.corpus.kinds import KINDS, Kind
from kb.corpus.post import Post
from kb.corpus.register import Entry, Registers, read_register, read_synonyms
from kb.corpus.removed import Removed, read_removed
from kb.errors import CorpusError, Fault
from kb.files import decoded, read_if_there, unreadable, write_atomically

# What programs that write Markdown end its files in.
_MARKDOWN = frozenset(
    (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mkdown", ".mdwn", ".mdtext", ".mdtxt")
)
_YAML = (".yaml", ".yml")
_OTHER_LISTS = ("synonyms", "removed", "mapping", "ignored")
_MOST_NAMED = 5


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
    try:
        is_folder = folder.is_dir()
    except OSError as error:
        raise CorpusError([unreadable(folder, error)]) from None
    if not is_folder:
        raise CorpusError(
            [Fault(str(folder), "no such folder; name the corpus with --corpus, or import one")]
        )
    digest = hashlib.sha256()
    found = list_posts(folder)
    faults, warnings = list(found.faults), [*_no_posts(found.others), *_elsewhere(folder)]
    posts: dict[str, Post] = {}
    paths: dict[str, Path] = {}
    for path in found.posts:
        where = str(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            faults.append(unreadable(path, error))
            continue
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
        try:
            post, doubts = read_post(content, where)
            _check_place(folder, path, post, paths)
        except CorpusError as error:
            faults.extend(error.faults)
            continue
        posts[post.id], paths[post.id] = post, path
        warnings.extend(doubts)
    registers: dict[str, tuple[Entry, ...]] = {}
    for kind in KINDS:
        path = folder / f"{kind.plural}.yaml"
        digest.update(_content(path))
        register = read_register(path)
        faults.extend(register.faults)
        warnings.extend(register.warnings)
        # One that is there is a register, be it empty or faulty.
        if register.entries or register.faults or path.exists():
            registers[kind.name] = register.entries
    for name in ("synonyms", "removed"):
        digest.update(_content(folder / f"{name}.yaml"))
    synonyms = read_synonyms(folder / "synonyms.yaml")
    removed = read_removed(folder / "removed.yaml")
    for read in (synonyms, removed):
        faults.extend(read.faults)
        warnings.extend(read.warnings)
    faults.extend(_clashes(folder, posts, paths, registers))
    return Corpus(
        posts=tuple(posts[post_id] for post_id in sorted(posts)),
        registers=Registers(registers, synonyms.entries),
        removed=removed.entries,
        faults=tuple(faults),
        checksum=digest.hexdigest(),
        has_posts_folder=bool(found.posts or found.faults) or (folder / "posts").is_dir(),
        paths=paths,
        warnings=tuple(warnings),
    )


class Listing(NamedTuple):
    """What lies in a corpus' posts/: posts' files, other files, a fault for what is not listed."""

    posts: list[Path]
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
                    elif entry.name.startswith("."):
                        continue
                    elif is_markdown(path):
                        listing.posts.append(path)
                    elif entry.is_symlink():
                        links.append(path)
                    else:
                        listing.others.append(path)
        except OSError as error:
            none_yet = current == posts and isinstance(error, FileNotFoundError)
            if not none_yet or posts.is_symlink():
                listing.faults.append(unreadable(current, error))
    listing.posts.sort()
    listing.others.sort()
    return listing


def is_markdown(path: Path) -> bool:
    """Tell whether a file's name ends as those of Markdown files do."""
    return path.suffix.lower() in _MARKDOWN


def _check_place(folder: Path, path: Path, post: Post, paths: Mapping[str, Path]) -> None:
    expected = path_of(folder, post.id)
    if path.stem != post.id or path.parent.name != post.id[:4]:
        message = f"its id {post.id} belongs in {expected}; move the file there, or mend its id"
        raise CorpusError([Fault(str(path), message)])
    if post.id in paths:
        message = f"{paths[post.id]} is the same post; keep one of them"
        raise CorpusError([Fault(str(path), message)])


def _no_posts(files: Iterable[Path]) -> Iterator[Fault]:
    """Name what lies among the posts and is none, folder by folder."""
    for folder, inside in groupby(files, key=lambda path: path.parent):
        names = [path.name for path in inside]
        shown = ", ".join(names[:_MOST_NAMED])
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        message = f"not read, since posts end in .md: {shown}{more}; rename what is a post"
        yield Fault(str(folder), message)


def _elsewhere(folder: Path) -> Iterator[Fault]:
    """Name what looks like a part of the corpus but lies elsewhere, or has another name."""
    known = [f"{name}.yaml" for name in (*(kind.plural for kind in KINDS), *_OTHER_LISTS)]
    for current, folders, files in os.walk(folder):
        here = Path(current)
        skipped = ("posts", "quarantine") if here == folder else ()
        folders[:] = sorted(f for f in folders if f not in skipped and not f.startswith("."))
        for path in sorted(here / name for name in files if not name.startswith(".")):
            if is_markdown(path) and path.stem.lower() != "readme":
                yield Fault(str(path), "not read; if it is a post, move it to posts/<year>/")
            elif here == folder and path.suffix.lower() in _YAML and path.name not in known:
                likely, *_ = process.extractOne(path.name.lower(), known, scorer=OSA.distance)
                yield Fault(str(path), f"not read; if it is a register, rename it to {likely}")


def path_of(folder: Path, post_id: str) -> Path:
    """Return where a post with this id lies."""
    return folder / "posts" / post_id[:4] / f"{post_id}.md"


def parse_post(content: bytes, where: str) -> Post:
    """Read a post's file.

    Raises:
        CorpusError: with every fault and its line.
    """
    return read_post(content, where)[0]


def read_post(content: bytes, where: str) -> tuple[Post, list[Fault]]:
    """Read a post's file; return the post and what may have been meant otherwise.

    Raises:
        CorpusError: with every fault and its line.
    """
    text = decoded(content, where)
    parts = front_matter.split(text)
    if parts is None or not parts.head.strip():
        raise CorpusError([Fault(f"{where}:1", front_matter.what_is_missing(text))])
    body = parts.body.strip("\n")
    plain = plain_fields.parse(parts.head)
    if plain is not None and "body" not in plain:
        with contextlib.suppress(ValidationError):  # told with its line below
            return Post.model_validate({**plain, "body": body}), []
    document = yaml_lines.parse(parts.head, where, first_line=2)
    if not isinstance(document.data, dict):
        message = "the front matter is no list of `field: value`; write each field on its own line"
        raise CorpusError([Fault(f"{where}:2", message)])
    # pydantic would take a field `body` for the text below, and lose one of the two.
    faults = []
    if "body" in document.data:
        message = "body: is no field of a post; the text stands below the second line ---"
        faults.append(Fault(f"{where}:{document.line(('body',))}", message))
    try:
        post = Post.model_validate({**document.data, "body": body})
    except ValidationError as error:
        faults.extend(yaml_lines.field_faults(error, document, where, Post, "a post"))
    if faults:
        raise CorpusError(faults)
    return post, list(yaml_lines.cut_texts(document, where, ("title", "tags")))


def format_post(post: Post) -> str:
    """Return the text of a post's file."""
    return front_matter.join(post_fields(post), post.body).rstrip("\n") + "\n"


def post_fields(post: Post) -> dict[str, Any]:
    """Return the fields of a post's front matter, in their order; lists for tuples."""
    fields = post.model_dump(by_alias=True, exclude_defaults=True)
    return {name: _listed(value) for name, value in fields.items()}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(item) for name, item in value.items()}
    return list(value) if isinstance(value, tuple) else value


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
    folder: Path,
    posts: Mapping[str, Post],
    paths: Mapping[str, Path],
    registers: Mapping[str, tuple[Entry, ...]],
) -> list[Fault]:
    """What each file may say alone but two may not say together."""
    faults = []
    former: dict[str, str] = {}
    for post in posts.values():
        for alias in post.aliases:
            owner = alias if alias in posts else former.setdefault(alias, post.id)
            if owner != post.id:
                message = f"aliases: {alias} already leads to {owner}; keep it in one of them"
                faults.append(Fault(str(paths[post.id]), message))
    # A post says by id alone what it does not mention.
    owners: dict[str, Kind] = {}
    for kind in KINDS:
        for entry in registers.get(kind.name, ()) if kind.in_text else ():
            first = owners.setdefault(entry.id, kind)
            if first is not kind:
                where = str(folder / f"{first.plural}.yaml")
                message = f"{entry.id} is the id of a {kind.name}, too; give one of them another"
                faults.append(Fault(where, message))
    return faults
