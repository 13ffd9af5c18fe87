"""Reading a generation that is in a cluster: the engine, by a few calls for each page.

All that can be known without the cluster is in files of the generation: in how many posts terms
stand, which words there are. So a page costs two calls at the most: one counts what its query
matches, with its phrases, unless it is known to be enough; and one finds the posts.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from weakref import finalize

from kb.cache import Cache
from kb.engines.opensearch.dictionary import Dictionary
from kb.engines.opensearch.manifest import (
    DEAD,
    OVERLAY,
    TERMS,
    Manifest,
    StoredFile,
    dead_said,
)
from kb.engines.opensearch.reading.counting import Counting
from kb.engines.opensearch.reading.kept import Kept
from kb.engines.opensearch.reading.matching import Matching
from kb.engines.opensearch.reading.posts import Posts, document_of
from kb.engines.opensearch.transport.cluster import Cluster
from kb.engines.opensearch.visibility import visible
from kb.errors import IndexDamagedError, KnowledgeBaseError, reason
from kb.search.port.document import Document
from kb.search.port.engine import (
    Beginnings,
    Engine,
    Generation,
    Ladder,
    Match,
    Matches,
    MatchRequest,
    Statistics,
    StatisticsRequest,
)
from kb.search.port.queries import BooleanQuery, Term, all_exactly
from kb.search.port.spellings import statistics_of

# Posts decoded last; a news post takes some 8 kB.
_DOCUMENTS = 400


class OpenSearchEngine(Engine):
    """One generation, open for reading."""

    def __init__(self, cluster: Cluster, manifest: Manifest, file: Callable[[str], Path]) -> None:
        """Open a generation; `file` returns where a file of it lies on this machine.

        Raises:
            IndexDamagedError: its files cannot be read.
        """
        self.generation = Generation(
            manifest.name, manifest.posts, manifest.built_at, manifest.corpus
        )
        self._manifest = manifest
        self._file = file
        try:
            self._dictionary, dead = self._read()
        except (OSError, ValueError, KeyError) as error:
            raise IndexDamagedError(
                f"{manifest.name}: cannot be read ({reason(error)}); run `kb index --full`"
            ) from error
        # Nobody may say that it is done with: the last search that uses it lets go of it.
        self._release = finalize(self, self._dictionary.close)
        seen = visible(manifest.number, manifest.aborted, dead)
        kept = Kept(cluster, manifest.name)
        self._counting = Counting(kept, manifest, self._dictionary, seen)
        self._matching = Matching(kept, seen, self._counting)
        self._posts = Posts(kept, seen)
        self._documents = Cache[str, Document](_DOCUMENTS, lambda document: 1)

    def file(self, name: str) -> Path:
        """Return a file of the generation; see the protocol."""
        return self._file(name)

    def close(self) -> None:
        """Release its files; see the protocol."""
        self._release()

    def _read(self) -> tuple[Dictionary, list[str]]:
        """Read the statistics of terms, and which versions it does not see.

        What is damaged on this machine is fetched anew.
        """
        try:
            return self._read_once()
        except (OSError, ValueError, KeyError, IndexDamagedError):
            files = self._manifest.files
            own = [name for name in (TERMS, OVERLAY, DEAD) if name in files]
            whole = [_is_whole(self._file(name), files[name]) for name in own]
            if all(whole):
                raise
            return self._read_once()

    def _read_once(self) -> tuple[Dictionary, list[str]]:
        files = self._manifest.files
        text = self._file(DEAD).read_text("ascii") if DEAD in files else ""
        dead = list(dead_said(text))
        overlay = self._file(OVERLAY) if OVERLAY in files else None
        return Dictionary(self._file(TERMS), overlay), dead

    # --- matching ---

    def match(self, request: MatchRequest) -> Matches:
        """Find the posts that match; see the protocol."""
        self._dictionary.check()
        found = self._matching.match(request)
        return Matches(
            found.total,
            tuple([Match(self._document(hit), score) for hit, score in found.hits]),
            found.counts,
        )

    def _document(self, hit: Mapping[str, Any]) -> Document:
        """Return the post of a hit, whose `_id` is that of one version of it."""
        return self._documents.get(hit["_id"], lambda: document_of(hit))

    # --- statistics ---

    def statistics(self, request: StatisticsRequest) -> Statistics:
        """Return what the index tells; see the protocol."""
        self._dictionary.check()
        enough: dict[BooleanQuery, float] = {}
        for ladder in request.ladders:
            for query in ladder.queries:
                enough[query] = max(ladder.enough, enough.get(query, 0))
        # What is scored next is most likely what is counted now.
        _, counted = self._counting.known(enough, enough)
        totals = [
            list(_until_enough(ladder, [counted[query] for query in ladder.queries]))
            for ladder in request.ladders
        ]
        return statistics_of(request, totals, self._frequency, self._dictionary)

    def _frequency(self, term: Term) -> int:
        return self._dictionary.counts(term.form, term.text)[0]

    # --- completing ---

    def beginnings(self, typed: Sequence[str], words: int, titles: int) -> Beginnings:
        """Return what begins as was typed; see the protocol."""
        self._dictionary.check()
        found = tuple(islice(self._posts.titles_having(typed, titles), titles)) if titles else ()
        commonest = self._dictionary.commonest(typed[-1], words) if words else []
        return Beginnings(tuple(commonest), found)

    # --- documents ---

    def documents(self, ids: Sequence[str]) -> list[Document | None]:
        """Return posts by their ids; see the protocol."""
        hits = self._posts.by_ids(ids)
        return [self._document(hits[each]) if each in hits else None for each in ids]

    def checksums(self) -> Iterator[tuple[str, str]]:
        """Yield the checksum of every post; see the protocol."""
        return self._posts.checksums()

    def problems(self, titles: Callable[[Document], Collection[str]]) -> Iterator[str]:
        """Yield what is not as it was built; see the protocol."""
        for name, stored in self._manifest.files.items():
            try:
                whole = _is_whole(self._file(name), stored)
            except (OSError, KnowledgeBaseError) as error:
                yield f"{name}: cannot be read ({reason(error)})"
                continue
            if not whole:
                yield f"{name}: is not what was written; this machine will fetch it anew"
        posts = 0
        for part in self._posts.parts():
            posts += len(part)
            yield from self._problems_of(part, titles)
        if posts != self.generation.posts:
            yield f"{posts} posts are in the index, not {self.generation.posts}"

    def _problems_of(
        self, hits: Sequence[Mapping[str, Any]], titles: Callable[[Document], Collection[str]]
    ) -> Iterator[str]:
        queries: dict[str, BooleanQuery] = {}
        for hit in hits:
            (post_id,), (checksum,) = hit["sort"], hit["fields"]["checksum"]
            try:
                document = document_of(hit)
                if document.id != post_id or document.checksum != checksum:
                    yield f"{post_id}: is not what was written"
                    continue
                queries[post_id] = all_exactly(titles(document))
            except Exception as error:  # whatever a damaged document may raise
                yield f"{post_id}: cannot be read ({reason(error)})"
        for post_id, found in self._counting.found(queries).items():
            if not found:
                yield f"{post_id}: is not found by the words of its title"


def _is_whole(path: Path, stored: StoredFile) -> bool:
    """Tell whether a file is what was written; one that is not is gone, to be fetched anew."""
    with path.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256
    if not whole:
        path.unlink(missing_ok=True)
    return whole


def _until_enough(ladder: Ladder, totals: Sequence[int]) -> Iterator[int]:
    """Yield how many posts each query of a ladder matches, up to the first that is enough."""
    for total in totals:
        yield total
        if total >= ladder.enough:
            return
