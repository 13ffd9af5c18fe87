"""Results in words: the public shape of an answer, in Python and in JSON alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.corpus.kinds import KINDS
from kb.search.presenting.answer import Answer, FacetValue, Hit
from kb.search.query.query import Notice


@dataclass(frozen=True, slots=True)
class Relaxed:
    """How far a query was relaxed (`folded`, `fuzzy`, `some`, `meaning`), and what tells it."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what a search found; the fields are those of `kb search --json`."""

    query: str
    total: int
    page: int
    pages: int
    notices: tuple[str, ...]
    relaxed: Relaxed | None
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    suggestion: str | None

    @classmethod
    def of(cls, answer: Answer, say: Callable[[Notice], str]) -> "Results":
        """Return an answer in words; `say` gives the sentence of a notice."""
        interpretation = answer.interpretation
        step, told = interpretation.relaxation, interpretation.told
        return cls(
            query=answer.request.query.text,
            total=answer.total,
            page=answer.request.page,
            pages=answer.pages,
            notices=tuple(map(say, answer.notices)),
            relaxed=Relaxed(step, " ".join(map(say, told))) if step and told else None,
            hits=answer.hits,
            facets={name: tuple(values) for name, values in answer.facets.items()},
            suggestion=interpretation.suggestion,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `kb search --json` and /sok.json promise."""
        return {
            "query": self.query,
            "total": self.total,
            "page": self.page,
            "pages": self.pages,
            "notices": list(self.notices),
            "relaxed": self.relaxed and {"step": self.relaxed.step, "text": self.relaxed.text},
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
        **{kind.plural: list(hit.about(kind)) for kind in KINDS if kind.name in hit.entries},
        "snippets": [
            {"text": s.text, "highlights": [list(span) for span in s.highlights]}
            for s in hit.snippets
        ],
    }
