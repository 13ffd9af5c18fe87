"""The texts of a post as snippets need them: sentences, and what is marked of them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.search.port.analysis import Analysis, Integers, Types
from kb.search.presenting.highlighting import Mark

# A longer line is one of running text that was broken to fit somewhere.
_LINE = 60
_SPACE = re.compile(r"\s")
_SPACES = re.compile(r"\s*")
_ENDS = frozenset(".!?…")
_CLOSING = '"”’»)]'


class Block(NamedTuple):
    """A paragraph or heading of a post, its title or a tag, with its marks.

    Attributes:
        text: as it stands.
        marks: in order, none overlapping another.
        gaps: the white space between its sentences, each (start, end).
        types, numbers: those of its words, and what tells what they are.
        heading: whether it is one.
    """

    text: str
    marks: Sequence[Mark]
    gaps: Sequence[tuple[int, int]]
    types: Integers
    numbers: Types
    heading: bool = False

    def as_heading(self) -> "Block":
        """Return it as a heading."""
        return Block(*self[:-1], heading=True)

    def repeats(self, other: "Block") -> bool:
        """Tell whether it has the words of another, however they are written."""
        return len(self.types) == len(other.types) and self._words() == other._words()

    def _words(self) -> Sequence[str]:
        return list(map(self.numbers.text, self.types.tolist()))


def blocks_of(
    texts: Sequence[str], analysis: Analysis, marks: Mapping[int, Sequence[Mark]]
) -> Iterator[Block]:
    """Yield texts with what is marked in them, by their indexes; `analysis` is of these texts."""
    a = analysis
    gaps = list(zip(a.gap_starts.tolist(), a.gap_ends.tolist(), strict=True))
    token, gap = 0, 0
    ends = zip(texts, a.text_ends.tolist(), a.gap_text_ends.tolist(), strict=True)
    for number, (text, token_end, gap_end) in enumerate(ends):
        types = a.types[token:token_end]
        yield Block(text, marks.get(number, ()), gaps[gap:gap_end], types, a.numbers)
        token, gap = token_end, gap_end


def with_spaces(text: str) -> str:
    """Return a text as it is shown: a line break is as good as a space, and as long."""
    return text if text.isprintable() else _SPACE.sub(" ", text)


@dataclass(eq=False, slots=True)
class Sentence:
    """A sentence of a post with its marks, whose places are in its `text`.

    Attributes:
        block: where it stands.
        start, end: its place there.
        first, last: whether its block begins, and ends, with it.
    """

    block: Block
    start: int
    end: int
    first: bool
    last: bool
    marks: Sequence[Mark] = ()
    _text: str = ""

    @property
    def text(self) -> str:
        """How it is shown; few are asked, and these more than once."""
        if not self._text:
            self._text = with_spaces(self.block.text[self.start : self.end])
        return self._text

    @property
    def heading(self) -> bool:
        """Whether it stands in a heading."""
        return self.block.heading

    @property
    def clauses(self) -> frozenset[int]:
        """The clauses of the query that it shows."""
        return frozenset(mark.clause for mark in self.marks)

    @property
    def ended(self) -> bool:
        """Whether it ends as sentences do."""
        return self.text.rstrip(_CLOSING)[-1:] in _ENDS

    @property
    def line(self) -> bool:
        """Whether it ends a line that is one by itself."""
        text, end = self.block.text, self.end
        after = _SPACES.match(text, end)
        broken = after is not None and "\n" in after[0]
        return self.last or (broken and end - (text.rfind("\n", 0, end) + 1) <= _LINE)


def sentences_of(block: Block, whole: Collection[int] = ()) -> list[Sentence]:
    """Return a block's sentences; what is marked as one is in one, whatever stands in it.

    Weak marks of the clauses `whole` are left out.
    """
    text, gaps, marks = block.text, block.gaps, block.marks
    if marks:
        if phrases := [mark for mark in marks if _SPACE.search(text, mark.start, mark.end)]:
            gaps = [gap for gap in gaps if not any(m.start < gap[0] < m.end for m in phrases)]
        marks = [mark for mark in marks if not (mark.weak and mark.clause in whole)]
    first = start = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    sentences: list[Sentence] = []
    for end, next_start in (*gaps, (last, last)):
        if start < end:
            sentence = Sentence(block, start, end, start == first, end == last)
            if marks:
                inside = (mark for mark in marks if start <= mark.start and mark.end <= end)
                sentence.marks = [mark.moved(-start) for mark in inside]
            sentences.append(sentence)
        start = next_start
    return sentences
