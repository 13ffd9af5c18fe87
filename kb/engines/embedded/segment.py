"""One segment of an index, as it lies in its file: posts go by their numbers in it, from 0."""

import zlib
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.engines.embedded.analysis_codec import decode
from kb.engines.embedded.array_file import AnyArray, ArrayFile
from kb.engines.embedded.dictionary import NONE, Dictionary
from kb.engines.embedded.ragged import ranges
from kb.engines.embedded.stored_types import StoredTypes
from kb.search.port.analysis import Analysis
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

# Deflate looks back no further.
_WINDOW = 1 << 15
# A gram that stands in more posts than both of these has no postings of its own.
GRAM_POSTS = 20
GRAM_PERCENT = 4
# In lists so many times as long as what is looked for, it is looked up one by one.
_LONGER = 16
# Of lists with fewer postings than one in so many posts, sorting is quicker than counting.
_SPARSE = 50


class Postings(NamedTuple):
    """Where a term stands: posts, ascending, and how often in each; whole numbers of any type."""

    docs: NDArray[Any]
    tfs: NDArray[Any]


NOWHERE = Postings(np.empty(0, np.uint32), np.empty(0, np.uint8))
_BY_FIELD = (NOWHERE,) * len(FIELDS)


class FormPostings:
    """The terms of all fields in one form, and where each stands in each field.

    The list of term t in field f has the rows from `starts[3 * t + f]` up to the next list's.
    """

    def __init__(self, arrays: ArrayFile, form: Form) -> None:
        name = form.value
        self.terms = Dictionary(arrays, name)
        self.docs = arrays[f"{name}/docs"]
        self.tfs = arrays[f"{name}/tfs"]
        self.starts = arrays[f"{name}/starts"]
        # Of a memoryview an element costs half of what an array's costs.
        self._starts = self.starts.data

    def of(self, text: bytes) -> tuple[Postings, ...]:
        """Return where a term stands, by field."""
        term = self.terms.find(text)
        return _BY_FIELD if term == NONE else self.of_number(term)

    def of_number(self, term: int) -> tuple[Postings, ...]:
        """Return where the term of a number stands, by field."""
        first = len(FIELDS) * term
        starts = self._starts[first : first + len(FIELDS) + 1].tolist()
        docs, tfs = self.docs, self.tfs
        return tuple(
            [
                Postings(docs[start:end], tfs[start:end]) if start < end else NOWHERE
                for start, end in pairwise(starts)
            ]
        )

    def list(self, number: int) -> Postings:
        """Return one list."""
        start, end = self._starts[number], self._starts[number + 1]
        if start == end:
            return NOWHERE
        return Postings(self.docs[start:end], self.tfs[start:end])

    def rows(self, terms: AnyArray, field: int) -> NDArray[np.int64]:
        """Return the rows of terms' lists in a field, one list after the other."""
        lists = len(FIELDS) * terms.astype(np.int64) + field
        starts = self.starts[lists].astype(np.int64)
        return ranges(starts, self.starts[lists + 1] - starts)


class Segment:
    """The posts of one file."""

    def __init__(self, file: ArrayFile) -> None:
        self.file = file
        self.docs = len(file["days"])
        self.forms = {form: FormPostings(file, form) for form in Form}
        self._common = file["gram/common"].data
        self._least_common = max(GRAM_POSTS, self.docs * GRAM_PERCENT // 100) + 1
        self._stored_ends = file["stored/ends"].data
        self._html_ends = file["html/ends"].data
        self._analysis_ends = file["analysis/ends"].data
        self._types = StoredTypes(file, {form: self.forms[form].terms for form in Form})

    def term(self, form: Form, text: bytes) -> tuple[Postings, ...]:
        """Return where a term stands, by field."""
        if form is not Form.GRAM:
            return self.forms[form].of(text)
        return tuple(
            self.derived_gram(text, field) if isinstance(found, int) else found
            for field, found in enumerate(self.gram(text))
        )

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

    @cached_property
    def _keywords(self) -> dict[str, Dictionary]:
        return {}

    # --- beginnings ---

    def beginning(self, prefix: bytes) -> tuple[Postings, ...]:
        """Return where any exact form stands that begins so, by field."""
        exact = self.forms[Form.EXACT]
        terms = exact.terms.beginning(prefix)
        if len(terms) < 2:
            return exact.of_number(terms[0]) if terms else _BY_FIELD
        # They follow each other, and so do their lists.
        first, last = len(FIELDS) * terms.start, len(FIELDS) * terms.stop
        starts = exact.starts[first : last + 1].astype(np.int64)
        docs, tfs = exact.docs[starts[0] : starts[-1]], exact.tfs[starts[0] : starts[-1]]
        fields = np.repeat(np.arange(last - first) % len(FIELDS), np.diff(starts))
        chosen = (fields == field for field in range(len(FIELDS)))
        return tuple(summed(docs[rows], tfs[rows], self.docs) for rows in chosen)

    # --- phrases ---

    def phrase(self, form: Form, texts: Sequence[bytes]) -> tuple[Postings, ...]:
        """Return where terms of a form with positions follow each other, by field."""
        found = self.forms[form]
        terms = [found.terms.find(text) for text in texts]
        if NONE in terms:
            return _BY_FIELD
        return tuple(
            self._phrase(form, [len(FIELDS) * term + field for term in terms])
            for field in range(len(FIELDS))
        )

    def _phrase(self, form: Form, numbers: Sequence[int]) -> Postings:
        lists = [self.forms[form].list(number) for number in numbers]
        by_length = sorted(range(len(lists)), key=lambda index: len(lists[index].docs))
        common = lists[by_length[0]].docs
        for index in by_length[1:]:
            docs = lists[index].docs
            common = docs.take(self._rows_of(docs, common))
        if not len(common):
            return NOWHERE
        starts = np.empty(0, np.int64)
        for index in by_length:
            places = self._places(form, numbers[index], lists[index], common)
            places -= index
            starts = _in_both(starts, places) if index != by_length[0] else places
        owners = distinct(starts) >> 32
        if not len(owners):
            return NOWHERE
        firsts = np.flatnonzero(owners[1:] != owners[:-1]) + 1
        firsts = np.concatenate([[0], firsts, [len(owners)]])
        return Postings(common.take(owners.take(firsts[:-1])), firsts[1:] - firsts[:-1])

    def _places(
        self, form: Form, number: int, postings: Postings, docs: AnyArray
    ) -> NDArray[np.int64]:
        """Return a list's positions in some of its posts, ascending: index of the post, position.

        The first is in the upper half of each number, the second in the lower, a good deal above 0
        so that what is subtracted from it leaves the upper half alone.
        """
        rows = self._rows_of(postings.docs, docs)
        counts = postings.tfs.take(rows).astype(np.int64)
        # Positions lie in the order of the rows.
        starts = postings.tfs.cumsum(dtype=np.int64).take(rows) - counts
        starts += int(self.file[f"{form.value}/position_starts"][number])
        positions = self.file[f"{form.value}/positions"].take(ranges(starts, counts))
        owners = (np.arange(len(docs), dtype=np.int64) << 32) + (1 << 31)
        return owners.repeat(counts) + positions

    def _rows_of(self, docs: AnyArray, wanted: AnyArray) -> NDArray[np.intp]:
        """Return where some posts stand in a list, those that do; both ascend."""
        if len(docs) > _LONGER * len(wanted):
            rows = rows_in(docs, wanted)
            return rows[rows >= 0]
        marked = np.zeros(self.docs, np.bool_)
        marked[wanted] = True
        return np.flatnonzero(marked.take(docs))

    # --- grams ---

    def gram(self, text: bytes) -> tuple[Postings | int, ...]:
        """Return where a gram stands, by field; where it is common, at least in how many posts."""
        found = self.forms[Form.GRAM]
        term = found.terms.find(text)
        if term == NONE:
            return _BY_FIELD
        first = len(FIELDS) * term
        common, bound = self._common, self._least_common
        return tuple(
            [
                max(common[number], bound) if common[number] else found.list(number)
                for number in range(first, first + len(FIELDS))
            ]
        )

    def derived_gram(self, text: bytes, field: int) -> Postings:
        """Return where a common gram stands in a field, worked out from the words that have it."""
        term = self.forms[Form.GRAM].terms.find(text)
        first, last = self.file["gram/word_starts"][term : term + 2].tolist()
        exact = self.forms[Form.EXACT]
        rows = exact.rows(self.file["gram/words"][first:last], field)
        tfs = exact.tfs[rows].astype(np.int64)
        # What joins several words has no grams.
        joined = rows_in(self.file["exact/joined_rows"], rows)
        tfs -= np.where(joined >= 0, self._joined_tfs[joined], 0)
        return summed(exact.docs[rows], tfs, self.docs)

    @cached_property
    def _joined_tfs(self) -> NDArray[np.int64]:
        """`exact/joined_tfs`, and one more, so that -1 is an index of it."""
        return np.append(self.file["exact/joined_tfs"].astype(np.int64), 0)

    # --- what is stored ---

    def document(self, number: int) -> Document:
        """Return a post."""
        start = self._stored_ends[number - 1] if number else 0
        head = zlib.decompress(self.file["stored/data"][start : self._stored_ends[number]].data)
        start = self._html_ends[number - 1] if number else 0
        inflate = zlib.decompressobj(zdict=head[-_WINDOW:])
        html = inflate.decompress(self.file["html/data"][start : self._html_ends[number]].data)
        return Document.from_parts(head, html)

    def analysis(self, number: int) -> Analysis:
        """Return the analysis of a post's texts."""
        start = self._analysis_ends[number - 1] if number else 0
        data = self.file["analysis/data"][start : self._analysis_ends[number]]
        return decode(data, self.file["types/lengths"], self._types)

    def title(self, number: int) -> str:
        """Return the title of a post."""
        return self._text("titles", number)

    def post_id(self, number: int) -> str:
        """Return the id of a post."""
        return self._text("ids", number)

    def _text(self, name: str, number: int) -> str:
        ends = self.file[f"{name}/ends"]
        start = ends[number - 1] if number else 0
        return self.file[f"{name}/texts"][start : ends[number]].tobytes().decode()


def summed(docs: AnyArray, tfs: AnyArray, size: int) -> Postings:
    """Return several lists as one, posts that are in more than one of them once; none of 0."""
    if len(docs) * _SPARSE > size:
        counts = np.bincount(docs, weights=tfs, minlength=size)
        found = np.flatnonzero(counts)
        return Postings(found.astype(np.uint32), counts[found]) if len(found) else NOWHERE
    if not len(docs):
        return NOWHERE
    order = np.argsort(docs)
    docs = docs[order]
    firsts = np.flatnonzero(np.diff(docs, prepend=docs[0] + 1))
    sums = np.add.reduceat(tfs[order], firsts, dtype=np.int64)
    found = sums.nonzero()[0]
    return Postings(docs[firsts][found], sums[found]) if len(found) else NOWHERE


def rows_in(values: AnyArray, wanted: AnyArray) -> NDArray[np.intp]:
    """Return where each of some numbers stands in ascending ones, -1 where it does not."""
    if not len(values):
        return np.full(len(wanted), -1, np.intp)
    if values.dtype != wanted.dtype:
        wanted = wanted.astype(values.dtype)  # else it is `values` that numpy converts, all of them
    rows = values.searchsorted(wanted)
    rows[rows == len(values)] = 0
    rows[values.take(rows) != wanted] = -1
    return rows


def distinct(ascending: AnyArray) -> AnyArray:
    """Return ascending numbers, each once."""
    kept = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=kept[1:])
    return ascending[kept]


def _in_both(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of some that are in others, too; both ascend."""
    if len(some) > len(others):
        some, others = others, some
    if len(others) > _LONGER * len(some):
        return some[rows_in(others, some) >= 0]
    # Two ascending runs are merged in no time, and what is in both then stands twice.
    every = np.concatenate((distinct(some), distinct(others)))
    every.sort(kind="stable")
    both: NDArray[np.int64] = every[:-1][every[1:] == every[:-1]]
    return both
