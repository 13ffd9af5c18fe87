"""WordPress's export (WXR), read item by item → posts.

An export holds everything, also what its site shows to nobody: drafts, private posts, posts behind
a password, in clear. Of those nothing is given on but their numbers.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from kb.errors import ImportFileError, reason
from kb.importers.found import Extraction, Progress, silent
from kb.importers.wordpress.export import Export, local_name
from kb.importers.wordpress.export_text import ExportText

_CHUNK = 512 * 1024
# What no item ends within is no post's text, and would fill the memory.
_LARGEST = 256 * 1024 * 1024
_READ = ("item", "category", "tag", "term", "base_blog_url", "link", "language")


def read_wxr(path: Path, progress: Progress = silent) -> Extraction:
    """Return the published posts of an export.

    Raises ImportFileError where the file cannot be read or is no export of WordPress's.
    """
    export = Export()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            chunks = progress(iter(lambda: file.read(_CHUNK), b""), "Reading", -(-size // _CHUNK))
            text = ExportText(chunks)
            for element in _elements(text, path.name):
                export.take(element)
    except OSError as error:
        raise ImportFileError(f"{path}: cannot be read ({reason(error)})") from error
    if not export.is_one:
        raise ImportFileError(
            f"{path.name}: no export of WordPress's, since nothing in it has wp:post_type; export "
            "it anew (in WordPress under Tools, Export), or import the site by its address"
        )
    return export.extraction(whole=text.whole and export.items == text.items)


def _elements(text: ExportText, name: str) -> Iterator[Any]:
    """Give the elements of the channel that are read; each is emptied before the next comes."""
    parser = etree.XMLPullParser(
        events=("end",),
        tag=tuple(f"{{*}}{tag}" for tag in _READ),
        encoding="utf-8",
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    fed = items = 0
    for piece in text.pieces():
        parser.feed(piece.encode())
        fed += len(piece)
        for _, element in parser.read_events():
            parent = element.getparent()
            local = local_name(element)
            if local == "item":
                items += 1
                if items > text.items:
                    continue  # what the parser made of an export that breaks off in it
            elif parent is None or local_name(parent) != "channel":
                continue
            fed = 0
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del parent[0]
        if fed > _LARGEST:
            raise ImportFileError(
                f"{name}: an item of more than {_LARGEST // 1024**2} MB, which is no post; "
                "export the posts anew"
            )
