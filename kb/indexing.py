"""Corpus → documents → engine: builds a generation, or finds that none is needed."""

import hashlib
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kb.corpus.instructions import may_have_instructions
from kb.corpus.kinds import KINDS
from kb.corpus.markup import render
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.corpus.removed import Removed
from kb.corpus.store import Corpus, read_corpus
from kb.engines import DEFAULT, live_posts, open_engine, open_writer
from kb.errors import (
    CorpusError,
    IndexDamagedError,
    IndexMissingError,
    IndexStaleError,
    KnowledgeBaseError,
)
from kb.language.abbreviations import Abbreviation, agreed, find_abbreviations
from kb.language.analyzer import Analyzer
from kb.language.building.installed import installed_lexicon
from kb.language.lexicon import Lexicon
from kb.search import lookups
from kb.search.lookups import Lookups
from kb.search.port.document import Document
from kb.search.port.engine import Generation
from kb.search.port.terms import terms_of
from kb.search.rewriting.synonyms import stems_of

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


@dataclass(frozen=True, slots=True)
class _Selection:
    """What of a corpus is to be in the index; `checksum` changes with it."""

    posts: tuple[Post, ...]
    registers: Registers
    removed: Mapping[str, Removed]
    warnings: tuple[str, ...]
    checksum: str
    has_posts_folder: bool


@dataclass(frozen=True, slots=True)
class _Live:
    """The live generation, if this program can read it; its posts' checksums by id.

    `posts` is how many it says it has, also where it cannot be read.
    """

    generation: Generation | None = None
    checksums: Mapping[str, str] = field(default_factory=dict)
    posts: int = 0


def build_index(
    corpus: Path,
    index: str | Path,
    *,
    engine: str = DEFAULT,
    full: bool = False,
    skip_faulty: bool = False,
    allow_empty: bool = False,
    today: date | None = None,
    progress: Progress = iter,
    lexicon: Callable[[], Path] = installed_lexicon,
) -> IndexReport:
    """Bring an index up to date with a corpus.

    Args:
        corpus: the folder of posts and registers; it is only read.
        index: where the index is; created where it is missing.
        engine: the engine's name.
        full: build anew although nothing changed.
        skip_faulty: leave faulty posts out, with a warning each, instead of failing.
        allow_empty: go on although all posts, or more than half of them, are gone.
        today: posts dated later are not indexed yet; by default the day it is here.
        lexicon: gives the file of the lexicon, asked only where the index has none yet.
        progress: wraps the posts while they are indexed, to show how far it is.

    Raises:
        CorpusError: with every faulty file; the live generation stays as it was.
        IndexBusyError, IndexDamagedError: likewise.
        KnowledgeBaseError: likewise, for a corpus that has lost most of its posts.
    """
    begun = time.perf_counter()
    selection = _select(corpus, skip_faulty, today or date.today())
    live = _live(index, engine)
    if not allow_empty:
        _refuse_loss(live, selection, corpus)
    generation, checksums = live.generation, live.checksums
    if full or generation is None or generation.corpus != selection.checksum:
        generation, checksums = write_generation(
            index,
            documents(progress(selection.posts), Mentions(selection.registers)),
            selection.registers,
            removed=selection.removed,
            corpus=selection.checksum,
            engine=engine,
            anew=full,
            lexicon=lexicon,
        )
    both = live.checksums.keys() & checksums.keys()
    return IndexReport(
        generation=generation.name,
        posts=generation.posts,
        added=len(checksums) - len(both),
        updated=sum(live.checksums[post_id] != checksums[post_id] for post_id in both),
        removed=len(live.checksums) - len(both),
        warnings=selection.warnings,
        seconds=time.perf_counter() - begun,
    )


def write_generation(
    index: str | Path,
    documents: Iterable[Document],
    registers: Registers,
    *,
    removed: Mapping[str, Removed] | None = None,
    corpus: str = "",
    engine: str = DEFAULT,
    anew: bool = False,
    lexicon: Callable[[], Path] = installed_lexicon,
) -> tuple[Generation, Mapping[str, str]]:
    """Write a generation that holds these documents and no others, and switch to it.

    The one way in which a generation comes about. Only documents that the live generation does not
    have as they are get indexed, unless it is to be made `anew`. Returns the generation and the
    checksums of its documents by id; other arguments and errors as for `build_index`.
    """
    writer = open_writer(index, engine, anew=anew)
    try:
        # The live generation's lexicon saves building one, where it is of the same kind.
        lexicon_file = writer.live_file(lookups.LEXICON_FILE) or lexicon()
        analyzer = Analyzer(Lexicon.open(lexicon_file))
        introduced: list[tuple[Abbreviation, ...]] = []
        ids = set()
        for document in documents:
            ids.add(document.id)
            introduced.append(_abbreviations(document, analyzer))
            if writer.checksums.get(document.id) != document.checksum:
                writer.add(document, terms_of(document, analyzer))
        for post_id in writer.checksums.keys() - ids:
            writer.remove(post_id)
        abbreviations = agreed(introduced, lambda long: stems_of(analyzer, " ".join(long)))
        files: dict[str, Path | str] = {
            lookups.LEXICON_FILE: lexicon_file,
            lookups.FILE: Lookups(registers, abbreviations, removed or {}).to_text(),
        }
        generation = writer.commit(files, corpus)
    except BaseException:
        writer.abort()
        raise
    return generation, writer.checksums


def documents(posts: Iterable[Post], mentions: Mentions) -> Iterator[Document]:
    """Turn posts into what is indexed and shown of them."""
    for post in posts:
        rendered = render(post.body, post.source)
        yield Document(
            id=post.id,
            title=post.title,
            published=post.published,
            updated=post.updated,
            source=post.source,
            entries=mentions.about(post, rendered.paragraphs),
            tags=_tags(post),
            aliases=post.aliases,
            paragraphs=rendered.paragraphs,
            html=rendered.html,
        )


def _select(corpus: Path, skip_faulty: bool, today: date) -> _Selection:
    """Read a corpus, and leave out drafts, posts not due yet, and those that were taken down."""
    read = read_corpus(corpus)
    if read.faults and not skip_faulty:
        raise CorpusError(read.faults)
    removed = {entry.id: entry for entry in read.removed}
    posts = tuple(
        post
        for post in read.posts
        if not post.draft and post.published <= today and post.id not in removed
    )
    warnings = [f"left out: {fault}" for fault in read.faults]
    warnings += map(str, read.warnings)
    warnings += [
        f"{post.id}: stands in removed.yaml, so it is not indexed; delete its file"
        for post in read.posts
        if post.id in removed
    ]
    warnings += _unknown_ids(posts, read.registers)
    warnings += _instructions(posts)
    checksum = _checksum(read, posts)
    return _Selection(
        posts, read.registers, removed, tuple(warnings), checksum, read.has_posts_folder
    )


def _tags(post: Post) -> tuple[str, ...]:
    """Return a post's tags, each once, whatever its capitals and spaces, as it is written first."""
    tags: dict[str, str] = {}
    for tag in post.tags:
        shown = " ".join(unicodedata.normalize("NFC", tag).split())
        if shown:
            tags.setdefault(shown.casefold(), shown)
    return tuple(tags.values())


def _abbreviations(document: Document, analyzer: Analyzer) -> tuple[Abbreviation, ...]:
    """Return each abbreviation that a post introduces, once, always in the same order."""
    texts = (document.title, *(paragraph.text for paragraph in document.paragraphs))
    found = (each for text in texts for each in find_abbreviations(text, analyzer))
    return tuple(dict.fromkeys(found))


def _live(index: str | Path, engine: str) -> _Live:
    try:
        opened = open_engine(index, engine)
    except (IndexMissingError, IndexStaleError, IndexDamagedError):
        return _Live(posts=live_posts(index, engine))
    try:
        lookups.open_lookups(opened)  # without them it is of no use
        return _Live(opened.generation, dict(opened.checksums()), opened.generation.posts)
    except IndexDamagedError:
        return _Live(posts=opened.generation.posts)
    finally:
        opened.close()


def _refuse_loss(live: _Live, selection: _Selection, corpus: Path) -> None:
    """Refuse what looks like a corpus that is not all there: an unmounted disk, a wrong folder."""
    # A post that goes by another id now is not lost.
    ids = {post_id for post in selection.posts for post_id in (post.id, *post.aliases)}
    lost = len(live.checksums.keys() - ids) if live.checksums else live.posts - len(ids)
    if 2 * lost > live.posts:
        where = f"{corpus}" if selection.has_posts_folder else f"{corpus}: has no folder posts/"
        raise KnowledgeBaseError(
            f"{where}: {lost} of {live.posts} posts of the live index are not there any more, so "
            "that index stays; see whether this is the right folder and all of it is there. If "
            "the posts are to go, say --allow-empty"
        )


def _checksum(corpus: Corpus, posts: Iterable[Post]) -> str:
    # Which posts are due is part of it: one whose day has come is a change.
    digest = hashlib.sha256(corpus.checksum.encode())
    for post in posts:
        digest.update(f"\n{post.id}".encode())
    return digest.hexdigest()


def _unknown_ids(posts: Iterable[Post], registers: Registers) -> list[str]:
    warnings = []
    for post in posts:
        for kind in KINDS:
            if kind not in registers.kinds and post.set_by_hand(kind):
                warnings.append(
                    f"{post.id}: has {kind.plural}, but there is no {kind.plural}.yaml; they are "
                    "not shown"
                )
                continue
            warnings += [
                f"{post.id}: {kind.name} {entry_id!r} stands in no register; it is shown under "
                "its id"
                for entry_id in post.set_by_hand(kind)
                if registers.entry(kind, entry_id) is None
            ]
    return warnings


def _instructions(posts: Iterable[Post]) -> list[str]:
    """Name each instruction to another program once, with the first post that has it."""
    first: dict[str, str] = {}
    having: Counter[str] = Counter()
    for post in posts:
        for name in render(post.body).instructions if may_have_instructions(post.body) else ():
            first.setdefault(name, post.id)
            having[name] += 1
    return [
        f"{first[name]}: {name} is meant for another program, so it is neither shown nor searched"
        + (f"; {count} posts have it" if count > 1 else "")
        for name, count in having.items()
    ]
