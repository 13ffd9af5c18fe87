"""A plan in the making: what is added, what changes in posts that are known, what goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kb.corpus.post import Imported, Post, make_id
from kb.importers.found import FoundPost, LeftOut
from kb.importers.sync.addresses import normal_address, valid_address
from kb.importers.sync.identity import Doubtful, base_key, is_beginning, unnumbered
from kb.importers.sync.sums import (
    CONTENT,
    FIELDS,
    Base,
    Sums,
    address_sum,
    content_sums,
    parse_sums,
)
from kb.importers.sync.terms import Terms


@dataclass(frozen=True, slots=True)
class Prepared:
    """A found post as a file can hold it, with the sums of its content.

    `title_made` tells that the title was made of its first words.
    """

    item: FoundPost
    sums: Sums
    title_made: bool = False


@dataclass
class Draft:
    """Takes posts one by one, and gathers what is to be reported and written.

    Attributes:
        folder: the corpus.
        source: the name of the source.
        posts, paths: what the corpus has, and where it lies.
        gone: ids of posts that were taken down.
        terms: says what the source's terms become.
        new: posts without their texts, which pydantic would copy, and their texts.
        known: the posts that came from this source.
        whole: all of the source was read. A feed or a page may tell less of a post than the
            site itself: what a part does not tell stays.
    """

    folder: Path
    source: str
    posts: Sequence[Post]
    paths: Mapping[str, Path]
    gone: frozenset[str]
    terms: Terms
    known: Sequence[Post]
    whole: bool = True
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    new: list[tuple[Post, str]] = field(default_factory=list)
    changed: list[Post] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = {post.id for post in self.posts}
        self._ids.update(alias for post in self.posts for alias in post.aliases)
        self._keys = {post.imported.key for post in self.known if post.imported}
        self._numbers: dict[str, int] = {}

    def add(self, found: Prepared) -> None:
        """Plan a new post, unless it is one that was taken down."""
        item = found.item
        new_id = make_id(item.published, item.title, self._ids)
        self._ids.add(new_id)
        if new_id in self.gone:
            reason = f"taken down: {new_id} stands in {self.folder / 'removed.yaml'}"
            self.left_out.append(LeftOut(item.title, item.where, reason))
            return
        address = valid_address(item.link)
        merged, sums = Base(()).merge({}, self.terms.given(item))
        checksum = found.sums._replace(address=address_sum(address), terms=sums)
        post = Post(
            id=new_id,
            title=item.title,
            published=item.published,
            updated=item.updated,
            source=address,
            imported=Imported(
                source=self.source,
                key=self._free_key(base_key(item)),
                checksum=str(checksum),
                former=_former((), item.former_links, address),
                title_made=found.title_made,
            ),
            **merged,
        )
        self.terms.note(item)
        self.added.append(new_id)
        self.new.append((post, item.body))

    def update(self, post: Post, found: Prepared) -> None:
        """Plan what the source changed, keeping what a person changed."""
        imported, item = post.imported, found.item
        assert imported is not None  # noqa: S101  only imported posts are matched
        base = parse_sums(imported.checksum)
        changes: dict[str, Any] = {}
        own: dict[str, Any] = {}
        sums = self._content(post, found, base, changes, own)
        sums = self._address(post, found, sums, changes, own)
        sums = self._terms(post, found, sums, changes)
        if str(sums) != imported.checksum and sums != base:
            own["checksum"] = str(sums)
        key = self._newer_key(imported, item)
        if key is not None:
            own["key"] = key
        if not changes and not own:
            return
        changes["imported"] = imported.model_copy(update=own)
        self.terms.note(item)
        self.updated.append(post.id)
        self.changed.append(post.model_copy(update=changes))

    def prune(self, post: Post, doubtful: Doubtful) -> None:
        """Plan to remove a post that the source no longer has, unless that may lose something."""
        assert post.imported is not None  # noqa: S101  only imported posts are pruned
        holder = doubtful.holder(post)
        if holder is not None:
            self.kept.append(
                f"{post.id}: no longer a post of {self.source}, but it may be what was set aside "
                f"there ({holder.where}: {holder.reason})"
            )
        elif is_edited(post):
            self.kept.append(
                f"{post.id}: no longer in {self.source}, but edited by hand; delete its "
                "file to remove it"
            )
        else:
            self.removed.append(post.id)

    def _content(
        self, post: Post, found: Prepared, base: Sums, changes: dict[str, Any], own: dict[str, Any]
    ) -> Sums:
        """Take title, dates and body where the source changed them and no person did."""
        item, imported = found.item, post.imported
        assert imported is not None  # noqa: S101  only imported posts are matched
        current = sums_of(post)
        if base[:3] == found.sums[:3] == current[:3]:
            return base
        new = found.sums
        if not self.whole and item.updated is None and post.updated is not None:
            item = replace(item, updated=post.updated)
            told = content_sums(item.title, item.published, item.updated, item.body).dates
            new = new._replace(dates=told if base.dates == current.dates else base.dates)
        if is_beginning(item.body, post.body):  # a summary never takes the place of the text
            new = new._replace(body=base.body)
        edited = [
            part
            for index, part in enumerate(CONTENT)
            if base[index] != current[index] != new[index]
        ]
        if found.title_made and "title" in edited:
            # The source has no title, so a person's is no other than its own.
            edited.remove("title")
            new = new._replace(title=base.title)
        if edited:
            self.kept.append(
                f"{post.id}: {' and '.join(edited)} edited by hand, not taken from "
                f"{self.source} ({item.where})"
            )
        taken: dict[str, Any] = {
            part: new[index]
            for index, part in enumerate(CONTENT)
            if new[index] != base[index] and part not in edited
        }
        if "title" in taken:
            changes["title"] = item.title
            if imported.title_made != found.title_made:
                own["title_made"] = found.title_made
        if "dates" in taken:
            changes |= {"published": item.published, "updated": item.updated}
        if "body" in taken:
            changes["body"] = item.body
        return base._replace(**taken)

    def _address(
        self, post: Post, found: Prepared, sums: Sums, changes: dict[str, Any], own: dict[str, Any]
    ) -> Sums:
        """Take the address, the newest, unless a person set another one."""
        imported, item = post.imported, found.item
        assert imported is not None  # noqa: S101  only imported posts are matched
        address = valid_address(item.link)
        new, current = address_sum(address), address_sum(post.source)
        former = imported.former
        if address is not None and address != post.source:
            by_hand = current not in ("", sums.address) or (not current and bool(sums.address))
            if by_hand and current != new:
                self.kept.append(
                    f"{post.id}: source edited by hand, not taken from {self.source}: {address} "
                    f"({item.where})"
                )
                address = None
            elif current != new or (_is_plain_http(post.source) and not _is_plain_http(address)):
                changes["source"] = address
                former = (*former, *([post.source] if post.source else ()))
        present = changes.get("source", post.source)
        former = _former(former, item.former_links, present)
        if former != imported.former:
            own["former"] = former
        return sums if address is None else sums._replace(address=new)

    def _terms(self, post: Post, found: Prepared, sums: Sums, changes: dict[str, Any]) -> Sums:
        """Take what the source's terms become, without touching what a person did to them."""
        item = found.item
        tells = bool(item.tags or item.categories)
        if not tells and not (self.whole and sums.terms):
            return sums
        ours = {name: getattr(post, name) for name in FIELDS}
        merged, terms = Base(sums.terms).merge(ours, self.terms.given(item))
        changes |= {name: merged[name] for name in FIELDS if merged[name] != ours[name]}
        return sums._replace(terms=terms)

    def _newer_key(self, imported: Imported, item: FoundPost) -> str | None:
        """The source's own key, where the post was known by another one."""
        if not item.key or item.key in (imported.key, unnumbered(imported.key)):
            return None
        return self._free_key(item.key)

    def _free_key(self, base: str) -> str:
        key, number = base, self._numbers.get(base, 1)
        while key in self._keys:
            number += 1
            key = f"{base} #{number}"
        self._numbers[base] = number
        self._keys.add(key)
        return key


def sums_of(post: Post) -> Sums:
    """Return the sums of a post as it stands in its file."""
    return content_sums(post.title, post.published, post.updated, post.body)


def is_edited(post: Post) -> bool:
    """Tell whether an imported post is otherwise than its import wrote it."""
    assert post.imported is not None  # noqa: S101  asked of imported posts only
    base = parse_sums(post.imported.checksum)
    return bool(
        base.content != sums_of(post).content
        or base.address != address_sum(post.source)
        or not Base(base.terms).is_all_of({name: getattr(post, name) for name in FIELDS})
        or post.not_mentioned
        or post.aliases
        or post.draft
    )


def _former(present: Sequence[str], found: Sequence[str], address: str | None) -> tuple[str, ...]:
    """All former addresses, each once and none that is the present one."""
    former: dict[str, str] = {}
    for link in (*present, *found):
        valid = valid_address(link)
        if valid is not None and address_sum(valid) != address_sum(address):
            former.setdefault(normal_address(valid), valid)
    return tuple(former.values())


def _is_plain_http(address: str | None) -> bool:
    return address is not None and address.lower().startswith("http:")
