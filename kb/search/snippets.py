"""Passages that show why a post was found, as plain text with the matched words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from kb.corpus.markup import Paragraph
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a post, with its words as the analysis reads them."""

    text: str
    tokens: Sequence[Token]


class Highlighter:
    """Finds what the needs of a query match in texts."""

    def __init__(self, needs: Iterable[Need]) -> None:
        self._exact: dict[str, Mark] = {}
        self._stems: dict[str, Mark] = {}
        self._parts: dict[str, Mark] = {}
        self._beginnings: dict[str, Mark] = {}
        self._phrases: list[tuple[Form, tuple[str, ...], Mark]] = []
        for number, need in enumerate(needs):
            # Optional words would mark half of a text.
            if need.occur is Occur.MUST:
                self._take(need.ways, Mark(0, 0, number))

    def marks(self, tokens: Sequence[Token]) -> list[Mark]:
        """Return the matched places of a text in order, none overlapping another."""
        found = [mark for token in tokens for mark in self._of_word(token)]
        for form, terms, mark in self._phrases:
            found.extend(_of_phrase(tokens, form, terms, mark))
        found.sort(key=lambda mark: (mark.start, -mark.end))
        marks: list[Mark] = []
        for mark in found:
            if not marks or mark.start >= marks[-1].end:
                marks.append(mark)
        return marks

    def spans(self, tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
        """Return the matched places of a text as (start, end)."""
        return tuple((mark.start, mark.end) for mark in self.marks(tokens))

    def _take(self, ways: Iterable[Way], mark: Mark) -> None:
        weak = replace(mark, weak=True)
        for way in ways:
            if isinstance(way, Together):
                for need in way.needs:
                    self._take(need.ways, weak)
            elif isinstance(way, Beginning):
                self._beginnings.setdefault(way.prefix, mark)
            elif isinstance(way, Look) and len(way.terms) > 1:
                self._phrases.append((way.form, way.terms, mark))
            elif isinstance(way, Look):
                self._take_word(way.form, way.terms[0], mark)

    def _take_word(self, form: Form, text: str, mark: Mark) -> None:
        if form is Form.EXACT:
            self._exact.setdefault(text, mark)
        elif form is Form.STEM:
            self._stems.setdefault(text, mark)
        elif form is Form.PART:
            self._parts.setdefault(text, replace(mark, weak=True))

    def _of_word(self, token: Token) -> list[Mark]:
        # Asked of every word of every hit, and nearly always for nothing.
        mark = self._exact.get(token.text)
        if mark is None:
            mark = next((self._stems[stem] for stem in token.stems if stem in self._stems), None)
        if mark is None and self._beginnings:
            begun = (m for prefix, m in self._beginnings.items() if token.text.startswith(prefix))
            mark = next(begun, None)
        if mark is not None:
            return [replace(mark, start=token.start, end=token.end)]
        return [
            replace(self._parts[part.stem], start=part.start, end=part.end)
            for part in token.parts
            if part.stem in self._parts
        ]


def _is(token: Token, form: Form, term: str) -> bool:
    """Tell whether a word has a term as one of a form; parts of words are none of a phrase."""
    if form is Form.EXACT:
        return token.text == term
    return form is Form.STEM and term in token.stems


def _of_phrase(
    tokens: Sequence[Token], form: Form, terms: tuple[str, ...], mark: Mark
) -> Iterator[Mark]:
    for first in range(len(tokens) - len(terms) + 1):
        if not _is(tokens[first], form, terms[0]):
            continue
        run = tokens[first : first + len(terms)]
        if all(_is(token, form, term) for term, token in zip(terms, run, strict=True)):
            yield replace(mark, start=run[0].start, end=run[-1].end)


@dataclass(frozen=True, slots=True)
class _Passage:
    place: int
    text: str
    marks: tuple[Mark, ...]

    @property
    def needs(self) -> frozenset[int]:
        return frozenset(mark.need for mark in self.marks)


def snippets(sentences: Sequence[Sentence], highlighter: Highlighter) -> tuple[Snippet, ...]:
    """Return the passages that cover most of the query, at most `COUNT` of `LENGTH` characters.

    Where nothing matches in the text (the title did, or nothing was asked), the beginning.
    """
    marks = [highlighter.marks(sentence.tokens) for sentence in sentences]
    # Where the word itself stands, parts of it elsewhere say nothing.
    strong = {mark.need for found in marks for mark in found if not mark.weak}
    passages = [
        _Passage(place, sentence.text, tuple(m for m in found if not (m.weak and m.need in strong)))
        for place, (sentence, found) in enumerate(zip(sentences, marks, strict=True))
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
