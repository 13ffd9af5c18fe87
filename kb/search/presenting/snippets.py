"""Passages that show why a post was found, as plain text with the matched words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kb.corpus.markup import Paragraph
from kb.language.analyzer import Analyzer, Token
from kb.language.joined import joined_tokens
from kb.language.sentences import sentence_gaps
from kb.search.presenting.highlighting import Highlighter, Mark
from kb.search.presenting.naming import Namer

# Two lines of text on a wide screen, four on a phone.
LENGTH = 240
# There are two passages of that length, or some more that are shorter.
ROOM = 2 * LENGTH
COUNT = 4
# What is shown before the first mark of a sentence that has to be cut, and may be cut at a word.
_BEFORE = 40
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a post with its marks, whose places are in `text`."""

    text: str
    heading: bool
    marks: tuple[Mark, ...] = ()

    @property
    def clauses(self) -> frozenset[int]:
        """The clauses of the query that it shows."""
        return frozenset(mark.clause for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading of a post, with its words as the analysis reads them.

    `joined` are tokens that join some of its words; `gaps` is the white space between its
    sentences, `plain` these without any marks; white space of `text` is spaces.
    """

    text: str
    heading: bool
    tokens: Sequence[Token]
    joined: Sequence[Token]
    gaps: Sequence[tuple[int, int]]
    plain: Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a post with its marks, whose places are in `text`."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def highlights(self) -> tuple[tuple[int, int], ...]:
        """The matched places as (start, end)."""
        return tuple((mark.start, mark.end) for mark in self.marks)


def blocks_of(paragraphs: Iterable[Paragraph], analyzer: Analyzer) -> Iterator[Block]:
    """Yield what is looked at of a post's text, a block for each paragraph."""
    for paragraph in paragraphs:
        yield block_of(paragraph.text, analyzer, heading=paragraph.heading)


def block_of(text: str, analyzer: Analyzer, *, heading: bool) -> Block:
    """Return a text as it is looked at."""
    tokens = tuple(analyzer.analyze(text))
    joined = joined_tokens(text, tokens, analyzer)
    gaps = tuple(sentence_gaps(text))
    # A line break is as good as a space, and as long.
    text = _SPACE.sub(" ", text)
    return Block(text, heading, tokens, joined, gaps, tuple(_divided(text, heading, gaps)))


# What tells which places are marked: what a query matches, or the names of what was chosen.
Marker = Highlighter | Namer


def marks_of(block: Block, marker: Marker) -> list[Mark]:
    """Return the places of a block to mark."""
    if isinstance(marker, Namer):
        return marker.marks(block.text, block.tokens)
    return marker.marks(block.tokens, block.joined)


def passages(blocks: Iterable[Block], marker: Marker) -> tuple[Passage, ...]:
    """Return the passages that cover most of the query or the names, in the order of the text.

    Where nothing matches in the text (the title did, or nothing was asked), the beginning.
    """
    sentences = _without_weaker([one for block in blocks for one in _sentences(block, marker)])
    marked = [index for index, sentence in enumerate(sentences) if sentence.marks]
    chosen: list[_Window] = []
    missing = frozenset(mark.clause for index in marked for mark in sentences[index].marks)
    shown: set[int] = set()
    while missing and len(chosen) < COUNT:
        room = ROOM - sum(len(window.passage.text) for window in chosen)
        windows = [
            window
            for index in marked
            if index not in shown and sentences[index].clauses & missing
            if len((window := _window(sentences, index, missing, shown)).passage.text) <= room
        ]
        best = max(windows, key=partial(_worth, missing=missing), default=None)
        if best is None:
            break
        chosen.append(best)
        missing -= best.clauses
        if len(sentences[best.first].text) <= LENGTH:
            shown.update(range(best.first, best.last + 1))
    if len(chosen) > 1:
        chosen.sort(key=lambda window: (window.first, window.start))
        return tuple(window.passage for window in chosen)
    beginning = next((i for i, sentence in enumerate(sentences) if not sentence.heading), None)
    if chosen:
        return (_longer(sentences, chosen[0]).passage,)
    if beginning is None:
        return ()
    return (_longer(sentences, _window(sentences, beginning, missing, shown)).passage,)


# --- sentences --------------------------------------------------------------------------------


def _sentences(block: Block, marker: Marker) -> Iterable[Sentence]:
    """Return a block's sentences; what is marked as one is in one, whatever stands in it."""
    marks = marks_of(block, marker)
    if not marks:
        return block.plain
    phrases = [mark for mark in marks if " " in block.text[mark.start : mark.end]]
    gaps = [gap for gap in block.gaps if not any(m.start < gap[0] < m.end for m in phrases)]
    return _divided(block.text, block.heading, gaps, marks)


def _divided(
    text: str, heading: bool, gaps: Iterable[tuple[int, int]], marks: Iterable[Mark] = ()
) -> Iterator[Sentence]:
    begin = len(text) - len(text.lstrip())
    rest = iter(marks)
    mark = next(rest, None)
    for end, next_begin in [*gaps, (len(text.rstrip()), 0)]:
        inside = []
        while mark and mark.end <= end:
            inside.append(_moved(mark, -begin))
            mark = next(rest, None)
        if begin < end:
            yield Sentence(text[begin:end], heading, tuple(inside))
        begin = next_begin


def _without_weaker(sentences: list[Sentence]) -> list[Sentence]:
    """Leave out marks of parts of words where the word itself stands: they say nothing then."""
    strong = {mark.clause for each in sentences for mark in each.marks if not mark.weak}
    return [
        replace(each, marks=tuple(m for m in each.marks if not (m.weak and m.clause in strong)))
        if each.marks
        else each
        for each in sentences
    ]


def _moved(mark: Mark, by: int) -> Mark:
    return replace(mark, start=mark.start + by, end=mark.end + by)


# --- windows ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Window:
    """Sentences that follow each other, or a part of a long one from `start` on."""

    passage: Passage
    first: int
    last: int
    heading: bool = False
    start: int = 0

    @property
    def clauses(self) -> frozenset[int]:
        return frozenset(mark.clause for mark in self.passage.marks)


def _worth(window: _Window, missing: frozenset[int]) -> tuple[int, ...]:
    """Tell the better of two windows, where some of the query is still missing."""
    return (
        len(window.clauses & missing),
        len(window.clauses),
        window.first - window.last,
        not window.heading,
        len(window.passage.marks),
        -window.first,
    )


def _window(
    sentences: Sequence[Sentence], index: int, missing: frozenset[int], shown: set[int]
) -> _Window:
    """Return a sentence, cut where it is long, with those after it that show what is missing."""
    sentence = sentences[index]
    if len(sentence.text) > LENGTH:
        return _cut(sentence, index, missing)
    window = _Window(Passage(sentence.text, sentence.marks), index, index, sentence.heading)
    missing -= sentence.clauses
    length, end = len(sentence.text), index
    last = index + 1
    while missing and last < len(sentences) and last not in shown:
        length += 1 + len(sentences[last].text)
        if length > LENGTH:
            break
        if any(mark.clause in missing for mark in sentences[last].marks):
            missing, end = missing - sentences[last].clauses, last
        last += 1
    for each in sentences[index + 1 : end + 1]:
        window = _joined(window, each)
    return window


def _longer(sentences: Sequence[Sentence], window: _Window) -> _Window:
    """Add the sentences that follow, while there is room; headings show nothing by themselves."""
    if len(sentences[window.first].text) > LENGTH:
        return window
    for sentence in sentences[window.last + 1 :]:
        if not sentence.heading:
            if len(window.passage.text) + 1 + len(sentence.text) > LENGTH:
                break
            window = _joined(window, sentence)
    return window


def _joined(window: _Window, sentence: Sentence) -> _Window:
    text = f"{window.passage.text} {sentence.text}"
    shift = len(text) - len(sentence.text)
    marks = (*window.passage.marks, *(_moved(mark, shift) for mark in sentence.marks))
    return replace(window, passage=Passage(text, marks), last=window.last + 1)


def _cut(sentence: Sentence, index: int, missing: frozenset[int]) -> _Window:
    """Cut at words to `LENGTH` characters, around the part with most of the query in it."""
    text = sentence.text
    room = LENGTH - 2  # an ellipsis at either end
    start, inside = _most_marked(sentence.marks, room, missing)
    if start > 0:
        space = text.find(" ", start)
        start = space + 1 if -1 < space < start + _BEFORE - 10 else start
    end = min(len(text), start + room)
    if end < len(text):
        marked = max((min(mark.end, end) for mark in inside), default=start)
        space = text.rfind(" ", start, end)
        end = space if space >= max(marked, end - _BEFORE) else max(marked, end)
    before, after = "…" if start > 0 else "", "…" if end < len(text) else ""
    shift = len(before) - start
    # A phrase may be longer than what is shown.
    marks = (replace(mark, end=min(mark.end, end)) for mark in inside)
    passage = Passage(
        f"{before}{text[start:end]}{after}", tuple(_moved(mark, shift) for mark in marks)
    )
    return _Window(passage, index, index, sentence.heading, start)


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
