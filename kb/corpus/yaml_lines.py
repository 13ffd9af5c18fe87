"""YAML that remembers lines: every scalar as it is written, and where it stands.

Scalars stay text (a title `12:30` is no number, `Ja` no truth value); the models give them
their types. What YAML would take out of a text without a word is a fault, or remembered: a key
given twice, tags, anchors and aliases (`!Viktigt`, `&c`, `*star`), a comment behind a value.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from kb.corpus import diagnosis
from kb.errors import CorpusError, Fault
from kb.files import decoded, read_if_there

YamlPath = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)
T = TypeVar("T")

_BREAK = re.compile("[\n\x85\u2028\u2029]")  # what libyaml counts as a line's end
# What no YAML may hold (YAML 1.2, 5.1).
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass
class YamlDocument:
    """A parsed document.

    Attributes:
        data: lists, mappings and text; None for an empty value.
        lines: the line (from 1) of every path in `data`.
        comments: the line and the value that a comment on its line cuts short, by path.
    """

    data: Any
    lines: dict[YamlPath, int] = field(default_factory=dict)
    comments: dict[YamlPath, diagnosis.Cut] = field(default_factory=dict)

    def line(self, path: YamlPath) -> int:
        """Return the line of `path`, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str, where: str, first_line: int = 1) -> YamlDocument:
    """Parse YAML text.

    Args:
        text: one YAML document; empty gives None as data.
        where: the file, for messages.
        first_line: the line of the file on which `text` begins.

    Raises:
        CorpusError: it is no YAML, or some of its text would be lost.
    """
    lines = _BREAK.split(text)
    try:
        return _Parser(lines, first_line).document(yaml.parse(text, Loader=yaml.CBaseLoader))
    except _LostError as lost:
        line, message = lost.line, str(lost)
    except yaml.MarkedYAMLError as error:
        line, message = diagnosis.syntax_fault(lines, error)
    except yaml.YAMLError:
        found = _UNPRINTABLE.search(text)
        line = text.count("\n", 0, found.start() if found else 0)
        sign = f" (U+{ord(found.group()):04X})" if found else ""
        message = f"a sign that nobody can see{sign} stands here; delete it"
    except RecursionError:
        line, message = 0, "brackets stand in brackets, far too many; write each value on its own"
    raise CorpusError([Fault(f"{where}:{first_line + line}", message)]) from None


@dataclass(frozen=True, slots=True)
class Entries(Generic[T]):
    """A file that holds a list: its entries, the line of each, what is wrong or doubtful."""

    entries: tuple[T, ...] = ()
    lines: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def read_entries(path: Path, model: type[Model], texts: Container[str]) -> Entries[Model]:
    """Read a list of entries, as those of a register; a file that does not exist is empty.

    Args:
        path: the file.
        model: what each entry is.
        texts: its fields that hold words, which no comment may cut short unseen.
    """
    where = str(path)
    document, faults = read_list(path)
    entries: list[Model] = []
    lines: list[int] = []
    for index, item in enumerate(document.data or ()):
        try:
            entries.append(model.model_validate(item))
            lines.append(document.line((index,)))
        except ValidationError as error:
            faults += field_faults(error, document, where, model, "an entry", (index,))
    warnings = tuple(cut_texts(document, where, texts))
    return Entries(tuple(entries), tuple(lines), tuple(faults), warnings)


def read_list(path: Path) -> tuple[YamlDocument, list[Fault]]:
    """Read a file that holds a list; one that does not exist is empty. Faults carry lines."""
    try:
        content = read_if_there(path)
        if content is None:
            return YamlDocument(None), []
        document = parse(decoded(content, str(path)), str(path))
    except CorpusError as error:
        return YamlDocument(None), list(error.faults)
    if document.data is not None and not isinstance(document.data, list):
        message = "the file is no list; begin each entry with a hyphen and a space, as - id: …"
        return YamlDocument(None), [Fault(f"{path}:1", message)]
    return document, []


def field_faults(
    error: ValidationError,
    document: YamlDocument,
    where: str,
    model: type[BaseModel],
    kind: str,
    prefix: YamlPath = (),
) -> list[Fault]:
    """Turn pydantic's findings into faults with the line of each field of `kind` (a post)."""
    faults = []
    for path, message in diagnosis.field_faults(error, model, kind):
        cut = document.comments.get(prefix + path)
        said = f"{path[-1]}: {cut.empty(str(path[-1]))}" if cut and not cut.value else message
        faults.append(Fault(f"{where}:{document.line(prefix + path)}", said))
    return faults


def cut_texts(document: YamlDocument, where: str, texts: Container[str]) -> Iterator[Fault]:
    """Yield a warning for each of these fields whose words a comment cuts short."""
    for path, cut in document.comments.items():
        field = next((step for step in reversed(path) if isinstance(step, str)), "")
        if cut.value and field in texts:
            label = f"{field}: " if path[-1] == field else ""
            yield Fault(f"{where}:{cut.line}", f"{label}{cut.short(label or '- ')}")


class _LostError(Exception):
    """Text that YAML would drop; `line` counts from 0."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class _Parser:
    """Makes a document of libyaml's events: its nodes would hide anchors and aliases."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self._source = lines
        self._first_line = first_line
        self._document = YamlDocument(None)

    def document(self, events: Iterator[Any]) -> YamlDocument:
        self._events = events
        for event in events:
            line = event.start_mark.line
            if isinstance(event, NodeEvent):
                if self._document.lines:
                    message = "a second part begins here, behind a line ---; join the two"
                    raise _LostError(line, message)
                self._document.data = self._value(event, ())
        return self._document

    def _value(self, event: Any, path: YamlPath) -> Any:
        line = event.start_mark.line
        self._document.lines.setdefault(path, self._first_line + line)
        if self._has_command(event):
            message = diagnosis.must_be_quoted(self._source[line], event.start_mark.column)
            raise _LostError(line, message)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(self._events), SequenceEndEvent):
                items.append(self._value(event, (*path, len(items))))
            return items
        return self._scalar(event, path)

    def _mapping(self, path: YamlPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            line = event.start_mark.line
            if not isinstance(event, ScalarEvent) or self._has_command(event):
                raise _LostError(line, diagnosis.no_field(self._source[line]))
            key = event.value
            if key in mapping:
                raise _LostError(line, f"{key!r} stands here a second time; keep one of the two")
            self._document.lines[(*path, key)] = self._first_line + line
            mapping[key] = self._value(next(self._events), (*path, key))
        return mapping

    def _scalar(self, event: Any, path: YamlPath) -> str | None:
        # A scalar without quotes has no style: "" says libyaml, None says pure Python.
        value: str = event.value
        if getattr(event, "style", None):
            return value
        end = event.end_mark
        rest = self._source[end.line][end.column :] if end.line < len(self._source) else ""
        if re.match(r"[ \t]+#", rest):
            cut = diagnosis.Cut(self._first_line + end.line, value, rest.strip())
            self._document.comments[path] = cut
        return None if value in ("", "null", "~") else value

    @staticmethod
    def _has_command(event: Any) -> bool:
        """Whether an anchor, a tag or an alias takes the place of text."""
        return isinstance(event, AliasEvent) or event.anchor is not None or event.tag is not None
