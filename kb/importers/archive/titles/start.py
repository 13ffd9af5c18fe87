"""Where a title begins in the last line before a date line, or why that cannot be told."""

import re
from dataclasses import dataclass

from kb.importers.archive.titles.doubts import TITLE_LENGTH, shorten, why_no_title
from kb.importers.archive.titles.rules import glue
from kb.importers.archive.titles.spot import LIKELY, NO, SURE, Spellings, Spot

_WINDOW = 2 * TITLE_LENGTH
_LONGEST_WORD = 2000
_LONGEST_TAIL = _WINDOW + 2 * _LONGEST_WORD
_QUOTES = re.compile('["”“„»«]')


@dataclass(frozen=True, slots=True)
class Start:
    """Where a title begins in its line (0: the line is the title), or why nobody can tell."""

    at: int
    doubt: str = ""


def title_start(line: str, page: Spellings, *, quotes_open: bool = False) -> Start:
    """Tell where in `line`, the last one before a date line, the title begins.

    `quotes_open`: the lines before hold a quotation mark that none closes. The work is
    bounded: a title has at most TITLE_LENGTH characters, so only a line's end is read.
    """
    if (cut := len(line) - _LONGEST_TAIL) > 0:
        # Of a line without end, no more is read than a title and a long address take.
        opened = len(_QUOTES.findall(line, 0, cut)) + quotes_open
        start = title_start(line[cut:], page, quotes_open=opened % 2 == 1)
        return Start(start.at + cut if start.at else 0, start.doubt)
    found = {
        spot.at: strength
        for spot in _spots(line, page, quotes_open)
        if (strength := glue(spot)) > NO and _credible(line[spot.at :])
    }
    if not found:
        return Start(0, why_no_title(line, page))
    for strength in (SURE, LIKELY):
        chosen = [at for at, found_strength in found.items() if found_strength == strength]
        if not chosen:
            continue
        at = chosen[-1]
        rivals = [
            other
            for other, other_strength in found.items()
            if other_strength == strength or (other > at and other_strength >= LIKELY)
        ]
        return Start(at) if rivals == [at] else Start(0, _candidates(line, rivals))
    own_line = [0] if not why_no_title(line, page) else []
    return Start(0, _candidates(line, [*own_line, *found]))


def _spots(line: str, page: Spellings, quotes_open: bool) -> list[Spot]:
    """Return the places inside words of the line's end that are a turn from sign to sign."""
    spots = []
    for word in re.finditer(r"\S+", line[-_WINDOW:] if len(line) > _WINDOW else line):
        shift = max(0, len(line) - _WINDOW)
        start, end = word.start() + shift, word.end() + shift
        if start == shift and shift:
            start = max(_word_start(line, start), start - _LONGEST_WORD)
        for at in range(start + 1, end):
            before, after = line[at - 1], line[at]
            if before.isalpha() and after.isalpha() and after.islower():
                continue
            spots.append(Spot(line, at, start, end, page, quotes_open))
    return spots


def _word_start(line: str, at: int) -> int:
    while at > 0 and not line[at - 1].isspace():
        at -= 1
    return at


def _credible(title: str) -> bool:
    return len(title.strip()) <= TITLE_LENGTH and sum(c.isalnum() for c in title) > 1


def _candidates(line: str, starts: list[int]) -> str:
    quoted = [f"“{shorten(line[at:])}”" for at in starts]
    if len(quoted) == 1:
        return f"the title may begin at {quoted[0]}, but no rule is sure of it"
    return "the title may be " + ", ".join(quoted[:-1]) + " or " + quoted[-1]
