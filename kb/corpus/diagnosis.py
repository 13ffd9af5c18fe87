"""What is wrong with a file, in the words of the person who edits it.

YAML's and pydantic's own messages speak of their insides ("mapping values are not allowed in this
context"). Here the line is looked at as its editor sees it, and the message says what to write.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import yaml
from pydantic import BaseModel, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA

# `  - key: value`: its indentation, its key, and its value if it has one.
_FIELD = re.compile(
    r"(?P<indent>[ \t]*(?:-[ \t]+)*)(?P<key>[\w.-]+)[ \t]*:(?:[ \t]+(?P<value>.*))?$"
)
_NO_SPACE = re.compile(r"[ \t]*(?:-[ \t]+)*(?P<key>[\w-]+):(?P<value>\S.*)$")
_ITEM = re.compile(r"(?P<indent>[ \t]*(?:-[ \t]+)+)(?P<value>\S.*)$")
# At the beginning of a value these are signs of YAML's own.
_SIGNS = "!&*@`%|>{}[],?-:#"
_BAD_ESCAPE = re.compile(r"\\[^0abtnvfre \"/\\N_LPxuU\t]")
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
_QUOTES = "\"'"
_QUOTED = {'"': r'"(?:[^"\\]|\\.)*"', "'": r"'(?:[^']|'')*'"}
_CLOSING = {"[": "]", "{": "}"}

# How fields are called elsewhere: in Swedish, and by the programs that posts come from.
_CALLED = {
    called: name
    for name, others in {
        "title": "titel rubrik headline",
        "published": "datum date publicerad published_at pubdate",
        "updated": "uppdaterad ändrad andrad lastmod modified",
        "source": "källa kalla url link permalink",
        "organisations": "organisation organisationer organizations",
        "projects": "projekt project",
        "categories": "kategori kategorier category",
        "tags": "tag tagg taggar etiketter keywords",
        "aliases": "alias synonymer",
        "draft": "utkast",
        "id": "slug",
        "name": "namn",
        "description": "beskrivning",
        "url": "webb webbplats website adress",
        "owner": "ägare agare",
        "from": "från fran start",
        "to": "till slut end",
        "reason": "orsak anledning",
    }.items()
    for called in others.split()
}
_FEW_SLIPS = 2
_SHOWN = 200
_BELONGS = {
    "string_type": ("a text", "put it in quotes if its brackets are to be read"),
    "tuple_type": ("a list", "write {field}: [one, another]"),
    "model_type": ("a group of fields", "write each on its own line, as id: …"),
    "date_type": ("a date", "write {field}: 2017-06-29"),
}
_YES = {"ja": "true", "sant": "true", "y": "true", "nej": "false", "falskt": "false", "n": "false"}


class Cut(NamedTuple):
    """A value without quotes that a comment ends: its line, what is read of it, the comment."""

    line: int
    value: str
    comment: str

    def short(self, label: str) -> str:
        """Say that the comment is not read; `label` is what stands before the value."""
        return (
            "what stands behind # is a comment, which is not read; write "
            f"{label}{quoted(f'{self.value} {self.comment}')}, or move the comment to its own line"
        )

    def empty(self, field: str) -> str:
        """Say that there is nothing but a comment."""
        return f"is empty, since # begins a comment; write {field}: {quoted(self.comment)}"


def quoted(text: str) -> str:
    """Write a text, if it is not too long to show, in the quotes that leave it as it is."""
    if len(text) > _SHOWN:
        return '"…"'
    if "\\" in text or '"' in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def syntax_fault(lines: Sequence[str], error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return the line (from 0) of what is no YAML, and what to do about it."""
    marks = [mark.line for mark in (error.problem_mark, error.context_mark) if mark]
    # What is never closed is noticed where the file ends; else the trouble is here or just above.
    places = [marks[0], _above(lines, marks[0]), marks[-1]]
    if (error.context or "").startswith("while scanning a quoted"):
        places.insert(0, marks[-1])
    places = [place for place in places if place < len(lines)]
    for line in places:
        for message in (*_of_value(lines[line]), *_of_line(lines[line])):
            return line, message
    for line in places:
        for message in _of_place(lines, line):
            return line, message
    for line, text in enumerate(lines):
        for message in _of_value(text):
            return line, message
    return min(marks[0], len(lines) - 1), (
        "this cannot be read as `field: value`; put the value in quotes if it holds signs as "
        '"quotes", [brackets] or a colon'
    )


def must_be_quoted(line: str, column: int) -> str:
    """Say that a value begins with a sign that YAML takes for its own."""
    field = _FIELD.match(line) or _ITEM.match(line)
    if field and field["value"] and field.start("value") == column:
        return _begins_with_sign(_label(field), field["value"].strip())
    value = re.split(r"[,\]}]|\s#", line[column:])[0].strip()
    return _begins_with_sign("", value)


def no_field(line: str) -> str:
    """Say that a line is no field where one is expected."""
    field = _FIELD.match(line)
    if field and field["value"]:
        label, value = _label(field), field["value"].strip()
        return f"{label}brackets have a meaning of their own; write {label}{quoted(value)}"
    return f"{line.strip()!r} is no field; write `field: value`, and the value in quotes"


def field_faults(
    error: ValidationError, model: type[BaseModel], kind: str
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the path and the message of each of pydantic's findings about `kind` (a post)."""
    names = [info.alias or name for name, info in model.model_fields.items() if not info.exclude]
    for found in error.errors():
        path = found["loc"]
        name = ".".join(str(step) for step in path if isinstance(step, str)) or kind
        if found["type"] == "extra_forbidden":
            message = _unknown(str(path[-1]), kind, names if len(path) == 1 else ())
        else:
            message = _unfit(name, path, found["type"], found["msg"], found["input"])
        yield path, f"{name}: {message}"


def _above(lines: Sequence[str], line: int) -> int:
    filled = (place for place in range(line - 1, -1, -1) if lines[place].strip())
    return next(filled, line)


def _of_line(text: str) -> Iterator[str]:
    """Say what is wrong with a line that the parser stumbled over, whatever its value."""
    stripped = text.strip()
    if re.match(r" *\t", text):
        yield "a tab stands before the text; indent with spaces"
    elif not stripped or stripped.startswith(("#", "---")):
        return
    elif re.match(r"-\S", stripped):
        yield f"a space is missing behind the hyphen: write - {stripped[1:]}"
    elif ":" not in stripped and not stripped.startswith("-"):
        yield f"{stripped!r} is no field: a colon is missing; write `field: value`"


def _of_place(lines: Sequence[str], line: int) -> Iterator[str]:
    """Say that a field begins elsewhere than the one above it."""
    field = _FIELD.match(lines[line])
    above = next((f for each in reversed(lines[:line]) if (f := _FIELD.match(each))), None)
    if field and above and "-" not in field["indent"] and field["indent"] != above["indent"]:
        yield (
            f"{field['key']}: begins at another place than {above['key']} above it; let the "
            "fields of one entry begin one below the other"
        )


def _of_value(text: str) -> Iterator[str]:
    """Say what is wrong with the value on a line, looking at no other."""
    tight = _NO_SPACE.match(text)
    if tight and not tight["value"].startswith("//"):
        written = f"{tight['key']}: {tight['value'].strip()}"
        yield f"{tight['key']}: a space is missing behind the colon: write {written}"
    field = _FIELD.match(text) or _ITEM.match(text)
    value = (field["value"] or "").strip() if field else ""
    if field is None or not value:
        return
    label, first = _label(field), value[0]
    if first in _QUOTES:
        yield from _of_quotes(label, value)
    elif first in _CLOSING:
        yield from _of_brackets(label, value)
    elif first in _SIGNS and (first not in "?-:" or value[1:2] in ("", " ")):
        if not _BLOCK.match(value):
            yield _begins_with_sign(label, value)
    elif re.search(r":(?:\s|$)", value):
        yield (
            f"{label}a colon with a space behind it stands in the text, so put all of it in "
            f"quotes: {label}{quoted(value)}"
        )


def _label(field: re.Match[str]) -> str:
    return f"{field['key']}: " if "key" in field.re.groupindex else ""


def _of_quotes(label: str, value: str) -> Iterator[str]:
    sign = value[0]
    closed = re.match(_QUOTED[sign], value)
    rest = value[closed.end() :] if closed else ""
    if closed is None:
        whole = quoted(value.strip(sign))
        yield f"{label}a quotation mark is opened and never closed: write {label}{whole}"
    elif rest and not re.match(r"\s+#", rest):
        # 'It's fine' is meant to be in quotes, "Hi" they said is not.
        whole = quoted(value[1:-1] if sign == "'" == value[-1] else value)
        yield (
            f"{label}text goes on behind a closing quotation mark, so put all of it in other "
            f"quotes: {label}{whole}"
        )
    elif sign == '"' and _BAD_ESCAPE.search(closed.group()):
        whole = quoted(closed.group()[1:-1])
        yield f"{label}a backslash between double quotes is a command: write {label}{whole}"


def _of_brackets(label: str, value: str) -> Iterator[str]:
    closing = _CLOSING[value[0]]
    value = re.split(r"\s#", value)[0]
    depth = 0
    for place, sign in enumerate(value):
        depth += (sign == value[0]) - (sign == closing)
        if not depth:
            rest = value[place + 1 :].strip()
            if re.search(r"[\[,]\s*,", value[: place + 1]):
                yield f"{label}nothing stands before a comma; delete it, or write what is missing"
            elif rest:
                yield (
                    f"{label}text goes on behind {closing}, so put all of it in quotes: "
                    f"{label}{quoted(value)}"
                )
            return
    yield (
        f"{label}{value[0]} is opened and never closed: write {closing} behind the last value, or "
        f"put all of it in quotes: {label}{quoted(value)}"
    )


def _begins_with_sign(label: str, value: str) -> str:
    return (
        f"{label}a text that begins with {value[:1]} must stand in quotes: write "
        f"{label}{quoted(value)}"
    )


def _unknown(field: str, kind: str, names: Sequence[str]) -> str:
    known = _CALLED.get(field.lower())
    if known not in names:
        near = process.extractOne(
            field.lower(), names, scorer=OSA.distance, score_cutoff=min(_FEW_SLIPS, len(field) // 2)
        )
        known = near[0] if near else None
    hint = f"did you mean {known}?" if known else "delete the line"
    return f"is no field of {kind}; {hint}"


def _unfit(name: str, path: Sequence[str | int], error: str, message: str, value: Any) -> str:
    """Say why a value is not one of its field."""
    item = f"value {path[-1] + 1} " if path and isinstance(path[-1], int) else ""
    field = name.rpartition(".")[2]
    empty = value is None or value == [] or (isinstance(value, str) and not value.strip())
    what, mend = _BELONGS.get(error, _BELONGS["string_type"])
    said = f"is {_shape(value)} where {what} belongs; {mend.format(field=field)}"
    pairs = (
        [f"{key}: {text}" for key, text in value.items() if text] if isinstance(value, dict) else []
    )
    if error == "string_type" and pairs:
        said = f"holds a colon with a space behind it; put all of it in quotes: {quoted(pairs[0])}"
    if error == "missing":
        said = f"is missing; add a line {field}: …"
    elif empty:
        said = "is empty; write something, or delete it" if item else f"is empty; write {field}: …"
    elif error == "value_error":
        return message.removeprefix("Value error, ")  # it names the value
    elif error.startswith("bool"):
        choice = _YES.get(str(value).lower(), "true or false")
        said = f"{value!r} is neither true nor false; write {field}: {choice}"
    elif error == "string_pattern_mismatch":
        said = f"{value!r} is no day, month or year; write 2017, 2017-06 or 2017-06-29"
    elif error == "tuple_type" and isinstance(value, str):
        listed = ", ".join(part.strip() for part in value.split(",") if part.strip())
        said = f"is a text where a list belongs; write {field}: [{listed}]"
    return item + said


def _shape(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "a group of fields" if isinstance(value, dict) else f"the text {value!r}"
