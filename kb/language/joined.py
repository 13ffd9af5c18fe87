"""What is written apart, or with signs between, and is one thing to whoever searches for it.

e-post is epost, 10 000 is 10000, 29 juni 2017 is 2017-06-29, R & D is r&d, and what follows from
”ungdoms- och idrottsföreningar” is ungdomsföreningar. The words themselves are found as well;
these forms are found besides. Posts and queries are read alike.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from kb.language.analyzer import Analyzer, Part, Token

# Nothing in a text without any of these is joined.
_SIGNS = re.compile(r"[\d&§#‐‑-]|\+\+")
# What may stand behind a word that is joined, or between it and the next; § needs a number.
SIGNS = frozenset("&#‐‑-+")
# A sign, or where a word may begin that is read as a number (2, but also ², ①, which are no
# Latin, Greek or Cyrillic letters).
_PLACES = re.compile(r"(?<![^\W_])[^\W_A-Za-z\u00c0-\u024f\u0370-\u052f]|[&#‐‑+-]")
_HYPHENS = frozenset("-‐‑")
_SPACES = "[ \u00a0\u2007\u2009\u202f]"
_THOUSANDS = re.compile(rf"(?:{_SPACES}|[.’'])")
_AMPERSAND = re.compile(rf"{_SPACES}?&{_SPACES}?")
_AFTER_DAY = re.compile(rf"\.?{_SPACES}")
_AFTER_MONTH = re.compile(rf"\.?,?{_SPACES}")
_WITHIN_DATES = frozenset("./-‑")
_DAY_AND_MONTH = (["/", " "], ["/", "-"], ["/", "\u00a0"])
# A decimal comma, and the full stop that stands for it or parts hours from minutes.
_DECIMAL = frozenset(",.:")
_WITHIN_NUMBERS = frozenset(",.:/’'")
_CONJUNCTIONS = frozenset({"och", "eller", "samt", "respektive", "till", "resp"})
# How far the whole word may stand from one that leaves its end to it: in-, ut- och omflyttning.
_FAR = 6
_SHORTEST_REST = 3
_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_MONTH = {
    name: number
    for number, month in enumerate(_MONTHS, 1)
    for name in (month, month[:3], month[:4])
    if name == month or name not in ("mars", "juni", "juli")
} | {"sept": 9}


class By(Enum):
    """What joins words."""

    HYPHEN = "hyphen"  # e-post
    ELLIPSIS = "ellipsis"  # ungdoms- och idrottsföreningar
    NUMBER = "number"  # 10 000; 29 juni 2017
    AMPERSAND = "ampersand"  # R & D
    SIGN = "sign"  # C++; § 12

    @property
    def makes_word(self) -> bool:
        """Whether it makes a word, which inflects; else the form is compared as it is."""
        return self in (By.HYPHEN, By.ELLIPSIS)


class Joined(NamedTuple):
    """A form that joins several words, or a word and a sign.

    Attributes:
        text: how it is searched.
        by: what joins it.
        first, last: the tokens that it joins, by their index; `last` is one of them.
        start, end: where it stands in the text, in code points; what is left out of an elided
            compound stands elsewhere.
    """

    text: str
    by: By
    first: int
    last: int
    start: int
    end: int


class Written(NamedTuple):
    """A text and its tokens, each by its index; places are code points of the text.

    Attributes:
        text: as it stands.
        words: the normal forms.
        starts, ends: where they stand.
        parts: gives the parts of one; their places are in the word.
    """

    text: str
    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    parts: Callable[[int], Sequence[Part]]

    def behind(self, index: int) -> str:
        """Return what stands between a token and the next, which there must be."""
        return self.text[self.ends[index] : self.starts[index + 1]]


def joined(
    text: str, tokens: Sequence[Token], analyzer: Analyzer | None = None
) -> Iterator[Joined]:
    """Yield what is joined in a text, of which these are all the tokens, by their first token.

    Without an analyzer nothing is found that needs to know words: what is elided.
    """
    if not has_signs(text):
        return

    def parts(index: int) -> Sequence[Part]:
        start, own = tokens[index].start, tokens[index].parts
        return [part._replace(start=part.start - start, end=part.end - start) for part in own]

    starts = [token.start for token in tokens]
    ends = [token.end for token in tokens]
    written = Written(text, [token.text for token in tokens], starts, ends, parts)
    yield from joined_beside(_beside_signs(text, starts), written, analyzer)


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
    words, starts, ends = written.words, written.starts, written.ends
    for index in indexes:
        yield from _signed(written, index)
        if words[index][0].isdigit():
            yield from _numbers(written, index)
        if index + 1 < len(words):
            between = written.behind(index)
            if between in _HYPHENS:
                yield from _hyphenated(written, index)
            elif between[0] in _HYPHENS and analyzer:
                yield from _elided_end(written, index, analyzer)
            elif between[-1] in _HYPHENS:
                yield from _elided_beginning(written, index + 1)
            elif _AMPERSAND.fullmatch(between):
                both = f"{words[index]}&{words[index + 1]}"
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


# --- words ------------------------------------------------------------------------------------


def _hyphenated(written: Written, first: int) -> Iterator[Joined]:
    """Yield two words with a hyphen between them, and the whole run if it begins here."""
    words, start, ends = written.words, written.starts[first], written.ends
    one, other = words[first], words[first + 1]
    if not (one.isdigit() and other.isdigit()):
        yield Joined(one + other, By.HYPHEN, first, first + 1, start, ends[first + 1])
    if first and written.behind(first - 1) in _HYPHENS:
        return
    last = first + 1
    while last + 1 < len(words) and written.behind(last) in _HYPHENS:
        last += 1
    run = words[first : last + 1]
    if len(run) > 2 and not all(map(str.isdigit, run)):
        yield Joined("".join(run), By.HYPHEN, first, last, start, ends[last])


def _elided_end(written: Written, index: int, analyzer: Analyzer) -> Iterator[Joined]:
    """Yield the words that one with a hyphen at its end is short for, by the next whole one."""
    text, words, starts, ends = written.text, written.words, written.starts, written.ends
    for other in range(index + 1, min(len(words), index + 1 + _FAR)):
        end = ends[other]
        is_elided = text[end : end + 1] in _HYPHENS and not (
            other + 1 < len(words) and starts[other + 1] == end + 1
        )
        if words[other] in _CONJUNCTIONS or is_elided:
            continue
        for rest in _rests(words[index], words[other], written.parts(other), analyzer):
            whole = words[index] + rest
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
    words = written.words
    for other in range(index - 1, max(-1, index - 1 - _FAR), -1):
        if words[other] in _CONJUNCTIONS:
            continue
        if parts := written.parts(other):
            whole = words[other][: parts[-1].start] + words[index]
            start, end = written.starts[index] - 1, written.ends[index]
            yield Joined(whole, By.ELLIPSIS, index, index, start, end)
        return


# --- numbers and signs ------------------------------------------------------------------------


def _signed(written: Written, index: int) -> Iterator[Joined]:
    """Yield a word with the signs that belong to it: C++, C#, § 12, 12 §."""
    text, word = written.text, written.words[index]
    start, end = written.starts[index], written.ends[index]
    after = text[end : end + 2]
    if after == "++" or (after[:1] == "#" and len(word) == 1):
        signs = after if after == "++" else "#"
        yield Joined(word + signs, By.SIGN, index, index, start, end + len(signs))
    if word[0].isdigit():
        before = text[max(0, start - 2) : start].rstrip(" \u00a0\u202f")
        if before.endswith("§"):
            start = text.rindex("§", 0, start)
            yield Joined(f"§{word}", By.SIGN, index, index, start, end)
        elif after.lstrip(" \u00a0\u202f")[:1] == "§":
            end = text.index("§", end) + 1
            yield Joined(f"§{word}", By.SIGN, index, index, start, end)


def _numbers(written: Written, index: int) -> Iterator[Joined]:
    """Yield a number that is written in groups or with a decimal sign, a time, a date."""
    start, ends = written.starts[index], written.ends
    if found := _date(written, index):
        day, length = found
        last = index + length - 1
        yield Joined(day.isoformat(), By.NUMBER, index, last, start, ends[last])
        return
    last = _last_digits(written, index)
    if last == index:
        return
    run = written.words[index : last + 1]
    gaps = [written.behind(place) for place in range(index, last)]
    grouped = 1
    signs = [" " if gap.isspace() else gap for gap in gaps]
    if _THOUSANDS.fullmatch(gaps[0]):
        while grouped < len(run) and len(run[grouped]) == 3 and signs[grouped - 1] == signs[0]:
            grouped += 1
    if grouped > 1 and len(run[0]) <= 3 and run[0] != "0":
        whole, at = "".join(run[:grouped]), index + grouped - 1
        yield Joined(whole, By.NUMBER, index, at, start, ends[at])
    sign = "," if all(gap in _DECIMAL for gap in gaps) else "/"
    if sign == "," or all(gap == "/" for gap in gaps):
        yield Joined(sign.join(run), By.NUMBER, index, last, start, ends[last])


def _last_digits(written: Written, index: int) -> int:
    """Return the last of the numbers from one on with a sign or space between each two of them.

    That one itself if it goes on from another number, or does not go on. A sign that stands in no
    number ends it, with the number behind that: it is no number then, but may begin with one.
    """
    words = written.words
    if not words[index].isdigit():
        return index
    if index and words[index - 1].isdigit():
        between = written.behind(index - 1)
        grouped = between.isspace() and len(words[index - 1]) <= 3 == len(words[index])
        if between in _WITHIN_NUMBERS or (len(between) == 1 and grouped):
            return index
    last = index
    while last + 1 < len(words) and words[last + 1].isdigit():
        between = written.behind(last)
        is_space = between.isspace()
        if len(between) != 1 or (is_space and len(words[last + 1]) != 3):
            break
        last += 1
        if not is_space and between not in _WITHIN_NUMBERS:
            break
    return last


def _date(written: Written, index: int) -> tuple[date, int] | None:
    """Return the day that is written from a token on, and in how many: 29 juni 2017."""
    words = written.words
    first = words[index]
    if len(first) == 8 and first.isdigit():
        return _day(first[:4], first[4:6], first[6:], 1)
    if index + 2 >= len(words) or not words[index + 2].isdigit():
        return None
    first, second, third = (
        first.removesuffix(":e").removesuffix(":a"),
        *words[index + 1 : index + 3],
    )
    gaps = [written.behind(index), written.behind(index + 1)]
    found = None
    if second in _MONTH:
        if _AFTER_DAY.fullmatch(gaps[0]) and _AFTER_MONTH.fullmatch(gaps[1]):
            found = _day(third, str(_MONTH[second]), first, 3)
    elif gaps[0] in _WITHIN_DATES and len(first) == 4 and gaps[0] == gaps[1]:
        found = _day(first, second, third, 3)
    elif (gaps[0] in _WITHIN_DATES and gaps[0] == gaps[1]) or gaps in _DAY_AND_MONTH:
        found = _day(third, second, first, 3)
    return found


def _day(year: str, month: str, day: str, length: int) -> tuple[date, int] | None:
    if len(year) != 4 or not all(text.isdecimal() for text in (year, month, day)):
        return None
    try:
        return date(int(year), int(month), int(day)), length
    except ValueError:
        return None
