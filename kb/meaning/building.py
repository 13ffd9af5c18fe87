"""Posts → their vectors: what is known is taken over, and only new passages are embedded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from heapq import nsmallest
from pathlib import Path

import numpy as np

from kb.engines.files.ragged import starts_of
from kb.errors import IndexDamagedError
from kb.meaning.embedder import Embedder, Vectors
from kb.meaning.passages import cut, lot, passages, words_to_try
from kb.meaning.similarity import TRIED, centred, floor_of
from kb.meaning.spool import VectorSpool, key_of
from kb.meaning.store import ABOUT, ARRAYS, About, Rows, VectorStore
from kb.search.port.document import Document

# Texts that are embedded between two writes: what an interruption costs.
_AT_ONCE = 16

# Shows how far so many texts are; what is entered is told how many more are done.
Progress = Callable[[int], AbstractContextManager[Callable[[int], object]]]
# Where a file of a generation lies, None where it has none.
FileOf = Callable[[str], Path | None]


def stored(file_of: FileOf, model: str) -> VectorStore | None:
    """Return the vectors that a generation has of a model; None where it has none to go on from."""

    def file(name: str) -> Path:
        found = file_of(name)
        if found is None:
            raise FileNotFoundError(name)
        return found

    try:
        store = VectorStore(file)
        is_own = (store.about.model, store.about.cut) == (model, cut())
        return store if is_own and store.rows.ids else None
    except (OSError, IndexDamagedError, ValueError, TypeError, KeyError):
        return None


def is_done(store: VectorStore | None, checksums: Mapping[str, str]) -> bool:
    """Tell whether a generation has all the vectors that are wanted, and no others.

    `checksums` has those of all its posts, by id.
    """
    if store is None or not checksums:
        return not checksums
    about, rows = store.about, store.rows
    is_whole = not about.missing and len(rows.ids) == len(checksums) and not about.outdated
    return is_whole and rows.as_they_are(checksums) is rows


def carried_over(
    store: VectorStore, checksums: Mapping[str, str], folder: Path
) -> dict[str, Path | str]:
    """Return the files of a generation with the vectors of those posts that stay as they are.

    `checksums` has those of all its posts, by id; what is written goes to `folder`.
    """
    rows = store.rows.as_they_are(checksums)
    if not rows.ids:
        return {}
    passages_left = centred(rows.passages, store.passages.query_mean)
    rows.write(folder / ARRAYS, passages_left)
    # What is usual in the archive has hardly changed; `Embedding` finds it out anew.
    about = replace(
        store.about,
        missing=len(checksums) - len(rows.ids),
        outdated=store.about.outdated or rows is not store.rows,
    )
    return {ARRAYS: folder / ARRAYS, ABOUT: about.to_text()}


class Embedding:
    """The vectors of a generation in the making."""

    def __init__(
        self,
        embedder: Embedder,
        spool: VectorSpool,
        store: VectorStore | None,
        checksums: Mapping[str, str],
    ) -> None:
        """Begin.

        Args:
            embedder: makes the vectors that there are not.
            spool: has the vectors that were made, and gets new ones.
            store: of the live generation.
            checksums: of all posts, by id.
        """
        self._embedder = embedder
        self._spool = spool
        self._checksums = checksums
        kept = store.rows.as_they_are(checksums) if store else None
        self._kept = kept if kept and kept.ids else None
        self._missing = sorted(checksums.keys() - set(self._kept.ids if self._kept else ()))

    def embed(
        self, documents: Callable[[Sequence[str]], Iterable[Document]], progress: Progress
    ) -> None:
        """Embed what is missing.

        Args:
            documents: gives posts by their ids.
            progress: shows how far it is.

        Raises:
            EmbeddingError: there are no vectors to be had; those that were made are kept.
        """
        self._new = [
            (post.id, [each.embedded for each in passages(post)], words_to_try(post))
            for post in documents(self._missing)
        ]
        known = self._kept.words if self._kept else ()
        words = {word for line in known for word in line.split()}
        words.update(word for _, _, own in self._new for word in own)
        tried = nsmallest(TRIED, words, key=lot)
        self._tried = {key_of(word, "query"): word for word in tried}
        texts = {key_of(text, "passage"): text for _, own, _ in self._new for text in own}
        missing = {key: text for key, text in texts.items() if key not in self._spool}
        untried = {key: word for key, word in self._tried.items() if key not in self._spool}
        with progress(len(missing) + len(untried)) as advance:
            self._embed(self._embedder.passages, missing, advance)
            self._embed(self._embedder.queries, untried, advance)

    def write(self, folder: Path) -> dict[str, Path | str]:
        """Write the arrays to a folder, once all is embedded; return the generation's files."""
        rows, tried = self._rows(), list(self._tried)
        vectors = _vectors(self._spool, tried, rows.passages.numbers.shape[1])
        mean: Vectors = vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
        apart = centred(rows.passages, mean)
        rows.write(folder / ARRAYS, apart)
        floor = floor_of(apart, rows.starts, vectors) if tried else 1.0
        about = About(self._embedder.name, cut(), 0, floor)
        self._spool.keep([*tried, *(bytes(key) for key in rows.keys)])
        return {ARRAYS: folder / ARRAYS, ABOUT: about.to_text()}

    def _embed(
        self,
        embed: Callable[[Sequence[str]], Vectors],
        texts: Mapping[bytes, str],
        advance: Callable[[int], object],
    ) -> None:
        keys = list(texts)
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            self._spool.add(some, embed([texts[key] for key in some]))
            advance(len(some))

    def _rows(self) -> Rows:
        """Return all posts, those that are known and those that are new."""
        new, spool = self._new, self._spool
        if not new and self._kept:
            return self._kept
        keys = [key_of(text, "passage") for _, own, _ in new for text in own]
        digests = bytes.fromhex("".join(self._checksums[post_id] for post_id, _, _ in new))
        rows = Rows(
            [post_id for post_id, _, _ in new],
            np.frombuffer(digests, np.uint8).reshape(len(new), -1),
            [" ".join(tried) for _, _, tried in new],
            starts_of(np.array([len(own) for _, own, _ in new], np.int64)),
            np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), -1),
            spool.get(keys),
        )
        return self._kept.joined(rows) if self._kept else rows


def _vectors(spool: VectorSpool, keys: Sequence[bytes], dimension: int) -> Vectors:
    if not keys:
        return np.zeros((1, dimension), np.float32)
    return spool.get(keys).vectors()
