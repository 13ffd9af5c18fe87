"""The only read path: a query goes in, results come out, whatever asks and whatever engine."""

from collections.abc import Iterator
from dataclasses import replace

from kb.search.document import Document
from kb.search.engine import Engine
from kb.search.facets import facets
from kb.search.query import Filters, Query
from kb.search.results import Hit, Results
from kb.search.snippets import Highlighter, snippets


class SearchService:
    """Searches one open generation."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.registers = engine.registers

    def search(self, query: Query) -> Results:
        """Return one page of what a query finds, with snippets, facets and notices."""
        matches = self.engine.match(query)
        highlighter = Highlighter(query)
        documents = self.engine.documents([post_id for post_id, _ in matches.hits])
        return Results(
            request=query,
            total=matches.total,
            page=query.page,
            pages=-(-matches.total // query.per_page),
            hits=tuple(
                _hit(document, score, highlighter)
                for document, (_, score) in zip(documents, matches.hits, strict=True)
            ),
            facets=facets(matches.counts, query.filters, self.registers),
            notices=(*query.notices, *self._unknown(query.filters)),
        )

    def count(self, query: Query) -> int:
        """Return how many posts a query finds."""
        return self.engine.match(replace(query, page=1, per_page=1)).total

    def post(self, post_id: str) -> Document | None:
        """Return a post by its id or a former one; its `id` says which. None for no post."""
        current = self.engine.current_id(post_id)
        return None if current is None else self.engine.documents([current])[0]

    def _unknown(self, filters: Filters) -> Iterator[str]:
        """Say which chosen ids neither a register nor a post knows."""
        organisations = {entry.id for entry in self.registers.organisations}
        for value in filters.organisations:
            if value not in organisations and not self.count(_only(organisations=(value,))):
                yield f"Det finns ingen organisation ”{_shown(value)}”."
        projects = {entry.id for entry in self.registers.projects}
        for value in filters.projects:
            if value not in projects and not self.count(_only(projects=(value,))):
                yield f"Det finns inget projekt ”{_shown(value)}”."


def _only(organisations: tuple[str, ...] = (), projects: tuple[str, ...] = ()) -> Query:
    return Query(filters=Filters(organisations, projects))


def _shown(value: str) -> str:
    return " ".join(value.split())[:80]


def _hit(document: Document, score: float, highlighter: Highlighter) -> Hit:
    return Hit(
        id=document.id,
        title=document.title,
        date=document.published,
        score=score,
        organisations=document.organisations,
        projects=document.projects,
        snippets=snippets(document.paragraphs, highlighter),
        title_highlights=highlighter.spans(document.title),
    )
