"""Rules for a sentence that ends, and the full stops that end none."""

import re

from kb.importers.archive.titles import dictionary as known
from kb.importers.archive.titles.addresses import FILE_ENDING
from kb.importers.archive.titles.spot import LIKELY, NO, POSSIBLE, QUOTES, SURE, Spot
from kb.language.sentences import ends_sentence, is_abbreviation


def figure(spot: Spot) -> int | None:
    """2.0, 17.30, 10:30, 1,5, kl.14: a point inside a number or between it and its word."""
    if spot.before not in ".:," or not spot.after.isdigit():
        return None
    number = re.search(r"\d+(?:[.:,]\d+)*\Z", spot.left[:-1])
    if number:
        # A year, or 17.30 and one more: 17.30.10 tips.
        long = len(number.group()) > 3 and spot.before == "."
        return POSSIBLE if long or number.group().count(".") else NO
    if _ends_abbreviated(spot.left):
        return POSSIBLE if ends_sentence(spot.left) else NO
    return NO if spot.before in ":," else None


def abbreviation(spot: Spot) -> int | None:  # noqa: PLR0911  (one return a case)
    """t.ex, bl.a, J.R.R.Tolkien, 1.Nya: a full stop that ends no sentence."""
    if spot.before != "." or spot.left.endswith("..") or not spot.after.isalnum():
        return None
    before = spot.left.rstrip(".")
    if not before or (spot.alone and before.isdigit()):
        return NO
    if re.match(r"[^\W\d_]\.", spot.right):
        return NO  # T.O.M.
    if re.fullmatch(r"(?:[^\W\d_]\.)*[A-ZÅÄÖ]", before):
        # A letter and a full stop: an initial, or `grupp A.Nya medarbetare`.
        if spot.alone or "." in before:
            return NO
        return SURE if spot.opens else POSSIBLE
    if ends_sentence(before):
        return SURE if spot.after.isupper() else POSSIBLE
    if len(spot.left_word) == 0 and re.search(r"(?:^|[.(])[^\W\d_]\Z", before):
        # f.d, s.k, and their like: one letter between full stops.
        return POSSIBLE if spot.after.isupper() else NO
    if _ends_abbreviated(spot.left):
        return POSSIBLE if spot.opens and spot.after.isupper() else NO
    return None


def _ends_abbreviated(left: str) -> bool:
    return is_abbreviation(re.sub(r"^\W+", "", left))


def ellipsis(spot: Spot) -> int | None:
    """Väntan…är över: three points inside a sentence; before a capital they end one."""
    if spot.before != "…" and not spot.left.endswith(".."):
        return None
    if spot.alone and not spot.left.strip(".…"):
        return NO
    if spot.after.isupper() or spot.after.isdigit():
        return SURE
    return POSSIBLE if spot.after.islower() else None


def full_stop(spot: Spot) -> int | None:
    """… Skåne.Nya medarbetare: a sentence ended, and no space follows."""
    if spot.before != "." or not spot.after.isalnum():
        return None
    if spot.after.islower():
        return _full_stop_before_small(spot)
    ended = spot.left[:-1]
    last = re.search(r"[^\W\d_]+\Z", ended)
    if spot.after.isupper() and last and last.group().isupper() and spot.right_word.isupper():
        # ASP.NET, unless all of the title is in capitals.
        return SURE if spot.capitals_follow else POSSIBLE
    if spot.right_word.lower() in known.DOMAINS and spot.right_word == spot.right:
        # Coompanion.Se lanseras, or "… i Skåne.Se filmen".
        return POSSIBLE if spot.alone and not spot.opens else SURE
    return SURE


def _full_stop_before_small(spot: Spot) -> int:
    ended = re.search(r"\w+\Z", spot.left[:-1])
    name = known.SPELLED_NAMES.match(spot.right)
    if ended is None:
        # "(se nedan).nya": a bracket or a quotation before the full stop.
        return SURE if known.is_known(spot.right_word) else POSSIBLE
    last = ended.group()
    if len(spot.right_word) == 1 and not re.match(r"[a-z][A-ZÅÄÖ]|[iå]\Z", spot.right):
        return NO
    if FILE_ENDING.match("." + spot.right):
        return NO
    if last.isdigit():
        return LIKELY if known.is_known(spot.right_word) and len(spot.right_word) > 2 else POSSIBLE
    if len(last) > 1 and known.is_word(last) and (name or known.is_known(spot.right_word)):
        return SURE
    return SURE if re.match(r"[a-z][A-ZÅÄÖ]", spot.right) and known.is_word(last) else POSSIBLE


def exclamation(spot: Spot) -> int | None:
    """Anmäl dig här!Nya medarbetare; not Jeopardy!s."""
    if spot.before not in "!?" or not spot.after.isalnum():
        return None
    if spot.alone and not spot.left.strip("!?¡¿"):
        return NO
    return NO if spot.after.islower() and spot.right in ("s", "n", "t") else SURE


def colon(spot: Spot) -> int | None:
    """Läs mer:Nya medarbetare. Not ASF:er, S:t, EU:S."""
    if spot.before not in ":;,*|" or not spot.left[:-1] or not spot.left[-2].isalnum():
        return None
    if spot.after.isupper() or spot.after in QUOTES:
        return NO if known.is_ending(spot.right_letters) else POSSIBLE
    return NO
