"""tantivy as it ships for Swedish; `tantivy_same_terms` gives it this project's terms.

Its simple tokenizer, lower case, its Swedish Snowball stemmer; title and body, the title three
times as heavy, every word required. A prefix is a regular expression over the stemmed terms, which
is tantivy's only way for a single word; it scores nothing. Organisations, projects and years are
fast fields, counted by terms aggregations; where a search chooses an organisation, organisations
are counted without that choice, by an aggregation of its own, as this project does. Its binding
offers no collector that finds and counts in one go, so both run the query. Snippets are its
generator's, of the stored body.

One segment, made by one thread with a heap that holds all of it, where that is possible.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order, Query

from benchmarks.search_speed.posts import read_posts
from benchmarks.search_speed.searches import PER_PAGE, Search
from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.search import ranking
from kb.search.port.document import Document
from kb.search.query.query import Filters
from kb.search.query.query import Order as OurOrder

FIELDS = ("title", "body")
HEAP = 3_500_000_000
# What a thread of several needs to keep from writing tiny segments.
_HEAP_A_CORE = 500_000_000
_FACETS = {
    "organisation": {"terms": {"field": "organisation", "size": 1000}},
    "project": {"terms": {"field": "project", "size": 1000}},
    "year": {"terms": {"field": "year", "size": 100}},
}


def build(posts_file: Path, folder: Path, cores: int = 1, *, one_segment: bool = True) -> None:
    """Build the index as it ships."""
    index = create(folder, _shipped_schema())
    heap = HEAP if one_segment else _HEAP_A_CORE * cores
    writer = index.writer(heap_size=heap, num_threads=cores)
    for document in read_posts(posts_file):
        row = common_fields(document)
        row.add_text("title", document.title)
        row.add_text("body", "\n".join(paragraph.text for paragraph in document.paragraphs))
        writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()


def create(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
    folder.mkdir(parents=True)
    return _with_stemmer(tantivy.Index(schema, path=str(folder)))


def _with_stemmer(index: tantivy.Index) -> tantivy.Index:
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("swedish"))
        .build()
    )
    index.register_tokenizer("swedish", analyzer)
    return index


def filter_fields() -> tantivy.SchemaBuilder:
    return (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("organisation", fast=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("project", fast=True, tokenizer_name="raw", index_option="basic")
        .add_unsigned_field("year", fast=True, indexed=True)
        .add_date_field("published", fast=True, indexed=True, stored=True)
    )


def _shipped_schema() -> tantivy.Schema:
    builder = filter_fields()
    for field in FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name="swedish")
    return builder.build()


def common_fields(document: Document) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("id", document.id)
    for kind in (ORGANISATION, PROJECT):
        for entry_id in document.about(kind):
            row.add_text(kind.name, entry_id)
    row.add_unsigned("year", document.published.year)
    row.add_date("published", _midnight(document.published))
    return row


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


class Opened:
    """An open index, and what both kinds do alike."""

    def __init__(self, folder: Path) -> None:
        self._index = _with_stemmer(tantivy.Index.open(str(folder)))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    @property
    def segments(self) -> int:
        return self._searcher.num_segments

    def _run(
        self, query: Query, filters: Filters, order: OurOrder, start: int
    ) -> tuple[int, list[tantivy.DocAddress], list[dict[str, Any]]]:
        """Return the total, a page of hits, and the aggregations."""
        chosen = filters.ids(ORGANISATION)
        dated = self._all_of(query, self._dates(filters))
        whole = self._all_of(dated, [self._any_organisation(chosen)] if chosen else [])
        searcher = self._searcher
        if order is OurOrder.RELEVANCE:
            found = searcher.search(whole, PER_PAGE, offset=start)
        else:
            newest = Order.Desc if order is OurOrder.NEWEST else Order.Asc
            found = searcher.search(
                whole, PER_PAGE, offset=start, order_by_field="published", order=newest
            )
        if chosen:
            others = {name: facet for name, facet in _FACETS.items() if name != "organisation"}
            own = {"organisation": _FACETS["organisation"]}
            facets = [searcher.aggregate(whole, others), searcher.aggregate(dated, own)]
        else:
            facets = [searcher.aggregate(whole, _FACETS)]
        # Its stubs lack it.
        total: int = found.count  # type: ignore[attr-defined]
        return total, [address for _, address in found.hits], facets

    def _any_organisation(self, ids: Sequence[str]) -> Query:
        return self._in("organisation", ids)

    def _in(self, field: str, ids: Sequence[str]) -> Query:
        terms = [Query.term_query(self._schema, field, entry_id, "basic") for entry_id in ids]
        one = (
            terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, t) for t in terms])
        )
        return Query.const_score_query(one, 0.0)

    def _dates(self, filters: Filters) -> list[Query]:
        first, last = filters.published_from, filters.published_to
        if first is None and last is None:
            return []
        bounds: list[Any] = [day and _midnight(day) for day in (first, last)]
        days = Query.range_query(
            self._schema, "published", FieldType.Date, lower_bound=bounds[0], upper_bound=bounds[1]
        )
        return [Query.const_score_query(days, 0.0)]

    def _all_of(self, query: Query, others: Sequence[Query]) -> Query:
        if not others:
            return query
        return Query.boolean_query([(Occur.Must, each) for each in (query, *others)])


class Shipped(Opened):
    """tantivy as it ships for Swedish."""

    name = "tantivy"

    def whole(self, search: Search) -> int:
        """Search as a page does; return the total."""
        asked = search.request()
        query = self._query(search)
        total, hits, _ = self._run(query, asked.filters, asked.order, search.start)
        generator = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "body")
        for address in hits:
            stored = self._searcher.doc(address)
            for field in ("id", "title", "published"):
                assert stored[field]
            snippet = generator.snippet_from_doc(stored)
            snippet.fragment()
            snippet.highlighted()
        return total

    def _query(self, search: Search) -> Query:
        if not search.words:
            return Query.all_query()
        if search.prefix:
            prefix = search.words[-1]
            return Query.boolean_query(
                [
                    (Occur.Should, Query.regex_query(self._schema, field, f"{prefix}.*"))
                    for field in FIELDS
                ]
            )
        return self._index.parse_query(
            search.text,
            list(FIELDS),
            field_boosts={"title": ranking.FIELD_BOOSTS["title"]},
            conjunction_by_default=True,
        )
