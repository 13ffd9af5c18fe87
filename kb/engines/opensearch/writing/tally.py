"""In how many posts each term stands, counted while they are sent to the cluster."""

from collections.abc import Mapping, Sequence
from itertools import islice
from secrets import token_hex
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.ragged import distinct, narrow, places_of, ranges, starts_of
from kb.engines.opensearch.dictionary import COLUMNS
from kb.engines.opensearch.writing.version_types import terms_said
from kb.search.port.batch import Batch, TokenType
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, grams_of_all

# Of a term, as `dictionary.COLUMNS`: posts with it in any field, and in each of FIELDS.
Counts = NDArray[np.int32]


class Counted(NamedTuple):
    """What a batch adds to the counts of terms.

    Attributes:
        counter: whose numbers the terms have.
        new: the texts of those that it met since its last batch, by form.
        numbers: [terms], by form; each term once.
        counts: [terms, COLUMNS], by form.
    """

    counter: str
    new: Mapping[Form, Sequence[str]]
    numbers: Mapping[Form, NDArray[np.int32]]
    counts: Mapping[Form, Counts]


def terms_of_types(types: Sequence[TokenType]) -> list[Mapping[Form, Sequence[str]]]:
    """Return the terms of token types, as often as each has them."""
    found = grams_of_all(["" if each.joined else each.text for each in types])
    ends = np.cumsum(found.counts).tolist()
    grams = [found.texts[number] for number in found.numbers.tolist()]
    return [
        {
            Form.EXACT: (each.text,),
            Form.STEM: each.stems,
            Form.PART: [part.stem for part in each.parts],
            Form.GRAM: grams[begin:end],
        }
        for each, begin, end in zip(types, [0, *ends], ends, strict=False)
    ]


class Growing:
    """Whole numbers that become ever more."""

    def __init__(self) -> None:
        self._numbers = np.empty(1 << 10, np.int32)
        self._size = 0

    def extend(self, numbers: Sequence[int]) -> None:
        """Append numbers."""
        size = self._size + len(numbers)
        if size > len(self._numbers):
            grown = np.empty(2 * size, np.int32)
            grown[: self._size] = self._numbers[: self._size]
            self._numbers = grown
        self._numbers[self._size : size] = numbers
        self._size = size

    @property
    def array(self) -> NDArray[np.int32]:
        """All of them."""
        return self._numbers[: self._size]


class _Terms:
    """The terms of one form that were met, and which of them each type has."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._sent = 0
        self._of_types, self._lengths = Growing(), Growing()

    def add(self, terms: Sequence[Sequence[str]]) -> None:
        """Take in the terms of further types."""
        numbers = self._numbers
        flat = [numbers.setdefault(text, len(numbers)) for of_type in terms for text in of_type]
        self._of_types.extend(flat)
        self._lengths.extend(list(map(len, terms)))

    def new(self) -> Sequence[str]:
        """Return the texts of terms that were met since this was asked last."""
        first, self._sent = self._sent, len(self._numbers)
        return list(islice(self._numbers, first, None))

    def counted(
        self, docs: NDArray[np.int64], fields: NDArray[np.int64], types: NDArray[np.int64]
    ) -> tuple[NDArray[np.int32], Counts]:
        """Count the terms of types that stand in fields of documents, each there once."""
        starts = starts_of(self._lengths.array)
        lengths = starts[types + 1] - starts[types]
        terms = self._of_types.array[places_of(starts, types)].astype(np.int64)
        docs, fields = np.repeat(docs, lengths), np.repeat(fields, lengths)
        size, many = len(self._numbers), int(docs.max(initial=0)) + 1
        if size == 0:
            return np.empty(0, np.int32), np.empty((0, COLUMNS), np.int32)
        counts = np.empty((size, COLUMNS), np.int32)
        in_any = _once(terms * many + docs)
        counts[:, 0] = np.bincount(in_any // many, minlength=size)
        for field in range(len(FIELDS)):
            own = fields == field
            once = _once(terms[own] * many + docs[own])
            counts[:, 1 + field] = np.bincount(once // many, minlength=size)
        found = np.flatnonzero(counts[:, 0])
        return found.astype(np.int32), counts[found]


class Counter:
    """Counts the terms of batches whose types have numbers from one table."""

    def __init__(self) -> None:
        self._name = token_hex(8)
        self._terms = {form: _Terms() for form in Form}
        self._types = 0

    def add_types(self, types: Sequence[Mapping[Form, Sequence[str]]]) -> int:
        """Take in the terms of further types; return the number of the first of these."""
        for form, terms in self._terms.items():
            terms.add([each[form] for each in types])
        first = self._types
        self._types += len(types)
        return first

    def count(self, batch: Batch, numbers: NDArray[np.int32]) -> Counted:
        """Count the terms of a batch; `numbers` are those that its types have here."""
        docs, fields = owners_of(batch)
        tokens = np.repeat(np.arange(len(docs)), batch.tokens)
        joined = np.repeat(np.arange(len(docs)), batch.joined_per_text)
        texts = np.concatenate([tokens, joined])
        types = numbers[np.concatenate([batch.types, batch.joined[:, 0]])].astype(np.int64)
        width = len(FIELDS)
        many = max(1, len(batch.documents)) * width
        types, owners = np.divmod(_once(types * many + docs[texts] * width + fields[texts]), many)
        found = {
            form: terms.counted(owners // width, owners % width, types)
            for form, terms in self._terms.items()
        }
        return Counted(
            self._name,
            {form: terms.new() for form, terms in self._terms.items()},
            {form: numbers for form, (numbers, _) in found.items()},
            {form: counts for form, (_, counts) in found.items()},
        )


def _once(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers sorted, each once; sorting takes a tenth of the time of `numpy.unique`."""
    # Short ones are sorted in half the time.
    keys = keys.astype(narrow(int(keys.max(initial=0)), np.uint32))
    keys.sort()
    return distinct(keys).astype(np.int64)


def owners_of(batch: Batch) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return of each text of a batch its document, and which of FIELDS it is of."""
    texts = batch.texts.astype(np.int64)
    per_document = texts.sum(axis=1) + 1
    docs = np.repeat(np.arange(len(texts)), per_document)
    at = ranges(np.zeros(len(texts), np.int64), per_document)
    fields = (at > 0).astype(np.int64) + (at > texts[docs, 0])
    return docs, fields


class Tally:
    """The counts of all batches together, less those of versions that were replaced."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, Form], list[str]] = {}
        self._counts: dict[tuple[str, Form], Counts] = {}
        self._by_text: dict[Form, dict[str, list[int]]] = {form: {} for form in Form}

    def add(self, counted: Counted) -> None:
        """Add what a batch counts; those of a counter come in order."""
        for form in Form:
            key = counted.counter, form
            texts = self._texts.setdefault(key, [])
            texts += counted.new[form]
            counts = self._counts.setdefault(key, np.empty((0, COLUMNS), np.int32))
            if len(counts) < len(texts):
                grown = np.zeros((2 * len(texts), COLUMNS), np.int32)
                grown[: len(counts)] = counts
                self._counts[key] = counts = grown
            counts[counted.numbers[form]] += counted.counts[form]

    def add_version(self, types: str, times: int) -> None:
        """Add what a version of a post counts, that many `times`: -1 takes it away.

        `types` is what `kb.engines.opensearch.writing.version_types` has it.
        """
        for form, in_fields in terms_said(types).items():
            counts = self._by_text[form]
            for text in set().union(*in_fields):
                count = counts.setdefault(text, [0] * COLUMNS)
                count[0] += times
                for field, terms in enumerate(in_fields):
                    count[1 + field] += times * (text in terms)

    def merge(self, other: "Tally") -> None:
        """Add what another has of versions."""
        for form, counts in other._by_text.items():
            own = self._by_text[form]
            for text, count in counts.items():
                before = own.get(text)
                own[text] = [*map(sum, zip(before, count, strict=True))] if before else count

    def changes(self) -> dict[Form, dict[str, Sequence[int]]]:
        """Return how much each term's counts have changed, by its text; none that did not."""
        found: dict[Form, dict[str, Sequence[int]]] = {}
        for form in Form:
            texts, counts = self._rows(form)
            changed = np.flatnonzero(counts.any(axis=1))
            rows = zip(changed.tolist(), counts[changed].tolist(), strict=True)
            found[form] = {texts[number]: row for number, row in rows}
        return found

    def totals(self) -> dict[Form, tuple[list[bytes], Counts]]:
        """Return the terms that stand anywhere, sorted by their UTF-8, and their counts."""
        return {form: self._total(form) for form in Form}

    def _total(self, form: Form) -> tuple[list[bytes], Counts]:
        texts, counts = self._rows(form)
        encoded = list(map(str.encode, texts))
        found = np.flatnonzero(counts[:, 0]).tolist()
        found.sort(key=encoded.__getitem__)
        return [encoded[row] for row in found], counts[found]

    def _rows(self, form: Form) -> tuple[Sequence[str], Counts]:
        """Return the texts that were counted, each once, and their counts."""
        numbers: dict[str, int] = {}
        parts: list[tuple[list[int], Counts]] = []
        for key, texts in self._texts.items():
            if key[1] is form and key in self._counts:
                own = [numbers.setdefault(text, len(numbers)) for text in texts]
                parts.append((own, self._counts[key][: len(texts)]))
        others = self._by_text[form]
        own = [numbers.setdefault(text, len(numbers)) for text in others]
        parts.append((own, np.array(list(others.values()), np.int32).reshape(-1, COLUMNS)))
        total = np.zeros((len(numbers), COLUMNS), np.int32)
        for own, counts in parts:
            total[own] += counts
        return list(numbers), total
