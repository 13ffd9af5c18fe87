"""Front matter: a head of YAML between two lines of ---, and the text below it."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from kb.corpus import plain_fields

_FENCED = re.compile(
    r"(-{3,}[ \t]*\n)(.*?)^(-{3,}[ \t]*)$(.*)",
    re.DOTALL | re.MULTILINE,
)
# A value stays on its line, however long: one that is folded is hard to edit.
_WIDTH = 1 << 20


class FrontMatter(NamedTuple):
    """A file's text in its four parts, which join to it; `head` begins on line 2."""

    opening: str
    head: str
    closing: str
    body: str


def split(text: str) -> FrontMatter | None:
    r"""Split a text with line ends \n; None where its first line opens no front matter."""
    parts = _FENCED.fullmatch(text)
    return FrontMatter(*parts.groups()) if parts else None


def what_is_missing(text: str) -> str:
    """Say why a text has no front matter that can be read, and what to do."""
    lines = text.split("\n")
    first = lines[0].strip()
    fence = "no front matter between two lines of ---"
    if _FENCED.fullmatch(text):
        return f"{fence}: nothing stands between them; write id, title and published there"
    if re.fullmatch("-{3,}", first):
        return f"{fence}: it is not closed; write --- on a line of its own below its last field"
    if re.fullmatch(r"[-–—]+", first):
        return f"{fence}: an editor made dashes of the hyphens; write --- anew"
    if first == "+++":
        return f"{fence}: it is in TOML; write `field: value` between two lines of ---"
    if not first and "---" in lines:
        return f"{fence}: something stands above it; let the file begin with ---"
    return f"{fence}; begin the file with them, id, title and published between them"


def join(fields: Mapping[str, object], body: str) -> str:
    """Return a text with these fields in its head, in their order."""
    return f"---\n{dump(fields)}---\n\n{body}\n"


def dump(fields: Mapping[str, object]) -> str:
    """Write fields as YAML, each value on one line."""
    text = plain_fields.dump(fields)
    if text is not None:
        return text
    text = _dump(fields, _Dumper)
    # PyYAML's own writer leaves emoji as they are, which libyaml's does not, but loses this.
    return text if "\x85" not in text else _dump(fields, _CDumper)


class _Dumper(yaml.SafeDumper):
    """Writes a value that stands twice twice: an anchor (`&id001`) is no text of an editor's."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _CDumper(yaml.CSafeDumper):
    """Likewise."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(fields: Mapping[str, object], dumper: type[_Dumper | _CDumper]) -> str:
    text: str = yaml.dump(
        dict(fields), Dumper=dumper, allow_unicode=True, sort_keys=False, width=_WIDTH
    )
    return text
