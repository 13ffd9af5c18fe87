"""Searches of every kind: how many posts each finds decides to which class it belongs.

Each is kept from one process, which made it (`candidates`), for those that time it.
"""

import json
import pickle
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from kb.search.port.engine import MatchRequest
from kb.search.query.request import SearchRequest, make_request

NARROW, MIDDLE, BROAD, RELAXED = "narrow", "middle", "broad", "relaxed"
PER_PAGE = 10
# Of each kind; some more to warm up with, which are timed by nobody.
INSTANCES, WARM_UP = 20, 3


@dataclass(frozen=True, slots=True)
class Search:
    """One search; `total` is how many posts this project finds.

    `phrase`: the words stand next to each other. `prefix`: the last of them is a beginning.
    `organisation` is an id, days are ISO dates, both inclusive.
    """

    kind: str
    breadth: str
    words: tuple[str, ...] = ()
    phrase: bool = False
    prefix: bool = False
    organisation: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    page: int = 1
    total: int = 0

    @property
    def text(self) -> str:
        """What is typed into this project's search box."""
        words = " ".join(self.words)
        return f'"{words}"' if self.phrase else f"{words}*" if self.prefix else words

    @property
    def start(self) -> int:
        """The number of hits before the page."""
        return (self.page - 1) * PER_PAGE

    def request(self) -> SearchRequest:
        """Return what this project is asked."""
        return make_request(
            self.text,
            {"organisation": [self.organisation]} if self.organisation else {},
            published_from=self.first_day and date.fromisoformat(self.first_day),
            published_to=self.last_day and date.fromisoformat(self.last_day),
            page=self.page,
            per_page=PER_PAGE,
        )


def bounds(breadth: str, posts: int) -> tuple[int, int]:
    """Return the fewest and the most posts that a search of a class finds.

    Narrow is up to .2 % of the posts, but at least 20 of them; ten, since what finds fewer is
    relaxed, and a class of its own.
    """
    narrow = max(20, posts // 500)
    return {
        NARROW: (10, narrow),
        MIDDLE: (narrow + 1, posts // 10),
        BROAD: (posts // 10 + 1, posts),
        RELAXED: (0, posts),
    }[breadth]


def write_searches(file: Path, made: tuple[list[Search], dict[Search, MatchRequest]]) -> None:
    """Keep searches, as JSON for whoever wants to read them, and with what engines are asked."""
    searches, requests = made
    rows = [asdict(search) | {"text": search.text} for search in searches]
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
    file.with_suffix(".pickle").write_bytes(pickle.dumps((searches, requests)))


def read_searches(file: Path) -> tuple[list[Search], dict[Search, MatchRequest]]:
    """Return what was kept."""
    searches, requests = pickle.loads(file.with_suffix(".pickle").read_bytes())
    return searches, requests


def measured(searches: list[Search]) -> Iterator[tuple[bool, Search]]:
    """Yield each search, and whether it is timed, not one to warm up with."""
    seen: dict[str, int] = {}
    for search in searches:
        seen[search.kind] = seen.get(search.kind, 0) + 1
        yield seen[search.kind] > WARM_UP, search
