"""The words of an index, and which of them a word that it lacks may stand for."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import islice

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
    """The exact forms of an index' words.

    `counts` says in how many posts a word stands; posts that were removed since may still be
    counted, so `stands` is asked whether a word of a form stands in any post now.
    """

    def __init__(self, counts: Mapping[str, int], stands: Callable[[Form, str], bool]) -> None:
        self.counts = counts
        self.stands = stands

    def __contains__(self, word: str) -> bool:
        return self.stands(Form.EXACT, word)

    def with_dots(self, word: str) -> list[str]:
        """Return the words that `word` is when typed without the dots of å, ä and ö."""
        if without_dots(word) != word:
            return []
        return [other for other in self._by_undotted.get(word, ()) if other in self]

    def similar(self, word: str) -> list[str]:
        """Return the words that `word` may be a slip for, the nearest and commonest first.

        They begin with the same letter. A letter typed with dots is meant: it never stands for
        one without.
        """
        slips = 2 if len(word) >= _TWO_SLIPS else 1 if len(word) >= _ONE_SLIP else 0
        if not slips:
            return []
        undotted = without_dots(word)
        typed_dots = undotted != word
        candidates = self._by_first.get(undotted[0], [])
        # A word typed without any dots may lack them throughout; that is no slip.
        choices = candidates if typed_dots else [without_dots(other) for other in candidates]
        near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=None)
        found = [
            (distance, -self.counts[candidates[place]], candidates[place])
            for _, distance, place in near
            if not (typed_dots and _loses_dots(word, candidates[place]))
        ]
        living = (other for _, _, other in sorted(found) if other in self)
        return list(islice(living, _MOST))

    @cached_property
    def _by_undotted(self) -> dict[str, list[str]]:
        return _grouped((without_dots(word), word) for word in self.counts)

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        return _grouped((without_dots(word)[0], word) for word in self.counts)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, word in pairs:
        groups.setdefault(key, []).append(word)
    return groups


def _loses_dots(typed: str, other: str) -> bool:
    """Tell whether a dotted letter of `typed` would be read as another letter."""
    return any(
        edit.tag == "replace" and typed[edit.src_pos] in "åäö"
        for edit in Levenshtein.editops(typed, other)
    )
