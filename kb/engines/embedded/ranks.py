"""Which documents of a generation are live, and their rank by date: `columns.arrays`."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.array_file import AnyArray, ArrayFile

FILE = "columns.arrays"


def rank_arrays(segments: Sequence[tuple[ArrayFile, NDArray[np.bool_]]]) -> dict[str, AnyArray]:
    """Return the arrays of a generation, an element a doc id, from its segments and who is live.

    `newest` and `oldest`, int32, are ranks among all documents; of a day, posts stand by their id.
    """
    live = np.concatenate([np.empty(0, np.bool_), *(live for _, live in segments)])
    days = np.concatenate([np.empty(0, np.int32), *(file["days"] for file, _ in segments)])
    by_id = _by_id([file for file, _ in segments])
    return {
        "live": live,
        "newest": _ranks(by_id[np.argsort(-days[by_id], kind="stable")]),
        "oldest": _ranks(by_id[np.argsort(days[by_id], kind="stable")]),
    }


def _by_id(files: Sequence[ArrayFile]) -> NDArray[np.int64]:
    """Return all doc ids in the order of their posts' ids; each dictionary has its own sorted."""
    texts, doc_ids, base = [], [], 0
    for file in files:
        docs = file["id/docs"]
        terms = np.repeat(np.arange(len(file["id/ends"])), np.diff(file["id/starts"]))
        texts.append(_padded(file["id/texts"], file["id/ends"])[terms])
        doc_ids.append(docs.astype(np.int64) + base)
        base += len(docs)
    if not files:
        return np.empty(0, np.int64)
    # Sorted pieces: what a stable sort merges rather than sorts.
    order = np.argsort(np.concatenate(texts), kind="stable")
    return np.concatenate(doc_ids)[order]


def _padded(texts: AnyArray, ends: AnyArray) -> NDArray[np.bytes_]:
    """Return texts that lie one after the other as fixed-width ones, which sort alike."""
    lengths = np.diff(ends, prepend=ends.dtype.type(0))
    width = max(1, int(lengths.max(initial=0)))
    padded = np.zeros((len(ends), width), np.uint8)
    padded[np.arange(width) < lengths[:, None]] = texts
    return padded.view(f"S{width}").ravel()


def _ranks(order: NDArray[np.int64]) -> NDArray[np.int32]:
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks
