"""tantivy given the very terms that this project matches.

Every term that this project indexes of title and body in its exact, stem and part form, a field
each, with the same positions, not tokenised by tantivy; queries are this project's rewritten ones,
as boolean, disjunction-max and boosted queries. It is spared what only adds to scores: pieces of
words (grams), and the field of tags, which no post of this corpus has.
"""

from pathlib import Path
from typing import Any, assert_never

import tantivy
from tantivy import Occur, Query

from benchmarks.search_speed.posts import read_posts
from benchmarks.search_speed.tantivy_peer import (
    FIELDS,
    HEAP,
    Opened,
    common_fields,
    create,
    filter_fields,
)
from kb.language.analyzer import Analyzer
from kb.search import ranking
from kb.search.port import queries
from kb.search.port.engine import MatchRequest
from kb.search.port.queries import Form
from kb.search.port.terms import terms_of
from kb.search.query.query import Occur as OurOccur

_FORMS = (Form.EXACT, Form.STEM, Form.PART)


def build_same_terms(posts_file: Path, folder: Path, lexicon: Analyzer) -> None:
    """Build the index of this project's terms."""
    index = create(folder, _same_terms_schema())
    writer = index.writer(heap_size=HEAP, num_threads=1)
    for document in read_posts(posts_file):
        row = common_fields(document)
        row.add_text("title", document.title)
        row.add_text("body", "\n".join(paragraph.text for paragraph in document.paragraphs))
        for (field, form), terms in terms_of(document, lexicon).items():
            if field in FIELDS and form in _FORMS:
                tokens = [tantivy.Token(text, position, 0, 0) for text, position in terms]
                row.add_pre_tokenized_text(
                    f"{field}_{form.value}", tantivy.PreTokenizedString("", tokens)
                )
        writer.add_document(row)
    writer.commit()
    writer.wait_merging_threads()


def _same_terms_schema() -> tantivy.Schema:
    builder = filter_fields()
    for field in FIELDS:
        # Stored only as far as tantivy knows: an index that no query asks would cost it nothing.
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
        for form in _FORMS:
            option = "freq" if form is Form.PART else "position"
            builder.add_text_field(
                f"{field}_{form.value}", tokenizer_name="whitespace", index_option=option
            )
    return builder.build()


class SameTerms(Opened):
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
                    for field in FIELDS
                )
            case queries.PhraseQuery(form, texts):
                return self._in_fields(
                    Query.phrase_query(schema, f"{field}_{form.value}", list(texts))
                    for field in FIELDS
                )
            case queries.PrefixQuery(prefix):
                return self._in_fields(
                    Query.regex_query(schema, f"{field}_exact", f"{prefix}.*") for field in FIELDS
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
