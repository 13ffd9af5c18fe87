"""Draws searches from the corpus, and keeps those that find as many posts as their kind is to.

What is drawn is searched by this project, so the classes are those of its totals. It is done in a
process of its own before anything is timed, over the index that is timed later, since what means
the same and which words have which stems is the index' business.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.search_speed.posts import SET_PHRASES, make_names, plain_words, read_posts
from benchmarks.search_speed.searches import (
    BROAD,
    INSTANCES,
    MIDDLE,
    NARROW,
    PER_PAGE,
    RELAXED,
    WARM_UP,
    Search,
    bounds,
)
from kb.engines import open_engine
from kb.language.stop_words import is_stop_word
from kb.search.port.document import Document
from kb.search.port.engine import MatchRequest
from kb.search.service import SearchService

_MOST_TRIES = 4_000
_SAMPLE = 3_000
_LETTERS = "aeinrst"


def make_searches(
    posts_file: Path, index: Path, posts: int, seed: int, tries: int = _MOST_TRIES
) -> tuple[list[Search], dict[Search, MatchRequest]]:
    """Return searches, kind by kind, and what an engine is asked for each.

    Of a kind that the corpus gives fewer instances of in so many `tries`, there are fewer.
    """
    candidates = Candidates(posts_file, posts, Random(seed))
    service = SearchService(open_engine(index))
    searches: list[Search] = []
    requests: dict[Search, MatchRequest] = {}
    for kind, (breadth, make) in candidates.kinds().items():
        found: dict[Search, MatchRequest] = {}
        fewest, most = bounds(breadth, posts)
        for _ in range(tries):
            if len(found) == INSTANCES + WARM_UP:
                break
            search = replace(make(), kind=kind, breadth=breadth)
            if search in found:
                continue
            asked = search.request()
            interpretation = service.interpret(asked.query)
            relaxed = len(interpretation.rewritten) > 1
            total = service.total(interpretation, asked.filters)
            deep = total >= search.page * PER_PAGE or search.page == 1
            if relaxed is (breadth == RELAXED) and fewest <= total <= most and deep:
                start = search.start
                found[search] = MatchRequest(
                    interpretation.queries, asked.filters, asked.order, start, start + PER_PAGE
                )
                searches.append(replace(search, total=total))
        requests.update(zip(searches[len(searches) - len(found) :], found.values(), strict=True))
    return searches, requests


class Candidates:
    """Draws them; words are drawn by how many posts have them as they are written."""

    def __init__(self, posts_file: Path, posts: int, rng: Random) -> None:
        self._rng = rng
        self._posts = posts
        words: Mapping[str, int] = json.loads(
            posts_file.with_suffix(".words.json").read_text("utf-8")
        )
        self._standing = words
        self._by_share = [word for word in words if len(word) > 3 and not is_stop_word(word)]
        self._sample = _sample(posts_file, posts)
        self._organisations = make_names()[0]

    def kinds(self) -> dict[str, tuple[str, Callable[[], Search]]]:
        """Return every kind: its class, and what makes a candidate."""
        narrow = bounds(NARROW, self._posts)[1] / self._posts
        return {
            "word, rare": (NARROW, lambda: self._word(narrow / 9, narrow)),
            "long word, rare": (NARROW, lambda: self._word(narrow / 9, narrow, letters=13)),
            "2 words, rare": (NARROW, lambda: self._together(2, narrow, 0.2)),
            "3 words, rare": (NARROW, lambda: self._together(3, narrow, 0.4)),
            "4 words, rare": (NARROW, lambda: self._together(4, narrow, 0.6)),
            "phrase, rare": (NARROW, self._phrase_of_text),
            "prefix, rare": (NARROW, lambda: self._prefix(narrow / 20, narrow, (5, 8))),
            "word in an organisation and years": (
                NARROW,
                lambda: self._filtered(self._word(narrow, 0.4), organisation=True, years=True),
            ),
            "word": (MIDDLE, lambda: self._word(narrow, 0.1)),
            "long word": (MIDDLE, lambda: self._word(narrow, 0.1, letters=13)),
            "2 words": (MIDDLE, lambda: self._together(2, 0.01, 0.6)),
            "3 words": (MIDDLE, lambda: self._together(3, 0.05, 0.8)),
            "4 words": (MIDDLE, lambda: self._together(4, 0.1, 0.9)),
            "phrase": (MIDDLE, self._phrase_of_text),
            "prefix": (MIDDLE, lambda: self._prefix(0.0005, 0.05, (4, 7))),
            "word in an organisation": (
                MIDDLE,
                lambda: self._filtered(self._word(0.01, 0.6), organisation=True),
            ),
            "2 words in years": (
                MIDDLE,
                lambda: self._filtered(self._together(2, 0.05, 0.8), years=True),
            ),
            "word, common": (BROAD, lambda: self._word(0.05, 1)),
            "2 words, common": (BROAD, lambda: self._common(2)),
            "3 words, common": (BROAD, lambda: self._common(3)),
            "4 words, common": (BROAD, lambda: self._common(4)),
            "phrase, common": (BROAD, self._set_phrase),
            "prefix, common": (BROAD, lambda: self._prefix(0.001, 1, (3, 5))),
            "word, common, in years": (
                BROAD,
                lambda: self._filtered(self._word(0.2, 1), years=True),
            ),
            "nothing but filters": (BROAD, self._filters_only),
            "deep page": (BROAD, self._deep),
            "misspelt": (RELAXED, self._misspelt),
            "4 words, too many": (RELAXED, lambda: self._together(4, 0.0005, 0.02)),
        }

    def _word(self, low: float, high: float, letters: int = 4) -> Search:
        """Return a word that so large a part of the posts has."""
        return Search("", "", (self._drawn(low, high, letters),))

    def _drawn(self, low: float, high: float, letters: int = 4) -> str:
        words = self._by_share  # the most frequent first
        start, stop = self._rank(high), self._rank(low)
        for _ in range(1_000):
            word = words[self._rng.randrange(start, max(stop, start + 1))]
            if len(word) >= letters:
                return word
        return word

    def _rank(self, share: float) -> int:
        """Return how many words stand in more than such a part of the posts."""
        low, high = 0, len(self._by_share) - 1
        while low < high:
            middle = (low + high) // 2
            if self._standing[self._by_share[middle]] > share * self._posts:
                low = middle + 1
            else:
                high = middle
        return low

    def _together(self, count: int, low: float, high: float) -> Search:
        """Return words that stand in one post, each in such a part of all posts."""
        rng = self._rng
        while True:
            text = rng.choice(self._sample).paragraphs
            words = {word for paragraph in text for word in plain_words(paragraph.text)}
            fitting = sorted(
                word
                for word in words
                if len(word) > 3
                and not is_stop_word(word)
                and low * self._posts <= self._standing.get(word, 0) <= high * self._posts
            )
            if len(fitting) >= count:
                return Search("", "", tuple(rng.sample(fitting, count)))

    def _common(self, count: int) -> Search:
        return Search("", "", tuple(dict.fromkeys(self._drawn(0.15, 1) for _ in range(count))))

    def _phrase_of_text(self) -> Search:
        rng = self._rng
        while True:
            words = rng.choice(rng.choice(self._sample).paragraphs).text.split()
            at = rng.randrange(max(1, len(words) - 3))
            phrase = words[at : at + rng.choice((2, 2, 2, 3))]
            if len(phrase) > 1 and all(word.isalpha() for word in phrase):
                return Search("", "", tuple(word.lower() for word in phrase), phrase=True)

    def _set_phrase(self) -> Search:
        if self._rng.random() < 0.5:
            return self._phrase_of_text()
        return Search("", "", tuple(self._rng.choice(SET_PHRASES).split()), phrase=True)

    def _prefix(self, low: float, high: float, lengths: tuple[int, int]) -> Search:
        word = self._drawn(low, high, lengths[1])
        return Search("", "", (word[: self._rng.randint(*lengths)],), prefix=True)

    def _filtered(
        self, search: Search, *, organisation: bool = False, years: bool = False
    ) -> Search:
        rng = self._rng
        if organisation:
            chosen = self._organisations.ids[self._organisations.drawn(rng)]
            search = replace(search, organisation=chosen)
        if years:
            first, last = sorted((rng.randint(2000, 2026), rng.randint(2000, 2026)))
            first_day = f"{first}-{rng.randint(1, 6):02}-01"
            last_day = f"{last}-12-{rng.randint(10, 31)}"
            search = replace(search, first_day=first_day, last_day=last_day)
        return search

    def _filters_only(self) -> Search:
        if self._rng.random() < 0.3:  # it stays once
            return Search("", "")
        return self._filtered(Search("", ""), years=True)

    def _deep(self) -> Search:
        return replace(self._word(0.2, 1), page=self._rng.randint(5, max(6, self._posts // 100)))

    def _misspelt(self) -> Search:
        word = self._drawn(0.0005, 0.05, 7)
        at = self._rng.randrange(1, len(word) - 1)
        wrong = self._rng.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + self._rng.choice(_LETTERS) + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
        return Search("", "", (wrong,))


def _sample(posts_file: Path, posts: int) -> list[Document]:
    every = max(1, posts // _SAMPLE)
    return [post for number, post in enumerate(read_posts(posts_file)) if number % every == 0]
