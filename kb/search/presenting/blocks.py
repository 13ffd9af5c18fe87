"""The texts of a post as snippets need them: sentences, and what is marked of them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from operator import eq
from typing import NamedTuple

from kb.search.port.analysis import Analysis
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
        words: how many it has.
        analysis, first: where they are, and from which on.
        heading: whether it is one.
    """

    text: str
    marks: Sequence[Mark]
    gaps: Sequence[tuple[int, int]]
    words: int
    analysis: Analysis
    first: int
    heading: bool = False

    def as_heading(self) -> "Block":
        """Return it as a heading."""
        return Block(*self[:-1], heading=True)

    def repeats(self, other: "Block") -> bool:
        """Tell whether it has the words of another, however they are written."""
        return self.words == other.words and all(map(eq, self._read(), other._read()))

    def _read(self) -> Iterator[str]:
        types = self.analysis.types[self.first : self.first + self.words]
        return map(self.analysis.numbers.text, types.tolist())


def blocks_of(
    texts: Sequence[str], analysis: Analysis, marks: Mapping[int, Sequence[Mark]]
) -> Iterator[Block]:
    """Yield texts with what is marked in them, by their indexes; `analysis` is of these texts."""
    a = analysis
    gaps = list(zip(a.gap_starts.tolist(), a.gap_ends.tolist(), strict=True))
    token, gap = 0, 0
    ends = zip(texts, a.text_ends.tolist(), a.gap_text_ends.tolist(), strict=True)
    for number, (text, token_end, gap_end) in enumerate(ends):
        # Empty lines before the first sentence are no gap between two.
        between = gaps[gap:gap_end] if gap == gap_end or gaps[gap][0] else gaps[gap + 1 : gap_end]
        yield Block(text, marks.get(number, ()), between, token_end - token, a, token)
        token, gap = token_end, gap_end


def with_spaces(text: str) -> str:
    """Return a text as it is shown: a line break is as good as a space, and as long."""
    return text if text.isprintable() else _SPACE.sub(" ", text)


class Sentence(NamedTuple):
    """A sentence of a post with its marks; all places are those in its block.

    Attributes:
        block: where it stands.
        start, end: its place there.
        text: as it stands there.
        first, last: whether its block begins, and ends, with it.
        clauses: those of the query that it shows.
        heading: whether it stands in a heading.
    """

    block: Block
    start: int
    end: int
    text: str
    first: bool
    last: bool
    marks: Sequence[Mark]
    clauses: frozenset[int]
    heading: bool

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


class Sentences(dict[int, Sentence]):
    """The sentences of some blocks by their numbers from 0 on, made when asked for: few are.

    What is marked as one is in one, whatever stands in it. Parts of words are not marked where
    another mark shows the same clause.

    Attributes:
        count: how many there are.
        marked: the numbers of those that have marks, in order.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        super().__init__()
        whole = {mark.clause for block in blocks for mark in block.marks if not mark.weak}
        count = 0
        # The number of the first sentence of each block that has some; that block, and its gaps.
        self._firsts: list[int] = []
        self._blocks: list[tuple[Block, Sequence[tuple[int, int]]]] = []
        self._marks: dict[int, list[Mark]] = {}
        for block in blocks:
            text, gaps = block.text, block.gaps
            if not text or text.isspace():
                continue
            for mark in block.marks:
                before = bisect_left(gaps, (mark.end,))
                if before and gaps[before - 1][0] > mark.start:  # what is marked as one is in one
                    gaps = [gap for gap in gaps if not mark.start < gap[0] < mark.end]
                    before = bisect_left(gaps, (mark.end,))
                if not (mark.weak and mark.clause in whole):
                    self._marks.setdefault(count + before, []).append(mark)
            self._firsts.append(count)
            self._blocks.append((block, gaps))
            count += len(gaps) + 1
        self.count = count
        self.marked = [number for number in self._marks if self[number].marks]

    @property
    def first_text(self) -> int | None:
        """The number of the first that stands in no heading, None where there is none."""
        firsts = zip(self._blocks, self._firsts, strict=True)
        return next((first for (block, _), first in firsts if not block.heading), None)

    def __missing__(self, number: int) -> Sentence:
        """Make a sentence."""
        place = bisect_right(self._firsts, number) - 1
        block, gaps = self._blocks[place]
        index = number - self._firsts[place]
        text = block.text
        start = gaps[index - 1][1] if index else len(text) - len(text.lstrip())
        last = index == len(gaps)
        end = len(text.rstrip()) if last else gaps[index][0]
        marks = self._marks.get(number, ())
        if marks and (marks[0].start < start or marks[-1].end > end):
            marks = [mark for mark in marks if start <= mark.start and mark.end <= end]
        clauses = frozenset([mark.clause for mark in marks]) if marks else _NONE
        made = self[number] = Sentence(
            block, start, end, text[start:end], not index, last, marks, clauses, block.heading
        )
        return made

    def continues(self, number: int) -> bool:
        """Tell whether a sentence goes on with the one before it, as items of a list do."""
        if not number or not self[number].text[0].islower():
            return False
        previous = self[number - 1]
        return not previous.heading and not previous.ended

    def goes_on(self, number: int) -> bool:
        """Tell whether what follows a sentence belongs to it."""
        sentence = self[number]
        if sentence.heading or sentence.ended:
            return False
        return sentence.text[-1] in ",;:" or (
            number + 1 < self.count and self.continues(number + 1)
        )


_NONE = frozenset[int]()
