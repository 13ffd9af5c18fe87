"""The statistics of terms as files of a generation, kept exact from one to the next."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from kb.engines.opensearch.dictionary import Dictionary, write_base
from kb.engines.opensearch.files import Files
from kb.engines.opensearch.manifest import OVERLAY, TERMS, Manifest, StoredFile
from kb.engines.opensearch.writing.tally import Counts, Tally
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
        totals = {form: dictionary.all_counts(form, changes[form]) for form in Form}
    finally:
        dictionary.close()
    return {TERMS: _base(files, totals, index)}


def _base(files: Files, totals: _Totals, index: str) -> StoredFile:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / TERMS
        write_base(path, totals)
        return files.put(path, index)
