"""Beside posts, an import writes categories.yaml, and mapping.yaml where there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.corpus.kinds import CATEGORY, KINDS
from kb.corpus.store import Corpus
from kb.importers.found import FoundPost, FoundTerm
from kb.importers.sync import mapping as mappings
from kb.importers.sync.mapping import TermMapping, fold, unknown_ids
from kb.importers.sync.proposal import propose
from kb.importers.sync.register_file import with_entries
from kb.importers.sync.terms import Terms

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class RegisterFiles:
    """Files to write, and a sentence for each thing that people are to be told of them."""

    writes: tuple[tuple[Path, str], ...] = ()
    notes: tuple[str, ...] = ()


def plan_registers(
    folder: Path,
    corpus: Corpus | None,
    kept: Sequence[FoundTerm],
    source: str,
    rules: TermMapping | None,
    terms: Terms,
    posts: Sequence[FoundPost],
) -> RegisterFiles:
    """Return what is to be written beside posts, and said about it.

    Args:
        folder: where the corpus lies.
        corpus: what it holds, None where there is none yet.
        kept: the categories and tags that the source keeps.
        source: its name.
        rules: those of mapping.yaml, None where there is none: then one is proposed.
        terms: has been asked for the terms of every post, and knows what they need.
        posts: what was found.
    """
    writes: list[tuple[Path, str]] = []
    notes: list[str] = []
    path = folder / mappings.NAME
    if rules is None:
        text = propose(source, posts, kept, terms, _named(corpus))
        if text is not None:
            writes.append((path, text))
            notes.append(
                f"{path} is proposed: it says what each category and tag of {source} becomes; "
                "change it and import again, if you like"
            )
    elif terms.without_rule:
        notes.append(
            f"{path} has no rule for {some(list(terms.without_rule))}: a category becomes a "
            "category, a tag a tag"
        )
    if terms.new_categories:
        register = folder / f"{CATEGORY.plural}.yaml"
        text = with_entries(register, terms.new_categories)
        if text is not None:
            writes.append((register, text))
        else:
            added = [f"{entry_id} ({name})" for entry_id, name in terms.new_categories.items()]
            notes.append(f"{register} cannot be added to; mend it, or add there {some(added)}")
    if rules is not None:
        ids = _ids(folder, corpus, terms)
        notes.extend(map(str, unknown_ids(rules, path, ids)))
    return RegisterFiles(tuple(writes), tuple(notes))


def some(names: Sequence[str]) -> str:
    """Name the first few of many."""
    shown = ", ".join(name if len(name) <= 60 else f"{name[:60]}…" for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _named(corpus: Corpus | None) -> Mapping[str, tuple[str, str]]:
    """The kind and id of organisations and projects, by each name of theirs."""
    if corpus is None:
        return {}
    return {
        fold(name): (kind.name, entry.id)
        for kind in KINDS
        if kind.in_text
        for entry in corpus.registers.entries(kind)
        for name in entry.names
    }


def _ids(folder: Path, corpus: Corpus | None, terms: Terms) -> Mapping[str, frozenset[str] | None]:
    """The ids of each register, those to be added too; None for one that cannot be read."""
    if corpus is None:
        return {kind.plural: frozenset(terms.new_categories) for kind in KINDS}
    faulty = {fault.where.partition(".yaml")[0] for fault in corpus.faults}
    ids: dict[str, frozenset[str] | None] = {}
    for kind in KINDS:
        known = (entry.id for entry in corpus.registers.entries(kind))
        added = terms.new_categories if kind is CATEGORY else ()
        is_read = str(folder / kind.plural) not in faulty
        ids[kind.plural] = frozenset((*known, *added)) if is_read else None
    return ids
