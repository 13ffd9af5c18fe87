"""This folder and corpus/ as a test collection: see README.md."""

import csv
import json
from datetime import date
from pathlib import Path

from kb.corpus.mentions import Mentions
from kb.corpus.store import read_corpus
from kb.evaluation import Collection
from kb.indexing import documents

_HERE = Path(__file__).resolve().parent
CORPUS = _HERE.parents[1] / "corpus"
# The posts that were judged are those published by this day; a later one stays dated in the future.
JUDGED = date(2025, 1, 1)


def read_queries() -> dict[str, tuple[str, str]]:
    """Return kind and text of every query by its id, those that no post answers included."""
    lines = (_HERE / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["_id"]: (row["kind"], row["text"]) for row in map(json.loads, lines)}


def read_unanswered() -> list[str]:
    """Return the queries that no post answers: those of kind `none`, and ten more."""
    own = [text for kind, text in read_queries().values() if kind == "none"]
    return own + (_HERE / "unanswered.txt").read_text(encoding="utf-8").splitlines()


def read_judgements() -> dict[str, dict[str, int]]:
    """Return the relevance of posts (2, 1, 0) by query; no entry for a query without any."""
    judgements: dict[str, dict[str, int]] = {}
    with (_HERE / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            judgements.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return judgements


def read_own_collection() -> Collection:
    """Return the judged queries over the posts of corpus/, as they are indexed."""
    corpus = read_corpus(CORPUS)
    posts = [post for post in corpus.posts if not post.draft and post.published <= JUDGED]
    judgements = read_judgements()
    queries = {key: text for key, (_, text) in read_queries().items() if key in judgements}
    return Collection(tuple(documents(posts, Mentions(corpus.registers))), queries, judgements)
