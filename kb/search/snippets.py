"""Passages that show why a post was found, as plain text with the matched words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kb.corpus.markup import Paragraph, is_image_name
from kb.language.analyzer import Token, analyze
from kb.search.query import Occur, Prefix, Query, Word
from kb.search.results import Snippet

# Two lines of text on a wide screen, four on a phone.
LENGTH = 240
COUNT = 2
# What is looked at of one post: some 15,000 words, enough for any news post.
_SENTENCES = 1_000
_CHARACTERS_A_SENTENCE = 2_000

_SENTENCE_END = re.compile(r"(?:(?<=[.!?…:])|(?<=[.!?…:][\"”’)]))\s+(?=[\"”’(–•]?\s?[A-ZÅÄÖ0-9])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A matched place in a text, and the number of the query's term that matched there."""

    start: int
    end: int
    term: int


class Highlighter:
    """Finds what a query matches in a text."""

    def __init__(self, query: Query) -> None:
        terms = [
            term for clause in query.clauses if clause.occur is Occur.MUST for term in clause.terms
        ]
        self._texts: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._prefixes: list[tuple[str, int]] = []
        self._phrases: list[tuple[tuple[str, ...], int]] = []
        for number, term in enumerate(terms):
            if isinstance(term, Word):
                self._texts.setdefault(term.text, number)
                self._stems.setdefault(term.stem, number)
            elif isinstance(term, Prefix):
                self._prefixes.append((term.text, number))
            else:
                self._phrases.append((term.words, number))

    def marks(self, text: str) -> list[Mark]:
        """Return the matched places of `text` in order, none overlapping another."""
        tokens = analyze(text)
        found = [mark for mark in map(self._mark, tokens) if mark]
        for words, number in self._phrases:
            found.extend(_phrase_marks(tokens, words, number))
        found.sort(key=lambda mark: (mark.start, -mark.end))
        marks: list[Mark] = []
        for mark in found:
            if not marks or mark.start >= marks[-1].end:
                marks.append(mark)
        return marks

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the matched places of `text` as (start, end)."""
        return tuple((mark.start, mark.end) for mark in self.marks(text))

    def _mark(self, token: Token) -> Mark | None:
        number = self._texts.get(token.text)
        if number is None:
            number = self._stems.get(token.stem)
        if number is None:
            number = next((n for p, n in self._prefixes if token.text.startswith(p)), None)
        return None if number is None else Mark(token.start, token.end, number)


def _phrase_marks(tokens: Sequence[Token], words: tuple[str, ...], number: int) -> Iterator[Mark]:
    texts = [token.text for token in tokens]
    for first in range(len(texts) - len(words) + 1):
        if texts[first] == words[0] and tuple(texts[first : first + len(words)]) == words:
            yield Mark(tokens[first].start, tokens[first + len(words) - 1].end, number)


@dataclass(frozen=True, slots=True)
class _Passage:
    place: int
    text: str
    marks: tuple[Mark, ...]

    @property
    def terms(self) -> frozenset[int]:
        return frozenset(mark.term for mark in self.marks)


def snippets(paragraphs: Iterable[Paragraph], highlighter: Highlighter) -> tuple[Snippet, ...]:
    """Return the passages that cover most of the query, at most `COUNT` of `LENGTH` characters.

    Where nothing matches in the text (the title did, or nothing was asked), the beginning.
    """
    passages = [
        _Passage(place, text, tuple(highlighter.marks(text)))
        for place, text in enumerate(islice(_sentences(paragraphs), _SENTENCES))
    ]
    if not passages:
        return ()
    chosen: list[_Passage] = []
    covered: frozenset[int] = frozenset()
    candidates = [passage for passage in passages if passage.marks]
    while candidates and len(chosen) < COUNT:
        best = max(
            candidates,
            key=lambda p: (len(p.terms - covered), len(p.terms), len(p.marks), -p.place),
        )
        if chosen and not best.terms - covered:
            break
        candidates.remove(best)
        chosen.append(best)
        covered |= best.terms
    if not chosen:
        return (_cut(_longer(passages[0], passages)),)
    chosen.sort(key=lambda passage: passage.place)
    if len(chosen) == 1:
        chosen = [_longer(chosen[0], passages)]
    return tuple(_cut(passage) for passage in chosen)


def _sentences(paragraphs: Iterable[Paragraph]) -> Iterator[str]:
    """Yield the text sentence by sentence; headings and names of images show nothing."""
    for paragraph in paragraphs:
        if paragraph.heading:
            continue
        for line in paragraph.text.split("\n"):
            if is_image_name(line):
                continue
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
    for follower in passages[passage.place + 1 :]:
        if len(text) + 1 + len(follower.text) > LENGTH:
            break
        shift = len(text) + 1
        marks += [Mark(m.start + shift, m.end + shift, m.term) for m in follower.marks]
        text = f"{text} {follower.text}"
    return _Passage(passage.place, text, tuple(marks))


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
        value = (len({m.term for m in inside}), len(inside))
        if value > best:
            best, start = value, max(0, first.start - 40)
    return start
