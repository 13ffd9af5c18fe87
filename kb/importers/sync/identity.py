"""Know a post again: by its source's key, else by its day and most of its text."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from kb.corpus.post import Post
from kb.importers.found import FoundPost, LeftOut, Quarantined
from kb.language.tokens import words

# Of the three-word sequences of two texts, the share they have in common. Posts of one archive
# that are not the same shared at most .12 on a page of ten; one with every tenth
# word changed still shares .7, one grown by half .8.
MOST_OF_THE_TEXT = 0.6
# Of a post's three-word sequences, the share that makes a text suspected to hold it.
SOME_OF_THE_TEXT = 0.2


def base_key(item: FoundPost) -> str:
    """Return a post's key before it is numbered: the source's own, else date and title."""
    return item.key or f"{item.published} {item.title}"


def identify(
    found: Sequence[FoundPost], known: Sequence[Post], checksum: Callable[[FoundPost], str]
) -> dict[int, Post]:
    """Return by index in `found` the post that each one is; no post serves twice.

    What stands exactly as it was imported comes first, so that two posts with one date and
    title stay apart when one of them changes. Then the key decides; last, where the source has
    no keys of its own, the day and most of the text.
    """
    by_base: dict[str, list[Post]] = {}
    by_sum: dict[str, list[Post]] = {}
    by_day: dict[object, list[Post]] = {}
    for post, key, imported_sum in _imported(known):
        for base in {key, _unnumbered(key)}:
            by_base.setdefault(base, []).append(post)
        by_sum.setdefault(imported_sum, []).append(post)
        by_day.setdefault(post.published, []).append(post)
    exact_key = {post.id: key for post, key, _ in _imported(known)}
    matched: dict[int, Post] = {}
    claimed: set[str] = set()

    def claim(index: int, post: Post) -> None:
        if index not in matched and post.id not in claimed:
            matched[index] = post
            claimed.add(post.id)

    for index, item in enumerate(found):
        for post in by_sum.get(checksum(item), ()):
            if not item.key or post in by_base.get(item.key, ()):
                claim(index, post)
    pairs: list[tuple[int, float, int, str, Post]] = []
    for index, item in enumerate(found):
        if index in matched:
            continue
        for post in by_base.get(base_key(item), ()):
            rank = 0 if exact_key[post.id] == base_key(item) else 1
            pairs.append((rank, -likeness(item.body, post.body), index, post.id, post))
        for post in by_day.get(item.published, ()) if not item.key else ():
            if post.id not in claimed and (
                (like := likeness(item.body, post.body)) >= MOST_OF_THE_TEXT
            ):
                pairs.append((2, -like, index, post.id, post))
    for _, _, index, _, post in sorted(pairs, key=lambda pair: pair[:4]):
        claim(index, post)
    return matched


def likeness(one: str, other: str) -> float:
    """Return how much two texts share, from 0 to 1; a text without words shares nothing."""
    first, second = _sequences(one), _sequences(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def may_hold(item: Quarantined | LeftOut, post: Post) -> bool:
    """Tell whether a text that is no post of its own may be this post, or hold it."""
    text = f"{item.title}\n{item.text}" if isinstance(item, Quarantined) else item.text
    title = f" {_normal(post.title)} "
    if title.strip() and title in f" {_normal(text)} ":
        return True
    own = _sequences(post.body)
    shared = (own & _sequences(text)).total()
    return own.total() > 0 and shared / own.total() >= SOME_OF_THE_TEXT


def _imported(posts: Sequence[Post]) -> Iterator[tuple[Post, str, str]]:
    for post in posts:
        if post.imported is not None:
            yield post, post.imported.key, post.imported.checksum


def _unnumbered(key: str) -> str:
    """`2017-06-29 Inbjudan #2` → `2017-06-29 Inbjudan`, as `sync` numbers keys."""
    base, mark, number = key.rpartition(" #")
    return base if mark and number.isdecimal() else key


def _normal(text: str) -> str:
    return " ".join(word.normal for word in words(text))


@lru_cache(maxsize=256)
def _sequences(text: str) -> Counter[tuple[str, ...]]:
    normal = [word.normal for word in words(text)]
    if len(normal) < 3:
        return Counter([tuple(normal)] if normal else [])
    return Counter(zip(normal, normal[1:], normal[2:], strict=False))
