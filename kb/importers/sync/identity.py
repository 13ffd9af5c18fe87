"""Know a post again: by its source's key, its address, else by its day and most of its text."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from kb.corpus.post import Imported, Post
from kb.importers.found import FoundPost, LeftOut, Quarantined
from kb.importers.sync.addresses import leads_to_one
from kb.importers.sync.sums import address_sum, parse_sums
from kb.language.tokens import words

# Of the three-word sequences of two texts, the share they have in common. Posts of one archive
# that are not the same shared at most .12 on a page of ten; one with every tenth
# word changed still shares .7, one grown by half .8.
MOST_OF_THE_TEXT = 0.6
# Of a post's three-word sequences, the share that makes a text suspected to hold it.
SOME_OF_THE_TEXT = 0.2
# How programs end a text that goes on elsewhere.
_GOES_ON = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\(…\))\W*$")


def base_key(item: FoundPost) -> str:
    """Return a post's key before it is numbered: the source's own, else date and title."""
    return item.key or _day_and_title(item)


def has_own_key(imported: Imported) -> bool:
    """Tell whether a post's key is its source's own, and not made of date and title."""
    return re.match(r"\d{4}-\d\d-\d\d ", imported.key) is None


def identify(
    found: Sequence[FoundPost],
    known: Sequence[Post],
    content: Callable[[FoundPost], str],
    source: str = "",
) -> dict[int, Post]:
    """Return by index in `found` the post that each one is; no post serves twice.

    What stands exactly as it was imported comes first, so that two posts with one date and
    title stay apart when one of them changes. Then the key decides, then the address; last,
    where one of the two has no key of its own, date and title, or the day and most of the text.

    Args:
        found: posts of a source.
        known: posts of the corpus that an earlier import brought from there.
        content: the sum of a post's title, dates and body.
        source: the name of the source; it is no post's own address.
    """
    matching = _Matching(found, known)
    matching.by_content(content)
    matching.by_key()
    matching.by_address(source)
    matching.by_made_key()
    matching.by_day_and_title()
    matching.by_day_and_text()
    return matching.matched


class _Matching:
    """Pairs of what was found and what is known, in the making."""

    def __init__(self, found: Sequence[FoundPost], known: Sequence[Post]) -> None:
        self.matched: dict[int, Post] = {}
        self._found = found
        self._claimed: set[str] = set()
        self._known = [(post, post.imported) for post in known if post.imported is not None]
        self._by_key: dict[str, list[Post]] = {}
        for post, imported in self._known:
            for key in {imported.key, unnumbered(imported.key)}:
                self._by_key.setdefault(key, []).append(post)

    def by_content(self, content: Callable[[FoundPost], str]) -> None:
        by_sum: dict[str, list[Post]] = {}
        for post, imported in self._known:
            by_sum.setdefault(parse_sums(imported.checksum).content, []).append(post)
        for fits in (_is_like, _may_be):  # first those that have the same address, too
            for index, item in self._open():
                for post in self._free(by_sum.get(content(item), ())):
                    if fits(item, post) and (
                        not item.key or post in self._by_key.get(item.key, ())
                    ):
                        self._claim(index, post)

    def by_key(self) -> None:
        """Take pairs of one key of the source's own."""
        self._by_base_key(own=True)

    def by_made_key(self) -> None:
        """Take pairs of one date and title, where the source has no keys of its own."""
        self._by_base_key(own=False)

    def _by_base_key(self, *, own: bool) -> None:
        pairs = []
        for index, item in self._open():
            posts = self._by_key.get(base_key(item), ()) if bool(item.key) is own else ()
            for post in self._free(posts):
                exact = post.imported is not None and post.imported.key == base_key(item)
                pairs.append((0 if exact else 1, _unlike(item, post), index, post.id, post))
        self._claim_best(pairs)

    def by_address(self, source: str) -> None:
        """Take pairs of which an address leads to one only: the present one before former ones."""
        present: dict[str, set[str]] = {}
        former: dict[str, set[str]] = {}
        for post, imported in self._known:
            present.setdefault(parse_sums(imported.checksum).address, set()).add(post.id)
            for address in imported.former:
                former.setdefault(address_sum(address), set()).add(post.id)
        links = Counter(address_sum(item.link) for item in self._found if item.link)
        self._by_address(source, present, links, lambda item: (item.link,))
        self._by_address(source, present, links, lambda item: item.former_links)
        self._by_address(source, former, links, lambda item: (item.link,))

    def _by_address(
        self,
        source: str,
        known: Mapping[str, set[str]],
        links: Mapping[str, int],
        addresses: Callable[[FoundPost], Iterable[str | None]],
    ) -> None:
        posts = {post.id: post for post, _ in self._known}
        for index, item in self._open() if known else ():
            for link in addresses(item):
                ids = known.get(address_sum(link), ()) if link else ()
                alone = links[address_sum(item.link)] == 1 if item.link else True
                if link and alone and len(ids) == 1 and leads_to_one(link, source):
                    for post_id in ids:
                        self._claim(index, posts[post_id])

    def by_day_and_title(self) -> None:
        """Take pairs of a post with a key of its source's own and one without."""
        by_title: dict[str, list[Post]] = {}
        for post, imported in self._known:
            if post.id not in self._claimed and has_own_key(imported):
                by_title.setdefault(f"{post.published} {post.title}", []).append(post)
        pairs = []
        for index, item in self._open():
            name = _day_and_title(item)
            for post in self._free((self._by_key if item.key else by_title).get(name, ())):
                pairs.append((0, _unlike(item, post), index, post.id, post))
        self._claim_best(pairs)

    def by_day_and_text(self) -> None:
        by_day: dict[object, list[Post]] = {}
        for post, _ in self._known:
            if post.id not in self._claimed:
                by_day.setdefault(post.published, []).append(post)
        pairs = []
        for index, item in self._open() if by_day else ():
            for post in by_day.get(item.published, ()):
                keyed = post.imported is not None and has_own_key(post.imported)
                if item.key and keyed:
                    continue
                if (unlike := _unlike(item, post)) <= -MOST_OF_THE_TEXT:
                    pairs.append((0, unlike, index, post.id, post))
        self._claim_best(pairs)

    def _open(self) -> Iterator[tuple[int, FoundPost]]:
        """What is not matched yet."""
        for index, item in enumerate(self._found):
            if index not in self.matched:
                yield index, item

    def _free(self, posts: Iterable[Post]) -> Iterator[Post]:
        return (post for post in posts if post.id not in self._claimed)

    def _claim(self, index: int, post: Post) -> None:
        if index not in self.matched and post.id not in self._claimed:
            self.matched[index] = post
            self._claimed.add(post.id)

    def _claim_best(self, pairs: list[tuple[int, float, int, str, Post]]) -> None:
        for _, _, index, _, post in sorted(pairs, key=lambda pair: pair[:4]):
            self._claim(index, post)


def likeness(one: str, other: str) -> float:
    """Return how much two texts share, from 0 to 1; a text without words shares nothing."""
    first, second = sequences(one), sequences(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def is_beginning(text: str, whole: str) -> bool:
    """Tell whether a text breaks off and is only the beginning of another: a feed's summary."""
    end = _GOES_ON.search(text)
    if end is None or len(text) > len(whole):
        return False
    first = [word.normal for word in words(text[: end.start()])]
    return bool(first) and first == [word.normal for word in words(whole)][: len(first)]


class Doubtful:
    """What was set aside or left out: texts that may be a post of the corpus, or hold it."""

    def __init__(self, items: Iterable[Quarantined | LeftOut]) -> None:
        self._items = [(item, *_told(item)) for item in items]
        # What all of them hold together tells quickly of most posts that none of them does.
        self._all_titles = "\n".join(normal for _, normal, _ in self._items)
        self._all_sequences: set[tuple[str, ...]] = set()
        for _, _, text in self._items:
            self._all_sequences.update(sequences(text))

    def holder(self, post: Post) -> Quarantined | LeftOut | None:
        """Return the first of them that may be this post, or hold it."""
        title = f" {_normal(post.title)} "
        by_title = bool(title.strip()) and title in self._all_titles
        own = sequences(post.body)
        shared = sum(count for each, count in own.items() if each in self._all_sequences)
        by_text = own.total() > 0 and shared / own.total() >= SOME_OF_THE_TEXT
        for item, normal, text in self._items if by_title or by_text else ():
            if by_title and title in normal:
                return item
            if by_text and (own & sequences(text)).total() / own.total() >= SOME_OF_THE_TEXT:
                return item
        return None


def may_hold(item: Quarantined | LeftOut, post: Post) -> bool:
    """Tell whether a text that is no post of its own may be this post, or hold it."""
    return Doubtful([item]).holder(post) is not None


def unnumbered(key: str) -> str:
    """`2017-06-29 Inbjudan #2` → `2017-06-29 Inbjudan`, as `sync` numbers keys."""
    base, mark, number = key.rpartition(" #")
    return base if mark and number.isdecimal() else key


def _told(item: Quarantined | LeftOut) -> tuple[str, str]:
    """The words of an item, its title's too, and its text."""
    text = f"{item.title}\n{item.text}" if isinstance(item, Quarantined) else item.text
    return f" {_normal(text)} ", text


def _day_and_title(item: FoundPost) -> str:
    return f"{item.published} {item.title}"


def _is_like(item: FoundPost, post: Post) -> bool:
    """Whether both have the same address or none, and a key or none."""
    imported = post.imported
    return imported is not None and (
        address_sum(item.link) == parse_sums(imported.checksum).address
        and bool(item.key) is has_own_key(imported)
    )


def _may_be(item: FoundPost, post: Post) -> bool:
    """Whether nothing tells that two are not the same: without a key, other addresses do."""
    known = parse_sums(post.imported.checksum).address if post.imported else ""
    return bool(item.key) or not item.link or not known or address_sum(item.link) == known


def _unlike(item: FoundPost, post: Post) -> float:
    """The likeness of two texts as a number that is smallest for the likest."""
    return -likeness(item.body, post.body)


def _normal(text: str) -> str:
    return " ".join(word.normal for word in words(text))


@lru_cache(maxsize=256)
def sequences(text: str) -> Counter[tuple[str, ...]]:
    """Return the three-word sequences of a text; a shorter text is one itself."""
    normal = [word.normal for word in words(text)]
    if len(normal) < 3:
        return Counter([tuple(normal)] if normal else [])
    return Counter(zip(normal, normal[1:], normal[2:], strict=False))
