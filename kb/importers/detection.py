"""What a file or folder to import is, told from what it holds, not from its name."""

import csv
import json
import re
from pathlib import Path

from kb.errors import ImportFileError, reason

_SAMPLE = 64 * 1024

# What a file begins with, what it is, and what to do instead.
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "open it, copy its text into a file, and import that"),
    (b"{\\rtf", "a text with formatting (RTF)", "save it as plain text in UTF-8"),
    (
        b"\xd0\xcf\x11\xe0",
        "an old Office document",
        "open it and save it as plain text in UTF-8",
    ),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"BZh", "a compressed file (bzip2)", "unpack it first"),
    (b"\xfd7zXZ", "a compressed file (xz)", "unpack it first"),
    (b"7z\xbc\xaf", "an archive file (7z)", "unpack it, and import the files or the folder"),
    (b"Rar!", "an archive file (RAR)", "unpack it, and import the files or the folder"),
    (b"\x89PNG", "an image", "posts are text; give the page that they stand on"),
    (b"\xff\xd8\xff", "an image", "posts are text; give the page that they stand on"),
    (b"GIF8", "an image", "posts are text; give the page that they stand on"),
    (b"SQLite format 3", "a database", "export its posts as JSON lines"),
    (b"bplist00", "a web archive of Safari", "save the page as HTML (page source)"),
)
# A file of these is a zip too; each is told by a name of a file within it.
_IN_ZIP = (
    (b"word/", "a Word document", "open it and save it as plain text in UTF-8"),
    (b"xl/", "an Excel workbook", "make JSON lines of its rows"),
    (b"ppt/", "a PowerPoint presentation", "open it and save its text as plain text"),
    (b"opendocument", "an OpenDocument file", "open it and save it as plain text in UTF-8"),
    (b"epub", "an e-book", "export its chapters as HTML"),
)
_JSON_LINES = (
    'JSON lines have one object a line, as {"title": "…", "published": "2017-06-29", "text": "…"}'
)
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_XML_ROOT = re.compile(r"<(?![?!])(?:[\w-]+:)?([\w-]+)")
_HTML_TAG = re.compile(r"(?i)<(?:!doctype html|html|head|body|title|meta|div|article|main)\b")
_HTML_PARTS = re.compile(r"(?i)</(?:p|div|h[1-6]|a|li|span|article|section|td)>")
_MHTML = re.compile(rb"(?im)^content-type:\s*multipart/related")
# What a text file begins with, what it is, and what to do instead.
_FOREIGN_TEXT: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(
            r"(?im)^(?:-- (?:mysql|mariadb|phpmyadmin|postgresql)|create table|insert into)\b"
        ),
        "a database's dump (SQL)",
        "export from the site instead, in WordPress by Tools → Export",
    ),
    (
        re.compile(r"\[InternetShortcut\]"),
        "a shortcut to a page",
        "give the address that it leads to",
    ),
    (re.compile(r"BEGIN:V(?:CALENDAR|CARD)"), "a calendar or a card", "give the page of the posts"),
    (
        re.compile(
            r"(?:From .*\n)?(?:(?:From|To|Subject|Date|Received|Return-Path|Delivered-To|"
            r"Message-I[Dd]|MIME-Version|Content-Type|Reply-To|X-[\w-]+):.*\n(?:[ \t].*\n)*){3}"
        ),
        "a letter (e-mail)",
        "open it in a browser by its link, and save that page as HTML",
    ),
)
_HOST = re.compile(r"(?i)(?:www\.)?(?:[\w-]+\.)+[a-zåäö]{2,}(?:[:/].*)?")
_NEAR_ADDRESS = re.compile(r"(?i)[a-z]{3,6}:/|https?//|(?:https?|ftp|file|feed):")
_FRONT_MATTER = re.compile(
    r"(?:---[^\S\n]*\n.*?^(?:title|date|published)\s*:|\+\+\+\s*\n.*?^\w+\s*=)",
    re.DOTALL | re.MULTILINE,
)
# In a file that is named as Markdown, any field will do, and JSON.
_ANY_FRONT_MATTER = re.compile(r"---[^\S\n]*\n[\w-]+\s*:|---[^\S\n]*\w+\n|[+]{3}\s*\n|\{\s*\n")


def find_kind(source: str) -> str:
    """Return which kind a file or folder is, as `door.KINDS` names them.

    Raises:
        ImportFileError: it is not there, cannot be read, or is of no kind that can be imported;
            the message says what it is and what to do instead.
    """
    if not source.strip():
        raise ImportFileError(
            "SOURCE is empty; give the path of a file or a folder, or a site's address"
        )
    path = Path(source)
    if path.is_dir():
        return _kind_of_folder(path)
    if path.exists() and not path.is_file():
        raise ImportFileError(f"{source}: is no file but a device or a pipe; save it as a file")
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE)
    except FileNotFoundError:
        raise ImportFileError(f"{source}: {_not_there(source)}") from None
    except (OSError, ValueError) as error:
        raise ImportFileError(
            f"{source}: cannot be read ({reason(error)}); check its rights"
        ) from None
    if not sample.strip():
        raise ImportFileError(f"{source}: is empty; there is nothing to import")
    _refuse_foreign(source, sample)
    if is_mhtml(sample):
        return "html"
    return _kind_of_text(source, _decoded(sample).lstrip("\ufeff \t\r\n"))


def is_mhtml(content: bytes) -> bool:
    """Tell a web page that was saved with all that belongs to it, as letters have attachments."""
    head = content[:_SAMPLE].lstrip(b"\xef\xbb\xbf \t\r\n")
    return re.match(rb"(?i)[\w-]+:", head) is not None and _MHTML.search(head) is not None


def _not_there(source: str) -> str:
    if _NEAR_ADDRESS.match(source.strip()):
        return (
            "is no address that can be read; one begins with https:// or http:// and has no "
            "spaces, as https://example.org/nyheter"
        )
    if _HOST.fullmatch(source) and not source.lower().endswith((".txt", ".html", ".xml", ".md")):
        return f"no such file; a site's address begins with https://, as https://{source}"
    return "no such file or folder; give the path of a file or a folder, or a site's address"


def _kind_of_folder(path: Path) -> str:
    if any(each.suffix.lower() in _MARKDOWN for each in path.rglob("*")):
        return "markdown"
    try:
        next(path.iterdir(), None)
    except OSError as error:
        raise ImportFileError(
            f"{path}: cannot be read ({reason(error)}); check its rights"
        ) from None
    some = next((each.name for each in sorted(path.rglob("*")) if each.is_file()), None)
    holds = f"no Markdown, but files such as {some}" if some else "nothing"
    raise ImportFileError(
        f"{path}: the folder holds {holds}; give a folder of Markdown posts, or one file at a time"
    )


def _refuse_foreign(source: str, sample: bytes) -> None:
    for start, what, do in _FOREIGN:
        if sample.startswith(start):
            raise ImportFileError(f"{source}: is {what}; {do}")
    if sample[257:262] == b"ustar":
        raise ImportFileError(
            f"{source}: is an archive file (tar); unpack it, and import the files or the folder"
        )
    if sample.startswith(b"PK"):
        for name, what, do in _IN_ZIP:
            if name in sample:
                raise ImportFileError(f"{source}: is {what}; {do}")
        raise ImportFileError(
            f"{source}: is an archive file (zip); unpack it, and import the files or the folder"
        )


def _decoded(sample: bytes) -> str:
    """The sample as text, good enough to tell what it is; `source.read_text` reads it well."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return sample.decode("utf-16", errors="replace")
    if sample[1::2].count(0) > len(sample) / 4:
        return sample.decode("utf-16-le", errors="replace")
    return sample.decode("utf-8-sig", errors="replace")


def _kind_of_text(source: str, text: str) -> str:
    if re.match(r"<[?!a-zA-Z]", text):
        return _kind_of_markup(source, text)
    is_markdown = Path(source).suffix.lower() in _MARKDOWN
    if _FRONT_MATTER.match(text) or (is_markdown and _ANY_FRONT_MATTER.match(text)):
        raise ImportFileError(
            f"{source}: is one Markdown post; give the folder that it lies in, as "
            f"`kb import {_quoted(Path(source).parent)}`"
        )
    if text.startswith(("{", "[")) and (found := _kind_of_json(source, text)):
        return found
    if _HTML_TAG.search(text[:4096]) or len(_HTML_PARTS.findall(text)) >= 5:
        return "html"
    for start, what, do in _FOREIGN_TEXT:
        if start.match(text):
            raise ImportFileError(f"{source}: is {what}; {do}")
    if _is_table(Path(source).suffix, text):
        raise ImportFileError(
            f"{source}: is a table (CSV); make JSON lines of its rows. {_JSON_LINES}"
        )
    return "archive"


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


def _kind_of_markup(source: str, text: str) -> str:
    root = _XML_ROOT.search(text)
    name = root[1].lower() if root else ""
    if name in ("rss", "feed", "rdf"):
        return "wordpress" if "wordpress.org/export/" in text else "feed"
    told = {
        "urlset": ("a site map", "give the site's own address"),
        "sitemapindex": ("a site map", "give the site's own address"),
        "plist": ("a bookmark or settings of a Mac", "give the address of the page itself"),
        "opml": ("a list of feeds (OPML)", "import each feed by its address"),
        "svg": ("an image", "posts are text; give the page that they stand on"),
    }.get(name)
    if told:
        raise ImportFileError(f"{source}: is {told[0]}; {told[1]}")
    if text.startswith("<?xml") and name != "html":
        raise ImportFileError(
            f"{source}: is XML, but neither a feed nor an export of WordPress (it begins with "
            f"<{name}>); ask the site's maker for a feed, or save its pages as HTML"
        )
    return "html"


def _kind_of_json(source: str, text: str) -> str | None:
    if "jsonfeed.org/version" in text[:4096]:
        return "feed"
    first, _, rest = text.partition("\n")
    try:
        value = json.loads(first)
    except ValueError:
        # A line longer than the sample, an array or an object on many lines: its reader tells.
        looks = re.match(r'[\[{]\s*(?:\{\s*)?"[^"\n]{1,80}"\s*:', text)
        return "jsonl" if looks else None
    if isinstance(value, dict) or (isinstance(value, list) and not rest.strip()):
        return "jsonl"
    raise ImportFileError(f"{source}: is JSON, but holds no posts; {_JSON_LINES}")


def _is_table(suffix: str, text: str) -> bool:
    """Tell whether every line has as many separators as the first."""
    lines = [line for line in text.splitlines()[:-1] if line.strip()][:20]
    if suffix.lower() in (".csv", ".tsv"):
        return True
    rows = {len(row) for row in csv.reader(lines)}
    # Dates in one line with titles have commas, too, but no line of names above them.
    if len(lines) >= 3 and not re.search(r"\d", lines[0]) and len(rows) == 1 and rows.pop() >= 3:
        return True
    return len(lines) >= 3 and any(
        lines[0].count(sign) >= 2 and len({line.count(sign) for line in lines}) == 1
        for sign in ";\t"
    )
