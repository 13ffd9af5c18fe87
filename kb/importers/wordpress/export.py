"""What is gathered of an export while its items come by: posts, terms, files, and what is left."""

import re
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from kb.importers.found import Extraction, FoundPost, LeftOut
from kb.importers.html.text import plain
from kb.importers.wordpress.blocks import uses_shared_blocks
from kb.importers.wordpress.media import Attachment, Files, needs_files
from kb.importers.wordpress.post import (
    WordPressPost,
    found_post,
    found_terms,
    in_order,
    is_no_category,
    moment,
    where,
)
from kb.importers.wordpress.rendering import Site, render, render_title
from kb.importers.wordpress.texturize import Signs, signs_of, texturize

# No clock is further from Greenwich's; what is, is a fault of one of the two.
_FURTHEST = timedelta(hours=15)
_YEAR = re.compile(r"\s\d{4}\s")
_STATUSES = {"publish": "", "future": "scheduled", "trash": "in the trash", "inherit": "a revision"}
_TAXONOMIES: dict[str, Literal["category", "tag"]] = {
    "category": "category",
    "post_tag": "tag",
    "tag": "tag",
}


@dataclass(frozen=True, slots=True)
class _Item:
    """An item's fields by their names, with their texts; `content` and `excerpt` are HTML."""

    fields: dict[str, str]
    terms: tuple[tuple[str, str], ...]
    meta: dict[str, str]
    comments: int

    @property
    def number(self) -> int:
        return _number(self.fields.get("post_id", ""))

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


@dataclass
class Export:
    """An export as far as it was read.

    Attributes:
        is_one: an item with WordPress's own fields was among its items.
        items: how many came.
    """

    is_one: bool = False
    items: int = 0
    _home: str | None = None
    _link: str | None = None
    _signs: Signs = field(default_factory=Signs)
    _terms: list[tuple[str, Literal["category", "tag"], str, str]] = field(default_factory=list)
    _posts: list[tuple[int, FoundPost]] = field(default_factory=list)
    _waiting: list[_Item] = field(default_factory=list)
    _left_out: list[tuple[int, LeftOut]] = field(default_factory=list)
    _other_types: Counter[str] = field(default_factory=Counter)
    _comments: int = 0
    _no_category: set[str] = field(default_factory=set)
    _shared: dict[int, str] = field(default_factory=dict)
    _files: dict[int, Attachment] = field(default_factory=dict)
    _offsets: dict[datetime, timedelta] = field(default_factory=dict)

    def take(self, element: Any) -> None:
        """Take an element of the channel."""
        name = local_name(element)
        if name == "item":
            self.items += 1
            self._take_item(_read_item(element))
        elif name in ("category", "tag", "term"):
            self._take_term(name, {local_name(each): _text(each) for each in element})
        elif name == "base_blog_url":
            self._home = _text(element).strip().rstrip("/") or None
        elif name == "link":
            self._link = self._link or _text(element).strip().rstrip("/") or None
        elif name == "language":
            self._signs = signs_of(_text(element).strip())

    def extraction(self, *, whole: bool) -> Extraction:
        """Return what was read; `whole`: the export was, to its end."""
        site = self._site()
        for item in self._waiting:
            self._add(item, site)
        notes = []
        if not whole:
            notes.append(
                "the export breaks off, or a part of it could not be read: it may have been cut "
                "when it was saved; export it again to have all posts"
            )
        if not self._terms:
            notes.append(
                "the export lists no categories, as one of all content does: posts may be missing"
            )
        notes += [
            f"the category {name!r} says nothing and is left out"
            for name in sorted(self._no_category)
        ]
        left_out = [each for _, each in sorted(self._left_out, key=lambda each: each[0])]
        left_out += [
            LeftOut(f"{count} of type {name}", "other items", "only posts are imported")
            for name, count in sorted(self._other_types.items())
        ]
        if self._comments:
            left_out.append(
                LeftOut(f"{self._comments} comments", "other items", "only posts are imported")
            )
        return Extraction(
            posts=in_order(self._posts),
            left_out=tuple(left_out),
            complete=whole,
            source=self._address,
            terms=self._found_terms(),
            notes=tuple(notes),
        )

    @property
    def _address(self) -> str | None:
        return self._home or self._link

    def _site(self) -> Site:
        by_parent: dict[int, list[Attachment]] = defaultdict(list)
        for file in self._files.values():
            by_parent[file.parent].append(file)
        return Site(self._signs, self._shared, Files(self._files, by_parent))

    def _take_item(self, item: _Item) -> None:
        kind = item.get("post_type")
        self.is_one = self.is_one or bool(kind)
        if kind == "post":
            self._take_post(item)
            return
        self._comments += item.comments
        if kind == "wp_block" and item.get("status") == "publish" and not _is_locked(item):
            self._shared[item.number] = item.get("content")
        elif kind == "attachment" and item.get("status") in ("inherit", "publish"):
            self._files[item.number] = Attachment(
                id=item.number,
                address=item.get("attachment_url").strip() or item.get("guid"),
                parent=_number(item.get("post_parent")),
                title=item.get("title"),
                caption=texturize(item.get("excerpt"), self._signs),
                text=item.meta.get("_wp_attachment_image_alt", ""),
                order=_number(item.get("menu_order")),
            )
        self._other_types[kind or "none"] += 1

    def _take_post(self, item: _Item) -> None:
        status = item.get("status")
        if status != "publish" or _is_locked(item):
            why = "behind a password" if status == "publish" else _STATUSES.get(status, status)
            reason = f"not public: {why}" if why else "not public: of no known status"
            self._left_out.append(
                (item.number, LeftOut(where(item.number), where(item.number), reason))
            )
            return
        self._comments += item.comments
        local, gmt = moment(item.get("post_date")), moment(item.get("post_date_gmt"))
        if local and gmt and abs(local - gmt) <= _FURTHEST:
            self._offsets[gmt] = local - gmt
        text = item.get("content")
        if local is None or uses_shared_blocks(text) or needs_files(text):
            self._waiting.append(item)
        else:
            self._add(item, Site(self._signs, {}, Files({}, {})))

    def _add(self, item: _Item, site: Site) -> None:
        names: dict[str, list[str]] = {"category": [], "tag": []}
        for domain, name in item.terms:
            names[_TAXONOMIES[domain]].append(name)
        self._no_category.update(
            name for name in map(plain, names["category"]) if is_no_category(name)
        )
        post = WordPressPost(
            number=item.number,
            title=render_title(item.get("title"), self._signs),
            html=render(item.get("content"), item.number, site, item.meta.get("footnotes", "")),
            date=item.get("post_date"),
            date_gmt=item.get("post_date_gmt")
            if moment(item.get("post_date_gmt"))
            else _of_feed(item),
            modified=item.get("post_modified"),
            modified_gmt=item.get("post_modified_gmt"),
            guid=item.get("guid"),
            link=item.get("link"),
            categories=tuple(names["category"]),
            tags=tuple(names["tag"]),
        )
        found = found_post(post, self._address, self._local)
        if found is None:
            place = where(item.number)
            self._left_out.append((item.number, LeftOut(place, place, "it has no date")))
        else:
            self._posts.append((item.number, found))

    def _local(self, gmt: datetime) -> datetime:
        """Return a moment on the site's own clock, by the nearest post that has both."""
        nearest = min(self._offsets, key=lambda known: abs(known - gmt), default=None)
        return gmt + self._offsets[nearest] if nearest else gmt

    def _take_term(self, kind: str, fields: dict[str, str]) -> None:
        if kind == "category" and fields.get("cat_name"):
            slug, parent = fields.get("category_nicename", ""), fields.get("category_parent", "")
            self._terms.append((fields["cat_name"], "category", slug, parent))
        elif kind == "tag" and fields.get("tag_name"):
            self._terms.append((fields["tag_name"], "tag", fields.get("tag_slug", ""), ""))
        elif kind == "term" and fields.get("term_taxonomy") in _TAXONOMIES:
            taxonomy = _TAXONOMIES[fields["term_taxonomy"]]
            slug, parent = fields.get("term_slug", ""), fields.get("term_parent", "")
            self._terms.append((fields.get("term_name", ""), taxonomy, slug, parent))

    def _found_terms(self) -> Any:
        names = {(taxonomy, slug): name for name, taxonomy, slug, _ in self._terms}
        return found_terms(
            (name, taxonomy, names.get((taxonomy, parent)) if parent else None)
            for name, taxonomy, _, parent in self._terms
        )


def local_name(element: Any) -> str:
    """Return an element's name without its namespace, which exports write in several ways."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _read_item(element: Any) -> _Item:
    fields: dict[str, str] = {}
    terms: list[tuple[str, str]] = []
    meta: dict[str, str] = {}
    comments = 0
    for child in element:
        name = local_name(child)
        if name == "category":
            terms.append((child.get("domain") or "", _text(child)))
        elif name == "postmeta":
            pair = {local_name(each): _text(each) for each in child}
            meta[pair.get("meta_key", "")] = pair.get("meta_value", "")
        elif name == "comment":
            comments += 1
        elif name == "encoded":
            is_excerpt = "excerpt" in child.tag
            fields["excerpt" if is_excerpt else "content"] = _text(child)
        else:
            fields.setdefault(name, _text(child))
    known = tuple(term for term in terms if term[0] in _TAXONOMIES)
    if not any(domain for domain, _ in terms):  # as the first exports had them
        known = tuple(("category", name) for _, name in terms)
    return _Item(fields, known, meta, comments)


def _text(element: Any) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def _is_locked(item: _Item) -> bool:
    """Tell whether a password keeps it; WordPress takes a zero for none."""
    return item.get("post_password") not in ("", "0")


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _of_feed(item: _Item) -> str:
    """Return what an item has as any feed's has it, in Greenwich's time."""
    text = item.get("pubDate")
    if not _YEAR.search(text):  # of zeros WordPress makes the year -0001
        return ""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        published = parsedate_to_datetime(text)
        if published.tzinfo is not None:
            published = published.astimezone(UTC)
        return published.strftime("%Y-%m-%d %H:%M:%S")
    return ""
