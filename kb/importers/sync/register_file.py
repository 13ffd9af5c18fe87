"""Add entries to a register's file; what people wrote there stays as it is."""

import re
from collections.abc import Mapping
from pathlib import Path

from kb.corpus import front_matter, yaml_lines
from kb.errors import CorpusError
from kb.files import decoded, read_if_there

_HEAD = "# Categories of posts, in an order of your own. Fields: id, name, description.\n"


def with_entries(path: Path, names: Mapping[str, str]) -> str | None:
    """Return the text of a register with entries added behind the others.

    Args:
        path: the register; there need be no file.
        names: the name of each new entry, by its id.

    Returns:
        None where that cannot be done without changing what stands there.
    """
    try:
        content = read_if_there(path)
        text = decoded(content, str(path)) if content is not None else _HEAD
        before = yaml_lines.parse(text, str(path)).data or []
    except CorpusError:
        return None
    if not isinstance(before, list):
        return None
    indents = re.findall(r"^( *)- ", text, re.MULTILINE)
    indent = min(indents, key=len) if before and indents else ""
    added = "".join(
        f"{indent}- {line}" if number == 0 else f"{indent}  {line}"
        for entry_id, name in names.items()
        for number, line in enumerate(
            front_matter.dump({"id": entry_id, "name": name}).splitlines(keepends=True)
        )
    )
    ended = text if not text or text.endswith("\n") else text + "\n"
    # The entries of people may be parted by empty lines; then these are, too.
    if re.search(r"\n\n *- ", text):
        ended, added = ended.rstrip("\n") + "\n\n", re.sub(r"\n( *- )", r"\n\n\1", added)
    wanted = [*before, *({"id": entry_id, "name": name} for entry_id, name in names.items())]
    try:
        after = yaml_lines.parse(ended + added, str(path)).data
    except CorpusError:
        return None
    if after != wanted:
        return None
    newline = "\r\n" if content is not None and b"\r\n" in content else "\n"
    return (ended + added).replace("\n", newline)
