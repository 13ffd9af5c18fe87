"""A site's address → its posts, by the best way in that it offers.

That is WordPress's interface, which tells everything of all posts; else the site's feed, which has
the newest; else the page itself, as a browser would save it.
"""

import tempfile
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from kb.errors import ImportFileError
from kb.importers.found import Extraction, Progress, silent
from kb.importers.saved.page import read_html
from kb.importers.site.client import Client
from kb.importers.site.discovery import is_feed, linked_feeds, usual_feeds
from kb.importers.site.paging import read_feed_pages
from kb.importers.site.response import Response
from kb.importers.wordpress.rest import find_api, read_site
from kb.importers.wordpress.wxr import read_wxr

Kind = Literal["wordpress", "feed", "html"]

_REFUSALS = {
    401: "asks for a password; only what everybody may read is imported",
    403: "does not let this program in; ask whoever runs the site to, or import an export of it",
    404: "there is nothing at this address; check its spelling in a browser",
    410: "what was at this address was taken away",
}
_EXPORT = (b"wordpress.org/export/", b"<wp:wxr_version")
_HTML = ("text/html", "application/xhtml+xml", "")


def read_address(
    url: str, client: Client, progress: Progress = silent, kind: str | None = None
) -> tuple[Kind, Extraction]:
    """Return the posts of a site, and the kind of way in that they came by.

    The address may be the site's, that of any page of it, of its interface, of a feed, or of a
    WordPress export. Of a WordPress or a feed all posts are read, whichever page was given; the
    notes say so.

    Args:
        url: the address.
        client: asks the site; its kept answers are removed once nothing failed.
        progress: shows how far it is.
        kind: one of Kind to insist on it, None to find out.

    Raises:
        ImportFileError: nobody answers there, or with nothing that can be read.
    """
    page = client.get(url)
    if page.status >= 400:
        said = _REFUSALS.get(page.status, "check the address in a browser")
        raise ImportFileError(f"{url}: answers {page.status}: {said}")
    reading = _Reading(url, page, client, progress)
    found, extraction, whole = reading.read(kind)
    if client.reused:
        note = (
            "an earlier reading broke off less than an hour ago and was gone on with; "
            f"answers not asked for again: {client.reused}"
        )
        extraction = replace(extraction, notes=(*extraction.notes, note))
    if whole:
        client.done()
    return found, extraction


class _Reading:
    """One address that answered, to be read one way or another."""

    def __init__(self, url: str, page: Response, client: Client, progress: Progress) -> None:
        self._url = url
        self._page = page
        self._client = client
        self._progress = progress
        self._tried: list[str] = []

    def read(self, kind: str | None) -> tuple[Kind, Extraction, bool]:
        """Return what was found, how, and whether nothing failed on the way."""
        ways = {"wordpress": self._wordpress, "feed": self._feed, "html": self._html}
        chosen = list(ways.values()) if kind is None else [ways[kind]]
        for way in chosen:
            if found := way(insisted=kind is not None):
                way_in, extraction, whole = found
                # What a better way gave before it failed is worth keeping for the next time.
                return way_in, extraction, whole and not self._tried
        raise ImportFileError(f"{self._url}: " + self._nothing(kind))

    def _nothing(self, kind: str | None) -> str:
        tried = f" ({'; '.join(self._tried)})" if self._tried else ""
        if kind == "wordpress":
            return (
                f"no WordPress answers here{tried}; import an export of it as a file, or leave "
                "out the kind, and what else there is will be read"
            )
        if kind == "feed":
            return (
                f"no feed is here, none is linked to, and none lies where they mostly do{tried}; "
                "give the feed's own address"
            )
        is_what = self._page.content_type or "of no type"
        if is_what.partition("/")[0] in ("image", "audio", "video", "font"):
            return f"is no web page, but {is_what}; give the page that it stands on"
        return f"is no web page, but {is_what}{tried}; save it, and import the file"

    # --- WordPress ------------------------------------------------------------------------------

    def _wordpress(self, insisted: bool) -> tuple[Kind, Extraction, bool] | None:
        body = self._page.body
        if any(mark in body[:20_000] for mark in _EXPORT):
            extraction = self._export()
            return "wordpress", extraction, extraction.complete
        # On a site of WordPress, too, who gives the address of a feed or a file means that.
        is_page = self._page.content_type in (*_HTML, "application/json")
        if not insisted and (is_feed(self._page) or not is_page):
            return None
        try:
            api = find_api(self._client, self._url)
            if api is None:
                return None
            extraction = read_site(self._client, api, self._progress)
        except ImportFileError as error:
            self._tried.append(f"its WordPress does not give its posts: {error}")
            return None
        return "wordpress", self._of_all(extraction), extraction.complete

    def _export(self) -> Extraction:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "export.xml"
            path.write_bytes(self._page.body)
            return read_wxr(path, self._progress)

    # --- feeds ----------------------------------------------------------------------------------

    def _feed(self, insisted: bool) -> tuple[Kind, Extraction, bool] | None:
        del insisted
        if is_feed(self._page):
            extraction, whole = read_feed_pages(self._client, self._page, self._progress)
            return "feed", self._noted(extraction), whole
        if self._page.content_type not in _HTML:
            return None
        linked = linked_feeds(self._page)
        for address in chain(linked, usual_feeds(self._page)):
            found = self._feed_at(address, is_linked=address in linked)
            # A feed without posts is no way in where the page may have some.
            if found and (found[0].posts or found[0].quarantined):
                extraction, whole = found
                note = f"read from the feed {address}"
                extraction = replace(extraction, notes=(note, *extraction.notes))
                return "feed", self._noted(self._of_all(extraction)), whole
        return None

    def _feed_at(self, address: str, is_linked: bool) -> tuple[Extraction, bool] | None:
        try:
            response = self._client.get(address)
            if response.status != 200 or not is_feed(response):
                return None
            return read_feed_pages(self._client, response, self._progress)
        except ImportFileError as error:
            if is_linked:
                self._tried.append(str(error))
            return None

    # --- the page itself ------------------------------------------------------------------------

    def _html(self, insisted: bool) -> tuple[Kind, Extraction, bool] | None:
        page = self._page
        if page.content_type not in _HTML:
            return None
        try:
            extraction = read_html(page.body, self._url, page.url, page.headers.get("content-type"))
        except ImportFileError as error:
            if insisted:
                raise
            tried = "; ".join(["neither WordPress nor a feed was found", *self._tried])
            raise ImportFileError(f"{error} ({tried})") from None
        return "html", self._noted(extraction), True

    # --- what to say ----------------------------------------------------------------------------

    def _of_all(self, extraction: Extraction) -> Extraction:
        """Say so where a page was given and the whole site was read."""
        is_front = urlsplit(self._page.url).path.strip("/") in ("", "index.html", "index.php")
        if is_front or (extraction.source or "").rstrip("/") == self._page.url.rstrip("/"):
            return extraction
        note = "the posts of the whole site were read, not only those of the page that was given"
        return replace(extraction, notes=(note, *extraction.notes))

    def _noted(self, extraction: Extraction) -> Extraction:
        """Tell which better ways were tried in vain."""
        return replace(extraction, notes=(*extraction.notes, *self._tried))
