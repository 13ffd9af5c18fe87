"""tantivy, twice: as it ships for Swedish, and given the very terms that this project matches.

As it ships: its simple tokenizer, lower case, its Swedish Snowball stemmer; title and body, the
title three times as heavy, every word required. A prefix is a regular expression over the stemmed
terms, which is tantivy's only way for a single word; it scores nothing. Organisations, projects
and years are fast fields, counted by terms aggregations; where a search chooses an organisation,
organisations are counted without that choice, by an aggregation of its own, as this project does.
Its binding offers no collector that finds and counts in one go, so both run the query. Snippets
are its generator's, of the stored body.

Given the same terms: every term that this project indexes of title and body in its exact, stem
and part form, a field each, with the same positions, not tokenised by tantivy; queries are this
project's rewritten ones, as boolean, disjunction-max and boosted queries. It is spared what only
adds to scores: pieces of words (grams), and the field of tags, which no post of this corpus has.

Both are one segment, made by one thread with a heap that holds all of it, where that is possible.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, assert_never

import tantivy
from tantivy import FieldType, Occur, Order, Query

from benchmarks.search_speed.posts import read_posts
from benchmarks.search_speed.searches import PER_PAGE, Search
from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.language.analyzer import Analyzer
from kb.search import ranking
from kb.search.port import queries
from kb.search.port.document import Document
from kb.search.port.engine import MatchRequest
from kb.search.port.queries import Form
from kb.search.port.terms import terms_of
from kb.search.query.query import Filters
from kb.search.query.query import Occur as OurOccur
from kb.search.query.query import Order as OurOrder

_FORMS = (Form.EXACT, Form.STEM, Form.PART)
_FIELDS = ("title", "body")
_HEAP = 3_500_000_000
# What a thread of several needs to keep from writing tiny segments.
_HEAP_A_CORE = 500_000_000
_FACETS = {
    "organisation": {"terms": {"field": "organisation", "size": 1000}},
    "project": {"terms": {"field": "project", "size": 1000}},
    "year": {"terms": {"field": "year", "size": 100}},
}


def build(posts_file: Path, folder: Path, cores: int = 1, *, one_segment: bool = True) -> None:
    """Build the index as it ships."""
    index = _create(folder, _shipped_schema())
    heap = _HEAP if one_segment else _HEAP_A_CORE * cores
    writer = index.writer(heap_size=heap, num_threads=cores)
    for document in read_posts(posts_file):
        row = _common(document)
        row.add_text("title", document.title)
        row.add_text("body", "\n".join(paragraph.text for paragraph in document.paragraphs))
        writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()


def build_same_terms(posts_file: Path, folder: Path, lexicon: Analyzer) -> None:
    """Build the index of this project's terms."""
    index = _create(folder, _same_terms_schema())
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    for document in read_posts(posts_file):
        row = _common(document)
        row.add_text("title", document.title)
        row.add_text("body", "\n".join(paragraph.text for paragraph in document.paragraphs))
        for (field, form), terms in terms_of(document, lexicon).items():
            if field in _FIELDS and form in _FORMS:
                tokens = [tantivy.Token(text, position, 0, 0) for text, position in terms]
                row.add_pre_tokenized_text(
                    f"{field}_{form.value}", tantivy.PreTokenizedString("", tokens)
                )
        writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()


def _create(folder: Path, schema: tantivy.Schema) -> tantivy.Index:
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


def _filter_fields() -> tantivy.SchemaBuilder:
    return (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("organisation", fast=True, tokenizer_name="raw", index_option="basic")
        .add_text_field("project", fast=True, tokenizer_name="raw", index_option="basic")
        .add_unsigned_field("year", fast=True, indexed=True)
        .add_date_field("published", fast=True, indexed=True, stored=True)
    )


def _shipped_schema() -> tantivy.Schema:
    builder = _filter_fields()
    for field in _FIELDS:
        builder.add_text_field(field, stored=True, tokenizer_name="swedish")
    return builder.build()


def _same_terms_schema() -> tantivy.Schema:
    builder = _filter_fields()
    for field in _FIELDS:
        # Stored only as far as tantivy knows: an index that no query asks would cost it nothing.
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
        for form in _FORMS:
            option = "freq" if form is Form.PART else "position"
            builder.add_text_field(
                f"{field}_{form.value}", tokenizer_name="whitespace", index_option=option
            )
    return builder.build()


def _common(document: Document) -> tantivy.Document:
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


class _Opened:
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


class Shipped(_Opened):
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
                    for field in _FIELDS
                ]
            )
        return self._index.parse_query(
            search.text,
            list(_FIELDS),
            field_boosts={"title": ranking.FIELD_BOOSTS["title"]},
            conjunction_by_default=True,
        )


class SameTerms(_Opened):
    """tantivy with this project's terms and queries."""

    name = "tantivy, same terms"

    def matching(self, request: MatchRequest) -> int:
        """Find, score, count facets and read ten posts; return the total.

        Of a relaxed search it is asked the last query, which finds what all of them find.
        """
        query = self._boolean(request.queries[-1])
        total, hits, _ = self._run(query, request.filters, request.order, request.start)
        for address in hits:
            assert self._searcher.doc(address)["body"]
        return total

    def _boolean(self, query: queries.BooleanQuery) -> Query:
        if not query.clauses:
            return Query.all_query()
        occurs = {
            OurOccur.MUST: Occur.Must,
            OurOccur.SHOULD: Occur.Should,
            OurOccur.MAY: Occur.Should,
            OurOccur.MUST_NOT: Occur.MustNot,
        }
        required = any(clause.occur is OurOccur.MUST for clause in query.clauses)
        clauses = []
        for clause in query.clauses:
            disjuncts = [self._boosted(each) for each in clause.query.disjuncts]
            either = (
                disjuncts[0]
                if len(disjuncts) == 1
                else Query.disjunction_max_query(disjuncts, ranking.TIE_BREAKER)
            )
            if clause.boost != 1.0:
                either = Query.boost_query(either, clause.boost)
            clauses.append((occurs[clause.occur], either))
        if not required and all(clause.occur is OurOccur.MUST_NOT for clause in query.clauses):
            clauses.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(clauses)

    def _boosted(self, query: queries.Query) -> Query:
        found = self._of(query)
        return found if query.boost == 1.0 else Query.boost_query(found, query.boost)

    def _of(self, query: queries.Query) -> Query:
        schema = self._schema
        match query:
            case queries.TermQuery(term):
                return self._in_fields(
                    Query.term_query(
                        schema,
                        f"{field}_{term.form.value}",
                        term.text,
                        "freq" if term.form is Form.PART else "position",
                    )
                    for field in _FIELDS
                )
            case queries.PhraseQuery(form, texts):
                return self._in_fields(
                    Query.phrase_query(schema, f"{field}_{form.value}", list(texts))
                    for field in _FIELDS
                )
            case queries.PrefixQuery(prefix):
                return self._in_fields(
                    Query.regex_query(schema, f"{field}_exact", f"{prefix}.*") for field in _FIELDS
                )
            case queries.FacetQuery(facet, value):
                return Query.term_query(schema, facet, value, "basic")
            case queries.YearQuery(year):
                return Query.term_query(schema, "year", year)
            case queries.BooleanQuery():
                return self._boolean(query)
            case _:
                assert_never(query)

    def _in_fields(self, found: Any) -> Query:
        title, body = found
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(title, ranking.FIELD_BOOSTS["title"])),
                (Occur.Should, body),
            ]
        )
