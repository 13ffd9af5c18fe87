"""Numbers that are written in parts, days, and words with signs that belong to them."""

import re
from collections.abc import Iterator
from datetime import date

from kb.language.joined_form import By, Joined, Written

SPACES = "[ \u00a0\u2007\u2009\u202f]"
_THOUSANDS = re.compile(rf"(?:{SPACES}|[.’'])")
_AFTER_DAY = re.compile(rf"\.?{SPACES}")
_AFTER_MONTH = re.compile(rf"\.?,?{SPACES}")
_WITHIN_DATES = frozenset("./-‑")
_DAY_AND_MONTH = (["/", " "], ["/", "-"], ["/", "\u00a0"])
# A decimal comma, and the full stop that stands for it or parts hours from minutes.
_DECIMAL = frozenset(",.:")
_WITHIN_NUMBERS = frozenset(",.:/’'")
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


def signed(written: Written, index: int) -> Iterator[Joined]:
    """Yield a word with the signs that belong to it: C++, C#, § 12, 12 §."""
    text, word = written.text, written.word(index)
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


def numbers(written: Written, index: int) -> Iterator[Joined]:
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
    run = [written.word(place) for place in range(index, last + 1)]
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
    word = written.word
    own = word(index)
    if not own.isdigit():
        return index
    if index and (before := word(index - 1)).isdigit():
        between = written.behind(index - 1)
        grouped = between.isspace() and len(before) <= 3 == len(own)
        if between in _WITHIN_NUMBERS or (len(between) == 1 and grouped):
            return index
    last = index
    while last + 1 < len(written.starts) and (following := word(last + 1)).isdigit():
        between = written.behind(last)
        is_space = between.isspace()
        if len(between) != 1 or (is_space and len(following) != 3):
            break
        last += 1
        if not is_space and between not in _WITHIN_NUMBERS:
            break
    return last


def _date(written: Written, index: int) -> tuple[date, int] | None:
    """Return the day that is written from a token on, and in how many: 29 juni 2017."""
    first = written.word(index)
    if len(first) == 8 and first.isdigit():
        return _day(first[:4], first[4:6], first[6:], 1)
    if index + 2 >= len(written.starts) or not (third := written.word(index + 2)).isdigit():
        return None
    first, second = first.removesuffix(":e").removesuffix(":a"), written.word(index + 1)
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
    except (ValueError, OverflowError):
        return None
