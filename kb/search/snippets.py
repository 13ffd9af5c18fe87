"""Passages that show why a post was found, as plain text with the matched words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kb.corpus.markup import Paragraph, is_image_name
from kb.language.analyzer import Analyzer, Token
from kb.search.plan import Beginning, Form, Look, Need, Together, Way
from kb.search.query import Occur
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
    """A matched place in a text, and the number of the query's need that it meets.

    `weak`: only a part of the word matched, or the word is only a part of what was asked.
    """

    start: int
    end: int
    need: int
    weak: bool = False


class Highlighter:
    """Finds what the needs of a query match in a text."""

    def __init__(self, needs: Iterable[Need], analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._words: dict[tuple[Form, str], Mark] = {}
        self._beginnings: list[tuple[str, Mark]] = []
        self._phrases: list[tuple[Form, tuple[str, ...], Mark]] = []
        for number, need in enumerate(needs):
            # Optional words would mark half of a text.
            if need.occur is Occur.MUST:
                self._take(need.ways, Mark(0, 0, number))

    def marks(self, text: str) -> list[Mark]:
        """Return the matched places of `text` in order, none overlapping another."""
        tokens = self._analyzer.analyze(text)
        found = [mark for token in tokens for mark in self._of_word(token)]
        for form, terms, mark in self._phrases:
            found.extend(_of_phrase(tokens, form, terms, mark))
        found.sort(key=lambda mark: (mark.start, -mark.end))
        marks: list[Mark] = []
        for mark in found:
            if not marks or mark.start >= marks[-1].end:
                marks.append(mark)
        return marks

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the matched places of `text` as (start, end)."""
        return tuple((mark.start, mark.end) for mark in self.marks(text))

    def _take(self, ways: Iterable[Way], mark: Mark) -> None:
        weak = replace(mark, weak=True)
        for way in ways:
            if isinstance(way, Together):
                for need in way.needs:
                    self._take(need.ways, weak)
            elif isinstance(way, Beginning):
                self._beginnings.append((way.prefix, mark))
            elif isinstance(way, Look) and len(way.terms) > 1:
                self._phrases.append((way.form, way.terms, mark))
            elif isinstance(way, Look):
                kind = weak if way.form is Form.PART else mark
                self._words.setdefault((way.form, way.terms[0]), kind)

    def _of_word(self, token: Token) -> Iterator[Mark]:
        for form, text in _forms(token):
            if mark := self._words.get((form, text)):
                yield replace(mark, start=token.start, end=token.end)
                return
        for prefix, mark in self._beginnings:
            if token.text.startswith(prefix):
                yield replace(mark, start=token.start, end=token.end)
                return
        for part in token.parts:
            if mark := self._words.get((Form.PART, part.stem)):
                yield replace(mark, start=part.start, end=part.end)


def _forms(token: Token) -> Iterator[tuple[Form, str]]:
    yield Form.EXACT, token.text
    for stem in (token.stem, *token.also):
        yield Form.STEM, stem


def _of_phrase(
    tokens: Sequence[Token], form: Form, terms: tuple[str, ...], mark: Mark
) -> Iterator[Mark]:
    for first in range(len(tokens) - len(terms) + 1):
        run = tokens[first : first + len(terms)]
        if all((form, term) in _forms(token) for term, token in zip(terms, run, strict=True)):
            yield replace(mark, start=run[0].start, end=run[-1].end)


@dataclass(frozen=True, slots=True)
class _Passage:
    place: int
    text: str
    marks: tuple[Mark, ...]

    @property
    def needs(self) -> frozenset[int]:
        return frozenset(mark.need for mark in self.marks)


def snippets(paragraphs: Iterable[Paragraph], highlighter: Highlighter) -> tuple[Snippet, ...]:
    """Return the passages that cover most of the query, at most `COUNT` of `LENGTH` characters.

    Where nothing matches in the text (the title did, or nothing was asked), the beginning.
    """
    texts = list(islice(_sentences(paragraphs), _SENTENCES))
    marks = [highlighter.marks(text) for text in texts]
    # Where the word itself stands, parts of it elsewhere say nothing.
    strong = {mark.need for found in marks for mark in found if not mark.weak}
    passages = [
        _Passage(place, text, tuple(m for m in found if not (m.weak and m.need in strong)))
        for place, (text, found) in enumerate(zip(texts, marks, strict=True))
    ]
    if not passages:
        return ()
    chosen: list[_Passage] = []
    covered: frozenset[int] = frozenset()
    candidates = [passage for passage in passages if passage.marks]
    while candidates and len(chosen) < COUNT:
        best = max(
            candidates,
            key=lambda p: (len(p.needs - covered), len(p.needs), len(p.marks), -p.place),
        )
        if chosen and not best.needs - covered:
            break
        candidates.remove(best)
        chosen.append(best)
        covered |= best.needs
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
        marks += [Mark(m.start + shift, m.end + shift, m.need) for m in follower.marks]
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
        value = (len({m.need for m in inside}), len(inside))
        if value > best:
            best, start = value, max(0, first.start - 40)
    return start
