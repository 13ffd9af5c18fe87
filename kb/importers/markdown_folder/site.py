"""The site that a folder of Markdown belongs to, as its configuration tells."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, urljoin

import yaml

from kb.importers.markdown_folder.fields import day_of, is_true, stem_of, words_of

_HUGO = ("hugo", "config", "config/_default/hugo", "config/_default/config")
_ENDINGS = ("toml", "yaml", "yml", "json")
_JEKYLL = ("_config.yml", "_config.yaml", "_config.toml")
_DATA = ("_data/site.json", "_data/metadata.json", "src/_data/site.json", "src/_data/metadata.json")
# Settings of Hugo's that give its pages other addresses than their paths.
_OTHER_ADDRESSES = (
    *("permalinks", "uglyurls", "languages", "disablepathtolower"),
    "defaultcontentlanguageinsubdir",
)
_JEKYLLS_FORMS = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "none": "/:categories/:title:output_ext",
}
# What comes with a new site, and is nobody's address.
_NOBODYS = re.compile(
    r"(?i)https?://(?:www\.)?(?:example\.(?:com|org|net)|localhost)\b|https?://yoursite"
)
_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a site.

    Attributes:
        folder: where its configuration lies; None where there is none.
        kind: hugo, jekyll, hexo, zola, eleventy, obsidian, or empty.
        address: its address, ending in a slash; None where it does not tell.
        config: as read, its names in small letters.
    """

    folder: Path | None = None
    kind: str = ""
    address: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shows_future(self) -> bool:
        """Whether it shows posts before their day."""
        return is_true(self.config.get("future")) or is_true(self.config.get("buildfuture"))


def find_site(folder: Path) -> Site:
    """Return the site of a folder, which may be its content alone."""
    for place in (folder, *folder.resolve().parents[: _LEVELS - 1]):
        if (place / ".obsidian").is_dir():
            return Site(place, "obsidian")
        for name in _JEKYLL:
            config = _read(place / name)
            if config is not None:
                kind = "hexo" if "root" in config or "source_dir" in config else "jekyll"
                below = config.get("root") if kind == "hexo" else config.get("baseurl")
                return Site(place, kind, _address(config.get("url"), below), config)
        for stem in _HUGO:
            for ending in _ENDINGS:
                config = _read(place / f"{stem}.{ending}")
                if config is not None and ("baseurl" in config or (place / "content").is_dir()):
                    return Site(place, "hugo", _address(config.get("baseurl")), config)
                if config is not None and "base_url" in config:
                    return Site(place, "zola", _address(config.get("base_url")), config)
        for name in _DATA:
            config = _read(place / name)
            if config is not None and isinstance(config.get("url"), str):
                return Site(place, "eleventy", _address(config.get("url")), config)
    return Site()


def link_of(
    site: Site, fields: Mapping[str, Any], path: PurePosixPath, content: PurePosixPath | None
) -> str | None:
    """Return the address of a post, where it is sure; None elsewhere.

    `content` is the file's path below the folder that the site's addresses follow.
    """
    for name in ("canonicalurl", "canonical", "permalink", "url"):
        value = fields.get(name)
        if isinstance(value, str) and not re.search(r"[{}:*]", re.sub(r"^https?://", "", value)):
            if re.match(r"https?://\S+$", value):
                return value
            if site.address and name in ("permalink", "url") and value.strip("/"):
                return urljoin(site.address, quote(value.lstrip("/"), safe="/%~@:+,;=&!$'()-._#?"))
    if site.kind == "jekyll" and site.address:
        return _jekylls_link(site, fields, path)
    if site.kind != "hugo" or not site.address or content is None:
        return None
    if any(site.config.get(name) for name in _OTHER_ADDRESSES) or "." in content.stem:
        return None
    slug = str(fields.get("slug") or stem_of(content))
    folders = content.parent.parts[:-1] if content.stem == "index" else content.parent.parts
    parts = (re.sub(r"\s+", "-", part.strip()).lower() for part in (*folders, slug))
    return urljoin(site.address, "/".join(quote(part) for part in parts) + "/")


def _jekylls_link(site: Site, fields: Mapping[str, Any], path: PurePosixPath) -> str | None:
    """Return the address of a post of Jekyll's, as its pattern makes it of date and name."""
    form = str(_of_posts(site.config) or site.config.get("permalink") or "date")
    form = _JEKYLLS_FORMS.get(form, form)
    day = day_of(fields, path, in_bundle=False)
    if "permalink" in str(site.config.get("defaults")) or "permalink" in fields or day is None:
        return None
    if re.search(r"\d\s*(?:[+-]\d\d:?\d\d|Z|UTC|GMT)$", str(fields.get("date") or "")):
        return None  # its site counts days by its own zone
    # Folders above _posts are categories, too; what else is in a name, Jekyll rewrites.
    categories = words_of(fields, ("categories", "category"), parted_by_spaces=True)
    name = re.sub(r"^\d{4}-\d{1,2}-\d{1,2}-", "", path.stem)
    slug = str(fields.get("slug") or name)
    known = re.compile(r"[a-z0-9-]+")
    if path.parent.name != "_posts" or len(path.parts) > 2 or not known.fullmatch(slug):
        return None
    if not all(known.fullmatch(word.lower()) for word in categories):
        return None
    values = {
        "categories": "/".join(word.lower() for word in categories),
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "title": slug,
        "slug": slug,
        "output_ext": ".html",
    }
    names = re.findall(r":([a-z_]+)", form)
    if not set(names) <= values.keys():
        return None
    written = re.sub(r":([a-z_]+)", lambda found: values[found[1]], form)
    return urljoin(site.address or "", re.sub("/+", "/", written).lstrip("/"))


def _of_posts(config: Mapping[str, Any]) -> object:
    """Return the pattern of posts' addresses alone, where there is one."""
    collections = config.get("collections")
    posts = collections.get("posts") if isinstance(collections, Mapping) else None
    return posts.get("permalink") if isinstance(posts, Mapping) else None


def former_links(site: Site, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the addresses that lead to a post since they were its own."""
    found = []
    for name in ("aliases", "redirectfrom", "alias"):
        value = fields.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and re.match(r"https?://\S+$", each):
                found.append(each)
            elif isinstance(each, str) and re.match(r"/\S+$", each) and site.address:
                found.append(urljoin(site.address, each.lstrip("/")))
    return tuple(dict.fromkeys(found))


def _read(path: Path) -> dict[str, Any] | None:
    """Read a configuration; None where there is none that can be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".toml":
            read: Any = tomllib.loads(text)
        elif path.suffix == ".json":
            read = json.loads(text)
        else:
            read = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506  text alone comes of it
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return None
    return (
        {str(name).lower(): value for name, value in read.items()}
        if isinstance(read, dict)
        else None
    )


def _address(url: object, below: object = None) -> str | None:
    if (
        not isinstance(url, str)
        or not re.match(r"(?i)https?://[^\s/]+", url)
        or _NOBODYS.match(url)
    ):
        return None
    path = below.strip("/") if isinstance(below, str) else ""
    return f"{url.rstrip('/')}/{path}/" if path else f"{url.rstrip('/')}/"
