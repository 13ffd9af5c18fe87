"""What of a corpus is to be in its index, and what to warn of."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.corpus.inventory import Inventory, PostFacts
from kb.corpus.removed import Removed
from kb.errors import CorpusError
from kb.indexing.known import Known, naming
from kb.indexing.posts import Notes


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a corpus is to be in the index: `posts`, in the order of their ids."""

    inventory: Inventory
    posts: tuple[PostFacts, ...]
    removed: Mapping[str, Removed]

    def checksum(self) -> str:
        """Return what changes with anything in it."""
        # Which posts are due is part of it: one whose day has come is a change.
        ids = "".join(f"\n{facts.id}" for facts in self.posts)
        return hashlib.sha256(f"{self.inventory.checksum()}{ids}".encode()).hexdigest()

    def with_facts(self, now: Mapping[str, PostFacts]) -> "Selection":
        """Return it with the facts of some posts, by their ids, as they are now."""
        everything = tuple(now.get(facts.id, facts) for facts in self.inventory.posts)
        posts = tuple(now.get(facts.id, facts) for facts in self.posts)
        return Selection(replace(self.inventory, posts=everything), posts, self.removed)

    def known(self, corpus: Path, notes: Mapping[str, Notes]) -> Known:
        """Return what the next build is to know."""
        return Known(
            str(corpus.resolve()),
            self.inventory.taken_ns,
            naming(self.inventory.registers),
            {facts.path: facts for facts in self.inventory.posts},
            notes,
        )


def select(inventory: Inventory, skip_faulty: bool, today: date) -> Selection:
    """Leave out drafts, posts not due yet, and those that were taken down."""
    if inventory.faults and not skip_faulty:
        raise CorpusError(inventory.faults)
    removed = {entry.id: entry for entry in inventory.removed}
    day = today.isoformat()
    posts = tuple(
        facts
        for facts in inventory.posts
        if not facts.draft and facts.published <= day and facts.id not in removed
    )
    return Selection(inventory, posts, removed)


def valid_notes(known: Known, selection: Selection) -> dict[str, Notes]:
    """Return what is known of the posts of a selection whose documents are as they were."""
    # What was found in texts holds as long as there are the same names to be found.
    if known.naming != naming(selection.inventory.registers):
        return {}
    notes: dict[str, Notes] = {}
    for facts in selection.posts:
        before, found = known.facts.get(facts.path), known.notes.get(facts.id)
        if before is not None and before.sha256 == facts.sha256 and found is not None:
            notes[facts.id] = found
    return notes


def replaced(known: Known, selection: Selection) -> int:
    """Return how many of the posts' files that are known have changed, or are selected no more."""
    now = {facts.path: facts.sha256 for facts in selection.posts}
    return sum(now.get(path) != facts.sha256 for path, facts in known.facts.items())


def warnings(selection: Selection, notes: Mapping[str, Notes]) -> Iterator[str]:
    """Yield what was left out, or read otherwise than may have been meant."""
    inventory = selection.inventory
    yield from (f"left out: {fault}" for fault in inventory.faults)
    yield from map(str, inventory.warnings)
    for facts in inventory.posts:
        if facts.id in selection.removed:
            yield f"{facts.id}: stands in removed.yaml, so it is not indexed; delete its file"
    for facts in selection.posts:
        yield from notes[facts.id].unknown
    # Each instruction to another program is named once, with the first post that has it.
    first: dict[str, str] = {}
    having: Counter[str] = Counter()
    for facts in selection.posts:
        for name in notes[facts.id].instructions:
            first.setdefault(name, facts.id)
            having[name] += 1
    for name, count in having.items():
        more = f"; {count} posts have it" if count > 1 else ""
        yield (
            f"{first[name]}: {name} is meant for another program, so it is neither shown nor "
            f"searched{more}"
        )
