"""What stands twice in one reading of a source: an exact double is one post."""

from collections.abc import Iterable
from datetime import date

from kb.importers.found import FoundPost, LeftOut
from kb.importers.sync.addresses import normal_address


def without_doubles(items: Iterable[FoundPost]) -> tuple[list[FoundPost], list[LeftOut]]:
    """Return the posts without those that stand there twice, and what of them is left out.

    The same are posts with one title, day and text whose keys and addresses, where both have
    any, are the same; and such with one key and one address, of which the newer one counts.
    """
    kept: list[FoundPost] = []
    left_out: list[LeftOut] = []
    by_content: dict[tuple[str | None, str, date, str], list[int]] = {}
    by_name: dict[tuple[str, str], int] = {}
    for item in items:
        content = (item.key, item.title, item.published, item.body)
        first = next((at for at in by_content.get(content, ()) if _is_one(kept[at], item)), None)
        name = (item.key, normal_address(item.link)) if item.key and item.link else None
        if first is None and name is not None:
            first = by_name.get(name)
        if first is None:
            by_content.setdefault(content, []).append(len(kept))
            if name is not None:
                by_name[name] = len(kept)
            kept.append(item)
            continue
        other = kept[first]
        newer = _changed(item) > _changed(other)
        kept[first] = item if newer else other
        left, stays = (other, item) if newer else (item, other)
        reason = f"stands twice in the source; the other one, {stays.where}, is imported"
        left_out.append(LeftOut(left.title, left.where, reason))
    return kept, left_out


def _is_one(other: FoundPost, item: FoundPost) -> bool:
    """Whether two posts of one content and key are one: without keys, addresses may differ."""
    if item.key or not (other.link and item.link):
        return True
    return normal_address(other.link) == normal_address(item.link)


def _changed(item: FoundPost) -> date:
    return item.updated or item.published
