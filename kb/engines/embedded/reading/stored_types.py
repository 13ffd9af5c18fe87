"""The token types of a segment, for telling which words of its posts a query matches."""

from collections.abc import Sequence

import numpy as np

from kb.engines.files.array_file import ArrayFile
from kb.engines.files.dictionary import NONE, Dictionary
from kb.engines.files.ragged import Integers
from kb.search.port.analysis import TypePart, Types
from kb.search.port.queries import Form, Term

_NONE: Integers = np.empty(0, np.uint32)


class StoredTypes(Types):
    """Types by their numbers, from mapped arrays; see the protocol."""

    def __init__(self, file: ArrayFile, dictionaries: dict[Form, Dictionary]) -> None:
        self._file = file
        self._dictionaries = dictionaries
        # Of a memoryview an element costs half of what an array's costs.
        self._having = {
            form: (file[f"{form.value}/type_starts"].data, file[f"{form.value}/types"])
            for form in dictionaries
        }

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._file["types/exact"])

    def having(self, term: Term) -> Integers:
        """Return the types that have a term; see the protocol."""
        if term.form is Form.GRAM:
            return _NONE
        number = self._dictionaries[term.form].find(term.text.encode("utf-8", "replace"))
        return _NONE if number == NONE else self._of(term.form, number, number + 1)

    def beginning(self, prefix: str) -> Integers:
        """Return the types whose exact form begins so; see the protocol."""
        found = self._dictionaries[Form.EXACT].beginning(prefix.encode("utf-8", "replace"))
        return self._of(Form.EXACT, found.start, found.stop)

    def text(self, number: int) -> str:
        """Return the exact form of a type."""
        return self._text(Form.EXACT, self._file["types/exact"][number])

    def stems(self, number: int) -> Sequence[str]:
        """Return the stems of a type; see the protocol."""
        start, end = self._file["types/stem_starts"][number : number + 2].tolist()
        return [self._text(Form.STEM, stem) for stem in self._file["types/stems"][start:end]]

    def parts(self, number: int) -> Sequence[TypePart]:
        """Return the parts of a type; see the protocol."""
        start, end = self._file["types/part_starts"][number : number + 2].tolist()
        places = self._file["types/part_places"][start:end].tolist()
        stems = [self._text(Form.PART, part) for part in self._file["types/parts"][start:end]]
        return [TypePart(stem, *place) for stem, place in zip(stems, places, strict=True)]

    def _of(self, form: Form, first: int, last: int) -> Integers:
        """Return the types that have one of some terms, which follow each other."""
        starts, types = self._having[form]
        return types[starts[first] : starts[last]]

    def _text(self, form: Form, number: int) -> str:
        return self._dictionaries[form].text(int(number)).decode()
