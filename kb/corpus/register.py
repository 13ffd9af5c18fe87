"""The entries of each kind that posts are about, under all their names; and synonyms."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kb.corpus.kinds import KINDS, Kind
from kb.corpus.post import Address, RegisterId
from kb.corpus.yaml_lines import Entries, cut_texts, read_entries, read_list
from kb.errors import Fault
from kb.language.collation import swedish_order

_AMPERSAND = re.compile(r"\s*&\s*")


def _names(value: Any) -> Any:
    return () if value is None else value


class Entry(BaseModel):
    """One entry of a register, with every name it goes by; `start` and `end` are years.

    `suggested`: it was found by machine, and nobody has looked it over.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, str_strip_whitespace=True
    )

    id: RegisterId
    name: str = Field(min_length=1)
    aliases: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    description: str = ""
    url: Address | None = None
    owner: RegisterId | None = None
    start: str | None = Field(default=None, alias="from", pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    end: str | None = Field(default=None, alias="to", pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    suggested: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its aliases."""
        return (self.name, *self.aliases)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its names, each with & and with och, as people write either."""
        found = dict.fromkeys(self.names)
        for name in self.names:
            found[_AMPERSAND.sub(" och ", name)] = None
            found[name.replace(" och ", " & ")] = None
        return tuple(found)


@dataclass(frozen=True)
class Registers:
    """The registers of a corpus; empty ones are fine.

    `by_kind` has the entries of each kind that the corpus has a register of, by its name.
    """

    by_kind: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    synonyms: tuple[tuple[str, ...], ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that a site over this corpus shows."""
        return tuple(kind for kind in KINDS if kind.name in self.by_kind or not kind.optional)

    def entries(self, kind: Kind) -> tuple[Entry, ...]:
        """Return the entries of a kind."""
        return self.by_kind.get(kind.name, ())

    def entry(self, kind: Kind, entry_id: str) -> Entry | None:
        """Return an entry by its id; None where the register does not know it."""
        return self._by_id.get((kind.name, entry_id))

    def label(self, kind: Kind, entry_id: str) -> str:
        """Return the name to show for an id: its own where no register knows it."""
        entry = self.entry(kind, entry_id)
        return entry.name if entry else entry_id

    def in_order(self, kind: Kind) -> Mapping[str, Entry]:
        """Return the entries of a kind by their ids, in the order of their names."""
        return self._in_order.get(kind.name, {})

    @cached_property
    def _in_order(self) -> dict[str, dict[str, Entry]]:
        def order(entry: Entry) -> tuple[str, str]:
            return swedish_order(entry.name), entry.id

        return {
            name: {entry.id: entry for entry in sorted(entries, key=order)}
            for name, entries in self.by_kind.items()
        }

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Entry]:
        return {(name, entry.id): entry for name, all_ in self.by_kind.items() for entry in all_}

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "entries": {
                name: [entry.model_dump(by_alias=True, exclude_defaults=True) for entry in entries]
                for name, entries in self.by_kind.items()
            },
            "synonyms": [list(group) for group in self.synonyms],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Registers":
        """Read what `to_json` returned."""
        return cls(
            {
                name: tuple(Entry.model_validate(entry) for entry in entries)
                for name, entries in data["entries"].items()
            },
            tuple(tuple(group) for group in data["synonyms"]),
        )


def read_register(path: Path) -> Entries[Entry]:
    """Read a register file; one that does not exist is empty. Faults carry their lines."""
    read = read_entries(path, Entry, ("name", "aliases", "description"))
    entries: dict[str, tuple[Entry, int]] = {}
    faults = list(read.faults)
    for entry, line in zip(read.entries, read.lines, strict=True):
        first, _ = entries.setdefault(entry.id, (entry, line))
        if first is not entry:
            message = f"{entry.id} is already the id of {first.name}; give one of them another"
            faults.append(Fault(f"{path}:{line}", message))
    faults.extend(_shared_names(entries.values(), path))
    first_ones = tuple(entry for entry, _ in entries.values())
    lines = tuple(line for _, line in entries.values())
    return Entries(first_ones, lines, tuple(faults), read.warnings)


def read_synonyms(path: Path) -> Entries[tuple[str, ...]]:
    """Read groups of words that mean the same; a file that does not exist has none."""
    document, faults = read_list(path)
    groups: list[tuple[str, ...]] = []
    lines: list[int] = []
    for index, item in enumerate(document.data or ()):
        line = document.line((index,))
        if isinstance(item, list) and len(item) > 1 and all(isinstance(w, str) for w in item):
            groups.append(tuple(item))
            lines.append(line)
        else:
            message = "a group is a list of two or more words; write - [bil, fordon]"
            faults.append(Fault(f"{path}:{line}", message))
    warnings = tuple(cut_texts(document, str(path), ("",)))
    return Entries(tuple(groups), tuple(lines), tuple(faults), warnings)


def _shared_names(entries: Iterable[tuple[Entry, int]], path: Path) -> Iterable[Fault]:
    owners: dict[str, str] = {}
    for entry, line in entries:
        for name in dict.fromkeys(entry.names):
            owner = owners.setdefault(name, entry.id)
            if owner != entry.id:
                message = f"{name!r} names both {owner} and {entry.id}; keep it in one of them"
                yield Fault(f"{path}:{line}", message)
