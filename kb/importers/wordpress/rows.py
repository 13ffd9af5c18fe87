"""All rows of a list of the REST interface, though one cannot be given and others come and go."""

from collections.abc import Iterator
from typing import Any

from kb.errors import ImportFileError
from kb.importers.found import Progress, silent
from kb.importers.wordpress.api import Answer, Api

_PAST_THE_LAST_PAGE = frozenset(("rest_post_invalid_page_number", "rest_term_invalid_page_number"))
_REFUSALS = ("rest_forbidden", "rest_cannot", "rest_no_route", "rest_not_logged_in", "status 4")
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
        pages = 0
        for rows in progress(self._pages(size, first), "Reading", length):
            pages += 1
            self._take(rows)
        # While one page after the other was read, rows may have moved from one to another.
        for _ in range(_TIMES_COMPARED if pages > 1 else 0):
            if not self._compare(size):
                break
        else:
            self.complete = self.complete and pages <= 1
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
        if answer.fault.startswith(_REFUSALS):
            self.refused = True
        if answer.fault in _PAST_THE_LAST_PAGE:
            return size, Answer([])
        return size, answer

    def _pages(self, size: int, answer: Answer, fields: str | None = None) -> Iterator[list[_Row]]:
        page = 1
        while answer.fault not in _PAST_THE_LAST_PAGE:
            rows = answer.rows()
            if rows is None:
                failed = self._failures
                rows = list(self._sliced((page - 1) * size, size, fields))
                is_last = not rows and self._failures == failed
            else:
                is_last = not rows or (answer.total is not None and page * size >= answer.total)
            yield rows
            if is_last:
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

    def _compare(self, size: int) -> bool:
        """Read which rows there are now, get those that are new or were changed; tell if any."""
        now: dict[int, Any] = {}
        fields = "id,modified_gmt"
        first = self._try(fields, per_page=size, page=1)
        for rows in self._pages(size, first, fields):
            now.update((row["id"], row.get("modified_gmt")) for row in rows if "id" in row)
        for number, _ in self.failed:
            now.pop(number, None)
        gone = self._rows.keys() - now.keys()
        wanted = [
            number
            for number, changed in now.items()
            if number not in self._rows or self._rows[number].get("modified_gmt") != changed
        ]
        for number in gone:
            del self._rows[number]
        for start in range(0, len(wanted), size):
            numbers = ",".join(map(str, wanted[start : start + size]))
            self._take(self._try(per_page=size, include=numbers).rows() or [])
        return bool(gone or wanted)
