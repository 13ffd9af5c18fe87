"""Corpus → documents → engine: builds a generation, or finds that none is needed."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kb.corpus.inventory import FileRead, Inventory, PostFacts, ToRead, take_inventory
from kb.engines import DEFAULT, MEMORY_MB, better_anew, live_generation
from kb.indexing import known as known_posts
from kb.indexing.generation import begun, write_generation
from kb.indexing.known import Known
from kb.indexing.live import Live, look_at_live, refuse_loss
from kb.indexing.posts import Notes, documents
from kb.indexing.processes import Crew, collecting_rarely, cores
from kb.indexing.progress import Progress, Stage, unseen
from kb.indexing.selection import Selection, replaced, select, valid_notes, warnings
from kb.indexing.work import ToDerive
from kb.language.building.installed import installed_lexicon
from kb.search.port.engine import Writer

if TYPE_CHECKING:
    from kb.meaning.embedder import Embedder

__all__ = ["IndexReport", "Progress", "Stage", "build_index", "documents", "write_generation"]


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


class _OvertakenError(Exception):
    """Another build ended since this one has looked at the index and the corpus."""


def build_index(
    corpus: Path,
    index: str | Path,
    *,
    engine: str = DEFAULT,
    full: bool = False,
    skip_faulty: bool = False,
    allow_empty: bool = False,
    today: date | None = None,
    workers: int | None = None,
    memory: int = MEMORY_MB,
    progress: Progress = unseen,
    lexicon: Callable[[], Path] = installed_lexicon,
    embedder: "Embedder | None" = None,
    words_only: bool = False,
) -> IndexReport:
    """Bring an index up to date with a corpus; with an embedder, in two generations.

    The first has all words and is switched to before anything is embedded. It goes without the
    vectors of new posts, which the second one has.

    Args:
        corpus: the folder of posts and registers; it is only read.
        index: where the index is; created where it is missing.
        engine: the engine's name.
        full: build anew although nothing changed, and read every file.
        skip_faulty: leave faulty posts out, with a warning each, instead of failing.
        allow_empty: go on although all posts, or more than half of them, are gone.
        today: posts dated later are not indexed yet; by default the day it is here.
        workers: how many processes do the work where it is much; by default one for each
            processor. With 1 this process does it all.
        memory: how many MB the engine may hold of what it is given, before that goes to disk.
        progress: shows how far it is.
        lexicon: gives the file of the lexicon, asked only where the index has none yet.
        embedder: makes vectors of posts, for searches by meaning.
        words_only: leave it to a later run to embed new posts.

    Raises:
        CorpusError: with every faulty file; the live generation stays as it was.
        IndexBusyError, IndexDamagedError: likewise.
        KnowledgeBaseError: likewise, for a corpus that has lost most of its posts, or where a
            process was ended.
        EmbeddingError: there are no vectors to be had; the index is whole but for them.
    """
    start = time.perf_counter()
    while True:
        try:
            report, checksums = _build(
                corpus,
                index,
                engine,
                full=full,
                skip_faulty=skip_faulty,
                allow_empty=allow_empty,
                today=today or date.today(),
                workers=workers or cores(),
                memory=memory,
                progress=progress,
                lexicon=lexicon,
                embedder=embedder,
            )
            break
        except _OvertakenError:
            continue  # else what the other has found since then would go again
    generation = report.generation
    if embedder is not None and not words_only:
        from kb.indexing.meaning import add_meaning  # noqa: PLC0415 (off for most)

        known = report.generation, checksums
        with_meaning = add_meaning(index, engine, embedder, memory, progress, known)
        generation = with_meaning.name if with_meaning else generation
    return replace(report, generation=generation, seconds=time.perf_counter() - start)


def _build(
    corpus: Path,
    index: str | Path,
    engine: str,
    *,
    full: bool,
    skip_faulty: bool,
    allow_empty: bool,
    today: date,
    workers: int,
    memory: int,
    progress: Progress,
    lexicon: Callable[[], Path],
    embedder: "Embedder | None",
) -> tuple[IndexReport, Mapping[str, str]]:
    """Do what `build_index` does, but for embedding, unless another build overtakes it.

    Returns the report, and the checksums of the generation's posts by their ids.

    Raises:
        _OvertakenError: one has; nothing was done.
    """
    with collecting_rarely(), Crew(corpus, workers) as crew:
        looked_at = live_generation(index, engine)
        live = look_at_live(index, engine)
        inventory = _take_inventory(corpus, Known() if full else live.known, crew, progress)
        selection = select(inventory, skip_faulty, today)
        if not allow_empty:
            refuse_loss(live, selection, corpus)
        notes = {} if full else valid_notes(live.known, selection)
        generation, checksums, corpus_now = live.generation, live.checksums, selection.checksum()
        if (
            generation is None
            or generation.corpus != corpus_now
            or len(notes) < len(selection.posts)
        ):
            anew = full or better_anew(live.posts, replaced(live.known, selection), engine)
            with begun(index, engine, anew, memory, lexicon) as build:
                if live_generation(index, engine) != looked_at:
                    raise _OvertakenError
                crew.prepare(inventory.registers, build.lexicon, build.writer.send)
                indexed = _indexed(build.writer, live, anew)
                now = _derive(selection, build.writer, indexed, crew, notes, progress)
                if now != selection:
                    selection, corpus_now = now, now.checksum()
                with _vectors_kept(build.writer, notes, embedder) as kept:
                    generation = build.finish(
                        {facts.id: notes[facts.id].abbreviations for facts in selection.posts},
                        indexed.keys() - {facts.id for facts in selection.posts},
                        inventory.registers,
                        selection.removed,
                        corpus_now,
                        {known_posts.FILE: selection.known(corpus, notes).to_text(), **kept},
                    )
            checksums = {facts.id: notes[facts.id].checksum for facts in selection.posts}
    both = live.checksums.keys() & checksums.keys()
    report = IndexReport(
        generation=generation.name,
        posts=generation.posts,
        added=len(checksums) - len(both),
        updated=sum(live.checksums[post_id] != checksums[post_id] for post_id in both),
        removed=len(live.checksums) - len(both),
        warnings=tuple(warnings(selection, notes)),
        seconds=0.0,
    )
    return report, checksums


@contextmanager
def _vectors_kept(
    writer: Writer, notes: Mapping[str, Notes], embedder: "Embedder | None"
) -> Iterator[Mapping[str, Path | str]]:
    """Give the files by which a generation has the vectors of what did not change."""
    if embedder is None:
        yield {}
        return
    from kb.indexing.meaning import carried  # noqa: PLC0415 (off for most)

    checksums = {post_id: each.checksum for post_id, each in notes.items()}
    with TemporaryDirectory() as folder:
        yield carried(writer, checksums, embedder, Path(folder))


def _take_inventory(corpus: Path, known: Known, crew: Crew, progress: Progress) -> Inventory:
    def read(files: Sequence[ToRead]) -> Iterator[FileRead]:
        if not files:
            return
        with progress(Stage.READING, len(files)) as advance:
            for some in crew.read(files):
                yield from some
                advance(len(some))

    return take_inventory(corpus, read, known.facts, known.doubtful_ns(corpus))


def _indexed(writer: Writer, live: Live, anew: bool) -> Mapping[str, str]:
    """Return the checksums of the posts that a generation begins with, by their ids."""
    # Nearly always those of the generation that we looked at, and then they are at hand.
    if not anew and live.file is not None and writer.live_file(known_posts.FILE) == live.file:
        return live.checksums
    return dict(writer.checksums)


def _derive(
    selection: Selection,
    writer: Writer,
    indexed: Mapping[str, str],
    crew: Crew,
    notes: dict[str, Notes],
    progress: Progress,
) -> Selection:
    """Give a writer the posts that it does not have as they are, and note all that is derived.

    Returns the selection with the facts of the files as they were then.
    """
    stale: list[ToDerive] = []
    for facts in selection.posts:
        checksum, found = indexed.get(facts.id), notes.get(facts.id)
        if found is None or found.checksum != checksum:
            stale.append((facts, checksum))
    if not stale:
        return selection
    now: dict[str, PostFacts] = {}
    with progress(Stage.INDEXING, len(stale)) as advance:
        for derived in crew.derive(stale):
            if derived.batch is not None:
                writer.add(derived.batch)
            for facts, found in derived.posts:
                now[facts.id], notes[facts.id] = facts, found
            advance(len(derived.posts))
    return selection.with_facts(now)
