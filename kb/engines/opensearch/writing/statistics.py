"""The statistics of terms as files of a generation, kept exact from one to the next."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from kb.engines.opensearch.dictionary import Dictionary, write_base
from kb.engines.opensearch.files import Files
from kb.engines.opensearch.manifest import OVERLAY, TERMS, Manifest, StoredFile
from kb.engines.opensearch.writing.tally import WIDTH, Counts, Tally
from kb.search.port.queries import Form

_Totals = Mapping[Form, tuple[list[bytes], Counts]]


def statistics_files(
    files: Files, before: Manifest | None, tally: Tally, index: str
) -> dict[str, StoredFile]:
    """Return the files with the statistics of a generation, which are in the cluster then.

    Args:
        files: of the index.
        before: the generation that it goes on with; None where it begins anew.
        tally: what its posts count; of one that goes on, what has changed.
        index: the writer's alias of the control index.
    """
    if before is None:
        return {TERMS: _base(files, tally.totals(), index)}
    changes = tally.changes()
    own = {name: before.files[name] for name in (TERMS, OVERLAY) if name in before.files}
    if not any(changes.values()):
        return own
    paths = {name: files.fetch(file, name) for name, file in own.items()}
    dictionary = Dictionary(paths[TERMS], paths.get(OVERLAY))
    try:
        overlay = dictionary.changed(changes)
        if overlay is not None:
            return {TERMS: own[TERMS], OVERLAY: files.put(overlay, index)}
        totals = {form: _changed(dictionary.all_counts(form), changes[form]) for form in Form}
    finally:
        dictionary.close()
    return {TERMS: _base(files, totals, index)}


def _base(files: Files, totals: _Totals, index: str) -> StoredFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / TERMS
        write_base(path, totals)
        return files.put(path, index)


def _changed(
    before: tuple[list[bytes], Counts], changes: Mapping[str, Sequence[int]]
) -> tuple[list[bytes], Counts]:
    """Return counts with some changes, sorted; terms that stand nowhere are left out."""
    texts, counts = before
    rows = dict(zip(texts, range(len(texts)), strict=True))
    more = sorted({text.encode() for text in changes} - rows.keys())
    rows |= dict(zip(more, range(len(texts), len(texts) + len(more)), strict=True))
    every = np.concatenate([counts, np.zeros((len(more), WIDTH), np.int32)])
    for text, change in changes.items():
        every[rows[text.encode()]] += np.array(change, np.int32)
    order = [rows[text] for text in sorted(rows) if every[rows[text], 0]]
    names = [*texts, *more]
    return [names[row] for row in order], every[order]
