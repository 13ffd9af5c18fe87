"""The terms of a segment as Whoosh asks for them: a field has those that stand in it."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.corpus.kinds import KINDS
from kb.engines.embedded.codec.matcher import ArrayMatcher, Postings
from kb.engines.embedded.codec.schema import WITH_POSITIONS, field_of
from kb.engines.embedded.codec.whoosh import TermInfo, TermNotFound, base
from kb.engines.embedded.files.gram_lists import whole
from kb.engines.embedded.files.lengths import lengths_row
from kb.engines.embedded.files.positions import Positions, positions_of
from kb.engines.files.array_file import AnyArray, ArrayFile
from kb.engines.files.dictionary import NONE, Dictionary
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

Integers = NDArray[np.int64]

# Whoosh's name of a field: a form, and the number of a field in it.
FORM_FIELDS: Mapping[str, tuple[Form, int]] = {
    field_of(field, form): (form, number) for form in Form for number, field in enumerate(FIELDS)
}
KEYWORD_FIELDS = ("alias", "id", "published", *(kind.name for kind in KINDS))
FIELD_NAMES = sorted([*FORM_FIELDS, *KEYWORD_FIELDS])


class FieldTerms:
    """The terms of one of Whoosh's fields; a term goes by its number in the dictionary."""

    def __init__(self, arrays: ArrayFile, name: str) -> None:
        self.form: Form | None
        self.form, self.field = FORM_FIELDS.get(name, (None, 0))
        self._arrays = arrays
        self._name = self.form.value if self.form else name
        self._fields = len(FIELDS) if self.form else 1
        self.dictionary = Dictionary(arrays, self._name)
        self._positions = Positions(arrays)

    @cached_property
    def numbers(self) -> Integers:
        """The numbers of the terms that stand in the field, ascending."""
        is_gram = self.form is Form.GRAM
        dfs = self._arrays["gram/dfs"] if is_gram else np.diff(self._arrays[f"{self._name}/starts"])
        dfs = dfs.reshape(-1, self._fields)
        if self.form is Form.STEM:
            as_words = np.flatnonzero(~dfs.any(axis=1))
            words = np.diff(self._arrays["exact/starts"]).reshape(-1, self._fields)
            dfs[as_words] = words[self._words_of(as_words)]
        return np.flatnonzero(dfs[:, self.field])

    def find(self, text: bytes) -> int:
        """Return the number of a term that stands in the field, `NONE` where there is none."""
        self._arrays.check()
        term = self.dictionary.find(text)
        if term == NONE:
            return NONE
        row = np.searchsorted(self.numbers, term)
        return term if row < len(self.numbers) and self.numbers[row] == term else NONE

    def rows_from(self, text: bytes) -> range:
        """Return the rows of `numbers` that have the terms which are not before a text."""
        self._arrays.check()
        first = np.searchsorted(self.numbers, self.dictionary.from_(text))
        return range(int(first), len(self.numbers))

    def postings(self, term: int) -> Postings:
        """Return where a term stands."""
        if self.form is Form.GRAM:
            return self._where_words_stand(term)
        name = self._name
        if self.form is Form.STEM and not self._has_lists(term):
            name, term = "exact", int(self._words_of(np.array([term]))[0])
        rows = self._list(name, term)
        docs = self._arrays[f"{name}/docs"][rows]
        tfs = self._arrays[f"{name}/tfs"][rows] if self.form else np.ones_like(docs)
        return Postings(docs, tfs)

    def positions(self, term: int, docs: AnyArray) -> Integers | None:
        """Return the positions of all postings of a term, one after the other, if it has any."""
        if self.form not in WITH_POSITIONS:
            return None
        return positions_of(self._positions.places(self.form, term, self.field, docs))

    def _has_lists(self, term: int) -> bool:
        row = self._fields * term
        first, *_, end = self._arrays[f"{self._name}/starts"][row : row + self._fields + 1].tolist()
        return bool(first < end)

    def _words_of(self, stems: Integers) -> AnyArray:
        """Return the exact terms that stems without lists of their own stand where."""
        arrays = self._arrays
        return arrays["types/exact"][arrays["stem/types"][arrays["stem/type_starts"][stems]]]

    def _list(self, name: str, term: int) -> slice:
        row = self._fields * term + self.field
        first, end = self._arrays[f"{name}/starts"][row : row + 2].tolist()
        return slice(first, end)

    def _where_words_stand(self, gram: int) -> Postings:
        """Return where a gram stands: in documents of its own, and where its words stand."""
        number = self._fields * gram + self.field
        first, end = self._arrays["gram/doc_starts"][number : number + 2].tolist()
        own = self._arrays["gram/docs"][first:end]
        first, end = self._arrays["gram/word_starts"][gram : gram + 2].tolist()
        df, known_to = self._arrays["gram/dfs"][[number]], float(self._arrays["gram/known_to"][0])
        all_own = whole(df, np.array([self.field]), known_to).all()
        words = [] if all_own else self._arrays["gram/words"][first:end].tolist()
        lists = [self._list("exact", word) for word in words]
        docs = np.concatenate([own, *(self._arrays["exact/docs"][rows] for rows in lists)])
        tfs = np.concatenate([np.ones(len(own), np.int64), *map(self._tfs_as_word, lists)])
        docs, places = np.unique(docs[tfs > 0], return_inverse=True)
        return Postings(docs, np.bincount(places, tfs[tfs > 0]).astype(np.int64))

    def _tfs_as_word(self, rows: slice) -> Integers:
        """Return how often an exact term stands as a word: joined forms have no grams."""
        tfs = self._arrays["exact/tfs"][rows].astype(np.int64)
        joined = self._arrays["exact/joined_rows"]
        first, end = np.searchsorted(joined, (rows.start, rows.stop)).tolist()
        tfs[joined[first:end] - rows.start] -= self._arrays["exact/joined_tfs"][first:end]
        return tfs


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh has no types
    """The terms of all fields."""

    def __init__(self, arrays: ArrayFile) -> None:
        self._arrays = arrays
        self._fields = {name: FieldTerms(arrays, name) for name in FIELD_NAMES}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        """Return whether a term stands in a field."""
        name, text = term
        return name in self._fields and self._fields[name].find(text) != NONE

    def indexed_field_names(self) -> list[str]:
        """Return the names of the fields that have terms."""
        return list(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every field's terms, sorted."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of a field from a text on, then those of the fields after it."""
        for name, term in self._numbers_from(fieldname, prefix):
            yield name, self._fields[name].dictionary.text(term)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield every field's terms with what is known of them."""
        return self.items_from("", b"")

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Yield terms as `terms_from` does, with what is known of them."""
        for name, term in self._numbers_from(fieldname, prefix):
            found = self._fields[name]
            yield (name, found.dictionary.text(term)), self._info(found, found.postings(term))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return what is known of a term.

        Raises:
            TermNotFound: it does not stand in the field.
        """
        field, term = self._find(fieldname, text)
        return self._info(field, field.postings(term))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands in a field, 0 for one that does not."""
        return float(self._postings(fieldname, text).tfs.sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        return len(self._postings(fieldname, text).docs)

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> "ArrayMatcher":
        """Return the documents with a term.

        Raises:
            TermNotFound: it does not stand in the field.
        """
        field, term = self._find(fieldname, text)
        postings = field.postings(term)
        info = self._info(field, postings)
        positions = field.positions(term, postings.docs)
        return ArrayMatcher(postings, positions, format_, scorer, (fieldname, text), info)

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        """Return a cursor over the terms of a field."""
        return ArrayCursor(self._fields[fieldname], self._info, fieldobj)

    def close(self) -> None:
        """Close the file."""
        self._arrays.close()

    def _numbers_from(self, fieldname: str, text: bytes) -> Iterator[tuple[str, int]]:
        for name in FIELD_NAMES[bisect_left(FIELD_NAMES, fieldname) :]:
            field = self._fields[name]
            rows = field.rows_from(text if name == fieldname else b"")
            for term in field.numbers[rows.start :].tolist():
                yield name, term

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldTerms, int]:
        field = self._fields.get(fieldname)
        term = field.find(text) if field else NONE
        if field is None or term == NONE:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return field, term

    def _postings(self, fieldname: str, text: bytes) -> Postings:
        try:
            field, term = self._find(fieldname, text)
        except TermNotFound:
            return Postings(np.empty(0, np.uint16), np.empty(0, np.uint8))
        return field.postings(term)

    def _info(self, field: FieldTerms, postings: Postings) -> TermInfo:
        docs, tfs = postings.docs, postings.tfs
        shortest, longest = 1, 1
        if field.form:
            lengths = self._arrays["lengths"][lengths_row(field.form, field.field)][docs]
            shortest, longest = int(lengths.min()), int(lengths.max())
        return TermInfo(
            weight=float(tfs.sum()),
            df=len(docs),
            minlength=shortest,
            maxlength=longest,
            maxweight=float(tfs.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]  # Whoosh has no types
    """Steps through the terms of a field; `text` is None behind the last of them."""

    def __init__(self, field: FieldTerms, info: Any, fieldobj: Any) -> None:
        self._field = field
        self._info = info
        self._fieldobj = fieldobj
        self._row = 0

    def first(self) -> Any:
        """Go to the first term."""
        self._row = 0
        return self.text()

    def find(self, term: str | bytes) -> Any:
        """Go to the first term that is not before this one."""
        text = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._row = self._field.rows_from(text).start
        return self.text()

    def next(self) -> Any:
        """Go to the next term."""
        self._row += 1
        return self.text()

    def text(self) -> Any:
        """Return the term's text."""
        return (
            self._fieldobj.from_bytes(self._field.dictionary.text(self._term()))
            if (self.is_valid())
            else None
        )

    def term_info(self) -> TermInfo | None:
        """Return what is known of the term."""
        return (
            self._info(self._field, self._field.postings(self._term()))
            if (self.is_valid())
            else None
        )

    def is_valid(self) -> bool:
        """Return whether there is a term."""
        return self._row < len(self._field.numbers)

    def _term(self) -> int:
        return int(self._field.numbers[self._row])
