"""Passages that show why a post was found, as plain text with the matched words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kb.corpus.markup import Paragraph
from kb.language.analyzer import Analyzer
from kb.search.presenting.answer import Snippet
from kb.search.presenting.highlighting import Highlighter, Mark, Sentence

# Two lines of text on a wide screen, four on a phone.
LENGTH = 240
COUNT = 2
# What is looked at of one post: some 15,000 words, enough for any news post.
_SENTENCES = 1_000
_CHARACTERS_A_SENTENCE = 2_000

_SENTENCE_END = re.compile(r"(?:(?<=[.!?…:])|(?<=[.!?…:][\"”’)]))\s+(?=[\"”’(–•]?\s?[A-ZÅÄÖ0-9])")


@dataclass(frozen=True, slots=True)
class _Passage:
    index: int
    text: str
    marks: tuple[Mark, ...]

    @property
    def clauses(self) -> frozenset[int]:
        return frozenset(mark.clause for mark in self.marks)


def snippets(sentences: Sequence[Sentence], highlighter: Highlighter) -> tuple[Snippet, ...]:
    """Return the passages that cover most of the query, at most `COUNT` of `LENGTH` characters.

    Where nothing matches in the text (the title did, or nothing was asked), the beginning.
    """
    marks = [highlighter.marks(sentence.tokens) for sentence in sentences]
    # Where the word itself stands, parts of it elsewhere say nothing.
    strong = {mark.clause for found in marks for mark in found if not mark.weak}
    passages = [
        _Passage(
            index, sentence.text, tuple(m for m in found if not (m.weak and m.clause in strong))
        )
        for index, (sentence, found) in enumerate(zip(sentences, marks, strict=True))
    ]
    if not passages:
        return ()
    chosen: list[_Passage] = []
    covered: frozenset[int] = frozenset()
    candidates = [passage for passage in passages if passage.marks]
    while candidates and len(chosen) < COUNT:
        best = max(
            candidates,
            key=lambda p: (len(p.clauses - covered), len(p.clauses), len(p.marks), -p.index),
        )
        if chosen and not best.clauses - covered:
            break
        candidates.remove(best)
        chosen.append(best)
        covered |= best.clauses
    if not chosen:
        return (_cut(_longer(passages[0], passages)),)
    chosen.sort(key=lambda passage: passage.index)
    if len(chosen) == 1:
        chosen = [_longer(chosen[0], passages)]
    return tuple(_cut(passage) for passage in chosen)


def sentences_of(paragraphs: Iterable[Paragraph], analyzer: Analyzer) -> tuple[Sentence, ...]:
    """Return what is looked at of a post's text, sentence by sentence."""
    texts = islice(_sentences(paragraphs), _SENTENCES)
    return tuple(Sentence(text, tuple(analyzer.analyze(text))) for text in texts)


def _sentences(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Yield the text sentence by sentence; headings show nothing."""
    for paragraph in paragraphs:
        if paragraph.heading:
            continue
        for line in paragraph.text.split("\n"):
            for sentence in _SENTENCE_END.split(line):
                if sentence.strip():
                    yield _shortened(sentence.strip())


def _shortened(sentence: str) -> str:
    if len(sentence) <= _CHARACTERS_A_SENTENCE:
        return sentence
    beginning = sentence[:_CHARACTERS_A_SENTENCE]
    return beginning.rpartition(" ")[0] or beginning


def _longer(passage: _Passage, passages: Sequence[_Passage]) -> _Passage:
    """Add the sentences that follow, while there is room."""
    text, marks = passage.text, list(passage.marks)
    for follower in passages[passage.index + 1 :]:
        if len(text) + 1 + len(follower.text) > LENGTH:
            break
        shift = len(text) + 1
        marks += [Mark(m.start + shift, m.end + shift, m.clause) for m in follower.marks]
        text = f"{text} {follower.text}"
    return _Passage(passage.index, text, tuple(marks))


def _cut(passage: _Passage) -> Snippet:
    """Cut at words to `LENGTH` characters, around the window with most of the query in it."""
    text, marks = passage.text, passage.marks
    if len(text) <= LENGTH:
        return Snippet(text, tuple((mark.start, mark.end) for mark in marks))
    room = LENGTH - 2  # an ellipsis at either end
    start = _window(marks, room)
    if start > 0:
        space = text.find(" ", start)
        start = space + 1 if -1 < space < start + 30 else start
    end = min(len(text), start + room)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > end - 40 else end
    before, after = "…" if start > 0 else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = tuple(
        (mark.start + shift, mark.end + shift)
        for mark in marks
        if start <= mark.start and mark.end <= end
    )
    return Snippet(f"{before}{text[start:end]}{after}", inside)


def _window(marks: Sequence[Mark], room: int) -> int:
    """Return where a window of `room` characters covers most terms, some words before them."""
    best, start = (-1, -1), 0
    for first in marks:
        inside = [m for m in marks if first.start <= m.start and m.end <= first.start + room - 40]
        value = (len({m.clause for m in inside}), len(inside))
        if value > best:
            best, start = value, max(0, first.start - 40)
    return start
