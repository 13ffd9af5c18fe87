"""Folder ↔ posts: the only place that knows how a corpus lies on disk."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from frontmatter.default_handlers import YAMLHandler
from pydantic import ValidationError

from kb.corpus import yaml
from kb.corpus.files import write_atomically
from kb.corpus.post import Post
from kb.corpus.register import Entry, Registers, read_register, read_synonyms
from kb.corpus.removed import Removed, read_removed
from kb.errors import CorpusError, Fault

# python-frontmatter's own boundary takes in the lines that follow it, blank or not quite.
_HANDLER = YAMLHandler(fm_boundary=re.compile(r"^-{3,}[ \t]*$", re.MULTILINE))


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a corpus holds.

    Attributes:
        posts: every post that could be read, drafts too, in the order of their ids.
        registers: organisations, projects and synonyms.
        removed: posts that were taken down.
        faults: what could not be read, every file of it.
        checksum: of all files read; another checksum means another corpus.
    """

    posts: tuple[Post, ...]
    registers: Registers
    removed: tuple[Removed, ...]
    faults: tuple[Fault, ...]
    checksum: str


def read_corpus(folder: Path) -> Corpus:
    """Read a whole corpus, faulty files included among its faults.

    Raises:
        CorpusError: there is no such folder.
    """
    if not folder.is_dir():
        raise CorpusError(
            [Fault(str(folder), "no such folder; name the corpus with --corpus, or import one")]
        )
    digest = hashlib.sha256()
    faults: list[Fault] = []
    posts: dict[str, Post] = {}
    for path in post_files(folder):
        where = str(path)
        content = path.read_bytes()
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
    for name in ("organisations", "projects"):
        path = folder / f"{name}.yaml"
        digest.update(path.read_bytes() if path.exists() else b"-")
        registers[name], found = read_register(path)
        faults.extend(found)
    for name in ("synonyms", "removed"):
        path = folder / f"{name}.yaml"
        digest.update(path.read_bytes() if path.exists() else b"-")
    synonyms, found = read_synonyms(folder / "synonyms.yaml")
    faults.extend(found)
    removed, found = read_removed(folder / "removed.yaml")
    faults.extend(found)
    faults.extend(_clashes(folder, posts, registers))
    return Corpus(
        posts=tuple(posts[post_id] for post_id in sorted(posts)),
        registers=Registers(registers["organisations"], registers["projects"], synonyms),
        removed=removed,
        faults=tuple(faults),
        checksum=digest.hexdigest(),
    )


def post_files(folder: Path) -> list[Path]:
    """Return the files of a corpus' posts, sorted; hidden ones (half-written) are none."""
    return sorted(
        path for path in (folder / "posts").glob("**/*.md") if not path.name.startswith(".")
    )


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
    try:
        front_matter, body = _HANDLER.split(text)
    except ValueError:
        front_matter, body = "", ""
    if not text.startswith("---") or not front_matter.strip():
        raise CorpusError([Fault(f"{where}:1", "no front matter between two lines of ---")])
    document = yaml.parse(front_matter, where)
    if not isinstance(document.data, dict):
        raise CorpusError([Fault(f"{where}:2", "the front matter is no list of `field: value`")])
    # pydantic would take a field `body` for the text below, and lose one of the two.
    faults = []
    if "body" in document.data:
        line = document.line(("body",))
        faults.append(Fault(f"{where}:{line}", "body: is no field of a post"))
    try:
        post = Post.model_validate({**document.data, "body": body.strip("\n")})
    except ValidationError as error:
        faults.extend(yaml.validation_faults(error, document, where, "a post"))
    if faults:
        raise CorpusError(faults)
    return post


def format_post(post: Post) -> str:
    """Return the text of a post's file."""
    fields = post.model_dump(by_alias=True, exclude_defaults=True)
    header = _HANDLER.export(_plain(fields), sort_keys=False, width=10_000)
    return f"---\n{header}\n---\n\n{post.body}".rstrip("\n") + "\n"


def write_post(folder: Path, post: Post) -> Path:
    """Write a post where it belongs in the corpus, whole or not at all; return its path."""
    path = path_of(folder, post.id)
    write_atomically(path, format_post(post))
    return path


def _plain(value: object) -> dict[str, object]:
    fields = dict(value) if isinstance(value, dict) else {}
    return {key: list(item) if isinstance(item, tuple) else item for key, item in fields.items()}


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
    projects = {entry.id for entry in registers["projects"]}
    faults.extend(
        Fault(str(folder / "organisations.yaml"), f"{entry.id} is the id of a project, too")
        for entry in registers["organisations"]
        if entry.id in projects
    )
    return faults
