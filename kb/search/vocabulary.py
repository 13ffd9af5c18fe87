"""The words of an index, and which of them a word that it lacks may stand for."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from kb.language.tokens import without_dots
from kb.search.plan import Form

# Slips of one letter are common from four letters on, of two only in long words (Damerau
# 1964 found four slips in five to be a single one).
_ONE_SLIP = 4
_TWO_SLIPS = 8
_MOST = 5


class Vocabulary:
    """The exact forms of an index' words, and how many posts it has.

    Words of posts that were removed since may still be among them, so `count` is asked in how
    many posts a word of a form stands now.
    """

    def __init__(
        self, words: Collection[str], count: Callable[[Form, str], int], posts: int
    ) -> None:
        self.words = words
        self.count = count
        self.posts = posts

    def stands(self, form: Form, text: str) -> bool:
        """Tell whether a word of a form stands in any post."""
        return self.count(form, text) > 0

    def __contains__(self, word: str) -> bool:
        return self.stands(Form.EXACT, word)

    def with_dots(self, word: str) -> list[str]:
        """Return the words that `word` is when typed without the dots of å, ä and ö."""
        if without_dots(word) != word:
            return []
        others = self._by_undotted.get(word, ())
        return sorted(other for other in others if other != word and other in self)

    def beginning(self, bare: str) -> Iterator[str]:
        """Yield the words that begin so when their dots are left out, and have any.

        Those of removed posts are among them: to ask of each would read where it stands.
        """
        undotted = self._by_undotted
        for key in self._undotted[bisect_left(self._undotted, bare) :]:
            if not key.startswith(bare):
                return
            yield from (word for word in undotted[key] if word != key)

    def similar(self, word: str) -> list[str]:
        """Return the words that `word` may be a slip for, the nearest and commonest first.

        They begin with the same letter. A letter typed with dots is meant: it never stands for
        one without. So is a number: 2016 is no slip for 2017.
        """
        slips = 2 if len(word) >= _TWO_SLIPS else 1 if len(word) >= _ONE_SLIP else 0
        if not slips or any(map(str.isdigit, word)):
            return []
        undotted = without_dots(word)
        typed_dots = undotted != word
        candidates = self._by_first.get(undotted[0], [])
        # A word typed without any dots may lack them throughout; that is no slip.
        choices = candidates if typed_dots else self._undotted_by_first.get(undotted[0], [])
        near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=None)
        found = [
            (distance, -self.count(Form.EXACT, candidates[place]), candidates[place])
            for _, distance, place in near
            if not (typed_dots and _loses_dots(word, candidates[place]))
        ]
        return [other for _, minus_count, other in sorted(found) if minus_count][:_MOST]

    @cached_property
    def _undotted(self) -> list[str]:
        return sorted(self._by_undotted)

    @cached_property
    def _by_undotted(self) -> dict[str, list[str]]:
        return _grouped((without_dots(word), word) for word in self.words)

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        return _grouped((without_dots(word)[0], word) for word in self.words)

    @cached_property
    def _undotted_by_first(self) -> dict[str, list[str]]:
        """The words of `_by_first`, in the same places, without dots."""
        return {first: list(map(without_dots, words)) for first, words in self._by_first.items()}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, word in pairs:
        groups.setdefault(key, []).append(word)
    return groups


def _loses_dots(typed: str, other: str) -> bool:
    """Tell whether `other` lacks a dotted letter of `typed`, or has another in its place.

    One typed twice may stand once.
    """
    rest = iter(other)
    kept = all(letter in rest for letter, _ in groupby(typed) if letter in "åäö")
    return not kept or any(
        edit.tag == "replace" and typed[edit.src_pos] in "åäö"
        for edit in Levenshtein.editops(typed, other)
    )
