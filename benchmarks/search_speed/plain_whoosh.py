"""Whoosh by itself: its codec, its analysis of Swedish, its searcher, facets and highlights.

Title and body go through its LanguageAnalyzer (Swedish stop words, Snowball); facets are groups of
its searcher, a post in each of its values, and highlights are its default fragments of the stored
body. Where a search chooses an organisation, organisations are counted by a search without that
choice, as on all sides.
"""

from pathlib import Path
from typing import Any

from whoosh import fields, index, query, sorting
from whoosh.analysis import LanguageAnalyzer

from benchmarks.search_speed.posts import read_posts
from benchmarks.search_speed.searches import PER_PAGE, Search
from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.search import ranking

_MEMORY_MB = 512


def build(posts_file: Path, folder: Path) -> None:
    """Build the index, with one process and one segment."""
    folder.mkdir(parents=True)
    analyzer = LanguageAnalyzer("sv")
    schema = fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer, stored=True, field_boost=ranking.FIELD_BOOSTS["title"]),
        body=fields.TEXT(analyzer, stored=True),
        organisation=fields.KEYWORD(stored=True, commas=True),
        project=fields.KEYWORD(stored=True, commas=True),
        day=fields.NUMERIC(int, stored=True, sortable=True),
        year=fields.NUMERIC(int, sortable=True),
    )
    writer = index.create_in(str(folder), schema).writer(limitmb=_MEMORY_MB)
    for post in read_posts(posts_file):
        writer.add_document(
            id=post.id,
            title=post.title,
            body="\n".join(paragraph.text for paragraph in post.paragraphs),
            organisation=",".join(post.about(ORGANISATION)),
            project=",".join(post.about(PROJECT)),
            day=post.published.toordinal(),
            year=post.published.year,
        )
    writer.commit(optimize=True)


class Searcher:
    """An open index."""

    name = "Whoosh"

    def __init__(self, folder: Path) -> None:
        self._searcher = index.open_dir(str(folder)).searcher()
        self._schema = self._searcher.schema

    def whole(self, search: Search) -> int:
        """Search as a page does; return the total."""
        asked, wanted = search.request(), self._query(search)
        first, last = asked.filters.published_from, asked.filters.published_to
        filters = []
        if first and last:
            filters.append(query.NumericRange("day", first.toordinal(), last.toordinal()))
        chosen = [query.Term("organisation", each) for each in asked.filters.ids(ORGANISATION)]
        limit = search.start + PER_PAGE
        found = self._searcher.search(
            wanted,
            limit=limit,
            filter=query.And([*filters, *chosen]) if filters or chosen else None,
            groupedby=_facets("project", "year", *([] if chosen else ["organisation"])),
            sortedby=None if search.words else sorting.FieldFacet("day", reverse=True),
        )
        groups = [found.groups("project"), found.groups("year")]
        if chosen:
            rest = self._searcher.search(
                wanted,
                limit=1,
                filter=query.And(filters) if filters else None,
                groupedby=_facets("organisation"),
            )
            groups.append(rest.groups("organisation"))
        else:
            groups.append(found.groups("organisation"))
        for hit in found[search.start : limit]:
            assert hit["title"]
            hit.highlights("body")
        return len(found)

    def _query(self, search: Search) -> Any:
        if not search.words:
            return query.Every()
        words = [
            [token.text for token in self._schema["body"].analyzer(word, mode="query")]
            for word in search.words
        ]
        texts = [text for each in words for text in each]
        if search.prefix:
            return query.Or([query.Prefix(field, search.words[-1]) for field in ("title", "body")])
        if search.phrase and len(texts) > 1:
            return query.Or([query.Phrase(field, texts) for field in ("title", "body")])
        if not texts:
            return query.NullQuery
        return query.And(
            [query.Or([query.Term(field, text) for field in ("title", "body")]) for text in texts]
        )


def _facets(*names: str) -> sorting.Facets:
    facets = sorting.Facets()
    for name in names:
        facets.add_facet(
            name, sorting.FieldFacet(name, allow_overlap=name != "year", maptype=sorting.Count)
        )
    return facets
