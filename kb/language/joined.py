"""What is written apart, or with signs between, and is one thing to whoever searches for it.

e-post is epost, 10 000 is 10000, 29 juni 2017 is 2017-06-29, R & D is r&d, and what follows from
”ungdoms- och idrottsföreningar” is ungdomsföreningar. The words themselves are found as well;
these forms are found besides. Posts and queries are read alike.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import NamedTuple, Protocol

from kb.language.analyzer import Analyzer, Token

# Nothing in a text without one of these or a digit is joined.
SIGNS = "&§#‐‑-+"
_SIGNS = re.compile(r"[\d&§#‐‑-]|\+\+")
# Where a token may begin with what is read as a digit (2, but also ², ①, which are no Latin,
# Greek or Cyrillic letters), or end before a sign.
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


class Tokens(Protocol):
    """The tokens of a text, made when they are asked for."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Token: ...


def joined(
    text: str, tokens: Sequence[Token], analyzer: Analyzer | None = None
) -> Iterator[Joined]:
    """Yield what is joined in a text, of which these are all the tokens, by their first token.

    Without an analyzer nothing is found that needs to know words: what is elided.
    """
    if has_signs(text):
        yield from joined_by_signs(text, tokens, [token.start for token in tokens], analyzer)


def has_signs(text: str) -> bool:
    """Tell whether a text has a sign without which nothing is joined."""
    return _SIGNS.search(text) is not None


def joined_by_signs(
    text: str, tokens: Tokens, starts: Sequence[int], analyzer: Analyzer | None
) -> Iterator[Joined]:
    """Yield what is joined in a text that has a sign; `starts` are those of its tokens.

    Only tokens beside a sign are looked at, and what stands around these.
    """
    for index in _beside_signs(text, starts):
        token = tokens[index]
        yield from _signed(text, token, index)
        if token.text[0].isdigit():
            yield from _numbers(text, tokens, index)
        if index + 1 < len(tokens):
            following = tokens[index + 1]
            between = text[token.end : following.start]
            if between in _HYPHENS:
                yield from _hyphenated(text, tokens, index)
            elif between[0] in _HYPHENS and analyzer:
                yield from _elided_end(tokens, index, text, analyzer)
            elif between[-1] in _HYPHENS:
                yield from _elided_beginning(tokens, index + 1)
            elif _AMPERSAND.fullmatch(between):
                both = f"{token.text}&{following.text}"
                yield Joined(both, By.AMPERSAND, index, index + 1, token.start, following.end)


def _beside_signs(text: str, starts: Sequence[int]) -> Iterator[int]:
    """Yield the tokens that begin with a digit or have a sign behind them."""
    last = -1
    for match in _PLACES.finditer(text):
        index = bisect_right(starts, match.start(), max(last, 0)) - 1
        if index > last:
            last = index
            yield index


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


# --- words ------------------------------------------------------------------------------------


def _hyphenated(text: str, tokens: Tokens, first: int) -> Iterator[Joined]:
    """Yield two words with a hyphen between them, and the whole run if it begins here."""
    one, other = tokens[first], tokens[first + 1]
    if not (one.text.isdigit() and other.text.isdigit()):
        both = one.text + other.text
        yield Joined(both, By.HYPHEN, first, first + 1, one.start, other.end)
    if first and text[tokens[first - 1].end : one.start] in _HYPHENS:
        return
    last = first + 1
    while last + 1 < len(tokens) and text[tokens[last].end : tokens[last + 1].start] in _HYPHENS:
        last += 1
    run = [tokens[place].text for place in range(first, last + 1)]
    if len(run) > 2 and not all(map(str.isdigit, run)):
        yield Joined("".join(run), By.HYPHEN, first, last, one.start, tokens[last].end)


def _elided_end(tokens: Tokens, index: int, text: str, analyzer: Analyzer) -> Iterator[Joined]:
    """Yield the words that one with a hyphen at its end is short for, by the next whole one."""
    beginning = tokens[index]
    for other in range(index + 1, min(len(tokens), index + 1 + _FAR)):
        token = tokens[other]
        is_elided = text[token.end : token.end + 1] in _HYPHENS and not (
            other + 1 < len(tokens) and tokens[other + 1].start == token.end + 1
        )
        if token.text in _CONJUNCTIONS or is_elided:
            continue
        for rest in _rests(beginning.text, token, analyzer):
            whole = beginning.text + rest
            yield Joined(whole, By.ELLIPSIS, index, index, beginning.start, beginning.end + 1)
        return


def _rests(beginning: str, token: Token, analyzer: Analyzer) -> Iterator[str]:
    """Yield the ends of a compound that another beginning may share."""
    if token.parts:
        for part in token.parts[1:]:
            yield token.text[part.start - token.start :]
        return
    for cut in range(2, len(token.text) - _SHORTEST_REST + 1):
        rest = token.text[cut:]
        if analyzer.is_word(rest) and analyzer.is_word(beginning + rest):
            yield rest
            return


def _elided_beginning(tokens: Tokens, index: int) -> Iterator[Joined]:
    """Yield the word that one with a hyphen in front is short for: skolchefer och -lärare."""
    ending = tokens[index]
    for other in range(index - 1, max(-1, index - 1 - _FAR), -1):
        token = tokens[other]
        if token.text in _CONJUNCTIONS:
            continue
        if token.parts:
            before = token.text[: token.parts[-1].start - token.start]
            whole = before + ending.text
            yield Joined(whole, By.ELLIPSIS, index, index, ending.start - 1, ending.end)
        return


# --- numbers and signs ------------------------------------------------------------------------


def _signed(text: str, token: Token, index: int) -> Iterator[Joined]:
    """Yield a word with the signs that belong to it: C++, C#, § 12, 12 §."""
    after = text[token.end : token.end + 2]
    if after == "++" or (after[:1] == "#" and len(token.text) == 1):
        signs = after if after == "++" else "#"
        end = token.end + len(signs)
        yield Joined(token.text + signs, By.SIGN, index, index, token.start, end)
    if token.text[0].isdigit():
        before = text[max(0, token.start - 2) : token.start].rstrip(" \u00a0\u202f")
        if before.endswith("§"):
            start = text.rindex("§", 0, token.start)
            yield Joined(f"§{token.text}", By.SIGN, index, index, start, token.end)
        elif after.lstrip(" \u00a0\u202f")[:1] == "§":
            end = text.index("§", token.end) + 1
            yield Joined(f"§{token.text}", By.SIGN, index, index, token.start, end)


def _numbers(text: str, tokens: Tokens, index: int) -> Iterator[Joined]:
    """Yield a number that is written in groups or with a decimal sign, a time, a date."""
    if found := _date(text, tokens, index):
        day, length = found
        start, end = tokens[index].start, tokens[index + length - 1].end
        yield Joined(day.isoformat(), By.NUMBER, index, index + length - 1, start, end)
        return
    run = _digits(text, tokens, index)
    if len(run) < 2:
        return
    written = [tokens[place] for place in range(index, index + len(run))]
    first, last = written[0], written[-1]
    gaps = [text[one.end : other.start] for one, other in pairwise(written)]
    grouped = 1
    signs = [" " if gap.isspace() else gap for gap in gaps]
    if _THOUSANDS.fullmatch(gaps[0]):
        while grouped < len(run) and len(run[grouped]) == 3 and signs[grouped - 1] == signs[0]:
            grouped += 1
    if grouped > 1 and len(run[0]) <= 3 and run[0] != "0":
        end = tokens[index + grouped - 1].end
        whole = "".join(run[:grouped])
        yield Joined(whole, By.NUMBER, index, index + grouped - 1, first.start, end)
    sign = "," if all(gap in _DECIMAL for gap in gaps) else "/"
    if sign == "," or all(gap == "/" for gap in gaps):
        yield Joined(sign.join(run), By.NUMBER, index, index + len(run) - 1, first.start, last.end)


def _digits(text: str, tokens: Tokens, index: int) -> list[str]:
    """Return the numbers from a token on, with one sign or space between each two of them."""
    if index and (before := tokens[index - 1]).text.isdigit():
        between = text[before.end : tokens[index].start]
        grouped = between.isspace() and len(before.text) <= 3 == len(tokens[index].text)
        if between in _WITHIN_NUMBERS or (len(between) == 1 and grouped):
            return []  # it goes on from there
    one = tokens[index]
    run = [one.text]
    for place in range(index + 1, len(tokens)):
        other = tokens[place]
        between = text[one.end : other.start]
        if not (other.text.isdigit() and len(between) == 1):
            break
        if between.isspace() and len(other.text) != 3:
            break
        run.append(other.text)
        one = other
    return run if run[0].isdigit() else []


def _date(text: str, tokens: Tokens, index: int) -> tuple[date, int] | None:
    """Return the day that is written from a token on, and in how many: 29 juni 2017."""
    run = [tokens[place] for place in range(index, min(index + 3, len(tokens)))]
    texts = [token.text for token in run]
    if len(texts[0]) == 8 and texts[0].isdigit():
        return _day(texts[0][:4], texts[0][4:6], texts[0][6:], 1)
    if len(run) < 3 or not texts[2].isdigit():
        return None
    first, second, third = texts[0].removesuffix(":e").removesuffix(":a"), texts[1], texts[2]
    gaps = [text[one.end : other.start] for one, other in pairwise(run)]
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
