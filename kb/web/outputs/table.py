"""`/sok.csv`: all hits of a search as a table that a Swedish Excel opens right."""

import csv
import logging
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from urllib.parse import quote

from starlette.responses import Content, Response, StreamingResponse
from starlette.types import Send

from kb.corpus.kinds import Kind
from kb.corpus.post import slug
from kb.errors import EngineUnavailableError
from kb.messages import N_
from kb.search.port.document import Document
from kb.search.query.parser import printable
from kb.search.rewriting.interpretation import Interpretation
from kb.web.caching import if_incomplete
from kb.web.intake import each_in_thread
from kb.web.pages.headings import sought
from kb.web.visit import Visit

_LOG = logging.getLogger(__name__)
# Read and sent at a time: 500 posts of 226 words are some 3 MB.
_STEP = 500
# By it, Excel knows UTF-8.
_BOM = "\ufeff"
# A cell that begins so is worked out as a formula, also behind blanks and quotation marks.
_FORMULA = re.compile(r"[\s\"'“”‘’`]*[=+\-@]")
_QUOTES = re.compile('["“”]')
# What some file system does not take in a name.
_NO_NAME = re.compile(r"[/\\:*?<>|]")
# Of the name of the file, as file systems and people bear it.
_NAME_LENGTH = 100


def table(visit: Visit) -> Response:
    """Answer `/sok.csv`, as it is read from the one generation; nobody holds all of it."""
    name = f"{visit.settings.site_name} {sought(visit)}"
    interpretation = visit.service.interpret(visit.request.query)
    kept = if_incomplete(interpretation) or {}
    return _Whole(
        each_in_thread(_pieces(visit, interpretation)),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": _attachment(name), **kept},
    )


class _Whole(StreamingResponse):
    """An answer in pieces; where the engine fails, nobody takes what was sent for all of it."""

    async def stream_response(self, send: Send) -> None:
        """Send the pieces, once the first is there: without it, another answer is given."""
        pieces = aiter(self.body_iterator)
        first = await anext(pieces, "")
        self.body_iterator = _all(first, pieces)
        try:
            await super().stream_response(send)
        except EngineUnavailableError as error:
            # The server ends a connection on which the end of an answer was not sent.
            _LOG.warning("%s", error)


async def _all(first: Content, others: AsyncIterator[Content]) -> AsyncIterator[Content]:
    yield first
    async for other in others:
        yield other


def _pieces(visit: Visit, interpretation: Interpretation) -> Iterator[str]:
    service, request = visit.service, visit.request
    kinds = service.registers.kinds
    text = StringIO(_BOM)
    text.seek(0, 2)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(cell(heading) for heading in _headings(visit, kinds))
    matches = service.each(interpretation, request.filters, request.order, _STEP)
    for number, match in enumerate(matches, start=1):
        writer.writerow(cell(value) for value in _row(visit, kinds, match.document))
        if number % _STEP == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _headings(visit: Visit, kinds: tuple[Kind, ...]) -> Iterator[str]:
    gettext = visit.messages.gettext
    yield from map(gettext, (N_("Date"), N_("Title"), N_("Address")))
    yield from (gettext(kind.label_plural) for kind in kinds)
    yield from map(gettext, (N_("Tags"), N_("First published")))


def _row(visit: Visit, kinds: tuple[Kind, ...], document: Document) -> Iterator[str]:
    label = visit.service.registers.label
    yield document.published.isoformat()
    yield document.title
    yield visit.settings.site_url + visit.urls.post(document.id)
    yield from (", ".join(label(kind, one) for one in document.about(kind)) for kind in kinds)
    yield ", ".join(document.tags)
    yield document.source or ""


def cell(value: str) -> str:
    """Return what a cell shows: one line, and never a formula.

    What a spreadsheet would work out has an apostrophe before it, as OWASP has it of "CSV
    injection"; full-width signs count, since some programs take them for plain ones.
    """
    text = printable(value)
    return f"'{text}" if _FORMULA.match(unicodedata.normalize("NFKC", text)) else text


def _attachment(name: str) -> str:
    """Return how a browser is to save it (RFC 6266): in ASCII, and as it is for all who can."""
    whole = printable(_NO_NAME.sub(" ", _QUOTES.sub("", name)))[:_NAME_LENGTH].strip()
    plain = f"{slug(whole.replace('–', '-')) or 'sok'}.csv"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(f'{whole}.csv')}"
