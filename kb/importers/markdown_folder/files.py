"""Which files of a folder may be posts: none of templates, of programs, of elsewhere."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from kb.corpus.listing import is_markdown
from kb.errors import reason
from kb.importers.found import LeftOut
from kb.importers.markdown_folder.site import Site

HTML = (".html", ".htm")
MDX = ".mdx"
_OTHER_MARKUP = (".adoc", ".asciidoc", ".rst", ".org", ".textile", ".docx", ".odt", ".rtf")
# Folders of templates, of what is built, of programs: in none of them does a post lie.
_NO_POSTS = frozenset(
    (
        *("_layouts", "_includes", "_data", "_sass", "_site", "_templates", "node_modules"),
        *("archetypes", "layouts", "bower_components", "__pycache__"),
    )
)
_NO_POSTS_AT_TOP = frozenset(
    ("themes", "static", "public", "resources", "assets", "data", "i18n", "vendor", "scaffolds")
)


@dataclass
class Listing:
    """The files of a folder that may be posts, in the order of their paths.

    Attributes:
        left_out: folders and links that were not read, and why.
        complete: whether every folder could be listed.
    """

    files: list[Path] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    complete: bool = True


def list_files(top: Path, site: Site, without: Path | None = None) -> Listing:
    """List the files of a folder that may be posts, and none of the folder `without`."""
    found = Listing()

    def unreadable(error: OSError) -> None:
        found.complete = False
        where = Path(str(error.filename))
        found.left_out.append(
            _left(where, top, f"cannot be read ({reason(error)}); check its rights")
        )

    templates = _template_folder(site)
    corpus = without.resolve() if without else None
    for current, folders, names in os.walk(top, onerror=unreadable):
        here = Path(current)
        kept = []
        for name in sorted(folders):
            why = _why_skipped(here / name, site, templates)
            if corpus is not None and (here / name).resolve() == corpus:
                why = "the corpus that the posts go to"
            if why is None:
                kept.append(name)
            elif why and _holds_markdown(here / name):
                found.left_out.append(_left(here / name, top, why))
        folders[:] = kept
        for name in sorted(names):
            file = here / name
            kind = file.suffix.lower()
            if name.startswith("."):
                continue
            if kind in _OTHER_MARKUP:
                why = "is no Markdown; convert it, or copy its text into a file that ends in .md"
                found.left_out.append(_left(file, top, why))
            if not (is_markdown(file.name) or kind in (*HTML, MDX)):
                continue
            if file.is_symlink():
                found.left_out.append(
                    _left(file, top, "a link to another file, which is not followed")
                )
            else:
                found.files.append(file)
    return found


def _why_skipped(folder: Path, site: Site, templates: Path | None) -> str | None:
    """Say why a folder is not read: "" where that needs no telling, None where it is read."""
    name = folder.name
    if name.startswith("."):
        return ""
    if folder.is_symlink():
        return "a link to another folder, which is not followed"
    if folder == templates or name.lower() in _NO_POSTS:
        return "a folder of templates or programs, not of posts"
    is_sites_own = site.folder is not None and folder.parent.resolve() == site.folder.resolve()
    if is_sites_own and name.lower() in _NO_POSTS_AT_TOP and site.kind != "obsidian":
        return "a folder of the site's own files, not of posts"
    return None


def _holds_markdown(folder: Path) -> bool:
    if folder.is_symlink():
        return True
    return any(is_markdown(name) for _, _, names in os.walk(folder) for name in names)


def _template_folder(site: Site) -> Path | None:
    """Return where Obsidian's templates lie."""
    if site.folder is None or site.kind != "obsidian":
        return None
    try:
        settings = (site.folder / ".obsidian" / "templates.json").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    named = re.search(r'"folder"\s*:\s*"([^"]+)"', settings)
    return site.folder / named[1] if named else None


def _left(path: Path, top: Path, why: str) -> LeftOut:
    try:
        where = path.relative_to(top).as_posix()
    except ValueError:
        where = str(path)
    return LeftOut(path.name, where, why)
