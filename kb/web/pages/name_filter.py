"""Which names of a register have what was typed into its filter box, and where."""

import re
from collections.abc import Iterable, Iterator

from kb.language.tokens import normal_form

# Places in a name, (start, end), in order, none touching another.
Marks = tuple[tuple[int, int], ...]

# On a keyboard without å, ä and ö these are what is typed for them.
_ALSO = {"a": "[aåä]", "o": "[oö]"}


class NameFilter:
    """Finds the names that have every word that was typed, anywhere in them.

    Neither case nor foreign accents count. A letter typed without dots also finds one that has
    them, never the reverse.
    """

    def __init__(self, typed: str) -> None:
        words = filter(None, map(normal_form, typed.split()))
        self._words = [
            re.compile("".join(_ALSO.get(letter, re.escape(letter)) for letter in word))
            for word in words
        ]

    def finds(self, name: str) -> bool:
        """Tell whether a name has all of the words."""
        return self.marks(name) is not None

    def marks(self, name: str) -> Marks | None:
        """Return where a name in NFC has the words; None where it lacks one of them."""
        text, places = _as_matched(name)
        found: list[tuple[int, int]] = []
        for word in self._words:
            matches = [match.span() for match in word.finditer(text)]
            if not matches:
                return None
            found += ((places[start], places[end - 1] + 1) for start, end in matches)
        return tuple(_joined(sorted(found)))


def _as_matched(name: str) -> tuple[str, list[int]]:
    """Return a name in normal form, and of each of its letters the place in the name."""
    letters = [(letter, place) for place, own in enumerate(name) for letter in normal_form(own)]
    return "".join(letter for letter, _ in letters), [place for _, place in letters]


def _joined(marks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first, last = -1, -1
    for start, end in marks:
        if start > last:
            if last > 0:
                yield first, last
            first = start
        last = max(last, end)
    if last > 0:
        yield first, last
