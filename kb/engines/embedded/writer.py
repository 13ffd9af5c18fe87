"""Building a generation: batches of documents in, verified segments and their tables out."""

import errno
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import numpy as np

from kb.engines.embedded.building.merging import merge_segments, to_merge
from kb.engines.embedded.building.segment_builder import MOST_DOCUMENTS, SegmentBuilder
from kb.engines.embedded.codec.codec import EXTENSION, TOC_FILE, ArraySegment, write_toc
from kb.engines.embedded.generations import FORMAT, Generations, Manifest
from kb.engines.embedded.hashing import (
    INDEX_NAME,
    Hashed,
    copy_whole,
    hash_file,
    hash_files,
    link,
    sizes,
)
from kb.engines.embedded.parts import Checksums, Part, close_parts, open_parts
from kb.engines.embedded.ranks import FILE as RANKS
from kb.engines.embedded.ranks import rank_arrays
from kb.engines.files.array_file import ArrayFile, write_arrays
from kb.engines.files.dictionary import NONE
from kb.errors import IndexDamagedError, IndexStaleError, KnowledgeBaseError, reason
from kb.files import write_atomically
from kb.search.port.batch import Batch, Sent
from kb.search.port.engine import Generation, Writer

# Posts that a thread reads back at once.
_READ_AT_ONCE = 500


class EmbeddedWriter(Writer):
    """Builds one generation under a name of its own.

    Documents that are added make a segment, or several where they are very many. The live
    generation's segments stay as they are; some are merged where they are many, or have many posts
    that were replaced or removed.
    """

    send = None  # what is to be indexed has to come together here

    def __init__(self, generations: Generations, anew: bool, memory: int) -> None:
        """Begin a generation; what takes more than about `memory` MB goes to disk meanwhile."""
        self._generations = generations
        self._memory = memory << 20
        self._live: str | None = None
        self._hashed: dict[str, Hashed] = {}
        self._parts: list[Part] = []
        self._opened: list[Part] = []
        # A segment that is full is written while the next one is filled.
        self._thread = ThreadPoolExecutor(1)
        self._ending: Future[None] | None = None
        self._ended: SegmentBuilder | None = None
        with _room(generations.folder):
            self._lock = generations.lock()
            try:
                self._open_live(anew)
                self._changed = not self._parts
                self.checksums = Checksums(tuple(self._parts))
                self._name, self._folder = generations.begin()
                self._path = self._new_path()
                self._builder = SegmentBuilder(self._folder, self._path, self._memory)
            except BaseException:
                close_parts(self._opened)
                generations.remove_unfinished()
                self._lock.release()
                raise

    def live_file(self, name: str) -> Path | None:
        """Return a file of the live generation; see the protocol."""
        return self._generations.path(self._live) / name if self._live else None

    def add(self, batch: Batch | Sent) -> None:
        """Index documents, each in place of the one with its id."""
        if isinstance(batch, Sent):
            raise TypeError("nothing is sent to this engine")
        self._changed = True
        with _room(self._generations.folder):
            if self._builder.added + len(batch.documents) > MOST_DOCUMENTS:
                self._await_segment()
                self._builder.end()
                self._ended, path = self._builder, self._path
                self._path = self._new_path()
                self._builder = self._ended.following(self._path)
                self._ending = self._thread.submit(self._end_segment, self._ended, path)
            self._builder.add(batch)
        for document, checksum in zip(batch.documents, batch.checksums, strict=True):
            if self.checksums.put(document.id, checksum):
                self._forget(document.id)

    def remove(self, post_id: str) -> None:
        """Leave a post out of the generation."""
        self._changed = True
        if self.checksums.drop(post_id) and not self._forget(post_id):
            self._builder.remove(post_id)

    def commit(self, files: Mapping[str, Path | str], corpus: str) -> Generation:
        """Finish, verify and switch; see the protocol."""
        with _room(self._generations.folder):
            self._finish_segments()
            self._verify()
            known = self._keep(files)
            for name, content in files.items():
                if isinstance(content, str):
                    write_atomically(self._folder / name, content)
            if self._changed:
                self._write_tables()
            hashed = hash_files(self._folder, known)
            manifest = Manifest(
                format=FORMAT,
                fingerprint=self._generations.fingerprint,
                corpus=corpus,
                posts=len(self.checksums),
                built_at=datetime.now(UTC).isoformat(timespec="seconds"),
                segments=[part.path.name for part in self._parts],
                files={name: each.checksum for name, each in hashed.items()},
                sizes=sizes(self._folder),
            )
            self._generations.finish(self._folder, manifest)
            close_parts(self._opened)
            self._generations.switch(self._name, self._folder, hashed)
        self._lock.release()
        return Generation(self._name, manifest.posts, manifest.built_at, corpus)

    def abort(self) -> None:
        """Leave no trace; see the protocol."""
        try:
            if self._ended:
                self._ended.stop()
            self._thread.shutdown()
        finally:  # also for whoever presses Ctrl-C again meanwhile
            self._builder.close()
            close_parts(self._opened)
            shutil.rmtree(self._folder, ignore_errors=True)
            self._lock.release()

    def _open_live(self, anew: bool) -> None:
        """Begin with the live generation, where it is as it was built.

        The new one has files of it, so what changed in them would live on.
        """
        live = self._generations.live()
        try:
            hashed = self._generations.whole(live) if live else None
            if live is None or hashed is None:
                return
            if not anew:
                segments = self._generations.manifest(live).segments
                self._opened = open_parts(self._generations.path(live), segments)
        except (OSError, IndexStaleError, IndexDamagedError):
            return
        self._live, self._hashed, self._parts = live, hashed, list(self._opened)

    # --- segments ---

    def _end_segment(self, builder: SegmentBuilder, path: Path) -> None:
        """Write what was added to a builder as a segment."""
        with closing(builder):
            docs = builder.finish()
        if docs:
            self._parts.append(self._new_part(path))
        else:
            path.unlink()

    def _await_segment(self) -> None:
        """Wait until no segment is being written; raise what went wrong with it."""
        if self._ending:
            self._ending.result()
            self._ending = self._ended = None

    def _forget(self, post_id: str) -> bool:
        """Leave a document out of the segments that were ended; return whether one had it."""
        with _room(self._generations.folder):
            self._await_segment()
        for part in self._parts:
            if self._is_new(part) and (number := part.find(post_id)) != NONE:
                part.live[number] = False
                return True
        return False

    def _finish_segments(self) -> None:
        """End the last segment, and merge where that is due."""
        self._await_segment()
        self._thread.shutdown()
        self._end_segment(self._builder, self._path)
        for part in self._parts:
            if self._is_new(part) and not part.live.any():
                part.path.unlink()
        self._parts = [part for part in self._parts if part.live.any()]
        counts = [len(part.live) for part in self._parts]
        dead = [int(np.count_nonzero(~part.live)) for part in self._parts]
        for span in reversed(to_merge(counts, dead) if self._changed else []):
            merged = self._parts[span.start : span.stop]
            path = self._new_path()
            sources = [(part.file, part.live) for part in merged]
            merge_segments(sources, path, self._folder, self._memory)
            for part in merged:
                if self._is_new(part):
                    part.path.unlink()
            self._parts[span.start : span.stop] = [self._new_part(path)]

    def _new_path(self) -> Path:
        # As Whoosh names files of segments; not by its own numbers, which tests make foreseeable.
        return self._folder / f"{INDEX_NAME}_{token_hex(8)}{EXTENSION}"

    def _new_part(self, path: Path) -> Part:
        file = ArrayFile(path)
        part = Part(path, file, np.ones(len(file["days"]), np.bool_))
        self._opened.append(part)
        return part

    def _is_new(self, part: Part) -> bool:
        return part.path.parent == self._folder

    def _verify(self) -> None:
        """Read every post of new segments back from their files, as a reader will."""
        found = sum(int(np.count_nonzero(part.live)) for part in self._parts)
        pieces = [
            (part, start, min(start + _READ_AT_ONCE, len(part.live)))
            for part in self._parts
            if self._is_new(part)
            for start in range(0, len(part.live), _READ_AT_ONCE)
        ]
        try:
            # Unpacking and hashing, which is most of it, leaves other threads alone.
            pool = ThreadPoolExecutor()
            try:
                read = pool.map(lambda piece: piece[0].read_back(*piece[1:]), pieces)
                same = all(self.checksums.get(each) == was for some in read for each, was in some)
            finally:
                # Whoever presses Ctrl-C waits for the pieces that were begun only.
                pool.shutdown(cancel_futures=True)
        except Exception as error:  # whatever a damaged file may raise
            raise self._unlike(reason(error)) from error
        if found != len(self.checksums) or not same:
            raise self._unlike(f"of {len(self.checksums)} posts, {found} are there")

    def _unlike(self, what: str) -> IndexDamagedError:
        return IndexDamagedError(
            f"{self._folder}: posts read differently from what was written ({what}); nothing was "
            "switched. Look at the disk, then run `kb index` again"
        )

    # --- all other files ---

    def _keep(self, files: Mapping[str, Path | str]) -> dict[str, Hashed]:
        """Link the files that stay as they are, and return the hashes of those of the live one."""
        kept = {part.path.name: part.path for part in self._parts if not self._is_new(part)}
        kept |= {name: path for name, path in files.items() if isinstance(path, Path)}
        if not self._changed:
            kept |= {
                name: self._generations.path(str(self._live)) / name for name in (RANKS, TOC_FILE)
            }
        known = {}
        for name, path in kept.items():
            copy = self._folder / name
            if not self._live or path.parent != self._generations.path(self._live):
                # What is not ours would be damaged with a link to it, and be carried over then.
                copy_whole(path, copy)
            else:
                linked = link(path, copy)
                known[name] = self._hashed[name] if linked else hash_file(copy)
                if known[name].checksum != self._hashed[name].checksum:
                    raise IndexDamagedError(
                        f"{copy}: reads differently from {path}, of which it is a copy; nothing "
                        "was switched. Look at the disk, then run `kb index` again"
                    )
        return known

    def _write_tables(self) -> None:
        """Write who is live and the ranks of all, and Whoosh's table of contents."""
        ranks = rank_arrays([(part.file, part.live) for part in self._parts])
        write_arrays(self._folder / RANKS, ranks)
        segments = [
            ArraySegment(part.path.stem.removeprefix(f"{INDEX_NAME}_"), part.live)
            for part in self._parts
        ]
        write_toc(self._folder, segments)


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    """Say what to do where the disk is full.

    Raises:
        KnowledgeBaseError: it is.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise KnowledgeBaseError(
            f"{folder}: no room left on the disk for a new generation, so the index stays as it "
            "was; make room there, or choose another folder, and run `kb index` again"
        ) from error
