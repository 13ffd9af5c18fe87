"""Rules for brackets, quotation marks, dashes and signs."""

import re
import unicodedata

from kb.importers.archive.titles import dictionary as known
from kb.importers.archive.titles.spot import (
    APOSTROPHES,
    LIKELY,
    NO,
    OPENING,
    POSSIBLE,
    QUOTES,
    SENTENCE_END,
    SURE,
    WORDS_LIKE_ENDINGS,
    Spot,
)


def sign_first(spot: Spot) -> int | None:
    """… hit!– Vi behövs: the title begins with a dash, a hash sign or a bracket."""
    before = spot.left.rstrip("".join(QUOTES) + ")]")[-1:]
    sentence_ended = before in tuple(SENTENCE_END) and spot.left.strip(SENTENCE_END) != ""
    closed = spot.before in ")]" or (spot.before in QUOTES and closes(spot, spot.at - 1))
    if spot.right in ("–", "—", "−") or (spot.after == "#" and spot.right[1:2].isalpha()):
        if sentence_ended:
            return SURE
        return LIKELY if closed else POSSIBLE
    if spot.after == "(" and spot.right[1:2].isalnum() and (sentence_ended or closed):
        return LIKELY
    return None


def closes(spot: Spot, index: int) -> bool:
    """Tell whether the quotation mark at `index` of the line ends a quotation."""
    line = spot.line
    if line[index] == "„":
        return False
    marks = [i for i, c in enumerate(line) if c in QUOTES]
    odd = len(marks) % 2 == 1
    rank = marks.index(index)
    if odd and not spot.quotes_open and len(marks) == 1:
        # A lone mark: one that closes what was never opened, more often than the reverse.
        return index > 0 and not line[index - 1].isspace()
    return (rank + (odd and spot.quotes_open)) % 2 == 1


def closing_bracket(spot: Spot) -> int | None:  # noqa: PLR0911  (one return a case)
    """(lunch ingår)Nya medarbetare. Not (o)vanlig, kund(er)na, a)."""
    if spot.before not in ")]}" or not (spot.after.isalnum() or spot.after in QUOTES):
        return None
    opened = re.search(r"[(\[{][^(\[{]*\Z", spot.left)
    if spot.alone and re.fullmatch(r"[(\[]?\w{1,2}[)\]]", spot.left):
        return NO
    if opened and spot.left[: opened.start()][-1:].isalnum() and not spot.after.isupper():
        return NO
    if spot.after.islower():
        if spot.right in WORDS_LIKE_ENDINGS:
            return POSSIBLE
        if opened:
            joined = re.sub(r"[()\[\]{}]", "", spot.left + spot.right)
            return NO if known.is_known(joined.lower()) else POSSIBLE
        return SURE if known.is_known(spot.right_word) else POSSIBLE
    return SURE


def quotation(spot: Spot) -> int | None:
    """… ropade "kom hit!"Nya medarbetare, … kom hit!"Vi behövs" säger Anna.

    A mark is the same glyph at either end in Swedish; which end it is, the number of marks
    before it tells.
    """
    if spot.before in QUOTES and closes(spot, spot.at - 1):
        return _after_quotation(spot, spot.left[:-1])
    if spot.after in QUOTES and not closes(spot, spot.at):
        return _before_quotation(spot)
    if spot.before in QUOTES or spot.after in QUOTES:
        return NO
    return None


def _after_quotation(spot: Spot, quoted: str) -> int:
    ended = quoted[-1:] in SENTENCE_END and quoted != ""
    if quoted[-1:].isdigit() and spot.line.count(spot.before) == 1:
        return NO  # inches
    if spot.after.isupper() or (ended and (spot.after.isalnum() or spot.after in OPENING)):
        return SURE
    if spot.after.isdigit() or spot.after in QUOTES:
        return LIKELY
    if spot.after.islower():
        ending = known.is_ending(spot.right_letters) and spot.right not in WORDS_LIKE_ENDINGS
        return NO if ending else POSSIBLE
    return NO


def _before_quotation(spot: Spot) -> int:
    first = spot.right[1:2]
    if not first.isalnum() or not spot.left.strip(OPENING):
        return NO
    if spot.before in SENTENCE_END or spot.before in ")]" or spot.before in QUOTES:
        return SURE
    if spot.before.isalnum() or spot.before in "%€$" or _is_emoji(spot.before):
        return LIKELY if first.isupper() or first.isdigit() else POSSIBLE
    return NO


def apostrophe(spot: Spot) -> int | None:
    """Wayne’s, O’Brien, d’Or: mostly inside a name; seldom a quotation mark."""
    if spot.before in APOSTROPHES:
        opened = re.search(rf"(?:^|[\s(])[{APOSTROPHES}]\w", spot.line[: spot.at - 1])
        if not opened:
            return NO
        if spot.left[-2:-1] in tuple(SENTENCE_END) and spot.after.isalnum():
            return SURE
        return POSSIBLE if spot.after.isupper() and len(spot.left) > 3 else NO
    if spot.after in APOSTROPHES:
        closes_later = re.search(rf"[{APOSTROPHES}](?:\W|\Z)", spot.rest[1:])
        begins = spot.right[1:2].isalnum() and closes_later
        return SURE if spot.before in SENTENCE_END and begins else NO
    return None


def after_symbol(spot: Spot) -> int | None:
    """Välkomna 😊Nya medarbetare, 20 %Nya medarbetare."""
    if not spot.after.isalnum():
        return None
    if _is_emoji(spot.before):
        if spot.alone and not any(c.isalnum() for c in spot.left):
            return NO
        return POSSIBLE if spot.after.islower() else SURE
    if spot.before in "%€$":
        if spot.after.isupper():
            return LIKELY
        ending = known.is_ending(spot.right_letters) and spot.right not in WORDS_LIKE_ENDINGS
        return NO if ending or spot.right_word == "ig" else POSSIBLE
    return None


def _is_emoji(sign: str) -> bool:
    emoji = unicodedata.category(sign) in ("So", "Sk", "Cf") or sign == "\ufe0f"
    return emoji and sign not in "°©®™\u00ad"
