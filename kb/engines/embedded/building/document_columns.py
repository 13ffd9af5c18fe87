"""What a segment holds of its documents besides their words: columns, keywords, stored texts."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import numpy as np

from kb.corpus.kinds import KINDS
from kb.engines.embedded.files.stored_documents import StoredDocuments
from kb.engines.embedded.files.text_column import TextColumn
from kb.engines.files.array_file import AnyArray, ArrayWriter
from kb.engines.files.dictionary import Dictionary, dictionary_arrays
from kb.engines.files.ragged import (
    Integers,
    Places,
    inverted,
    lengths_of,
    narrow,
    places_of,
    starts_of,
)
from kb.search.port.batch import Batch

_CHECKSUM_BYTES = 32


class Keywords:
    """Some values for each document, of few that many share."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._counts = array("i")
        self._values = array("i")

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Add documents' values."""
        values, numbers = list(chain.from_iterable(rows)), self._numbers
        for value in values:
            numbers.setdefault(value, len(numbers))
        self._counts.extend(map(len, rows))
        self._values.extend(map(numbers.__getitem__, values))

    def extend(self, texts: Iterable[str], starts: Places, values: Integers, docs: Places) -> None:
        """Add some documents of those whose lists of values these are, by places of `texts`."""
        numbers = [self._numbers.setdefault(text, len(self._numbers)) for text in texts]
        self._counts.extend((starts[docs + 1] - starts[docs]).tolist())
        wanted = values[places_of(starts, docs)]
        self._values.extend(np.array(numbers, np.int32)[wanted].tolist())

    def arrays(self, name: str, docs: Places, *, by_document: bool) -> dict[str, AnyArray]:
        """Return the arrays of some documents; a value counts once for each."""
        all_counts = np.array(self._counts, np.int64)
        values = np.array(self._values, np.int64)[places_of(starts_of(all_counts), docs)]
        owners = np.repeat(np.arange(len(docs)), all_counts[docs])
        firsts = np.unique((owners << 32) | values, return_index=True)[1]
        firsts.sort()
        values = values[firsts]
        counts = np.bincount(owners[firsts], minlength=len(docs))
        texts = list(self._numbers)
        used = sorted((texts[value].encode(), value) for value in np.unique(values).tolist())
        ranks = np.zeros(len(texts), np.int64)
        ranks[[value for _, value in used]] = np.arange(len(used))
        values = ranks[values]
        starts, having = inverted(counts, values, len(used))
        arrays = dictionary_arrays(name, [text for text, _ in used])
        arrays[f"{name}/starts"] = starts.astype(np.uint32)
        arrays[f"{name}/docs"] = having.astype(np.uint32)
        if by_document:
            arrays[f"{name}/of_starts"] = starts_of(counts).astype(np.uint32)
            arrays[f"{name}/of"] = values.astype(narrow(max(0, len(used) - 1), np.uint16))
        return arrays


class DocumentColumns:
    """All of it, a row a document, as they come; written for those that stay."""

    def __init__(self, folder: Path, memory: int, dictionary: bytes) -> None:
        """Begin without documents; `dictionary` is for `StoredDocuments`."""
        self._titles = TextColumn(folder, memory)
        self._stored = StoredDocuments(folder, memory, dictionary)
        self._ids: list[str] = []
        self._checksums = bytearray()
        self._days = array("i")
        self._aliases = Keywords()
        self._kinds = {kind.name: Keywords() for kind in KINDS}

    def add(self, batch: Batch) -> list[str]:
        """Add documents; return their ids."""
        documents = batch.documents
        ids = [document.id for document in documents]
        self._ids += ids
        self._titles.add([document.title.encode() for document in documents])
        self._checksums += b"".join(map(bytes.fromhex, batch.checksums))
        self._days.extend([document.published.toordinal() for document in documents])
        self._aliases.add([document.aliases for document in documents])
        for name, keywords in self._kinds.items():
            keywords.add([document.entries.get(name, ()) for document in documents])
        self._stored.add(batch.parts)
        return ids

    def extend(self, arrays: Mapping[str, AnyArray], docs: Places) -> list[str]:
        """Add documents of a segment, ascending; return their ids."""
        all_ids = _texts(arrays, "id")
        ids = [all_ids[number] for number in arrays["id/of"][docs].tolist()]
        self._ids += ids
        self._titles.extend(arrays["titles/texts"], arrays["titles/ends"], docs)
        self._checksums += arrays["checksums"][docs].tobytes()
        self._days.extend(arrays["days"][docs].tolist())
        counts = lengths_of(arrays["alias/starts"][1:])
        starts, values = inverted(counts, arrays["alias/docs"], len(arrays["days"]))
        self._aliases.extend(_texts(arrays, "alias"), starts, values, docs)
        for name, keywords in self._kinds.items():
            of_starts = arrays[f"{name}/of_starts"].astype(np.int64)
            keywords.extend(_texts(arrays, name), of_starts, arrays[f"{name}/of"], docs)
        self._stored.extend(arrays, docs)
        return ids

    def write(self, writer: ArrayWriter, docs: Places) -> None:
        """Write what is known of some documents, ascending."""
        for name, array_ in self._arrays(docs).items():
            writer.add(name, array_)
        self._titles.write(writer, "titles/texts", docs, np.uint32)
        self._stored.write(writer, docs)

    def close(self) -> None:
        """Forget all of it."""
        self._titles.close()
        self._stored.close()

    def _arrays(self, docs: Places) -> dict[str, AnyArray]:
        arrays = self._aliases.arrays("alias", docs, by_document=False)
        for name, keywords in self._kinds.items():
            arrays |= keywords.arrays(name, docs, by_document=True)
        ids = [self._ids[doc].encode() for doc in docs.tolist()]
        by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
        arrays |= dictionary_arrays("id", [ids[doc] for doc in by_id.tolist()])
        arrays["id/starts"] = np.arange(len(ids) + 1, dtype=np.uint32)
        arrays["id/docs"] = by_id.astype(np.uint32)
        arrays["id/of"] = np.argsort(by_id).astype(np.uint16)
        days = np.array(self._days, np.int32)[docs]
        found, of_docs = np.unique(days, return_inverse=True)
        dates = [date.fromordinal(day) for day in found.tolist()]
        starts = starts_of(np.bincount(of_docs, minlength=len(dates)))
        arrays |= dictionary_arrays("published", [day.isoformat().encode() for day in dates])
        arrays["published/starts"] = starts.astype(np.uint32)
        arrays["published/docs"] = np.argsort(of_docs, kind="stable").astype(np.uint32)
        arrays["days"] = days
        arrays["years"] = np.array([day.year for day in dates], np.int16)[of_docs]
        checksums = np.frombuffer(bytes(self._checksums), np.uint8)
        arrays["checksums"] = checksums.reshape(-1, _CHECKSUM_BYTES)[docs]
        return arrays


def _texts(arrays: Mapping[str, AnyArray], name: str) -> list[str]:
    return [text.decode() for text in Dictionary(arrays, name).all_texts()]
