"""One segment of an index, as it lies in its file: posts go by their numbers in it, from 0."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.files.analysis_codec import Bytes
from kb.engines.embedded.files.positions import Places, Positions, documents_of
from kb.engines.embedded.files.stored_documents import Unpacker
from kb.engines.embedded.reading.stored_types import StoredTypes
from kb.engines.files.array_file import AnyArray, ArrayFile
from kb.engines.files.dictionary import NONE, Dictionary
from kb.engines.files.ragged import distinct, firsts_of, places_of, rows_in
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

# In lists so many times as long as what is looked for, it is looked up one by one.
_LONGER = 16
# Of lists with fewer postings than one in so many posts, sorting is quicker than counting.
_SPARSE = 50


class Postings(NamedTuple):
    """Where a term stands: posts, ascending, and how often in each; whole numbers of any type.

    Posts are numbers in a segment whose doc ids begin at `base`.
    """

    docs: NDArray[Any]
    tfs: NDArray[Any]
    base: int = 0


NOWHERE = Postings(np.empty(0, np.uint16), np.empty(0, np.uint8))
NOWHERE_BY_FIELD = (NOWHERE,) * len(FIELDS)


class FormPostings:
    """The terms of all fields in one form, and where each stands in each field.

    The list of term t in field f has the rows from `starts[3 * t + f]` up to the next list's. A
    stem that has none stands where the only exact term stands that has it.
    """

    def __init__(self, arrays: ArrayFile, form: Form, words: "FormPostings | None" = None) -> None:
        """Take a form from a file; of stems `words` are the exact terms."""
        name = form.value
        self.terms = Dictionary(arrays, name)
        self.docs = arrays[f"{name}/docs"]
        self.tfs = arrays[f"{name}/tfs"]
        self.starts = arrays[f"{name}/starts"]
        # Of a memoryview an element costs half of what an array's costs.
        self._starts = self.starts.data
        self._words = words
        if words:
            self._type_starts, self._types = (
                arrays[f"{name}/{each}"].data for each in ("type_starts", "types")
            )
            self._exact = arrays["types/exact"].data

    def of(self, text: bytes, base: int) -> tuple[Postings, ...]:
        """Return where a term stands, by field."""
        term = self.terms.find(text)
        return NOWHERE_BY_FIELD if term == NONE else self.of_number(term, base)

    def of_number(self, term: int, base: int = 0) -> tuple[Postings, ...]:
        """Return where the term of a number stands, by field."""
        first = len(FIELDS) * term
        starts = self._starts[first : first + len(FIELDS) + 1].tolist()
        if self._words and starts[0] == starts[-1]:
            word = self._exact[self._types[self._type_starts[term]]]
            return self._words.of_number(word, base)
        docs, tfs = self.docs, self.tfs
        return tuple(
            [
                Postings(docs[start:end], tfs[start:end], base) if start < end else NOWHERE
                for start, end in pairwise(starts)
            ]
        )

    def rows(self, terms: AnyArray, field: int) -> NDArray[np.int64]:
        """Return the rows of terms' lists in a field, one list after the other."""
        return places_of(self.starts, len(FIELDS) * terms.astype(np.int64) + field)


class Segment:
    """The posts of one file."""

    def __init__(self, file: ArrayFile) -> None:
        self.file = file
        self.docs = len(file["days"])
        self.forms = {Form.EXACT: (words := FormPostings(file, Form.EXACT))}
        self.forms[Form.STEM] = FormPostings(file, Form.STEM, words)
        self.forms[Form.PART] = FormPostings(file, Form.PART)
        self._positions = Positions(file)
        self._stored = Unpacker(file)
        # Those of the fields that were asked for.
        self._keywords: dict[str, Dictionary] = {}
        self._analyses: Bytes = file["analysis/data"]
        self._analysis_ends = file["analysis/ends"].data
        self.types = StoredTypes(file, {form: own.terms for form, own in self.forms.items()})

    def values(self, field: str, value: str) -> AnyArray:
        """Return the posts with a value of a keyword field, ascending."""
        number = self.keywords(field).find(value.encode("utf-8", "replace"))
        if number == NONE:
            return NOWHERE.docs
        starts = self.file[f"{field}/starts"]
        return self.file[f"{field}/docs"][starts[number] : starts[number + 1]]

    def keywords(self, field: str) -> Dictionary:
        """Return the values of a keyword field."""
        found = self._keywords.get(field)
        if found is None:
            found = self._keywords[field] = Dictionary(self.file, field)
        return found

    # --- beginnings ---

    def beginning(self, prefix: bytes) -> tuple[Postings, ...]:
        """Return where any exact form stands that begins so, by field."""
        exact = self.forms[Form.EXACT]
        terms = exact.terms.beginning(prefix)
        if len(terms) < 2:
            return exact.of_number(terms[0]) if terms else NOWHERE_BY_FIELD
        # They follow each other, and so do their lists.
        first, last = len(FIELDS) * terms.start, len(FIELDS) * terms.stop
        starts = exact.starts[first : last + 1].astype(np.int64)
        docs, tfs = exact.docs[starts[0] : starts[-1]], exact.tfs[starts[0] : starts[-1]]
        fields = np.repeat(np.arange(last - first) % len(FIELDS), np.diff(starts))
        chosen = (fields == field for field in range(len(FIELDS)))
        return tuple(summed(docs.compress(rows), tfs.compress(rows), self.docs) for rows in chosen)

    # --- phrases ---

    def phrase(self, form: Form, texts: Sequence[bytes]) -> tuple[Postings, ...]:
        """Return where terms of a form with positions follow each other, by field."""
        found = self.forms[form]
        terms = [found.terms.find(text) for text in texts]
        if NONE in terms:
            return NOWHERE_BY_FIELD
        by_field = zip(*map(found.of_number, terms), strict=True)
        return tuple(
            self._phrase(form, terms, field, lists) for field, lists in enumerate(by_field)
        )

    def _phrase(
        self, form: Form, terms: Sequence[int], field: int, lists: Sequence[Postings]
    ) -> Postings:
        by_length = sorted(range(len(lists)), key=lambda index: len(lists[index].docs))
        common = lists[by_length[0]].docs
        for index in by_length[1:]:
            docs = lists[index].docs
            common = docs.take(self._rows_of(docs, common))
        if not len(common):
            return NOWHERE
        starts: Places = np.empty(0, np.int64)
        for index in by_length:
            places = self._positions.places(form, terms[index], field, common)
            places -= index
            starts = _in_both(starts, places) if index != by_length[0] else places
        owners = documents_of(distinct(starts))
        if not len(owners):
            return NOWHERE
        tfs = np.bincount(owners)
        rows = (tfs > 0).nonzero()[0]
        return Postings(common.take(rows), tfs.take(rows))

    def _rows_of(self, docs: AnyArray, wanted: AnyArray) -> NDArray[np.intp]:
        """Return where some posts stand in a list, those that do; both ascend."""
        if len(docs) > _LONGER * len(wanted):
            rows = rows_in(docs, wanted)
            return rows.compress(rows >= 0)
        marked = np.zeros(self.docs, np.bool_)
        marked[wanted.astype(np.intp)] = True  # twice as quick as with numbers of other types
        return marked.take(docs).nonzero()[0]

    # --- what is stored ---

    def document(self, number: int) -> Document:
        """Return a post."""
        return Document.from_parts(*self._stored.document_bytes(number))

    def analysis(self, number: int) -> Bytes:
        """Return the analysis of the texts of a post, as it is encoded."""
        start = self._analysis_ends[number - 1] if number else 0
        return self._analyses[start : self._analysis_ends[number]]

    def title(self, number: int) -> str:
        """Return the title of a post."""
        ends = self.file["titles/ends"]
        start = ends[number - 1] if number else 0
        title: bytes = self.file["titles/texts"][start : ends[number]].tobytes()
        return title.decode()

    def post_id(self, number: int) -> str:
        """Return the id of a post."""
        return self.keywords("id").text(int(self.file["id/of"][number])).decode()


def summed(docs: AnyArray, tfs: AnyArray, size: int) -> Postings:
    """Return several lists as one, posts that are in more than one of them once; none of 0."""
    if len(docs) * _SPARSE > size:
        counts = np.bincount(docs, weights=tfs, minlength=size)
        found = (counts > 0).nonzero()[0]  # much quicker than that of numbers
        return Postings(found.astype(docs.dtype), counts[found]) if len(found) else NOWHERE
    if not len(docs):
        return NOWHERE
    order = docs.argsort(kind="stable")  # which merges what ascends in parts
    docs = docs.take(order)
    firsts = firsts_of(docs).nonzero()[0]
    sums = np.add.reduceat(tfs.take(order), firsts, dtype=np.int64)
    found = sums.nonzero()[0]
    return Postings(docs[firsts][found], sums[found]) if len(found) else NOWHERE


def _in_both(some: Places, others: Places) -> Places:
    """Return the numbers of some that are in others, too; both ascend."""
    if len(some) > len(others):
        some, others = others, some
    if len(others) > _LONGER * len(some):
        return some.compress(rows_in(others, some) >= 0)
    # Two ascending runs are merged in no time, and what is in both then stands twice.
    every = np.concatenate((distinct(some), distinct(others)))
    every.sort(kind="stable")
    both: Places = every[:-1].take((every[1:] == every[:-1]).nonzero()[0])
    return both
