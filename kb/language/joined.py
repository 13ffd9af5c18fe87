"""What is written apart, or with signs between, and is one thing to whoever searches for it.

e-post is epost, 10 000 is 10000, 29 juni 2017 is 2017-06-29, R & D is r&d, and what follows from
”ungdoms- och idrottsföreningar” is ungdomsföreningar. The words themselves are found as well;
these forms are found besides. Posts and queries are read alike.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from kb.language.analyzer import Analyzer, Part, Token
from kb.language.joined_form import By, Joined, Written, written_of
from kb.language.joined_numbers import SPACES, numbers, signed

__all__ = ["By", "Joined", "Written", "joined", "joined_beside", "joined_token", "joined_tokens"]

# Nothing in a text without any of these is joined.
_SIGNS = re.compile(r"[\d&§#‐‑-]|\+\+")
# What may stand behind a word that is joined, or between it and the next; § needs a number.
SIGNS = frozenset("&#‐‑-+")
# A sign, or where a word may begin that is read as a number (2, but also ², ①, which are no
# Latin, Greek or Cyrillic letters).
_PLACES = re.compile(r"(?<![^\W_])[^\W_A-Za-z\u00c0-\u024f\u0370-\u052f]|[&#‐‑+-]")
_HYPHENS = frozenset("-‐‑")
_BEHIND = frozenset("+#")
_AMPERSAND = re.compile(rf"{SPACES}?&{SPACES}?")
_CONJUNCTIONS = frozenset({"och", "eller", "samt", "respektive", "till", "resp"})
# How far the whole word may stand from one that leaves its end to it: in-, ut- och omflyttning.
_FAR = 6
_SHORTEST_REST = 3


def joined(
    text: str, tokens: Sequence[Token], analyzer: Analyzer | None = None
) -> Iterator[Joined]:
    """Yield what is joined in a text, of which these are all the tokens, by their first token.

    Without an analyzer nothing is found that needs to know words: what is elided.
    """
    if has_signs(text):
        written = written_of(text, tokens)
        yield from joined_beside(_beside_signs(text, written.starts), written, analyzer)


def has_signs(text: str) -> bool:
    """Tell whether a text has a sign without which nothing is joined."""
    return _SIGNS.search(text) is not None


def joined_beside(
    indexes: Iterable[int], written: Written, analyzer: Analyzer | None
) -> Iterator[Joined]:
    """Yield what is joined in a text that has signs.

    `indexes`, ascending, are of its tokens that begin with a digit, and of those that a sign
    stands behind, next to them or to the next; others may be among them.
    """
    text, starts, ends, word = written.text, written.starts, written.ends, written.word
    has_paragraphs = "§" in text
    for index in indexes:
        is_number = word(index)[0].isdigit()
        if (is_number and has_paragraphs) or text[ends[index] : ends[index] + 1] in _BEHIND:
            yield from signed(written, index)
        if is_number:
            yield from numbers(written, index)
        if index + 1 < len(starts):
            between = written.behind(index)
            if between in _HYPHENS:
                yield from _hyphenated(written, index)
            elif between[0] in _HYPHENS and analyzer:
                yield from _elided_end(written, index, analyzer)
            elif between[-1] in _HYPHENS:
                yield from _elided_beginning(written, index + 1)
            elif "&" in between and _AMPERSAND.fullmatch(between):
                both = f"{word(index)}&{word(index + 1)}"
                yield Joined(both, By.AMPERSAND, index, index + 1, starts[index], ends[index + 1])


def joined_tokens(text: str, tokens: Sequence[Token], analyzer: Analyzer) -> tuple[Token, ...]:
    """Return what is joined in a text as tokens, read as words where it makes words."""
    return tuple(joined_token(form, analyzer) for form in joined(text, tokens, analyzer))


def joined_token(form: Joined, analyzer: Analyzer) -> Token:
    """Return a joined form as a token of its text, read as a word where it is one."""
    if not form.by.makes_word:
        return Token(form.text, form.start, form.end, form.text)
    read = analyzer.analyze(form.text)[0]
    # What was joined has no places of its own for its parts.
    return read._replace(start=form.start, end=form.end, parts=())


def _beside_signs(text: str, starts: Sequence[int]) -> Iterator[int]:
    last = -1
    for match in _PLACES.finditer(text):
        index = bisect_right(starts, match.start()) - 1
        if index > last:
            last = index
            yield index


def _hyphenated(written: Written, first: int) -> Iterator[Joined]:
    """Yield two words with a hyphen between them, and the whole run if it begins here."""
    start, ends = written.starts[first], written.ends
    one, other = written.word(first), written.word(first + 1)
    if not (one.isdigit() and other.isdigit()):
        yield Joined(one + other, By.HYPHEN, first, first + 1, start, ends[first + 1])
    if first and written.behind(first - 1) in _HYPHENS:
        return
    last = first + 1
    while last + 1 < len(ends) and written.behind(last) in _HYPHENS:
        last += 1
    run = [written.word(place) for place in range(first, last + 1)]
    if len(run) > 2 and not all(map(str.isdigit, run)):
        yield Joined("".join(run), By.HYPHEN, first, last, start, ends[last])


def _elided_end(written: Written, index: int, analyzer: Analyzer) -> Iterator[Joined]:
    """Yield the words that one with a hyphen at its end is short for, by the next whole one."""
    text, starts, ends = written.text, written.starts, written.ends
    beginning = written.word(index)
    for other in range(index + 1, min(len(starts), index + 1 + _FAR)):
        word = written.word(other)
        end = ends[other]
        is_elided = text[end : end + 1] in _HYPHENS and not (
            other + 1 < len(starts) and starts[other + 1] == end + 1
        )
        if word in _CONJUNCTIONS or is_elided:
            continue
        for rest in _rests(beginning, word, written.parts(other), analyzer):
            whole = beginning + rest
            yield Joined(whole, By.ELLIPSIS, index, index, starts[index], ends[index] + 1)
        return


def _rests(beginning: str, word: str, parts: Sequence[Part], analyzer: Analyzer) -> Iterator[str]:
    """Yield the ends of a compound that another beginning may share."""
    if parts:
        for part in parts[1:]:
            yield word[part.start :]
        return
    for cut in range(2, len(word) - _SHORTEST_REST + 1):
        rest = word[cut:]
        if analyzer.is_word(rest) and analyzer.is_word(beginning + rest):
            yield rest
            return


def _elided_beginning(written: Written, index: int) -> Iterator[Joined]:
    """Yield the word that one with a hyphen in front is short for: skolchefer och -lärare."""
    for other in range(index - 1, max(-1, index - 1 - _FAR), -1):
        word = written.word(other)
        if word in _CONJUNCTIONS:
            continue
        if parts := written.parts(other):
            whole = word[: parts[-1].start] + written.word(index)
            start, end = written.starts[index] - 1, written.ends[index]
            yield Joined(whole, By.ELLIPSIS, index, index, start, end)
        return
