"""All rows of a list of the REST interface, though one cannot be given and others come and go."""

from collections.abc import Iterator
from typing import Any

from kb.errors import ImportFileError
from kb.importers.found import Progress, silent
from kb.importers.wordpress.api import Answer, Api

_PAST_THE_LAST_PAGE = frozenset(("rest_post_invalid_page_number", "rest_term_invalid_page_number"))
# A site may allow smaller pages only.
_PAGE_SIZES = (100, 50, 20, 10)
# A page that fails is read in slices, to find the row that makes it fail.
_SLICE = 10
# So many failing one after the other are no row's own fault.
_MOST_FAILURES = 5
_TIMES_COMPARED = 3

_Row = dict[str, Any]


class Rows:
    """Reads one list.

    Attributes:
        failed: numbers of rows that the site could not give, with why.
        complete: all that the list holds was read.
        refused: the site keeps the list from visitors; then there are no rows.
    """

    def __init__(self, site: Api, route: str, fields: str) -> None:
        self._site, self._route, self._fields = site, route, fields
        self._rows: dict[int, _Row] = {}
        self._totals: set[int | None] = set()
        self._failures = 0
        self._error: ImportFileError | None = None
        self.failed: list[tuple[int, str]] = []
        self.complete = True
        self.refused = False

    def read(self, progress: Progress = silent) -> list[_Row]:
        """Return the rows in the order of their numbers.

        Raises ImportFileError where the list cannot be read, but for a few of its rows.
        """
        size, first = self._first_page()
        if self.refused:
            return []
        length = -(-first.total // size) if first.total is not None else None
        pages = self._pages(size, first)
        for rows in progress(pages, "Reading", length):
            self._take(rows)
        for _ in range(_TIMES_COMPARED):
            if not self._has_changed():
                break
            self._totals.clear()
            self._compare(size)
        else:
            self.complete = False
        return [self._rows[number] for number in sorted(self._rows)]

    def _ask(self, fields: str | None = None, **parameters: str | int) -> Answer:
        return self._site.get(
            self._route, orderby="id", order="asc", _fields=fields or self._fields, **parameters
        )

    def _first_page(self) -> tuple[int, Answer]:
        """Return how many rows a page may have, and the first one."""
        answer = Answer()
        for size in _PAGE_SIZES:
            try:
                answer = self._ask(per_page=size, page=1)
            except ImportFileError:
                return size, Answer()
            if answer.rows() is not None:
                return size, answer
            if answer.fault != "rest_invalid_param":
                break
        if answer.fault.startswith(("rest_forbidden", "rest_cannot", "status 4", "rest_no_route")):
            self.refused = True
        elif answer.fault in _PAST_THE_LAST_PAGE:
            return _PAGE_SIZES[0], Answer([])
        elif answer.fault:
            raise ImportFileError(
                f"{self._site.address(self._route)}: answers {answer.fault}; this list cannot be "
                "read, try the site's feed or an export (WXR) instead"
            )
        return _PAGE_SIZES[0], answer

    def _pages(self, size: int, answer: Answer, fields: str | None = None) -> Iterator[list[_Row]]:
        page = 1
        while answer.fault not in _PAST_THE_LAST_PAGE:
            rows = answer.rows()
            if rows is None:
                yield list(self._sliced((page - 1) * size, size, fields))
            else:
                self._totals.add(answer.total)
                yield rows
                more = answer.total is None or page * size < answer.total
                if not rows or (len(rows) < size and not more):
                    return
            page += 1
            answer = self._try(fields, per_page=size, page=page)

    def _try(self, fields: str | None = None, **parameters: str | int) -> Answer:
        """Ask; what fails on the way is no answer."""
        try:
            return self._ask(fields, **parameters)
        except ImportFileError as error:
            self._error = error
            return Answer()

    def _sliced(self, start: int, count: int, fields: str | None) -> Iterator[_Row]:
        """Give the rows of a page that fails, but for those that make it fail."""
        for offset in range(start, start + count, _SLICE):
            rows = self._try(fields, per_page=_SLICE, offset=offset).rows()
            if rows is not None:
                self._failures = 0
                yield from rows
                if len(rows) < _SLICE:
                    return
                continue
            for place in range(offset, offset + _SLICE):
                answer = self._try(fields, per_page=1, offset=place)
                rows = answer.rows()
                if rows is None:
                    self._fail(place, answer)
                elif rows:
                    self._failures = 0
                    yield from rows
                else:
                    return

    def _fail(self, place: int, answer: Answer) -> None:
        self._failures += 1
        if self._failures > _MOST_FAILURES:
            raise ImportFileError(
                f"{self._site.address(self._route)}: fails for one post after the other"
                f" ({self._error or answer.fault or 'no answer of the interface'}); "
                "try again later, or import an export (WXR) instead"
            )
        self.complete = False
        known = self._try("id", per_page=1, offset=place).rows()
        number = known[0].get("id") if known else None
        if isinstance(number, int):
            self.failed.append((number, f"the site cannot give it: {self._error or answer.fault}"))

    def _take(self, rows: list[_Row]) -> None:
        self._rows.update((row["id"], row) for row in rows if isinstance(row.get("id"), int))

    def _has_changed(self) -> bool:
        """Tell whether rows came or went while they were read, so that some may be missing."""
        totals = self._totals - {None}
        return len(totals) > 1 or (
            self.complete and len(totals) == 1 and len(self._rows) not in totals
        )

    def _compare(self, size: int) -> None:
        """Read which rows there are now, and get those that are new or were changed."""
        now: dict[int, Any] = {}
        fields = "id,modified_gmt"
        first = self._try(fields, per_page=size, page=1)
        for rows in self._pages(size, first, fields):
            now.update((row["id"], row.get("modified_gmt")) for row in rows if "id" in row)
        self._rows = {number: row for number, row in self._rows.items() if number in now}
        wanted = [
            number
            for number, changed in now.items()
            if number not in self._rows or self._rows[number].get("modified_gmt") != changed
        ]
        for start in range(0, len(wanted), size):
            numbers = ",".join(map(str, wanted[start : start + size]))
            self._take(self._try(per_page=size, include=numbers).rows() or [])
