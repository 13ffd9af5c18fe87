"""Which posts a generation in the making has, and the checksum of each."""

from collections.abc import Callable, Iterable, Iterator, Mapping


class Checksums(Mapping[str, str]):
    """The checksum of every post by its id; what it begins with is read when it is first asked for.

    Who goes on with a generation mostly has that at hand, and never asks.
    """

    def __init__(self, posts: int, read: Callable[[], Iterator[tuple[str, str]]]) -> None:
        """Begin with so many posts; `read` yields id and checksum of each."""
        self._begun_with = posts
        self._read = read
        self._base: dict[str, str] | None = None if posts else {}
        self._gone: set[str] = set()
        self._added: dict[str, str] = {}

    def __getitem__(self, post_id: str) -> str:
        """Return the checksum of a post."""
        found = self._added.get(post_id)
        if found is not None:
            return found
        if post_id in self._gone:
            raise KeyError(post_id)
        return self._all()[post_id]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of all posts."""
        yield from self._added
        yield from (each for each in self._all() if each not in self._gone)

    def __len__(self) -> int:
        """Return how many posts there are."""
        return self._begun_with - len(self._gone) + len(self._added)

    def maybe_old(self, ids: Iterable[str]) -> list[str]:
        """Return the posts that it may have begun with, and still has."""
        known = self._base
        return [
            each
            for each in dict.fromkeys(ids)
            if self._begun_with and each not in self._gone and (known is None or each in known)
        ]

    def leave(self, post_id: str) -> None:
        """Leave out a post that it began with."""
        self._gone.add(post_id)

    def put(self, post_id: str, checksum: str) -> str | None:
        """Add a post; return the checksum with which it was added before."""
        before = self._added.get(post_id)
        self._added[post_id] = checksum
        return before

    def drop(self, post_id: str) -> str | None:
        """Leave out a post that was added; return its checksum, None where it was not."""
        return self._added.pop(post_id, None)

    @property
    def added(self) -> Mapping[str, str]:
        """Those that were added."""
        return self._added

    def _all(self) -> Mapping[str, str]:
        if self._base is None:
            self._base = dict(self._read())
        return self._base
