"""Files for what an import could not tell apart, so that a person can."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.corpus import front_matter, yaml_lines
from kb.corpus.post import make_id
from kb.errors import CorpusError
from kb.importers.found import FoundPost, Quarantined
from kb.importers.sync.addresses import normal_address
from kb.importers.sync.identity import MOST_OF_THE_TEXT, sequences


@dataclass(frozen=True, slots=True)
class QuarantineFiles:
    """Files to write, files to delete, and a line for each that a person edited."""

    writes: tuple[tuple[Path, str], ...]
    deletions: tuple[Path, ...]
    kept: tuple[str, ...]


def plan_quarantine(
    items: Sequence[Quarantined],
    folder: Path,
    source: str,
    *,
    complete: bool,
    posts: Sequence[FoundPost] = (),
) -> QuarantineFiles:
    """Return what has to be written and deleted for a source's items to lie in `folder`.

    An item's file is named after its title and text, so it is the same at every import. Files
    of this source whose item is gone are deleted after a `complete` extraction, else those whose
    text now stands in `posts`; one that a person edited never is, and is never written over.
    """
    wanted: dict[Path, str] = {}
    for item in items:
        number = 1
        while (path := folder / _file_name(item, source, number)) in wanted:
            number += 1
        wanted[path] = _format(item, source)
    writes, kept = [], []
    for path, text in wanted.items():
        present = _read(path)
        if present is None:
            writes.append((path, text))
        elif present != text:
            if _source_as_written(present):
                writes.append((path, text))
            else:
                kept.append(f"{path}: edited by hand")
    gone = {}
    for path in sorted(folder.glob("*.md")):
        text = _read(path) or "" if path not in wanted else ""
        written = _source_as_written(text)
        if written is not None and normal_address(written) == normal_address(source):
            gone[path] = text
    deletions = list(gone) if complete else list(_now_posts(gone, posts))
    return QuarantineFiles(tuple(writes), tuple(deletions), tuple(kept))


def _now_posts(files: Mapping[Path, str], posts: Sequence[FoundPost]) -> Iterator[Path]:
    """Yield the files of which most stands in posts."""
    texts = {
        path: split.body if (split := front_matter.split(text)) else ""
        for path, text in files.items()
    }
    wanted = {path: set(sequences(text)) for path, text in texts.items()}
    all_wanted = set().union(*wanted.values())
    found: set[tuple[str, ...]] = set()
    for post in posts if all_wanted else ():
        found |= all_wanted & sequences(f"{post.title}\n{post.body}").keys()
    for path, each in wanted.items():
        if each and len(each & found) >= MOST_OF_THE_TEXT * len(each):
            yield path


def _file_name(item: Quarantined, source: str, number: int) -> str:
    # make_id knows how to make a short readable name; the day is only there to be cut off.
    slug = make_id(date(1000, 1, 1), item.title or item.text[:80])[len("1000-01-01-") :][:50]
    identity = "\0".join((normal_address(source), item.title, item.text, str(number)))
    return f"{slug.strip('-')}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}.md"


def _format(item: Quarantined, source: str) -> str:
    fields = {
        "title": item.title,
        "source": source,
        "where": item.where,
        "reason": item.reason,
    }
    text = item.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return _file(fields, text)


def _file(fields: dict[str, str], text: str) -> str:
    written = "\0".join((*fields.values(), text))
    fields = {**fields, "checksum": hashlib.sha256(written.encode()).hexdigest()[:16]}
    return front_matter.join(fields, text)


def _source_as_written(content: str) -> str | None:
    """The source of a file that is exactly as an import wrote it; None for any other."""
    parts = front_matter.split(content)
    if parts is None:
        return None
    try:
        fields = yaml_lines.parse(parts.head, "").data
    except CorpusError:
        return None
    names = ("title", "source", "where", "reason")
    if not isinstance(fields, dict) or not all(isinstance(fields.get(n), str) for n in names):
        return None
    text = parts.body.removeprefix("\n\n").removesuffix("\n")
    return fields["source"] if _file({n: fields[n] for n in names}, text) == content else None


def _read(path: Path) -> str | None:
    """A file's text; None only where there is no file."""
    try:
        return path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return None
