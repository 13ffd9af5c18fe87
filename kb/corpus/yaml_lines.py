"""YAML that remembers lines: every scalar as it is written, and where it stands.

Scalars stay text (a title `12:30` is no number, `Ja` no truth value); the models give them
their types. A key given twice is a fault, not a silent choice.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kb.errors import CorpusError, Fault
from kb.files import read_if_there

YamlPath = tuple[str | int, ...]

_PLAIN = {
    "Field required": "is missing",
    "String should have at least 1 character": "is empty",
}


@dataclass
class YamlDocument:
    """A parsed document; `lines` gives the line (from 1) of every path in `data`."""

    data: Any
    lines: dict[YamlPath, int] = field(default_factory=dict)

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
        CorpusError: it is no YAML, or a key stands twice.
    """
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise CorpusError([Fault(f"{where}:{line}", f"not valid YAML: {error.problem}")]) from error
    except yaml.YAMLError as error:
        message = f"not valid YAML: {' '.join(str(error).split())}"
        raise CorpusError([Fault(f"{where}:{first_line}", message)]) from error
    document = YamlDocument(None)
    if node is not None:
        document.data = _value(node, (), document.lines, where, first_line)
    return document


def read_list(path: Path) -> tuple[YamlDocument, list[Fault]]:
    """Read a file that holds a list; one that does not exist is empty. Faults carry lines."""
    try:
        content = read_if_there(path)
        if content is None:
            return YamlDocument(None), []
        document = parse(content.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError:
        return YamlDocument(None), [Fault(str(path), "not UTF-8; save the file as UTF-8")]
    except CorpusError as error:
        return YamlDocument(None), list(error.faults)
    if document.data is not None and not isinstance(document.data, list):
        return YamlDocument(None), [Fault(f"{path}:1", "the file is no list (- …)")]
    return document, []


def validation_faults(
    error: ValidationError, document: YamlDocument, where: str, kind: str, prefix: YamlPath = ()
) -> list[Fault]:
    """Turn pydantic's findings into faults with the line of each field of `kind` (a post)."""
    faults = []
    for found in error.errors():
        line = document.line(prefix + found["loc"])
        message = found["msg"].removeprefix("Value error, ")
        if found["type"] == "extra_forbidden":
            message = f"is no field of {kind}"
        name = ".".join(str(step) for step in found["loc"] if isinstance(step, str)) or kind
        faults.append(Fault(f"{where}:{line}", f"{name}: {_PLAIN.get(message, message)}"))
    return faults


def _value(
    node: yaml.Node, path: YamlPath, lines: dict[YamlPath, int], where: str, first_line: int
) -> Any:
    lines.setdefault(path, first_line + node.start_mark.line)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = first_line + key_node.start_mark.line
            if key in mapping:
                raise CorpusError([Fault(f"{where}:{line}", f"{key!r} stands here a second time")])
            lines[(*path, key)] = line
            mapping[key] = _value(value_node, (*path, key), lines, where, first_line)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(item, (*path, index), lines, where, first_line)
            for index, item in enumerate(node.value)
        ]
    # A scalar without quotes has no style: "" says libyaml, None says pure Python.
    plain = not getattr(node, "style", None)
    return None if plain and node.value in ("", "null", "~") else node.value
