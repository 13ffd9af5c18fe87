"""Batches of analysed documents → what is sent of them to the cluster, and what they count.

`kb.engines.opensearch.mapping` says what each field is. Terms go as they are, in the order in
which they stand: the cluster splits them and nothing else.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np

from kb.corpus.kinds import KINDS
from kb.engines.opensearch.manifest import check_of, version_id
from kb.engines.opensearch.mapping import (
    ALTERNATIVE,
    BEGINNING,
    HOLE,
    SEPARATOR,
    begin_name,
    facet_name,
    field_name,
    length_name,
    stored_bag,
    stored_term,
)
from kb.engines.opensearch.packing import PACKED, Kept, Packer
from kb.engines.opensearch.writing.tally import (
    Counted,
    Counter,
    Growing,
    owners_of,
    terms_of_types,
)
from kb.engines.opensearch.writing.version_types import TypeText, type_text, types_text
from kb.search.port.batch import Batch, Head, TokenType
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, without_diacritics

_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class Encoded(NamedTuple):
    """A batch as it is sent: an operation for `Cluster.bulk` a document, and what it counts."""

    operations: list[bytes]
    counted: Counted


class Encoder:
    """Encodes batches, whose types it remembers by their sources."""

    def __init__(self, number: int) -> None:
        """Begin for the writer with a number."""
        self._number = number
        self._counter = Counter()
        self._packer = Packer()
        # By source: what is sent of its types.
        self._sources: dict[int, _Types] = {}

    def encode(self, batch: Batch) -> Encoded:
        """Encode a batch; those of a source come in their order."""
        types = self._sources.get(batch.source)
        if types is None or len(types.exact) != batch.first_type:
            types = self._sources[batch.source] = _Types()
        terms = terms_of_types(batch.new_types)
        types.add(batch.new_types, terms, self._counter.add_types(terms))
        counted = self._counter.count(batch, types.numbers.array)
        return Encoded(list(self._operations(batch, types)), counted)

    def _operations(self, batch: Batch, types: "_Types") -> Iterator[bytes]:
        texts = _texts(batch)
        lengths = types.lengths_of(batch)
        for number, head in enumerate(batch.documents):
            paragraphs, tags = batch.texts[number].tolist()
            source = self._head(head, batch.checksums[number])
            distinct = []
            for field, count in zip(FIELDS, (1, paragraphs, tags), strict=True):
                own = list(islice(texts, count))
                every = list(chain.from_iterable(text.all for text in own))
                distinct.append([types.types[each] for each in dict.fromkeys(every)])
                source |= types.fields(field, own, every)
                if field == "title":
                    source["title_words"] = types.words(own)
            kept = Kept(types_text(distinct).encode(), *batch.parts[number])
            source[PACKED] = self._packer.packed(kept)
            source |= lengths[number]
            name = version_id(self._number, head.id)
            yield f'{{"index":{{"_id":"{name}"}}}}\n{_JSON(source)}\n'.encode()

    def _head(self, head: Head, checksum: str) -> dict[str, Any]:
        return {
            "from": self._number,
            "check": check_of(checksum),
            "checksum": checksum,
            "id": head.id,
            "alias": head.aliases,
            "published": head.published.toordinal(),
            "year": f"{head.published.year:04}",
            **{facet_name(kind.name): head.entries.get(kind.name, ()) for kind in KINDS},
        }


class _Text(NamedTuple):
    """A text of a document: the types of its tokens, and joined forms (type, first token)."""

    tokens: Sequence[int]
    joined: Sequence[tuple[int, int]]

    @property
    def all(self) -> Sequence[int]:
        return [*self.tokens, *(each for each, _ in self.joined)] if self.joined else self.tokens


def _texts(batch: Batch) -> Iterator[_Text]:
    tokens, joined = batch.types.tolist(), batch.joined[:, :2].tolist()
    begin = begin_joined = 0
    for length, forms in zip(batch.tokens.tolist(), batch.joined_per_text.tolist(), strict=True):
        end, end_joined = begin + length, begin_joined + forms
        yield _Text(tokens[begin:end], joined[begin_joined:end_joined])
        begin, begin_joined = end, end_joined


class _Types:
    """What is sent of the types of one source, by their numbers."""

    def __init__(self) -> None:
        self.exact: list[str] = []
        self.types: list[TypeText] = []
        self.numbers = Growing()
        self._stems: list[str] = []
        self._parts: list[str] = []
        self._grams: list[str] = []
        self._begin: list[str] = []
        self._undotted: list[str] = []
        self._lengths = {form: Growing() for form in Form}

    def add(
        self,
        types: Sequence[TokenType],
        terms: Sequence[Mapping[Form, Sequence[str]]],
        first: int,
    ) -> None:
        """Take in further types and their terms; `first` is what the counter calls the first."""
        self.numbers.extend(range(first, first + len(types)))
        for form, lengths in self._lengths.items():
            lengths.extend([len(of_type[form]) for of_type in terms])
        for each, of_type in zip(types, terms, strict=True):
            text = each.text
            self.exact.append(stored_term(text))
            self.types.append(type_text(each))
            self._stems.append(ALTERNATIVE.join(map(stored_term, each.stems)) or HOLE)
            self._parts.append(stored_bag(of_type[Form.PART]))
            self._grams.append(stored_bag(of_type[Form.GRAM]))
            begin = text[:BEGINNING] if len(text) >= BEGINNING else ""
            self._begin.append(stored_term(begin))
            self._undotted.append("" if each.joined else stored_term(without_diacritics(text)))

    def words(self, title: Sequence[_Text]) -> str:
        """Return the undotted words of a title."""
        return SEPARATOR.join(self._undotted[each] for text in title for each in text.tokens)

    def fields(self, field: str, texts: Sequence[_Text], every: Sequence[int]) -> dict[str, Any]:
        """Return the fields of the cluster that one of FIELDS becomes; its types are `every`."""
        return {
            field_name(field, Form.EXACT): [_placed(self.exact, text) for text in texts],
            field_name(field, Form.STEM): [_placed(self._stems, text) for text in texts],
            field_name(field, Form.PART): _joined(self._parts, every),
            field_name(field, Form.GRAM): _joined(self._grams, every),
            begin_name(field): _joined(self._begin, every),
        }

    def lengths_of(self, batch: Batch) -> list[dict[str, int]]:
        """Return the lengths of the fields of each document of a batch."""
        docs, fields = owners_of(batch)
        keys = docs * len(FIELDS) + fields
        owners = np.concatenate(
            [np.repeat(keys, batch.tokens), np.repeat(keys, batch.joined_per_text)]
        )
        types = np.concatenate([batch.types, batch.joined[:, 0]])
        size = len(batch.documents) * len(FIELDS)
        names, columns = [], []
        for form, lengths in self._lengths.items():
            # Sums of whole numbers; as floating point they are exact, too.
            found = np.bincount(owners, lengths.array[types], size).astype(np.int64)
            columns.append(found.reshape(-1, len(FIELDS)))
            names += [length_name(field, form) for field in FIELDS]
        rows = np.concatenate(columns, axis=1).tolist()
        return [dict(zip(names, row, strict=True)) for row in rows]


def _placed(terms: Sequence[str], text: _Text) -> str:
    """Return the terms of a text where they stand."""
    if not text.joined:
        return SEPARATOR.join(map(terms.__getitem__, text.tokens))
    placed = list(map(terms.__getitem__, text.tokens))
    for each, first in text.joined:
        if terms[each] != HOLE:
            before = [] if placed[first] == HOLE else [placed[first]]
            placed[first] = ALTERNATIVE.join([terms[each], *before])
    return SEPARATOR.join(placed)


def _joined(bags: Sequence[str], types: Sequence[int]) -> str:
    return SEPARATOR.join(filter(None, map(bags.__getitem__, types)))
