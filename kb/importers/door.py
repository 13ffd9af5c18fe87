"""The one door for foreign formats: find out what a source is, and have it read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kb.errors import ImportFileError
from kb.importers.detection import find_kind, is_mhtml
from kb.importers.found import Extraction, Progress, silent

_ADDRESS = re.compile(r"(?i)https?://\S+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A source that was read: the kind that it was, what was in it, the name it goes by."""

    kind: str
    extraction: Extraction
    source: str


def is_address(source: str) -> bool:
    """Tell an address from a path."""
    return _ADDRESS.fullmatch(source.strip()) is not None


def read(
    source: str,
    kind: str | None = None,
    *,
    source_url: str | None = None,
    contact: str = "",
    resume: Path | None = None,
    corpus: Path | None = None,
    today: date | None = None,
    progress: Progress = silent,
) -> Reading:
    """Read a source: a file, a folder, or a site's address.

    Args:
        source: the path or the address.
        kind: one of KINDS, to insist; None to find out.
        source_url: the name that the source is to go by.
        contact: how those whose site is read reach whoever reads it.
        resume: a folder for what was read of a site, so that an import that was interrupted goes
            on where it was; None to begin anew.
        corpus: where the posts are to go; none of its own files is a source.
        today: posts that show from a later day on are left out; by default the day it is here.
        progress: shows how far it is.

    Raises:
        ImportFileError: it cannot be read, or is of no kind; the message says what it is.
    """
    if is_address(source):
        return _read_address(source.strip(), kind, source_url, contact, resume, progress)
    kind = kind or find_kind(source)
    path = Path(source)
    if corpus is not None and path.resolve().is_relative_to(corpus.resolve()):
        raise ImportFileError(
            f"{source}: lies in the corpus that it is to be imported into; edit what is there, "
            "and run kb index"
        )
    if kind == "markdown":
        extraction = _markdown(path, progress, corpus, today)
    else:
        extraction = KINDS[kind].read(path, progress)
    named = source_url or extraction.source
    # A page is the whole of a source that is named after it, and a part of one that is not.
    if KINDS[kind].of_one_page and named:
        extraction = replace(extraction, complete=False)
    # `.` and `..` are no names.
    name = path.resolve().name if path.name in ("", "..") else path.name
    return Reading(kind, extraction, named or f"{kind}:{name}")


def _read_address(
    address: str,
    kind: str | None,
    source_url: str | None,
    contact: str,
    resume: Path | None,
    progress: Progress,
) -> Reading:
    from kb.importers.site.address import read_address
    from kb.importers.site.client import Client

    if kind is not None and not KINDS[kind].has_address:
        raise ImportFileError(
            f"{address}: {kind} is read from a file or a folder; save it, and give its path"
        )
    with Client(contact, resume) as client:
        found, extraction = read_address(address, client, progress, kind=kind)
    if KINDS[found].of_one_page:
        extraction = replace(extraction, complete=False)
    return Reading(found, extraction, source_url or extraction.source or address)


# --- who reads what; what a kind needs is loaded when it is asked for ---------------------------


def _archive(path: Path, progress: Progress) -> Extraction:
    from kb.importers.archive.page import read_archive
    from kb.importers.source import read_text

    del progress
    return read_archive(read_text(path), path.name)


def _html(path: Path, progress: Progress) -> Extraction:
    from kb.importers.saved.mhtml import read_mhtml
    from kb.importers.saved.page import read_html
    from kb.importers.source import read_file

    del progress
    content = read_file(path)
    reader = read_mhtml if is_mhtml(content) else read_html
    return reader(content, path.name)


def _wordpress(path: Path, progress: Progress) -> Extraction:
    from kb.importers.wordpress.wxr import read_wxr

    return read_wxr(path, progress)


def _feed(path: Path, progress: Progress) -> Extraction:
    from kb.importers.feed import read_feed
    from kb.importers.source import read_file

    del progress
    return read_feed(read_file(path), path.name)


def _jsonl(path: Path, progress: Progress) -> Extraction:
    from kb.importers.jsonl import read_jsonl

    return read_jsonl(path, progress)


def _markdown(
    path: Path, progress: Progress, corpus: Path | None = None, today: date | None = None
) -> Extraction:
    from kb.importers.markdown_folder.folder import read_folder

    return read_folder(path, progress, without=corpus, today=today)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: what it is, who reads it, whether it may be an address, one page."""

    help: str
    read: Callable[[Path, Progress], Extraction]
    has_address: bool = False
    of_one_page: bool = False


# What may be insisted on, in the order of the help.
KINDS: dict[str, Kind] = {
    "archive": Kind("a news page copied out of a browser as text", _archive, of_one_page=True),
    "html": Kind("a saved web page, also MHTML", _html, has_address=True, of_one_page=True),
    "wordpress": Kind("an export of WordPress, or a site's address", _wordpress, has_address=True),
    "feed": Kind("RSS, Atom or JSON Feed, or its address", _feed, has_address=True),
    "jsonl": Kind("JSON lines, a post each", _jsonl),
    "markdown": Kind("a folder of Markdown posts", _markdown),
}
