"""Building a generation in a cluster: versions of posts sent, counted, verified, switched to."""

import contextlib
import random
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from kb.engines.opensearch.fence import superseded
from kb.engines.opensearch.files import Files
from kb.engines.opensearch.generations import read_state
from kb.engines.opensearch.manifest import (
    DEAD,
    FORMAT,
    Manifest,
    StoredFile,
    check_of,
    dead_text,
    generation_name,
    version_id,
)
from kb.engines.opensearch.transport.cluster import Cluster
from kb.engines.opensearch.visibility import visible
from kb.engines.opensearch.writing import ending
from kb.engines.opensearch.writing.begun import begin
from kb.engines.opensearch.writing.checksums import Checksums
from kb.engines.opensearch.writing.sender import Sender
from kb.engines.opensearch.writing.statistics import statistics_files
from kb.engines.opensearch.writing.tally import Counted, Tally
from kb.engines.opensearch.writing.versions import Sums, Version, Versions
from kb.errors import (
    EngineUnavailableError,
    IndexBusyError,
    IndexDamagedError,
    KnowledgeBaseError,
)
from kb.search.port.batch import Batch, Sent
from kb.search.port.document import checksum_of
from kb.search.port.engine import Generation, Writer

# Posts that are read back once they are written.
_READ_BACK = 100
# Calls that wait for the cluster beside each other.
_AT_ONCE = 6


class OpenSearchWriter(Writer):
    """Builds one generation, under a number of its own.

    Posts that change get another version beside the one that they have, and what that replaces, or
    what is removed, stands in a list of the generation; so nothing changes for who reads another.
    """

    def __init__(self, cluster: Cluster, fingerprint: str, anew: bool) -> None:
        """Begin a generation; errors as of `begin`."""
        self._cluster = cluster
        self._fingerprint = fingerprint
        self._files = Files(cluster)
        self._begun = begun = begin(cluster, fingerprint, anew)
        self._versions = Versions(cluster, begun.index)
        # What the posts of this writer count, and what those that it begins with do or no more do.
        self._own, self._others = Tally(), Tally()
        self._dead = dict(begun.dead)
        self._taken: dict[str, Version] = {}
        self._check, posts = 0, 0
        if begun.manifest and begun.goes_on:
            self._check, posts = begun.manifest.sum, begun.manifest.posts
        self._removed: list[str] = []
        # Whether it replaced or removed a version that it had written itself.
        self._twice = False
        try:
            if begun.found and not begun.goes_on:
                posts = self._take_over()
        except BaseException:
            begun.lock.release()
            raise
        self._checksums = Checksums(posts, self._begun_with)
        self.checksums = self._checksums
        self.send = Sender(cluster.location.text, begun.posts_alias, begun.number)

    def live_file(self, name: str) -> Path | None:
        """Return a file of the live generation; see the protocol."""
        manifest = self._begun.manifest
        if manifest is None or name not in manifest.files:
            return None
        try:
            return self._files.fetch(manifest.files[name], name)
        except IndexDamagedError:
            return None

    def add(self, batch: Batch | Sent) -> None:
        """Index documents, each in place of the one with its id."""
        self._begun.lock.check()
        sent = batch if isinstance(batch, Sent) else self.send(batch)
        if not isinstance(sent.notes, Counted):
            raise TypeError("not sent by this engine")
        self._own.add(sent.notes)
        self._forget(self._checksums.maybe_old(sent.ids))
        for post_id, checksum in zip(sent.ids, sent.checksums, strict=True):
            before = self._checksums.put(post_id, checksum)
            if before is not None:
                self._twice = True
                self._check -= check_of(before)
            self._check += check_of(checksum)
            if self._twice:
                self._dead.pop(version_id(self._begun.number, post_id), None)

    def remove(self, post_id: str) -> None:
        """Leave a post out of the generation."""
        added = self._checksums.drop(post_id)
        if added is None:
            for each in self._checksums.maybe_old([post_id]):
                self._checksums.leave(each)
                self._removed.append(each)
        else:
            self._twice = True
            self._check -= check_of(added)
            self._dead[version_id(self._begun.number, post_id)] = self._begun.number

    def commit(self, files: Mapping[str, Path | str], corpus: str) -> Generation:
        """Finish, verify and switch; see the protocol."""
        begun = self._begun
        # Nearly all of this is waiting for the cluster.
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            put = self._put(files, pool)
            self._settle()
            verified = pool.submit(self._verified)
            stored = self._stored(put, pool)
        manifest = self._manifest(stored, corpus, verified.result())
        if not begun.goes_on:
            ending.make_ready(begun)
            ending.mark(begun, manifest.name, manifest.checksum)
        ending.write_manifest(begun, manifest)
        begun.lock.check()
        ending.switch(begun, manifest)
        # What goes wrong from here on the next writer mends.
        with contextlib.suppress(EngineUnavailableError, IndexBusyError):
            ending.clear_away(begun, manifest)
        begun.lock.release()
        return Generation(manifest.name, manifest.posts, manifest.built_at, corpus)

    def abort(self) -> None:
        """Leave no trace; see the protocol. What the cluster does not do, the next writer does."""
        with contextlib.suppress(EngineUnavailableError, IndexBusyError):
            ending.leave(self._begun)
        self._begun.lock.release()

    # --- what it begins with ---

    @property
    def _before(self) -> dict[str, object]:
        """The filter for versions that it may begin with; dead ones are among them."""
        return visible(self._begun.number - 1, self._begun.aborted)

    def _begun_with(self) -> Iterator[tuple[str, str]]:
        if self._taken:
            yield from ((each.id, each.checksum) for each in self._taken.values())
            return
        for version in self._versions.every(self._before):
            if version.name not in self._begun.dead:
                yield version.id, version.checksum

    def _take_over(self) -> int:
        """Begin with the posts that another writer had written when it ended; return how many."""
        self._versions.refresh()
        for version in self._versions.every(self._before, types=True):
            if version.id in self._taken:
                self._dead[version.name] = self._begun.number
            else:
                self._taken[version.id] = version._replace(types="")
                self._others.add_version(version.types, 1)
                self._check += check_of(version.checksum)
        return len(self._taken)

    def _forget(self, ids: Iterable[str]) -> None:
        """Have versions that it begins with seen no more, and counted no more."""
        for version in self._versions.of_posts(ids, self._before):
            if version.name not in self._dead:
                self._dead[version.name] = self._begun.number
                self._others.add_version(version.types, -1)
                self._check -= check_of(version.checksum)
                self._checksums.leave(version.id)

    # --- the end ---

    def _forget_late(self) -> None:
        """Have what another writer's processes wrote after it ended seen by nobody."""
        taken = {version.name for version in self._taken.values()}
        for version in self._versions.every(self._before):
            if version.name not in taken:
                self._dead.setdefault(version.name, self._begun.number)

    def _count_again(self) -> None:
        """Count this writer's versions as they are: what was replaced counts no more."""
        self._own = Tally()
        for version in self._versions.every({"term": {"from": self._begun.number}}, types=True):
            if version.name not in self._dead:
                self._own.add_version(version.types, 1)

    def _settle(self) -> None:
        """Have it settled which versions the generation sees, and have these seen."""
        begun = self._begun
        self._forget(self._removed)
        forgettable = ending.forgettable(begun, self._dead)
        ending.delete_versions(begun, forgettable)
        for name in forgettable:
            del self._dead[name]
        self._versions.refresh()
        if self._taken:
            self._forget_late()
        if self._twice:
            self._count_again()

    def _put(
        self, files: Mapping[str, Path | str], pool: ThreadPoolExecutor
    ) -> dict[str, Future[StoredFile]]:
        """Begin to have files in the cluster."""
        alias = self._begun.control_alias
        return {name: pool.submit(self._files.put, each, alias) for name, each in files.items()}

    def _stored(
        self, put: Mapping[str, Future[StoredFile]], pool: ThreadPoolExecutor
    ) -> dict[str, StoredFile]:
        """Have all files of the generation in the cluster; the given ones are on their way."""
        every = dict(put)
        if self._dead:
            every |= self._put({DEAD: dead_text(self._dead)}, pool)
        alias = self._begun.control_alias
        before = self._begun.manifest if self._begun.goes_on else None
        statistics = statistics_files(self._files, before, self._own_and_others(), alias)
        return {**statistics, **{name: each.result() for name, each in every.items()}}

    def _own_and_others(self) -> Tally:
        self._own.merge(self._others)
        return self._own

    def _verified(self) -> Sums:
        """Ask for the generation's posts as a reader will, and read some of them back."""
        begun = self._begun
        sums = self._versions.sums(visible(begun.number, begun.aborted, self._dead))
        if (sums.posts, sums.check) != (len(self._checksums), self._check):
            raise self._unlike(f"of {len(self._checksums)} posts, {sums.posts} are there")
        added = self._checksums.added
        some = random.sample(sorted(added), min(_READ_BACK, len(added)))
        names = [version_id(begun.number, post_id) for post_id in some]
        for post_id, parts in zip(some, self._versions.parts(names), strict=True):
            if parts is None or checksum_of(*parts) != added[post_id]:
                raise self._unlike(f"{post_id} is another")
        return sums

    def _unlike(self, what: str) -> KnowledgeBaseError:
        # Of a writer whose place another took, versions are cleared away.
        begun = self._begun
        if begun.posts_alias not in read_state(self._cluster, surely=True).aliases.get(
            begun.index, ()
        ):
            return superseded(self._cluster)
        return IndexDamagedError(
            f"{self._cluster.location.where}: posts read differently from what was sent ({what}); "
            "nothing was switched. Look at the cluster, then run `kb index` again"
        )

    def _manifest(self, stored: Mapping[str, StoredFile], corpus: str, sums: Sums) -> Manifest:
        begun = self._begun
        return Manifest(
            name=generation_name(begun.index, begun.number),
            format=FORMAT,
            fingerprint=self._fingerprint,
            index=begun.index,
            number=begun.number,
            posts=sums.posts,
            sum=sums.check,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            corpus=corpus,
            files=stored,
            lengths=sums.lengths,
            aborted=begun.aborted,
            kept=ending.kept(begun),
        )
