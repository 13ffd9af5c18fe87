"""A post as it is indexed and shown: nothing of it is looked up in the corpus again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kb.corpus.kinds import Kind
from kb.corpus.paragraph import Paragraph

# Nothing in a document has itself as a part.
_COMPACT = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
# Without a look for white space around.
_READ = json.JSONDecoder().raw_decode


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
        values = {
            "id": self.id,
            "title": self.title,
            "published": self.published.isoformat(),
            "updated": self.updated and self.updated.isoformat(),
            "source": self.source,
            "entries": dict(self.entries),
            "tags": self.tags,
            "aliases": self.aliases,
            "paragraphs": [
                {"anchor": each.anchor, "text": each.text, "heading": each.heading}
                for each in self.paragraphs
            ],
            "html": self.html,
        }
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Document":
        """Return the document that `to_json` wrote."""
        data = json.loads(text)
        data["published"] = date.fromisoformat(data["published"])
        data["updated"] = data["updated"] and date.fromisoformat(data["updated"])
        data["paragraphs"] = tuple(Paragraph(**paragraph) for paragraph in data["paragraphs"])
        data["entries"] = {name: tuple(ids) for name, ids in data["entries"].items()}
        data["tags"] = tuple(data["tags"])
        data["aliases"] = tuple(data["aliases"])
        return cls(**data)

    def to_parts(self) -> tuple[bytes, bytes]:
        """Return it for `from_parts`: all but its HTML, as JSON on one line; and its HTML.

        The JSON has no names and three columns of paragraphs: it is read in half the time, ten
        times a search.
        """
        values = (
            self.id,
            self.title,
            self.published.isoformat(),
            self.updated and self.updated.isoformat(),
            self.source,
            dict(self.entries),
            self.tags,
            self.aliases,
            [each.anchor for each in self.paragraphs],
            [each.text for each in self.paragraphs],
            [each.heading for each in self.paragraphs],
        )
        return _COMPACT(values).encode(), self.html.encode()

    @classmethod
    def from_parts(cls, data: bytes, html: bytes) -> "Document":
        """Return the document that `to_parts` wrote."""
        read, _ = _READ(data.decode())
        post_id, title, published, updated, source, entries, tags, aliases, *columns = read
        return cls(
            post_id,
            title,
            date.fromisoformat(published),
            updated and date.fromisoformat(updated),
            source,
            {name: tuple(ids) for name, ids in entries.items()},
            tuple(tags),
            tuple(aliases),
            tuple(map(Paragraph, *columns)),
            html.decode(),
        )

    @property
    def checksum(self) -> str:
        """The SHA-256 of all that is indexed and shown of it."""
        return checksum_of(*self.to_parts())


def checksum_of(data: bytes, html: bytes) -> str:
    """Return the checksum of the document that `Document.to_parts` returned as these."""
    digest = hashlib.sha256(data)
    # The JSON has no line end, so that nothing can move from one part to the other.
    digest.update(b"\n")
    digest.update(html)
    return digest.hexdigest()
