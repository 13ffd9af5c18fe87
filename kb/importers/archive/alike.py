"""Date lines told by what most of them have alike, whatever its words.

`Kansliet / tisdag 15 januari 2013` and four more that begin with `Kansliet /`: what stands around
a date in the same words on line after line is no text, and no title. One part of it may differ
from line to line, where it takes few values: the names of those who write, or categories.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.importers.archive.date_lines import (
    ALIKE,
    CHANGED,
    ENOUGH_BARE,
    LONGEST,
    PUBLISHED,
    SAYS,
    WEEKDAY,
    Candidate,
    Shape,
)
from kb.importers.archive.dates import WrittenDate, find_dates
from kb.importers.archive.lines import title_likeness

# Values of the part that differs, for each line; and how many words one has at most.
_MOST_VALUES = 0.6
_LONGEST_VALUE = 4
_LONGEST_FRAME = 8
_MOST_APART = 0.6
_MOST_BELOW_TITLES = 0.8

_DAY = re.compile(rf"\b(?:{WEEKDAY})", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:(?:kl(?:ockan)?\b\.?|at)\s*)?\d{1,2}[.:]\d\d(?:[.:]\d\d)?\b|\bkl(?:ockan)?\b\.?\s*\d{1,2}\b",
    re.IGNORECASE,
)
_DEN = re.compile(r"\b(?:den|the|on)\s*$", re.IGNORECASE)
_PARTED = re.compile(r"\s*(?:[|/,·•:;()\[\]»«›‹>*#–—]|(?<!\w)-|-(?!\w))+\s*")
_PUBLISHED_WORD = re.compile(rf"\b(?:{PUBLISHED})(?!\w)", re.IGNORECASE)
_CHANGED_WORD = re.compile(rf"\b(?:{CHANGED})\b", re.IGNORECASE)
# What has a day of its own, and was not published on it.
_OF_AN_EVENT = re.compile(
    r"\b(?:anmäl|sista|senast\s+d|deadline|start|slut|när\b|gäller|född|datum\s+för|äger\s+rum|"
    r"möte|årsmöte|kurs|protokoll|dagordning|fr\.?o\.?m|t\.?o\.?m|från\s+och|till\s+och|giltig|"
    r"öppe[nt]|stäng|ansök|betal|pris|tid\s+och|nästa|välkom|plats)",
    re.IGNORECASE,
)

# The parts of a line with the marks between them; the date is one, of no words.
_Frame = tuple[str, ...]


def find_alike(lines: Sequence[str]) -> list[Candidate]:
    """Return the lines that are a date and what other lines with dates have, too."""
    rows: dict[tuple[object, ...], list[tuple[_Frame, Candidate]]] = defaultdict(list)
    for index, line in enumerate(lines):
        text = line.strip()
        if len(text) > LONGEST or text[-1:] in ("!", "?") or not any(map(str.isdigit, text)):
            continue
        if index and SAYS.search(lines[index - 1].rstrip()):
            continue
        for structure, frame, candidate in _read(index, text):
            rows[structure].append((frame, candidate))
    found: list[Candidate] = []
    for row in rows.values():
        found += _most_alike(lines, row)
    return found


def _read(index: int, text: str) -> Iterator[tuple[tuple[object, ...], _Frame, Candidate]]:
    dates = find_dates(text)
    if not 1 <= len(dates) <= 2 or any(one.short for one in dates):
        return
    first, *second = dates
    before = text[: first.start]
    after = text[first.end : second[0].start] if second else text[first.end :]
    if second and not _CHANGED_WORD.search(after):
        return
    rest = text[second[0].end :] if second else ""
    sides = [_parts(each) for each in (before, after, rest)]
    frame = tuple(part for parts, _ in sides for part in parts)
    words = " ".join(frame).split()
    if not words or len(words) > _LONGEST_FRAME or _OF_AN_EVENT.search(" ".join(frame)):
        return
    changed: WrittenDate | None = second[0] if second else None
    verb = (
        "changed"
        if _CHANGED_WORD.search(before)
        else "published"
        if _PUBLISHED_WORD.search(text)
        else ""
    )
    structure = (verb, first.form, *((len(parts), *marks) for parts, marks in sides))
    shape = Shape(verb, first.form, (ALIKE,))
    yield structure, frame, Candidate(index, text, first, shape, "", changed)


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Return what stands on one side of a date, weekday and time aside, and the marks in it."""
    text = _DEN.sub("", _DAY.sub(" ", _TIME.sub(" ", text)))
    text = re.sub(r"\d+", "0", text).casefold()
    parts = [" ".join(part.split()).strip(" .") for part in _PARTED.split(text)]
    marks = [mark.strip() for mark in _PARTED.findall(text)]
    return parts, marks


def _stand_below_titles(lines: Sequence[str], row: Sequence[Candidate]) -> bool:
    """Tell whether most lines stand right below one that begins a paragraph and may be a title.

    What differs in such a row is no title, then, though it comes only once: a category.
    """
    below = [
        one.line > 0
        and title_likeness(lines[one.line - 1]) > 0
        and bool(lines[one.line - 1].strip())
        and (one.line == 1 or not lines[one.line - 2].strip())
        for one in row
    ]
    return sum(below) >= _MOST_BELOW_TITLES * len(row)


def _most_alike(lines: Sequence[str], row: Sequence[tuple[_Frame, Candidate]]) -> list[Candidate]:
    """Return the greatest part of a row that differs in one place at most."""
    best: list[tuple[_Frame, Candidate]] = []
    for place in range(len(row[0][0])):
        groups: dict[_Frame, list[tuple[_Frame, Candidate]]] = defaultdict(list)
        for frame, candidate in row:
            groups[(*frame[:place], "", *frame[place + 1 :])].append((frame, candidate))
        for group in groups.values():
            values = {frame[place] for frame, _ in group}
            short = all(0 < len(value.split()) <= _LONGEST_VALUE for value in values)
            few = len(values) == 1 or (
                short
                and (
                    len(values) <= _MOST_VALUES * len(group)
                    or (
                        (any(group[0][0][:place] + group[0][0][place + 1 :]))
                        and _stand_below_titles(lines, [candidate for _, candidate in group])
                    )
                )
            )
            if few and len(group) > len(best) and len(group) >= ENOUGH_BARE:
                best = group
    found = [candidate for _, candidate in best]
    # Lines right below one another are a list: what is published has something between.
    apart = [
        any(map(str.strip, lines[one.line + 1 : other.line])) for one, other in pairwise(found)
    ]
    if not found or sum(apart) < _MOST_APART * len(apart):
        return []
    verb = found[0].shape.verb
    words = "…".join(best[0][0])
    shape = Shape(verb, found[0].shape.form, (ALIKE, words))
    return [Candidate(one.line, one.text, one.written, shape, "", one.changed) for one in found]
