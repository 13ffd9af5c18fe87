"""Rules for capitals, small letters and figures inside a word."""

import re

from kb.importers.archive.titles import dictionary as known
from kb.importers.archive.titles.spot import (
    HUMP,
    JOINED,
    LIKELY,
    NO,
    POSSIBLE,
    SURE,
    Spot,
    small_prefix,
)


def well_known_name(spot: Spot) -> int | None:
    """LinkedIn, iPhone: a capital inside a name that its owner spells so."""
    for name in known.SPELLED_NAMES.finditer(spot.left + spot.right):
        if name.start() < len(spot.left) < name.end():
            return NO
    return None


def spelled_so_elsewhere(spot: Spot) -> int | None:
    """The page has the word elsewhere, with the same capital inside: a spelling."""
    if not (spot.before.isalnum() and spot.after.isalnum()):
        return None
    around = _joined_around(spot)
    letters = re.search(r"[^\W_]*\Z", spot.left), re.match(r"[^\W_]*", spot.right)
    word = "".join(found.group() for found in letters if found)
    return NO if spot.page.has(around) or spot.page.has(word) else None


def _joined_around(spot: Spot) -> str:
    return next(
        match.group()
        for match in JOINED.finditer(spot.left + spot.right)
        if match.start() <= len(spot.left) < match.end()
    )


def underscore(spot: Spot) -> int | None:
    """Anna_litenNya: no title's first word holds an underscore, so the name goes on to there."""
    if spot.before.isalnum() and spot.after.isalnum():
        joined = JOINED.match(spot.right)
        if joined and "_" in joined.group():
            return NO
        file_like = re.search(r"\w*_\w*\Z", spot.left)
        if file_like and spot.after.isupper() and not spot.before.isupper():
            last_part = spot.left.rpartition("_")[2]
            doubtful = len(spot.right_word) == 1 or small_prefix(spot) or HUMP.search(last_part)
            return POSSIBLE if doubtful else LIKELY
        if file_like and spot.before.isdigit() and spot.after.isalpha():
            return POSSIBLE
    return NO if "_" in (spot.before, spot.after) else None


def figure_then_word(spot: Spot) -> int | None:  # noqa: PLR0911  (one return a case)
    """0708-65 84 92Nya, market1280INNOVATIVA, i maj 2017Nya. Not 3D, 20tal, H22Expo."""
    if not (spot.before.isdigit() and spot.after.isalpha()):
        return None
    word = spot.right_word
    digits = re.search(r"\d+\Z", spot.left)
    count = len(digits.group()) if digits else 0
    if spot.after.islower():
        if known.is_unit(spot.right_letters):
            return NO
        return LIKELY if known.is_known(word) and _ends_phone_number(spot) else POSSIBLE
    plain_number = spot.left.isdigit()
    if len(word) == 1 and spot.right not in ("I", "Å", "Ö"):
        # 3D-skrivare, 5G; not 4Ö-dagen, 4A4-blad, 18.30D-vitamin.
        one_sign = plain_number and count < 3 and word not in "ÅÄÖ"
        return NO if one_sign and not spot.right[1:2].isdigit() else POSSIBLE
    if spot.opens or spot.capitals_follow or _ends_phone_number(spot) or _is_image(spot):
        return LIKELY
    if word.isupper() or spot.alone or spot.left[:1] in "#@":
        return POSSIBLE
    groups = len(re.findall(r"\d+", spot.left))
    if groups > 1 and not any(c.isalpha() for c in spot.left):
        return LIKELY  # 2017-05-06, 18.30, 123-4567
    return LIKELY if count > (1 if plain_number else 2) and known.is_word(word) else POSSIBLE


def _ends_phone_number(spot: Spot) -> bool:
    number = re.search(r"(?:^|[^\w/.-])(?:\+\d{2}|0)[\d\s()/–-]{5,20}\Z", spot.line[: spot.at])
    return number is not None and sum(c.isdigit() for c in number.group()) >= 7


def word_then_figure(spot: Spot) -> int | None:
    """Läs mer här10 tips: a title that begins with a figure. Not market1280, A4, #sisummit16."""
    if not (spot.before.isalpha() and spot.after.isdigit()):
        return None
    word = spot.left_word
    short = len(word) < 2 or (len(word) == 2 and word.isupper())
    if spot.rest == spot.right or short or spot.left[:1] in "#@":
        return NO
    return POSSIBLE if re.match(r"\d+(?:[A-Z]\b|\W|\Z)", spot.right) else NO


def one_small_letter(spot: Spot) -> int | None:
    """eHälsa, iPad, mRNA, McDonald, DiCaprio: a prefix of a name."""
    if not (spot.before.islower() and spot.after.isupper()):
        return None
    word = spot.left_word
    prefix = len(word) == 1 or word in known.NAME_PREFIXES
    if not prefix:
        return None
    return POSSIBLE if spot.left[: -len(word)][-1:].isalnum() else NO


def capitals_after_small(spot: Spot) -> int | None:
    """Läs mer på vår hemsidaVAD ÄR DET? The rest of the line is a title in capitals."""
    if not (spot.before.islower() and spot.after.isupper() and spot.capitals_follow):
        return None
    return POSSIBLE if spot.alone and not _is_image(spot) else SURE


def image_name(spot: Spot) -> int | None:
    """siskonfst, WPheader, social-innovation-logo: the name of an image, alone before a title."""
    if not (spot.before.islower() and spot.after.isupper()) or not _is_image(spot):
        return None
    if len(spot.right_word) == 1 or small_prefix(spot):
        return POSSIBLE
    if spot.left.isalpha() and spot.left.islower() and known.is_known(spot.left):
        # hemsidaNya as much as skåneTrafiken.
        return LIKELY if spot.opens else POSSIBLE
    return LIKELY


def _is_image(spot: Spot) -> bool:
    """Tell whether all that precedes the place on its line looks like an image's name."""
    name = spot.left
    if not spot.alone or not re.fullmatch(r"\w[\w-]*\w", name) or name.isdigit():
        return False
    if re.search(r"[^\W\d_A-ZÅÄÖ][A-ZÅÄÖ]", name):
        return False
    if name[0].islower():
        return len(name) > 3
    if re.search(r"_|-.*\d|\d{3}", name):
        return True
    capitals_then_small = re.match(r"[A-ZÅÄÖ]{2,}[a-zåäö]{2,}\Z", name) is not None
    return capitals_then_small and not known.is_known(name.lower())


def short_capitals(spot: Spot) -> int | None:
    """innebandyVM, skolIF, SvD; but also hemsidaEU satsar."""
    if not (spot.before.islower() and spot.after.isupper()):
        return None
    word = spot.right_word
    if len(word) == 1:
        begins = word in "IÅÖ" and spot.right == word and spot.rest != word
        follows = spot.right[1:2] == "-" or spot.right[1:2].isdigit()
        small = spot.left_word.islower() and not spot.alone and known.is_word(spot.left_word)
        if begins and small:
            return LIKELY
        return POSSIBLE if begins or len(spot.left_word) > 2 or follows else NO
    if word.isupper() and len(word) <= 4:
        return POSSIBLE
    return None


def two_words(spot: Spot) -> int | None:
    """… vår hemsidaNya medarbetare: two words of the dictionary, and no word together.

    A capital on both (SkåneTrafiken, SkåneNya) may be a name, unless the second is a word
    that titles open with and names do not end in.
    """
    if not (spot.before.islower() and spot.after.isupper()):
        return None
    left, right = spot.left_word, spot.right_word
    if spot.opens and len(left) > 1:
        return LIKELY
    if not left[0].islower() or spot.alone:
        return POSSIBLE
    if known.is_known((left + right).lower()) or len(left) < 3 or not known.is_word(left):
        return POSSIBLE
    sure_of_both = known.is_known(right) or len(left) > 3
    return LIKELY if sure_of_both and not small_prefix(spot) else POSSIBLE


def capitals_then_word(spot: Spot) -> int | None:
    """ANMÄL DIG HÄRNya medarbetare, ABFVi söker. Not ASFer, EUs, INitiativet."""
    begins = spot.before.isupper() and spot.after.isupper() and spot.right[1:2].islower()
    left, right = spot.left_word, spot.right_word
    if not begins or len(left) < 2 or not left.isupper():
        return None
    if known.opens_title(right, after_capitals=True) and len(spot.rest.split()) > 1:
        return LIKELY
    lead = spot.line[: spot.at]
    whole = known.is_known(left.lower()) and not known.is_known((left + right[0]).lower())
    if whole and lead.isupper() and len(lead.split()) > 1 and known.is_known(right):
        return LIKELY
    return NO if known.is_ending(right[1:]) and not known.opens_title(right) else POSSIBLE
