"""Where terms stand within documents. Exact terms have positions; stems stand where words do.

`exact/positions` has those of the postings of exact terms, in the order of these;
`exact/position_starts` uint32 where each term's begin, all fields together. A stem stands where the
exact terms stand that its types have. Only of an exact term of several types it is not known which
of them stands where; so what stems these have is written besides: `stem/apart_lists` uint32 says
which lists of stems have such positions (3 * stem + field), `stem/apart_starts` uint32 where those
of each list begin, `stem/apart_docs` and `stem/apart_positions` what they are.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.array_file import AnyArray
from kb.engines.files.ragged import Integers, distinct, rows_in
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS

# In lists so many times as long as what is looked for, it is looked up one by one.
_LONGER = 16
# Of a place: the index of its document is above it, its position below.
_DOC_BITS, _ZERO = 32, 1 << 31

# Ascending: an index of a document and a position in it, as one number each. The position is a good
# deal above 0, so that what is subtracted from it leaves the index alone.
Places = NDArray[np.int64]


class Positions:
    """The positions of the exact terms and stems of a segment."""

    def __init__(self, arrays: Mapping[str, AnyArray]) -> None:
        self._arrays = arrays

    def places(self, form: Form, term: int, field: int, docs: Integers) -> Places:
        """Return where a term stands in some documents, which ascend; they go by their indexes."""
        if form is Form.EXACT:
            return self._of_word(term, field, docs)
        arrays = self._arrays
        first, end = arrays["stem/type_starts"][term : term + 2].tolist()
        words = distinct(np.sort(arrays["types/exact"].take(arrays["stem/types"][first:end])))
        types = arrays["exact/type_starts"]
        alone = types.take(words + 1) - types.take(words) == 1
        pieces = [self._of_word(word, field, docs) for word in words[alone].tolist()]
        if not alone.all():
            pieces.append(self._apart(len(FIELDS) * term + field, docs))
        if len(pieces) == 1:
            return pieces[0]
        places = np.concatenate(pieces)
        places.sort(kind="stable")  # which merges what is sorted in parts
        return places

    def _of_word(self, word: int, field: int, docs: Integers) -> Places:
        arrays, row = self._arrays, len(FIELDS) * word
        starts = arrays["exact/starts"][row : row + len(FIELDS) + 1].tolist()
        first, end = starts[field : field + 2]
        rows, owners = _in_both(arrays["exact/docs"][first:end], docs)
        # The positions of the fields before come first, then they lie in the order of the rows.
        tfs = arrays["exact/tfs"][starts[0] : end]
        rows += first - starts[0]
        counts = tfs.take(rows).astype(np.int64)
        begins = tfs.cumsum(dtype=np.int64).take(rows) - counts
        begins += int(arrays["exact/position_starts"][word])
        # `ranges` of counts that are never 0, in half its time where most are 1, as they are here.
        ends = counts.cumsum()
        lists = np.zeros(ends[-1] if len(ends) else 0, np.int64)
        lists[ends[:-1]] = 1
        lists = lists.cumsum()
        begins -= ends - counts
        rows = begins.take(lists)
        rows += np.arange(len(rows))
        return _places(owners.take(lists), arrays["exact/positions"].take(rows))

    def _apart(self, number: int, docs: Integers) -> Places:
        """Return where a list of stems has types of which others have the exact term, too."""
        arrays = self._arrays
        lists = arrays["stem/apart_lists"]
        row = int(lists.searchsorted(number))
        if row == len(lists) or lists[row] != number:
            return np.empty(0, np.int64)
        first, end = arrays["stem/apart_starts"][row : row + 2].tolist()
        owners = rows_in(docs, arrays["stem/apart_docs"][first:end])
        kept = owners >= 0
        positions = arrays["stem/apart_positions"][first:end]
        return _places(owners.compress(kept), positions.compress(kept))


def positions_of(places: Places) -> NDArray[np.int64]:
    """Return the positions alone."""
    positions: NDArray[np.int64] = places & (_ZERO - 1)
    return positions


def documents_of(places: Places) -> NDArray[np.int64]:
    """Return the indexes of documents alone."""
    indexes: NDArray[np.int64] = places >> _DOC_BITS
    return indexes


def _places(owners: NDArray[np.intp], positions: AnyArray) -> Places:
    return (owners.astype(np.int64) << _DOC_BITS) + _ZERO + positions


def _in_both(some: Integers, others: Integers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where in each the documents stand that are in both; all ascend."""
    if len(others) > _LONGER * len(some):
        return _in_both(others, some)[::-1]
    if len(some) > _LONGER * len(others):
        rows = rows_in(some, others)
        kept = (rows >= 0).nonzero()[0]
        return rows.take(kept), kept
    size = 1 + int(max(some[-1], others[-1])) if len(some) else 0
    marked, among = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    marked[others.astype(np.intp)] = True  # twice as quick as with numbers of other types
    rows = marked.take(some).nonzero()[0]
    among[some.take(rows).astype(np.intp)] = True
    return rows, among.take(others).nonzero()[0]
