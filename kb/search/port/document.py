"""A post as it is indexed and shown: nothing of it is looked up in the corpus again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kb.corpus.kinds import Kind
from kb.corpus.markup import Paragraph


@dataclass(frozen=True, slots=True)
class Document:
    """A post with what was derived from it: whom it names, its paragraphs, its safe HTML.

    `entries` has the ids of entries that it is about, by the name of their kind; `tags` are free
    words, each once.
    """

    id: str
    title: str
    published: date
    updated: date | None
    source: str | None
    entries: Mapping[str, tuple[str, ...]]
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    html: str

    def about(self, kind: Kind) -> tuple[str, ...]:
        """Return the ids of the entries of a kind that it is about."""
        return self.entries.get(kind.name, ())

    def to_json(self) -> str:
        """Return it as text, for `from_json`."""
        return json.dumps(asdict(self), default=date.isoformat, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Document":
        """Return the document that `to_json` wrote."""
        return cls.from_values(json.loads(text))

    @classmethod
    def from_values(cls, data: dict[str, Any]) -> "Document":
        """Return the document with the values of what `to_json` wrote; they become its own."""
        data["published"] = date.fromisoformat(data["published"])
        data["updated"] = data["updated"] and date.fromisoformat(data["updated"])
        data["paragraphs"] = tuple(Paragraph(**paragraph) for paragraph in data["paragraphs"])
        data["entries"] = {name: tuple(ids) for name, ids in data["entries"].items()}
        data["tags"] = tuple(data["tags"])
        data["aliases"] = tuple(data["aliases"])
        return cls(**data)

    @property
    def checksum(self) -> str:
        """The SHA-256 of all that is indexed and shown of it."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()
