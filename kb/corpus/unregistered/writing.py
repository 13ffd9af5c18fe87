"""Suggestions into the registers, as text: what people wrote there stays as it is."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import yaml

from kb.corpus import yaml_lines
from kb.corpus.kinds import KINDS, Kind
from kb.corpus.post import ID_LENGTH, Post, slug
from kb.corpus.register import Entry, Registers, read_register
from kb.corpus.store import read_corpus
from kb.corpus.unregistered.suggestions import Suggestion, suggest
from kb.corpus.yaml_lines import read_list
from kb.errors import CorpusError, Fault
from kb.files import decoded, read_if_there, write_atomically
from kb.language.lexicon import Lexicon

IGNORED = "ignored.yaml"
# More than anybody looks over.
_MOST_FILLED = 300
_WRITTEN_KINDS = tuple(kind for kind in KINDS if kind.in_text)
_FIRST_ITEM = re.compile(r"^([ \t]*)-(?:[ \t]|$)", re.MULTILINE)


def read_ignored(corpus: Path) -> tuple[str, ...]:
    """Return the names that are never to be suggested, those of `ignored.yaml`.

    Raises:
        CorpusError: the file cannot be read as a list of names.
    """
    path = corpus / IGNORED
    document, faults = read_list(path)
    names: list[str] = []
    for index, item in enumerate(document.data or ()):
        if isinstance(item, str):
            names.append(item)
        else:
            message = "a name is text on one line; write - Folkets hus"
            faults.append(Fault(f"{path}:{document.line((index,))}", message))
    if faults:
        raise CorpusError(faults)
    return tuple(names)


def format_suggestions(suggestions: Iterable[Suggestion], registers: Registers) -> dict[str, str]:
    """Return entries to paste, by the register's file, each under a comment that shows it.

    Their ids are none that `registers` has.
    """
    ids = {entry.id for kind in _WRITTEN_KINDS for entry in registers.entries(kind)}
    blocks: dict[str, list[str]] = {}
    kinds = {kind.name: kind for kind in _WRITTEN_KINDS}
    for suggestion in suggestions:
        shown = [f"# {each.post}: {' '.join(each.text.split())}\n" for each in suggestion.evidence]
        block = "".join(shown) + _block(_entry(suggestion, ids), "")
        blocks.setdefault(f"{kinds[suggestion.kind].plural}.yaml", []).append(block)
    return {name: "\n".join(each) for name, each in blocks.items()}


def write(corpus: Path, suggestions: Sequence[Suggestion]) -> tuple[Entry, ...]:
    """Add suggestions to the registers of a corpus, marked as such; return the new entries.

    What a register holds already, under that name, is not added again. Each file is written
    whole or not at all, and neither if one of them is faulty.

    Raises:
        CorpusError: a register is faulty, or its entries are written so that none can be added;
            nothing was written.
    """
    held = {kind: read_register(_path(corpus, kind)) for kind in _WRITTEN_KINDS}
    faults = [fault for read in held.values() for fault in read.faults]
    if faults:
        raise CorpusError(faults)
    entries = [entry for read in held.values() for entry in read.entries]
    ids = {entry.id for entry in entries}
    names = {name.casefold() for entry in entries for name in entry.names}
    added: list[Entry] = []
    texts: list[tuple[Path, str]] = []
    for kind in _WRITTEN_KINDS:
        new: list[Entry] = []
        for suggestion in suggestions:
            if suggestion.kind != kind.name or suggestion.name.casefold() in names:
                continue
            own = [each for each in suggestion.aliases if each.casefold() not in names]
            entry = _entry(suggestion, ids, own)
            names.update(name.casefold() for name in entry.names)
            new.append(entry)
        if new:
            path = _path(corpus, kind)
            texts.append((path, _with_entries(path, held[kind].entries, new)))
            added += new
    for path, text in texts:
        write_atomically(path.resolve(), text)
    return tuple(added)


def fill_registers(
    corpus: Path,
    lexicon: Callable[[], Lexicon],
    today: date,
    progress: Callable[[Iterable[Post]], Iterable[Post]] = iter,
) -> tuple[Entry, ...]:
    """Write what is sure into registers that nobody has written in; return the new entries.

    Registers in which somebody has written an entry are theirs: nothing is added to them, nor to
    faulty ones.

    Args:
        corpus: its folder.
        lexicon: gives the lexicon, asked only where there is something to do.
        today: the day by which posts count as published.
        progress: gives the posts on, and may show how far it is.
    """
    read = read_corpus(corpus)
    entries = [entry for kind in _WRITTEN_KINDS for entry in read.registers.entries(kind)]
    files = {str(_path(corpus, kind)) for kind in _WRITTEN_KINDS} | {str(corpus / IGNORED)}
    is_faulty = any(fault.where.rpartition(":")[0] in files for fault in read.faults)
    posts = read.public(today)
    if is_faulty or not posts or not all(entry.suggested for entry in entries):
        return ()
    found = suggest(
        posts, read.registers, lexicon(), ignored=read_ignored(corpus), progress=progress
    )
    sure = [suggestion for suggestion in found if suggestion.sure]
    return write(corpus, sure[:_MOST_FILLED])


def _path(corpus: Path, kind: Kind) -> Path:
    return corpus / f"{kind.plural}.yaml"


def _entry(suggestion: Suggestion, ids: set[str], aliases: Sequence[str] | None = None) -> Entry:
    """Return the entry of a suggestion, under an id that no other has."""
    base = slug(suggestion.name)[: ID_LENGTH - 4].strip("-") or suggestion.kind
    number, entry_id = 1, base
    while entry_id in ids:
        number += 1
        entry_id = f"{base}-{number}"
    ids.add(entry_id)
    own = tuple(suggestion.aliases if aliases is None else aliases)
    return Entry(id=entry_id, name=suggestion.name, aliases=own, suggested=True)


def _block(entry: Entry, indent: str) -> str:
    """Return an entry as people write it."""
    lines = [f"- id: {_scalar(entry.id)}", f"  name: {_scalar(entry.name)}"]
    if entry.aliases:
        lines.append(f"  aliases: [{', '.join(map(_scalar, entry.aliases))}]")
    lines.append("  suggested: true")
    return "".join(f"{indent}{line}\n" for line in lines)


def _scalar(text: str) -> str:
    """Return a text as YAML writes it inside brackets, in quotes where it needs them."""
    # Loaders of other programs read some words as truth values or numbers.
    bare = re.fullmatch(r"[^\W\d_][\w &.’–-]*[\w.]|[^\W\d_]", text) and not text.endswith(".")
    if bare and isinstance(yaml.safe_load(text), str):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _with_entries(path: Path, old: Sequence[Entry], new: Sequence[Entry]) -> str:
    """Return the text of a register with new entries at its end."""
    content = read_if_there(path) or b""
    mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
    newline = "\r\n" if b"\r\n" in content else "\n"
    text = decoded(content, str(path))
    if not old:
        # A list without entries may be written as [], which no entry can follow.
        text = re.sub(r"^\[[ \t]*\][ \t]*(?=#|$)", "", text, flags=re.MULTILINE)
    first = _FIRST_ITEM.search(text) if old else None
    indent = first[1] if first else ""
    if text and not text.endswith("\n"):
        text += "\n"
    gap = "\n" if text.strip() else ""
    joined = text + gap + "\n".join(_block(entry, indent) for entry in new)
    if _entries(joined, path) != [*old, *new]:
        message = (
            "no entry can be added at the end; write each entry on lines of its own, "
            "beginning with - id: …"
        )
        raise CorpusError([Fault(str(path), message)])
    return mark + joined.replace("\n", newline)


def _entries(text: str, path: Path) -> list[Entry] | None:
    """Return the entries that a register's text has; None where it has become faulty."""
    try:
        data = yaml_lines.parse(text, str(path)).data
        return [Entry.model_validate(item) for item in data]
    except (CorpusError, ValueError, TypeError):
        return None
