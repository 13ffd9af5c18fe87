"""A web page with all that belongs to it in one file (MHTML, as Chromium and Edge save it)."""

import email
import email.policy
from collections.abc import Iterator
from email.message import Message

from kb.errors import ImportFileError
from kb.importers.found import Extraction
from kb.importers.saved.page import read_html


def read_mhtml(content: bytes, name: str) -> Extraction:
    """Return the posts of a page saved as MHTML, as `read_html` does.

    The page is the first part that is HTML, or the one that the file names as its start; pictures,
    styles and frames are not looked at.

    Raises:
        ImportFileError: it is no MHTML, or holds no page, or `read_html` finds nothing on it.
    """
    message = email.message_from_bytes(content.lstrip(), policy=email.policy.compat32)
    pages = [part for part in _parts(message) if part.get_content_type() in _PAGES]
    if not pages:
        raise ImportFileError(
            f"{name}: holds no web page; save the page anew from a browser, as MHTML or as HTML"
        )
    page = _start(message, pages)
    body = page.get_payload(decode=True)
    charset = page.get_content_charset()
    address = _address(message.get("Snapshot-Content-Location")) or _address(
        page.get("Content-Location")
    )
    return read_html(
        body if isinstance(body, bytes) else b"",
        name,
        address,
        f"text/html; charset={charset}" if charset else None,
    )


_PAGES = ("text/html", "application/xhtml+xml")


def _parts(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if not part.is_multipart():
            yield part


def _start(message: Message, pages: list[Message]) -> Message:
    wanted = [message.get_param("start")]
    location = message.get("Snapshot-Content-Location")
    for page in pages:
        if page.get("Content-ID") in wanted or (
            location and page.get("Content-Location") == location
        ):
            return page
    return pages[0]


def _address(said: object) -> str | None:
    address = "".join(str(said or "").split())
    return address if address.startswith(("http://", "https://")) else None
