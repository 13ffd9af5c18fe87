"""Whether the vectors of a generation are those of its posts."""

from collections.abc import Iterator

import numpy as np

from kb.errors import IndexDamagedError, reason
from kb.meaning.passages import cut, passages
from kb.meaning.spool import key_of
from kb.meaning.store import ABOUT, VectorStore
from kb.search.port.engine import Engine

_AT_ONCE = 200


def problems(engine: Engine) -> Iterator[str]:
    """Yield, a sentence each, what is wrong with the vectors; that some are to come is not.

    Nor is it that a generation has none.
    """
    if not engine.file(ABOUT).exists():
        return
    try:
        store = VectorStore(engine.file)
        if store.about.cut != cut():
            yield f"{engine.file(ABOUT)}: its vectors are of another version; run `kb index`"
            return
        yield from _problems(engine, store)
    except (OSError, IndexDamagedError, ValueError, TypeError, KeyError) as error:
        yield f"{engine.file(ABOUT)}: its vectors cannot be read ({reason(error)})"


def _problems(engine: Engine, store: VectorStore) -> Iterator[str]:
    rows = store.rows
    checksums = dict(engine.checksums())
    if list(rows.ids) != sorted(rows.ids):
        yield f"{engine.file(ABOUT)}: its posts are not in order"
    for post_id in sorted({*rows.ids} - checksums.keys()):
        yield f"{post_id}: has vectors, but is no post"
    missing = len(checksums.keys() - {*rows.ids})
    if missing != store.about.missing:
        yield f"{engine.file(ABOUT)}: counts {store.about.missing} posts without, not {missing}"
    numbers = (store.passages.passages.scales, store.passages.lengths, store.passages.mean)
    if not all(np.isfinite(each).all() for each in (*numbers, store.passages.query_mean)):
        yield f"{engine.file(ABOUT)}: has numbers that are none"
    if np.any(np.diff(rows.starts) < 1):
        yield f"{engine.file(ABOUT)}: has posts without a passage"
    for start in range(0, len(rows.ids), _AT_ONCE):
        ids = rows.ids[start : start + _AT_ONCE]
        for number, document in enumerate(engine.documents(ids), start):
            if document is None:
                continue  # named above
            kept = rows.keys[int(rows.starts[number]) : int(rows.starts[number + 1])]
            own = [key_of(each.embedded, "passage") for each in passages(document)]
            if rows.checksums[number].tobytes().hex() != document.checksum or own != [
                bytes(key) for key in kept
            ]:
                yield f"{document.id}: its vectors are of another text"
