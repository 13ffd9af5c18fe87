"""A folder of Markdown files → posts: which of its files are posts, and what each says."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from kb.errors import ImportFileError
from kb.importers.found import Extraction, FoundPost, LeftOut, Progress, Quarantined, silent
from kb.importers.markdown_folder.bodies import Body
from kb.importers.markdown_folder.fields import (
    FieldError,
    day_of,
    name_of,
    title_of,
    updated_of,
    why_not_shown,
    words_of,
)
from kb.importers.markdown_folder.files import HTML, MDX, list_files
from kb.importers.markdown_folder.heads import Head, HeadError, TemplateError, read_head
from kb.importers.markdown_folder.site import Site, find_site, former_links, link_of
from kb.importers.source import read_text

_ABOUT_THE_PROJECT = frozenset(
    (
        *("readme", "license", "licence", "contributing", "changelog", "code_of_conduct"),
        *("security", "authors", "maintainers", "pull_request_template", "404"),
    )
)
_SAYS_DRAFT = re.compile(
    r"(?im)(?:^|[{,])[ \t]*[\"']?(?:draft[\"']?[ \t]*[:=][ \t]*[\"']?(?:true|yes|on)"
    r"|publish(?:ed)?[\"']?[ \t]*[:=][ \t]*[\"']?(?:false|no|off))\b"
)
_MOST_NAMED = 10


@dataclass
class _Found:
    """What has been read so far."""

    posts: list[FoundPost] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)
    cut: list[str] = field(default_factory=list)


def read_folder(
    path: Path,
    progress: Progress = silent,
    *,
    without: Path | None = None,
    today: date | None = None,
) -> Extraction:
    """Read a folder of Markdown files as Hugo, Jekyll, Eleventy, Obsidian and their like keep it.

    A file with a day, in its front matter or in its name, is a post, known again by its path in
    the folder. Left out are what its site does not show (drafts, posts of the future) and what
    is no post. A file that cannot be read is quarantined, and the others come in. Nothing is
    read of the folder `without`, the corpus that the posts go to.

    Raises:
        ImportFileError: no folder, or one without Markdown files.
    """
    if not path.is_dir():
        is_file = (
            "is a file; give the folder that it lies in" if path.exists() else "no such folder"
        )
        raise ImportFileError(f"{path}: {is_file}")
    site = find_site(path)
    found = _Found()
    listing = list_files(path, site, without)
    found.left_out += listing.left_out
    if not listing.files and not found.left_out:
        raise ImportFileError(
            f"{path}: holds no Markdown files (.md); give the folder of a site's posts"
        )
    today = today or date.today()
    for file in progress(listing.files, "Reading posts", len(listing.files)):
        _read(file, path, site, today, found)
    return Extraction(
        posts=tuple(found.posts),
        quarantined=tuple(found.quarantined),
        left_out=tuple(found.left_out),
        complete=listing.complete and not found.quarantined,
        source=site.address,
        notes=tuple(_notes(found)),
    )


def _read(file: Path, top: Path, site: Site, today: date, found: _Found) -> None:
    """Add what one file is."""
    path = PurePosixPath(file.relative_to(top).as_posix())
    try:
        text = read_text(file)
    except ImportFileError as error:
        message = str(error).removeprefix(f"{file}").lstrip(":0123456789 ")
        if message.startswith("is empty"):
            found.left_out.append(LeftOut(file.name, str(path), "is empty"))
            return
        found.quarantined.append(Quarantined(name_of(path), str(path), message, ""))
        return
    try:
        head = read_head(text)
        if file.suffix.lower() in HTML and not head.format:
            return  # a page of the site that was built, or a part of one
        post = _post(head, path, site, today, file, found)
    except (HeadError, FieldError) as error:
        line = error.line if isinstance(error, HeadError) else _line_of(error.name, text)
        if "_drafts" in path.parts or _SAYS_DRAFT.search(text):
            # Nothing of it is written anywhere, be it faulty or not.
            found.left_out.append(LeftOut(file.name, f"{path}:{line}", "a draft"))
        else:
            doubt = Quarantined(name_of(path), f"{path}:{line}", str(error), text)
            found.quarantined.append(doubt)
    except TemplateError:
        found.left_out.append(
            LeftOut(file.name, str(path), "a template, whose fields are not filled in")
        )
    else:
        if isinstance(post, LeftOut):
            found.left_out.append(post)
        else:
            found.posts.append(post)


def _line_of(name: str, text: str) -> int:
    """Return the line on which a field stands."""
    lines = enumerate(text.split("\n"), start=1)
    names = ((number, re.sub(r"[\s\"'_-]", "", line).lower()) for number, line in lines)
    return next((number for number, line in names if re.match(f"{name}[:=]", line)), 1)


def _post(
    head: Head, path: PurePosixPath, site: Site, today: date, file: Path, found: _Found
) -> FoundPost | LeftOut:
    fields = head.fields
    # The address of a section, which lists its posts.
    if path.stem.partition(".")[0] == "_index":
        return LeftOut(path.name, str(path), "the page of a section, not a post")
    hidden = why_not_shown(fields, path, today, site.shows_future)
    if hidden is not None:
        return LeftOut(path.name, str(path), hidden)
    published = day_of(fields, path, _is_in_bundle(file))
    title = title_of(fields)
    if published is None:
        return LeftOut(title or path.name, str(path), _why_no_post(path, file, site))
    is_jekylls = site.kind == "jekyll" or "_posts" in path.parts
    body = Body(head.body)
    tags = words_of(fields, ("tags", "tag"), is_jekylls or site.kind == "obsidian")
    breaks = False
    if site.kind == "obsidian" or body.is_a_note:
        body.without_notes()
        tags = tuple(dict.fromkeys((*tags, *body.take_tags())))
        breaks = True
    if file.suffix.lower() == MDX:
        body.without_modules()
    title = body.take_title(title) or name_of(path)
    link = link_of(site, fields, path, _below_content(file, site))
    post = FoundPost(
        title=title,
        published=published,
        body=body.written(link, site.address, breaks, file.suffix.lower() in HTML),
        where=str(path),
        key=str(path),
        updated=updated_of(fields),
        link=link,
        former_links=former_links(site, fields),
        tags=tags,
        categories=words_of(fields, ("categories", "category"), is_jekylls),
    )
    found.tags.update(body.left_out)
    if "title" in head.cut:
        found.cut.append(str(path))
    return post


def _why_no_post(path: PurePosixPath, file: Path, site: Site) -> str:
    if path.stem.lower() in _ABOUT_THE_PROJECT:
        return "about the project or the site, not a post"
    if _is_in_bundle(file) and site.kind in ("", "hugo", "zola"):
        return "has no date, and belongs to the index.md beside it"
    return (
        "has no date: neither a field date or publishDate in its front matter, nor a day in its "
        "name, as 2017-06-29-title.md"
    )


def _is_in_bundle(file: Path) -> bool:
    """Tell whether a file lies with an index.md that the folder belongs to."""
    return file.stem != "index" and (file.parent / f"index{file.suffix}").exists()


def _below_content(file: Path, site: Site) -> PurePosixPath | None:
    """Return a file's path in Hugo's folder of content, which its address follows."""
    if site.folder is None or site.kind != "hugo":
        return None
    content = str(site.config.get("contentdir") or "content")
    try:
        inside = file.resolve().relative_to((site.folder / content).resolve())
    except ValueError:
        return None
    return PurePosixPath(inside.as_posix())


def _notes(found: _Found) -> Iterator[str]:
    if found.tags:
        count = sum(found.tags.values())
        named = [f"{name} {times}" for name, times in found.tags.most_common(_MOST_NAMED)]
        more = " …" if len(found.tags) > _MOST_NAMED else ""
        shown = f"{count} ({', '.join(named)}{more})"
        yield f"shortcodes and template tags, which were left out: {shown}"
    drafts = sum(item.reason == "a draft" for item in found.left_out)
    if drafts:
        yield f"drafts, which were left out: {drafts}"
    if found.cut:
        named = found.cut[:_MOST_NAMED]
        yield f"titles that a # cuts short, being a comment: {', '.join(named)}"
