"""Front matter in the plain form that imports write: read and written without a YAML parser.

A corpus of 20,000 posts is read at every import, and nearly all of its files look alike:
`field: value`, lists of `- value`, one group of indented fields. What looks otherwise in the
least (a comment, an odd sign, an empty line) is left to YAML's own parser and writer.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

_SIGNS = r"\w,./()!?+=%&;’‘“”„–…\-"
# A text that stands as it is. Its first sign is none of YAML's own.
_PLAIN = re.compile(rf"\w(?:[{_SIGNS}'\"]|[ :](?=[{_SIGNS}'\"]))*")
_COLON = re.compile(r": |:$")
# A text that stands between single quotes, in which only these quotes are doubled.
_QUOTABLE = re.compile(rf"[{_SIGNS}:'\"#\[\]{{}}*@|>]+(?: [{_SIGNS}:'\"#\[\]{{}}*@|>]+)*")
_QUOTED = re.compile(rf"'((?:[{_SIGNS} :\"#\[\]{{}}*@|>]|'')*)'")
_INDICATORS = frozenset("#,[]{}&*!|>'\"%@")
_NULLS = frozenset(("null", "~"))
_FIELD = re.compile(r"([a-z_]+):(?: (.+))?")
_FLOW = re.compile(r"\[((?:[a-z][a-z0-9-]*(?:, (?=[a-z]))?)*)\]")
_RESOLVERS: Mapping[str, list[tuple[str, re.Pattern[str]]]]
_RESOLVERS = yaml.SafeDumper.yaml_implicit_resolvers


def dump(fields: Mapping[str, Any]) -> str | None:
    """Write fields as PyYAML does; None where some value is better left to it."""
    try:
        return "".join(f"{line}\n" for line in _lines(fields, ""))
    except _NotPlainError:
        return None


def parse(head: str) -> dict[str, Any] | None:
    """Read fields, all values as text; None where YAML's own parser is to do it."""
    try:
        return _read(head)
    except _NotPlainError:
        return None


def is_plain(text: str) -> bool:
    """Tell whether a text stands in YAML as it is, as a value or as the name of a field."""
    return _PLAIN.fullmatch(text) is not None and not _is_typed(text)


class _NotPlainError(Exception):
    """Something that is not in the plain form."""


def _lines(fields: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in fields.items():
        if isinstance(value, dict) and value and not indent:
            yield f"{name}:"
            yield from _lines(value, "  ")
        elif isinstance(value, list) and value:
            yield f"{indent}{name}:"
            yield from (f"{indent}- {_scalar(item)}" for item in value)
        else:
            yield f"{indent}{name}: {_scalar(value)}"


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise _NotPlainError
    if is_plain(value):
        return value
    if _QUOTABLE.fullmatch(value) and (
        value[0] in _INDICATORS or _COLON.search(value) or " #" in value
    ):
        return "'" + value.replace("'", "''") + "'"
    text: str = yaml.dump(
        value, Dumper=yaml.SafeDumper, allow_unicode=True, width=1 << 20, explicit_end=False
    )
    # YAML ends a document that is nothing but a plain text with a line `...`.
    text = text.removesuffix("...\n").removesuffix("\n")
    if "\n" in text or "\x85" in text:
        raise _NotPlainError
    return text


def _is_typed(value: str) -> bool:
    """Whether YAML takes the text for a number, a date, a truth value or nothing."""
    resolvers = _RESOLVERS.get(value[0], [])
    return any(pattern.match(value) for _, pattern in resolvers)


def _read(head: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    group: dict[str, Any] | None = None  # the group whose indented fields are being read
    items: list[str] | None = None  # the list whose items are being read
    items_indent = ""
    opened: tuple[dict[str, Any], str, str] | None = None  # a field whose value is still to come
    for line in head.removesuffix("\n").split("\n"):
        indent = "  " if line.startswith("  ") else ""
        text = line[len(indent) :]
        if text.startswith("- "):
            if opened is not None and opened[2] == indent:
                items, items_indent = [], indent
                opened[0][opened[1]] = items
                opened = None
            if items is None or items_indent != indent:
                raise _NotPlainError
            items.append(_value(text[2:]))
            continue
        items = None
        found = _FIELD.fullmatch(text)
        if found is None:
            raise _NotPlainError
        if indent:
            if opened is not None and not opened[2]:
                group = opened[0][opened[1]] = {}
                opened = None
            target = group
        else:
            target, group = fields, None
        name, value = found.groups()
        if opened is not None or target is None or name in target:
            raise _NotPlainError
        if value is None:
            opened = (target, name, indent)
            target[name] = None
        else:
            flow = _FLOW.fullmatch(value)
            target[name] = _listed(flow.group(1)) if flow else _value(value)
    if opened is not None:
        raise _NotPlainError
    return fields


def _listed(inside: str) -> list[str]:
    return [_value(item) for item in inside.split(", ")] if inside else []


def _value(text: str) -> str:
    if text not in _NULLS and _PLAIN.fullmatch(text):
        return text
    quoted = _QUOTED.fullmatch(text)
    if quoted is None:
        raise _NotPlainError
    return quoted.group(1).replace("''", "'")
