"""Building a generation: documents and their terms in, a verified Whoosh index out."""

import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from kb.engines.embedded.columns import write_columns
from kb.engines.embedded.generations import Generations, Manifest, checksums, link, sizes
from kb.engines.embedded.reader import EmbeddedEngine
from kb.engines.embedded.schema import FORMAT, schema, whoosh_fields
from kb.engines.embedded.whoosh import index
from kb.errors import IndexDamagedError, IndexMissingError, IndexStaleError
from kb.files import write_atomically
from kb.search.port.document import Document
from kb.search.port.engine import Generation, Writer
from kb.search.port.queries import Form
from kb.search.port.terms import Terms

# Whoosh sorts postings in memory up to this size, then spills to disk.
_MEMORY_MB = 256
# Posts that were replaced or removed stay in Whoosh's files until these are written anew.
# Past this part of all posts they cost more than they save.
_MOST_DEAD = 0.2


class EmbeddedWriter(Writer):
    """Builds one generation under a name of its own."""

    def __init__(self, generations: Generations, anew: bool) -> None:
        self._generations = generations
        self._lock = generations.lock()
        try:
            self._live = self._readable_live()
            self.checksums: dict[str, str] = {}
            self._titles: dict[str, str] = {}
            if self._live and not anew:
                self._continue(self._live)
            self._name, self._folder = generations.begin(self._live if self.checksums else None)
            if self.checksums:
                self._index = index.open_dir(str(self._folder))
            else:
                self._index = index.create_in(str(self._folder), schema())
            # Whoosh copies a compound file into memory when it is opened; several it only opens.
            self._writer = self._index.writer(limitmb=_MEMORY_MB, compound=False)
        except BaseException:
            generations.remove_unfinished()
            self._lock.release()
            raise

    def live_file(self, name: str) -> Path | None:
        """Return a file of the live generation; see the protocol."""
        return self._generations.path(self._live) / name if self._live else None

    def add(self, document: Document, terms: Mapping[tuple[str, Form], Terms]) -> None:
        """Index a post, in place of the one with its id."""
        if document.id in self.checksums:
            self._writer.delete_by_term("id", document.id)
        checksum = document.checksum
        self._writer.add_document(**whoosh_fields(document, terms, checksum))
        self.checksums[document.id] = checksum
        self._titles[document.id] = document.title

    def remove(self, post_id: str) -> None:
        """Leave a post out of the generation."""
        self._writer.delete_by_term("id", post_id)
        del self.checksums[post_id], self._titles[post_id]

    def commit(self, files: Mapping[str, Path | str], corpus: str) -> Generation:
        """Finish, verify and switch; see the protocol."""
        everything = self._index.doc_count_all()
        dead = everything - self._index.doc_count()
        self._writer.commit(optimize=dead > _MOST_DEAD * everything)
        reader = self._index.reader()
        write_columns(reader, self._folder, self._titles)
        reader.close()
        self._index.close()
        (self._folder / "MAIN_WRITELOCK").unlink(missing_ok=True)  # Whoosh's; ours is outside
        for name, content in files.items():
            if isinstance(content, Path):
                link(content, self._folder / name)
            else:
                write_atomically(self._folder / name, content)
        manifest = Manifest(
            format=FORMAT,
            fingerprint=self._generations.fingerprint,
            corpus=corpus,
            posts=len(self.checksums),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=checksums(self._folder),
            sizes=sizes(self._folder),
        )
        self._generations.finish(self._folder, manifest)
        self._verify()
        self._generations.switch(self._name, self._folder)
        self._lock.release()
        return Generation(self._name, manifest.posts, manifest.built_at, corpus)

    def abort(self) -> None:
        """Leave no trace; see the protocol."""
        if not self._writer.is_closed:
            self._writer.cancel()
        self._index.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

    def _readable_live(self) -> str | None:
        """Return the live generation's name, where it is as it was built."""
        live = self._generations.live()
        try:
            # A new generation starts with its files, so what changed in them would live on.
            return None if live is None or any(self._generations.problems(live)) else live
        except (IndexMissingError, IndexStaleError, IndexDamagedError):
            return None

    def _continue(self, live: str) -> None:
        """Begin with the posts of the live generation, where they can be read."""
        try:
            engine = EmbeddedEngine(self._generations)
        except (IndexStaleError, IndexDamagedError):
            self._live = None
            return
        try:
            self.checksums = dict(engine.checksums())
            self._titles = engine.titles()
        finally:
            engine.close()

    def _verify(self) -> None:
        """Read every post back from the files, as a reader will."""
        engine = EmbeddedEngine(self._generations, building=self._folder)
        try:
            found = dict(engine.stored_checksums())
            if found != self.checksums:
                raise IndexDamagedError(
                    f"{self._folder}: {len(self.checksums)} posts were written but "
                    f"{len(found)} read back or read differently; nothing was switched. "
                    "Look at the disk, then run `kb index` again"
                )
        finally:
            engine.close()
