"""The lines of a page, and what may be asked of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

# An index of the page's lines, and an offset in that line.
Position = tuple[int, int]

# As long as a title mostly is, and as long as one may be.
_SHORT = 60
_LONG = 90
_LONGEST = 120
_SENTENCE_WITHIN = re.compile(r"[a-zåäö0-9)][.!?]\s+[A-ZÅÄÖ–”\"]")


@dataclass
class Page:
    """A page's lines, in NFC.

    `titles_in`: the lines that a title may be glued to the end of.
    """

    lines: Sequence[str]
    titles_in: frozenset[int] = frozenset()

    def has(self, word: str) -> bool:
        """Tell whether the word stands somewhere on its own; only for words spelled oddly."""
        return word in self._odd_spellings

    @cached_property
    def _odd_spellings(self) -> frozenset[str]:
        # Only lines that no title is glued to can say how a word is spelled.
        return frozenset(
            word
            for index, line in enumerate(self.lines)
            if index not in self.titles_in
            for word in re.findall(r"[\w-]+", line)
            if re.search(r"[^\W\d_A-ZÅÄÖ][A-ZÅÄÖ]|\d[A-ZÅÄÖ]|[A-ZÅÄÖ]{2}|[a-zåäö]\d", word)
        )

    def is_blank(self, index: int) -> bool:
        """Tell whether a line has nothing; lines before the first and after the last do not."""
        return not 0 <= index < len(self.lines) or not self.lines[index].strip()

    def stripped(self, index: int) -> str:
        """Return a line without white space around it."""
        return self.lines[index].strip()

    def last_text(self, before: int) -> int:
        """Return the index of the last line with text before line `before`, -1 for none."""
        line = before - 1
        while line >= 0 and not self.lines[line].strip():
            line -= 1
        return line

    def text(self, begin: Position, end: Position) -> str:
        """Return the text from one position to another."""
        (first, first_offset), (last, last_offset) = begin, end
        if first >= len(self.lines):
            return ""
        if first == last:
            return self.lines[first][first_offset:last_offset]
        ending = [self.lines[last][:last_offset]] if last_offset else []
        return "\n".join([self.lines[first][first_offset:], *self.lines[first + 1 : last], *ending])

    def where(self, begin: Position, end: Position) -> str:
        """Return the lines of a text without blank ones at its ends, as `lines 12-40`."""
        first, last = begin[0], end[0] if end[1] else end[0] - 1
        while last > first and not self.lines[last].strip():
            last -= 1
        while first < last and not self.lines[first].strip():
            first += 1
        return f"line {first + 1}" if first >= last else f"lines {first + 1}-{last + 1}"


def title_likeness(line: str) -> float:
    """Return how much a line looks like a title, from about 2 (one) to -5 (a text)."""
    line = line.strip()
    length = len(line)
    score = 1.0 if length <= _SHORT else 0.3 if length <= _LONG else -1.0
    if length > _LONGEST:
        score -= 2
    last = line.rstrip("”\"»’')")[-1:]
    if line.endswith(("…", "...", "[…]", "]")) or last == "." or last in tuple(",;:"):
        score -= 1.5
    elif last not in tuple("!?"):
        score += 1
    if line[:1].islower() or line[:1] in tuple("•*·") or re.match(r"[-–—]\s", line):
        score -= 0.7
    if _SENTENCE_WITHIN.search(line):
        score -= 1
    return score
