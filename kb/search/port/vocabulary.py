"""The words of an index, and which of them a word may stand for; for engines that hold them all."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from kb.language.tokens import without_diacritics

# Slips of one letter are common from four letters on, of two only in long words (Damerau
# 1964 found four slips in five to be a single one).
_ONE_SLIP = 4
_TWO_SLIPS = 8


class Vocabulary:
    """The exact forms of an index' words; those of posts that were removed may be among them.

    What they are looked up by is made when it is first asked for.
    """

    def __init__(self, words: Collection[str]) -> None:
        self.words = words

    def with_diacritics(self, word: str) -> list[str]:
        """Return the words that `word` is when typed without the dots of å, ä and ö."""
        if without_diacritics(word) != word:
            return []
        return sorted(other for other in self._by_undotted.get(word, ()) if other != word)

    def beginning(self, typed: str) -> Iterator[str]:
        """Yield the words that begin as was typed.

        Without any dots it also begins words that have them, never the reverse.
        """
        undotted = without_diacritics(typed)
        for index in range(bisect_left(self._undotted, undotted), len(self._undotted)):
            key = self._undotted[index]
            if not key.startswith(undotted):
                return
            for word in self._by_undotted[key]:
                if undotted == typed or word.startswith(typed):
                    yield word

    def beginning_with_diacritics(self, undotted: str) -> Iterator[str]:
        """Yield the words that begin so when their dots are left out, and have any."""
        return (word for word in self.beginning(undotted) if without_diacritics(word) != word)

    def similar(self, word: str) -> list[tuple[int, str]]:
        """Return the words that `word` may be a slip for, with how many slips.

        They begin with the same letter. A letter typed with dots is meant: it never stands for
        one without. So is a number: 2016 is no slip for 2017.
        """
        undotted = without_diacritics(word)
        return near(word, self._by_first.get(undotted[0], [])) if slips_in(word) else []

    @cached_property
    def _undotted(self) -> list[str]:
        return sorted(self._by_undotted)

    @cached_property
    def _by_undotted(self) -> dict[str, list[str]]:
        return _grouped((without_diacritics(word), word) for word in self.words)

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        return _grouped((without_diacritics(word)[0], word) for word in self.words)


def slips_in(word: str) -> int:
    """Return how many slips there may be in a word as it was typed."""
    if any(map(str.isdigit, word)):
        return 0
    return 2 if len(word) >= _TWO_SLIPS else 1 if len(word) >= _ONE_SLIP else 0


def near(word: str, candidates: Sequence[str]) -> list[tuple[int, str]]:
    """Return the candidates that a word may be a slip for, with how many slips.

    They are taken to begin as it does.
    """
    typed_dots = without_diacritics(word) != word
    # A word typed without any dots may lack them throughout; that is no slip.
    # All at once: no word has a line end, and diacritics are a matter of single letters.
    choices = candidates if typed_dots else without_diacritics("\n".join(candidates)).split("\n")
    found = process.extract(
        word, choices, scorer=OSA.distance, score_cutoff=slips_in(word), limit=None
    )
    return [
        (int(distance), candidates[index])
        for _, distance, index in found
        if not (typed_dots and _loses_diacritics(word, candidates[index]))
    ]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, word in pairs:
        groups.setdefault(key, []).append(word)
    return groups


def _loses_diacritics(typed: str, other: str) -> bool:
    """Tell whether `other` lacks a dotted letter of `typed`, or has another in its place.

    One typed twice may stand once.
    """
    rest = iter(other)
    kept = all(letter in rest for letter, _ in groupby(typed) if letter in "åäö")
    return not kept or any(
        edit.tag == "replace" and typed[edit.src_pos] in "åäö"
        for edit in Levenshtein.editops(typed, other)
    )
