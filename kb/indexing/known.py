"""What a build knows of its posts, kept with the generation: the next build reads only changes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from kb.corpus.inventory import PostFacts
from kb.corpus.post_file import usual_path
from kb.corpus.register import Registers
from kb.indexing.posts import Notes
from kb.language.abbreviations import Abbreviation

FILE = "known.json"
# File systems tell times apart by up to two seconds (FAT), and the system's clock ticks behind the
# one that we read. A file that was written so shortly before it was read may have been written
# once more within the same tick, as long and with the same time.
_TICK_NS = 2_000_000_000


@dataclass(frozen=True)
class Known:
    """What is known of the posts of a corpus.

    Attributes:
        folder: where the corpus lay, as an absolute path.
        taken_ns: when its files were listed.
        naming: what texts can be found to name, as `naming` has it.
        facts: of every post, by its file's path.
        notes: of every indexed post, by its id.
    """

    folder: str = ""
    taken_ns: int = 0
    naming: str = ""
    facts: Mapping[str, PostFacts] = field(default_factory=dict)
    notes: Mapping[str, Notes] = field(default_factory=dict)

    def doubtful_ns(self, folder: Path) -> int:
        """Return since when a file of the corpus in `folder` is to be read, whatever its time."""
        return self.taken_ns - _TICK_NS if self.folder == str(folder.resolve()) else 0

    def to_text(self) -> str:
        """Return what `from_text` reads: columns, of which the rare ones name their rows."""
        facts = list(self.facts.values())
        notes = [self.notes.get(each.id) for each in facts]
        columns = {
            "folder": self.folder,
            "taken_ns": self.taken_ns,
            "naming": self.naming,
            "path": [None if each.path == usual_path(each.id) else each.path for each in facts],
            "size": [each.size for each in facts],
            "mtime_ns": [each.mtime_ns for each in facts],
            "sha256": [each.sha256 for each in facts],
            "id": [each.id for each in facts],
            "published": [each.published for each in facts],
            "draft": _rare(each.draft for each in facts),
            "aliases": _rare(each.aliases for each in facts),
            "warnings": _rare(each.warnings for each in facts),
            "checksum": [each and each.checksum for each in notes],
            "abbreviations": _rare(each and each.abbreviations for each in notes),
            "instructions": _rare(each and each.instructions for each in notes),
            "unknown": _rare(each and each.unknown for each in notes),
        }
        text = json.dumps(columns, ensure_ascii=False)
        return f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` returned; ValueError where it is not whole."""
        checksum, _, text = text.partition("\n")
        if hashlib.sha256(text.encode()).hexdigest() != checksum:
            raise ValueError("its checksum does not fit")
        columns = json.loads(text)
        ids: list[str] = columns["id"]
        paths = [
            path or usual_path(post_id) for path, post_id in zip(columns["path"], ids, strict=True)
        ]
        plain = [columns[name] for name in ("size", "mtime_ns", "sha256", "id", "published")]
        rows = zip(
            paths,
            *plain,
            _spread(columns["draft"], len(ids), False),
            _spread(columns["aliases"], len(ids), (), tuple),
            _spread(columns["warnings"], len(ids), (), _pairs),
            strict=True,
        )
        notes = zip(
            columns["checksum"],
            _spread(columns["abbreviations"], len(ids), (), _abbreviations),
            _spread(columns["instructions"], len(ids), (), tuple),
            _spread(columns["unknown"], len(ids), (), tuple),
            strict=True,
        )
        return cls(
            columns["folder"],
            columns["taken_ns"],
            columns["naming"],
            dict(zip(paths, map(PostFacts._make, rows), strict=True)),
            {
                post_id: Notes._make(row)
                for post_id, row in zip(ids, notes, strict=True)
                if row[0] is not None
            },
        )


def naming(registers: Registers) -> str:
    """Return a checksum that changes whenever a text may be found to name other entries."""
    names = [
        [kind.name, entry.id, *entry.spellings]
        for kind in registers.kinds
        for entry in registers.entries(kind)
    ]
    kinds = [kind.name for kind in registers.kinds]
    return hashlib.sha256(json.dumps([kinds, names]).encode()).hexdigest()


def _rare(values: Iterable[Any]) -> dict[int, Any]:
    """Return the values that are none of the usual, empty ones, by their rows."""
    return {row: value for row, value in enumerate(values) if value}


def _spread(rare: Mapping[str, Any], rows: int, usual: Any, read: Any = None) -> Sequence[Any]:
    values = [usual] * rows
    for row, value in rare.items():
        values[int(row)] = read(value) if read else value
    return values


def _pairs(value: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for one, other in value)


def _abbreviations(value: Iterable[tuple[str, list[str]]]) -> tuple[Abbreviation, ...]:
    return tuple(Abbreviation(short, tuple(long)) for short, long in value)
