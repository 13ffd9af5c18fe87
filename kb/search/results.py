"""What a search gives, and its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kb.corpus.register import Entry
from kb.search.query import Facet, Query


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of plain text; each highlight is (start, end) in code points of `text`."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A post among the results. `title_highlights` are places in the title."""

    id: str
    title: str
    date: date
    score: float
    organisations: tuple[str, ...]
    projects: tuple[str, ...]
    snippets: tuple[Snippet, ...]
    title_highlights: tuple[tuple[int, int], ...] = ()

    @property
    def url(self) -> str:
        """Where the post is read, below the site's root."""
        return f"/inlagg/{self.id}"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet; `count` is the total if it were the only choice in its facet."""

    id: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Relaxed:
    """How far a query was loosened (`folded`, `fuzzy`, `some`), and in words for visitors."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what a search found.

    `query` is the text as typed; `named` are the entries of registers of which it is a name.
    """

    request: Query
    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    named: tuple[tuple[Facet, Entry], ...] = ()
    notices: tuple[str, ...] = ()
    relaxed: Relaxed | None = None
    suggestion: str | None = None

    @property
    def query(self) -> str:
        """The text as typed."""
        return self.request.text

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `kb search --json` and /sok.json promise."""
        return {
            "query": self.query,
            "total": self.total,
            "page": self.page,
            "pages": self.pages,
            "notices": list(self.notices),
            "relaxed": None
            if self.relaxed is None
            else {"step": self.relaxed.step, "text": self.relaxed.text},
            "hits": [_hit_json(hit) for hit in self.hits],
            "facets": {
                name: [
                    {"id": v.id, "label": v.label, "count": v.count, "selected": v.selected}
                    for v in values
                ]
                for name, values in self.facets.items()
            },
            "suggestion": self.suggestion,
        }


def _hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "id": hit.id,
        "title": hit.title,
        "date": hit.date.isoformat(),
        "url": hit.url,
        "score": hit.score,
        "organisations": list(hit.organisations),
        "projects": list(hit.projects),
        "snippets": [
            {"text": s.text, "highlights": [list(span) for span in s.highlights]}
            for s in hit.snippets
        ],
    }
