"""Passages that show why a post was found, as plain text with the matched words marked."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from kb.search.presenting.blocks import Block, Sentence, Sentences, with_spaces
from kb.search.presenting.highlighting import Mark

# Two lines of text on a wide screen, four on a phone.
LENGTH = 240
# There are two passages of that length, or some more that are shorter.
ROOM = 2 * LENGTH
COUNT = 4
# What is shown before the first mark of a sentence that has to be cut, and may be cut at a word.
_BEFORE = 40
# What is shown before an item of a list, of what introduces the list.
_INTRODUCTION = LENGTH // 2
# Where text is left out. Where a word is cut, there is no space.
_LEFT_OUT = "…"
# Sets lines and items apart that end as no sentence does.
_APART = " · "


class Passage(NamedTuple):
    """A passage of a post with its marks, whose places are in `text`."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def highlights(self) -> tuple[tuple[int, int], ...]:
        """The matched places as (start, end)."""
        return tuple([(mark.start, mark.end) for mark in self.marks])


def passages(blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Return the passages that cover most of what is marked, in the order of the text.

    Where nothing matches in the text (the title did, or nothing was asked), the beginning.
    """
    sentences = Sentences(blocks)
    chosen = _chosen(sentences)
    if not chosen:
        beginning = sentences.first_text
        if beginning is None:
            return ()
        chosen = [_window(sentences, beginning, frozenset(), set())]
    if len(chosen) == 1 and not chosen[0].cut:
        return (_whole(sentences, _longer(sentences, chosen[0])),)
    chosen.sort(key=lambda window: (window.first, window.start))
    return tuple([_passage(sentences, window) for window in chosen])


def shortened(text: str) -> str:
    """Return the beginning of a text in which nothing is marked, cut at a word where it is long."""
    text = " ".join(text.split())
    if len(text) <= LENGTH:
        return text
    end = text.rfind(" ", 0, LENGTH)
    return f"{text[: end if end > 0 else LENGTH]} {_LEFT_OUT}"


# --- windows ----------------------------------------------------------------------------------


class _Window(NamedTuple):
    """Sentences that follow each other, headings aside, or a part of a long one from `start` on.

    `clauses` of the query are shown by its marks, of which there are so many.
    """

    indexes: Sequence[int]
    heading: bool
    clauses: frozenset[int]
    marks: int
    cut: Passage | None = None
    start: int = 0

    @property
    def first(self) -> int:
        return self.indexes[0]

    @property
    def last(self) -> int:
        return self.indexes[-1]


def _chosen(sentences: Sentences) -> list[_Window]:
    """Return the windows that together show most of the query, the best first."""
    missing = frozenset().union(*[sentences[index].clauses for index in sentences.marked])
    alone = _alone(sentences, missing)
    if alone:
        return [alone]
    chosen: list[_Window] = []
    shown: set[int] = set()
    while missing and len(chosen) < COUNT:
        windows = [
            _window(sentences, index, missing, shown)
            for index in sentences.marked
            if index not in shown and not missing.isdisjoint(sentences[index].clauses)
        ]
        if len(chosen) > 1:  # else there is room for any
            room = ROOM - sum([len(_passage(sentences, window).text) for window in chosen])
            if room < LENGTH:
                windows = [w for w in windows if len(_passage(sentences, w).text) <= room]
        best = max(windows, key=partial(_worth, missing=missing), default=None)
        if best is None:
            break
        chosen.append(best)
        missing -= best.clauses
        if not best.cut:
            shown.update(range(best.first, best.last + 1))
    return chosen


def _alone(sentences: Sentences, clauses: frozenset[int]) -> _Window | None:
    """Return the sentence that is the best window there may be, as it shows the whole query.

    None where no sentence does, or the one with most marks has to be cut, which may lose some.
    """
    numbers = [number for number in sentences.marked if sentences[number].clauses == clauses]
    if not numbers:
        return None
    best = max(numbers, key=lambda n: (not sentences[n].heading, len(sentences[n].marks), -n))
    sentence = sentences[best]
    if not _fit(sentences, (best,), len(sentence.text)):
        return None
    return _Window((best,), sentence.heading, clauses, len(sentence.marks))


def _worth(window: _Window, missing: frozenset[int]) -> tuple[int, ...]:
    """Tell the better of two windows, where some of the query is still missing."""
    clauses, indexes = window.clauses, window.indexes
    return (
        len(clauses & missing),
        len(clauses),
        indexes[0] - indexes[-1],
        not window.heading,
        window.marks,
        -indexes[0],
    )


def _passage(sentences: Sentences, window: _Window) -> Passage:
    return window.cut or _whole(sentences, window.indexes)


def _window(sentences: Sentences, index: int, missing: frozenset[int], shown: set[int]) -> _Window:
    """Return a sentence, cut where it is long, with those after it that show what is missing."""
    sentence = sentences[index]
    length = len(sentence.text)
    if not _fit(sentences, (index,), length):
        return _cut(sentences, index, missing)
    window = _Window((index,), sentence.heading, sentence.clauses, len(sentence.marks))
    missing -= sentence.clauses
    if not missing:
        return window
    indexes = [index]
    for last in range(index + 1, sentences.marked[-1] + 1):
        if not missing or last in shown:
            break
        sentence = sentences[last]
        if sentence.heading and not sentence.marks:
            continue
        indexes.append(last)
        length += len(sentence.text)
        if length + len(indexes) > LENGTH:
            break
        if not missing.isdisjoint(sentence.clauses):
            if not _fit(sentences, indexes, length):
                break
            missing, window = missing - sentence.clauses, _spanning(sentences, indexes)
    return window


def _longer(sentences: Sentences, window: _Window) -> Sequence[int]:
    """Add what introduces a list, and whole sentences that follow, while there is room.

    Headings show nothing by themselves, and what they are above of is not what stood before them.
    """
    indexes = _introduced(sentences, window)
    length = sum([len(sentences[index].text) for index in indexes])
    kept = len(indexes)
    heading = sentences[indexes[0]].heading
    previous = sentences[indexes[-1]]
    for index in range(window.last + 1, sentences.count):
        sentence = sentences[index]
        if sentence.heading:
            if not previous.heading and (heading or not previous.ended):
                break
            continue
        indexes.append(index)
        length += len(sentence.text)
        if not _fit(sentences, indexes, length):
            break
        question = sentence.text[-1] == "?"  # its answer would be missing
        if sentence.marks or not (question or sentences.goes_on(index)):
            kept = len(indexes)
        previous = sentence
    return indexes[:kept]


def _introduced(sentences: Sentences, window: _Window) -> list[int]:
    """Add what an item of a list goes on from, or what a colon introduces."""
    first = window.first
    while sentences.continues(first) or (first and sentences[first - 1].text[-1] == ":"):
        first -= 1
    indexes = [*range(first, window.first), *window.indexes]
    if len(indexes) > len(window.indexes):
        lengths = [len(sentences[index].text) for index in indexes]
        before = sum(lengths[: window.first - first])
        if before > _INTRODUCTION or not _fit(sentences, indexes, sum(lengths)):
            return [*window.indexes]
    return indexes


def _spanning(sentences: Sentences, indexes: Sequence[int]) -> _Window:
    """Return a window of whole sentences."""
    marks = [mark for index in indexes for mark in sentences[index].marks]
    clauses = frozenset([mark.clause for mark in marks])
    return _Window((*indexes,), sentences[indexes[0]].heading, clauses, len(marks))


def _fit(sentences: Sentences, indexes: Sequence[int], length: int) -> bool:
    """Tell whether there is room for whole sentences together, which have so many characters."""
    # Between two stand three characters at the most, and an ellipsis takes two.
    most = length + 3 * len(indexes) + 1
    return most <= LENGTH or (length <= LENGTH and len(_whole(sentences, indexes).text) <= LENGTH)


def _whole(sentences: Sentences, indexes: Sequence[int]) -> Passage:
    """Return whole sentences; an ellipsis shows where their paragraphs have more."""
    text = _before(sentences, indexes[0])
    marks: list[Mark] = []
    previous = None
    for index in indexes:
        sentence = sentences[index]
        if previous:
            text += _between(previous, sentence)
        if sentence.marks:
            by = len(text) - sentence.start
            marks += [mark.moved(by) for mark in sentence.marks]
        text += sentence.text
        previous = sentence
    return Passage(with_spaces(text + _after(sentences, indexes[-1])), tuple(marks))


def _between(sentence: Sentence, following: Sentence) -> str:
    """Return what stands between two sentences that are shown together."""
    if sentence.ended or sentence.text[-1] in ",;:" or not sentence.line:
        return " "
    if sentence.heading:
        return ": "
    # “I den ligger nu”, and then “en ringklocka,”: such a list is read as a sentence.
    if following.text[0].islower() and following.text[-1] in ",;":
        return " "
    return _APART


def _before(sentences: Sentences, index: int) -> str:
    sentence = sentences[index]
    left_out = not sentence.first or sentences.continues(index)
    return f"{_LEFT_OUT} " if left_out and sentence.text[0] != _LEFT_OUT else ""


def _after(sentences: Sentences, index: int) -> str:
    sentence = sentences[index]
    left_out = not sentence.last or sentences.goes_on(index)
    return f" {_LEFT_OUT}" if left_out and sentence.text[-1] != _LEFT_OUT else ""


def _cut(sentences: Sentences, index: int, missing: frozenset[int]) -> _Window:
    """Cut at words to `LENGTH` characters, around the part with most of the query in it."""
    sentence = sentences[index]
    text = with_spaces(sentence.text)
    room = LENGTH - 4  # an ellipsis and a space at either end
    marks = [mark.moved(-sentence.start) for mark in sentence.marks]
    start, inside = _most_marked(marks, room, missing)
    if start > 0:
        space = text.find(" ", start)
        start = space + 1 if -1 < space < start + _BEFORE - 10 else start
    end = min(len(text), start + room)
    if end < len(text):
        marked = max((min(mark.end, end) for mark in inside), default=start)
        space = text.rfind(" ", start, end + 1)
        end = space if space >= max(marked, end - _BEFORE) else max(marked, end)
    before, after = _before(sentences, index), _after(sentences, index)
    if start > 0:
        before = f"{_LEFT_OUT} " if text[start - 1] == " " else _LEFT_OUT
    if end < len(text):
        after = f" {_LEFT_OUT}" if text[end] == " " else _LEFT_OUT
    shift = len(before) - start
    # A phrase may be longer than what is shown.
    cut = (mark._replace(end=min(mark.end, end)) for mark in inside)
    passage = Passage(f"{before}{text[start:end]}{after}", tuple(mark.moved(shift) for mark in cut))
    shown = frozenset(mark.clause for mark in inside)
    return _Window((index,), sentence.heading, shown, len(inside), passage, start)


def _most_marked(
    marks: Sequence[Mark], room: int, missing: frozenset[int]
) -> tuple[int, Sequence[Mark]]:
    """Return where so many characters cover most of the query, and the marks inside them."""
    best: tuple[int, int, int] = (-1, -1, -1)
    start, most = 0, list(marks[:0])
    for number, first in enumerate(marks):
        inside = [first]
        for mark in marks[number + 1 :]:
            if mark.end > first.start + room - _BEFORE:
                break
            inside.append(mark)
        clauses = {mark.clause for mark in inside}
        value = (len(clauses & missing), len(clauses), len(inside))
        if value > best:
            best, start, most = value, max(0, first.start - _BEFORE), inside
    return start, most
