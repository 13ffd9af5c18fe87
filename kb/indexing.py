"""Corpus → documents → engine: builds a generation, or finds that none is needed."""

import hashlib
import time
from collections import Counter
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
from kb.language.abbreviations import Abbreviation, find_abbreviations
from kb.language.building.installed import installed_lexicon
from kb.search.document import Document
from kb.search.engine import Generation
from kb.search.tables import Tables

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
    lexicon: Callable[[], Path] = installed_lexicon,
) -> IndexReport:
    """Bring the index in a folder up to date with a corpus.

    Args:
        corpus: the folder of posts and registers; it is only read.
        index: the folder of generations; created where it is missing.
        engine: the engine's name.
        full: build anew although nothing changed.
        skip_faulty: leave faulty posts out, with a warning each, instead of failing.
        today: posts dated later are not indexed yet; by default the day it is here.
        lexicon: gives the file of the lexicon, asked only where the index has none yet.
        progress: wraps the posts while they are indexed, to show how far it is.

    Raises:
        CorpusError: with every faulty file; the live generation stays as it was.
        IndexBusyError, IndexDamagedError: likewise.
    """
    begun = time.perf_counter()
    read = read_corpus(corpus)
    if read.faults and not skip_faulty:
        raise CorpusError(read.faults)
    removed = {entry.id for entry in read.removed}
    posts = [
        post
        for post in read.posts
        if not post.draft and post.published <= (today or date.today()) and post.id not in removed
    ]
    checksum = _checksum(read, posts)
    warnings = [f"left out: {fault}" for fault in read.faults]
    warnings += [
        f"{post.id}: stands in removed.yaml, so it is not indexed; delete its file"
        for post in read.posts
        if post.id in removed
    ]
    warnings += _unknown_ids(posts, read)
    live, before = _live(index, engine)
    after = before
    if full or live is None or live.corpus != checksum:
        writer = open_writer(index, engine, anew=full, lexicon=lexicon)
        try:
            introduced: Counter[Abbreviation] = Counter()
            for document in documents(progress(posts), Mentions(read.registers)):
                introduced.update(_abbreviations(document))
                if writer.checksums.get(document.id) != document.checksum:
                    writer.add(document)
            for post_id in writer.checksums.keys() - {post.id for post in posts}:
                writer.remove(post_id)
            tables = Tables(
                read.registers,
                tuple(abbreviation for abbreviation, _ in introduced.most_common()),
                frozenset(removed),
            )
            live = writer.commit(tables, checksum)
        except BaseException:
            writer.abort()
            raise
        after = writer.checksums
    both = before.keys() & after.keys()
    return IndexReport(
        generation=live.name,
        posts=live.posts,
        added=len(after) - len(both),
        updated=sum(before[post_id] != after[post_id] for post_id in both),
        removed=len(before) - len(both),
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


def _abbreviations(document: Document) -> Iterable[Abbreviation]:
    """Return each abbreviation that a post introduces, once, always in the same order."""
    texts = (document.title, *(paragraph.text for paragraph in document.paragraphs))
    return tuple(dict.fromkeys(found for text in texts for found in find_abbreviations(text)))


def _live(index: Path, engine: str) -> tuple[Generation | None, Mapping[str, str]]:
    """Return the live generation and its posts' checksums, if this program can read it."""
    try:
        opened = open_engine(index, engine)
    except (IndexMissingError, IndexStaleError, IndexDamagedError):
        return None, {}
    try:
        return opened.generation, opened.checksums()
    except IndexDamagedError:
        return None, {}
    finally:
        opened.close()


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
