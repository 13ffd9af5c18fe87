"""Front matter of other systems: YAML, TOML or JSON above the text of a file."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.corpus import yaml_lines
from kb.errors import CorpusError

_YAML = re.compile(r"-{3}[ \t]*\n(.*?)^(?:-{3}|\.{3})[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+{3}[ \t]*\n(.*?)^\+{3}[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# Eleventy's way to say what language the fields are in.
_NAMED = re.compile(
    r"-{3}[ \t]*(yaml|yml|json|toml|js|javascript|coffee|cson)[ \t]*\n(.*?)^-{3}[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_TOML_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
# A value that a program is yet to fill in.
_PLACEHOLDER = re.compile(r"(?m)^[ \t]*[\w-]+[ \t]*[:=].*(?:\{\{.*\}\}|<%.*%>)")


class HeadError(Exception):
    """A head that cannot be read: `line` of the file, and what is wrong there."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class TemplateError(Exception):
    """The file is a form that new posts are made of."""


@dataclass(frozen=True, slots=True)
class Head:
    """The fields above a text, and the text.

    Attributes:
        fields: by name, in small letters and without hyphens and spaces: `publishdate`.
        body: the text below them.
        format: yaml, toml or json; empty where the file has no head.
        cut: names of fields whose value a comment cuts short.
    """

    fields: Mapping[str, Any]
    body: str
    format: str = ""
    cut: tuple[str, ...] = ()


def read_head(text: str) -> Head:
    r"""Read a file's text, whose lines end in \n.

    Raises:
        HeadError: it has a head that cannot be read.
        TemplateError: its fields are yet to be filled in.
    """
    if found := _NAMED.match(text):
        return _named_language(found[1], found[2], text[found.end() :])
    if re.match(r"-{3}[ \t]*(?:\n|\Z)", text):
        return _yaml(text)
    if re.match(r"\+{3}[ \t]*(?:\n|\Z)", text):
        return _toml(text)
    if re.match(r"\{\s*(?:\"|\})", text):
        return _json(text)
    return Head({}, text)


def _named_language(language: str, fields: str, body: str) -> Head:
    if language in ("yaml", "yml"):
        return _yaml(f"---\n{fields}---\n{body}")
    if language == "toml":
        return _toml(f"+++\n{fields}+++\n{body}")
    if language == "json":
        try:
            return _json(f"{fields.strip()}\n{body}")
        except HeadError as error:
            raise HeadError(error.line + 1, str(error)) from None
    raise HeadError(
        1, f"its front matter is a program ({language}); write its fields as YAML below ---"
    )


def _yaml(text: str) -> Head:
    parts = _YAML.match(text)
    if parts is None:
        # A line of --- that opens a text may also be a rule.
        if not re.match(r"-{3}[ \t]*\n[ \t]*[\w-]+[ \t]*:", text):
            return Head({}, text)
        raise HeadError(1, "its front matter is not closed; write --- below its last field")
    _refuse_placeholders(parts[1])
    try:
        document = yaml_lines.parse(parts[1], "", first_line=2)
    except CorpusError as error:
        line = re.match(r":(\d+)", error.faults[0].where)
        raise HeadError(int(line[1]) if line else 1, error.faults[0].message) from None
    if document.data is None:
        return Head({}, text[parts.end() :], "yaml")
    if not isinstance(document.data, dict):
        raise HeadError(2, "its front matter is no list of fields; write each as `field: value`")
    cut = tuple(_name(str(path[0])) for path in document.comments if path)
    return Head(_named(document.data), text[parts.end() :], "yaml", cut)


def _toml(text: str) -> Head:
    parts = _TOML.match(text)
    if parts is None:
        raise HeadError(1, "its front matter is not closed; write +++ below its last field")
    _refuse_placeholders(parts[1])
    try:
        fields = tomllib.loads(parts[1])
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        place = _TOML_PLACE.search(str(error))
        message = _TOML_PLACE.sub("", str(error)).strip()
        raise HeadError(int(place[1]) + 1 if place else 1, f"no TOML: {message}") from None
    return Head(_named(fields), text[parts.end() :], "toml")


def _json(text: str) -> Head:
    try:
        fields, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        message = getattr(error, "msg", "nested too deep")
        raise HeadError(line, f"its front matter is no JSON: {message}") from None
    return Head(_named(fields), text[end:].lstrip("\n"), "json")


def _refuse_placeholders(head: str) -> None:
    if _PLACEHOLDER.search(head):
        raise TemplateError


def _named(fields: Mapping[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for name, value in fields.items():
        named.setdefault(_name(str(name)), value)
    groups = named.get("taxonomies")  # where Zola keeps tags and categories
    if isinstance(groups, Mapping):
        named = {**_named(groups), **named}
    return named


def _name(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()
