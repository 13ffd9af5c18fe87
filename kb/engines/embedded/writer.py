"""Building a generation: documents in, a verified Whoosh index out."""

import shutil
from datetime import UTC, datetime

from whoosh import index

from kb.corpus.register import Registers
from kb.engines.embedded.generations import Generations, Manifest, checksums, write_registers
from kb.engines.embedded.reader import EmbeddedEngine
from kb.engines.embedded.schema import FORMAT, schema, whoosh_fields
from kb.errors import IndexDamagedError
from kb.language.analyzer import fingerprint
from kb.search.document import Document
from kb.search.engine import Generation

# Whoosh sorts postings in memory up to this size, then spills to disk.
_MEMORY_MB = 256


class EmbeddedWriter:
    """Builds one generation under a name of its own; see `kb.search.engine.Writer`."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._lock = generations.lock()
        try:
            self._name, self._folder = generations.begin()
            self._index = index.create_in(str(self._folder), schema())
            self._writer = self._index.writer(limitmb=_MEMORY_MB)
        except BaseException:
            generations.remove_unfinished()
            self._lock.release()
            raise
        self.checksums: dict[str, str] = {}

    def add(self, document: Document) -> None:
        """Index a post."""
        self._writer.add_document(**whoosh_fields(document))
        self.checksums[document.id] = document.checksum

    def commit(self, registers: Registers, checksum: str) -> Generation:
        """Finish, verify and switch; see the protocol."""
        self._writer.commit(optimize=True)
        self._index.close()
        write_registers(self._folder, registers)
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
