"""The texts of a post as snippets need them: words, sentences, and what is marked of them."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.corpus.markup import Paragraph
from kb.language.analyzer import Analyzer, Token
from kb.language.joined import joined_tokens
from kb.language.sentences import sentence_gaps
from kb.search.presenting.highlighting import Highlighter, Mark
from kb.search.presenting.naming import Namer

# What tells which places are marked: what a query matches, or the names of what was chosen.
Marker = Highlighter | Namer

# A longer line is one of running text that was broken to fit somewhere.
_LINE = 60
_SPACE = re.compile(r"\s")
_ENDED = re.compile(r"[.!?…][\"”’»)\]]*\Z")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a post with its marks, whose places are in `text`.

    `first`, `last`: whether its paragraph begins and ends with it. `line`: whether it ends a line
    that is one by itself.
    """

    text: str
    heading: bool
    marks: tuple[Mark, ...] = ()
    first: bool = True
    last: bool = True
    line: bool = True

    @property
    def clauses(self) -> frozenset[int]:
        """The clauses of the query that it shows."""
        return frozenset(mark.clause for mark in self.marks)

    @property
    def ended(self) -> bool:
        """Whether it ends as sentences do."""
        return _ENDED.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading of a post, with its words as the analysis reads them.

    `joined` are tokens that join some of its words; `gaps` is the white space between its
    sentences, `lines` where some of it ends a line that is one by itself; `plain` are the sentences
    without any marks; white space of `text` is spaces.
    """

    text: str
    heading: bool
    tokens: Sequence[Token]
    joined: Sequence[Token]
    gaps: Sequence[tuple[int, int]]
    lines: frozenset[int]
    plain: Sequence[Sentence]

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, however they are written."""
        return tuple(token.text for token in self.tokens)


def blocks_of(paragraphs: Iterable[Paragraph], analyzer: Analyzer) -> Iterator[Block]:
    """Yield what is looked at of a post's text, a block for each paragraph."""
    for paragraph in paragraphs:
        yield block_of(paragraph.text, analyzer, heading=paragraph.heading)


def block_of(text: str, analyzer: Analyzer, *, heading: bool) -> Block:
    """Return a text as it is looked at."""
    tokens = tuple(analyzer.analyze(text))
    joined = joined_tokens(text, tokens, analyzer)
    gaps = tuple(sentence_gaps(text))
    lines = frozenset(
        end
        for end, begin in gaps
        if "\n" in text[end:begin] and end - _line_start(text, end) <= _LINE
    )
    # A line break is as good as a space, and as long.
    text = _SPACE.sub(" ", text)
    plain = tuple(_divided(text, heading, gaps, lines))
    return Block(text, heading, tokens, joined, gaps, lines, plain)


def _line_start(text: str, end: int) -> int:
    return text.rfind("\n", 0, end) + 1


def marks_of(block: Block, marker: Marker) -> list[Mark]:
    """Return the places of a block to mark."""
    if isinstance(marker, Namer):
        return marker.marks(block.text, block.tokens)
    return marker.marks(block.tokens, block.joined)


def sentences_of(block: Block, marker: Marker) -> Iterable[Sentence]:
    """Return a block's sentences; what is marked as one is in one, whatever stands in it."""
    marks = marks_of(block, marker)
    if not marks:
        return block.plain
    phrases = [mark for mark in marks if " " in block.text[mark.start : mark.end]]
    gaps = [gap for gap in block.gaps if not any(m.start < gap[0] < m.end for m in phrases)]
    return _divided(block.text, block.heading, gaps, block.lines, marks)


def _divided(
    text: str,
    heading: bool,
    gaps: Iterable[tuple[int, int]],
    lines: Collection[int],
    marks: Iterable[Mark] = (),
) -> Iterator[Sentence]:
    first = begin = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    rest = iter(marks)
    mark = next(rest, None)
    for end, next_begin in [*gaps, (last, 0)]:
        inside = []
        while mark and mark.end <= end:
            inside.append(mark.moved(-begin))
            mark = next(rest, None)
        if begin < end:
            ends = end == last
            yield Sentence(
                text[begin:end], heading, tuple(inside), begin == first, ends, ends or end in lines
            )
        begin = next_begin
