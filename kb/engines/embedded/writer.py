"""Building a generation: documents in, a verified Whoosh index out."""

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from whoosh import index

from kb.engines.embedded.generations import (
    Generations,
    Manifest,
    checksums,
    link,
    write_tables,
)
from kb.engines.embedded.reader import EmbeddedEngine
from kb.engines.embedded.schema import FORMAT, schema, whoosh_fields
from kb.errors import IndexDamagedError, IndexMissingError, IndexStaleError
from kb.language.analyzer import Analyzer, fingerprint
from kb.language.lexicon import Lexicon
from kb.search.document import Document
from kb.search.engine import Generation
from kb.search.tables import Tables

# Whoosh sorts postings in memory up to this size, then spills to disk.
_MEMORY_MB = 256
# Posts that were replaced or removed stay in Whoosh's files until these are written anew.
# Past this part of all posts they cost more than they save.
_MOST_DEAD = 0.2


class EmbeddedWriter:
    """Builds one generation under a name of its own; see `kb.search.engine.Writer`."""

    def __init__(self, generations: Generations, anew: bool, lexicon: Callable[[], Path]) -> None:
        self._generations = generations
        self._lock = generations.lock()
        try:
            live, known = self._of_live()
            self.checksums = {} if anew else dict(known)
            base = live if self.checksums else None
            # The live generation's lexicon saves building one, where it is of the same kind.
            source = generations.lexicon(live) if live else lexicon()
            self._name, self._folder = generations.begin(base)
            link(source, self._folder / "lexicon.bin")
            self._analyzer = Analyzer(Lexicon.open(self._folder / "lexicon.bin"))
            if base:
                self._index = index.open_dir(str(self._folder))
            else:
                self._index = index.create_in(str(self._folder), schema())
            self._writer = self._index.writer(limitmb=_MEMORY_MB)
        except BaseException:
            generations.remove_unfinished()
            self._lock.release()
            raise

    def add(self, document: Document) -> None:
        """Index a post, in place of the one with its id."""
        if document.id in self.checksums:
            self._writer.delete_by_term("id", document.id)
        self._writer.add_document(**whoosh_fields(document, self._analyzer))
        self.checksums[document.id] = document.checksum

    def remove(self, post_id: str) -> None:
        """Leave a post out of the generation."""
        self._writer.delete_by_term("id", post_id)
        del self.checksums[post_id]

    def commit(self, tables: Tables, checksum: str) -> Generation:
        """Finish, verify and switch; see the protocol."""
        everything = self._index.doc_count_all()
        dead = everything - self._index.doc_count()
        self._writer.commit(optimize=dead > _MOST_DEAD * everything)
        self._index.close()
        (self._folder / "MAIN_WRITELOCK").unlink(missing_ok=True)  # Whoosh's; ours is outside
        write_tables(self._folder, tables)
        manifest = Manifest(
            format=FORMAT,
            analyzer=fingerprint(),
            corpus=checksum,
            posts=len(self.checksums),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=checksums(self._folder),
        )
        self._generations.finish(self._folder, manifest)
        self._verify()
        self._generations.switch(self._name, self._folder)
        self._lock.release()
        return Generation(self._name, manifest.posts, manifest.built_at, checksum)

    def abort(self) -> None:
        """Leave no trace; see the protocol."""
        if not self._writer.is_closed:
            self._writer.cancel()
        self._index.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

    def _of_live(self) -> tuple[str | None, Mapping[str, str]]:
        """Return the live generation and its posts' checksums, where it is as it was built."""
        live = self._generations.live()
        try:
            # A new generation starts with its files, so what changed in them would live on.
            if live is None or any(self._generations.problems(live)):
                return None, {}
            engine = EmbeddedEngine(self._generations)
        except (IndexMissingError, IndexStaleError, IndexDamagedError):
            return None, {}
        try:
            return engine.generation.name, engine.checksums()
        finally:
            engine.close()

    def _verify(self) -> None:
        """Read every post back from the files, as a reader will."""
        engine = EmbeddedEngine(self._generations, building=self._folder)
        try:
            found = {document.id: document.checksum for document in engine.documents(engine.ids)}
            if found != self.checksums:
                raise IndexDamagedError(
                    f"{self._folder}: {len(self.checksums)} posts were written but "
                    f"{len(found)} read back or read differently; nothing was switched. "
                    "Look at the disk, then run `kb index` again"
                )
        finally:
            engine.close()
