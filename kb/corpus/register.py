"""Organisations, projects and synonyms: what posts are about, and under which names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kb.corpus import yaml_lines as yaml
from kb.corpus.post import Address, RegisterId
from kb.errors import Fault


def _names(value: Any) -> Any:
    return () if value is None else value


class Entry(BaseModel):
    """An organisation or a project, with every name it goes by; `start` and `end` are years."""

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

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Registers:
    """The registers of a corpus; empty ones are fine."""

    organisations: tuple[Entry, ...] = ()
    projects: tuple[Entry, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def by_id(self) -> dict[str, Entry]:
        """Every entry by its id."""
        return {entry.id: entry for entry in self}

    def __iter__(self) -> Iterator[Entry]:
        yield from self.organisations
        yield from self.projects

    def label(self, entry_id: str) -> str:
        """Return the name to show for an id: its own where no register knows it."""
        entry = self.by_id.get(entry_id)
        return entry.name if entry else entry_id

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "organisations": [_dump(entry) for entry in self.organisations],
            "projects": [_dump(entry) for entry in self.projects],
            "synonyms": [list(group) for group in self.synonyms],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Registers":
        """Read what `to_json` returned."""
        return cls(
            tuple(Entry.model_validate(entry) for entry in data["organisations"]),
            tuple(Entry.model_validate(entry) for entry in data["projects"]),
            tuple(tuple(group) for group in data["synonyms"]),
        )


def _dump(entry: Entry) -> dict[str, Any]:
    return entry.model_dump(by_alias=True, exclude_defaults=True)


def read_register(path: Path) -> tuple[tuple[Entry, ...], list[Fault]]:
    """Read a register file; one that does not exist is empty. Faults carry their lines."""
    document, faults = yaml.read_list(path)
    entries: dict[str, Entry] = {}
    for index, item in enumerate(document.data or ()):
        try:
            entry = Entry.model_validate(item)
        except ValidationError as error:
            faults.extend(yaml.validation_faults(error, document, str(path), "an entry", (index,)))
            continue
        if entry.id in entries:
            where = f"{path}:{document.line((index,))}"
            faults.append(Fault(where, f"{entry.id} is already the id of {entries[entry.id].name}"))
        else:
            entries[entry.id] = entry
    faults.extend(_shared_names(entries.values(), path))
    return tuple(entries.values()), faults


def read_synonyms(path: Path) -> tuple[tuple[tuple[str, ...], ...], list[Fault]]:
    """Read groups of words that mean the same; a file that does not exist has none."""
    document, faults = yaml.read_list(path)
    groups = []
    for index, item in enumerate(document.data or ()):
        if isinstance(item, list) and len(item) > 1 and all(isinstance(w, str) for w in item):
            groups.append(tuple(item))
        else:
            where = f"{path}:{document.line((index,))}"
            faults.append(Fault(where, "a group is a list of two or more words"))
    return tuple(groups), faults


def _shared_names(entries: Iterable[Entry], path: Path) -> Iterable[Fault]:
    owners: dict[str, str] = {}
    for entry in entries:
        for name in dict.fromkeys(entry.names):
            owner = owners.setdefault(name, entry.id)
            if owner != entry.id:
                message = f"{name!r} names both {owner} and {entry.id}; a name leads to one of them"
                yield Fault(str(path), message)
