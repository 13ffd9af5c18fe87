"""Other search engines, each with what it ships for Swedish, for relevance.py to measure.

A peer is a function: documents → search, and search: text, limit → ids of posts, best first.
All are asked for any of the query's words, as is usual for questions, and rank by their own BM25
with their own constants.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable

import tantivy
from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term

from kb.search import ranking
from kb.search.port.document import Document

Search = Callable[[str, int], list[str]]

# The boost that we give a title, so that none gains by it.
TITLE_BOOST = ranking.FIELD_BOOSTS["title"]


def sqlite_fts5(documents: Iterable[Document]) -> Search:
    """SQLite's FTS5 with its default tokenizer, which folds diacritics and does not stem."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE posts USING fts5(id UNINDEXED, title, body, tokenize='unicode61')"
    )
    database.executemany("INSERT INTO posts VALUES (?, ?, ?)", map(_fields, documents))

    def search(text: str, limit: int) -> list[str]:
        rows = database.execute(
            f"SELECT id FROM posts WHERE posts MATCH ? "
            f"ORDER BY bm25(posts, 0.0, {TITLE_BOOST}, 1.0) LIMIT ?",
            (" OR ".join(f'"{word}"' for word in _words(text)), limit),
        )
        return [post_id for (post_id,) in rows]

    return search


def tantivy_swedish(documents: Iterable[Document]) -> Search:
    """Tantivy with its Swedish Snowball stemmer, in the order of filters that its docs show."""
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("swedish"))
        .build()
    )
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("id", stored=True, tokenizer_name="raw")
        .add_text_field("title", tokenizer_name="swedish")
        .add_text_field("body", tokenizer_name="swedish")
        .build()
    )
    index = tantivy.Index(schema)
    index.register_tokenizer("swedish", analyzer)
    writer = index.writer()
    for document in documents:
        post_id, title, body = _fields(document)
        writer.add_document(tantivy.Document(id=post_id, title=title, body=body))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(text: str, limit: int) -> list[str]:
        query = index.parse_query(
            " ".join(_words(text)), ["title", "body"], field_boosts={"title": TITLE_BOOST}
        )
        hits = searcher.search(query, limit).hits
        return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    return search


def whoosh_snowball(documents: Iterable[Document]) -> Search:
    """Whoosh with its LanguageAnalyzer: Swedish stop words and Snowball."""
    analyzer = LanguageAnalyzer("sv")
    schema = Schema(id=ID(stored=True), title=TEXT(analyzer), body=TEXT(analyzer))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for document in documents:
        post_id, title, body = _fields(document)
        writer.add_document(id=post_id, title=title, body=body)
    writer.commit()
    searcher = index.searcher()

    def search(text: str, limit: int) -> list[str]:
        words = [token.text for token in analyzer(text, mode="query")]
        titles = [Term("title", word, boost=TITLE_BOOST) for word in words]
        query = Or([*titles, *(Term("body", word) for word in words)])
        return [hit["id"] for hit in searcher.search(query, limit=limit)]

    return search


def _fields(document: Document) -> tuple[str, str, str]:
    body = "\n".join(paragraph.text for paragraph in document.paragraphs)
    return document.id, document.title, body


def _words(text: str) -> list[str]:
    """In lower case, for tantivy reads AND and OR as operators."""
    return re.findall(r"\w+", text.lower())
