"""SQLite's FTS5 with this project's analysis, done in Python as this project does it.

Indexed are, for title and body, a column each with all positions: the exact words, the stems
(several for a word that may be read in several ways), and the stems of the parts of compounds, as
this project's analysis makes them; no pieces of words (grams), no tags. SQLite's `ascii` tokenizer
parts them at blanks, since nothing is left to be done to them. FTS5 stores these texts, for its
snippets are made of them; a table beside it stores title and body as they are, and the
organisations, projects and days, with indexes.

A whole search puts the matching posts and their bm25 into a temporary table, reads a page of it,
counts the facets by grouping, and asks FTS5 for the snippets of that page.
"""

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.search_speed.posts import read_posts
from benchmarks.search_speed.searches import PER_PAGE, Search
from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.language.analyzer import Analyzer, Token
from kb.language.lexicon import Lexicon
from kb.language.stop_words import is_stop_word
from kb.language.token_types import TokenTypes
from kb.search import ranking
from kb.search.query.query import Order

_COLUMNS = [f"{field}_{form}" for field in ("title", "body") for form in ("exact", "stem", "part")]
_WEIGHTS = [
    ranking.FIELD_BOOSTS[field] * boost
    for field in ("title", "body")
    for boost in (1.0, ranking.STEM, ranking.PART)
]
# Posts that are analysed together; it is quicker so.
_AT_ONCE = 200
_SCHEMA = f"""
CREATE VIRTUAL TABLE terms USING fts5(
    {", ".join(_COLUMNS)}, tokenize="ascii tokenchars '=-:+#&./'"
);
CREATE TABLE posts(number INTEGER PRIMARY KEY, id TEXT, title TEXT, body TEXT, day TEXT, year INT);
CREATE INDEX days ON posts(day, number);
CREATE TABLE organisation(post INT, id TEXT, PRIMARY KEY(post, id)) WITHOUT ROWID;
CREATE TABLE project(post INT, id TEXT, PRIMARY KEY(post, id)) WITHOUT ROWID;
"""


def build(posts_file: Path, folder: Path, analyzer: Analyzer) -> None:
    """Build the index."""
    folder.mkdir(parents=True)
    database = sqlite3.connect(folder / "posts.sqlite")
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
    # A post of no paragraphs would have no body; this corpus has none such.
    rows = _rows(posts_file, analyzer, database)
    marks = ", ".join("?" * (len(_COLUMNS) + 1))
    database.executemany(f"INSERT INTO terms(rowid, {', '.join(_COLUMNS)}) VALUES ({marks})", rows)
    database.commit()
    database.close()


def optimise(folder: Path) -> None:
    """Merge all of FTS5's segments into one."""
    database = sqlite3.connect(folder / "posts.sqlite")
    database.execute("INSERT INTO terms(terms) VALUES ('optimize')")
    database.commit()
    database.execute("ANALYZE")
    database.commit()
    database.close()


def _rows(
    posts_file: Path, analyzer: Analyzer, database: sqlite3.Connection
) -> Iterator[tuple[Any, ...]]:
    analysis = _Analysis(analyzer)
    posts = enumerate(read_posts(posts_file), 1)
    while some := list(islice(posts, _AT_ONCE)):
        texts = [[post.title, *(each.text for each in post.paragraphs)] for _, post in some]
        analysed = analysis.of([text for each in texts for text in each])
        for (number, post), own in zip(some, texts, strict=True):
            day = post.published
            database.execute(
                "INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?)",
                (number, post.id, own[0], "\n".join(own[1:]), day.isoformat(), day.year),
            )
            for kind in (ORGANISATION, PROJECT):
                database.executemany(
                    f"INSERT INTO {kind.name} VALUES (?, ?)",
                    [(number, entry_id) for entry_id in post.about(kind)],
                )
            title, *body = islice(analysed, len(own))
            yield (number, *title, *map(" ".join, zip(*body, strict=True)))


class _Analysis:
    """The analysis of texts by this project's quickest way: each type of token is read once."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._types = TokenTypes(analyzer)
        # By number of type.
        self._exact: list[str] = []
        self._stems: list[str] = []
        self._parts: list[str] = []

    def of(self, texts: list[str]) -> Iterator[tuple[str, str, str]]:
        """Yield the exact words, stems and parts of each text, each as one text."""
        read = self._types.read_texts(texts)
        for token_type in self._types.types[len(self._exact) :]:
            self._exact.append(token_type.text)
            self._stems.append(" ".join(token_type.stems))
            self._parts.append(" ".join(part.stem for part in token_type.parts))
        types, joined = iter(read.types.tolist()), iter(read.joined[:, 0].tolist())
        for tokens, forms in zip(
            read.tokens_per_text.tolist(), read.joined_per_text.tolist(), strict=True
        ):
            own = [*islice(joined, forms), *islice(types, tokens)]
            yield (
                " ".join([self._exact[number] for number in own]),
                " ".join([self._stems[number] for number in own]),
                " ".join(filter(None, [self._parts[number] for number in own])),
            )


class Searcher:
    """An open database."""

    name = "FTS5"

    def __init__(self, folder: Path, lexicon: Path) -> None:
        self._analyzer = Analyzer(Lexicon.open(lexicon))
        self._database = sqlite3.connect(folder / "posts.sqlite")
        # All of it in memory, as the others map their files.
        self._database.execute("PRAGMA mmap_size = 30000000000")
        self._database.execute("PRAGMA cache_size = -200000")
        self._database.execute("PRAGMA temp_store = MEMORY")
        self._database.execute(
            "CREATE TEMP TABLE found(number INTEGER PRIMARY KEY, score, day, year)"
        )

    def whole(self, search: Search) -> int:
        """Search as a page does; return the total."""
        database, match = self._database, self._match(search)
        asked = search.request()
        database.execute("DELETE FROM found")
        self._find(match, search, organisation=search.organisation)
        (total,) = database.execute("SELECT count(*) FROM found").fetchone()
        order = "score, day DESC" if asked.order is Order.RELEVANCE else "day DESC"
        hits = [
            number
            for (number,) in database.execute(
                f"SELECT number FROM found ORDER BY {order} LIMIT ? OFFSET ?",
                (PER_PAGE, search.start),
            )
        ]
        self._count("project")
        database.execute("SELECT year, count(*) FROM found GROUP BY year").fetchall()
        if search.organisation:  # organisations are counted without that choice
            database.execute("DELETE FROM found")
            self._find(match, search, organisation=None)
        self._count("organisation")
        marks = ", ".join(map(str, hits))
        database.execute(f"SELECT * FROM posts WHERE number IN ({marks})").fetchall()
        if match:
            database.execute(
                "SELECT rowid, snippet(terms, 3, '<b>', '</b>', '…', 30) FROM terms "
                f"WHERE terms MATCH ? AND rowid IN ({marks})",
                (match,),
            ).fetchall()
        return int(total)

    def _count(self, facet: str) -> None:
        self._database.execute(
            f"SELECT id, count(*) FROM found JOIN {facet} ON post = number GROUP BY id"
        ).fetchall()

    def _find(self, match: str, search: Search, organisation: str | None) -> None:
        """Put what matches into the temporary table."""
        where, values = [], list[str]()
        weights = ", ".join(map(str, _WEIGHTS))
        if match:
            start = (
                f"SELECT terms.rowid, bm25(terms, {weights}), day, year FROM terms "
                "JOIN posts ON number = terms.rowid"
            )
            where.append("terms MATCH ?")
            values.append(match)
        else:
            start = "SELECT number, 0, day, year FROM posts"
        if search.first_day and search.last_day:
            where.append("day BETWEEN ? AND ?")
            values += [search.first_day, search.last_day]
        if organisation:
            where.append("EXISTS (SELECT 1 FROM organisation WHERE post = number AND id = ?)")
            values.append(organisation)
        condition = f" WHERE {' AND '.join(where)}" if where else ""
        self._database.execute(f"INSERT INTO found {start}{condition}", values)

    def _match(self, search: Search) -> str:
        """Return FTS5's query; empty for every post."""
        if search.prefix:
            return f'{{title_exact body_exact}} : "{search.words[-1]}" *'
        tokens = [self._analyzer.analyze_typed(word) for word in search.words]
        if search.phrase:
            words = " ".join(token.text for token in tokens)
            return f'{{title_exact body_exact}} : "{words}"'
        asked = [token for token in tokens if not is_stop_word(token.text)] or tokens
        return " AND ".join(map(_word, asked))


def _word(token: Token) -> str:
    stems = " OR ".join(f'"{stem}"' for stem in token.stems)
    return (
        f'({{title_exact body_exact}} : "{token.text}" OR {{title_stem body_stem}} : ({stems}) '
        f'OR {{title_part body_part}} : "{token.stem}")'
    )
