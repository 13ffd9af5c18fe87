"""The vectors of the live generation: made after it is live, and switched to in another one."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from kb.engines import MEMORY_MB, live_generation, open_engine, open_writer
from kb.errors import IndexDamagedError, KnowledgeBaseError, reason
from kb.files import users_cache
from kb.indexing import known as known_posts
from kb.indexing.processes import portions
from kb.indexing.progress import Progress, Stage, unseen
from kb.meaning.building import Embedding, carried_over, is_done, stored
from kb.meaning.embedder import Embedder, EmbeddingError
from kb.meaning.spool import VectorSpool
from kb.search import lookups
from kb.search.port.document import Document
from kb.search.port.engine import Engine, Generation, Writer

_DOCUMENTS_AT_ONCE = 200

# The name of a generation, and the checksums of its posts by their ids.
Checksums = tuple[str, Mapping[str, str]]
# What a generation may have besides its posts and their vectors.
_OTHER_FILES = (lookups.LEXICON_FILE, lookups.FILE, known_posts.FILE)


def carried(
    writer: Writer, checksums: Mapping[str, str], embedder: Embedder, folder: Path
) -> dict[str, Path | str]:
    """Return the files by which a generation has the vectors of what did not change.

    So no post that was found by its meaning is lost while others are embedded.
    """
    store = stored(writer.live_file, embedder.name)
    return carried_over(store, checksums, folder) if store else {}


def add_meaning(
    index: str | Path,
    engine: str,
    embedder: Embedder,
    memory: int = MEMORY_MB,
    progress: Progress = unseen,
    known: Checksums = ("", {}),
) -> Generation | None:
    """Embed what the live generation has no vectors of, and switch to one that has.

    Args:
        index: where the index is.
        engine: the engine's name.
        embedder: makes vectors of posts.
        memory: as for `build_index`.
        progress: shows how far it is.
        known: the name of a generation, most likely the live one, and the checksums of its posts.

    Returns:
        The generation that has them; None where another process is embedding, which goes on to
        what this one has found.

    Raises:
        EmbeddingError: there are no vectors to be had; the live generation stays, and what was
            made is kept for the next time.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 (a lock is for who writes)

    folder = spool_folder(index)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".meaning.lock").acquire(blocking=False):
            while True:
                generation = _added(index, engine, embedder, memory, progress, known, folder)
                if generation is not None:
                    return generation
    except Timeout:
        return None
    except EmbeddingError as error:
        raise EmbeddingError(
            f"{error}; what is new is found by its words, and `kb index` goes on where it was"
        ) from error
    except OSError as error:
        raise KnowledgeBaseError(
            f"{folder}: vectors cannot be kept here ({reason(error)}); the index is whole, but "
            "without them"
        ) from error


def spool_folder(index: str | Path) -> Path:
    """Return where the vectors that are made for an index are kept: with it, if it is a folder.

    Of one in a cluster, in a folder of its own in the user's cache.
    """
    folder = Path(index)
    if folder.is_dir():
        return folder
    name = hashlib.sha256(str(index).encode()).hexdigest()[:16]
    return users_cache("kunskapsbanken") / "meaning" / name


def _added(
    index: str | Path,
    engine: str,
    embedder: Embedder,
    memory: int,
    progress: Progress,
    known: Checksums,
    folder: Path,
) -> Generation | None:
    """Do it once; None where another build has switched meanwhile."""
    with ExitStack() as stack:
        opened = open_engine(index, engine)
        stack.callback(opened.close)
        name, checksums = known
        if opened.generation.name != name:
            checksums = dict(opened.checksums())
        store = stored(opened.file, embedder.name)
        if is_done(store, checksums):
            return opened.generation
        spool = VectorSpool(folder, embedder.name, store.dimension if store else None)
        embedding = Embedding(embedder, spool, store, checksums)

        def documents(ids: Sequence[str]) -> Iterator[Document]:
            for some in portions(ids, _DOCUMENTS_AT_ONCE):
                for post_id, found in zip(some, opened.documents(some), strict=True):
                    if found is None:
                        raise IndexDamagedError(f"{index}: {post_id} is not there; run `kb index`")
                    yield found

        embedding.embed(documents, partial(progress, Stage.EMBEDDING))
        with TemporaryDirectory() as made_in:
            files = embedding.write(Path(made_in))
            return _switched(index, engine, opened, files, memory)


def _switched(
    index: str | Path, engine: str, opened: Engine, files: Mapping[str, Path | str], memory: int
) -> Generation | None:
    live = opened.generation
    writer = open_writer(index, engine, memory=memory)
    try:
        if live_generation(index, engine) != live.name:
            writer.abort()
            return None
        if len(writer.checksums) != live.posts:
            raise IndexDamagedError(
                f"{index}: the index is not as it was built; run `kb index --full`"
            )
        others = {name: writer.live_file(name) for name in _OTHER_FILES}
        own = {name: path for name, path in others.items() if path is not None and path.exists()}
        return writer.commit({**own, **files}, live.corpus)
    except BaseException:
        writer.abort()
        raise
