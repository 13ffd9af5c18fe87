"""Relevance of the production read path on a test collection in BEIR's layout.

corpus.jsonl (`_id`, `title`, `text`), queries.jsonl (`_id`, `text`) and qrels/test.tsv
(`query-id`, `corpus-id`, `score`): see https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset
"""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ir_measures
from ir_measures import RR, R, nDCG

from kb.corpus.markup import render
from kb.corpus.register import Registers
from kb.engines import DEFAULT, temporary_location
from kb.errors import KnowledgeBaseError, reason
from kb.importers.plain_text import from_plain_text
from kb.indexing import write_generation
from kb.knowledge_base import KnowledgeBase
from kb.search.port.document import Document
from kb.search.query.request import make_request
from kb.search.service import SearchService

if TYPE_CHECKING:
    from kb.meaning.embedder import Embedder

MEASURES = (nDCG @ 10, RR @ 10, R @ 10, R @ 100)
_DEPTH = 100

Run = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection; `judgements` gives the relevance of posts by query."""

    posts: tuple[Document, ...]
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]


def evaluate(
    folder: Path,
    engine: str = DEFAULT,
    location: str | Path | None = None,
    embedder: "Embedder | None" = None,
) -> dict[str, Any]:
    """Index a collection into a temporary index, search it, and return the measures.

    `location` says in which cluster, for an engine that has one. With an embedder it is searched
    by meaning, too.

    Raises:
        KnowledgeBaseError: the folder holds no collection; the message says file and line.
    """
    collection = read_collection(folder)
    run = search(collection, engine, location, embedder)
    means = ir_measures.calc_aggregate(MEASURES, collection.judgements, run)
    return {
        "queries": len(collection.judgements),
        **{str(measure): round(means[measure], 4) for measure in MEASURES},
    }


def read_collection(folder: Path) -> Collection:
    """Read a collection; only queries with judgements count."""
    posts = tuple(map(_document, _lines(folder / "corpus.jsonl", "_id")))
    lines = _lines(folder / "queries.jsonl", "_id", "text")
    queries = {str(line["_id"]): str(line["text"]) for line in lines}
    judgements: dict[str, dict[str, int]] = {}
    path = folder / "qrels" / "test.tsv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                judged = judgements.setdefault(row["query-id"], {})
                judged[row["corpus-id"]] = int(row["score"])
        if not judgements:
            raise ValueError("nothing is judged")
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise KnowledgeBaseError(
            f"{path}: not the judgements of a BEIR collection ({reason(error)}); "
            "it needs the columns query-id, corpus-id and score"
        ) from None
    return Collection(
        posts, {key: queries[key] for key in judgements if key in queries}, judgements
    )


@contextmanager
def opened(
    collection: Collection,
    engine: str = DEFAULT,
    location: str | Path | None = None,
    embedder: "Embedder | None" = None,
) -> Iterator[SearchService]:
    """Index a collection, without any register; yield the production read path over it.

    With an embedder by meaning, too.
    """
    with temporary_location(engine, location) as where:
        write_generation(where, collection.posts, Registers(), engine=engine)
        with reading(where, engine, embedder) as service:
            yield service


@contextmanager
def reading(
    index: str | Path, engine: str = DEFAULT, embedder: "Embedder | None" = None
) -> Iterator[SearchService]:
    """Yield the read path over an index; with an embedder by meaning, which is made sure of."""
    if embedder is not None:
        from kb.indexing.meaning import add_meaning  # noqa: PLC0415 (off for most)

        add_meaning(index, engine, embedder)
    with KnowledgeBase(index, engine, embedder=embedder) as knowledge_base:
        yield knowledge_base.service


def search(
    collection: Collection,
    engine: str = DEFAULT,
    location: str | Path | None = None,
    embedder: "Embedder | None" = None,
) -> Run:
    """Search a collection by the production read path; return scores by query and post."""
    run: Run = {}
    with opened(collection, engine, location, embedder) as service:
        for query_id, text in collection.queries.items():
            hits = service.search(make_request(text, per_page=_DEPTH)).hits
            # Ranks stand for scores: looser queries follow stricter ones whatever they score.
            run[query_id] = {hit.id: float(_DEPTH - rank) for rank, hit in enumerate(hits)}
    return run


def _document(line: dict[str, Any]) -> Document:
    rendered = render(from_plain_text(str(line.get("text", ""))))
    return Document(
        id=str(line["_id"]),
        title=" ".join(str(line.get("title", "")).split()),
        published=date(2000, 1, 1),
        updated=None,
        source=None,
        entries={},
        tags=(),
        aliases=(),
        paragraphs=rendered.paragraphs,
        html=rendered.html,
    )


def _lines(path: Path, *fields: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a file, each with these fields and an `_id` of its own."""
    number = 0
    ids = set()
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                number += 1
                if line.strip():
                    record = json.loads(line)
                    if not isinstance(record, dict):
                        raise TypeError("no {…}")
                    if missing := [field for field in fields if field not in record]:
                        raise ValueError(f"no {missing[0]}")
                    if (record_id := str(record["_id"])) in ids:
                        raise ValueError(f"_id {record_id!r} stands here a second time")
                    ids.add(record_id)
                    yield record
    except (OSError, ValueError, TypeError) as error:
        where = f"{path}:{number}" if number else path
        raise KnowledgeBaseError(
            f"{where}: not a BEIR collection ({reason(error)}); see `kb eval --help`"
        ) from None
