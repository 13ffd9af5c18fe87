"""Batches of analysed documents → what is sent of them to the cluster, and what they count.

`kb.engines.opensearch.mapping` says what each field is. Terms go as they are, in the order in
which they stand: the cluster splits them and nothing else.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from kb.corpus.kinds import KINDS
from kb.engines.opensearch.manifest import check_of, version_id
from kb.engines.opensearch.mapping import BEGINNING, stored_term
from kb.engines.opensearch.tally import (
    Counted,
    Counter,
    Growing,
    terms_of_types,
    type_text,
    types_text,
)
from kb.search.port.batch import Batch, Head, TokenType
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, without_diacritics

# Between terms; between terms at one position; where there is a word and no term.
_SPLIT, _BESIDE, _NO_TERM = " ", "\x1f", "\x02"
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
        for number, head in enumerate(batch.documents):
            paragraphs, tags = batch.texts[number].tolist()
            fields = {
                "title": list(islice(texts, 1)),
                "body": list(islice(texts, paragraphs)),
                "tags": list(islice(texts, tags)),
            }
            source = self._head(head, batch.checksums[number])
            source["data"], source["html"] = (part.decode() for part in batch.parts[number])
            source["types"] = types_text(
                [
                    dict.fromkeys(types.types[each] for text in fields[field] for each in text.all)
                    for field in FIELDS
                ]
            )
            for field in FIELDS:
                source |= types.fields(field, fields[field])
            source["title_words"] = types.words(fields["title"])
            action = _JSON({"index": {"_id": version_id(self._number, head.id)}})
            yield f"{action}\n{_JSON(source)}\n".encode()

    def _head(self, head: Head, checksum: str) -> dict[str, Any]:
        return {
            "from": self._number,
            "check": check_of(checksum),
            "checksum": checksum,
            "id": head.id,
            "alias": head.aliases,
            "published": head.published.toordinal(),
            "year": str(head.published.year),
            **{f"facet_{kind.name}": head.entries.get(kind.name, ()) for kind in KINDS},
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
        self.types: list[str] = []
        self.numbers = Growing()
        self._stems: list[str] = []
        self._bags: dict[str, list[str]] = {name: [] for name in ("part", "gram", "begin")}
        self._undotted: list[str] = []
        self._lengths: dict[Form, list[int]] = {form: [] for form in Form}

    def add(
        self,
        types: Sequence[TokenType],
        terms: Sequence[Mapping[Form, Sequence[str]]],
        first: int,
    ) -> None:
        """Take in further types and their terms; `first` is what the counter calls the first."""
        self.numbers.extend(range(first, first + len(types)))
        for each, of_type in zip(types, terms, strict=True):
            text = each.text
            self.exact.append(stored_term(text))
            self.types.append(type_text(each))
            self._stems.append(_BESIDE.join(map(stored_term, each.stems)))
            self._bags["part"].append(_bag(of_type[Form.PART]))
            self._bags["gram"].append(_bag(of_type[Form.GRAM]))
            begin = text[:BEGINNING] if len(text) >= BEGINNING else ""
            self._bags["begin"].append(stored_term(begin))
            self._undotted.append("" if each.joined else stored_term(without_diacritics(text)))
            for form, of_form in of_type.items():
                self._lengths[form].append(len(of_form))

    def words(self, title: Sequence[_Text]) -> str:
        """Return the undotted words of a title."""
        return _SPLIT.join(self._undotted[each] for text in title for each in text.tokens)

    def fields(self, field: str, texts: Sequence[_Text]) -> dict[str, Any]:
        """Return the fields of the cluster that one of FIELDS becomes."""
        every = [each for text in texts for each in text.all]
        found: dict[str, Any] = {
            f"{field}_exact": [self._placed(self.exact, text) for text in texts],
            f"{field}_stem": [self._placed(self._stems, text) for text in texts],
        }
        for name, bag in self._bags.items():
            found[f"{field}_{name}"] = _SPLIT.join(filter(None, map(bag.__getitem__, every)))
        for form, lengths in self._lengths.items():
            found[f"{field}_{form.value}_length"] = sum(map(lengths.__getitem__, every))
        return found

    def _placed(self, terms: Sequence[str], text: _Text) -> str:
        """Return the terms of a text where they stand."""
        placed = [terms[each] or _NO_TERM for each in text.tokens]
        for each, first in text.joined:
            beside = [terms[each], placed[first]]
            placed[first] = _BESIDE.join(term for term in beside if term not in ("", _NO_TERM))
        return _SPLIT.join(placed)


def _bag(terms: Sequence[str]) -> str:
    return _SPLIT.join(map(stored_term, terms))
