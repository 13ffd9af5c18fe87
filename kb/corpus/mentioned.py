"""How many posts each entry of the registers is in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kb.corpus.markup import render
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.language.collation import swedish_order


@dataclass(frozen=True, slots=True)
class Mentioned:
    """An entry, and how many posts are about it; `suggested` if it was found by machine."""

    kind: str
    id: str
    name: str
    posts: int
    suggested: bool

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `kb mentions --json` has."""
        return {
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "posts": self.posts,
            "suggested": self.suggested,
        }


def count_mentions(posts: Iterable[Post], registers: Registers) -> tuple[Mentioned, ...]:
    """Return every entry with the number of posts that are about it, as the site counts them.

    By kind, those of most posts first; entries that no post is about come last, with 0.
    """
    mentions = Mentions(registers)
    counts: Counter[tuple[str, str]] = Counter()
    for post in posts:
        about = mentions.about(post, render(post.body).paragraphs)
        counts.update((kind, entry_id) for kind, ids in about.items() for entry_id in ids)
    found: list[Mentioned] = []
    for kind in registers.kinds:
        rows = [
            Mentioned(kind.name, each.id, each.name, counts[kind.name, each.id], each.suggested)
            for each in registers.entries(kind)
        ]
        found += sorted(rows, key=lambda row: (-row.posts, swedish_order(row.name)))
    return tuple(found)
