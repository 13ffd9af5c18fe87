"""Corpus → documents → engine: builds a generation, or finds that none is needed."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kb.corpus.markup import render
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.store import Corpus, read_corpus
from kb.engines import open_engine, open_writer
from kb.errors import (
    CorpusError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
)
from kb.search.document import Document
from kb.search.engine import Engine

Progress = Callable[[Iterable[Post]], Iterable[Post]]


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run of the indexer did; `added`, `updated` and `removed` count posts."""

    generation: str
    posts: int
    added: int
    updated: int
    removed: int
    warnings: tuple[str, ...]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return the shape that `kb index --json` promises."""
        return {
            "generation": self.generation,
            "posts": self.posts,
            "added": self.added,
            "updated": self.updated,
            "removed": self.removed,
            "warnings": list(self.warnings),
            "seconds": round(self.seconds, 3),
        }


def build_index(
    corpus: Path,
    index: Path,
    *,
    engine: str = "whoosh",
    full: bool = False,
    skip_faulty: bool = False,
    today: date | None = None,
    progress: Progress = iter,
) -> IndexReport:
    """Bring the index in a folder up to date with a corpus.

    Args:
        corpus: the folder of posts and registers; it is only read.
        index: the folder of generations; created where it is missing.
        engine: the engine's name.
        full: build anew although nothing changed.
        skip_faulty: leave faulty posts out, with a warning each, instead of failing.
        today: posts dated later are not indexed yet; by default the day it is here.
        progress: wraps the posts while they are indexed, to show how far it is.

    Raises:
        CorpusError: with every faulty file; the live generation stays as it was.
        IndexBusyError, IndexDamagedError: likewise.
    """
    begun = time.perf_counter()
    read = read_corpus(corpus)
    if read.faults and not skip_faulty:
        raise CorpusError(read.faults)
    posts = [
        post for post in read.posts if not post.draft and post.published <= (today or date.today())
    ]
    checksum = _checksum(read, posts)
    warnings = [f"left out: {fault}" for fault in read.faults]
    warnings += _unknown_ids(posts, read)
    before = _open(index, engine)
    try:
        if before and not full and before.generation.corpus == checksum:
            generation, changes = before.generation, (0, 0, 0)
        else:
            mentions = Mentions(read.registers)
            writer = open_writer(index, engine)
            try:
                for document in documents(progress(posts), mentions):
                    writer.add(document)
                generation = writer.commit(read.registers, checksum)
            except BaseException:
                writer.abort()
                raise
            changes = _changes(before.checksums() if before else {}, writer.checksums)
    finally:
        if before:
            before.close()
    added, updated, removed = changes
    return IndexReport(
        generation=generation.name,
        posts=generation.posts,
        added=added,
        updated=updated,
        removed=removed,
        warnings=tuple(warnings),
        seconds=time.perf_counter() - begun,
    )


def documents(posts: Iterable[Post], mentions: Mentions) -> Iterator[Document]:
    """Turn posts into what is indexed and shown of them."""
    for post in posts:
        rendered = render(post.body)
        about = mentions.about(post, rendered.paragraphs)
        yield Document(
            id=post.id,
            title=post.title,
            published=post.published,
            updated=post.updated,
            source=post.source,
            organisations=about.organisations,
            projects=about.projects,
            aliases=post.aliases,
            paragraphs=rendered.paragraphs,
            html=rendered.html,
        )


def _open(index: Path, engine: str) -> Engine | None:
    """Open the generation before, if there is one that this program can read."""
    try:
        return open_engine(index, engine)
    except (IndexMissingError, IndexStaleError, IndexDamagedError):
        return None


def _checksum(corpus: Corpus, posts: Iterable[Post]) -> str:
    # Which posts are due is part of it: one whose day has come is a change.
    digest = hashlib.sha256(corpus.checksum.encode())
    for post in posts:
        digest.update(f"\n{post.id}".encode())
    return digest.hexdigest()


def _unknown_ids(posts: Iterable[Post], corpus: Corpus) -> list[str]:
    organisations = {entry.id for entry in corpus.registers.organisations}
    projects = {entry.id for entry in corpus.registers.projects}
    return [
        f"{post.id}: {kind} {entry_id!r} stands in no register; it is shown under its id"
        for post in posts
        for kind, ids, known in (
            ("organisation", post.organisations, organisations),
            ("project", post.projects, projects),
        )
        for entry_id in ids
        if entry_id not in known
    ]


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[int, int, int]:
    """Return how many posts were added, updated and removed between two builds."""
    both = before.keys() & after.keys()
    updated = sum(before[post_id] != after[post_id] for post_id in both)
    return len(after) - len(both), updated, len(before) - len(both)
