"""The tokens of documents in the order in which they stand, until they are inverted."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.building.inversion import Tokens
from kb.engines.embedded.files.spool import Spool
from kb.engines.files.ragged import Integers, Places, narrowed, portions, starts_of
from kb.search.port.terms import PARAGRAPH_GAP


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of documents, as a `kb.search.port.batch.Batch` has them."""

    texts: Integers
    tokens: Integers
    types: Integers
    starts: Integers
    joined: Integers
    joined_per_text: Integers
    gaps: Integers
    gaps_per_text: Integers

    @property
    def per_document(self) -> NDArray[np.int64]:
        """How many texts each document has."""
        counts: NDArray[np.int64] = self.texts.sum(axis=1, dtype=np.int64)
        return counts + 1

    def of(self, wanted: NDArray[np.bool_]) -> "Texts":
        """Return the wanted documents."""
        texts = np.repeat(wanted, self.per_document)
        tokens = np.repeat(texts, self.tokens)
        return Texts(
            self.texts[wanted],
            self.tokens[texts],
            self.types[tokens],
            self.starts[tokens],
            self.joined[np.repeat(texts, self.joined_per_text)],
            self.joined_per_text[texts],
            self.gaps[np.repeat(texts, self.gaps_per_text)],
            self.gaps_per_text[texts],
        )

    def renumbered(self, numbers: NDArray[np.int32]) -> "Texts":
        """Return the same with other numbers of types."""
        joined = self.joined.copy()
        joined[:, 0] = numbers[joined[:, 0]]
        return replace(self, types=numbers[self.types], joined=joined)

    def placed(self, first: int) -> Tokens:
        """Return the tokens with their places; the first document has this number."""
        per_document = self.per_document
        docs = np.repeat(np.arange(len(per_document)), per_document)
        starts = starts_of(per_document)[:-1]
        # A title, then paragraphs, then tags.
        at = np.arange(len(docs)) - starts[docs]
        paragraphs = self.texts[:, 0].astype(np.int64)
        fields_ = (at > 0).astype(np.int64) + (at > paragraphs[docs])
        firsts = np.stack([starts, starts + 1, starts + 1 + paragraphs], axis=1)
        before = starts_of(self.tokens.astype(np.int64) + PARAGRAPH_GAP)
        offsets = before[:-1] - before[firsts[docs, fields_]]
        begins = starts_of(self.tokens)[:-1]
        joined_texts = np.repeat(np.arange(len(docs)), self.joined_per_text)
        joined_at = begins[joined_texts] + self.joined[:, 1]
        at = np.insert(np.arange(len(self.types)), joined_at, joined_at)
        texts = np.repeat(np.arange(len(docs)), self.tokens)[at]
        return Tokens(
            types=np.insert(self.types, joined_at, self.joined[:, 0]),
            docs=(first + docs).astype(np.int32)[texts],
            fields=fields_.astype(np.int8)[texts],
            positions=(at + (offsets - begins)[texts]).astype(np.int32),
            joined=np.insert(np.zeros(len(self.types), np.bool_), joined_at, True),
        )


# How wide the arrays are that have more than one column.
_WIDTHS = {"texts": 2, "joined": 4, "gaps": 2}
# By whose number the arrays have rows; those of a text by the number of texts.
_PER_TEXT = ("tokens", "joined_per_text", "gaps_per_text")
_ROWS = {"types": 0, "starts": 0, "joined": 1, "gaps": 2}


class ForwardIndex:
    """Texts of documents, as they come."""

    def __init__(self, folder: Path, memory: int) -> None:
        """Begin without any; more than `memory` bytes of each array are kept in `folder`."""
        self._spools = {field.name: Spool(folder, np.int32, memory) for field in fields(Texts)}
        # Of each document how many tokens, joined forms and gaps it has.
        self._sums = Spool(folder, np.int64, memory)

    def add(self, texts: Texts) -> None:
        """Add documents."""
        for name, spool in self._spools.items():
            spool.append(getattr(texts, name))
        if len(texts.texts):
            firsts = starts_of(texts.per_document)[:-1]
            columns = [getattr(texts, name).astype(np.int64) for name in _PER_TEXT]
            self._sums.append(np.add.reduceat(np.stack(columns, axis=1), firsts))

    def portions(self, docs: Places, most: int) -> Iterator[Texts]:
        """Yield documents, ascending, of at most `most` tokens at a time if possible."""
        texts = self._spools["texts"].array().reshape(-1, 2)
        of_texts = starts_of(1 + texts.sum(axis=1, dtype=np.int64))
        of_sums = [starts_of(sums) for sums in self._sums.array().reshape(-1, 3).T]
        ends = np.cumsum(np.diff(of_sums[0])[docs])
        for begin, end in portions(ends, most):
            first, last = int(docs[begin]), int(docs[end - 1]) + 1
            found = self._read(first, last, of_texts, of_sums)
            if end - begin < last - first:
                wanted = np.zeros(last - first, np.bool_)
                wanted[docs[begin:end] - first] = True
                found = found.of(wanted)
            yield found

    def tag_counts(self, docs: Places) -> NDArray[Any]:
        """Return how many of the texts of documents are tags."""
        return narrowed(self._spools["texts"].array().reshape(-1, 2)[docs, 1], np.uint8)

    def close(self) -> None:
        """Forget all of them."""
        for spool in (*self._spools.values(), self._sums):
            spool.close()

    def _read(self, first: int, last: int, of_texts: Places, of_sums: list[Places]) -> Texts:
        arrays: dict[str, NDArray[Any]] = {}
        for name, spool in self._spools.items():
            width = _WIDTHS.get(name, 1)
            begin, end = first, last
            if name in _PER_TEXT:
                begin, end = int(of_texts[first]), int(of_texts[last])
            elif name in _ROWS:
                starts = of_sums[_ROWS[name]]
                begin, end = int(starts[first]), int(starts[last])
            values = spool.read(begin * width, end * width)
            arrays[name] = values.reshape(-1, width) if width > 1 else values
        return Texts(**arrays)
